mkdir data
cp input/train.jsonl data/a10.jsonl
head -n 1 input/train.jsonl >data/a9.jsonl
counterweight count --per-shard --labels input/labels.txt data
=== stdout
{
  "format": "counterweight-counts",
  "version": 1,
  "tokens": 57,
  "ignored": 10,
  "unknown": 0,
  "sequences": 5,
  "shards": 2,
  "rows_skipped": 0,
  "shards_failed": 0,
  "id_source": "ids",
  "column": "labels",
  "labels_hash": "e3252defe18d73a5a83861419149fba0",
  "fingerprint": "f9f2acbea8e597d4d99210731bfa65bc",
  "command": "counterweight count --per-shard --labels=input/labels.txt",
  "inputs": "data",
  "labels": [
    {"id": 0, "name": "O", "tokens": 40},
    {"id": 1, "name": "B-NAME", "tokens": 10},
    {"id": 2, "name": "I-NAME", "tokens": 5},
    {"id": 3, "name": "B-EMAIL", "tokens": 2},
    {"id": 4, "name": "B-PHONE", "tokens": 0}
  ],
  "ignored_ids": {"-100": 10},
  "shard_counts": [
    {"name": "data/a9.jsonl", "sequences": 1, "ignored": 2, "tokens": [7, 2, 1, 0, 0]},
    {"name": "data/a10.jsonl", "sequences": 4, "ignored": 8, "tokens": [33, 8, 4, 2, 0]}
  ]
}
=== stderr
counted 57 tokens of 4 labels, 5 sequences, 2 shards, 10 ignored; TIME
=== exit 0
