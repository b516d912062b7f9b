/* SPDX-License-Identifier: MIT */
/*
 * When a weight settled, and how it moved before: one label's weights at ascending checkpoints.
 *
 *     checkpoint   0     1     2     3     4     5      tolerance 5 % of the final weight 1.00
 *     weight      1.40  1.04  1.10  0.97  1.01  1.00    settled at 3: from there on it stays within 0.95 .. 1.05
 *
 * That the last checkpoint agrees with itself says nothing, so a label counts as settled only if it was by the checkpoint
 * `since`, at or before 80 % of the data, and if there is another one.
 */
#ifndef CW_WEIGH_SETTLING_H
#define CW_WEIGH_SETTLING_H

#include "base/status.h"

/** The share of the data by which a weight must have settled. */
#define CW_SETTLED_BY 0.8

/** Sets settled_at, settled and still.  `weights` has n > 0 values, NaN where nothing could be weighed. */
void cw_settle(const double *weights, size_t n, size_t since, double tolerance, struct cw_growth_label *label);

/** |ln(to / from)|; 0 where there is no such move. */
double cw_move_size(double from, double to);

#endif
