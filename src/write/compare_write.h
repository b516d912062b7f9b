/* SPDX-License-Identifier: MIT */
/*
 * All schemes side by side.
 *
 *     {"format": "counterweight-comparison", "version": 1, "tokens": 62, ...,
 *      "schemes": [{"scheme": "inverse_sqrt", "parameters": {...}, "normalization": "mean", "normalizer": 2.1,
 *                   "diagnosis": {...}}, ...],
 *      "labels": [{"id": 0, "name": "O", "tokens": 50, "share": 0.8,
 *                  "weights": {"inverse_sqrt": 1.0, ...}}, ...]}
 *
 * CSV has a row a label: id, label, tokens, share, and a column a scheme.  Markdown has that and, in front of it, a row
 * a scheme.
 */
#ifndef CW_WRITE_COMPARE_WRITE_H
#define CW_WRITE_COMPARE_WRITE_H

#include "base/buffer.h"
#include "base/result.h"

/* Memory is the only thing that can fail. */
void cw_compare_json(const struct cw_comparison *comparison, struct cw_buffer *out);
void cw_compare_csv(const struct cw_comparison *comparison, struct cw_buffer *out);
void cw_compare_markdown(const struct cw_comparison *comparison, struct cw_buffer *out);

#endif
