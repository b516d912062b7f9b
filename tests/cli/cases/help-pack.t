# --help, -h after anything else that is right, and `help COMMAND` show the same.
counterweight pack --help
counterweight pack --help >a
counterweight pack x -h >b
counterweight help pack >c
cmp a b
cmp a c
=== stdout
counterweight pack: write the labels of any input as one native shard

Examples:
  # one file
  counterweight pack train.jsonl.gz -o train.labels.zst
  # a folder; smaller, slower
  counterweight pack data/ --level 9 -o all.labels.zst
  # that zstd -dc makes an array of
  counterweight pack train.conll --encoding ids -o train.labels.zst

Usage: counterweight pack [OPTION]... INPUT...

Writes all labels of the inputs, in order, as one native label shard: a valid
.zst file of independent frames with checksums, which is counted many times
faster than text. Frequent runs of labels become a byte each, which is counted
without being spelt out; with '--encoding ids', 'zstd -dc' of the shard is the
plain array of ids. Label names and sequence borders are kept.

Output:
  -o, --output FILE           write to FILE, whole or not at all; '-' is
                              standard output, the default
      --json                  the result as JSON on standard output
      --encoding auto|ids|phrases
                              what the shard is made of; ids: the plain array,
                              compressed; phrases: frequent runs of labels as a
                              byte each, counted without being spelt out; auto
                              (default): phrases where that is not the larger
      --level N               zstd level, 1 (fast) to 19 (small); default: 3 for
                              ids; phrases are stored as they are, in a shard of
                              one frame 19

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
      --bad-rows error|skip   text rows or records without a label; stop at the
                              first with its line (error, the default), or skip
                              and report them
      --max-memory SIZE       the most that one worker may allocate for one
                              block or record, as 64M or 1GiB; default 256M

Labels:
      --labels FILE           label map: config.json, label_mappings.json,
                              labels.txt, TOML and others; default: the names
                              that the data carries
      --ignore ID[,ID]        ids that are not counted, or none; default -100
      --unknown error|count|ignore
                              an id or name that the label map lacks; default
                              error

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
