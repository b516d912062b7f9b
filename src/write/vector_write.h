/* SPDX-License-Identifier: MIT */
/*
 * A vector as trainers load it: NumPy's .npy, safetensors, a C header, lines for numpy.loadtxt().  Values are rounded to
 * float32 once, here; the lines have all digits of float64, which is what loadtxt() reads.
 */
#ifndef CW_WRITE_VECTOR_WRITE_H
#define CW_WRITE_VECTOR_WRITE_H

#include "base/buffer.h"
#include "write/vector.h"

/** Memory is the only thing that can fail here; see the buffer. */
void cw_npy_write(const struct cw_vector *vector, struct cw_buffer *out);

/** Tensors `quantity` (F32) and `counts` (I64); the facts of `weights` in `__metadata__`, and `label_names` there, a JSON
 *  list.  CW_E_DATA if a count does not fit I64. */
CW_MUST_USE cw_status cw_safetensors_write(const struct cw_weights *weights, const char *quantity,
                                           const struct cw_vector *vector, struct cw_buffer *out, struct cw_error *err);

/** `static const float QUANTITY[N_QUANTITY]`, the facts in a comment above it, ids and names beside the values. */
void cw_c_header_write(const struct cw_weights *weights, const char *quantity, const struct cw_vector *vector,
                       struct cw_buffer *out);

/** A comment of `title`, which numpy.loadtxt() skips, then a value a line. */
void cw_lines_write(const char *title, const struct cw_vector *vector, struct cw_buffer *out);

#endif
