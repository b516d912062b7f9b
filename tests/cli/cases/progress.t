# Never on standard output; never in a log unless asked for; nothing is left on the line.
counterweight count -q --to csv --progress always input/names.jsonl 2>log
grep -c -v 'B/s' log
counterweight count --to csv --progress never input/names.jsonl
=== stdout
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-EMAIL,2,0.0425531914893617<CR>
2,B-NAME,8,0.1702127659574468<CR>
3,I-NAME,4,0.0851063829787234<CR>
0
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
1,B-EMAIL,2,0.0425531914893617<CR>
2,B-NAME,8,0.1702127659574468<CR>
3,I-NAME,4,0.0851063829787234<CR>
=== stderr
counted 47 tokens of 4 labels, 4 sequences, 1 shard; TIME
=== exit 0
