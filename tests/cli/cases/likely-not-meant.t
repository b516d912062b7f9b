# Done as said, and told: several splits at once, tokens for labels, text with spans, licences among data.
mkdir data
cp input/names.jsonl data/train.jsonl
cp input/names.jsonl data/test.jsonl
echo 'You may not.' >data/license.txt
counterweight count data --to csv | head -n 2
counterweight count data --split train --to csv | head -n 2
echo '{"text": "Ann left", "tokens": ["Ann", "left"]}' >bare.jsonl
counterweight count bare.jsonl --to csv
counterweight count bare.jsonl --column tokens --to csv | head -n 1
echo '{"text": "Ann left", "entities": [{"start": 0, "end": 3, "label": "NAME"}]}' >spans.jsonl
echo '{"text": "Ann left", "entities": [{"start": 0, "end": 3, "label": "NAME"}]}' >>spans.jsonl
try counterweight count spans.jsonl
try counterweight count input/names.jsonl input/config.json
=== stdout
id,label,tokens,share<CR>
0,O,66,0.7021276595744681<CR>
id,label,tokens,share<CR>
0,O,33,0.7021276595744681<CR>
id,label,tokens,share<CR>
0,Ann,1,0.5<CR>
1,left,1,0.5<CR>
id,label,tokens,share<CR>
=== stderr
counterweight: warning: data: the splits test and train are counted together; --split NAME takes one of them
counted 94 tokens of 4 labels, 8 sequences, 2 shards; TIME
counted 47 tokens of 4 labels, 4 sequences, 1 shard; TIME
counterweight: warning: no column has a usual name of labels, so 'tokens' was counted; name the right one with --column
counted 2 tokens of 2 labels, 1 sequence, 1 shard; TIME
counted 2 tokens of 2 labels, 1 sequence, 1 shard; TIME
counterweight: spans.jsonl: expected a key that holds labels, found these keys: text, entities; choose one with --column (a.b names a key within another); spans of characters are not counted: give each token a label first
[exit 3]
counterweight: input/config.json: expected the key "ner_tags" in the records, found these: architectures, id2label, label2id; choose another with --column (a.b names a key within another); this is a label map: leave it out of the data, and name it with --labels
[exit 3]
=== exit 0
