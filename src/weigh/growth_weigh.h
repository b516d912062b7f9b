/* SPDX-License-Identifier: MIT */
/*
 * One scheme over all checkpoints: the weights, when they settled, the largest move of each and why.
 *
 * Why.  Between two checkpoints the counts change in three ways, one after the other, and the weights are taken after each:
 *
 *     c0  the counts before
 *     B   c0 scaled to the number of tokens now: the same mix, more of it               -> saturation
 *     A   the counts now, without labels that were not seen before: another mix         -> composition, normaliser
 *     c1  the counts now                                                                -> newcomers
 *
 * The step from B to A is a label's own doing as far as its raw weight changed, and the normaliser's for the rest.  What
 * made the largest of the four factors is the cause.
 */
#ifndef CW_WEIGH_GROWTH_WEIGH_H
#define CW_WEIGH_GROWTH_WEIGH_H

#include "base/growth_result.h"
#include "weigh/plan.h"

/** Fills series->weight, labels and summary, which the caller has allocated.  `tokens`, and `around`, which may be NULL:
 *  n_points vectors of n_labels, as of cw_weigh_input.  What cannot be weighed yet is NaN; the last checkpoint must be, else
 *  as cw_weigh_run(). */
CW_MUST_USE cw_status cw_growth_weigh(struct cw_weigh_plan *plan, const uint64_t *tokens, const uint64_t *around,
                                      const struct cw_growth *g, struct cw_growth_series *series, struct cw_error *err);

#endif
