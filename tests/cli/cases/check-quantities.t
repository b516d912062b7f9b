# What --emit and median_freq wrote holds for the data it is of, and not for other data.
counterweight count -q input/names.jsonl -o c.json
counterweight weights -q c.json --emit priors -o b.toml
counterweight check -q b.toml c.json
try counterweight check -q b.toml input/news.conll
counterweight weights -q input/names.jsonl --scheme median_freq -o m.toml
counterweight check -q m.toml input/names.jsonl
# Every quantity in both forms: true to its own data, and the same as itself.
for quantity in counts priors logit-bias log-counts ldam-margins sampling; do
        counterweight weights -q c.json --emit $quantity -o $quantity.toml
        counterweight weights -q c.json --emit $quantity -o $quantity.json
        counterweight check -q $quantity.toml input/names.jsonl
        counterweight check -q $quantity.json c.json
        counterweight diff $quantity.toml $quantity.json | tail -n 1
done
# Logarithms may be below 0, and move by their difference: of 2 % of what they are the logarithm of, or of tau times as much.
printf '{"format": "counterweight-counts", "version": 1, "tokens": 10000, "labels": [{"id": 0, "name": "O", "tokens": 9000}, {"id": 1, "name": "B", "tokens": 1000}]}' >old.json
printf '{"format": "counterweight-counts", "version": 1, "tokens": 10000, "labels": [{"id": 0, "name": "O", "tokens": 8985}, {"id": 1, "name": "B", "tokens": 1015}]}' >near.json
printf '{"format": "counterweight-counts", "version": 1, "tokens": 10000, "labels": [{"id": 0, "name": "O", "tokens": 8900}, {"id": 1, "name": "B", "tokens": 1100}]}' >far.json
counterweight weights -q old.json --emit logit-bias -o bias.toml
counterweight weights -q old.json --emit logit-bias --tau 2 -o twice.json
counterweight weights -q old.json --emit log-counts -o logs.toml
for file in bias.toml twice.json logs.toml; do
        counterweight check -q $file near.json
        try counterweight check -q $file far.json
        counterweight check -q $file far.json --rtol 0.1
done
counterweight check -q bias.toml far.json --atol 0.08
try counterweight check -q --json bias.toml far.json
# diff: data becomes what the other side is; of logarithms the factor is e to the difference.
counterweight diff bias.toml far.json
try counterweight diff twice.json far.json --fail-above weight-ratio=1.1 --json
try counterweight diff bias.toml priors.toml --fail-above weight-ratio=2
# A logarithm below 0 is no weight, and a weight below 0 is none.
sed 's/emit = "logit-bias"/emit = "priors"/' bias.toml >forged.toml
try counterweight check forged.toml old.json
sed 's/"emit": "logit-bias"/"emit": "sampling"/' twice.json >forged.json
try counterweight check forged.json old.json
=== stdout
b.toml: true to the data
b.toml: out of date: 4 values moved (tolerance 2 %)
  moved       0.7021 ->      0.5    -28.8 %  0 O
  moved      0.04255 ->    0.125   +193.8 %  1 B-EMAIL
  moved       0.1702 ->     0.25    +46.9 %  2 B-NAME
  moved      0.08511 ->    0.125    +46.9 %  3 I-NAME
  data      47 tokens then, 8 now
m.toml: true to the data
counts.toml: true to the data
counts.json: true to the data
counts (--emit): no value moved
priors.toml: true to the data
priors.json: true to the data
O                 70.2128 %   0.702128   0.702128      1          |======
logit-bias.toml: true to the data
logit-bias.json: true to the data
O                 70.2128 %  -0.35364  -0.35364          1          |
log-counts.toml: true to the data
log-counts.json: true to the data
B-EMAIL            4.2553 %  0.693147  0.693147          1      ====|
ldam-margins.toml: true to the data
ldam-margins.json: true to the data
B-EMAIL            4.2553 %       0.5       0.5      1          |
sampling.toml: true to the data
sampling.json: true to the data
B-NAME            17.0213 %  0.235954  0.235954      1       ===|
bias.toml: true to the data; no value moved by more than 0.015 (label 1 B)
bias.toml: out of date: 1 value moved (tolerance 0.02)
  moved       -2.303 ->   -2.207   +0.09531  1 B
  data      10000 tokens then, 10000 now
