# Without a command: how to go on, as an error.
counterweight
=== stdout
=== stderr
counterweight: class weights for token classification, from the labels of a
corpus of any size

Start here:
  counterweight inspect data/                    # what is in there
  counterweight count data/                      # how often each label occurs
  counterweight weights data/ -o weights.toml    # the class weights

Usage: counterweight COMMAND [OPTION]... [INPUT]...

Commands:
  weights      count labels, weigh them, write the class weights: the main job
  count        count labels; write an exact counts file that can be merged and
               weighed
  merge        add counts files: of several runs, machines or data sets
  growth       how the weights behave as the data grows: when each settled, and
               where the mix shifts
  diff         what drifted between two counts or weights files
  compare      the weights of all schemes side by side, with what they do to the
               loss
  check        is a weights file still true to the data? exit code 1 and what
               moved if not
  explain      the arithmetic of one weight, number by number
  inspect      what a file or data set is: format, column, label names,
               checksums
  pack         write the labels of any input as one native shard
  unpack       write a native shard as JSONL, as plain ids or as text
  cache        what --cache has kept: list it, clear it, compare it with the
               files
  help         help in general, or for one command
  man          write the manual page, as roff
  completions  write the completions for a shell

Inputs:
  Files, folders (with all that is in them, hidden files and papers like README
  left out) or '-' for standard input: native label shards, JSONL, JSON and
  CoNLL text (plain, .zst or .gz), Arrow, Parquet and NumPy files, told apart by
  their content. A counts file is an input wherever data is.

Help:
  counterweight COMMAND --help   examples and options of a command
  counterweight --version        the version

Exit codes:
  0    done
  1    the answer is no: out of date (check), beyond --fail-above (diff)
  2    wrong usage: a command, option or value
  3    bad data: damaged, unknown label, no such column, nothing counted
  4    the system failed: cannot open, disk full, out of memory
  130  interrupted
=== exit 2
