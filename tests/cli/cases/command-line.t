# Outputs record the command line as a shell would take it, without what says nothing about the figures.
cp input/train.jsonl "it's a \$HOME.jsonl"
counterweight weights -qvj2 --progress=never --color never -o w.toml --json --to toml --scheme inverse --ignore=-100 \
        "it's a \$HOME.jsonl" | grep '"command"'
grep command w.toml
cp w.toml config.toml
counterweight weights -q --scheme inverse --ignore -100 --update config.toml "it's a \$HOME.jsonl"
cmp w.toml config.toml
# A thousand inputs: the first ones, and how many more.
seq 1000 | sed 's/.*/part-of-the-corpus-number-&.jsonl/' >list
while read -r name; do cp input/train.jsonl "$name"; done <list
xargs <list counterweight count -q | grep '"command"' | sed 's/.* part/... part/'
=== stdout
  "command": "counterweight weights --scheme=inverse --ignore=-100",
command = "counterweight weights --scheme=inverse --ignore=-100"
  "command": "counterweight count",
=== stderr
=== exit 0
