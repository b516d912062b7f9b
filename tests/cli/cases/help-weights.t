# --help, -h after anything else that is right, and `help COMMAND` show the same.
counterweight weights --help
counterweight weights --help >a
counterweight weights x -h >b
counterweight help weights >c
cmp a b
cmp a c
=== stdout
counterweight weights: count labels, weigh them, write the class weights: the main job

Examples:
  # all shards in data/
  counterweight weights data/ -o weights.toml
  # into the trainer's own file
  counterweight weights data/ --update training_config.toml
  # show what that would change
  counterweight weights data/ --update training_config.toml --dry-run
  # another scheme; JSON
  counterweight weights train.jsonl.zst --scheme effective --json
  # from a counts file: reads no data
  counterweight weights counts.json --o-weight 0.1
  # from a pipe
  zstd -dc train.conll.zst | counterweight weights -

Usage: counterweight weights [OPTION]... INPUT...

Counts every label of the inputs and writes one weight a label. The weights go
to standard output as TOML, to a file (-o), or into an existing TOML file
(--update); what they will do to the loss is told on standard error.

Defaults: w = sqrt(N / (K n)) with N tokens, K labels seen and n tokens of the
label; the weights of the entity labels are then divided by their mean, and O
has weight 1.

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
      --emit WHAT             what to write; weights (default), counts, priors
                              n/N, logit-bias tau ln(n/N), log-counts ln n,
                              ldam-margins n^(-1/4) up to 0.5, sampling
                              probabilities, or labels, the label map as .json,
                              .toml or .txt
      --tau T                 factor of --emit logit-bias; default 1

Output:
  -o, --output FILE           write to FILE, whole or not at all; '-' is
                              standard output, the default
      --to toml|json|yaml|csv|tsv|md|npy|c|safetensors|txt|json-by-name
                              form of the output; default by the extension of
                              --output, else toml; npy, safetensors, c and txt
                              are vectors in the order of ids, json-by-name has
                              names for keys, tsv is as NeMo's label stats
      --update FILE.toml      put the weights into this TOML file; its two
                              tables are replaced or added, every other byte
                              stays
      --table NAME            name of the table in TOML and YAML, the facts are
                              in NAME_info; default class_weights
      --dry-run               write nothing; print what --update would change as
                              a unified diff
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
