/* SPDX-License-Identifier: MIT */
/*
 * Counts and weights in any output format.
 */
#ifndef CW_WRITE_FORMS_H
#define CW_WRITE_FORMS_H

#include "base/buffer.h"
#include "base/result.h"

/** Appends the result to `out`; `table` is the name of the TOML table.  CW_E_USAGE for a number that is no format, one that
 *  cannot hold counts, or cannot say that they are an estimate; else as the writer of that format. */
CW_MUST_USE cw_status cw_form_write_weights(const struct cw_weights *weights, cw_output_format format,
                                            const char *table, struct cw_buffer *out, struct cw_error *err);
CW_MUST_USE cw_status cw_form_write_counts(const struct cw_counts *counts, cw_output_format format,
                                           struct cw_buffer *out, struct cw_error *err);

/** CW_E_USAGE if `counts` are an estimate and the format cannot say so. */
CW_MUST_USE cw_status cw_form_check_estimate(const struct cw_counts *counts, cw_output_format format,
                                             struct cw_error *err);

#endif
