# --help, -h after anything else that is right, and `help COMMAND` show the same.
counterweight unpack --help
counterweight unpack --help >a
counterweight unpack x -h >b
counterweight help unpack >c
cmp a b
cmp a c
=== stdout
counterweight unpack: write a native shard as JSONL, as plain ids or as text

Examples:
  # JSONL to standard output
  counterweight unpack train.labels.zst | head -3
  # one label a line
  counterweight unpack train.labels.zst -o labels.txt
  # the array of ids
  counterweight unpack train.labels.zst --to raw -o ids.bin

Usage: counterweight unpack [OPTION]... SHARD

The opposite of pack. JSONL has one record a sequence, under the key the labels
had when packed; raw is the plain little-endian array of ids; txt has one label
a line and an empty line after each sequence.

Output:
  -o, --output FILE           write to FILE, whole or not at all; '-' is
                              standard output, the default
      --to jsonl|raw|txt      form of the output; default by the extension of
                              --output (.jsonl .raw .bin .txt), else jsonl

Input:
      --max-memory SIZE       the most that one worker may allocate for one
                              block or record, as 64M or 1GiB; default 256M

Run:
  -j, --threads N             threads; default OMP_NUM_THREADS, else all cores
      --progress auto|always|never
                              a progress line on standard error; default auto:
                              on a terminal, after half a second
  -q, --quiet                 errors only: no summary, no warnings
  -v, --verbose               tell more: threads, memory, a table of the weights
      --color auto|always|never
                              colours; default auto: on a terminal, unless
                              NO_COLOR is set
  -h, --help                  show this help
=== stderr
=== exit 0
