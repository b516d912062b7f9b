# The label column: chosen, named, nested, missing, ambiguous.
printf '{"a": {"b": ["O", "B-X"]}, "tags": [0, 1]}\n' >nested.jsonl
printf '{"labels": [0], "ner_tags": [1, 1]}\n' >two.jsonl
printf '{"label": "B-X", "text": "t"}\n{"label": "O", "text": "t"}\n' >scalar.jsonl
counterweight count -q --to csv nested.jsonl
counterweight count -q --to csv --column a.b nested.jsonl
counterweight count -q --to csv --column label scalar.jsonl
counterweight count -q --to csv --column ner_tags two.jsonl
try counterweight count two.jsonl
try counterweight count --column lables input/train.jsonl
=== stdout
id,label,tokens,share<CR>
0,,1,0.5<CR>
1,,1,0.5<CR>
id,label,tokens,share<CR>
0,O,1,0.5<CR>
1,B-X,1,0.5<CR>
id,label,tokens,share<CR>
0,O,1,0.5<CR>
1,B-X,1,0.5<CR>
id,label,tokens,share<CR>
1,,2,1.0<CR>
=== stderr
counterweight: two.jsonl: expected one key with labels, found 2: labels, ner_tags; choose one with --column
[exit 3]
counterweight: input/train.jsonl: expected the key "lables" in the records, found these: id, text, labels; choose another with --column (a.b names a key within another)
[exit 3]
=== exit 0
