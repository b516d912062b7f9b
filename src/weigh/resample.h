/* SPDX-License-Identifier: MIT */
/*
 * How far an estimate from a sample of blocks may be from the truth: 95 % intervals by resampling its groups of blocks.
 *
 * Blocks are clusters, so that tokens of one block are more alike than tokens of several, and only the differences between
 * blocks say how sure a sum is.  A replicate draws G - 1 of the G groups with replacement and is shrunk towards the estimate,
 *
 *     T* = T + sqrt(1 - f) (T' - T),    T' = M sum(y') / sum(b'),    and at least the y that were counted
 *
 * with f = m/M the share that was counted (b blocks and y tokens in a group): the rescaling bootstrap for samples drawn
 * without replacement (Rao and Wu 1988, "Resampling inference with complex survey data", JASA 83, sec. 2), for the ratio
 * estimate of a total.  Where all blocks were counted, nothing is left to chance.  Each replicate goes through the whole of the
 * weighing, so that the intervals hold for every scheme and normaliser.
 *
 * Their ends are the 2.5 % and 97.5 % quantiles of the replicates, moved away from the middle by t(G - 1) / z, since few
 * groups say little of how they differ (Hesterberg 2015, "What teachers should know about the bootstrap", The American
 * Statistician 69, sec. 5.3.3).  Of weights this is done on a log scale, and the interval is shifted: the mean over labels
 * that most normalisers are made of is too large where rare labels were hardly seen, in the replicates by as much again as
 * in the estimate (Efron and Tibshirani 1993, An Introduction to the Bootstrap, sec. 10.3), and without the shift the
 * narrow interval of a frequent label misses the truth.  A median of few labels jumps from one to another: there, an
 * interval holds less often.
 */
#ifndef CW_WEIGH_RESAMPLE_H
#define CW_WEIGH_RESAMPLE_H

#include "weigh/plan.h"

/** Fills the intervals of the tokens of counts->estimate; NaN for labels that were not seen, and where there is one group. */
CW_MUST_USE cw_status cw_resample_tokens(struct cw_counts *counts, struct cw_error *err);

/** Fills w->low and w->high of weights that were made of an estimate; NaN for labels that were not seen, where there is one
 *  group, and of what is no weights.  Leaves the plan as its last run of many has left it. */
CW_MUST_USE cw_status cw_resample_weights(struct cw_weights *w, struct cw_weigh_plan *plan, struct cw_error *err);

/** The value that Student's t with `degrees` of freedom stays below with probability 0.975. */
double cw_student_t(double degrees);

#endif
