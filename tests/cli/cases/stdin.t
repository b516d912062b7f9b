# Standard input, plain and compressed, of every text format.
counterweight count -q --to csv - <input/train.jsonl
gzip -c input/names.jsonl | counterweight count -q --to csv -
cat input/news.conll | counterweight count --to csv -
counterweight pack -q input/names.jsonl | counterweight count -q --to csv -
=== stdout
id,label,tokens,share<CR>
0,,33,0.7021276595744681<CR>
1,,8,0.1702127659574468<CR>
2,,4,0.0851063829787234<CR>
3,,2,0.0425531914893617<CR>
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-EMAIL,2,0.0425531914893617<CR>
2,B-NAME,8,0.1702127659574468<CR>
3,I-NAME,4,0.0851063829787234<CR>
id,label,tokens,share<CR>
0,O,4,0.5<CR>
1,B-EMAIL,1,0.125<CR>
2,B-NAME,2,0.25<CR>
3,I-NAME,1,0.125<CR>
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-EMAIL,2,0.0425531914893617<CR>
2,B-NAME,8,0.1702127659574468<CR>
3,I-NAME,4,0.0851063829787234<CR>
=== stderr
counted 8 tokens of 4 labels, 2 sequences, 1 shard; TIME
=== exit 0
