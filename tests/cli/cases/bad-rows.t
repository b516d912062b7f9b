# A row without a label: exit 3 with its line and the mend; or skipped, counted, reported.
for i in 1 2 3 4 5 6 7 8 9; do printf 'Anna\tB-NAME\nran\tO\n\n'; done >b.conll
printf 'fast\nx\t\n' >>b.conll
try counterweight weights b.conll -o w.toml
counterweight count --to csv --bad-rows skip b.conll
printf '{"labels": [0, 1]}\n{"text": "x"}\n{"labels": [0]}\n{"labels": [1.5]}\n' >b.jsonl
try counterweight weights b.jsonl -o w.toml
counterweight count --to csv --bad-rows skip b.jsonl
printf '{"labels": [0, 1]}\n{"labels": [0, 1\n' >broken.jsonl
try counterweight count broken.jsonl
ls
=== stdout
id,label,tokens,share<CR>
0,O,9,0.5<CR>
1,B-NAME,9,0.5<CR>
id,label,tokens,share<CR>
0,,2,0.6666666666666666<CR>
1,,1,0.3333333333333333<CR>
b.conll
b.jsonl
broken.jsonl
input
=== stderr
counterweight: b.conll: line 28: expected at least 2 cells, found 1; use --bad-rows skip to leave such rows out, --comment for comments, or --field
[exit 3]
counterweight: warning: b.conll: line 28: left out: expected at least 2 cells, found 1; use --bad-rows skip to leave such rows out, --comment for comments, or --field
counterweight: warning: b.conll: line 29: left out: expected a label in field -1, found an empty cell; use --bad-rows skip to leave such rows out, or --field
counted 18 tokens of 2 labels, 9 sequences, 1 shard, 2 bad rows skipped; TIME
counterweight: b.jsonl: line 2: expected the key "labels", found a record without it; choose another --column or --bad-rows skip
[exit 3]
counterweight: warning: b.jsonl: line 2: left out: expected the key "labels", found a record without it; choose another --column or --bad-rows skip
counterweight: warning: b.jsonl: line 4: left out: expected integer labels, found a fraction under "labels"; choose another --column or --bad-rows skip
counted 3 tokens of 2 labels, 2 sequences, 1 shard, 2 bad rows skipped; TIME
counterweight: broken.jsonl: line 2: expected the closing bracket of a list or an object at byte 17 of the line, found its end; the file is damaged (--bad-rows skip leaves such rows out)
[exit 3]
=== exit 0
