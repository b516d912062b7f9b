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
#define WEIGHING (BIT(WEIGHTS) | BIT(EXPLAIN) | BIT(DIFF))
#define COUNTING (WEIGHING | BIT(COUNT))
#define DECODING (COUNTING | BIT(PACK))
#define READING (DECODING | BIT(INSPECT))
#define LISTING (READING & ~BIT(DIFF)) /* any number of inputs */
#define WORKING (READING | BIT(MERGE) | BIT(UNPACK))
#define ALL (~0u)

#define AT(field) .offset = offsetof(struct cli_args, field)

#define MIB (1024.0 * 1024.0)

_Static_assert(sizeof(cw_format_id) == sizeof(int) && sizeof(cw_unknown_policy) == sizeof(int) &&
                       sizeof(cw_unseen_policy) == sizeof(int) && sizeof(cw_scheme) == sizeof(int),
               "choices are stored as int");

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
static const struct cli_choice separator_choices[] = {{"auto", 0}, {"tab", 0}, {"space", 0}, {"blank", 0}, {NULL, 0}};
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
static const struct cli_choice unpack_to_choices[] = {
        {"jsonl", CW_UNPACK_JSONL}, {"raw", CW_UNPACK_RAW}, {"txt", CW_UNPACK_TEXT}, {NULL, 0}};

/* clang-format off */
static const struct cli_option options[] = {
        /* weights */
        {.name = "scheme", .argument = "NAME", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_SCHEME, AT(weigh.scheme),
         .help = "inverse_sqrt (default), inverse or effective"},
        {.name = "beta", .argument = "B", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL, AT(weigh.beta), .least = 0, .most = 1, .below = true,
         .help = "parameter of 'effective', from 0 to below 1; default 0.999"},
        {.name = "o-weight", .argument = "W", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_REAL, AT(weigh.o_weight), .least = 0, .most = 1,
         .hint = "more would drown out the entities",
         .help = "weight of the majority label, 0 to 1; default 1"},
        {.name = "unseen", .group = CLI_GROUP_WEIGHTS, .commands = WEIGHING,
         .kind = CLI_CHOICE, AT(weigh.unseen), .choices = unseen_choices,
         .help = "weight of labels in the map that were never seen; one (default) is 1 and a warning, zero is 0, max the "
                 "largest entity weight, omit leaves them out, error stops"},

        /* output */
        {.name = "output", .letter = 'o', .argument = "FILE", .group = CLI_GROUP_OUTPUT,
         .commands = BIT(WEIGHTS) | BIT(COUNT) | BIT(MERGE) | BIT(DIFF) | BIT(PACK) | BIT(UNPACK),
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
        {.name = "to", .group = CLI_GROUP_OUTPUT, .commands = BIT(DIFF),
         .kind = CLI_CHOICE, AT(to), .choices = table_to_choices, .record = CLI_RECORD_NOT,
         .help = "form of the output; default by the extension of --output, else table"},
        {.name = "to", .group = CLI_GROUP_OUTPUT, .commands = BIT(UNPACK),
         .kind = CLI_CHOICE, AT(to), .choices = unpack_to_choices, .record = CLI_RECORD_NOT,
         .help = "form of the output; default by the extension of --output (.jsonl .raw .bin .txt), else jsonl"},
        {.name = "update", .argument = "FILE.toml", .group = CLI_GROUP_OUTPUT, .commands = BIT(WEIGHTS),
         .kind = CLI_FILE, AT(update), .record = CLI_RECORD_NOT,
         .help = "put the weights into this TOML file; its two tables are replaced or added, every other byte stays"},
        {.name = "table", .argument = "NAME", .group = CLI_GROUP_OUTPUT, .commands = BIT(WEIGHTS) | BIT(DIFF),
         .kind = CLI_TABLE, AT(write.table),
         .help = "name of the table in TOML and YAML, the facts are in NAME_info; default class_weights"},
        {.name = "dry-run", .group = CLI_GROUP_OUTPUT, .commands = BIT(WEIGHTS),
         .kind = CLI_FLAG, AT(dry_run), .record = CLI_RECORD_NOT,
         .help = "write nothing; print what --update would change as a unified diff"},
        {.name = "json", .group = CLI_GROUP_OUTPUT,
         .commands = BIT(WEIGHTS) | BIT(COUNT) | BIT(MERGE) | BIT(DIFF) | BIT(INSPECT) | BIT(PACK),
         .kind = CLI_FLAG, AT(json), .record = CLI_RECORD_NOT,
         .help = "the result as JSON on standard output"},
        {.name = "fail-above", .argument = "METRIC=X", .group = CLI_GROUP_OUTPUT, .commands = BIT(DIFF),
         .kind = CLI_LIST, AT(fail_above),
         .help = "exit code 1 if METRIC is above X; linf, js (bits), psi, g, weight-ratio, weight-change, appeared or "
                 "vanished; may be given several times"},
        {.name = "per-shard", .group = CLI_GROUP_OUTPUT, .commands = BIT(COUNT) | BIT(MERGE),
         .kind = CLI_FLAG, AT(read.per_shard),
         .help = "keep the counts of each shard in the counts file"},
        {.name = "level", .argument = "N", .group = CLI_GROUP_OUTPUT, .commands = BIT(PACK),
         .kind = CLI_INT, AT(pack.level), .least = 1, .most = 19,
         .help = "zstd level, 1 (fast) to 19 (small); default 3"},

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
        {.name = "quiet", .letter = 'q', .group = CLI_GROUP_RUN, .commands = WORKING,
         .kind = CLI_FLAG, AT(quiet), .record = CLI_RECORD_NOT,
         .help = "errors only: no summary, no warnings"},
        {.name = "verbose", .letter = 'v', .group = CLI_GROUP_RUN, .commands = WORKING,
         .kind = CLI_FLAG, AT(verbose), .record = CLI_RECORD_NOT,
         .help = "tell more: threads, memory, a table of the weights"},
        {.name = "color", .group = CLI_GROUP_RUN, .commands = WORKING,
         .kind = CLI_CHOICE, AT(color), .choices = when_choices, .record = CLI_RECORD_NOT,
         .help = "colours; default auto: on a terminal, unless NO_COLOR is set"},
        {.name = "help", .letter = 'h', .group = CLI_GROUP_RUN, .commands = ALL,
         .kind = CLI_FLAG, AT(help), .record = CLI_RECORD_NOT,
         .help = "show this help"},
};
/* clang-format on */

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
                [CLI_GROUP_WEIGHTS] = "Weights", [CLI_GROUP_OUTPUT] = "Output",    [CLI_GROUP_INPUT] = "Input",
                [CLI_GROUP_LABELS] = "Labels",   [CLI_GROUP_CONLL] = "CoNLL text", [CLI_GROUP_RUN] = "Run"};
        return titles[group];
}
