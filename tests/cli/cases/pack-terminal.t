# Binary is not written to a terminal; exit 2.
script -qec true /dev/null </dev/null >/dev/null 2>&1 || { echo 'no terminal can be had here'; exit 77; }
counterweight pack -q input/names.jsonl -o n.labels.zst
script -qec 'counterweight pack input/names.jsonl' /dev/null </dev/null || echo "[exit $?]"
script -qec 'counterweight unpack --to raw n.labels.zst' /dev/null </dev/null || echo "[exit $?]"
=== stdout
counterweight: a shard is binary and is not written to a terminal; use --output NAME.labels.zst (see 'counterweight pack --help')<CR>
[exit 2]
counterweight: raw ids are binary and are not written to a terminal; use --output (see 'counterweight unpack --help')<CR>
[exit 2]
=== stderr
=== exit 0
