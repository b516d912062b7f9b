/* SPDX-License-Identifier: MIT */
/*
 * What was counted by sequence, in the rows of a result.
 */
#ifndef CW_MERGE_BY_SEQUENCE_H
#define CW_MERGE_BY_SEQUENCE_H

#include "base/result.h"
#include "count/histogram.h"
#include "count/sequence_sums.h"

/** Fills counts->presence (unless figures are missing) and counts->pairs, as far as they are wanted.  CW_E_LIMIT, CW_E_MEMORY. */
CW_MUST_USE cw_status cw_by_sequence_fill(const struct cw_sequence_sums *sums, bool presence, bool pairs,
                                          struct cw_counts *counts, struct cw_error *err);

#endif
