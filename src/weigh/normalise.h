/* SPDX-License-Identifier: MIT */
/*
 * Normalisers: the statistic of raw weights by which these are divided.  After the division N, K and any constant factor
 * of the scheme have cancelled.  Which labels take part is plan.c's business: the observed entity labels, and O under
 * --norm-over all.
 */
#ifndef CW_WEIGH_NORMALISE_H
#define CW_WEIGH_NORMALISE_H

#include "base/status.h"

/** The raw weights that take part, and the tokens of their labels.  `values` may be put in another order. */
struct cw_normalised {
        double *values;
        const double *tokens;
        size_t n; /**< at least 1 */
};

/** The statistic.  Exactly the one value where there is one, but for CW_NORMALIZE_NONE, which is 1.  0 only if all are. */
double cw_normaliser(cw_normalizer kind, const struct cw_normalised *of);

/** The middle value; of an even number, the mean of the two in the middle.  Sorts `values`. */
double cw_median(double *values, size_t n);

#endif
