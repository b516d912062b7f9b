# Is a weights file still true to the data?
mkdir data
for i in 1 2 3; do
        for r in 1 2 3 4; do echo '{"tags": ["O", "O", "B-X", "B-Y", "O", "B-X", "PAD"]}'; done >data/s$i.jsonl
done
printf 'O\nB-X\nB-Y\nPAD\n' >labels.txt
counterweight weights -q data --labels labels.txt --ignore 3 --scheme effective --beta 0.9 --boost B-Y=2 \
        --o-weight 0.5 --normalize median -o w.toml
counterweight weights -q data --labels labels.txt --ignore 3 --scheme power --alpha 0.3 --o-weight auto \
        --set B-Y=0.7 --smooth 2 --unseen zero --tie-prefixes --norm-over all --max-weight 5 -o w.json
# Parameters come from the facts, what is read from the recorded command.
try counterweight check w.toml data --rtol 0
try counterweight check w.json data --rtol 0
# Options go before the file.
try counterweight check -q w.toml data --scheme inverse
try counterweight check -q w.toml data --ignore none
# The data moves on; the cache knows which shards are new.
counterweight count -q data --labels labels.txt --cache=c -o before.json
for r in 1 2 3; do echo '{"tags": ["O", "O", "B-Z", "B-Y", "B-Y", "PAD"]}'; done >data/s4.jsonl
echo B-Z >>labels.txt
touch -d '2024-01-02 03:04:05.5' data/*
counterweight count -q data/s1.jsonl data/s2.jsonl data/s3.jsonl --cache=c -o before.json
try counterweight check -q w.toml data --cache=c
try counterweight check -q w.toml data --cache=c --rtol 0.5
try counterweight check -q w.json data --json
# Names change places: the ids in the file mean something else now.
printf 'O\nB-Y\nB-X\nPAD\nB-Z\n' >permuted.txt
try counterweight check -q w.toml data --labels permuted.txt --rtol 99
# A label that is gone; weights that nobody says how they were made.
printf '[class_weights]\n0 = 1.0\n1 = 0.8\n2 = 1.1\n3 = 1.0\n4 = 2.0\n9 = 1.0\n' >hand.toml
try counterweight check hand.toml data --labels labels.txt --rtol 0.5
# What is no answer.
try counterweight check w.toml
try counterweight check
try counterweight check missing.toml data
try counterweight check w.toml missing
try counterweight check w.toml data --rtol -1
printf '[class_weights]\n0 = 1.0\n[class_weights_info]\nscheme = "inverse"\nsmooth = "a lot"\n' >odd.toml
try counterweight check odd.toml data
printf '[other]\n' >none.toml
try counterweight check none.toml data
=== stdout
w.toml: true to the data
w.json: true to the data
w.toml: out of date: 2 weights moved (tolerance 2 %)
  moved        0.561 ->      0.4    -28.7 %  1 B-X
  moved        1.439 ->      1.6    +11.2 %  2 B-Y
  data      the same counts as then
w.toml: out of date: 2 weights moved (tolerance 2 %)
  moved        0.561 ->   0.7798    +39.0 %  1 B-X
  moved        1.439 ->        2    +39.0 %  2 B-Y
  data      72 tokens then, 84 now
w.toml: out of date: 2 weights moved, 1 label appeared (tolerance 2 %)
  moved        0.561 ->   0.4618    -17.7 %  1 B-X
  moved        1.439 ->        1    -30.5 %  2 B-Y
  appeared         - ->    1.568             4 B-Z
  data      72 tokens then, 87 now
  shards    1 of 4 new or changed since the cache saw them
            data/s4.jsonl
w.toml: out of date: 1 label appeared (tolerance 50 %)
  appeared         - ->    1.568             4 B-Z
  data      72 tokens then, 87 now
{
  "format": "counterweight-check",
  "version": 1,
  "holds": false,
  "path": "w.json",
  "rtol": 0.02,
  "atol": 0.0,
  "moved": 2,
  "appeared": 1,
  "vanished": 0,
  "renamed": 0,
  "tokens_then": 72,
  "tokens_now": 87,
  "fingerprint_then": "390840eda9456ad1dcc0df2c3b378734",
  "fingerprint_now": "8dee8f5c51a205220e9697bf84b0360f",
  "labels": [
    {"id": 0, "name_then": "O", "name_now": "O", "weight_then": 1.0, "weight_now": 0.9401018246057109, "tokens_then": 36, "tokens_now": 42, "moved": true, "appeared": false, "vanished": false, "renamed": false},
    {"id": 1, "name_then": "B-X", "name_now": "B-X", "weight_then": 0.9688452521314918, "weight_now": 0.8741784697544208, "tokens_then": 24, "tokens_now": 24, "moved": true, "appeared": false, "vanished": false, "renamed": false},
    {"id": 4, "name_then": null, "name_now": "B-Z", "weight_then": null, "weight_now": 1.433511261571887, "tokens_then": null, "tokens_now": 3, "moved": false, "appeared": true, "vanished": false, "renamed": false}
  ],
  "shards": 4,
  "new_shards": null
}
w.toml: out of date: 1 label appeared, 2 labels have other names (tolerance 9900 %)
  appeared         - ->    1.568             4 B-Z
  renamed   id 1 is B-X in the file and B-Y in the data
  renamed   id 2 is B-Y in the file and B-X in the data
  data      72 tokens then, 87 now
hand.toml: out of date: 1 label vanished (tolerance 50 %)
  vanished         1 ->        -             9
=== stderr
counted 72 tokens of 3 labels, 12 sequences, 3 shards, 12 ignored; TIME
counted 72 tokens of 3 labels, 12 sequences, 3 shards, 12 ignored; TIME
[exit 1]
[exit 1]
[exit 1]
[exit 1]
[exit 1]
[exit 1]
counterweight: warning: hand.toml does not say how its weights were made; taken to be of --scheme inverse_sqrt
counted 102 tokens of 5 labels, 15 sequences, 4 shards; TIME
[exit 1]
counterweight: no input: name files or folders, or '-' for standard input (see 'counterweight check --help')
[exit 2]
counterweight: expected a weights file, then the data (see 'counterweight check --help')
[exit 2]
counterweight: missing.toml: cannot open: there is no such file
[exit 4]
counterweight: missing: cannot open: No such file or directory
[exit 4]
counterweight: --rtol: expected a number from 0 to 1e+09, found '-1' (see 'counterweight check --help')
[exit 2]
counterweight: odd.toml: the facts of the weights: expected a number at smooth, found another value; make the file anew
[exit 3]
counterweight: none.toml: expected a table [class_weights], found none (--table names another)
[exit 3]
=== exit 0
