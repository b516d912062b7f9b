/* SPDX-License-Identifier: MIT */
/*
 * The label map of a result, in forms that --labels reads and trainers do.
 */
#ifndef CW_WRITE_LABELS_WRITE_H
#define CW_WRITE_LABELS_WRITE_H

#include "base/buffer.h"
#include "base/result.h"

/** {"id2label": {"0": "O", ...}, "label2id": {"O": 0, ...}}, as in a Hugging Face config.json. */
CW_MUST_USE cw_status cw_labels_json(const struct cw_counts *counts, struct cw_buffer *out, struct cw_error *err);
/** [id2label]  0 = "O" */
CW_MUST_USE cw_status cw_labels_toml(const struct cw_counts *counts, struct cw_buffer *out, struct cw_error *err);
/** A name a line, the first of id 0. */
CW_MUST_USE cw_status cw_labels_lines(const struct cw_counts *counts, struct cw_buffer *out, struct cw_error *err);

#endif
