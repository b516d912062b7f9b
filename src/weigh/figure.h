/* SPDX-License-Identifier: MIT */
/*
 * Numbers as text for sentences.  The decimal point is a '.' whatever locale the host program has set.  Each function
 * hands out a small struct by value, so that a call can stand among the arguments of a printf:
 *
 *     cw_buffer_printf(&b, "%s of the tokens", cw_figure_percent(share).text);
 *
 * Not for the output files: those have their own, stricter number writer in write/.
 */
#ifndef CW_WEIGH_FIGURE_H
#define CW_WEIGH_FIGURE_H

#include <stdint.h>

struct cw_figure {
        char text[48];
};

/** With `digits` significant digits at most. */
struct cw_figure cw_figure_digits(double value, int digits);
/** The fewest digits that read back as the same double. */
struct cw_figure cw_figure_exact(double value);
/** The fewest digits that read back as the same float32. */
struct cw_figure cw_figure_float(float value);
/** A share in [0, 1] as "11.4 %", "4.1 %", "0.044 %". */
struct cw_figure cw_figure_percent(double share);
/** "1,234,567". */
struct cw_figure cw_figure_count(uint64_t n);

#endif
