# Data is no counts file; damaged ones are named; exit 3 and no output.
counterweight count -q input/train.jsonl -o a.json
try counterweight merge a.json input/train.jsonl -o all.json
head -c 200 a.json >cut.json
try counterweight merge a.json cut.json -o all.json
sed 's/"tokens": 33/"tokens": 34/' a.json >wrong.json
try counterweight merge a.json wrong.json -o all.json
try counterweight merge a.json nofile.json -o all.json
try counterweight merge --keep-going a.json cut.json -o all.json
ls
=== stdout
a.json
all.json
cut.json
input
wrong.json
=== stderr
counterweight: input/train.jsonl: expected a counts file, as 'counterweight count' writes it, found jsonl
[exit 3]
counterweight: cut.json: expected more after line 12, found the end of the file; it is cut off
[exit 3]
counterweight: wrong.json: expected "tokens" to be the sum of "labels[].tokens", 48, found 47; the counts file is damaged
[exit 3]
counterweight: nofile.json: cannot open: No such file or directory
[exit 4]
counterweight: warning: cut.json: expected more after line 12, found the end of the file; it is cut off
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
counterweight: 1 damaged shard left out; the figures are those of the rest
[exit 3]
=== exit 0
