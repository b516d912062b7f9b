# --help, -h after anything else that is right, and `help COMMAND` show the same.
counterweight count --help
counterweight count --help >a
counterweight count x -h >b
counterweight help count >c
cmp a b
cmp a c
=== stdout
counterweight count: count labels; write an exact counts file that can be merged and weighed

Examples:
  # a table, when on a terminal
  counterweight count data/
  # a counts file
  counterweight count data/ -o counts.json
  # with the counts of each shard
  counterweight count data/ --per-shard -o counts.json
  # another column of CoNLL text; CSV
  counterweight count train.conll --field 4 --to csv

Usage: counterweight count [OPTION]... INPUT...

Counts every label of the inputs. On a terminal the result is a table; into a
file or a pipe it is the counts file: JSON with exact integers, which every
command takes in place of data.

Output:
  -o, --output FILE           write to FILE, whole or not at all; '-' is
                              standard output, the default
      --to json|csv|tsv|md|txt|table
                              form of the output; default by the extension of
                              --output, else json, on a terminal table; txt are
                              the priors in the order of ids, tsv is as NeMo's
                              label stats
      --estimate              write what --sample found to a file all the same;
                              its facts say that it is an estimate
      --json                  the result as JSON on standard output
      --presence              count too how many sequences contain each label,
                              and their tokens; for --scheme median_freq, which
                              asks for it by itself, and for that scheme among
                              the others in compare and growth; slower, for
                              labels are then seen one by one
      --spans                 tell the tagging scheme (IOB1, IOB2, BIOES, BILOU,
                              BMES), the spans and their mean length, invalid
                              transitions, types without B-; as slow as
                              --presence
      --per-shard             keep the counts of each shard in the counts file
      --by shard|folder|column NAME
                              counts and weights of each slice of the data too;
                              a slice is a file (shard), the files of a folder,
                              or the rows with one value of another column (JSON
                              lines, Arrow, Parquet); slices whose label mix is
                              unlike that of the others are named

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
      --keep-going            leave damaged shards out and tell each; still
                              write, exit code 3 at the end
      --sample P%             count a random share of the blocks only, as 1% or
                              0.01, and give each weight with its 95 % interval:
                              an estimate; plain text, shards, Parquet, Arrow
                              and arrays are read only where blocks were drawn,
                              gzip and other streams are still inflated, JSON
                              documents still parsed; damage elsewhere is not
                              noticed; no cache
      --seed N                which blocks --sample draws; default 1; the same
                              for any number of threads
      --cache[=DIR]           take the counts of unchanged shards from the cache
                              and keep those of others; DIR is
                              COUNTERWEIGHT_CACHE, else ~/.cache/counterweight,
                              if not given; off unless asked for, or
                              COUNTERWEIGHT_CACHE is set
      --cache-max SIZE        the most that the cache may hold; what was used
                              least recently goes first; default 64M, about
                              100,000 shards
      --cache-verify          read every shard and compare it with the digest of
                              what was counted; one that differs is told and
                              counted again
      --max-memory SIZE       the most that one worker may allocate for one
                              block or record, as 64M or 1GiB; default 256M
      --kernel NAME           scalar, avx2, avx512 or avx512icl: what counts
                              arrays of ids; default the fastest that the
                              processor has

Labels:
      --labels FILE           label map: config.json, label_mappings.json,
                              labels.txt, TOML and others; default: the names
                              that the data carries
      --ignore ID[,ID]        ids that are not counted, or none; default -100
      --unknown error|count|ignore
                              an id or name that the label map lacks; default
                              error
      --o-label NAME          name of the majority label; default O

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
