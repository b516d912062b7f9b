# The diff on standard output; nothing is written.
cp input/training_config.toml config.toml
counterweight weights --labels input/labels.txt input/train.jsonl --update config.toml --dry-run
cmp input/training_config.toml config.toml
# The diff is one that patch would take: applied, it is what --update writes.
counterweight weights -q --labels input/labels.txt input/train.jsonl --update config.toml --dry-run >change
cp config.toml patched.toml
if command -v patch >/dev/null; then patch -s patched.toml change; else patched.toml=; fi
counterweight weights -q --labels input/labels.txt input/train.jsonl --update config.toml
cmp config.toml patched.toml
# Nothing to change: no diff.
counterweight weights --labels input/labels.txt input/train.jsonl --update config.toml --dry-run
=== stdout
--- a/config.toml
+++ b/config.toml
@@ -4,8 +4,26 @@
 
 [class_weights]
 # pasted from a notebook, long ago
-0 = 1.0
-1 = 0.5
+0 = 1.0  # O
+1 = 0.67962277  # B-NAME
+2 = 0.96113175  # I-NAME
+3 = 1.3592455  # B-EMAIL
+4 = 1.0  # B-PHONE
 
 [logging]
 every = 100
+
+[class_weights_info]
+scheme = "inverse_sqrt"
+normalization = "mean"
+normalizer = 1.7832245143875027
+o_label = "O"
+o_weight = 1.0
+unseen = "one"
+tokens = 47
+labels_observed = 4
+ignored = 8
+label_map_hash = "e3252defe18d73a5a83861419149fba0"
+data_fingerprint = "f3b426cbecaa8d143a18e22041cb4790"
+counterweight_version = "VERSION"
+command = "counterweight weights --labels=input/labels.txt"
=== stderr
config.toml: would change: 20 lines added, 2 removed
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
