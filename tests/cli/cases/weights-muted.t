printf '{"format": "counterweight-counts", "version": 1, "tokens": 990440040, "labels": [{"id": 0, "name": "O", "tokens": 950000000}, {"id": 1, "name": "B-FIRSTNAME", "tokens": 20000000}, {"id": 2, "name": "B-SURNAME", "tokens": 15000000}, {"id": 3, "name": "B-EMAIL", "tokens": 5000000}, {"id": 4, "name": "B-SSN", "tokens": 400000}, {"id": 5, "name": "B-IBAN", "tokens": 40000}, {"id": 6, "name": "B-RARE", "tokens": 40}, {"id": 7, "name": "B-NEVER", "tokens": 0}]}' >muted.json
counterweight weights muted.json -o w.toml
counterweight weights muted.json -o w.toml --o-weight auto
counterweight weights muted.json -o w.toml --normalize token
counterweight weights muted.json -o w.toml --min-count 5000
=== stdout
=== stderr
counted 990,440,040 tokens of 7 labels, 0 sequences, 0 shards; TIME
the weights mute the entities: they are 4.1 % of the tokens, but their share of the loss falls from 4.1 % to 0.044 % (loss scale 0.96)
B-RARE (40 tokens) owns the normaliser: it makes 95.5 % of the mean that the entity weights are divided by, so it gets 5.728 and mutes the other 5, which get 0.008101 to 0.1811; if it were left out of the data, entities would carry 0.79 % of the loss
each of these by itself would raise that share: --o-weight auto (O gets 0.01023) makes it 4.1 %, --normalize token makes it 4.1 %, --normalize median makes it 1.2 %, --min-count 5000 makes it 0.33 %
entity weights go from 0.008101 (B-FIRSTNAME) to 5.728 (B-RARE), 707.1 to 1; the 6 labels share the loss as 3.63 equal ones would
the least certain weight is that of B-RARE, 5.728 from 40 tokens: 95 % interval 4.908 to 6.777
1 label has fewer than 50 tokens, too few for a weight to be more than chance: B-RARE (40)
1 label of the map was never seen and gets 1.0 (--unseen one): B-NEVER
counted 990,440,040 tokens of 7 labels, 0 sequences, 0 shards; TIME
entities are 4.1 % of the tokens and carry 4.1 % of the loss (loss scale 0.0102)
B-RARE (40 tokens) owns the normaliser: it makes 95.5 % of the mean that the entity weights are divided by, so it gets 5.728 and mutes the other 5, which get 0.008101 to 0.1811; if it were left out of the data, entities would carry 4.1 % of the loss
entity weights go from 0.008101 (B-FIRSTNAME) to 5.728 (B-RARE), 707.1 to 1; the 6 labels share the loss as 3.63 equal ones would
the least certain weight is that of B-RARE, 5.728 from 40 tokens: 95 % interval 4.908 to 6.777
1 label has fewer than 50 tokens, too few for a weight to be more than chance: B-RARE (40)
1 label of the map was never seen and gets 1.0 (--unseen one): B-NEVER
counted 990,440,040 tokens of 7 labels, 0 sequences, 0 shards; TIME
entities are 4.1 % of the tokens and carry 4.1 % of the loss (loss scale 1)
entity weights go from 0.7918 (B-FIRSTNAME) to 559.9 (B-RARE), 707.1 to 1; the 6 labels share the loss as 3.63 equal ones would
the least certain weight is that of B-RARE, 559.9 from 40 tokens: 95 % interval 479.8 to 662.5
1 label has fewer than 50 tokens, too few for a weight to be more than chance: B-RARE (40)
1 label of the map was never seen and gets 1.0 (--unseen one): B-NEVER
counted 990,440,040 tokens of 7 labels, 0 sequences, 0 shards; TIME
the weights mute the entities: they are 4.1 % of the tokens, but their share of the loss falls from 4.1 % to 0.33 % (loss scale 0.962)
B-RARE (40 tokens) owns the normaliser: it makes 65.3 % of the mean that the entity weights are divided by, so it gets 3.919 and mutes the other 5, which get 0.06196 to 1.386; if it were left out of the data, entities would carry 0.79 % of the loss
each of these by itself would raise that share: --o-weight auto (O gets 0.07821) makes it 4.1 %, --normalize token makes it 4.1 %, --normalize median makes it 1.2 %
entity weights go from 0.06196 (B-FIRSTNAME) to 3.919 (B-RARE), 63.25 to 1; the 6 labels share the loss as 3.61 equal ones would
1 label has fewer than 50 tokens, too few for a weight to be more than chance: B-RARE (40)
1 label of the map was never seen and gets 1.0 (--unseen one): B-NEVER
=== exit 0
