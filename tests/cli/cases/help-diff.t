# The page of one command.
counterweight diff --help
=== stdout
counterweight diff: what drifted between two counts or weights files

Examples:
  # two counts files
  counterweight diff week1.json week2.json
  # two weights files
  counterweight diff old.toml new.toml
  # data against its counts of last time
  counterweight diff counts.json data/ --fail-above js=0.01
  # the same labels
  counterweight diff a.json b.json --fail-above appeared=0 --fail-above vanished=0

Usage: counterweight diff [OPTION]... A B

Compares the label mix of two files (L-infinity, Jensen-Shannon, PSI, G-test),
names the labels that appeared and vanished, and shows the weights that moved
most. A file is weights in TOML or JSON, a counts file, or data; what holds
counts only is weighed with the options given here.

With --fail-above the exit code is 1 when a figure is above its bound: for CI,
and after a data refresh.

Weights:
      --scheme NAME           inverse_sqrt (default), inverse, effective, power,
                              median_freq, enet, log, complement, pos_weight or
                              none
      --beta B|auto           parameter of 'effective', from 0 to below 1;
                              default 0.999; auto is 1 - 1/P with P the median
                              entity count
      --prototypes P          the same as --beta 1 - 1/P; the number of tokens
                              from which more say nothing new
      --alpha A               exponent of 'power' and of --emit sampling, from 0
                              (all alike) to 1 (inverse); default 0.5
      --enet-k K              parameter of 'enet', above 1; default 1.02
      --mu MU                 parameter of 'log', above 0; default 0.15
      --smooth S              add S tokens to each label that was seen; default
                              0
      --min-count N           take each label that was seen for at least N
                              tokens; default 0
      --tie-prefixes          B-X, I-X and the like are counted together and
                              share a weight
      --boost LABEL=F         multiply what the scheme gives LABEL by F; may be
                              repeated
      --max-ratio R           no entity weight above R times the smallest;
                              default: no bound
      --normalize mean|median|geomean|token|min|max|none
                              what becomes 1 of the entity weights; mean
                              (default) is the plain mean, token the mean over
                              tokens, none divides by nothing
      --norm-over entities|all
                              the labels that --normalize looks at; default
                              entities; all takes the majority label in, for use
                              with --o-weight formula
      --min-weight W          raise smaller entity weights to W; default 0
      --max-weight W          lower larger entity weights to W; default: no
                              bound
      --o-weight W|auto|formula
                              weight of the majority label, 0 to 1; default 1;
                              auto keeps the share of the loss that entities
                              have unweighted, formula is what the scheme gives,
                              at most 1
      --set LABEL=W           give LABEL the weight W, whatever the scheme says;
                              may be repeated
      --unseen one|zero|max|omit|error
                              weight of labels in the map that were never seen;
                              one (default) is 1 and a warning, zero is 0, max
                              the largest entity weight, omit leaves them out,
                              error stops

Output:
  -o, --output FILE           write to FILE, whole or not at all; '-' is
                              standard output, the default
      --to table|json|csv|md  form of the output; default by the extension of
                              --output, else table
      --table NAME            name of the table in TOML and YAML, the facts are
                              in NAME_info; default class_weights
      --json                  the result as JSON on standard output
      --plot FILE             draw a picture too, as .svg, .png or .pdf; needs
                              gnuplot
      --fail-above METRIC=X   exit code 1 if METRIC is above X; linf, js (bits),
                              psi, g, weight-ratio, weight-change, appeared or
                              vanished; may be given several times

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
      --bad-rows error|skip   text rows or records without a label; stop at the
                              first with its line (error, the default), or skip
                              and report them
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
