# An id or a name that the map lacks: the first place and its count; or counted, or left out.
printf 'O\nB-NAME\nI-NAME\n' >short.txt
try counterweight weights --labels short.txt -o w.toml input/train.jsonl
try counterweight weights --labels short.txt -o w.toml input/names.jsonl
try counterweight weights --labels short.txt -o w.toml input/news.conll
counterweight count --to csv --unknown count --labels short.txt input/train.jsonl
counterweight count --to csv --unknown count --labels short.txt input/names.jsonl
counterweight count --to csv --unknown ignore --labels short.txt input/train.jsonl
counterweight count --to csv --unknown ignore --labels short.txt input/names.jsonl
ls
=== stdout
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-NAME,8,0.1702127659574468<CR>
2,I-NAME,4,0.0851063829787234<CR>
3,,2,0.0425531914893617<CR>
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-NAME,8,0.1702127659574468<CR>
2,I-NAME,4,0.0851063829787234<CR>
3,B-EMAIL,2,0.0425531914893617<CR>
id,label,tokens,share<CR>
0,O,33,0.7333333333333333<CR>
1,B-NAME,8,0.17777777777777778<CR>
2,I-NAME,4,0.08888888888888889<CR>
id,label,tokens,share<CR>
0,O,33,0.7333333333333333<CR>
1,B-NAME,8,0.17777777777777778<CR>
2,I-NAME,4,0.08888888888888889<CR>
input
short.txt
=== stderr
counterweight: input/train.jsonl: line 2: position 5: label id 3 is not in the label map; 2 tokens have it; add it to the label map, or use --unknown count or ignore
[exit 3]
counterweight: input/names.jsonl: line 2: position 4: label "B-EMAIL" is not in the label map; 2 tokens have it; add it to the label map, or use --unknown count or ignore
[exit 3]
counterweight: input/news.conll: line 8: position 1: label "B-EMAIL" is not in the label map; 1 token has it; add it to the label map, or use --unknown count or ignore
[exit 3]
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
counted 47 tokens of 4 labels, 4 sequences, 1 shard; TIME
counted 45 tokens of 3 labels, 4 sequences, 1 shard, 8 ignored, 2 unknown left out; TIME
counted 45 tokens of 3 labels, 4 sequences, 1 shard, 2 unknown left out; TIME
=== exit 0
