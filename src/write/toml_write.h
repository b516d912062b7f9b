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

/** The facts (write/facts.h): `key = value`, a line each, LF. */
void cw_toml_info_lines(const struct cw_weights *weights, struct cw_buffer *lines);

#endif
