/* SPDX-License-Identifier: MIT */
/*
 * The two TOML tables of a result, as lines; toml_edit.c puts them into a document, which may be empty.
 *
 *     [class_weights]                              [class_weights_info]
 *     0 = 1.0  # O                                 scheme = "inverse_sqrt"
 *     1 = 0.31415927  # B-SURNAME                  ...
 */
#ifndef CW_WRITE_TOML_WRITE_H
#define CW_WRITE_TOML_WRITE_H

#include "base/buffer.h"
#include "base/result.h"

/** `ID = WEIGHT  # NAME`, ids ascending, a line each, LF.  Omitted labels have no line.  CW_E_DATA if a weight does not
 *  fit float32. */
CW_MUST_USE cw_status cw_toml_weight_lines(const struct cw_weights *weights, struct cw_buffer *lines,
                                           struct cw_error *err);

/** All that says where the weights came from and how they were made: `key = value`, a line each, LF.  The keys are in
 *  toml_write.c; `check` reads them back. */
void cw_toml_info_lines(const struct cw_weights *weights, struct cw_buffer *lines);

/** The policy as it is typed and kept: "one", "zero", "max", "omit", "error". */
const char *cw_unseen_policy_name(cw_unseen_policy policy);

#endif
