counterweight count -q --presence input/news.conll -o c.json
grep '"id"' c.json
counterweight weights -q --scheme median_freq c.json >from-counts
counterweight weights -q --scheme median_freq input/news.conll >from-data
grep -v command from-counts >a
grep -v command from-data >b
cmp a b
cat a
counterweight explain -q B-NAME c.json --scheme median_freq
counterweight merge -q c.json c.json | grep '"id"'
counterweight count -q input/news.conll -o without.json
try counterweight weights without.json --scheme median_freq
try counterweight count --spans c.json
try counterweight weights c.json --scheme median_freq --tie-prefixes
counterweight count --spans --to csv input/news.conll
counterweight count -q --spans --json input/news.conll | grep tagging
counterweight compare -q --presence input/news.conll
# In growth, at the end of the data as weights has it; from rows of shards, and never from rows without.
printf '{"tags": ["O", "B-NAME", "I-NAME", "O"]}\n{"tags": ["O", "B-EMAIL"]}\n' >g1.jsonl
printf '{"tags": ["O", "O", "B-NAME"]}\n{"tags": ["B-EMAIL", "O"]}\n' >g2.jsonl
counterweight growth -q --presence g1.jsonl g2.jsonl --at 50%,100% --to csv | grep median_freq
counterweight weights -q --scheme median_freq g1.jsonl g2.jsonl --to csv
counterweight count -q --per-shard --presence g1.jsonl g2.jsonl -o rows.json
counterweight growth -q rows.json --scheme median_freq --at 50%,100% --to csv
counterweight count -q --per-shard g1.jsonl g2.jsonl -o bare.json
try counterweight growth -q bare.json --scheme median_freq
counterweight growth -q g1.jsonl g2.jsonl | tail -n 1
# Rows with one value of another column: the whole has its figures, and the slices are those of counting without.
printf '{"from": "web", "tags": ["O", "B"]}\n{"from": "mail", "tags": ["O", "O", "C"]}\n{"from": "web", "tags": ["O"]}\n' >by.jsonl
counterweight count -q --by column from --presence by.jsonl --json | grep -E '"(id|name)":'
counterweight count -q --by column from by.jsonl --to csv >without.csv
counterweight count -q --by column from --presence by.jsonl --to csv | cmp - without.csv && echo the same slices
counterweight weights -q --by column from --scheme median_freq by.jsonl --to csv
=== stdout
    {"id": 0, "name": "O", "tokens": 4, "sequences": 2, "sequence_tokens": 8},
    {"id": 1, "name": "B-EMAIL", "tokens": 1, "sequences": 1, "sequence_tokens": 5},
    {"id": 2, "name": "B-NAME", "tokens": 2, "sequences": 2, "sequence_tokens": 8},
    {"id": 3, "name": "I-NAME", "tokens": 1, "sequences": 1, "sequence_tokens": 5}
[class_weights]
0 = 1.0  # O
1 = 1.0714285  # B-EMAIL
2 = 0.85714287  # B-NAME
3 = 1.0714285  # I-NAME

[class_weights_info]
scheme = "median_freq"
normalization = "mean"
normalizer = 1.05
o_label = "O"
o_weight = 1.0
unseen = "one"
tokens = 8
labels_observed = 4
ignored = 0
label_map_hash = "fd870411367a0f8978818cf03aa8e9e0"
data_fingerprint = "22c0ac88aa90c8d81119b4e057f79355"
counterweight_version = "VERSION"
B-NAME (id 2), scheme median_freq
counted
  N = 8 tokens of all labels, O included (0 ignored ones left out)
  K = 4 labels seen
  n = 2 tokens of this label (25.0 % of N)
scheme median_freq: w = median(f) / f  [Eigen & Fergus, ICCV 2015; SegNet]
  tokens of the sequences that contain it = 8
  f = n / these = 0.25
  median(f) of all labels seen = 0.225
  raw weight = median(f) / f = 0.9
normaliser: the mean of the raw weights of the entity labels seen
  their sum = 3.15
  their number = 3
  mean = sum / number = 1.05
weight
  raw weight / mean = 0.8571428571428571
  as float32, in the outputs = 0.85714287
    {"id": 0, "name": "O", "tokens": 8, "sequences": 4, "sequence_tokens": 16},
    {"id": 1, "name": "B-EMAIL", "tokens": 2, "sequences": 2, "sequence_tokens": 10},
    {"id": 2, "name": "B-NAME", "tokens": 4, "sequences": 4, "sequence_tokens": 16},
    {"id": 3, "name": "I-NAME", "tokens": 2, "sequences": 2, "sequence_tokens": 10}
id,label,tokens,share<CR>
0,O,4,0.5<CR>
1,B-EMAIL,1,0.125<CR>
2,B-NAME,2,0.25<CR>
3,I-NAME,1,0.125<CR>
  "tagging": {"scheme": "IOB2", "spans": 3, "span_tokens": 4, "mean_length": 1.3333333333333333, "invalid_transitions": 0, "types_without_b": 0}
