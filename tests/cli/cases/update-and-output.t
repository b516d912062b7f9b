# --update, -o and --json in one run.
cp input/training_config.toml config.toml
counterweight weights --labels input/labels.txt input/train.jsonl --update config.toml -o w.csv --json | grep -c '"weight"'
grep -c , w.csv
grep -A 2 '^.class_weights.$' config.toml
=== stdout
5
6
[class_weights]
# pasted from a notebook, long ago
0 = 1.0  # O
=== stderr
config.toml: updated: 20 lines added, 2 removed
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %
entity weights go from 0.6796 (B-NAME) to 1.359 (B-EMAIL), 2 to 1; the 3 labels share the loss as 2.89 equal ones would
the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906
4 labels have fewer than 50 tokens, too few for a weight to be more than chance: O (33), B-NAME (8), I-NAME (4), B-EMAIL (2)
1 label of the map was never seen and gets 1.0 (--unseen one): B-PHONE
=== exit 0
