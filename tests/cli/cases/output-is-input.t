# An output that would replace what it is made of is refused; a sum may replace one of its parts.
mkdir data parts
cp input/names.jsonl data/
for command in weights count compare growth pack; do try counterweight $command data/names.jsonl -o data/names.jsonl; done
try counterweight weights -q data -o data/../data/names.jsonl
cmp input/names.jsonl data/names.jsonl
counterweight pack -q data -o one.labels.zst
try counterweight unpack one.labels.zst -o one.labels.zst --to jsonl
# Counts that lie among their data would be counted by the next run.
counterweight count -q data -o data/counts.json
try counterweight count -q data -o data/counts.json
counterweight count data --to csv | head -n 2
counterweight count data/counts.json data/names.jsonl --to csv | head -n 2
cp data/counts.json parts/a.json
counterweight merge parts/a.json data/counts.json -o parts/a.json
try counterweight merge parts -o parts/a.json
=== stdout
id,label,tokens,share<CR>
0,O,66,0.7021276595744681<CR>
id,label,tokens,share<CR>
0,O,66,0.7021276595744681<CR>
=== stderr
counterweight: data/names.jsonl: is an input, and the output would replace it; write to another file, outside of the data
[exit 2]
counterweight: data/names.jsonl: is an input, and the output would replace it; write to another file, outside of the data
[exit 2]
counterweight: data/names.jsonl: is an input, and the output would replace it; write to another file, outside of the data
[exit 2]
counterweight: data/names.jsonl: is an input, and the output would replace it; write to another file, outside of the data
[exit 2]
counterweight: data/names.jsonl: is an input, and the output would replace it; write to another file, outside of the data
[exit 2]
counterweight: data/names.jsonl: is an input, and the output would replace it; write to another file, outside of the data
[exit 2]
counterweight: 'one.labels.zst' is the input and the output, which would replace it (see 'counterweight unpack --help')
[exit 2]
counterweight: data/counts.json: is an input, and the output would replace it; write to another file, outside of the data
[exit 2]
counterweight: warning: data/counts.json: a counts or weights file among data: its counts are added to those of the data; move it away if it is of this data
counted 94 tokens of 4 labels, 8 sequences, 2 shards; TIME
counted 94 tokens of 4 labels, 8 sequences, 2 shards; TIME
counted 94 tokens of 4 labels, 8 sequences, 2 shards; TIME
counterweight: parts/a.json: is an input, and the output would replace it; write to another file, outside of the data
[exit 2]
=== exit 0
