# GNU conventions: all of these are one command, and the recorded command line is the same.
counterweight weights -q --scheme inverse --ignore -100 --labels input/labels.txt input/train.jsonl >a
counterweight weights -qj1 --scheme=inverse --ignore=-100 --labels=input/labels.txt input/train.jsonl >b
counterweight weights input/train.jsonl >c --scheme inverse --ignore -100 -j 2 --labels input/labels.txt -q
cmp a b
diff a c
counterweight weights -q --scheme inverse --ignore -100 --labels=input/labels.txt -- input/train.jsonl | cmp - a
# After "--" all are inputs, also what looks like an option.
cp input/train.jsonl ./-v
counterweight count -q --json -- -v | grep -E 'command|tokens"'
# Schemes by any of their names, with - or _.
for scheme in inverse_sqrt inverse-sqrt sqrt; do
        counterweight weights -q --scheme $scheme --labels input/labels.txt input/train.jsonl | grep -E '^(1|scheme) ='
done
# Sizes.
for size in 1M 1m 1MiB 1048576 2MB 1GiB 1g 1048576B; do
        try counterweight count -q --max-memory $size input/train.jsonl >/dev/null
done
=== stdout
  "tokens": 47,
  "command": "counterweight count",
    {"id": 0, "name": null, "tokens": 33},
    {"id": 1, "name": null, "tokens": 8},
    {"id": 2, "name": null, "tokens": 4},
    {"id": 3, "name": null, "tokens": 2}
1 = 0.67962277  # B-NAME
scheme = "inverse_sqrt"
1 = 0.67962277  # B-NAME
scheme = "inverse_sqrt"
1 = 0.67962277  # B-NAME
scheme = "inverse_sqrt"
=== stderr
=== exit 0
