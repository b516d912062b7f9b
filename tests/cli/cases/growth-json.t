# Growth for programs, and into a file; one block is one checkpoint.
counterweight growth -q --labels input/labels.txt input/train.jsonl --scheme inverse --json
counterweight growth --labels input/labels.txt input/train.jsonl --scheme inverse -o g.json
counterweight growth -q --labels input/labels.txt input/train.jsonl --scheme inverse --json | diff - g.json
counterweight growth --labels input/labels.txt input/train.jsonl --scheme inverse
=== stdout
{
  "format": "counterweight-growth",
  "version": 1,
  "tokens": 47,
  "pieces": 1,
  "order": "data",
  "seed": null,
  "repeats": 0,
  "settle": 0.05,
  "column": "labels",
  "fingerprint": "f3b426cbecaa8d143a18e22041cb4790",
  "command": "counterweight growth --labels=input/labels.txt --scheme=inverse",
  "inputs": "input/train.jsonl",
  "checkpoints": [
    {"share": 1.0, "tokens": 47, "labels_seen": 4}
  ],
  "labels": [
    {"id": 0, "name": "O", "tokens": 33},
    {"id": 1, "name": "B-NAME", "tokens": 8},
    {"id": 2, "name": "I-NAME", "tokens": 4},
    {"id": 3, "name": "B-EMAIL", "tokens": 2},
    {"id": 4, "name": "B-PHONE", "tokens": 0}
  ],
  "schemes": [
    {"scheme": "inverse", "labels_moving": 3, "labels_settled": 0, "settled_share": null, "since_share": 1.0, "labels": [
      {"id": 0, "moves": false, "weights": [1.0]},
      {"id": 1, "moves": true, "first_seen_share": 1.0, "settled": false, "settled_share": 1.0, "still": 0.0, "largest_move": null, "weights": [0.42857142857142855]},
      {"id": 2, "moves": true, "first_seen_share": 1.0, "settled": false, "settled_share": 1.0, "still": 0.0, "largest_move": null, "weights": [0.8571428571428571]},
      {"id": 3, "moves": true, "first_seen_share": 1.0, "settled": false, "settled_share": 1.0, "still": 0.0, "largest_move": null, "weights": [1.7142857142857142]},
      {"id": 4, "moves": false, "weights": [1.0]}
    ]}
  ],
  "drift": null
}
47 tokens, 1 checkpoint from 100 % to 100 %, in the order of the data

inverse
label    tokens   weight  settled by  largest move  why   from the first token on
B-NAME        8  0.42857                            none  ~
I-NAME        4  0.85714                            none  ~
B-EMAIL       2   1.7143                            none  ~

one checkpoint only, the data is a single block: nothing can be said of settling
=== stderr
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
=== exit 0
