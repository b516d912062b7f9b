/* SPDX-License-Identifier: MIT */
/*
 * Inside of formats/numpy/: from a source of bytes to the array it begins with.
 */
#ifndef CW_FORMATS_NUMPY_NPY_H
#define CW_FORMATS_NUMPY_NPY_H

#include "formats/numpy/byte_source.h"
#include "formats/numpy/npy_header.h"

/** Reads the header at the front of a source, which stands at the first value then. */
CW_MUST_USE cw_status cw_npy_take_header(struct cw_byte_source *source, struct cw_npy_array *array_ret,
                                         size_t *nbytes_ret, struct cw_error *err);

/** Whether the array and as many bytes as there are after its header fit.  CW_E_TRUNCATED, CW_E_CORRUPT. */
CW_MUST_USE cw_status cw_npy_check_size(const struct cw_npy_array *array, uint64_t nbytes, struct cw_error *err);

#endif
