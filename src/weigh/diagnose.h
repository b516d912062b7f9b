/* SPDX-License-Identifier: MIT */
/*
 * What weights do to the loss, in figures.  The loss mass of a label is n w, its tokens times its weight.  The
 * sentences made of these figures are diagnosis_text.c.
 */
#ifndef CW_WEIGH_DIAGNOSE_H
#define CW_WEIGH_DIAGNOSE_H

#include "base/result.h"
#include "weigh/schemes.h"

enum { CW_RARE_TOKENS = 50 }; /**< labels with fewer are told of */

/** N and K of the counts and the options, with `n` left 0; CW_E_DATA if N passes 2^64 - 1. */
CW_MUST_USE cw_status cw_weigh_terms(const struct cw_counts *counts, const struct cw_weigh_options *options,
                                     struct cw_scheme_terms *terms_ret, struct cw_error *err);

/** Fills w->diagnosis from everything else in `w`. */
void cw_diagnose(struct cw_weights *w, const struct cw_scheme_terms *terms);

/** The share of the loss mass that entities would have without the label that owns the normaliser. */
double cw_share_without_owner(const struct cw_weights *w);

#endif
