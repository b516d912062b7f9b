counterweight pack -q --labels input/labels.txt input/train.jsonl -o t.labels.zst
counterweight inspect --json input/train.jsonl input/news.conll t.labels.zst | sed '/t.labels/,$s/"bytes": [0-9]*/"bytes": SIZE/'
=== stdout
[
 {
  "path": "input/train.jsonl",
  "format": "jsonl",
  "bytes": 397,
  "codec": "none",
  "read_as": "byte ranges in parallel",
  "key": "labels (the only one of pii_labels, ner_tags, labels, label_ids, tags in the records)"
 },
 {
  "path": "input/news.conll",
  "format": "conll",
  "bytes": 103,
  "codec": "none",
  "read_as": "byte ranges in parallel",
  "separator": "tab (by the rows)",
  "cells_a_row": 2,
  "label_field": "-1 (the last cell)",
  "comments": "lines with # between sentences that do not look like a row"
 },
 {
  "path": "t.labels.zst",
  "format": "shard",
  "bytes": SIZE,
  "encoding": "phrases",
  "phrases": 7,
  "id_width": "1 byte",
  "column": "labels",
  "labels_were": "ids",
  "ignored_ids": "-100",
  "labels": 55,
  "sequences": 4,
  "frames": 1,
  "checksums": "verified, every frame",
  "label_names": [
   "O",
   "B-NAME",
   "I-NAME",
   "B-EMAIL",
   "B-PHONE"
  ]
 }
]
=== stderr
=== exit 0
