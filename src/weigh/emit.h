/* SPDX-License-Identifier: MIT */
/*
 * What is made of the counts other than weights, for losses and samplers that are corrected in another way:
 *
 *     counts         n
 *     priors         p = n / N
 *     logit_bias     tau ln p                          Menon et al., ICLR 2021, logit adjustment
 *     log_counts     ln n                              Ren et al., NeurIPS 2020, Balanced Softmax
 *     ldam_margins   n^(-1/4), the largest 0.5         Cao et al., NeurIPS 2019
 *     sampling       p^alpha / sum of p^alpha          T5, XLM-R; alpha = 1 / temperature
 *
 * n after --smooth and --min-count, which here lift labels that were never seen too; N is their sum.  All labels take
 * part, O among them; scheme, normaliser and the other modifiers have no part in it.
 */
#ifndef CW_WEIGH_EMIT_H
#define CW_WEIGH_EMIT_H

#include "weigh/plan.h"

/** Fills out->weight with the quantity that the options name, and out->raw with NaN.  CW_E_DATA: nothing counted; a label
 *  without tokens where the quantity has no value for it and it is not to be omitted. */
CW_MUST_USE cw_status cw_emit_run(struct cw_weigh_plan *plan, const struct cw_weigh_input *in,
                                  struct cw_weigh_output *out, struct cw_error *err);

/** A quantity that is a logarithm: what moves it by a little is a share of what it is the logarithm of. */
static inline bool
cw_emit_is_log(cw_emit emit)
{
        return emit == CW_EMIT_LOGIT_BIAS || emit == CW_EMIT_LOG_COUNTS;
}

#endif
