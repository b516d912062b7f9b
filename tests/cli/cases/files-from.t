# Inputs from a list: lines, NUL-separated, from standard input; the names given come first.
head -n 1 input/train.jsonl >1.jsonl
cp 1.jsonl 'a b.jsonl'
printf '1.jsonl\n\na b.jsonl\r\n' >list
printf '1.jsonl\0a b.jsonl\0' >list0
c='counterweight count -q --per-shard'
$c --files-from list input/train.jsonl | grep -E '"name": "|"command"'
$c --files-from - <list | grep '"command"'
$c --files0-from list0 | grep -c 'jsonl"'
$c --files0-from - <list0 | grep -c 'jsonl"'
try $c --files-from list0
try $c --files-from nolist
try $c --files-from .
=== stdout
  "command": "counterweight count --per-shard",
    {"name": "input/train.jsonl", "sequences": 4, "ignored": 8, "tokens": [33, 8, 4, 2]},
    {"name": "1.jsonl", "sequences": 1, "ignored": 2, "tokens": [7, 2, 1, 0]},
    {"name": "a b.jsonl", "sequences": 1, "ignored": 2, "tokens": [7, 2, 1, 0]}
  "command": "counterweight count --per-shard",
2
2
=== stderr
counterweight: list0: expected one name a line, found a NUL byte; use --files0-from (see 'counterweight count --help')
[exit 2]
counterweight: nolist: cannot open the list of inputs: No such file or directory
[exit 4]
counterweight: .: cannot read the list of inputs: Is a directory
[exit 4]
=== exit 0
