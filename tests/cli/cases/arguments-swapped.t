# Arguments the wrong way round, or of another kind: the sentence says what stands where.
mkdir data
cp input/train.jsonl data/
counterweight weights -q data -o w.toml
counterweight weights -q data -o w.npy
try counterweight check data w.toml
try counterweight check data
try counterweight check w.npy data
try counterweight check w.toml w.toml
try counterweight explain input/train.jsonl B-NAME
try counterweight explain data
try counterweight merge input/train.jsonl
try counterweight merge w.toml
try counterweight weights w.toml
try counterweight unpack input/train.jsonl
try counterweight count data --format parquet
try counterweight count data --labels input/train.jsonl
# A label that is called like a file is a label all the same.
cp input/labels.txt B-NAME
counterweight explain B-NAME input/train.jsonl --labels input/labels.txt | head -n 1
=== stdout
B-NAME (id 1), scheme inverse_sqrt
=== stderr
counterweight: the weights file comes first: expected 'w.toml' before 'data' (see 'counterweight check --help')
[exit 2]
counterweight: expected a weights file, then the data; found the folder 'data' first (see 'counterweight check --help')
[exit 2]
counterweight: w.npy: expected weights in TOML (a file whose name ends in .toml) or in JSON, found neither
[exit 3]
counterweight: w.toml: expected a native shard, JSON lines, JSON, CoNLL text, Arrow, Parquet, NumPy or a counts file, found weights in TOML, which hold no counts; name the data
[exit 3]
counterweight: the label comes first: expected 'B-NAME' before 'input/train.jsonl' (see 'counterweight explain --help')
[exit 2]
counterweight: expected a label, then inputs; found the input 'data' alone (see 'counterweight explain --help')
[exit 2]
counterweight: input/train.jsonl: expected a counts file, as 'counterweight count' writes it, found jsonl
[exit 3]
counterweight: w.toml: expected a counts file, as 'counterweight count' writes it, found weights in TOML
[exit 3]
counterweight: w.toml: expected a native shard, JSON lines, JSON, CoNLL text, Arrow, Parquet, NumPy or a counts file, found weights in TOML, which hold no counts; name the data
[exit 3]
counterweight: input/train.jsonl: header at byte 0: expected the magic bytes of a native shard, found others; the file is damaged, or is no native shard; this looks like jsonl
[exit 3]
counterweight: data/train.jsonl: expected "PAR1" at the end of a Parquet file, found other bytes; the file is cut off (copy it anew); this looks like jsonl
[exit 3]
counterweight: input/train.jsonl: line 2: expected a label map, found no valid JSON: end of file expected near '{' (column 1)
[exit 3]
=== exit 0
