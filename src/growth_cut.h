/* SPDX-License-Identifier: MIT */
/*
 * Where the data of a growth is cut: borders lie where the wanted checkpoints are by bytes, evenly (for the shift), and ever
 * closer towards the start, since a checkpoint at so many tokens can be anywhere; rows of counts files are pieces of their own.
 */
#ifndef CW_GROWTH_CUT_H
#define CW_GROWTH_CUT_H

#include "granules.h"

enum { CW_GROWTH_STEPS_MOST = 200 }; /**< of more counts files only some are checkpoints */

/** The share of checkpoint `i` of `n`, evenly on a log scale from 0.1 % to all. */
double cw_growth_share(size_t i, size_t n);

/** Plans the granules; `inputs` is borrowed by them.  *all_counts_ret: there is nothing but counts files, each of which is a
 *  step. */
CW_MUST_USE cw_status cw_growth_cut(const struct cw_inputs *inputs, const struct cw_growth_options *options,
                                    struct cw_granules *granules_ret, bool *all_counts_ret, struct cw_error *err);

#endif
