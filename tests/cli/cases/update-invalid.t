# Not TOML: exit 3 with the line; no such file: exit 4; the old file is whole and nothing lies about.
printf '[model]\nbase = \n' >bad.toml
cp bad.toml before
try counterweight weights --labels input/labels.txt input/train.jsonl --update bad.toml
try counterweight weights --labels input/labels.txt input/train.jsonl --update bad.toml --dry-run
cmp before bad.toml
try counterweight weights input/train.jsonl --update missing.toml
try counterweight weights input/train.jsonl --update input
# With an output beside it, that one is not written either.
try counterweight weights --labels input/labels.txt input/train.jsonl --update bad.toml -o out.json
ls
=== stdout
bad.toml
before
input
=== stderr
counterweight: bad.toml: line 2: expected a value (text needs quotes), found the end of the line
[exit 3]
counterweight: bad.toml: line 2: expected a value (text needs quotes), found the end of the line
[exit 3]
counterweight: missing.toml: cannot be read, so not updated: No such file or directory (use --output for a new file)
[exit 4]
counterweight: input: expected a file to write, found a folder
[exit 4]
counterweight: bad.toml: line 2: expected a value (text needs quotes), found the end of the line
[exit 3]
=== exit 0
