counterweight weights --json --labels input/labels.txt input/train.jsonl
=== stdout
{
  "format": "counterweight-weights",
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
  "command": "counterweight weights --labels=input/labels.txt",
  "inputs": "input/train.jsonl",
  "scheme": "inverse_sqrt",
  "parameters": {"o_label": "O", "o_weight": 1.0, "unseen": "one"},
  "normalization": "mean",
  "normalizer": 1.7832245143875027,
  "labels": [
    {"id": 0, "name": "O", "tokens": 33, "weight": 1.0},
    {"id": 1, "name": "B-NAME", "tokens": 8, "weight": 0.6796227589829592},
    {"id": 2, "name": "I-NAME", "tokens": 4, "weight": 0.9611317230511222},
    {"id": 3, "name": "B-EMAIL", "tokens": 2, "weight": 1.3592455179659184},
    {"id": 4, "name": "B-PHONE", "tokens": 0, "weight": 1.0}
  ],
  "ignored_ids": {"-100": 8},
  "diagnosis": {
    "has_o": true,
    "entity_share_unweighted": 0.2978723404255319,
    "entity_share_weighted": 0.26666666666666666,
    "mutes_entities": false,
    "loss_scale": 0.9574468085106383,
    "weight_ratio": 2.0,
    "effective_classes": 2.885629285704595,
    "o_weight_auto": 0.8571428571428571,
    "owner_id": null,
    "owner_share": 0.0,
    "share_without_owner": null,
    "labels_observed": 4,
    "labels_unseen": 1,
    "labels_rare": 4,
    "labels_saturated": 0,
    "saturating_prototypes": null,
    "cures": [
      {"option": "--o-weight", "value": "auto", "entity_share_weighted": 0.2978723404255319},
      {"option": "--normalize", "value": "token", "entity_share_weighted": 0.2978723404255319},
      {"option": "--normalize", "value": "median", "entity_share_weighted": 0.27449058238232293}
    ],
    "sentences": [
      "entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %",
      "entity weights go from 0.6796 (B-NAME) to 1.359 (B-EMAIL), 2 to 1; the 3 labels share the loss as 2.89 equal ones would",
      "the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906",
      "4 labels have fewer than 50 tokens, too few for a weight to be more than chance: O (33), B-NAME (8), I-NAME (4), B-EMAIL (2)",
      "1 label of the map was never seen and gets 1.0 (--unseen one): B-PHONE"
    ],
    "weight_intervals": [
      {"id": 1, "low": 0.4841621813618732, "high": 1.034337551208352},
      {"id": 2, "low": 0.6006607342348046, "high": 1.8413081696939466},
      {"id": 3, "low": 0.715160252554192, "high": 3.905867616246526}
    ]
  }
}
=== stderr
counted 47 tokens of 4 labels, 4 sequences, 1 shard, 8 ignored; TIME
entities are 29.8 % of the tokens but carry 26.7 % of the loss (loss scale 0.957); --o-weight 0.8571 would keep it at 29.8 %
entity weights go from 0.6796 (B-NAME) to 1.359 (B-EMAIL), 2 to 1; the 3 labels share the loss as 2.89 equal ones would
the least certain weight is that of B-EMAIL, 1.359 from 2 tokens: 95 % interval 0.7152 to 3.906
4 labels have fewer than 50 tokens, too few for a weight to be more than chance: O (33), B-NAME (8), I-NAME (4), B-EMAIL (2)
1 label of the map was never seen and gets 1.0 (--unseen one): B-PHONE
=== exit 0
