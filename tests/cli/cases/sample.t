# A share of the blocks: the weights with their intervals, and what says that they are an estimate.
awk 'BEGIN { s = 7; for (i = 0; i < 20000; i++) {
        printf "{\"tags\": [0"; for (k = 0; k < 8; k++) { s = (s * 1103 + 12347) % 1000003; printf ",%d", s % 97 < 80 ? 0 : s % 97 < 91 ? 1 : s % 97 < 96 ? 2 : 3 }
        print "]}" } }' >train.jsonl
printf 'O\nB-NAME\nI-NAME\nB-IBAN\nB-NEVER\n' >labels.txt
counterweight weights --sample 10% --labels labels.txt train.jsonl
counterweight weights --sample 0.1 --seed 2 --labels labels.txt --json -q train.jsonl | sed -n '/"estimate"/p; /"labels": \[/,/\]/p'
counterweight count --sample 10% --labels labels.txt --to table -q train.jsonl
counterweight compare --sample 10% --labels labels.txt -q train.jsonl | head -n 3
counterweight compare --sample 10% --labels labels.txt -q --to md train.jsonl | head -n 1
# The same for any number of threads; all of the blocks are the whole.
counterweight weights --sample 10% --json -q -j 1 train.jsonl >one.json
counterweight weights --sample 10% --json -q -j 4 train.jsonl | cmp - one.json
counterweight count --sample 100% --to md -q train.jsonl
counterweight count --to md -q train.jsonl
# Into a file only with --estimate, and the file says so.
try counterweight weights --sample 10% --labels labels.txt -o weights.toml train.jsonl
try counterweight weights --sample 10% --labels labels.txt --update input/training_config.toml train.jsonl
try counterweight count --sample 10% -o counts.json train.jsonl
try counterweight compare --sample 10% -o compare.json train.jsonl
ls weights.toml counts.json compare.json 2>&1
counterweight weights --sample 10% --estimate --labels labels.txt -q -o weights.toml train.jsonl
sed -n '/^estimate/,/^sample_blocks_total/p' weights.toml
counterweight weights --sample 10% --estimate --labels labels.txt -q -o weights.yaml train.jsonl
grep -c '^  estimate: true' weights.yaml
counterweight weights --sample 10% --estimate --labels labels.txt -q -o weights.safetensors train.jsonl
grep -c '"estimate":"true","sample_share":"0.' weights.safetensors
counterweight weights --sample 10% --estimate --labels labels.txt -q -o weights.json train.jsonl
counterweight count --sample 10% --estimate -q -o counts.json train.jsonl
# A check counts all of it.
try counterweight check weights.toml train.jsonl --rtol 0.5 2>/dev/null
try counterweight check weights.json train.jsonl --rtol 0.5 --json 2>/dev/null | grep -E 'holds|estimate'
counterweight diff weights.toml weights.json -q
counterweight diff weights.toml weights.json 2>&1 >/dev/null
# What was kept of an estimate is no count.
try counterweight merge counts.json
try counterweight weights counts.json
try counterweight count --sample 10% weights.json
=== stdout
[class_weights]
0 = 1.0  # O
1 = 0.50272316  # B-NAME
2 = 0.7468052  # I-NAME
3 = 1.7504716  # B-IBAN
4 = 1.0  # B-NEVER

[class_weights_info]
scheme = "inverse_sqrt"
normalization = "mean"
normalizer = 3.1123977183361116
o_label = "O"
o_weight = 1.0
unseen = "one"
estimate = true
sample_share = 0.11564625850340136
sample_seed = 1
sample_blocks = 17
sample_blocks_total = 147
tokens = 180707
labels_observed = 4
ignored = 0
label_map_hash = "bf70f8b01dbe31edeeecae1f03f131ba"
data_fingerprint = "5669fa44e12afebe0610fa3d652b811b"
counterweight_version = "VERSION"
command = "counterweight weights --sample=10% --labels=labels.txt"
  "estimate": {"share": 0.10204081632653061, "asked": 0.1, "seed": 2, "blocks": 15, "blocks_total": 147, "tokens_counted": 18405},
  "labels": [
    {"id": 0, "name": "O", "tokens": 151645, "tokens_low": 150562.0, "tokens_high": 152502.0, "weight": 1.0, "weight_low": 1.0, "weight_high": 1.0},
    {"id": 1, "name": "B-NAME", "tokens": 18679, "tokens_low": 17742.0, "tokens_high": 19748.0, "weight": 0.5119462905051734, "weight_low": 0.49228543467796215, "weight_high": 0.5322445397282095},
    {"id": 2, "name": "I-NAME", "tokens": 8399, "tokens_low": 7898.0, "tokens_high": 8847.0, "weight": 0.7634619916546378, "weight_low": 0.736729078241322, "weight_high": 0.7946508367080127},
    {"id": 3, "name": "B-IBAN", "tokens": 1646, "tokens_low": 1463.0, "tokens_high": 1845.0, "weight": 1.7245917178401888, "weight_low": 1.6841761793581678, "weight_high": 1.7627803300230913},
    {"id": 4, "name": "B-NEVER", "tokens": 0, "tokens_low": null, "tokens_high": null, "weight": 1.0, "weight_low": null, "weight_high": null}
  ],
