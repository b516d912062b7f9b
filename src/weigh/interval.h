/* SPDX-License-Identifier: MIT */
/*
 * How sure a weight is: a count n is one draw of a Poisson variable whose mean lies, with 95 % confidence, in
 *
 *     [ chi2(0.025; 2n) / 2,  chi2(0.975; 2n + 2) / 2 ]        (Garwood 1936)
 *
 * and the interval of the weight is the scheme's at both ends, N, K and the normaliser held.
 */
#ifndef CW_WEIGH_INTERVAL_H
#define CW_WEIGH_INTERVAL_H

#include "weigh/plan.h"

/** The two ends for `n` tokens, n above 0.  Exact up to 30; above, Wilson and Hilferty's cube (1931), within 0.02 %. */
void cw_poisson_interval(double n, double *low_ret, double *high_ret);

/** Fills w->low and w->high after a run; NaN for labels without tokens, for O unless by the formula, and for weights that
 *  the user set. */
void cw_weigh_intervals(struct cw_weights *w, const struct cw_weigh_plan *plan, const struct cw_weigh_input *in,
                        const struct cw_weigh_output *out);

#endif
