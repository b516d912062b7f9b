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
=== stderr
counterweight: without.json: expected counts by sequence, found a counts file without them; count its data again with 'count --presence'
[exit 3]
counterweight: c.json: expected data in which labels follow each other, found a counts file; name the data itself
[exit 3]
counterweight: expected --scheme median_freq without --tie-prefixes, found both; which sequences hold one of several labels was not counted (see 'counterweight weights --help')
[exit 2]
counted 8 tokens of 4 labels, 2 sequences, 1 shard; TIME
tagging scheme: IOB2; 3 spans of 1.333 tokens on average
=== exit 0
