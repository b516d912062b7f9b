# Fine for count, exit 3 for weights, and no file.
printf '{"tags": ["O", "O"]}\n' >o.jsonl
try counterweight weights -o w.toml o.jsonl
counterweight count -q --to csv o.jsonl
ls
=== stdout
id,label,tokens,share<CR>
0,O,2,1.0<CR>
input
o.jsonl
=== stderr
counterweight: no entity label was seen: all 2 tokens are O; check the label column and --o-label
[exit 3]
=== exit 0
