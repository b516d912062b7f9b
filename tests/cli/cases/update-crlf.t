# Line endings stay what they are.
sed 's/$/\r/' input/training_config.toml >config.toml
counterweight weights -q --labels input/labels.txt input/train.jsonl --update config.toml
grep -c -v "$(printf '\r')\$" config.toml
sed -n '1,8p' config.toml
=== stdout
0
# Token classifier, fine-tuning.<CR>
[model]<CR>
base = "xlm-roberta-base"   # 5 labels<CR>
<CR>
[class_weights]<CR>
# pasted from a notebook, long ago<CR>
0 = 1.0  # O<CR>
1 = 0.67962277  # B-NAME<CR>
=== stderr
=== exit 0
