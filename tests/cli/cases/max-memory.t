# A record longer than the bound: a clear error, exit 3.
awk 'BEGIN { printf "{\"labels\": [0"; for (i = 0; i < 1000000; i++) printf ", 1"; print "]}" }' >long.jsonl
try counterweight count --max-memory 1M long.jsonl
counterweight count -q --to csv --max-memory 8M long.jsonl
=== stdout
id,label,tokens,share<CR>
0,,1,9.99999000001e-7<CR>
1,,1000000,0.999999000001<CR>
=== stderr
counterweight: long.jsonl: line 1: a record is longer than --max-memory (1048576 bytes); raise it if that is right
[exit 3]
=== exit 0
