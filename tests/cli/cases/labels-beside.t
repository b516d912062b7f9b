# A label map beside data that has no names: told, with the option that would use it, and not used.
mkdir data
cp input/train.jsonl data/
counterweight count data --to csv >/dev/null
cp input/labels.txt data/
counterweight count data/train.jsonl --to csv | head -n 2
counterweight count data --to csv | head -n 2
counterweight weights data/ -o w.toml 2>&1 | head -n 1
(cd data && counterweight count train.jsonl --to csv 2>&1 | head -n 1)
# Not told with it, with names in the data, with --quiet or --json.
counterweight count data --labels data/labels.txt --to csv | head -n 2
counterweight count -q data --to csv | head -n 2
counterweight count data --json 2>&1 | grep -c labels.txt
mkdir named
cp input/names.jsonl data/labels.txt named
counterweight count named --to csv | head -n 2
# Of the many files called config.json, those of models.
mkdir other model
cp input/train.jsonl other
cp input/train.jsonl model
echo '{"learning_rate": 1e-5}' >other/config.json
echo '{"id2label": {"0": "O"}}' >model/config.json
counterweight count other --to csv | head -n 2
counterweight count model --to csv | head -n 2
=== stdout
id,label,tokens,share<CR>
0,,33,0.7021276595744681<CR>
id,label,tokens,share<CR>
0,,33,0.7021276595744681<CR>
counterweight: warning: the data carries no label names, and data/labels.txt beside it is not used; --labels data/labels.txt would give them
counterweight: warning: the data carries no label names, and labels.txt beside it is not used; --labels labels.txt would give them
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
id,label,tokens,share<CR>
0,,33,0.7021276595744681<CR>
0
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
id,label,tokens,share<CR>
0,,33,0.7021276595744681<CR>
id,label,tokens,share<CR>
0,,33,0.7021276595744681<CR>
=== stderr
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
counterweight: warning: the data carries no label names, and data/labels.txt beside it is not used; --labels data/labels.txt would give them
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
counterweight: warning: the data carries no label names, and data/labels.txt beside it is not used; --labels data/labels.txt would give them
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
counted 47 tokens of 4 labels, 4 sequences, 1 shard; TIME
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
counterweight: warning: the data carries no label names, and model/config.json beside it is not used; --labels model/config.json would give them
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
=== exit 0
