counterweight weights -q input/train.jsonl --o-label 0 --scheme power --alpha 0.25 --smooth 1 --min-count 3 --boost 2=2 --max-ratio 3 --normalize geomean --norm-over all --min-weight 0.5 --max-weight 1.5 --o-weight auto --set 1=0.25
counterweight weights -q input/train.jsonl --o-label 0 --to json --scheme effective --prototypes 10 --tie-prefixes --boost 2=2 | grep parameters
counterweight explain 2 input/train.jsonl --scheme log --smooth 1 --boost 2=2 --max-ratio 1.5 --normalize token --max-weight 0.9
counterweight explain 0 input/train.jsonl --o-label 0 --o-weight auto
counterweight explain 0 input/train.jsonl --o-label 0 --o-weight formula --norm-over all
try counterweight weights input/train.jsonl --boost 2
try counterweight weights input/train.jsonl --boost 2=0
try counterweight weights input/train.jsonl --set 17=1
try counterweight weights input/train.jsonl --beta auto --prototypes 7
try counterweight weights input/train.jsonl --enet-k 1
=== stdout
[class_weights]
0 = 1.0
1 = 0.25
2 = 1.5
3 = 1.0822448

[class_weights_info]
scheme = "power"
alpha = 0.25
smooth = 1.0
min_count = 3.0
boost = { "2" = 2.0 }
max_ratio = 3.0
normalization = "geomean"
normalizer = 1.3266970158032474
norm_over = "all"
min_weight = 0.5
max_weight = 1.5
o_label = "0"
o_weight = "auto"
set = { "1" = 0.25 }
unseen = "one"
tokens = 47
labels_observed = 4
ignored = 8
data_fingerprint = "fbbc6a537e49a7566bd24a85e62f1fc6"
counterweight_version = "VERSION"
command = "counterweight weights --o-label=0 --scheme=power --alpha=0.25 --smooth=1 --min-count=3 --boost=2=2 --max-ratio=3 --normalize=geomean --norm-over=all --min-weight=0.5 --max-weight=1.5 --o-weight=auto --set=1=0.25"
  "parameters": {"prototypes": 10.0, "tie_prefixes": true, "boost": {"2": 2.0}, "o_label": "0", "o_weight": 1.0, "unseen": "one"},
label 2 (id 2), scheme log
counted
  N = 47 tokens of all labels (8 ignored ones left out)
  K = 4 labels seen
  n = 4 tokens of this label (8.5 % of N)
counts that are weighed
  --smooth adds to each label seen = 1
  N = 51
  K = 4
  n = 5
scheme log: w = max(1, ln(mu N / n))  [widespread in answers about Keras]
  mu, --mu = 0.15
  mu N / n = 1.5299999999999998
  ln(mu N / n) = 0.425267735404344
  raw weight = max(1, ln(mu N / n)) = 1
  times --boost 2 = 2
  at most --max-ratio 1.5 times the smallest of the entity labels = 1.5
normaliser: the mean, a token counted as one, of the raw weights of the entity labels seen
  sum of tokens times raw weight = 49
  sum of tokens = 47
  token mean = the first / the second = 1.0425531914893618
weight
  raw weight / token mean = 1.4387755102040816
  --max-weight lowers it to = 0.9
  as float32, in the outputs = 0.9
label 0 (id 0), scheme inverse_sqrt
counted
  N = 47 tokens of all labels, O included (8 ignored ones left out)
  K = 4 labels seen
  n = 33 tokens of this label (70.2 % of N)
weight: --o-weight auto keeps the share of the loss that entities have unweighted; it is at most 1
  sum of tokens times weight of the entities = 12
  sum of their tokens = 14
  the first / the second = 0.8571428571428571
  weight = 0.8571428571428571
  as float32, in the outputs = 0.85714287
  for comparison, the scheme would give, before any normaliser = 0.5967081414398551
label 0 (id 0), scheme inverse_sqrt
counted
  N = 47 tokens of all labels, O included (8 ignored ones left out)
  K = 4 labels seen
  n = 33 tokens of this label (70.2 % of N)
weight: --o-weight formula gives it what the scheme gives, at most 1
scheme inverse_sqrt: w = sqrt(N / (K n))  [CatBoost SqrtBalanced, up to a factor]
  K n = 132
  N / (K n) = 0.3560606060606061
  raw weight = sqrt(N / (K n)) = 0.5967081414398551
normaliser: the mean of the raw weights of the labels seen
  their sum = 5.946381684602363
  their number = 4
  mean = sum / number = 1.4865954211505907
  raw weight / mean = 0.40139242523565466
  weight = 0.40139242523565466
  as float32, in the outputs = 0.40139243
  for comparison, entities would keep their share of the loss at --o-weight = 1
=== stderr
counterweight: warning: the data carries no label names, and input/labels.txt beside it is not used; --labels input/labels.txt would give them
counterweight: warning: the data carries no label names, and input/labels.txt beside it is not used; --labels input/labels.txt would give them
counterweight: warning: the data carries no label names, and input/labels.txt beside it is not used; --labels input/labels.txt would give them
counterweight: --boost: expected LABEL=F, found '2' (see 'counterweight weights --help')
[exit 2]
counterweight: --boost: expected a number from above 0 to 1e+18, found '0' (see 'counterweight weights --help')
[exit 2]
counterweight: warning: the data carries no label names, and input/labels.txt beside it is not used; --labels input/labels.txt would give them
counterweight: --set: expected one of the 4 labels, found 17; the nearest is label 3 (id 3)
[exit 3]
counterweight: expected --beta or --prototypes, found both; each says what the other is (see 'counterweight weights --help')
[exit 2]
counterweight: --enet-k: expected a number from above 1 to 1e+06, found '1' (see 'counterweight weights --help')
[exit 2]
=== exit 0
