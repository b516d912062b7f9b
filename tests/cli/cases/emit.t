# Every form says what the values are; counts stay exact; a label map that was emitted is one that is read.
counterweight count -q input/names.jsonl -o c.json
counterweight weights -q c.json --emit priors
counterweight weights -q c.json --emit counts --to csv
counterweight weights -q c.json --emit logit-bias --tau 0.5 --to md
counterweight weights -q c.json --emit sampling --alpha 0.3 --to yaml | head -8
counterweight weights -q c.json --emit ldam-margins --to c | head -4
counterweight weights -q c.json --emit log-counts --json | sed -n '/"emit"/,$p'
counterweight weights c.json --emit log-counts --to txt
for form in json toml txt; do
        counterweight weights -q c.json --emit labels -o labels.$form
        counterweight count -q input/names.jsonl --labels labels.$form --to csv | head -3
done
cat labels.txt
try counterweight weights c.json --emit labels --to csv
try counterweight weights input/train.jsonl --emit labels
try counterweight weights c.json --emit priors --o-weight 0.5
try counterweight weights c.json --emit prior
=== stdout
[class_weights]
0 = 0.70212764  # O
1 = 0.04255319  # B-EMAIL
2 = 0.17021276  # B-NAME
3 = 0.08510638  # I-NAME

[class_weights_info]
emit = "priors"
o_label = "O"
tokens = 47
labels_observed = 4
ignored = 0
label_map_hash = "fd870411367a0f8978818cf03aa8e9e0"
data_fingerprint = "0ca286149ad993095aaec58005c692c3"
counterweight_version = "VERSION"
command = "counterweight weights --emit=priors"
id,label,tokens,share,count<CR>
0,O,33,0.7021276595744681,33<CR>
1,B-EMAIL,2,0.0425531914893617,2<CR>
2,B-NAME,8,0.1702127659574468,8<CR>
3,I-NAME,4,0.0851063829787234,4<CR>
| id | label   | tokens |     share |  logit_bias |
| --:| ------- | ------:| ---------:| -----------:|
|  0 | O       |     33 | 70.2128 % | -0.17682002 |
|  1 | B-EMAIL |      2 |  4.2553 % |  -1.5785002 |
|  2 | B-NAME  |      8 | 17.0213 % |   -0.885353 |
|  3 | I-NAME  |      4 |  8.5106 % |  -1.2319267 |
class_weights:
  0: 0.38227332  # O
  1: 0.16486512  # B-EMAIL
  2: 0.2498888  # B-NAME
  3: 0.20297277  # I-NAME
class_weights_info:
  emit: "sampling"
  alpha: 0.3
/*
 * ldam_margins, index = label id; made by counterweight, not by hand.
 *
 * emit: ldam-margins
  "emit": "log-counts",
  "parameters": {"o_label": "O"},
  "labels": [
    {"id": 0, "name": "O", "tokens": 33, "log_count": 3.4965075614664802},
    {"id": 1, "name": "B-EMAIL", "tokens": 2, "log_count": 0.6931471805599453},
    {"id": 2, "name": "B-NAME", "tokens": 8, "log_count": 2.0794415416798357},
    {"id": 3, "name": "I-NAME", "tokens": 4, "log_count": 1.3862943611198906}
  ],
  "ignored_ids": {}
}
# class_log_counts: one value a label id, from id 0 on; numpy.loadtxt() reads this
3.4965075614664802
0.6931471805599453
2.0794415416798357
1.3862943611198906
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-EMAIL,2,0.0425531914893617<CR>
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-EMAIL,2,0.0425531914893617<CR>
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-EMAIL,2,0.0425531914893617<CR>
O
B-EMAIL
B-NAME
I-NAME
=== stderr
counted 47 tokens of 4 labels, 4 sequences, 1 shard; TIME
ids: 0 O, 1 B-EMAIL, 2 B-NAME, 3 I-NAME (--emit labels writes this map)
log-counts of 4 labels, from 0.693147 to 3.49651
counterweight: --emit labels: a label map is json, toml or txt (see 'counterweight weights --help')
[exit 2]
counterweight: warning: the data carries no label names, and input/labels.txt beside it is not used; --labels input/labels.txt would give them
counterweight: expected a name for every label, found none for id 0; give the label map with --labels
[exit 3]
counterweight: expected --emit priors without --o-weight, which is for weights, found both (see 'counterweight weights --help')
[exit 2]
counterweight: --emit: expected weights, counts, priors, logit-bias, log-counts, ldam-margins, sampling or labels, found 'prior': did you mean 'priors'? (see 'counterweight weights --help')
[exit 2]
=== exit 0
