/* SPDX-License-Identifier: MIT */
/*
 * How schemes spread their weights over the labels, drawn in characters.
 */
#ifndef CW_CLI_COMPARE_CHART_H
#define CW_CLI_COMPARE_CHART_H

#include "cli/xalloc.h"

/** Adds the chart, or nothing where all weights are the same.  `o_label` is left out of it; NULL: "O". */
void cli_put_comparison_chart(struct cli_text *t, const cw_comparison *comparison, const char *o_label);

#endif
