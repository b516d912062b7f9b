/* SPDX-License-Identifier: MIT */
/*
 * Where a result goes and in what form: -o, --to, --json and what a terminal wants, settled and checked before any data
 * is read, so that a mistake does not cost an hour of counting.
 */
#ifndef CW_CLI_TARGET_H
#define CW_CLI_TARGET_H

#include "cli/options.h"

struct cli_target {
        const char *path; /**< NULL: no file; "-": standard output */
        int form;         /**< cw_output_format or CLI_TO_TABLE */
        bool also_json;   /**< JSON on standard output beside it */
};

/** Settles the target of weights or counts; `plain_form` is what an unknown extension gets.  Returns the exit code. */
int cli_target_settle(struct cli_args *args, int plain_form, struct cli_target *target_ret);

/** Whether `path` can be written as far as can be told beforehand.  NULL and "-" can.  Returns the exit code. */
int cli_check_writable(struct cli_args *args, const char *path);

/** Whether --plot, if given, can be drawn as far as can be told beforehand.  Returns the exit code. */
int cli_check_plot(struct cli_args *args);

/** The part of `path` after the last dot of its last component; "" if there is none. */
const char *cli_extension(const char *path);

/** Refuses an extension that promises a form which is not written here. */
int cli_check_extension(struct cli_args *args, const char *path);

#endif
