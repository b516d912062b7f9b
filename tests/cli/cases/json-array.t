# One array of records, over several lines; sniffed, and named.
printf '[{"tags": [0, 1]},\n {"tags": [0,\n 2]}]\n' >a.json
counterweight count --to csv a.json
counterweight count -q --to csv --format json a.json | wc -l
try counterweight count --format jsonl a.json
=== stdout
id,label,tokens,share<CR>
0,,2,0.5<CR>
1,,1,0.25<CR>
2,,1,0.25<CR>
4
=== stderr
counted 4 tokens of 3 labels, 2 sequences, 1 shard; TIME
counterweight: a.json: line 1: expected a record (an object with the labels under a key), found a list instead
[exit 3]
=== exit 0
