# One file, many, packed, gzipped, from a pipe, with any number of threads: the same bytes.
w='counterweight weights -q --o-weight 0.5'
$w input/names.jsonl >expected
mkdir shards
split -l 1 input/names.jsonl shards/part- --additional-suffix=.jsonl
gzip -c input/names.jsonl >n.jsonl.gz
counterweight pack -q input/names.jsonl -o n.labels.zst
counterweight count -q input/names.jsonl -o n.json
for j in 1 2 3 8; do
        for data in input/names.jsonl shards n.jsonl.gz n.labels.zst n.json; do
                $w -j$j $data | cmp - expected
        done
        $w -j$j - <input/names.jsonl | cmp - expected
done
cat expected
=== stdout
[class_weights]
0 = 0.5  # O
1 = 1.3592455  # B-EMAIL
2 = 0.67962277  # B-NAME
3 = 0.96113175  # I-NAME

[class_weights_info]
scheme = "inverse_sqrt"
normalization = "mean"
normalizer = 1.7832245143875027
o_label = "O"
o_weight = 0.5
unseen = "one"
tokens = 47
labels_observed = 4
ignored = 0
label_map_hash = "fd870411367a0f8978818cf03aa8e9e0"
data_fingerprint = "0ca286149ad993095aaec58005c692c3"
counterweight_version = "VERSION"
command = "counterweight weights --o-weight=0.5"
=== stderr
=== exit 0
