/* SPDX-License-Identifier: MIT */
/*
 * An .npz file: several .npy files in a zip file, one of which holds the labels.
 */
#ifndef CW_FORMATS_NUMPY_NPZ_H
#define CW_FORMATS_NUMPY_NPZ_H

#include "formats/format.h"

struct cw_npz; /**< what is in it, and why the array was chosen */

/** Opens the array that holds the labels: fills all of reader->state and reader->chosen_column. */
CW_MUST_USE cw_status cw_npz_open(struct cw_reader *reader, struct cw_error *err);
void cw_npz_describe(const struct cw_npz *npz, struct cw_buffer *out);
void cw_npz_free(struct cw_npz **npz);

#endif
