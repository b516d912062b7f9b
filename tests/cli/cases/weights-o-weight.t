# O may weigh less; the entities do not change. The figure is the one the diagnosis names.
counterweight weights --o-weight 0.8571 --labels input/labels.txt input/train.jsonl | sed -n '/^0 /p;/^1 /p;/^o_weight/p'
counterweight weights -q --o-weight 0 --labels input/labels.txt input/train.jsonl | sed -n '/^0 /p;/^1 /p;/^o_weight/p'
=== stdout
0 = 0.8571  # O
1 = 0.67962277  # B-NAME
o_weight = 0.8571
0 = 0.0  # O
1 = 0.67962277  # B-NAME
o_weight = 0.0
=== stderr
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
entities are 29.8 % of the tokens and carry 29.8 % of the loss (loss scale 0.857)
entity weights go from 0.6796 (B-NAME) to 1.359 (B-EMAIL), 2 to 1; the 3 labels share the loss as 2.89 equal ones would
the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906
4 labels have fewer than 50 tokens, too few for a weight to be more than chance: O (33), B-NAME (8), I-NAME (4), B-EMAIL (2)
1 label of the map was never seen and gets 1.0 (--unseen one): B-PHONE
=== exit 0
