# The manual page as roff; groff, where it is there, takes it without a word.
counterweight man
if command -v groff >/dev/null; then
        counterweight man | groff -man -Tascii -ww -z
fi
=== stdout
.TH COUNTERWEIGHT 1 "" "counterweight VERSION" "User Commands"
.nh
.ad l
.SH NAME
counterweight \- class weights for token classification, from the labels of a corpus of any size
.SH SYNOPSIS
.B counterweight
.I COMMAND
[\fIOPTION\fR]... [\fIINPUT\fR]...
.br
.B counterweight
.I COMMAND
.B \-\-help
.br
.B counterweight \-\-version
.SH DESCRIPTION
Counts the label ids of token\-classification corpora of any size, exactly and on all cores, and turns the counts into the weights that a loss function gives the classes.
.PP
Inputs are files, folders (with all that is in them, sorted by name, hidden files and papers like README left out) or \(aq\-\(aq for standard input: native label shards, JSONL, JSON and CoNLL text (plain, .zst or .gz), Arrow, Parquet and NumPy files, told apart by their content. A counts file, as \(aqcount\(aq writes it, is an input wherever data is. Options may stand anywhere after the command; \(aq\-\-\(aq ends them.
.SH COMMANDS
.SS weights INPUT...
Counts every label of the inputs and writes one weight a label. The weights go to standard output as TOML, to a file (\-o), or into an existing TOML file (\-\-update); what they will do to the loss is told on standard error.
.PP
Defaults: w = sqrt(N / (K n)) with N tokens, K labels seen and n tokens of the label; the weights of the entity labels are then divided by their mean, and O has weight 1.
.SS count INPUT...
Counts every label of the inputs. On a terminal the result is a table; into a file or a pipe it is the counts file: JSON with exact integers, which every command takes in place of data.
.SS merge COUNTS_FILE...
Adds counts files into one. Weighing the sum gives the same bytes as counting everything at once.
.SS growth INPUT...
Counts the inputs in one pass and weighs them at growing checkpoints: by when each weight stayed within a tolerance of its final value, its largest move and why it moved, and whether the mix of labels shifts somewhere. All schemes are shown, or the one given with \-\-scheme. At 100 % the weights are those of \(aqweights\(aq.
.PP
Counts files are steps, one a file; one with rows for its shards (count \-\-per\-shard) is as many.
.SS diff A B
Compares the label mix of two files (L\-infinity, Jensen\-Shannon, PSI, G\-test), names the labels that appeared and vanished, and shows the weights that moved most. A file is weights in TOML or JSON, a counts file, or data; what holds counts only is weighed with the options given here.
.PP
With \-\-fail\-above the exit code is 1 when a figure is above its bound: for CI, and after a data refresh.
.SS compare INPUT...
Counts the inputs and shows two tables: a row a label with its weight under every scheme, and a row a scheme with the largest over the smallest entity weight, the share of the loss that entities carry, the loss scale, the number of labels that share the loss evenly, and how many labels are at the limit of the scheme. All other options of weighing apply to every scheme.
.SS check WEIGHTS INPUT...
Counts the inputs, makes the weights anew as the file says that they were made (TOML with its table of facts, or JSON), and compares. The answer is yes, exit code 0, if every label has a weight on both sides, none has moved by more than the tolerance, and no id has another name; else no, exit code 1, with what moved, appeared and vanished. Made for CI and pre\-commit hooks.
.PP
Scheme and parameters are those of the file\(aqs facts; what is read (column, format, ignored ids, label map) is as in the command that it records. Options given here go before both. With \-\-cache the shards that are new or have changed are named.
.SS explain LABEL INPUT...
Shows how the weight of LABEL, a name or an id, comes about: from the counts through the scheme and the normaliser to the value that \(aqweights\(aq writes with the same options.
.SS inspect INPUT...
Says of each input what it is and how it would be counted: format, compression, label column and why that one, label names. Checksums are verified; a damaged file ends with exit code 3.
.SS pack INPUT...
Writes all labels of the inputs, in order, as one native label shard: a valid .zst file of independent frames with checksums, which is counted many times faster than text. Frequent runs of labels become a byte each, which is counted without being spelt out; with \(aq\-\-encoding ids\(aq, \(aqzstd \-dc\(aq of the shard is the plain array of ids. Label names and sequence borders are kept.
.SS unpack SHARD
The opposite of pack. JSONL has one record a sequence, under the key the labels had when packed; raw is the plain little\-endian array of ids; txt has one label a line and an empty line after each sequence.
.SS cache list|clear|verify
The cache keeps the exact counts of each shard, so that after a refresh of the data only new and changed shards are read: see \-\-cache of the commands that count. \(aqlist\(aq shows a line a shard, with what has become of its file (current, changed, gone); \(aqverify\(aq reads every file that is current and compares it with the digest of what was counted: exit code 1 if one differs, which is then counted again when it is next asked for; \(aqclear\(aq removes all.
.SS help [COMMAND]
The same as \(aqcounterweight \-\-help\(aq and \(aqcounterweight COMMAND \-\-help\(aq.
.SS man
Writes the manual page to standard output. An installed counterweight has it as counterweight(1).
.SS completions bash|zsh|fish
Writes the completions of one shell to standard output. \(aqmake install\(aq puts them where shells look.
.SH OPTIONS
.SS Weights
.TP
\fB\-\-scheme\fR \fINAME\fR
inverse_sqrt (default), inverse, effective, power, median_freq, enet, log, complement, pos_weight or none.
.br
Goes with: weights, growth, diff.
.TP
\fB\-\-beta\fR \fIB|auto\fR
parameter of \(aqeffective\(aq, from 0 to below 1; default 0.999; auto is 1 \- 1/P with P the median entity count.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-prototypes\fR \fIP\fR
the same as \-\-beta 1 \- 1/P; the number of tokens from which more say nothing new.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-alpha\fR \fIA\fR
exponent of \(aqpower\(aq and of \-\-emit sampling, from 0 (all alike) to 1 (inverse); default 0.5.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-enet\-k\fR \fIK\fR
parameter of \(aqenet\(aq, above 1; default 1.02.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-mu\fR \fIMU\fR
parameter of \(aqlog\(aq, above 0; default 0.15.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-smooth\fR \fIS\fR
add S tokens to each label that was seen; default 0.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-min\-count\fR \fIN\fR
take each label that was seen for at least N tokens; default 0.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-tie\-prefixes\fR
B\-X, I\-X and the like are counted together and share a weight.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-boost\fR \fILABEL=F\fR
multiply what the scheme gives LABEL by F; may be repeated.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-max\-ratio\fR \fIR\fR
no entity weight above R times the smallest; default: no bound.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-normalize\fR \fImean|median|geomean|token|min|max|none\fR
what becomes 1 of the entity weights; mean (default) is the plain mean, token the mean over tokens, none divides by nothing.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-norm\-over\fR \fIentities|all\fR
the labels that \-\-normalize looks at; default entities; all takes the majority label in, for use with \-\-o\-weight formula.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-min\-weight\fR \fIW\fR
raise smaller entity weights to W; default 0.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-max\-weight\fR \fIW\fR
lower larger entity weights to W; default: no bound.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-o\-weight\fR \fIW|auto|formula\fR
weight of the majority label, 0 to 1; default 1; auto keeps the share of the loss that entities have unweighted, formula is what the scheme gives, at most 1.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-set\fR \fILABEL=W\fR
give LABEL the weight W, whatever the scheme says; may be repeated.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-unseen\fR \fIone|zero|max|omit|error\fR
weight of labels in the map that were never seen; one (default) is 1 and a warning, zero is 0, max the largest entity weight, omit leaves them out, error stops.
.br
Goes with: weights, growth, diff, compare.
.TP
\fB\-\-emit\fR \fIWHAT\fR
what to write; weights (default), counts, priors n/N, logit\-bias tau ln(n/N), log\-counts ln n, ldam\-margins n\(ha(\-1/4) up to 0.5, sampling probabilities, or labels, the label map as .json, .toml or .txt.
.br
Goes with: weights.
.TP
\fB\-\-tau\fR \fIT\fR
factor of \-\-emit logit\-bias; default 1.
.br
Goes with: weights.
.SS Growth
.TP
\fB\-\-points\fR \fIN\fR
checkpoints, evenly on a log scale from 0.1 %; default 20, of counts files one a file.
.br
Goes with: growth.
.TP
\fB\-\-at\fR \fILIST\fR
checkpoints at shares and numbers of tokens, as 1%,10%,1e6; the nearest border between two blocks is taken.
.br
Goes with: growth.
.TP
\fB\-\-settle\fR \fIP%\fR
a weight has settled when it stays within P% of its final value; default 5%.
.br
Goes with: growth.
.TP
\fB\-\-shuffle\fR \fISEED\fR
grow in a random order of the shards (of one shard: of pieces of it), with a band from \-\-repeats orders.
.br
Goes with: growth.
.TP
\fB\-\-repeats\fR \fIR\fR
random orders that the band is made of, 5 % to 95 % of them; default 20 with \-\-shuffle, else no band.
.br
Goes with: growth.
.SS Output
.TP
\fB\-o\fR, \fB\-\-output\fR \fIFILE\fR
write to FILE, whole or not at all; \(aq\-\(aq is standard output, the default.
.TP
\fB\-\-to\fR \fItoml|json|yaml|csv|tsv|md|npy|c|safetensors|txt|json\-by\-name\fR
form of the output; default by the extension of \-\-output, else toml; npy, safetensors, c and txt are vectors in the order of ids, json\-by\-name has names for keys, tsv is as NeMo\(aqs label stats.
.br
Goes with: weights.
.TP
\fB\-\-to\fR \fIjson|csv|tsv|md|txt|table\fR
form of the output; default by the extension of \-\-output, else json, on a terminal table; txt are the priors in the order of ids, tsv is as NeMo\(aqs label stats.
.br
Goes with: count, merge.
.TP
\fB\-\-to\fR \fItable|json|csv|md\fR
form of the output; default by the extension of \-\-output, else table.
.br
Goes with: growth, diff, compare.
.TP
\fB\-\-to\fR \fIjsonl|raw|txt\fR
form of the output; default by the extension of \-\-output (.jsonl .raw .bin .txt), else jsonl.
.br
Goes with: .
.TP
\fB\-\-update\fR \fIFILE.toml\fR
put the weights into this TOML file; its two tables are replaced or added, every other byte stays.
.br
Goes with: weights.
.TP
\fB\-\-table\fR \fINAME\fR
name of the table in TOML and YAML, the facts are in NAME_info; default class_weights.
.br
Goes with: weights, diff.
.TP
\fB\-\-dry\-run\fR
write nothing; print what \-\-update would change as a unified diff.
.br
Goes with: weights.
.TP
\fB\-\-estimate\fR
write what \-\-sample found to a file all the same; its facts say that it is an estimate.
.br
Goes with: weights, count, compare.
.TP
\fB\-\-rtol\fR \fIR\fR
how far a weight may be from the one in the file, as a share of that; default 0.02, which is 2 %; of logarithms (\-\-emit logit\-bias, log\-counts) the difference, which is as much of what they are the logarithm of.
.br
Goes with: .
.TP
\fB\-\-atol\fR \fIA\fR
and so much more; default 0.
.br
Goes with: .
.TP
\fB\-\-json\fR
the result as JSON on standard output.
.TP
\fB\-\-plot\fR \fIFILE\fR
draw a picture too, as .svg, .png or .pdf; needs gnuplot.
.br
Goes with: growth, diff, compare.
.TP
\fB\-\-fail\-above\fR \fIMETRIC=X\fR
exit code 1 if METRIC is above X; linf, js (bits), psi, g, weight\-ratio, weight\-change, appeared or vanished; may be given several times.
.br
Goes with: diff.
.TP
\fB\-\-presence\fR
count too how many sequences contain each label, and their tokens; for \-\-scheme median_freq, which asks for it by itself, and for that scheme among the others in compare and growth; slower, for labels are then seen one by one.
.br
Goes with: weights, count, growth, compare.
.TP
\fB\-\-spans\fR
tell the tagging scheme (IOB1, IOB2, BIOES, BILOU, BMES), the spans and their mean length, invalid transitions, types without B\-; as slow as \-\-presence.
.br
Goes with: weights, count.
.TP
\fB\-\-per\-shard\fR
keep the counts of each shard in the counts file.
.br
Goes with: count, merge.
.TP
\fB\-\-encoding\fR \fIauto|ids|phrases\fR
what the shard is made of; ids: the plain array, compressed; phrases: frequent runs of labels as a byte each, counted without being spelt out; auto (default): phrases where that is not the larger.
.br
Goes with: .
.TP
\fB\-\-by\fR \fIshard|folder|column NAME\fR
counts and weights of each slice of the data too; a slice is a file (shard), the files of a folder, or the rows with one value of another column (JSON lines, Arrow, Parquet); slices whose label mix is unlike that of the others are named.
.br
Goes with: weights, count, merge.
.TP
\fB\-\-level\fR \fIN\fR
zstd level, 1 (fast) to 19 (small); default: 3 for ids; phrases are stored as they are, in a shard of one frame 19.
.br
Goes with: .
.SS Input
.TP
\fB\-\-column\fR \fINAME\fR
label column or JSON key, a.b for a nested one; default: the only one of pii_labels, ner_tags, labels, label_ids, tags, else the only column of labels.
.br
Goes with: weights, count, growth, diff, compare.
.TP
\fB\-\-format\fR \fINAME\fR
shard, jsonl, json, conll, arrow, parquet, npy, raw or counts; default auto: told from the content, but for raw.
.br
Goes with: weights, count, growth, diff, compare.
.TP
\fB\-\-dtype\fR \fITYPE\fR
integers of \-\-format raw: i8, i16, i32, i64, u8, u16, u32 or u64 in bits, or as NumPy says, \(aq>i4\(aq.
.br
Goes with: weights, count, growth, diff, compare.
.TP
\fB\-\-split\fR \fINAME\fR
split of a data set folder that has several.
.br
Goes with: weights, count, growth, diff, compare.
.TP
\fB\-\-files\-from\fR \fIFILE\fR
read more inputs from FILE, one a line; \(aq\-\(aq is standard input.
.br
Goes with: weights, count, merge, growth, compare.
.TP
\fB\-\-files0\-from\fR \fIFILE\fR
the same with a NUL after each, as \(aqfind \-print0\(aq writes them.
.br
Goes with: weights, count, merge, growth, compare.
.TP
\fB\-\-bad\-rows\fR \fIerror|skip\fR
text rows or records without a label; stop at the first with its line (error, the default), or skip and report them.
.br
Goes with: weights, count, growth, diff, compare.
.TP
\fB\-\-keep\-going\fR
leave damaged shards out and tell each; still write, exit code 3 at the end.
.br
Goes with: weights, count, merge, growth, compare.
.TP
\fB\-\-sample\fR \fIP%\fR
count a random share of the blocks only, as 1% or 0.01, and give each weight with its 95 % interval: an estimate; plain text, shards, Parquet, Arrow and arrays are read only where blocks were drawn, gzip and other streams are still inflated, JSON documents still parsed; damage elsewhere is not noticed; no cache.
.br
Goes with: weights, count, compare.
.TP
\fB\-\-seed\fR \fIN\fR
which blocks \-\-sample draws; default 1; the same for any number of threads.
.br
Goes with: weights, count, compare.
.TP
\fB\-\-cache\fR[=\fIDIR\fR]
take the counts of unchanged shards from the cache and keep those of others; DIR is COUNTERWEIGHT_CACHE, else \(ti/.cache/counterweight, if not given; off unless asked for, or COUNTERWEIGHT_CACHE is set.
.br
Goes with: weights, count, diff, compare.
.TP
\fB\-\-cache\-max\fR \fISIZE\fR
the most that the cache may hold; what was used least recently goes first; default 64M, about 100,000 shards.
.br
Goes with: weights, count, diff, compare.
.TP
\fB\-\-cache\-verify\fR
read every shard and compare it with the digest of what was counted; one that differs is told and counted again.
.br
Goes with: weights, count, diff, compare.
.TP
\fB\-\-max\-memory\fR \fISIZE\fR
the most that one worker may allocate for one block or record, as 64M or 1GiB; default 256M.
.TP
\fB\-\-kernel\fR \fINAME\fR
scalar, avx2, avx512 or avx512icl: what counts arrays of ids; default the fastest that the processor has.
.br
Goes with: weights, count, growth, diff, compare.
.SS Labels
.TP
\fB\-\-labels\fR \fIFILE\fR
label map: config.json, label_mappings.json, labels.txt, TOML and others; default: the names that the data carries.
.TP
\fB\-\-ignore\fR \fIID[,ID]\fR
ids that are not counted, or none; default \-100.
.br
Goes with: weights, count, growth, diff, compare.
.TP
\fB\-\-unknown\fR \fIerror|count|ignore\fR
an id or name that the label map lacks; default error.
.TP
\fB\-\-o\-label\fR \fINAME\fR
name of the majority label; default O.
.SS CoNLL text
.TP
\fB\-\-field\fR \fIN|NAME\fR
cell of a row that holds the label, from 1, from the right if negative, or its name; default \-1.
.br
Goes with: weights, count, growth, diff, compare.
.TP
\fB\-\-separator\fR \fIauto|tab|space|blank\fR
what separates cells, blank is any run of blanks; default auto.
.br
Goes with: weights, count, growth, diff, compare.
.TP
\fB\-\-comment\fR \fIPREFIX[,PREFIX]\fR
how comment lines start, or none; default auto: \(aq#\(aq where it cannot be a token.
.br
Goes with: weights, count, growth, diff, compare.
.TP
\fB\-\-header\fR
the first row names the columns.
.br
Goes with: weights, count, growth, diff, compare.
.SS Run
.TP
\fB\-j\fR, \fB\-\-threads\fR \fIN\fR
threads; default OMP_NUM_THREADS, else all cores.
.TP
\fB\-\-progress\fR \fIauto|always|never\fR
a progress line on standard error; default auto: on a terminal, after half a second.
.TP
\fB\-q\fR, \fB\-\-quiet\fR
errors only: no summary, no warnings.
.TP
\fB\-v\fR, \fB\-\-verbose\fR
tell more: threads, memory, a table of the weights.
.TP
\fB\-\-color\fR \fIauto|always|never\fR
colours; default auto: on a terminal, unless NO_COLOR is set.
.TP
\fB\-h\fR, \fB\-\-help\fR
show this help.
.SH OUTPUT
The result goes to standard output or the named file and nowhere else; the summary, the diagnosis, warnings and errors go to standard error. Files are written whole or not at all.
.PP
Outputs record the command with its options, so that the figures can be had again; JSON outputs record the inputs too, of very many the first ones and the number of the others. What says nothing about the figures is left out: \-\-threads, \-\-max\-memory, \-\-kernel, \-\-cache and its kin, \-\-output, \-\-update, \-\-to, \-\-json, \-\-dry\-run, \-\-quiet, \-\-verbose, \-\-progress and \-\-color. So the same data and options give the same bytes, for any number of threads and whatever the output is called.
.SH ENVIRONMENT
.TP
.B COUNTERWEIGHT_CACHE
The folder of the cache; if set and not empty, it is used without \-\-cache.
.TP
.B NO_COLOR
If set and not empty: no colours, unless \-\-color always.
.TP
.B OMP_NUM_THREADS
Number of threads, unless \-\-threads is given.
.SH EXIT STATUS
.TP
.B 0
done.
.TP
.B 1
the answer is no: out of date (check), beyond \-\-fail\-above (diff).
.TP
.B 2
wrong usage: a command, option or value.
.TP
.B 3
bad data: damaged, unknown label, no such column, nothing counted.
.TP
.B 4
the system failed: cannot open, disk full, out of memory.
.TP
.B 130
interrupted.
.PP
On any but 0 no output file is created or changed; with \-\-keep\-going the output is written and the exit status is 3.
.SH EXAMPLES
.TP
all shards in data/
\fBcounterweight weights data/ \-o weights.toml\fR
.TP
into the trainer\(aqs own file
\fBcounterweight weights data/ \-\-update training_config.toml\fR
.TP
show what that would change
\fBcounterweight weights data/ \-\-update training_config.toml \-\-dry\-run\fR
.TP
another scheme; JSON
\fBcounterweight weights train.jsonl.zst \-\-scheme effective \-\-json\fR
.TP
from a counts file: reads no data
\fBcounterweight weights counts.json \-\-o\-weight 0.1\fR
.TP
from a pipe
\fBzstd \-dc train.conll.zst | counterweight weights \-\fR
.TP
a table, when on a terminal
\fBcounterweight count data/\fR
.TP
a counts file
\fBcounterweight count data/ \-o counts.json\fR
.TP
with the counts of each shard
\fBcounterweight count data/ \-\-per\-shard \-o counts.json\fR
.TP
another column of CoNLL text; CSV
\fBcounterweight count train.conll \-\-field 4 \-\-to csv\fR
.TP
add two
\fBcounterweight merge a.json b.json \-o all.json\fR
.TP
all in a folder
\fBcounterweight merge counts/ \-o all.json\fR
.TP
is there enough data for these weights?
\fBcounterweight growth data/\fR
.TP
one scheme, checkpoints of one\(aqs own
\fBcounterweight growth data/ \-\-scheme inverse \-\-at 1%,10%,1e9\fR
.TP
how far chance moves them
\fBcounterweight growth data/ \-\-shuffle 1 \-\-repeats 50 \-\-json\fR
.TP
a data set followed over weeks
\fBcounterweight growth week1.json week2.json week3.json\fR
.TP
two counts files
\fBcounterweight diff week1.json week2.json\fR
.TP
two weights files
\fBcounterweight diff old.toml new.toml\fR
.TP
data against its counts of last time
\fBcounterweight diff counts.json data/ \-\-fail\-above js=0.01\fR
.TP
the same labels
\fBcounterweight diff a.json b.json \-\-fail\-above appeared=0 \-\-fail\-above vanished=0\fR
.TP
reads no data
\fBcounterweight compare counts.json\fR
.TP
another normaliser
\fBcounterweight compare data/ \-\-normalize token\fR
.TP
with the whole diagnosis of every scheme
\fBcounterweight compare counts.json \-\-json\fR
.TP
yes or no, and why
\fBcounterweight check weights.toml data/\fR
.TP
only new shards are read; 5 % are allowed
\fBcounterweight check config.toml data/ \-\-cache \-\-rtol 0.05\fR
.TP
for programs
\fBcounterweight check weights.toml data/ \-\-json\fR
.TP
one label, by name
\fBcounterweight explain B\-SURNAME counts.json\fR
.TP
by id; another scheme
\fBcounterweight explain 7 data/ \-\-scheme effective\fR
.TP
every shard in data/
\fBcounterweight inspect data/\fR
.TP
for programs
\fBcounterweight inspect \-\-json train.labels.zst\fR
.TP
one file
\fBcounterweight pack train.jsonl.gz \-o train.labels.zst\fR
.TP
a folder; smaller, slower
\fBcounterweight pack data/ \-\-level 9 \-o all.labels.zst\fR
.TP
that zstd \-dc makes an array of
\fBcounterweight pack train.conll \-\-encoding ids \-o train.labels.zst\fR
.TP
JSONL to standard output
\fBcounterweight unpack train.labels.zst | head \-3\fR
.TP
one label a line
\fBcounterweight unpack train.labels.zst \-o labels.txt\fR
.TP
the array of ids
\fBcounterweight unpack train.labels.zst \-\-to raw \-o ids.bin\fR
.TP
what is kept, and of which files
\fBcounterweight cache list\fR
.TP
of another folder
\fBcounterweight cache verify \-\-cache=/mnt/team/cw\-cache\fR
.TP
everything about weights
\fBcounterweight help weights\fR
.TP
read it without installing
\fBcounterweight man | man \-l \-\fR
.TP
in \(ti/.bashrc
\fBeval "$(counterweight completions bash)"\fR
.TP
a folder of $fpath
\fBcounterweight completions zsh > \(ti/.zfunc/_counterweight\fR
.TP
in config.fish
\fBcounterweight completions fish | source\fR
.SH SEE ALSO
.BR zstd (1)
=== stderr
=== exit 0
