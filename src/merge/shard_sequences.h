/* SPDX-License-Identifier: MIT */
/*
 * What was counted by sequence, as a part of a shard's counts (shard_counts.h):
 *
 *     bits    1 figures are missing, 2 there are too many pairs
 *     n, then n x { z id, around, sequences }             sequences > 0
 *     n, then n x { length, name, around, sequences }
 *     n, then n x { from, to, n }                         0: the border, else 1 + the place in the two lists, taken as one
 */
#ifndef CW_MERGE_SHARD_SEQUENCES_H
#define CW_MERGE_SHARD_SEQUENCES_H

#include "base/buffer.h"
#include "base/cursor.h"
#include "count/sequence_sums.h"

/** Whether there is anything to be written. */
bool cw_shard_sequences_any(const struct cw_sequence_sums *sums);
/** out->failed where memory runs out. */
void cw_shard_sequences_put(const struct cw_sequence_sums *sums, struct cw_buffer *out);
/** Adds them to `to`, or, where that is NULL, only reads them.  What does not fit makes c->bad.  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_shard_sequences_take(struct cw_cursor *c, struct cw_sequence_sums *to, struct cw_error *err);

#endif
