# Two tables change, every other byte stays, the mode too; a second run changes nothing.
cp input/training_config.toml config.toml
chmod 640 config.toml
u='counterweight weights --labels input/labels.txt input/train.jsonl --update'
$u config.toml
diff input/training_config.toml config.toml
stat -c %a config.toml
cp config.toml first
$u config.toml
cmp first config.toml
# What the target is called, how many threads count and how much is said do not matter.
mv config.toml other.toml
$u other.toml -j3 -q
cmp first other.toml
ls
=== stdout
7,8c7,11
< 0 = 1.0
< 1 = 0.5
---
> 0 = 1.0  # O
> 1 = 0.67962277  # B-NAME
> 2 = 0.96113175  # I-NAME
> 3 = 1.3592455  # B-EMAIL
> 4 = 1.0  # B-PHONE
11a15,29
> 
> [class_weights_info]
> scheme = "inverse_sqrt"
> normalization = "mean"
> normalizer = 1.7832245143875027
> o_label = "O"
> o_weight = 1.0
> unseen = "one"
> tokens = 47
> labels_observed = 4
> ignored = 8
> label_map_hash = "e3252defe18d73a5a83861419149fba0"
> data_fingerprint = "f3b426cbecaa8d143a18e22041cb4790"
> counterweight_version = "VERSION"
> command = "counterweight weights --labels=input/labels.txt"
640
first
input
other.toml
=== stderr
config.toml: updated: 20 lines added, 2 removed
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %
entity weights go from 0.6796 (B-NAME) to 1.359 (B-EMAIL), 2 to 1; the 3 labels share the loss as 2.89 equal ones would
the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906
4 labels have fewer than 50 tokens, too few for a weight to be more than chance: O (33), B-NAME (8), I-NAME (4), B-EMAIL (2)
1 label of the map was never seen and gets 1.0 (--unseen one): B-PHONE
config.toml: up to date, not a byte changed
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %
entity weights go from 0.6796 (B-NAME) to 1.359 (B-EMAIL), 2 to 1; the 3 labels share the loss as 2.89 equal ones would
the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906
4 labels have fewer than 50 tokens, too few for a weight to be more than chance: O (33), B-NAME (8), I-NAME (4), B-EMAIL (2)
1 label of the map was never seen and gets 1.0 (--unseen one): B-PHONE
=== exit 0
