# A folder is walked, hidden files and papers left out, numbers by value; what is named is taken.
mkdir -p data/sub data/.hidden
for n in 1 2 10; do
        head -n 1 input/train.jsonl >data/part-$n.jsonl
done
cp input/train.jsonl data/.hidden/
cp input/train.jsonl data/.x.jsonl
cp input/train.jsonl data/sub/
cp input/config.json input/README data/
counterweight count --per-shard data | grep 'jsonl"'
mkdir nothing
try counterweight count nothing
=== stdout
    {"name": "data/part-1.jsonl", "sequences": 1, "ignored": 2, "tokens": [7, 2, 1, 0]},
    {"name": "data/part-2.jsonl", "sequences": 1, "ignored": 2, "tokens": [7, 2, 1, 0]},
    {"name": "data/part-10.jsonl", "sequences": 1, "ignored": 2, "tokens": [7, 2, 1, 0]},
    {"name": "data/sub/train.jsonl", "sequences": 4, "ignored": 8, "tokens": [33, 8, 4, 2]}
=== stderr
counterweight: warning: the data carries no label names, and data/config.json beside it is not used; --labels data/config.json would give them
counted 77 tokens of 4 labels, 7 sequences, 4 shards, 14 ignored; TIME
counterweight: nothing: the folder holds no data files
[exit 3]
=== exit 0
