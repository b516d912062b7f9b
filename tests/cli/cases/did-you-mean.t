# A wrong word: one line, the nearest right one, where help is; exit 2.
try counterweight wieghts input/train.jsonl
try counterweight expalin
try counterweight xyzzy
try counterweight audit
try counterweight input/train.jsonl
try counterweight --scheme inverse
try counterweight help cuont
try counterweight weights --colum=labels input/train.jsonl
try counterweight weights --col labels input/train.jsonl
try counterweight weights --shceme inverse input/train.jsonl
try counterweight weights --xyzzy input/train.jsonl
try counterweight count --scheme inverse input/train.jsonl
try counterweight weights -x input/train.jsonl
try counterweight weights --scheme invrse input/train.jsonl
try counterweight weights --scheme linear input/train.jsonl
try counterweight weights --unseen oen input/train.jsonl
try counterweight weights --format josnl input/train.jsonl
try counterweight count --to toml input/train.jsonl
try counterweight completions fsh
try counterweight completions tcsh
=== stdout
=== stderr
counterweight: unknown command 'wieghts': did you mean 'weights'? (see 'counterweight --help')
[exit 2]
counterweight: unknown command 'expalin': did you mean 'explain'? (see 'counterweight --help')
[exit 2]
counterweight: unknown command 'xyzzy' (see 'counterweight --help')
[exit 2]
counterweight: version VERSION does not have the command 'audit' (see 'counterweight --help')
[exit 2]
counterweight: expected a command first, found the path 'input/train.jsonl': did you mean 'counterweight weights input/train.jsonl'? (see 'counterweight --help')
[exit 2]
counterweight: expected a command first, found '--scheme' (see 'counterweight --help')
[exit 2]
counterweight: unknown command 'cuont': did you mean 'count'? (see 'counterweight --help')
[exit 2]
counterweight: unknown option '--colum': did you mean '--column'? (see 'counterweight weights --help')
[exit 2]
counterweight: unknown option '--col': did you mean '--color'? (see 'counterweight weights --help')
[exit 2]
counterweight: unknown option '--shceme': did you mean '--scheme'? (see 'counterweight weights --help')
[exit 2]
counterweight: unknown option '--xyzzy' (see 'counterweight weights --help')
[exit 2]
counterweight: 'count' has no option '--scheme'; these have: weights, growth, diff, check, explain (see 'counterweight count --help')
[exit 2]
counterweight: unknown option '-x' (see 'counterweight weights --help')
[exit 2]
counterweight: --scheme: expected inverse_sqrt, inverse, effective, power, median_freq, enet, log, complement, pos_weight or none, found 'invrse': did you mean 'inverse'? (see 'counterweight weights --help')
[exit 2]
counterweight: --scheme: expected inverse_sqrt, inverse, effective, power, median_freq, enet, log, complement, pos_weight or none, found 'linear' (see 'counterweight weights --help')
[exit 2]
counterweight: --unseen: expected one, zero, max, omit or error, found 'oen': did you mean 'one'? (see 'counterweight weights --help')
[exit 2]
counterweight: --format: expected auto, shard, jsonl, json, conll, arrow, parquet, npy, raw or counts, found 'josnl': did you mean 'jsonl'? (see 'counterweight weights --help')
[exit 2]
counterweight: --to: expected json, csv, tsv, md, txt or table, found 'toml' (see 'counterweight count --help')
[exit 2]
counterweight: expected bash, zsh or fish, found 'fsh': did you mean 'fish'? (see 'counterweight completions --help')
[exit 2]
counterweight: expected bash, zsh or fish, found 'tcsh' (see 'counterweight completions --help')
[exit 2]
=== exit 0
