/* SPDX-License-Identifier: MIT */
/*
 * The table of commands and the search in it.
 */
#include "cli/commands.h"

#include "cli/report.h"
#include "cli/suggest.h"

#include <string.h>
#include <sys/stat.h>

/* clang-format off */
static const struct cli_command commands[] = {
        {
                .name = "weights", .id = CLI_CMD_WEIGHTS, .operands = "INPUT...", .run = cmd_weights,
                .summary = "count labels, weigh them, write the class weights: the main job",
                .about =
                "Counts every label of the inputs and writes one weight a label. The weights go to standard output as TOML, to a "
                "file (-o), or into an existing TOML file (--update); what they will do to the loss is told on standard error.\n"
                "Defaults: w = sqrt(N / (K n)) with N tokens, K labels seen and n tokens of the label; the weights of the entity "
                "labels are then divided by their mean, and O has weight 1.",
                .examples = {
                        {"counterweight weights data/ -o weights.toml", "all shards in data/"},
                        {"counterweight weights data/ --update training_config.toml", "into the trainer's own file"},
                        {"counterweight weights data/ --update training_config.toml --dry-run", "show what that would change"},
                        {"counterweight weights train.jsonl.zst --scheme effective --json", "another scheme; JSON"},
                        {"counterweight weights counts.json --o-weight 0.1", "from a counts file: reads no data"},
                        {"zstd -dc train.conll.zst | counterweight weights -", "from a pipe"},
                },
        },
        {
                .name = "count", .id = CLI_CMD_COUNT, .operands = "INPUT...", .run = cmd_count,
                .summary = "count labels; write an exact counts file that can be merged and weighed",
                .about =
                "Counts every label of the inputs. On a terminal the result is a table; into a file or a pipe it is the counts "
                "file: JSON with exact integers, which every command takes in place of data.",
                .examples = {
                        {"counterweight count data/", "a table, when on a terminal"},
                        {"counterweight count data/ -o counts.json", "a counts file"},
                        {"counterweight count data/ --per-shard -o counts.json", "with the counts of each shard"},
                        {"counterweight count train.conll --field 4 --to csv", "another column of CoNLL text; CSV"},
                },
        },
        {
                .name = "merge", .id = CLI_CMD_MERGE, .operands = "COUNTS_FILE...", .run = cmd_merge,
                .summary = "add counts files: of several runs, machines or data sets",
                .about =
                "Adds counts files into one. Weighing the sum gives the same bytes as counting everything at once.",
                .examples = {
                        {"counterweight merge a.json b.json -o all.json", "add two"},
                        {"counterweight merge counts/ -o all.json", "all in a folder"},
                },
        },
        {
                .name = "growth", .id = CLI_CMD_GROWTH, .operands = "INPUT...", .run = cmd_growth,
                .summary = "how the weights behave as the data grows: when each settled, and where the mix shifts",
                .about =
                "Counts the inputs in one pass and weighs them at growing checkpoints: by when each weight stayed within a "
                "tolerance of its final value, its largest move and why it moved, and whether the mix of labels shifts "
                "somewhere. All schemes are shown, or the one given with --scheme. At 100 % the weights are those of 'weights'.\n"
                "Counts files are steps, one a file; one with rows for its shards (count --per-shard) is as many.",
                .examples = {
                        {"counterweight growth data/", "is there enough data for these weights?"},
                        {"counterweight growth data/ --scheme inverse --at 1%,10%,1e9", "one scheme, checkpoints of one's own"},
                        {"counterweight growth data/ --shuffle 1 --repeats 50 --json", "how far chance moves them"},
                        {"counterweight growth week1.json week2.json week3.json", "a data set followed over weeks"},
                },
        },
        {
                .name = "diff", .id = CLI_CMD_DIFF, .operands = "A B", .run = cmd_diff,
                .summary = "what drifted between two counts or weights files",
                .about =
                "Compares the label mix of two files (L-infinity, Jensen-Shannon, PSI, G-test), names the labels that "
                "appeared and vanished, and shows the weights that moved most. A file is weights in TOML or JSON, a counts "
                "file, or data; what holds counts only is weighed with the options given here.\n"
                "With --fail-above the exit code is 1 when a figure is above its bound: for CI, and after a data refresh.",
                .examples = {
                        {"counterweight diff week1.json week2.json", "two counts files"},
                        {"counterweight diff old.toml new.toml", "two weights files"},
                        {"counterweight diff counts.json data/ --fail-above js=0.01", "data against its counts of last time"},
                        {"counterweight diff a.json b.json --fail-above appeared=0 --fail-above vanished=0", "the same labels"},
                },
        },
        {
                .name = "compare", .id = CLI_CMD_COMPARE, .operands = "INPUT...", .run = cmd_compare,
                .summary = "the weights of all schemes side by side, with what they do to the loss",
                .about =
                "Counts the inputs and shows two tables: a row a label with its weight under every scheme, and a row a scheme with "
                "the largest over the smallest entity weight, the share of the loss that entities carry, the loss scale, the number "
                "of labels that share the loss evenly, and how many labels are at the limit of the scheme. All other options of "
                "weighing apply to every scheme.",
                .examples = {
                        {"counterweight compare counts.json", "reads no data"},
                        {"counterweight compare data/ --normalize token", "another normaliser"},
                        {"counterweight compare counts.json --json", "with the whole diagnosis of every scheme"},
                },
        },
        {
                .name = "check", .id = CLI_CMD_CHECK, .operands = "WEIGHTS INPUT...", .run = cmd_check,
                .summary = "is a weights file still true to the data? exit code 1 and what moved if not",
                .about =
                "Counts the inputs, makes the weights anew as the file says that they were made (TOML with its table of facts, or "
                "JSON), and compares. The answer is yes, exit code 0, if every label has a weight on both sides, none has moved by "
                "more than the tolerance, and no id has another name; else no, exit code 1, with what moved, appeared and vanished. "
                "Made for CI and pre-commit hooks.\n"
                "Scheme and parameters are those of the file's facts; what is read (column, format, ignored ids, label map) is as in "
                "the command that it records. Options given here go before both. With --cache the shards that are new or have "
                "changed are named.",
                .examples = {
                        {"counterweight check weights.toml data/", "yes or no, and why"},
                        {"counterweight check config.toml data/ --cache --rtol 0.05", "only new shards are read; 5 % are allowed"},
                        {"counterweight check weights.toml data/ --json", "for programs"},
                },
        },
        {
                .name = "explain", .id = CLI_CMD_EXPLAIN, .operands = "LABEL INPUT...", .run = cmd_explain,
                .summary = "the arithmetic of one weight, number by number",
                .about =
                "Shows how the weight of LABEL, a name or an id, comes about: from the counts through the scheme and the "
                "normaliser to the value that 'weights' writes with the same options.",
                .examples = {
                        {"counterweight explain B-SURNAME counts.json", "one label, by name"},
                        {"counterweight explain 7 data/ --scheme effective", "by id; another scheme"},
                },
        },
        {
                .name = "inspect", .id = CLI_CMD_INSPECT, .operands = "INPUT...", .run = cmd_inspect,
                .summary = "what a file or data set is: format, column, label names, checksums",
                .about =
                "Says of each input what it is and how it would be counted: format, compression, label column and why that "
                "one, label names. Checksums are verified; a damaged file ends with exit code 3.",
                .examples = {
                        {"counterweight inspect data/", "every shard in data/"},
                        {"counterweight inspect --json train.labels.zst", "for programs"},
                },
        },
        {
                .name = "pack", .id = CLI_CMD_PACK, .operands = "INPUT...", .run = cmd_pack,
                .summary = "write the labels of any input as one native shard",
                .about =
                "Writes all labels of the inputs, in order, as one native label shard: a valid .zst file of independent frames "
                "with checksums, which is counted many times faster than text. Frequent runs of labels become a byte each, which is "
                "counted without being spelt out; with '--encoding ids', 'zstd -dc' of the shard is the plain array of ids. Label "
                "names and sequence borders are kept.",
                .examples = {
                        {"counterweight pack train.jsonl.gz -o train.labels.zst", "one file"},
                        {"counterweight pack data/ --level 9 -o all.labels.zst", "a folder; smaller, slower"},
                        {"counterweight pack train.conll --encoding ids -o train.labels.zst", "that zstd -dc makes an array of"},
                },
        },
        {
                .name = "unpack", .id = CLI_CMD_UNPACK, .operands = "SHARD", .run = cmd_unpack,
                .summary = "write a native shard as JSONL, as plain ids or as text",
                .about =
                "The opposite of pack. JSONL has one record a sequence, under the key the labels had when packed; raw is the "
                "plain little-endian array of ids; txt has one label a line and an empty line after each sequence.",
                .examples = {
                        {"counterweight unpack train.labels.zst | head -3", "JSONL to standard output"},
                        {"counterweight unpack train.labels.zst -o labels.txt", "one label a line"},
                        {"counterweight unpack train.labels.zst --to raw -o ids.bin", "the array of ids"},
                },
        },
        {
                .name = "cache", .id = CLI_CMD_CACHE, .operands = "list|clear|verify", .run = cmd_cache,
                .summary = "what --cache has kept: list it, clear it, compare it with the files",
                .about =
                "The cache keeps the exact counts of each shard, so that after a refresh of the data only new and changed shards "
                "are read: see --cache of the commands that count. 'list' shows a line a shard, with what has become of its file "
                "(current, changed, gone); 'verify' reads every file that is current and compares it with the digest of what was "
                "counted: exit code 1 if one differs, which is then counted again when it is next asked for; 'clear' removes all.",
                .examples = {
                        {"counterweight cache list", "what is kept, and of which files"},
                        {"counterweight cache verify --cache=/mnt/team/cw-cache", "of another folder"},
                },
        },
        {
                .name = "help", .id = CLI_CMD_HELP, .operands = "[COMMAND]", .run = cmd_help,
                .summary = "help in general, or for one command",
                .about = "The same as 'counterweight --help' and 'counterweight COMMAND --help'.",
                .examples = {{"counterweight help weights", "everything about weights"}},
        },
        {
                .name = "man", .id = CLI_CMD_MAN, .operands = "", .run = cmd_man,
                .summary = "write the manual page, as roff",
                .about = "Writes the manual page to standard output. An installed counterweight has it as counterweight(1).",
                .examples = {{"counterweight man | man -l -", "read it without installing"}},
        },
        {
                .name = "completions", .id = CLI_CMD_COMPLETIONS, .operands = "bash|zsh|fish", .run = cmd_completions,
                .summary = "write the completions for a shell",
                .about = "Writes the completions of one shell to standard output. 'make install' puts them where shells look.",
                .examples = {
                        {"eval \"$(counterweight completions bash)\"", "in ~/.bashrc"},
                        {"counterweight completions zsh > ~/.zfunc/_counterweight", "a folder of $fpath"},
                        {"counterweight completions fish | source", "in config.fish"},
                },
        },
};
/* clang-format on */

