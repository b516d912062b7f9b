# What --emit and median_freq wrote holds for the data it is of, and not for other data.
counterweight count -q input/names.jsonl -o c.json
counterweight weights -q c.json --emit priors -o b.toml
counterweight check -q b.toml c.json
try counterweight check -q b.toml input/news.conll
counterweight weights -q input/names.jsonl --scheme median_freq -o m.toml
counterweight check -q m.toml input/names.jsonl
=== stdout
b.toml: true to the data
b.toml: out of date: 4 weights moved (tolerance 2 %)
  moved       0.7021 ->      0.5    -28.8 %  0 O
  moved      0.04255 ->    0.125   +193.8 %  1 B-EMAIL
  moved       0.1702 ->     0.25    +46.9 %  2 B-NAME
  moved      0.08511 ->    0.125    +46.9 %  3 I-NAME
  data      47 tokens then, 8 now
m.toml: true to the data
=== stderr
[exit 1]
=== exit 0
