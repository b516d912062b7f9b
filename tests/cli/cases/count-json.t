# The counts file: what SPEC shows at the least.
counterweight count --labels input/labels.txt input/train.jsonl --json
=== stdout
{
  "format": "counterweight-counts",
  "version": 1,
  "tokens": 47,
  "ignored": 8,
  "unknown": 0,
  "sequences": 4,
  "shards": 1,
  "rows_skipped": 0,
  "shards_failed": 0,
  "id_source": "ids",
  "column": "labels",
  "labels_hash": "e3252defe18d73a5a83861419149fba0",
  "fingerprint": "f3b426cbecaa8d143a18e22041cb4790",
  "command": "counterweight count --labels=input/labels.txt",
  "inputs": "input/train.jsonl",
  "labels": [
    {"id": 0, "name": "O", "tokens": 33},
    {"id": 1, "name": "B-NAME", "tokens": 8},
    {"id": 2, "name": "I-NAME", "tokens": 4},
    {"id": 3, "name": "B-EMAIL", "tokens": 2},
    {"id": 4, "name": "B-PHONE", "tokens": 0}
  ],
  "ignored_ids": {"-100": 8}
}
=== stderr
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
=== exit 0
