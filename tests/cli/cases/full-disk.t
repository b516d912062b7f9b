# A full standard output is exit 4 with a sentence, whatever is written.
[ -c /dev/full ] || { echo 'there is no /dev/full'; exit 77; }
counterweight pack -q input/names.jsonl -o n.labels.zst
try counterweight --help >/dev/full
try counterweight --version >/dev/full
try counterweight help weights >/dev/full
try counterweight man >/dev/full
try counterweight completions bash >/dev/full
try counterweight weights input/names.jsonl >/dev/full
try counterweight weights -q --json -o w.toml input/names.jsonl >/dev/full
try counterweight count input/names.jsonl >/dev/full
try counterweight count --to table input/names.jsonl >/dev/full
try counterweight explain O input/names.jsonl >/dev/full
try counterweight inspect input/names.jsonl >/dev/full
try counterweight pack input/names.jsonl >/dev/full
try counterweight unpack n.labels.zst >/dev/full
try counterweight unpack n.labels.zst --to raw >/dev/full
try counterweight weights -q input/names.jsonl -o /dev/full
try counterweight weights -q input/names.jsonl >&-
ls
=== stdout
input
n.labels.zst
=== stderr
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: No space left on device
[exit 4]
counterweight: /dev/full: cannot write: No space left on device
[exit 4]
counterweight: standard output: cannot write: Bad file descriptor
[exit 4]
=== exit 0
