/* SPDX-License-Identifier: MIT */
/*
 * The table of options.  Rows stand in the order in which --help shows them; a name may have several rows if commands
 * take different values for it (--to).
 *
 * What tells how a run talks or where its result goes is not recorded in outputs: the same figures must be the same
 * bytes for any number of threads and whatever the target is called.
 */
#include "cli/options.h"

#define BIT(name) (1u << CLI_CMD_##name)
#define WEIGHING (BIT(WEIGHTS) | BIT(COMPARE) | BIT(GROWTH) | BIT(EXPLAIN) | BIT(DIFF) | BIT(CHECK))
#define COUNTING (WEIGHING | BIT(COUNT))
#define CACHING (COUNTING & ~BIT(GROWTH)) /* a cache does not know the pieces of a shard */
#define SAMPLING (BIT(WEIGHTS) | BIT(COUNT) | BIT(COMPARE))
#define DECODING (COUNTING | BIT(PACK))
#define READING (DECODING | BIT(INSPECT))
#define LISTING (READING & ~BIT(DIFF)) /* any number of inputs */
#define WORKING (READING | BIT(MERGE) | BIT(UNPACK))
#define TALKING (WORKING | BIT(CACHE))
#define ALL (~0u)

#define AT(field) .offset = offsetof(struct cli_args, field)

#define MIB (1024.0 * 1024.0)

_Static_assert(sizeof(cw_format_id) == sizeof(int) && sizeof(cw_unknown_policy) == sizeof(int) &&
                       sizeof(cw_unseen_policy) == sizeof(int) && sizeof(cw_slice_by) == sizeof(int) &&
                       sizeof(cw_scheme) == sizeof(int) && sizeof(cw_normalizer) == sizeof(int) &&
                       sizeof(cw_o_policy) == sizeof(int),
               "choices are stored as int");
_Static_assert(sizeof(cw_pack_encoding) == sizeof(int), "likewise");

static const struct cli_choice format_choices[] = {{"auto", CW_FORMAT_AUTO},
                                                   {"shard", CW_FORMAT_SHARD},
                                                   {"jsonl", CW_FORMAT_JSONL},
                                                   {"json", CW_FORMAT_JSON},
                                                   {"conll", CW_FORMAT_CONLL},
                                                   {"arrow", CW_FORMAT_ARROW},
                                                   {"parquet", CW_FORMAT_PARQUET},
                                                   {"npy", CW_FORMAT_NPY},
                                                   {"raw", CW_FORMAT_RAW},
                                                   {"counts", CW_FORMAT_COUNTS},
                                                   {NULL, 0}};
static const struct cli_choice bad_rows_choices[] = {{"error", false}, {"skip", true}, {NULL, 0}};
static const struct cli_choice unknown_choices[] = {
        {"error", CW_UNKNOWN_ERROR}, {"count", CW_UNKNOWN_COUNT}, {"ignore", CW_UNKNOWN_IGNORE}, {NULL, 0}};
static const struct cli_choice unseen_choices[] = {{"one", CW_UNSEEN_ONE},     {"zero", CW_UNSEEN_ZERO},
                                                   {"max", CW_UNSEEN_MAX},     {"omit", CW_UNSEEN_OMIT},
                                                   {"error", CW_UNSEEN_ERROR}, {NULL, 0}};
static const struct cli_choice normalize_choices[] = {
        {"mean", CW_NORMALIZE_MEAN},       {"median", CW_NORMALIZE_MEDIAN},
        {"geomean", CW_NORMALIZE_GEOMEAN}, {"token", CW_NORMALIZE_TOKEN},
        {"min", CW_NORMALIZE_MIN},         {"max", CW_NORMALIZE_MAX},
        {"none", CW_NORMALIZE_NONE},       {NULL, 0}};
static const struct cli_choice norm_over_choices[] = {{"entities", false}, {"all", true}, {NULL, 0}};
static const struct cli_choice beta_choices[] = {{"auto", true}, {NULL, 0}};
static const struct cli_choice o_weight_choices[] = {{"auto", CW_O_AUTO}, {"formula", CW_O_FORMULA}, {NULL, 0}};
static const struct cli_choice emit_choices[] = {
        {"weights", CW_EMIT_WEIGHTS},       {"counts", CW_EMIT_COUNTS},         {"priors", CW_EMIT_PRIORS},
        {"logit-bias", CW_EMIT_LOGIT_BIAS}, {"log-counts", CW_EMIT_LOG_COUNTS}, {"ldam-margins", CW_EMIT_LDAM_MARGINS},
        {"sampling", CW_EMIT_SAMPLING},     {"labels", CLI_EMIT_LABELS},        {NULL, 0}};
