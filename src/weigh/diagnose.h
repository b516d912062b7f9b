/* SPDX-License-Identifier: MIT */
/*
 * What weights do to the loss, in figures.  The loss mass of a label is n w, its tokens times its weight.  The
 * sentences made of these figures are diagnosis_text.c.
 */
#ifndef CW_WEIGH_DIAGNOSE_H
#define CW_WEIGH_DIAGNOSE_H

#include "base/result.h"
#include "weigh/plan.h"

enum { CW_RARE_TOKENS = 50 }; /**< labels with fewer are told of */

/** Fills w->diagnosis, given the weights in `w` and the run that made them.  Runs the plan again with other options, for
 *  the figures of the cures, so that its scratch is not that of `out` any more.  Fails with CW_E_MEMORY only. */
CW_MUST_USE cw_status cw_diagnose(struct cw_weights *w, const struct cw_weigh_plan *plan,
                                  const struct cw_weigh_input *in, const struct cw_weigh_output *out,
                                  struct cw_error *err);

#endif
