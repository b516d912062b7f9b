/* SPDX-License-Identifier: MIT */
/*
 * Part of cw_weigh(): the weights of the slices that the counts have.
 */
#ifndef CW_WEIGH_WEIGH_SLICES_H
#define CW_WEIGH_WEIGH_SLICES_H

#include "base/result.h"

/** Fills weights->slice_weight; a slice without an entity label has none. */
CW_MUST_USE cw_status cw_weigh_slices(struct cw_weights *weights, struct cw_error *err);

#endif