bias.toml: true to the data; no value moved by more than 0.095 (label 1 B)
twice.json: true to the data; no value moved by more than 0.03 (label 1 B)
twice.json: out of date: 1 value moved (tolerance 0.04)
  moved       -4.605 ->   -4.415    +0.1906  1 B
  data      10000 tokens then, 10000 now
twice.json: true to the data; no value moved by more than 0.19 (label 1 B)
logs.toml: true to the data; no value moved by more than 0.015 (label 1 B)
logs.toml: out of date: 1 value moved (tolerance 0.02)
  moved        6.908 ->    7.003   +0.09531  1 B
  data      10000 tokens then, 10000 now
logs.toml: true to the data; no value moved by more than 0.095 (label 1 B)
bias.toml: true to the data; no value moved by more than 0.095 (label 1 B)
{
  "format": "counterweight-check",
  "version": 1,
  "holds": false,
  "path": "bias.toml",
  "emit": "logit-bias",
  "rtol": 0.02,
  "atol": 0.0,
  "moved": 1,
  "appeared": 0,
  "vanished": 0,
  "renamed": 0,
  "tokens_then": 10000,
  "tokens_now": 10000,
  "fingerprint_then": "7af991452e6170af8992ec4e80bca53e",
  "fingerprint_now": "2606f13a25f09a61aa6447f92111a811",
  "labels": [
    {"id": 1, "name_then": "B", "name_now": "B", "weight_then": -2.3025851, "weight_now": -2.2072749131897207, "tokens_then": null, "tokens_now": 1100, "moved": true, "appeared": false, "vanished": false, "renamed": false}
  ],
  "shards": 0,
  "new_shards": null
}
a: bias.toml, logit-bias
b: far.json, counts, 10,000 tokens
label mix: not compared, a weights file in TOML holds no counts
logit-bias: the largest move is by a factor of 1.1
label  share a    share b    value a    value b  e^(b - a)
B               11.0000 %   -2.30259   -2.20727        1.1          |========
O               89.0000 %  -0.105361  -0.116534   0.988889         =|
{
  "format": "counterweight-drift",
  "version": 1,
  "a": {"path": "twice.json", "kind": "logit-bias", "recipe": null, "tokens": 10000},
  "b": {"path": "far.json", "kind": "counts", "recipe": null, "tokens": 10000},
  "l_infinity": 0.010000000000000009,
  "l_infinity_label": "O",
  "l_infinity_id": 0,
  "jensen_shannon_bits": 0.00019196385454073924,
  "psi": 0.001064834804024499,
  "g_test": {"g": 5.322368181773797, "degrees_of_freedom": 1, "p": 0.021053380164991236, "log10_p": -1.6766781673269782},
  "logarithms": true,
  "weight_ratio": 1.2099999999999997,
  "weight_change": 0.19062035960864954,
  "weights_zeroed": 0,
  "appeared": 0,
  "vanished": 0,
  "renumbered": 0,
  "labels": [
    {"name": "B", "id_a": 1, "id_b": 1, "tokens_a": 1000, "tokens_b": 1100, "share_a": 0.1, "share_b": 0.11, "weight_a": -4.605170185988091, "weight_b": -4.414549826379441, "ratio": 1.2099999999999997, "appeared": false, "vanished": false},
    {"name": "O", "id_a": 0, "id_b": 0, "tokens_a": 9000, "tokens_b": 8900, "share_a": 0.9, "share_b": 0.89, "weight_a": -0.21072103131565256, "weight_b": -0.23306763251190302, "ratio": 0.9779012345679012, "appeared": false, "vanished": false}
  ]
}
a: bias.toml, logit-bias
b: priors.toml, priors
label mix: not compared, a weights file in TOML holds no counts
appeared: B-EMAIL, B-NAME, I-NAME
vanished: B
logit-bias and priors: not compared, they are not of one kind
=== stderr
[exit 1]
[exit 1]
[exit 1]
[exit 1]
[exit 1]
counterweight: weight-ratio is 1.21, above 1.1
[exit 1]
counterweight: --fail-above weight-ratio: expected weights of one kind in both files, found none in one
[exit 3]
counterweight: forged.toml: line 2: expected a prior of at least 0 for label 0, found another value
[exit 3]
counterweight: forged.json: expected a number or null at "probability", found nothing; the counts file is damaged
[exit 3]
=== exit 0
