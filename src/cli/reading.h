/* SPDX-License-Identifier: MIT */
/*
 * What the commands that read data share: the list of inputs, the call of cw_count() with progress and interruption,
 * and the summary.  Functions that return int return the exit code, 0 being well, and have told the error.
 */
#ifndef CW_CLI_READING_H
#define CW_CLI_READING_H

#include "cli/options.h"

/** Appends the names of --files-from and --files0-from to the operands; at least one operand must stand at `first` or
 *  after it then. */
int cli_collect_inputs(struct cli_args *args, size_t first);

/** Hooks progress, notices and interruption into args->read. */
void cli_arm(struct cli_args *args);

/** Counts the operands from `first` on.  Free with cw_counts_free(). */
int cli_count(struct cli_args *args, size_t first, cw_counts **counts_ret);

/** Counts of nothing are no result: most often the wrong column was read.  Exit code 3, told, if that is so. */
int cli_check_counted(struct cli_args *args, size_t first, const cw_counts *counts);

/** One line on standard error: how much was counted, and how fast. */
void cli_summary(struct cli_args *args, const cw_counts *counts);

/** The exit code of a run that is otherwise well: 3, told, if shards were left out as damaged. */
int cli_closing_code(struct cli_args *args, const cw_counts *counts);

#endif
