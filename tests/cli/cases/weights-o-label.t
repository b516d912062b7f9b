# Data that calls the outside label OUT: a warning without --o-label, then right.
sed 's/"O"/"OUT"/g' input/names.jsonl >out.jsonl
counterweight weights out.jsonl | grep '^[0-9]'
counterweight weights --o-label OUT out.jsonl | grep '^[0-9]'
=== stdout
0 = 1.6304637  # B-EMAIL
1 = 0.81523186  # B-NAME
2 = 1.152912  # I-NAME
3 = 0.40139243  # OUT
0 = 1.0  # OUT
1 = 1.3592455  # B-EMAIL
2 = 0.67962277  # B-NAME
3 = 0.96113175  # I-NAME
=== stderr
counted 47 tokens of 4 labels, 4 sequences, 1 shard; TIME
all tokens are entity tokens: no label O was seen (loss scale 0.588)
OUT has 70.2 % of the tokens: if it is what lies outside the entities, say --o-label OUT
entity weights go from 0.4014 (OUT) to 1.63 (B-EMAIL), 4.062 to 1; the 4 labels share the loss as 3.47 equal ones would
the least certain weight is that of B-EMAIL, 1.63 from 2 tokens: 95 % interval 0.8579 to 4.685
4 labels have fewer than 50 tokens, too few for a weight to be more than chance: B-EMAIL (2), B-NAME (8), I-NAME (4), OUT (33)
counted 47 tokens of 4 labels, 4 sequences, 1 shard; TIME
entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %
entity weights go from 0.6796 (B-NAME) to 1.359 (B-EMAIL), 2 to 1; the 3 labels share the loss as 2.89 equal ones would
the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906
4 labels have fewer than 50 tokens, too few for a weight to be more than chance: OUT (33), B-EMAIL (2), B-NAME (8), I-NAME (4)
=== exit 0
