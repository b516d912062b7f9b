# Labels are the same by name where both files have names, whatever their ids; by id where one has none.
printf '{"format": "counterweight-counts", "version": 1, "tokens": 100, "labels": [{"id": 0, "name": "O", "tokens": 90}, {"id": 1, "name": "A", "tokens": 6}, {"id": 2, "name": "B", "tokens": 4}]}' >a.json
printf '{"format": "counterweight-counts", "version": 1, "tokens": 200, "labels": [{"id": 0, "name": "O", "tokens": 180}, {"id": 1, "name": "B", "tokens": 8}, {"id": 2, "name": "A", "tokens": 12}]}' >permuted.json
printf '{"format": "counterweight-counts", "version": 1, "tokens": 100, "labels": [{"id": 0, "name": null, "tokens": 90}, {"id": 1, "name": null, "tokens": 6}, {"id": 3, "name": null, "tokens": 4}]}' >bare.json
counterweight diff a.json permuted.json
counterweight diff a.json bare.json --to csv | cut -d, -f1-7
# Data against counts of data; a table that somebody wrote, whose comments are no names.
counterweight count -q --labels input/labels.txt input/train.jsonl -o counts.json
counterweight diff counts.json input/train.jsonl --labels input/labels.txt
printf '[class_weights]\n0 = 1.0  # as in March\n1 = 0.5\n2 = 2\n' >by-hand.toml
counterweight diff by-hand.toml a.json
=== stdout
a: a.json, counts, 100 tokens
b: permuted.json, counts, 200 tokens
L-infinity      0
Jensen-Shannon  0 bits  (0 the same mix, 1 nothing in common)
PSI             0  (below 0.1: stable)
G-test          G = 0, 2 degrees of freedom, p = 1  (as if tokens were independent: with very many, any difference counts)
renumbered: 2 labels have another id in b
weights: no weight moved
label,id_a,id_b,tokens_a,tokens_b,share_a,share_b
O,0,0,90,90,0.9,0.9
A,1,1,6,6,0.06,0.06
B,2,,4,0,0.04,0.0
,,3,0,4,0.0,0.04
a: counts.json, counts, 47 tokens
b: input/train.jsonl, counts, 47 tokens
L-infinity      0
Jensen-Shannon  0 bits  (0 the same mix, 1 nothing in common)
PSI             0  (below 0.1: stable)
G-test          G = 0, 3 degrees of freedom, p = 1  (as if tokens were independent: with very many, any difference counts)
weights: no weight moved
a: by-hand.toml, weights
b: a.json, counts, 100 tokens
label mix: not compared, a weights file in TOML holds no counts
weights: the largest move is by a factor of 1.816
label  share a    share b  weight a  weight b    b / a
B                4.0000 %         2   1.10102  0.55051  ========|
A                6.0000 %       0.5  0.898979  1.79796          |========
O               90.0000 %         1         1        1          |
=== stderr
=== exit 0
