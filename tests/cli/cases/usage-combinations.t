# Options that do not go together, and inputs that are missing; exit 2, one line, before any data is read.
try counterweight weights
try counterweight count
try counterweight merge
try counterweight inspect
try counterweight pack -o x
try counterweight unpack
try counterweight unpack a b
try counterweight explain
try counterweight explain O
try counterweight explain -100 nofile
try counterweight man x
try counterweight completions
try counterweight help a b
try counterweight weights --dry-run nofile
try counterweight weights --dry-run --update input/training_config.toml --json nofile
try counterweight weights --dry-run --update input/training_config.toml -o x nofile
try counterweight weights --to csv --json nofile
try counterweight weights --to csv --update input/training_config.toml nofile
try counterweight weights --update - nofile
try counterweight weights -o weights.pt nofile
try counterweight weights -o weights.toml.gz nofile
try counterweight count -o counts.toml nofile
try counterweight unpack x -o x.jsonl.zst
try counterweight pack --json nofile
try counterweight weights - -
try counterweight weights - --files-from -
: >empty
try counterweight weights --files-from empty
ls
=== stdout
empty
input
=== stderr
counterweight: no input: name files or folders, or '-' for standard input (see 'counterweight weights --help')
[exit 2]
counterweight: no input: name files or folders, or '-' for standard input (see 'counterweight count --help')
[exit 2]
counterweight: no input: name files or folders, or '-' for standard input (see 'counterweight merge --help')
[exit 2]
counterweight: no input: name files or folders, or '-' for standard input (see 'counterweight inspect --help')
[exit 2]
counterweight: no input: name files or folders, or '-' for standard input (see 'counterweight pack --help')
[exit 2]
counterweight: expected one native shard, found 0 inputs (see 'counterweight unpack --help')
[exit 2]
counterweight: expected one native shard, found 2 inputs (see 'counterweight unpack --help')
[exit 2]
counterweight: expected a label and inputs, found neither (see 'counterweight explain --help')
[exit 2]
counterweight: no input: name files or folders, or '-' for standard input (see 'counterweight explain --help')
[exit 2]
counterweight: unknown option '-1'; put '--' before an operand that starts with '-' (see 'counterweight explain --help')
[exit 2]
counterweight: expected nothing more, found 'x' (see 'counterweight man --help')
[exit 2]
counterweight: expected one shell: bash, zsh or fish (see 'counterweight completions --help')
[exit 2]
counterweight: expected one command, found 2 (see 'counterweight help --help')
[exit 2]
counterweight: --dry-run goes with --update (see 'counterweight weights --help')
[exit 2]
counterweight: --dry-run writes nothing but the diff: leave out --json (see 'counterweight weights --help')
[exit 2]
counterweight: --dry-run writes nothing but the diff: leave out --output (see 'counterweight weights --help')
[exit 2]
counterweight: --json and --to cannot both go to standard output; use --output (see 'counterweight weights --help')
[exit 2]
counterweight: --to goes with --output; --update always writes TOML (see 'counterweight weights --help')
[exit 2]
counterweight: --update: expected a file, found '-'; without --update TOML goes to standard output (see 'counterweight weights --help')
[exit 2]
counterweight: --output: 'weights.pt' promises a form that this version does not write; choose one with --to (see 'counterweight weights --help')
[exit 2]
counterweight: --output: 'weights.toml.gz' promises a form that this version does not write; choose one with --to (see 'counterweight weights --help')
[exit 2]
counterweight: --output: 'counts.toml': counts have no such form; use .json, .csv, .tsv, .md or .txt (see 'counterweight count --help')
[exit 2]
counterweight: --output: 'x.jsonl.zst' promises a form that this version does not write; choose one with --to (see 'counterweight unpack --help')
[exit 2]
counterweight: --json and the shard cannot both go to standard output; use --output (see 'counterweight pack --help')
[exit 2]
counterweight: standard input ('-') can be read only once (see 'counterweight weights --help')
[exit 2]
counterweight: standard input ('-') can be read only once (see 'counterweight weights --help')
[exit 2]
counterweight: no input: the list of inputs is empty (see 'counterweight weights --help')
[exit 2]
=== exit 0
