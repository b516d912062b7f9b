counterweight weights -v -j1 --labels input/labels.txt input/train.jsonl >/dev/null
=== stdout
=== stderr
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
N threads, 397 B read, at most BYTES of memory (mapped files included)
id  label    tokens     share    weight
 0  O            33  70.213 %  1.000000
 1  B-NAME        8  17.021 %  0.679623
 2  I-NAME        4   8.511 %  0.961132
 3  B-EMAIL       2   4.255 %  1.359246
 4  B-PHONE       0   0.000 %  1.000000
entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %
entity weights go from 0.6796 (B-NAME) to 1.359 (B-EMAIL), 2 to 1; the 3 labels share the loss as 2.89 equal ones would
the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906
4 labels have fewer than 50 tokens, too few for a weight to be more than chance: O (33), B-NAME (8), I-NAME (4), B-EMAIL (2)
1 label of the map was never seen and gets 1.0 (--unseen one): B-PHONE
=== exit 0
