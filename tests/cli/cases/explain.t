# The arithmetic of one weight, by name and by id; O; a label never seen; one that is not there.
e='counterweight explain --labels input/labels.txt'
$e B-EMAIL input/train.jsonl
$e 3 input/train.jsonl | head -n 1
$e I-NAME input/train.jsonl --scheme effective --beta 0.9
$e O input/train.jsonl --o-weight 0.25
$e B-PHONE input/train.jsonl
try $e B-EMIAL input/train.jsonl
try $e 77 input/train.jsonl
try $e -- -100 input/train.jsonl
counterweight count -q input/train.jsonl -o ids.json
try counterweight explain B-EMAIL ids.json
try counterweight weights ids.json --set B-EMAIL=2
=== stdout
B-EMAIL (id 3), scheme inverse_sqrt
counted
  N = 47 tokens of all labels, O included (8 ignored ones left out)
  K = 4 labels seen
  n = 2 tokens of this label (4.3 % of N)
scheme inverse_sqrt: w = sqrt(N / (K n))  [CatBoost SqrtBalanced, up to a factor]
  K n = 8
  N / (K n) = 5.875
  raw weight = sqrt(N / (K n)) = 2.4238399287081647
normaliser: the mean of the raw weights of the entity labels seen
  their sum = 5.349673543162508
  their number = 3
  mean = sum / number = 1.7832245143875027
weight
  raw weight / mean = 1.3592455179659184
  as float32, in the outputs = 1.3592455
B-EMAIL (id 3), scheme inverse_sqrt
I-NAME (id 2), scheme effective
counted
  N = 47 tokens of all labels, O included (8 ignored ones left out)
  K = 4 labels seen
  n = 4 tokens of this label (8.5 % of N)
scheme effective: w = (1 - b) / (1 - b^n)  [Cui et al., CVPR 2019, equation 2]
  b = 0.9
  e = 1 - b = 0.09999999999999998
  n log1p(-e) = -0.4214420626313051
  1 - b^n = -expm1(n log1p(-e)) = 0.3439
  raw weight = (1 - b) / (1 - b^n) = 0.29078220412910727
normaliser: the mean of the raw weights of the entity labels seen
  their sum = 0.992680509229328
  their number = 3
  mean = sum / number = 0.33089350307644266
weight
  raw weight / mean = 0.8787788258929069
  as float32, in the outputs = 0.8787788
O (id 0), scheme inverse_sqrt
counted
  N = 47 tokens of all labels, O included (8 ignored ones left out)
  K = 4 labels seen
  n = 33 tokens of this label (70.2 % of N)
weight: set, not computed, for this is the label outside the entities
  --o-weight sets it
  weight = 0.25
  as float32, in the outputs = 0.25
  for comparison, the scheme would give, before any normaliser = 0.5967081414398551
  for comparison, entities would keep their share of the loss at --o-weight = 0.8571428571428571
B-PHONE (id 4), scheme inverse_sqrt
counted
  n = 0 tokens: the label is in the label map and nowhere in the data
weight: every scheme divides by n, so the policy decides: --unseen one gives it 1
  weight = 1
  as float32, in the outputs = 1
=== stderr
counterweight: expected one of the 5 labels, found B-EMIAL; the nearest is B-EMAIL (id 3)
[exit 3]
counterweight: expected one of the 5 labels, found 77; the nearest is B-PHONE (id 4)
[exit 3]
counterweight: expected one of the 5 labels, found -100; the nearest is O (id 0)
[exit 3]
counterweight: expected the id of one of the 4 labels, which have no names, found B-EMAIL; give their names with --labels
[exit 3]
counterweight: --set: expected the id of one of the 4 labels, which have no names, found B-EMAIL; give their names with --labels
[exit 3]
=== exit 0
