# --help, -h after anything else that is right, and `help COMMAND` show the same.
counterweight merge --help
counterweight merge --help >a
counterweight merge x -h >b
counterweight help merge >c
cmp a b
cmp a c
=== stdout
counterweight merge: add counts files: of several runs, machines or data sets

Examples:
  # add two
  counterweight merge a.json b.json -o all.json
  # all in a folder
  counterweight merge counts/ -o all.json

Usage: counterweight merge [OPTION]... COUNTS_FILE...

Adds counts files into one. Weighing the sum gives the same bytes as counting
everything at once.

Output:
  -o, --output FILE           write to FILE, whole or not at all; '-' is
                              standard output, the default
      --to json|csv|tsv|md|txt|table
                              form of the output; default by the extension of
                              --output, else json, on a terminal table; txt are
                              the priors in the order of ids, tsv is as NeMo's
                              label stats
      --json                  the result as JSON on standard output
      --per-shard             keep the counts of each shard in the counts file
      --by shard|folder|column NAME
                              counts and weights of each slice of the data too;
                              a slice is a file (shard), the files of a folder,
                              or the rows with one value of another column (JSON
                              lines, Arrow, Parquet); slices whose label mix is
                              unlike that of the others are named

Input:
      --files-from FILE       read more inputs from FILE, one a line; '-' is
                              standard input
      --files0-from FILE      the same with a NUL after each, as 'find -print0'
                              writes them
      --keep-going            leave damaged shards out and tell each; still
                              write, exit code 3 at the end
      --max-memory SIZE       the most that one worker may allocate for one
                              block or record, as 64M or 1GiB; default 256M

Labels:
      --labels FILE           label map: config.json, label_mappings.json,
                              labels.txt, TOML and others; default: the names
                              that the data carries
      --unknown error|count|ignore
                              an id or name that the label map lacks; default
                              error
      --o-label NAME          name of the majority label; default O

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
