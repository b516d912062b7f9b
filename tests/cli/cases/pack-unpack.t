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
# The same labels in either encoding; what many labels are packed as.
for encoding in ids phrases; do
        counterweight pack -q --encoding $encoding input/train.jsonl -o $encoding.labels.zst
        counterweight unpack -q $encoding.labels.zst -o $encoding.jsonl
        counterweight count -q $encoding.labels.zst --to csv -o $encoding.csv
done
cmp ids.jsonl phrases.jsonl && cmp ids.csv phrases.csv && echo 'the same'
i=0
while [ $i -lt 300 ]; do
        echo "{\"tags\": [$i]}"
        i=$((i + 1))
done >many.jsonl
counterweight pack --encoding phrases many.jsonl -o many.labels.zst
counterweight inspect many.labels.zst | grep encoding
# Nothing at all has no phrases.
: >none.jsonl
counterweight pack -q none.jsonl -o none.labels.zst
counterweight inspect none.labels.zst | grep encoding
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
{"labels": 55, "sequences": 4, "frames": 1, "encoding": "phrases", "phrases": 7, "id_bytes": 1, "bytes_in": 397, "bytes_out": SIZE}
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
the same
  encoding: ids
  encoding: ids
=== stderr
packed 47 labels, 4 sequences, 1 frame, 5 phrases: 690 B became SIZE
counterweight: warning: phrases are for up to 255 different labels, and the data has more; the labels are packed as plain ids
packed 300 labels, 300 sequences, 1 frame, 2 bytes an id: 4.7 kB became SIZE
=== exit 0
