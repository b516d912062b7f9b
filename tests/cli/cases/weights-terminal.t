# Binary is not written to a terminal; exit 2.
script -qec true /dev/null </dev/null >/dev/null 2>&1 || { echo 'no terminal can be had here'; exit 77; }
script -qec 'counterweight weights --to npy input/train.jsonl' /dev/null </dev/null || echo "[exit $?]"
script -qec 'counterweight weights --to safetensors -o - input/train.jsonl' /dev/null </dev/null || echo "[exit $?]"
=== stdout
counterweight: this form is binary and is not written to a terminal; use --output (see 'counterweight weights --help')<CR>
[exit 2]
counterweight: this form is binary and is not written to a terminal; use --output (see 'counterweight weights --help')<CR>
[exit 2]
=== stderr
=== exit 0
