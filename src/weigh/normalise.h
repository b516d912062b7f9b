/* SPDX-License-Identifier: MIT */
/*
 * Normalisers: the statistic of the raw weights of the observed entity labels by which these are divided.  O takes no
 * part.  After the division N, K and any constant factor of the scheme have cancelled.
 */
#ifndef CW_WEIGH_NORMALISE_H
#define CW_WEIGH_NORMALISE_H

#include "base/result.h"

/** Sum and number of raw weights over the observed entity labels. */
struct cw_entity_sum {
        double sum;
        size_t n;
};

struct cw_entity_sum cw_entity_sum(const struct cw_counts *counts, const double *raw, ptrdiff_t o_index);

/** The plain mean: exactly the one weight where there is one entity label.  There must be at least one. */
double cw_normaliser_mean(const struct cw_counts *counts, const double *raw, ptrdiff_t o_index);

#endif