const struct cli_command *
cli_command_at(size_t index)
{
        return index < sizeof(commands) / sizeof(commands[0]) ? &commands[index] : NULL;
}

const struct cli_command *
cli_command_find(const char *name)
{
        const struct cli_command *command;
        for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) {
                if (strcmp(command->name, name) == 0)
                        return command;
        }
        return NULL;
}

int
cli_command_unknown(const char *name)
{
        static const char *const later[] = {"audit"};
        static const char help[] = "see 'counterweight --help'";
        struct cli_report report;
        cli_report_init(&report, false, false, CLI_NEVER, CLI_AUTO);

        struct cli_suggestion near = {.wrong = name};
        const struct cli_command *command;
        for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++)
                cli_suggest(&near, command->name);

        struct stat st;
        for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++) {
                if (strcmp(name, later[i]) == 0) {
                        cli_error(&report, "version %s does not have the command '%s' (%s)", cw_version(), name, help);
                        return cw_exit_code(CW_E_USAGE);
                }
        }
        if (near.best != NULL)
                cli_error(&report, "unknown command '%s': did you mean '%s'? (%s)", name, near.best, help);
        else if (name[0] == '-')
                cli_error(&report, "expected a command first, found '%s' (%s)", name, help);
        else if (stat(name, &st) == 0)
                cli_error(
                        &report,
                        "expected a command first, found the path '%s': did you mean 'counterweight weights %s'? (%s)",
                        name, name, help);
        else
                cli_error(&report, "unknown command '%s' (%s)", name, help);
        return cw_exit_code(CW_E_USAGE);
}
