# -100 is ignored unless said otherwise; -1 is Hugging Face's "no label" and is asked about.
printf '{"labels": [-100, 0, 1, -1, -1]}\n' >minus.jsonl
try counterweight count --labels input/labels.txt minus.jsonl
counterweight count --to csv --labels input/labels.txt --ignore -100,-1 minus.jsonl
counterweight count -q --to csv --ignore -100 --ignore -1 minus.jsonl
counterweight count --to csv --ignore none minus.jsonl 2>&1 | sed 's/; use.*//'
counterweight count -q --to table --ignore -100,-1 minus.jsonl
=== stdout
id,label,tokens,share<CR>
0,O,1,0.5<CR>
1,B-NAME,1,0.5<CR>
2,I-NAME,0,0.0<CR>
3,B-EMAIL,0,0.0<CR>
4,B-PHONE,0,0.0<CR>
id,label,tokens,share<CR>
0,,1,0.5<CR>
1,,1,0.5<CR>
counterweight: minus.jsonl: line 1: position 1: label id -100 is below 0 and not ignored; 1 token has it (and 1 more such labels)
id  label  tokens     share
 0              1  50.000 %  ##############################
 1              1  50.000 %  ##############################
ignored: id -100, 1 token
ignored: id -1, 2 tokens
=== stderr
counterweight: minus.jsonl: line 1: position 4: label id -1 is not in the label map; 2 tokens have it; use --ignore -100,-1 if it marks tokens without a label
[exit 3]
counted 2 tokens of 2 labels, 1 sequence, 1 shard, 3 ignored; TIME
=== exit 0
