/* SPDX-License-Identifier: MIT */
/*
 * The options, once: the parser, --help, the man page and the completions of three shells all read this one table.
 *
 * A row says where the value goes (an offset into struct cli_args, mostly straight into the library's own options) and
 * how it is checked, so that a new option is one row.  All checking happens before any data is read.
 */
#ifndef CW_CLI_OPTIONS_H
#define CW_CLI_OPTIONS_H

#include "cli/commands.h"
#include "cli/report.h"
#include "cli/xalloc.h"
#include "counterweight.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLI_OPTIONS_MOST = 128 }; /**< rows of the table */

/** What --to says beside cw_output_format. */
enum cli_to {
        CLI_TO_UNSET = -1,
        CLI_TO_TABLE = 100 /**< counts for people */
};

enum { CLI_EMIT_LABELS = 100 };

/** LABEL=NUMBER, any number of times. */
struct cli_settings {
        struct cw_label_setting *items;
        size_t n;
};

/** A parsed command line. */
struct cli_args {
        const struct cli_command *command;
        struct cli_list operands;     /**< inputs, or whatever the command takes; in the order given */
        struct cli_text command_line; /**< for cw_counts_set_command(): see commandline.h */
        struct cli_text input_line;   /**< likewise: the inputs */
        bool inputs_unnamed;          /**< outputs do not say what was read */
        bool may_replace_input;       /**< --output may be one of the inputs */
        struct cli_list joined;       /**< values made of two words */
        bool help;

        struct cw_read_options read;
        struct cw_weigh_options weigh;
        struct cw_write_options write;
        struct cw_pack_options pack;
        bool presence;
        int emit;                     /**< cw_emit or CLI_EMIT_LABELS */
        int beta_auto, norm_over_all; /**< as in `weigh`, as choices are stored */
        struct cli_settings boosts, sets;
        struct cli_list setting_labels; /**< of both */
        int64_t *ignore_ids;
        size_t n_ignore_ids;
        bool ignore_given;
        int skip_bad_rows;
        const char *files_from;
        const char *files0_from;

        double rtol, atol;            /**< of check */
        bool given[CLI_OPTIONS_MOST]; /**< rows of the table that were given */
        const char *cache;            /**< NULL: not given; "": given without a folder */
        struct cli_text cache_folder; /**< what read.cache points to, if it is neither */

        const char *output; /**< NULL: not given */
        const char *update;
        int to; /**< enum cli_to, cw_output_format or cw_unpack_format, as the command takes it */
        struct cli_list fail_above;
        const char *plot; /**< NULL: not given */
        bool scheme_given;
        int points, repeats;               /**< 0: not given */
        const char *at, *settle, *shuffle; /**< NULL: not given */
        const char *sample;                /**< likewise */
        int seed;                          /**< 0: not given */
        bool estimate;
        bool dry_run;
        bool json;

        int progress; /**< enum cli_when */
        int color;    /**< enum cli_when */
        bool quiet;
        bool verbose;
        struct cli_report report;
};

/** One word that an option takes.  Lists end with a NULL word. */
struct cli_choice {
        const char *word;
        int value;
};

/** How a value is read, and the type that lies at the row's offset. */
enum cli_kind {
        CLI_FLAG,         /**< bool, no value */
        CLI_STRING,       /**< const char * */
        CLI_FILE,         /**< const char *, completed as a file name */
        CLI_FOLDER,       /**< const char *; the value stands after a '=' or is left out, which is "" */
        CLI_WORD,         /**< const char *, one of the choices */
        CLI_SLICE,        /**< cw_read_options.by and by_column: one of the choices, or column:NAME */
        CLI_CHOICE,       /**< int or enum, the value of the chosen word */
        CLI_SCHEME,       /**< cw_scheme, by the library's names */
        CLI_INT,          /**< int, least to most */
        CLI_REAL,         /**< double, least to most, or below most if `below`, above least if `above` */
        CLI_REAL_OR_WORD, /**< the same, or one of the choices: an int at `word_offset`, which a number sets to 0 */
        CLI_SETTING,      /**< LABEL=NUMBER, appended to a struct cli_settings; the number is as of CLI_REAL */
        CLI_SIZE,         /**< uint64_t, least to most, with a unit: 64M, 1GiB */
        CLI_IDS,          /**< appended to cli_args.ignore_ids */
        CLI_LIST,         /**< struct cli_list, every value is added */
        CLI_TABLE         /**< const char *, a bare or dotted TOML key */
};

/** Groups as --help shows them, in this order. */
enum cli_group {
        CLI_GROUP_WEIGHTS,
        CLI_GROUP_GROWTH,
        CLI_GROUP_OUTPUT,
        CLI_GROUP_INPUT,
        CLI_GROUP_LABELS,
        CLI_GROUP_CONLL,
        CLI_GROUP_RUN,
        CLI_N_GROUPS
};

/** Where outputs record an option: see commandline.h. */
enum cli_record {
        CLI_RECORD_COMMAND, /**< with the command: it decides the figures */
        CLI_RECORD_INPUTS,  /**< with the inputs */
        CLI_RECORD_NOT      /**< nowhere: it tells how a run talks or where its result goes */
};

struct cli_option {
        const char *name;
        char letter;          /**< 0: none */
        const char *argument; /**< NULL for flags, and where the choices say it */
        const char *help;     /**< what stands before the first ';' is enough for a completion */
        enum cli_group group;
        unsigned commands; /**< bit CLI_CMD_* for each command that takes it */
        enum cli_kind kind;
        size_t offset; /**< in struct cli_args */
        const struct cli_choice *choices;
        double least, most;
        bool below, above;
        size_t word_offset;
        const char *hint; /**< why a value above `most` is refused; may be NULL */
        enum cli_record record;
};

/** Rows of the table; NULL at and after the end. */
const struct cli_option *cli_option_at(size_t index);
bool cli_option_taken(const struct cli_option *option, const struct cli_command *command);
const char *cli_group_title(enum cli_group group);

/** Sets defaults, then reads argv[0 .. argc-1], the words after the command.  Returns 0, or tells the mistake and returns
 *  the exit code.  Strings stay in argv. */
int cli_args_parse(struct cli_args *args, const struct cli_command *command, int argc, char **argv);
void cli_args_free(struct cli_args *args);

/** Tells a mistake in the command line and where help is; returns the exit code. */
int cli_usage_error(struct cli_args *args, const char *fmt, ...) CW_PRINTF(2, 3);
/** Sets the field of `option`; `text` is NULL for a flag.  0, or an exit code after the sentence. */
int cli_set_value(struct cli_args *args, const struct cli_option *option, const char *text);

#endif
