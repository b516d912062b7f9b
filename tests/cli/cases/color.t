# Colours: only when asked for, or on a terminal without NO_COLOR.
counterweight count --color always -q --to table input/names.jsonl | head -n 1
NO_COLOR=1 counterweight count --color always -q --to table input/names.jsonl | head -n 1
counterweight count --color never -q --to table input/names.jsonl | head -n 1
try counterweight count --color always nofile
try counterweight count nofile
=== stdout
<ESC>[1mid  label    tokens     share<ESC>[0m
<ESC>[1mid  label    tokens     share<ESC>[0m
id  label    tokens     share
=== stderr
<ESC>[1;31mcounterweight: <ESC>[0mnofile: cannot open: No such file or directory
[exit 4]
counterweight: nofile: cannot open: No such file or directory
[exit 4]
=== exit 0