static const struct cli_choice separator_choices[] = {{"auto", 0}, {"tab", 0}, {"space", 0}, {"blank", 0}, {NULL, 0}};
static const struct cli_choice by_choices[] = {
        {"shard", CW_BY_SHARD}, {"folder", CW_BY_FOLDER}, {"column", CW_BY_COLUMN}, {NULL, 0}};
static const struct cli_choice when_choices[] = {
        {"auto", CLI_AUTO}, {"always", CLI_ALWAYS}, {"never", CLI_NEVER}, {NULL, 0}};
static const struct cli_choice weights_to_choices[] = {{"toml", CW_OUT_TOML},
                                                       {"json", CW_OUT_JSON},
                                                       {"yaml", CW_OUT_YAML},
                                                       {"csv", CW_OUT_CSV},
                                                       {"tsv", CW_OUT_TSV},
                                                       {"md", CW_OUT_MARKDOWN},
                                                       {"npy", CW_OUT_NPY},
                                                       {"c", CW_OUT_C},
                                                       {"safetensors", CW_OUT_SAFETENSORS},
                                                       {"txt", CW_OUT_TXT},
                                                       {"json-by-name", CW_OUT_JSON_BY_NAME},
                                                       {NULL, 0}};
static const struct cli_choice counts_to_choices[] = {{"json", CW_OUT_JSON},
                                                      {"csv", CW_OUT_CSV},
                                                      {"tsv", CW_OUT_TSV},
                                                      {"md", CW_OUT_MARKDOWN},
                                                      {"txt", CW_OUT_TXT},
                                                      {"table", CLI_TO_TABLE},
                                                      {NULL, 0}};
static const struct cli_choice table_to_choices[] = {
        {"table", CLI_TO_TABLE}, {"json", CW_OUT_JSON}, {"csv", CW_OUT_CSV}, {"md", CW_OUT_MARKDOWN}, {NULL, 0}};
static const struct cli_choice encoding_choices[] = {
        {"auto", CW_PACK_AUTO}, {"ids", CW_PACK_IDS}, {"phrases", CW_PACK_PHRASES}, {NULL, 0}};
static const struct cli_choice unpack_to_choices[] = {
        {"jsonl", CW_UNPACK_JSONL}, {"raw", CW_UNPACK_RAW}, {"txt", CW_UNPACK_TEXT}, {NULL, 0}};

