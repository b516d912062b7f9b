# pack and unpack are opposites; what is said about the shard.
counterweight pack input/names.jsonl -o n.labels.zst
counterweight unpack n.labels.zst >n.jsonl
cat n.jsonl
counterweight pack -q n.jsonl -o again.labels.zst
cmp n.labels.zst again.labels.zst
counterweight unpack n.labels.zst --to txt | head -n 12
counterweight unpack n.labels.zst --to raw | od -An -tu1 -w16
counterweight unpack n.labels.zst -o n.raw
counterweight unpack n.labels.zst -o n.bin
cmp n.raw n.bin
counterweight unpack n.labels.zst -o n.txt
counterweight unpack n.labels.zst --to txt | cmp - n.txt
# Ids, the ignored ones too.
counterweight pack input/train.jsonl --json -q -o t.labels.zst
counterweight unpack t.labels.zst
counterweight pack -q --level 19 input/train.jsonl | counterweight unpack -q - | head -n 1
counterweight count -q --to csv t.labels.zst
=== stdout
{"ner_tags": ["O", "O", "B-NAME", "I-NAME", "O", "O", "O", "B-NAME", "O", "O"]}
{"ner_tags": ["O", "O", "O", "B-EMAIL", "O", "O", "B-NAME", "I-NAME", "O", "O", "O", "B-NAME", "O"]}
{"ner_tags": ["O", "B-NAME", "I-NAME", "O", "O", "O", "O", "O", "B-NAME", "O"]}
{"ner_tags": ["O", "O", "O", "B-EMAIL", "O", "B-NAME", "I-NAME", "O", "O", "O", "O", "O", "B-NAME", "O"]}
O
O
B-NAME
I-NAME
O
O
O
B-NAME
O
O

O
   0   0   2   3   0   0   0   2   0   0   0   0   0   1   0   0
   2   3   0   0   0   2   0   0   2   3   0   0   0   0   0   2
   0   0   0   0   1   0   2   3   0   0   0   0   0   2   0
{"labels": 55, "sequences": 4, "frames": 1, "id_bytes": 1, "bytes_in": 397, "bytes_out": SIZE}
{"labels": [-100, 0, 0, 1, 2, 0, 0, 0, 1, 0, 0, -100]}
{"labels": [-100, 0, 0, 0, 3, 0, 0, 1, 2, 0, 0, 0, 1, 0, -100]}
{"labels": [-100, 0, 1, 2, 0, 0, 0, 0, 0, 1, 0, -100]}
{"labels": [-100, 0, 0, 0, 3, 0, 1, 2, 0, 0, 0, 0, 0, 1, 0, -100]}
{"labels": [-100, 0, 0, 1, 2, 0, 0, 0, 1, 0, 0, -100]}
id,label,tokens,share<CR>
0,,33,0.7021276595744681<CR>
1,,8,0.1702127659574468<CR>
2,,4,0.0851063829787234<CR>
3,,2,0.0425531914893617<CR>
=== stderr
packed 47 labels, 4 sequences, 1 frame, 1 byte an id: 690 B became SIZE
=== exit 0
