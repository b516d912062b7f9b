# --help, -h after anything else that is right, and `help COMMAND` show the same.
counterweight inspect --help
counterweight inspect --help >a
counterweight inspect x -h >b
counterweight help inspect >c
cmp a b
cmp a c
=== stdout
counterweight inspect: what a file or data set is: format, column, label names, checksums

Examples:
  # every shard in data/
  counterweight inspect data/
  # for programs
  counterweight inspect --json train.labels.zst

Usage: counterweight inspect [OPTION]... INPUT...

Says of each input what it is and how it would be counted: format, compression,
label column and why that one, label names. Checksums are verified; a damaged
file ends with exit code 3.

Output:
      --json                  the result as JSON on standard output

Input:
      --column NAME           label column or JSON key, a.b for a nested one;
                              default: the only one of pii_labels, ner_tags,
                              labels, label_ids, tags, else the only column of
                              labels
      --format NAME           shard, jsonl, json, conll, arrow, parquet, npy,
                              raw or counts; default auto: told from the
                              content, but for raw
      --dtype TYPE            integers of --format raw: i8, i16, i32, i64, u8,
                              u16, u32 or u64 in bits, or as NumPy says, '>i4'
      --split NAME            split of a data set folder that has several
      --files-from FILE       read more inputs from FILE, one a line; '-' is
                              standard input
      --files0-from FILE      the same with a NUL after each, as 'find -print0'
                              writes them
      --max-memory SIZE       the most that one worker may allocate for one
                              block or record, as 64M or 1GiB; default 256M

Labels:
      --labels FILE           label map: config.json, label_mappings.json,
                              labels.txt, TOML and others; default: the names
                              that the data carries

CoNLL text:
      --field N|NAME          cell of a row that holds the label, from 1, from
                              the right if negative, or its name; default -1
      --separator auto|tab|space|blank
                              what separates cells, blank is any run of blanks;
                              default auto
      --comment PREFIX[,PREFIX]
                              how comment lines start, or none; default auto:
                              '#' where it cannot be a token
      --header                the first row names the columns

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
