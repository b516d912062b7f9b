/* SPDX-License-Identifier: MIT */
/*
 * Slices for people: their table, and a warning for each that is unlike the others.
 */
#ifndef CW_CLI_SLICE_TABLE_H
#define CW_CLI_SLICE_TABLE_H

#include "cli/report.h"

/** Those farthest from the rest first, at most some dozens.  Nothing without slices. */
void cli_put_slices(struct cli_text *t, const cw_counts *counts, bool color);

/** On standard error.  Nothing without slices. */
void cli_warn_of_slices(struct cli_report *r, const cw_counts *counts);

#endif