/* clang-format off */
static const struct cli_option options[] = {
        /* weights */
        {.name = "scheme", .argument = "NAME", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING & ~BIT(COMPARE),
         .kind = CLI_SCHEME, AT(weigh.scheme),
         .help = "inverse_sqrt (default), inverse, effective, power, median_freq, enet, log, complement, pos_weight or none"},
        {.name = "beta", .argument = "B|auto", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL_OR_WORD, AT(weigh.beta), .least = 0, .most = 1, .below = true, .choices = beta_choices,
         .word_offset = offsetof(struct cli_args, beta_auto),
         .help = "parameter of 'effective', from 0 to below 1; default 0.999; auto is 1 - 1/P with P the median entity count"},
        {.name = "prototypes", .argument = "P", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL, AT(weigh.prototypes), .least = 1, .most = 1e15,
         .help = "the same as --beta 1 - 1/P; the number of tokens from which more say nothing new"},
        {.name = "alpha", .argument = "A", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL, AT(weigh.alpha), .least = 0, .most = 1,
         .help = "exponent of 'power' and of --emit sampling, from 0 (all alike) to 1 (inverse); default 0.5"},
        {.name = "enet-k", .argument = "K", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL, AT(weigh.enet_k), .least = 1, .above = true, .most = 1e6,
         .help = "parameter of 'enet', above 1; default 1.02"},
        {.name = "mu", .argument = "MU", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL, AT(weigh.mu), .least = 0, .above = true, .most = 1e6,
         .help = "parameter of 'log', above 0; default 0.15"},
        {.name = "smooth", .argument = "S", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL, AT(weigh.smooth), .least = 0, .most = 1e18,
         .help = "add S tokens to each label that was seen; default 0"},
        {.name = "min-count", .argument = "N", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL, AT(weigh.min_count), .least = 0, .most = 1e18,
         .help = "take each label that was seen for at least N tokens; default 0"},
        {.name = "tie-prefixes", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_FLAG, AT(weigh.tie_prefixes),
         .help = "B-X, I-X and the like are counted together and share a weight"},
        {.name = "boost", .argument = "LABEL=F", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_SETTING, AT(boosts), .least = 0, .above = true, .most = 1e18,
         .help = "multiply what the scheme gives LABEL by F; may be repeated"},
        {.name = "max-ratio", .argument = "R", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL, AT(weigh.max_ratio), .least = 1, .most = 1e300,
         .help = "no entity weight above R times the smallest; default: no bound"},
        {.name = "normalize", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_CHOICE, AT(weigh.normalize), .choices = normalize_choices,
         .help = "what becomes 1 of the entity weights; mean (default) is the plain mean, token the mean over tokens, none "
                 "divides by nothing"},
        {.name = "norm-over", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_CHOICE, AT(norm_over_all), .choices = norm_over_choices,
         .help = "the labels that --normalize looks at; default entities; all takes the majority label in, for use with "
                 "--o-weight formula"},
        {.name = "min-weight", .argument = "W", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL, AT(weigh.min_weight), .least = 0, .most = 1e30,
         .help = "raise smaller entity weights to W; default 0"},
        {.name = "max-weight", .argument = "W", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL, AT(weigh.max_weight), .least = 0, .above = true, .most = 1e30,
         .help = "lower larger entity weights to W; default: no bound"},
        {.name = "o-weight", .argument = "W|auto|formula", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL_OR_WORD, AT(weigh.o_weight), .least = 0, .most = 1, .choices = o_weight_choices,
         .word_offset = offsetof(struct cli_args, weigh.o_policy),
         .hint = "more would drown out the entities",
         .help = "weight of the majority label, 0 to 1; default 1; auto keeps the share of the loss that entities have "
                 "unweighted, formula is what the scheme gives, at most 1"},
        {.name = "set", .argument = "LABEL=W", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_SETTING, AT(sets), .least = 0, .most = 1e30,
         .help = "give LABEL the weight W, whatever the scheme says; may be repeated"},
        {.name = "unseen", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_CHOICE, AT(weigh.unseen), .choices = unseen_choices,
         .help = "weight of labels in the map that were never seen; one (default) is 1 and a warning, zero is 0, max the "
                 "largest entity weight, omit leaves them out, error stops"},

        {.name = "emit", .argument = "WHAT", .group = CLI_GROUP_WEIGHTS, .commands = BIT(WEIGHTS),
         .kind = CLI_CHOICE, AT(emit), .choices = emit_choices,
         .help = "what to write; weights (default), counts, priors n/N, logit-bias tau ln(n/N), log-counts ln n, ldam-margins "
                 "n^(-1/4) up to 0.5, sampling probabilities, or labels, the label map as .json, .toml or .txt"},
        {.name = "tau", .argument = "T", .group = CLI_GROUP_WEIGHTS, .commands = BIT(WEIGHTS),
         .kind = CLI_REAL, AT(weigh.tau), .least = 0, .most = 1e6,
         .help = "factor of --emit logit-bias; default 1"},

        /* growth */
        {.name = "points", .argument = "N", .group = CLI_GROUP_GROWTH, .commands = BIT(GROWTH),
         .kind = CLI_INT, AT(points), .least = 2, .most = 1000,
         .help = "checkpoints, evenly on a log scale from 0.1 %; default 20, of counts files one a file"},
        {.name = "at", .argument = "LIST", .group = CLI_GROUP_GROWTH, .commands = BIT(GROWTH),
         .kind = CLI_STRING, AT(at),
         .help = "checkpoints at shares and numbers of tokens, as 1%,10%,1e6; the nearest border between two blocks is taken"},
        {.name = "settle", .argument = "P%", .group = CLI_GROUP_GROWTH, .commands = BIT(GROWTH),
         .kind = CLI_STRING, AT(settle),
         .help = "a weight has settled when it stays within P% of its final value; default 5%"},
        {.name = "shuffle", .argument = "SEED", .group = CLI_GROUP_GROWTH, .commands = BIT(GROWTH),
         .kind = CLI_STRING, AT(shuffle),
         .help = "grow in a random order of the shards (of one shard: of pieces of it), with a band from --repeats orders"},
        {.name = "repeats", .argument = "R", .group = CLI_GROUP_GROWTH, .commands = BIT(GROWTH),
         .kind = CLI_INT, AT(repeats), .least = 2, .most = 1000,
         .help = "random orders that the band is made of, 5 % to 95 % of them; default 20 with --shuffle, else no band"},

        /* output */
        {.name = "output", .letter = 'o', .argument = "FILE", .group = CLI_GROUP_OUTPUT,
         .commands = BIT(WEIGHTS) | BIT(COUNT) | BIT(MERGE) | BIT(COMPARE) | BIT(GROWTH) | BIT(DIFF) | BIT(PACK) | BIT(UNPACK),
         .kind = CLI_FILE, AT(output), .record = CLI_RECORD_NOT,
         .help = "write to FILE, whole or not at all; '-' is standard output, the default"},
        {.name = "to", .group = CLI_GROUP_OUTPUT, .commands = BIT(WEIGHTS),
         .kind = CLI_CHOICE, AT(to), .choices = weights_to_choices, .record = CLI_RECORD_NOT,
         .help = "form of the output; default by the extension of --output, else toml; npy, safetensors, c and txt are "
                 "vectors in the order of ids, json-by-name has names for keys, tsv is as NeMo's label stats"},
        {.name = "to", .group = CLI_GROUP_OUTPUT, .commands = BIT(COUNT) | BIT(MERGE),
         .kind = CLI_CHOICE, AT(to), .choices = counts_to_choices, .record = CLI_RECORD_NOT,
         .help = "form of the output; default by the extension of --output, else json, on a terminal table; txt are the "
                 "priors in the order of ids, tsv is as NeMo's label stats"},
        {.name = "to", .group = CLI_GROUP_OUTPUT, .commands = BIT(COMPARE) | BIT(GROWTH) | BIT(DIFF),
         .kind = CLI_CHOICE, AT(to), .choices = table_to_choices, .record = CLI_RECORD_NOT,
         .help = "form of the output; default by the extension of --output, else table"},
        {.name = "to", .group = CLI_GROUP_OUTPUT, .commands = BIT(UNPACK),
         .kind = CLI_CHOICE, AT(to), .choices = unpack_to_choices, .record = CLI_RECORD_NOT,
         .help = "form of the output; default by the extension of --output (.jsonl .raw .bin .txt), else jsonl"},
        {.name = "update", .argument = "FILE.toml", .group = CLI_GROUP_OUTPUT, .commands = BIT(WEIGHTS),
         .kind = CLI_FILE, AT(update), .record = CLI_RECORD_NOT,
         .help = "put the weights into this TOML file; its two tables are replaced or added, every other byte stays"},
        {.name = "table", .argument = "NAME", .group = CLI_GROUP_OUTPUT, .commands = BIT(WEIGHTS) | BIT(CHECK) | BIT(DIFF),
         .kind = CLI_TABLE, AT(write.table),
         .help = "name of the table in TOML and YAML, the facts are in NAME_info; default class_weights"},
        {.name = "dry-run", .group = CLI_GROUP_OUTPUT, .commands = BIT(WEIGHTS),
         .kind = CLI_FLAG, AT(dry_run), .record = CLI_RECORD_NOT,
         .help = "write nothing; print what --update would change as a unified diff"},
        {.name = "estimate", .group = CLI_GROUP_OUTPUT, .commands = SAMPLING,
         .kind = CLI_FLAG, AT(estimate), .record = CLI_RECORD_NOT,
         .help = "write what --sample found to a file all the same; its facts say that it is an estimate"},
        {.name = "rtol", .argument = "R", .group = CLI_GROUP_OUTPUT, .commands = BIT(CHECK),
         .kind = CLI_REAL, AT(rtol), .least = 0, .most = 1e9,
         .help = "how far a weight may be from the one in the file, as a share of that; default 0.02, which is 2 %; of logarithms (--emit logit-bias, "
                 "log-counts) the difference, which is as much of what they are the logarithm of"},
        {.name = "atol", .argument = "A", .group = CLI_GROUP_OUTPUT, .commands = BIT(CHECK),
         .kind = CLI_REAL, AT(atol), .least = 0, .most = 1e9,
         .help = "and so much more; default 0"},
        {.name = "json", .group = CLI_GROUP_OUTPUT,
         .commands = BIT(CHECK) | BIT(CACHE) | BIT(WEIGHTS) | BIT(COUNT) | BIT(MERGE) | BIT(COMPARE) | BIT(GROWTH) | BIT(DIFF) | BIT(INSPECT) | BIT(PACK),
         .kind = CLI_FLAG, AT(json), .record = CLI_RECORD_NOT,
         .help = "the result as JSON on standard output"},
        {.name = "plot", .argument = "FILE", .group = CLI_GROUP_OUTPUT,
         .commands = BIT(COMPARE) | BIT(GROWTH) | BIT(DIFF),
         .kind = CLI_FILE, AT(plot), .record = CLI_RECORD_NOT,
         .help = "draw a picture too, as .svg, .png or .pdf; needs gnuplot"},
        {.name = "fail-above", .argument = "METRIC=X", .group = CLI_GROUP_OUTPUT, .commands = BIT(DIFF),
         .kind = CLI_LIST, AT(fail_above),
         .help = "exit code 1 if METRIC is above X; linf, js (bits), psi, g, weight-ratio, weight-change, appeared or "
                 "vanished; may be given several times"},
        {.name = "presence", .group = CLI_GROUP_OUTPUT, .commands = BIT(COUNT) | BIT(WEIGHTS) | BIT(COMPARE) | BIT(GROWTH) | BIT(EXPLAIN),
         .kind = CLI_FLAG, AT(presence),
         .help = "count too how many sequences contain each label, and their tokens; for --scheme median_freq, which asks for it by "
                 "itself, and for that scheme among the others in compare and growth; slower, for labels are then seen one by one"},
        {.name = "spans", .group = CLI_GROUP_OUTPUT, .commands = BIT(COUNT) | BIT(WEIGHTS),
         .kind = CLI_FLAG, AT(read.spans),
         .help = "tell the tagging scheme (IOB1, IOB2, BIOES, BILOU, BMES), the spans and their mean length, invalid "
                 "transitions, types without B-; as slow as --presence"},
        {.name = "per-shard", .group = CLI_GROUP_OUTPUT, .commands = BIT(COUNT) | BIT(MERGE),
         .kind = CLI_FLAG, AT(read.per_shard),
         .help = "keep the counts of each shard in the counts file"},
        {.name = "encoding", .group = CLI_GROUP_OUTPUT, .commands = BIT(PACK),
         .kind = CLI_CHOICE, AT(pack.encoding), .choices = encoding_choices,
         .help = "what the shard is made of; ids: the plain array, compressed; phrases: frequent runs of labels as a byte each, "
                 "counted without being spelt out; auto (default): phrases where that is not the larger"},
        {.name = "by", .group = CLI_GROUP_OUTPUT, .commands = BIT(WEIGHTS) | BIT(COUNT) | BIT(MERGE),
         .argument = "shard|folder|column NAME", .kind = CLI_SLICE, AT(read.by), .choices = by_choices,
         .help = "counts and weights of each slice of the data too; a slice is a file (shard), the files of a folder, or the "
                 "rows with one value of another column (JSON lines, Arrow, Parquet); slices whose label mix is unlike that "
                 "of the others are named"},
        {.name = "level", .argument = "N", .group = CLI_GROUP_OUTPUT, .commands = BIT(PACK),
         .kind = CLI_INT, AT(pack.level), .least = 1, .most = 19,
         .help = "zstd level, 1 (fast) to 19 (small); default: 3 for ids; phrases are stored as they are, in a shard of one "
                 "frame 19"},

        /* input */
        {.name = "column", .argument = "NAME", .group = CLI_GROUP_INPUT, .commands = READING,
         .kind = CLI_STRING, AT(read.column),
         .help = "label column or JSON key, a.b for a nested one; default: the only one of pii_labels, ner_tags, labels, "
                 "label_ids, tags, else the only column of labels"},
        {.name = "format", .argument = "NAME", .group = CLI_GROUP_INPUT, .commands = READING,
         .kind = CLI_CHOICE, AT(read.format), .choices = format_choices,
         .help = "shard, jsonl, json, conll, arrow, parquet, npy, raw or counts; default auto: told from the content, but for raw"},
        {.name = "dtype", .argument = "TYPE", .group = CLI_GROUP_INPUT, .commands = READING,
         .kind = CLI_STRING, AT(read.dtype),
         .help = "integers of --format raw: i8, i16, i32, i64, u8, u16, u32 or u64 in bits, or as NumPy says, '>i4'"},
        {.name = "split", .argument = "NAME", .group = CLI_GROUP_INPUT, .commands = READING,
         .kind = CLI_STRING, AT(read.split),
         .help = "split of a data set folder that has several"},
        {.name = "files-from", .argument = "FILE", .group = CLI_GROUP_INPUT, .commands = LISTING | BIT(MERGE),
         .kind = CLI_FILE, AT(files_from), .record = CLI_RECORD_INPUTS,
         .help = "read more inputs from FILE, one a line; '-' is standard input"},
        {.name = "files0-from", .argument = "FILE", .group = CLI_GROUP_INPUT, .commands = LISTING | BIT(MERGE),
         .kind = CLI_FILE, AT(files0_from), .record = CLI_RECORD_INPUTS,
         .help = "the same with a NUL after each, as 'find -print0' writes them"},
        {.name = "bad-rows", .group = CLI_GROUP_INPUT, .commands = DECODING,
         .kind = CLI_CHOICE, AT(skip_bad_rows), .choices = bad_rows_choices,
         .help = "text rows or records without a label; stop at the first with its line (error, the default), or skip "
                 "and report them"},
        {.name = "keep-going", .group = CLI_GROUP_INPUT, .commands = (COUNTING & LISTING) | BIT(MERGE),
         .kind = CLI_FLAG, AT(read.keep_going),
         .help = "leave damaged shards out and tell each; still write, exit code 3 at the end"},
        {.name = "sample", .argument = "P%", .group = CLI_GROUP_INPUT, .commands = SAMPLING,
         .kind = CLI_STRING, AT(sample),
         .help = "count a random share of the blocks only, as 1% or 0.01, and give each weight with its 95 % interval: an "
                 "estimate; plain text, shards, Parquet, Arrow and arrays are read only where blocks were drawn, gzip and "
                 "other streams are still inflated, JSON documents still parsed; damage elsewhere is not noticed; no cache"},
        {.name = "seed", .argument = "N", .group = CLI_GROUP_INPUT, .commands = SAMPLING,
         .kind = CLI_INT, AT(seed), .least = 1, .most = 2147483647,
         .help = "which blocks --sample draws; default 1; the same for any number of threads"},
        {.name = "cache", .argument = "DIR", .group = CLI_GROUP_INPUT, .commands = CACHING | BIT(CACHE),
         .kind = CLI_FOLDER, AT(cache), .record = CLI_RECORD_NOT,
         .help = "take the counts of unchanged shards from the cache and keep those of others; DIR is COUNTERWEIGHT_CACHE, "
                 "else ~/.cache/counterweight, if not given; off unless asked for, or COUNTERWEIGHT_CACHE is set"},
        {.name = "cache-max", .argument = "SIZE", .group = CLI_GROUP_INPUT, .commands = CACHING,
         .kind = CLI_SIZE, AT(read.cache_max), .record = CLI_RECORD_NOT, .least = MIB, .most = 1024.0 * 1024 * MIB,
         .help = "the most that the cache may hold; what was used least recently goes first; default 64M, about 100,000 shards"},
        {.name = "cache-verify", .group = CLI_GROUP_INPUT, .commands = CACHING,
         .kind = CLI_FLAG, AT(read.cache_verify), .record = CLI_RECORD_NOT,
         .help = "read every shard and compare it with the digest of what was counted; one that differs is told and counted again"},
        {.name = "max-memory", .argument = "SIZE", .group = CLI_GROUP_INPUT, .commands = WORKING,
         .kind = CLI_SIZE, AT(read.max_memory), .record = CLI_RECORD_NOT, .least = MIB, .most = 1024.0 * 1024 * MIB,
         .help = "the most that one worker may allocate for one block or record, as 64M or 1GiB; default 256M"},
        {.name = "kernel", .argument = "NAME", .group = CLI_GROUP_INPUT, .commands = COUNTING,
         .kind = CLI_STRING, AT(read.kernel), .record = CLI_RECORD_NOT,
         .help = "scalar, avx2, avx512 or avx512icl: what counts arrays of ids; default the fastest that the processor has"},

        /* labels */
        {.name = "labels", .argument = "FILE", .group = CLI_GROUP_LABELS, .commands = READING | BIT(MERGE),
         .kind = CLI_FILE, AT(read.labels_path),
         .help = "label map: config.json, label_mappings.json, labels.txt, TOML and others; default: the names that "
                 "the data carries"},
        {.name = "ignore", .argument = "ID[,ID]", .group = CLI_GROUP_LABELS, .commands = DECODING,
         .kind = CLI_IDS, AT(ignore_ids),
         .help = "ids that are not counted, or none; default -100"},
        {.name = "unknown", .group = CLI_GROUP_LABELS, .commands = DECODING | BIT(MERGE),
         .kind = CLI_CHOICE, AT(read.unknown), .choices = unknown_choices,
         .help = "an id or name that the label map lacks; default error"},
        {.name = "o-label", .argument = "NAME", .group = CLI_GROUP_LABELS, .commands = COUNTING | BIT(MERGE),
         .kind = CLI_STRING, AT(read.o_label),
         .help = "name of the majority label; default O"},

        /* CoNLL text */
        {.name = "field", .argument = "N|NAME", .group = CLI_GROUP_CONLL, .commands = READING,
         .kind = CLI_STRING, AT(read.conll_field),
         .help = "cell of a row that holds the label, from 1, from the right if negative, or its name; default -1"},
        {.name = "separator", .group = CLI_GROUP_CONLL, .commands = READING,
         .kind = CLI_WORD, AT(read.conll_separator), .choices = separator_choices,
         .help = "what separates cells, blank is any run of blanks; default auto"},
        {.name = "comment", .argument = "PREFIX[,PREFIX]", .group = CLI_GROUP_CONLL, .commands = READING,
         .kind = CLI_STRING, AT(read.conll_comment),
         .help = "how comment lines start, or none; default auto: '#' where it cannot be a token"},
        {.name = "header", .group = CLI_GROUP_CONLL, .commands = READING,
         .kind = CLI_FLAG, AT(read.conll_header),
         .help = "the first row names the columns"},

        /* run */
        {.name = "threads", .letter = 'j', .argument = "N", .group = CLI_GROUP_RUN, .commands = WORKING,
         .kind = CLI_INT, AT(read.n_threads), .least = 1, .most = 1024, .record = CLI_RECORD_NOT,
         .help = "threads; default OMP_NUM_THREADS, else all cores"},
        {.name = "progress", .group = CLI_GROUP_RUN, .commands = WORKING,
         .kind = CLI_CHOICE, AT(progress), .choices = when_choices, .record = CLI_RECORD_NOT,
         .help = "a progress line on standard error; default auto: on a terminal, after half a second"},
        {.name = "quiet", .letter = 'q', .group = CLI_GROUP_RUN, .commands = TALKING,
         .kind = CLI_FLAG, AT(quiet), .record = CLI_RECORD_NOT,
         .help = "errors only: no summary, no warnings"},
        {.name = "verbose", .letter = 'v', .group = CLI_GROUP_RUN, .commands = TALKING,
         .kind = CLI_FLAG, AT(verbose), .record = CLI_RECORD_NOT,
         .help = "tell more: threads, memory, a table of the weights"},
        {.name = "color", .group = CLI_GROUP_RUN, .commands = TALKING,
         .kind = CLI_CHOICE, AT(color), .choices = when_choices, .record = CLI_RECORD_NOT,
         .help = "colours; default auto: on a terminal, unless NO_COLOR is set"},
        {.name = "help", .letter = 'h', .group = CLI_GROUP_RUN, .commands = ALL,
         .kind = CLI_FLAG, AT(help), .record = CLI_RECORD_NOT,
         .help = "show this help"},
};
/* clang-format on */

_Static_assert(sizeof(options) / sizeof(options[0]) <= CLI_OPTIONS_MOST, "raise CLI_OPTIONS_MOST");

const struct cli_option *
cli_option_at(size_t index)
{
        return index < sizeof(options) / sizeof(options[0]) ? &options[index] : NULL;
}

bool
cli_option_taken(const struct cli_option *option, const struct cli_command *command)
{
        return (option->commands & (1u << command->id)) != 0;
}

const char *
cli_group_title(enum cli_group group)
{
        static const char *const titles[CLI_N_GROUPS] = {
                [CLI_GROUP_WEIGHTS] = "Weights", [CLI_GROUP_GROWTH] = "Growth", [CLI_GROUP_OUTPUT] = "Output",
                [CLI_GROUP_INPUT] = "Input",     [CLI_GROUP_LABELS] = "Labels", [CLI_GROUP_CONLL] = "CoNLL text",
                [CLI_GROUP_RUN] = "Run"};
        return titles[group];
}
