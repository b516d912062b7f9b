# What each kind of input is.
counterweight pack -q --labels input/labels.txt input/train.jsonl -o t.labels.zst
counterweight count -q --labels input/labels.txt input/train.jsonl -o counts.json
gzip -c input/names.jsonl >n.jsonl.gz
counterweight inspect input/train.jsonl n.jsonl.gz input/news.conll t.labels.zst counts.json | sed 's/^  bytes: .*/  bytes: SIZE/'
=== stdout
input/train.jsonl
  format: jsonl
  bytes: SIZE
  codec: none
  read as: byte ranges in parallel
  key: labels (the only one of pii_labels, ner_tags, labels, label_ids, tags in the records)
n.jsonl.gz
  format: jsonl
  bytes: SIZE
  codec: gzip
  read as: one stream, taken in by one thread at a time while others count
  key: ner_tags (the only one of pii_labels, ner_tags, labels, label_ids, tags in the records)
input/news.conll
  format: conll
  bytes: SIZE
  codec: none
  read as: byte ranges in parallel
  separator: tab (by the rows)
  cells a row: 2
  label field: -1 (the last cell)
  comments: lines with # between sentences that do not look like a row
t.labels.zst
  format: shard
  bytes: SIZE
  encoding: phrases
  phrases: 7
  id width: 1 byte
  column: labels
  labels were: ids
  ignored ids: -100
  labels: 55
  sequences: 4
  frames: 1
  checksums: verified, every frame
  label names: 5
    0 O, 1 B-NAME, 2 I-NAME, 3 B-EMAIL, 4 B-PHONE
counts.json
  format: counts
  bytes: SIZE
  tokens: 47
  labels: 5
  ignored: 8
  sequences: 4
  shards: 1
  label names: 5
    0 O, 1 B-NAME, 2 I-NAME, 3 B-EMAIL, 4 B-PHONE
=== stderr
=== exit 0
