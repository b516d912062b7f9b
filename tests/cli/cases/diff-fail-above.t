# Bounds: exit code 1 and a sentence for each figure above its own.
counts() { printf '{"format": "counterweight-counts", "version": 1, "tokens": 1000, "labels": [{"id": 0, "name": "O", "tokens": %s}, {"id": 1, "name": "B-X", "tokens": %s}, {"id": 2, "name": "I-X", "tokens": %s}, {"id": 3, "name": "B-Y", "tokens": %s}]}\n' "$@"; }
counts 900 75 25 0 >a.json
counts 880 75 30 15 >b.json
counterweight weights -q a.json -o a.toml
try counterweight diff a.json b.json -o out --fail-above linf=0.019 --fail-above js=0.008 --fail-above psi=0.05 --fail-above appeared=0
try counterweight diff a.json b.json -o out --fail-above g=21.5 --fail-above vanished=0 --fail-above linf=0.0201
try counterweight diff a.json b.json -o out --fail-above weight-ratio=1 --fail-above weight-change=0
# What cannot be judged or understood.
try counterweight diff a.toml b.json -o out2 --fail-above js=1
try counterweight diff a.json b.json -o out2 --fail-above jss=1
try counterweight diff a.json b.json -o out2 --fail-above js
try counterweight diff a.json b.json -o out2 --fail-above js=-1
try counterweight diff a.json
try counterweight diff a.json nowhere.json
try counterweight diff a.json nowhere.toml
printf '[weights]\n0 = 1.0\n' >other.toml
try counterweight diff a.json other.toml
printf '[class_weights]\n0 = 1.0\nx = 1.0\n' >bad.toml
try counterweight diff bad.toml a.json
counterweight diff a.json other.toml --table weights | head -3
=== stdout
a: a.json, counts, 1,000 tokens
b: other.toml, weights
label mix: not compared, a weights file in TOML holds no counts
=== stderr
counterweight: linf is 0.02, above 0.019
counterweight: psi is 0.0506784, above 0.05
counterweight: appeared is 1, above 0
[exit 1]
counterweight: weight-ratio is 1.39255, above 1
counterweight: weight-change is 0.392551, above 0
[exit 1]
counterweight: --fail-above js: expected counts in both files, found none in one
[exit 3]
counterweight: --fail-above: expected one of linf, js, psi, g, weight-ratio, weight-change, appeared, vanished, found 'jss': did you mean 'js'? (see 'counterweight diff --help')
[exit 2]
counterweight: --fail-above: expected js=X, X a number of at least 0, found 'js' (see 'counterweight diff --help')
[exit 2]
counterweight: --fail-above: expected js=X, X a number of at least 0, found 'js=-1' (see 'counterweight diff --help')
[exit 2]
counterweight: expected two files, found 1 (see 'counterweight diff --help')
[exit 2]
counterweight: nowhere.json: cannot open: No such file or directory
[exit 4]
counterweight: nowhere.toml: cannot open: there is no such file
[exit 4]
counterweight: other.toml: expected a table [class_weights], found none (--table names another)
[exit 3]
counterweight: bad.toml: line 3: expected a label id before '=', found another key
[exit 3]
=== exit 0
