# -q leaves errors only.
counterweight weights -q --labels input/labels.txt input/train.jsonl >/dev/null
counterweight weights -q nofile
=== stdout
=== stderr
counterweight: nofile: cannot open: No such file or directory
=== exit 4
