/* SPDX-License-Identifier: MIT */
/*
 * How far chance moves a weight: the data grown in many random orders, and of the weights at each checkpoint the middle
 * 90 %.
 */
#ifndef CW_WEIGH_GROWTH_BAND_H
#define CW_WEIGH_GROWTH_BAND_H

#include "base/growth_result.h"
#include "weigh/growth_path.h"
#include "weigh/plan.h"

/** Fills series->low and series->high, which the caller has allocated, from g->repeats orders by g->seed. */
CW_MUST_USE cw_status cw_growth_band_fill(struct cw_weigh_plan *plan, const struct cw_growth_pieces *pieces,
                                          const struct cw_growth *g, struct cw_growth_series *series,
                                          struct cw_error *err);

/** The value below which `share` of the sorted values lie, between two of them in proportion (Hyndman and Fan's 7). */
double cw_quantile(const double *sorted, size_t n, double share);

#endif
