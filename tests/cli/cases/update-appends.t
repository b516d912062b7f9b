# A file without the tables gets them at its end, also one that is empty or ends without a newline.
u='counterweight weights -q --labels input/labels.txt input/train.jsonl --update'
printf 'a = 1' >a.toml
: >b.toml
$u a.toml
$u b.toml
cat a.toml
grep -c . b.toml
=== stdout
a = 1

[class_weights]
0 = 1.0  # O
1 = 0.67962277  # B-NAME
2 = 0.96113175  # I-NAME
3 = 1.3592455  # B-EMAIL
4 = 1.0  # B-PHONE

[class_weights_info]
scheme = "inverse_sqrt"
normalization = "mean"
normalizer = 1.7832245143875027
o_label = "O"
o_weight = 1.0
unseen = "one"
tokens = 47
labels_observed = 4
ignored = 8
label_map_hash = "e3252defe18d73a5a83861419149fba0"
data_fingerprint = "f3b426cbecaa8d143a18e22041cb4790"
counterweight_version = "VERSION"
command = "counterweight weights --labels=input/labels.txt"
20
=== stderr
=== exit 0
