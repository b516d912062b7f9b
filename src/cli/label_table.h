/* SPDX-License-Identifier: MIT */
/*
 * Counts, and weights if there are any, as a table for people: a row a label, ascending by id.
 */
#ifndef CW_CLI_LABEL_TABLE_H
#define CW_CLI_LABEL_TABLE_H

#include "cli/xalloc.h"

#include <stdbool.h>

/** Adds the table to `t`.  With `weights` (else NULL) its last column is the weight, without them a bar of the tokens;
 *  `color` is for the head. */
void cli_put_labels(struct cli_text *t, const cw_counts *counts, const cw_weights *weights, bool color);

#endif
