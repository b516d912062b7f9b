/* SPDX-License-Identifier: MIT */
/*
 * Where the mix of labels shifts in the data, and which labels carry the shift.
 */
#ifndef CW_GROWTH_DRIFT_H
#define CW_GROWTH_DRIFT_H

#include "base/growth_result.h"
#include "input/inputs.h"
#include "weigh/growth_path.h"

/** Fills g->drift and what belongs to it, from the pieces in the order of the data; g->counts are there.  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_growth_find_drift(const struct cw_growth_pieces *pieces, const struct cw_inputs *inputs,
                                           struct cw_growth *g, struct cw_error *err);

#endif
