/* SPDX-License-Identifier: MIT */
/*
 * The commands, once: what they are called, what they do, examples, and the function that does it.  Dispatch, --help, the
 * man page and the completions read this table.
 */
#ifndef CW_CLI_COMMANDS_H
#define CW_CLI_COMMANDS_H

#include <stddef.h>

struct cli_args;

enum cli_command_id {
        CLI_CMD_WEIGHTS,
        CLI_CMD_COUNT,
        CLI_CMD_MERGE,
        CLI_CMD_GROWTH,
        CLI_CMD_DIFF,
        CLI_CMD_COMPARE,
        CLI_CMD_EXPLAIN,
        CLI_CMD_INSPECT,
        CLI_CMD_PACK,
        CLI_CMD_UNPACK,
        CLI_CMD_CHECK,
        CLI_CMD_CACHE,
        CLI_CMD_HELP,
        CLI_CMD_MAN,
        CLI_CMD_COMPLETIONS
};

struct cli_example {
        const char *line;
        const char *says;
};

enum { CLI_EXAMPLES_MOST = 6 };

struct cli_command {
        const char *name;
        enum cli_command_id id;
        const char *operands;                           /**< as in the usage line: "INPUT..." */
        const char *summary;                            /**< one line, lower case, no full stop */
        const char *about;                              /**< paragraphs, a '\n' between two */
        struct cli_example examples[CLI_EXAMPLES_MOST]; /**< up to the first NULL line */
        int (*run)(struct cli_args *args);              /**< returns the exit code */
};

/** Rows of the table; NULL at and after the end. */
const struct cli_command *cli_command_at(size_t index);
/** NULL if there is none of that name. */
const struct cli_command *cli_command_find(const char *name);
/** Tells that `name` is no command, with the nearest that is one; returns the exit code. */
int cli_command_unknown(const char *name);

int cmd_weights(struct cli_args *args);
int cmd_count(struct cli_args *args);
int cmd_merge(struct cli_args *args);
int cmd_growth(struct cli_args *args);
int cmd_diff(struct cli_args *args);
int cmd_compare(struct cli_args *args);
int cmd_explain(struct cli_args *args);
int cmd_inspect(struct cli_args *args);
int cmd_pack(struct cli_args *args);
int cmd_unpack(struct cli_args *args);
int cmd_check(struct cli_args *args);
int cmd_cache(struct cli_args *args);
int cmd_help(struct cli_args *args);
int cmd_man(struct cli_args *args);
int cmd_completions(struct cli_args *args);

#endif