label   tokens share   sqrt invers effect  power medfrq   enet log  compl  pos_w none
O            4 50.0%      1      1      1      1      1      1   1      1      1    1
B-EMAIL      1 12.5%  1.108    1.2    1.2  1.108  1.071  1.169   1   1.05  1.235    1
B-NAME       2 25.0% 0.7836 0.6000 0.6002 0.7836 0.8571 0.6622   1 0.9000 0.5294    1
I-NAME       1 12.5%  1.108    1.2    1.2  1.108  1.071  1.169   1   1.05  1.235    1

scheme        largest/smallest  entity share  loss scale  even classes  saturated  owner
inverse_sqrt             1.414         48.6%      0.9730         2.958          0
inverse                      2         47.4%      0.9500             3          0
effective                1.999         47.4%      0.9500             3          0
power                    1.414         48.6%      0.9730         2.958          0
median_freq               1.25         49.1%      0.9821         2.921          0
enet                     1.765         47.8%      0.9578         2.995          0
log                          1         50.0%           1         2.828          0
complement               1.167         49.4%      0.9875         2.896          0
pos_weight               2.333         46.9%      0.9412         2.992          0
none                         1         50.0%           1         2.828          0

weights of 3 entity labels, from most tokens to fewest
all rows on one log axis, _ 0.529 to # 1.24
inverse_sqrt  ~~~~********
inverse       ....########
effective     ....########
power         ~~~~********
median_freq   ====********
enet          ----########
log           ************
complement    ++++********
pos_weight    ____########
none          ************
median_freq,0,O,0.5454545454545454,6,1.0,,<CR>
median_freq,0,O,1.0,11,1.0,,<CR>
median_freq,1,B-EMAIL,0.5454545454545454,6,0.6,,<CR>
median_freq,1,B-EMAIL,1.0,11,0.631578947368421,,<CR>
median_freq,2,B-NAME,0.5454545454545454,6,1.2,,<CR>
median_freq,2,B-NAME,1.0,11,1.1052631578947367,,<CR>
median_freq,3,I-NAME,0.5454545454545454,6,1.2,,<CR>
median_freq,3,I-NAME,1.0,11,1.263157894736842,,<CR>
id,label,tokens,share,weight<CR>
0,O,6,0.5454545454545454,1.0<CR>
1,B-EMAIL,2,0.18181818181818182,0.6315789<CR>
2,B-NAME,2,0.18181818181818182,1.1052631<CR>
3,I-NAME,1,0.09090909090909091,1.2631578<CR>
scheme,id,label,share,tokens,weight,low,high<CR>
median_freq,0,O,0.5454545454545454,6,1.0,,<CR>
median_freq,0,O,1.0,11,1.0,,<CR>
median_freq,1,B-EMAIL,0.5454545454545454,6,0.6,,<CR>
median_freq,1,B-EMAIL,1.0,11,0.631578947368421,,<CR>
median_freq,2,B-NAME,0.5454545454545454,6,1.2,,<CR>
median_freq,2,B-NAME,1.0,11,1.1052631578947367,,<CR>
median_freq,3,I-NAME,0.5454545454545454,6,1.2,,<CR>
median_freq,3,I-NAME,1.0,11,1.263157894736842,,<CR>
median_freq is not among these: it goes by sequences, which --presence looks at too
    {"id": 0, "name": "O", "tokens": 4, "sequences": 3, "sequence_tokens": 6},
    {"id": 1, "name": "B", "tokens": 1, "sequences": 1, "sequence_tokens": 2},
    {"id": 2, "name": "C", "tokens": 1, "sequences": 1, "sequence_tokens": 3}
    {"name": "mail", "tokens": 3, "sequences": 1, "ignored": 0, "jensen_shannon_bits": 0.3333333333333333, "p": 1.0, "outlier": false, "label_tokens": [2, 0, 1]},
    {"name": "web", "tokens": 3, "sequences": 2, "ignored": 0, "jensen_shannon_bits": 0.3333333333333333, "p": 1.0, "outlier": false, "label_tokens": [2, 1, 0]}
the same slices
slice,id,label,tokens,share,weight<CR>
,0,O,4,0.6666666666666666,1.0<CR>
,1,B,1,0.16666666666666666,0.8<CR>
,2,C,1,0.16666666666666666,1.2<CR>
mail,0,O,2,0.6666666666666666,<CR>
mail,1,B,0,0.0,<CR>
mail,2,C,1,0.3333333333333333,<CR>
web,0,O,2,0.6666666666666666,<CR>
web,1,B,1,0.3333333333333333,<CR>
web,2,C,0,0.0,<CR>
=== stderr
counterweight: without.json: expected counts by sequence, found a counts file without them; count its data again with 'count --presence'
[exit 3]
counterweight: c.json: expected data in which labels follow each other, found a counts file; name the data itself
[exit 3]
counterweight: expected --scheme median_freq without --tie-prefixes, found both; which sequences hold one of several labels was not counted (see 'counterweight weights --help')
[exit 2]
counted 8 tokens of 4 labels, 2 sequences, 1 shard; TIME
tagging scheme: IOB2; 3 spans of 1.333 tokens on average
counterweight: bare.json: expected counts by sequence, found a counts file without them; count its data again with 'count --presence'
[exit 3]
=== exit 0
