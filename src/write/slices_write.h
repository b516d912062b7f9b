/* SPDX-License-Identifier: MIT */
/*
 * Results with slices: members of the JSON outputs, and tables with a column that says of which slice a row is, which is
 * empty for all of the data.
 *
 *     "sliced_by": "shard",
 *     "slices": [{"name": "a.jsonl", "tokens": 7, "sequences": 2, "ignored": 0, "jensen_shannon_bits": 0.1, "p": 0.2,
 *                 "outlier": false, "label_tokens": [5, 2], "weights": [1.0, null]}, ...]
 *
 * "label_tokens" and "weights" stand in the order of "labels"; "weights" are null for a slice that cannot be weighed.
 */
#ifndef CW_WRITE_SLICES_WRITE_H
#define CW_WRITE_SLICES_WRITE_H

#include "base/buffer.h"
#include "base/result.h"

/* `weights` NULL: counts only.  Counts without slices give nothing. */
void cw_slices_write_members(const struct cw_counts *counts, const struct cw_weights *weights, struct cw_buffer *out);
void cw_slices_write_csv(const struct cw_counts *counts, const struct cw_weights *weights, struct cw_buffer *out);
/* The figures of the slices, to follow a table of the labels. */
void cw_slices_write_markdown(const struct cw_counts *counts, struct cw_buffer *out);

#endif
