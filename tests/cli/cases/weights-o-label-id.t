# Ids without names: the diagnosis asks for the outside label, and takes its id.
counterweight weights input/train.jsonl | grep '^[0-9]'
counterweight weights -q --o-label 0 input/train.jsonl | grep '^[0-9]'
=== stdout
0 = 0.40139243
1 = 0.81523186
2 = 1.152912
3 = 1.6304637
0 = 1.0
1 = 0.67962277
2 = 0.96113175
3 = 1.3592455
=== stderr
counterweight: warning: the data carries no label names, and input/labels.txt beside it is not used; --labels input/labels.txt would give them
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
all tokens are entity tokens: no label O was seen (loss scale 0.588)
label 0 has 70.2 % of the tokens: if it is what lies outside the entities, say --o-label 0
entity weights go from 0.4014 (label 0) to 1.63 (label 3), 4.062 to 1; the 4 labels share the loss as 3.47 equal ones would
the least certain weight is that of label 3, 1.63 from 2 tokens: 95 % interval 0.8579 to 4.685
4 labels have fewer than 50 tokens, too few for a weight to be more than chance: label 0 (33), label 1 (8), label 2 (4), label 3 (2)
=== exit 0
