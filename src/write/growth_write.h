/* SPDX-License-Identifier: MIT */
/*
 * A growth for programs.
 *
 *     {"format": "counterweight-growth", "version": 1, "tokens": 1000, "pieces": 30, "order": "data" | "shuffled shards" |
 *      "shuffled pieces", "seed": null, "repeats": 0, "settle": 0.05, "column": ..., "fingerprint": ..., "command": ..., "inputs": ...,
 *      "checkpoints": [{"share": 0.1, "tokens": 100, "labels_seen": 3}, ...],
 *      "labels": [{"id": 0, "name": "O", "tokens": 900}, ...],
 *      "schemes": [{"scheme": "inverse_sqrt", "labels_moving": 52, "labels_settled": 51, "settled_share": 0.38,
 *                   "since_share": 0.8,
 *                   "labels": [{"id": 1, "moves": true, "first_seen_share": 0.01, "settled": true, "settled_share": 0.3,
 *                               "still": 0.01, "largest_move": {"to_share": 0.02, "factor": 1.3, "cause": "composition"},
 *                               "weights": [a number a checkpoint], "low": [...], "high": [...]}, ...]}, ...],
 *      "drift": null | {"share": 0.5, "tokens": 500, "shard": "b.zst", "jensen_shannon_bits": 0.01,
 *                       "labels": [{"id": 1, "name": "B-X", "before": 0.1, "after": 0.2, "carries": 0.9}, ...]}}
 *
 * CSV and Markdown have a row a scheme, label and checkpoint.  "low" and "high" are there where there is a band.
 */
#ifndef CW_WRITE_GROWTH_WRITE_H
#define CW_WRITE_GROWTH_WRITE_H

#include "base/buffer.h"
#include "base/growth_result.h"

/* Memory is the only thing that can fail; cw_buffer_take() tells. */
void cw_growth_write_json(const struct cw_growth *growth, struct cw_buffer *out);
void cw_growth_write_csv(const struct cw_growth *growth, struct cw_buffer *out);
void cw_growth_write_markdown(const struct cw_growth *growth, struct cw_buffer *out);

#endif
