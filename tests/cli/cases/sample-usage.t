# What --sample does not take, and what does not go with it: exit 2, one line, and nothing is written.
printf '{"tags": [0, 1, 2]}\n{"tags": [0, 0, 1]}\n' >few.jsonl
for share in 0 0% 100.1% 2 -1% 1e999 1%% nan ''; do try counterweight weights --sample "$share" few.jsonl; done
try counterweight weights --seed 2 few.jsonl
try counterweight count --estimate few.jsonl
try counterweight weights --sample 1% --seed 0 few.jsonl
try counterweight weights --sample 1% --seed 1.5 few.jsonl
for form in npy txt csv tsv json-by-name; do try counterweight weights --sample 1% --to $form --estimate few.jsonl; done
try counterweight weights --sample 1% -o weights.npy --estimate few.jsonl
try counterweight count --sample 1% --to txt few.jsonl
try counterweight compare --sample 1% --to csv few.jsonl
try counterweight compare --sample 1% --plot x.svg few.jsonl
try counterweight weights --sample 1% --emit labels --to json few.jsonl
try counterweight weights --sample 1% --scheme median_freq few.jsonl
try counterweight weights --sample 1% --spans few.jsonl
try counterweight weights --sample 1% --by shard few.jsonl
try counterweight count --sample 1% --per-shard few.jsonl
try counterweight growth --sample 1% few.jsonl
try counterweight explain --sample 1% 1 few.jsonl
try counterweight check --sample 1% x.toml few.jsonl
counterweight count -q few.jsonl -o counts.json
try counterweight weights --sample 1% counts.json
ls
# One block at least; of standard input it cannot be gone back to.
try counterweight weights --sample 1% few.jsonl
try counterweight weights --sample 1% - <few.jsonl
# Names without a map get ids by what was drawn.
printf '{"tags": ["O", "B-X"]}\n' >names.jsonl
for i in 1 2 3 4 5 6 7 8; do cat names.jsonl names.jsonl >n; cat n n n n >names.jsonl; done 2>/dev/null
head -c 200000 names.jsonl | sed '$d' >n.jsonl
counterweight count --sample 40% --to table n.jsonl
# A cache is not used.
counterweight count --sample 40% -q --cache=cache few.jsonl >/dev/null
ls cache 2>&1
true
=== stdout
counts.json
few.jsonl
input
[class_weights]
0 = 0.75818926
1 = 0.9285884
2 = 1.3132223

[class_weights_info]
scheme = "inverse_sqrt"
normalization = "mean"
normalizer = 1.0769033811002737
o_label = "O"
o_weight = 1.0
unseen = "one"
estimate = true
sample_share = 1.0
sample_seed = 1
sample_blocks = 1
sample_blocks_total = 1
tokens = 6
labels_observed = 3
ignored = 0
data_fingerprint = "e81f84686041a8014583f65d2cbdf08d"
counterweight_version = "VERSION"
command = "counterweight weights --sample=1%"
an estimate from 61.2 % of the blocks (30 of 49, seed 1)
id  label  tokens     share  95 % interval
 0  O       8,675  50.000 %  8,601 to 8,713
 1  B-X     8,675  50.000 %  8,601 to 8,713
ls: cannot access 'cache': No such file or directory
=== stderr
counterweight: --sample: expected a share above 0% and at most 100%, as 1% or 0.01, found '0' (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: expected a share above 0% and at most 100%, as 1% or 0.01, found '0%' (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: expected a share above 0% and at most 100%, as 1% or 0.01, found '100.1%' (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: expected a share above 0% and at most 100%, as 1% or 0.01, found '2' (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: expected a share above 0% and at most 100%, as 1% or 0.01, found '-1%' (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: expected a share above 0% and at most 100%, as 1% or 0.01, found '1e999' (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: expected a share above 0% and at most 100%, as 1% or 0.01, found '1%%' (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: expected a share above 0% and at most 100%, as 1% or 0.01, found 'nan' (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: expected a value, found an empty one (see 'counterweight weights --help')
[exit 2]
counterweight: --seed goes with --sample (see 'counterweight weights --help')
[exit 2]
counterweight: --estimate goes with --sample (see 'counterweight count --help')
[exit 2]
counterweight: --seed: expected a whole number from 1 to 2147483647, found '0' (see 'counterweight weights --help')
[exit 2]
counterweight: --seed: expected a whole number from 1 to 2147483647, found '1.5' (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: this form cannot say that it is an estimate: use toml, json, yaml, md, safetensors or c (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: this form cannot say that it is an estimate: use toml, json, yaml, md, safetensors or c (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: this form cannot say that it is an estimate: use toml, json, yaml, md, safetensors or c (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: this form cannot say that it is an estimate: use toml, json, yaml, md, safetensors or c (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: this form cannot say that it is an estimate: use toml, json, yaml, md, safetensors or c (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: this form cannot say that it is an estimate: use toml, json, yaml, md, safetensors or c (see 'counterweight weights --help')
[exit 2]
counterweight: --sample: this form cannot say that it is an estimate: use toml, json, yaml, md, safetensors or c (see 'counterweight count --help')
[exit 2]
counterweight: --sample: this form cannot say that it is an estimate: use toml, json, yaml, md, safetensors or c (see 'counterweight compare --help')
[exit 2]
counterweight: --sample: a picture cannot say that it is of an estimate: leave out --plot (see 'counterweight compare --help')
[exit 2]
counterweight: --sample: a label map must have all labels, also those in no block that was drawn: leave out --sample (see 'counterweight weights --help')
[exit 2]
counterweight: --sample does not go with --presence, nor with --scheme median_freq: sequences are cut at the ends of blocks
[exit 2]
counterweight: --sample does not go with --spans: sequences are cut at the ends of blocks
[exit 2]
counterweight: --sample does not go with --by: a part of the data may have no block that was drawn
[exit 2]
counterweight: --sample does not go with --per-shard: a part of the data may have no block that was drawn
[exit 2]
counterweight: 'growth' has no option '--sample'; these have: weights, count, compare (see 'counterweight growth --help')
[exit 2]
counterweight: 'explain' has no option '--sample'; these have: weights, count, compare (see 'counterweight explain --help')
[exit 2]
counterweight: 'check' has no option '--sample'; these have: weights, count, compare (see 'counterweight check --help')
[exit 2]
counterweight: counts.json: --sample: expected data, found a counts file, which has no blocks to be drawn
[exit 2]
counted 6 tokens: what follows is an estimate from 100 % of the blocks (1 of 1, seed 1)
estimated 6 tokens of 3 labels, 2 sequences, 1 shard; TIME
id  label  tokens     share    weight     95 % interval
 0              3  50.000 %  0.758189  0.7582 to 0.7582
 1              2  33.333 %  0.928588  0.9286 to 0.9286
 2              1  16.667 %  1.313222    1.313 to 1.313
all tokens are entity tokens: no label O was seen (loss scale 0.907)
entity weights go from 0.7582 (label 0) to 1.313 (label 2), 1.732 to 1; the 3 labels share the loss as 2.93 equal ones would
3 labels have fewer than 50 tokens, too few for a weight to be more than chance: label 0 (3), label 1 (2), label 2 (1)
counterweight: --sample: no block was drawn of 1; give a larger share, or another --seed
[exit 3]
counterweight: warning: the data has names only, and ids are given to the names in the blocks that were drawn: one that is in none of them would move the ids of others; give the label map with --labels
counted 10,622 tokens: what follows is an estimate from 61.2 % of the blocks (30 of 49, seed 1)
estimated 17,350 tokens of 2 labels, 8,675 sequences, 1 shard; TIME
=== exit 0
