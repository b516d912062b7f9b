/* SPDX-License-Identifier: MIT */
/*
 * Small charts made of characters: blocks and lines where the user's locale says UTF-8, plain ASCII elsewhere.
 */
#ifndef CW_CLI_CHART_H
#define CW_CLI_CHART_H

#include "cli/xalloc.h"

#include <stdbool.h>

/** Whether the locale of the environment is one of UTF-8. */
bool cli_is_unicode(void);

/** A bar from the middle, to the left for values below 0; -1 and 1 fill `half_columns`.  NaN is all blanks. */
void cli_put_diverging(struct cli_text *t, double value, int half_columns);

/** One character a value, from the lowest to the highest of them; NaN is a blank.  What hardly moves, by less than
 *  `flat` of the middle, is drawn as a flat line. */
void cli_put_sparkline(struct cli_text *t, const double *values, size_t n, double flat);

/** One character a value between `least` and `most`, which are not equal; NaN is a blank. */
void cli_put_levels(struct cli_text *t, const double *values, size_t n, double least, double most);

#endif
