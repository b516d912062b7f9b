/* SPDX-License-Identifier: MIT */
/*
 * The command that a weights file records, taken up again: data is to be read as it was then, unless the command line of
 * now says otherwise.
 */
#ifndef CW_CLI_RECORDED_H
#define CW_CLI_RECORDED_H

#include "cli/options.h"

struct cli_recorded {
        struct cli_args args; /**< as they were parsed */
        struct cli_list words;
};

/** Takes over the options about reading of `command` (as cw_counts_set_command() had it) that `args` were not given.  They
 *  point into `recorded`, to be freed with cli_recorded_free().  False where the command is not understood. */
bool cli_recorded_take(struct cli_args *args, const char *command, struct cli_recorded *recorded);
void cli_recorded_free(struct cli_recorded *recorded);

/** Whether the option --name was given. */
bool cli_is_given(const struct cli_args *args, const char *name);

#endif