an estimate from 11.6 % of the blocks (17 of 147, seed 1)
id  label     tokens     share  95 % interval
 0  O        152,370  84.319 %  151,636 to 152,955
 1  B-NAME    18,453  10.212 %  17,878 to 19,047
 2  I-NAME     8,362   4.627 %  7,790 to 8,950
 3  B-IBAN     1,522   0.842 %  1,329 to 1,693
 4  B-NEVER        0   0.000 %  open: not in the sample
an estimate from 11.6 % of the blocks (17 of 147, seed 1); --json has the interval of each weight
label    tokens share   sqrt invers effect  power   enet    log  compl  pos_w none
O       152,370 84.3%      1      1      1      1      1      1      1      1    1
An estimate from 11.6 % of the blocks (17 of 147, seed 1).
An estimate from 100 % of the blocks (147 of 147, seed 1).

| id | label | tokens |     share |
| --:| ----- | ------:| ---------:|
|  0 |       | 151917 | 84.3983 % |
|  1 |       |  18228 | 10.1267 % |
|  2 |       |   8244 |  4.5800 % |
|  3 |       |   1611 |  0.8950 % |
| id | label | tokens |     share |
| --:| ----- | ------:| ---------:|
|  0 |       | 151917 | 84.3983 % |
|  1 |       |  18228 | 10.1267 % |
|  2 |       |   8244 |  4.5800 % |
|  3 |       |   1611 |  0.8950 % |
ls: cannot access 'weights.toml': No such file or directory
ls: cannot access 'counts.json': No such file or directory
ls: cannot access 'compare.json': No such file or directory
estimate = true
sample_share = 0.11564625850340136
sample_seed = 1
sample_blocks = 17
sample_blocks_total = 147
1
1
weights.toml (an estimate from 11.6 % of the blocks, seed 1): true to the data; no weight moved by more than 2.1 % (label 2 I-NAME)
  "holds": true,
  "estimate": {"share": 0.11564625850340136, "seed": 1},
a: weights.toml, weights by inverse_sqrt
b: weights.json, weights by inverse_sqrt, 180,707 tokens
label mix: not compared, a weights file in TOML holds no counts
weights: the largest move is by a factor of 1
label    share a    share b  weight a  weight b  b / a
B-NAME            10.2116 %  0.502723  0.502723      1          |========
I-NAME             4.6274 %  0.746805  0.746805      1      ====|
B-IBAN             0.8422 %   1.75047   1.75047      1          |====
O                 84.3188 %         1         1      1          |
B-NEVER            0.0000 %         1         1      1          |
counterweight: warning: weights.toml: these weights are an estimate from 11.6 % of the blocks (seed 1)
counterweight: warning: weights.json: these weights are an estimate from 11.6 % of the blocks (seed 1)
=== stderr
counterweight: warning: 17 blocks were drawn of 147: with fewer than 30 the intervals are poor; give a larger --sample
counted 20,898 tokens: what follows is an estimate from 11.6 % of the blocks (17 of 147, seed 1)
estimated 180,707 tokens of 4 labels, 20,078 sequences, 1 shard; TIME
id  label     tokens     share    weight            95 % interval
 0  O        152,370  84.319 %  1.000000                   1 to 1
 1  B-NAME    18,453  10.212 %  0.502723         0.4811 to 0.5237
 2  I-NAME     8,362   4.627 %  0.746805         0.7175 to 0.7781
 3  B-IBAN     1,522   0.842 %  1.750472           1.708 to 1.796
 4  B-NEVER        0   0.000 %  1.000000  open: not in the sample
the weights mute the entities: they are 15.7 % of the tokens, but their share of the loss falls from 15.7 % to 10.7 % (loss scale 0.944)
B-IBAN (1,522 tokens) owns the normaliser: it makes 58.3 % of the mean that the entity weights are divided by, so it gets 1.75 and mutes the other 2, which get 0.5027 to 0.7468; if it were left out of the data, entities would carry 14.0 % of the loss
each of these by itself would raise that share: --o-weight auto (O gets 0.6418) makes it 15.7 %, --normalize token makes it 15.7 %, --normalize median makes it 13.8 %, --min-count 5000 makes it 13.1 %
entity weights go from 0.5027 (B-NAME) to 1.75 (B-IBAN), 3.482 to 1; the 3 labels share the loss as 2.7 equal ones would
1 label of the map was in none of the blocks that were drawn and gets 1.0 (--unseen one): B-NEVER
counterweight: --sample makes an estimate, and --output would keep it: add --estimate, and the facts in the file say so (see 'counterweight weights --help')
[exit 2]
counterweight: --sample makes an estimate, and --update would keep it: add --estimate, and the facts in the file say so (see 'counterweight weights --help')
[exit 2]
counterweight: --sample makes an estimate, and --output would keep it: add --estimate, and the facts in the file say so (see 'counterweight count --help')
[exit 2]
counterweight: --sample makes an estimate, and --output would keep it: add --estimate, and the facts in the file say so (see 'counterweight compare --help')
[exit 2]
counterweight: counts.json: expected exact counts, found an estimate; count its data again without --sample, or name the data itself
[exit 3]
counterweight: counts.json: expected exact counts, found an estimate; count its data again without --sample, or name the data itself
[exit 3]
counterweight: weights.json: expected exact counts, found an estimate; count its data again without --sample, or name the data itself
[exit 3]
=== exit 0
