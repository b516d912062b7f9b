/* SPDX-License-Identifier: MIT */
/*
 * A comparison of two files for programs and for documents.
 *
 *     {"format": "counterweight-drift", "version": 1,
 *      "a": {"path": "old.json", "kind": "counts", "recipe": null, "tokens": 1000}, "b": {...},
 *      "l_infinity": 0.01, "l_infinity_label": "O", "l_infinity_id": 0, "jensen_shannon_bits": 0.002, "psi": 0.003,
 *      "g_test": {"g": 12.5, "degrees_of_freedom": 4, "p": 0.014, "log10_p": -1.85},     null: a side has no tokens
 *      "weight_ratio": 1.2, "weight_change": 0.3, "weights_zeroed": 0,                   null: a side has no weights
 *      "appeared": 0, "vanished": 1, "renumbered": 0,
 *      "labels": [{"name": "B-X", "id_a": 1, "id_b": 1, "tokens_a": 5, "tokens_b": 9, "share_a": 0.1, "share_b": 0.2,
 *                  "weight_a": 1.5, "weight_b": 1.2, "ratio": 0.8, "appeared": false, "vanished": false}, ...]}
 *
 * Labels whose weight moved most come first.  CSV and Markdown have the labels only.
 */
#ifndef CW_WRITE_DRIFT_WRITE_H
#define CW_WRITE_DRIFT_WRITE_H

#include "base/buffer.h"
#include "base/drift_result.h"

/* Memory is the only thing that can fail; cw_buffer_take() tells. */
void cw_drift_write_json(const struct cw_drift *drift, struct cw_buffer *out);
void cw_drift_write_csv(const struct cw_drift *drift, struct cw_buffer *out);
void cw_drift_write_markdown(const struct cw_drift *drift, struct cw_buffer *out);

#endif
