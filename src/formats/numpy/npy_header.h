/* SPDX-License-Identifier: MIT */
/*
 * The header of an .npy file: what an array's values are and how they lie.
 */
#ifndef CW_FORMATS_NUMPY_NPY_HEADER_H
#define CW_FORMATS_NUMPY_NPY_HEADER_H

#include "formats/numpy/dtype.h"

enum {
        CW_NPY_START = 12,            /**< bytes that tell how long the header is, and whether it is one */
        CW_NPY_HEADER_MOST = 1 << 16, /**< bytes of a header; NumPy itself reads no more than 10,000 */
        CW_NPY_DIMS_MOST = 32
};

/** An array.  Its rows are all axes but the last: an array of one axis is one row, and so is a single number. */
struct cw_npy_array {
        struct cw_dtype dtype;
        bool fortran_order; /**< the first axis runs fastest */
        unsigned n_dims;
        uint64_t shape[CW_NPY_DIMS_MOST];
        uint64_t n_values; /**< below 2^60; UINT64_MAX where not known (raw values from a pipe) */
        uint64_t row_len;  /**< length of the last axis */
};

/** Whether bytes begin as an .npy file does. */
bool cw_npy_is_magic(const uint8_t *bytes, size_t n);

/** Whole length of the header that begins with `start`.  CW_E_CORRUPT, CW_E_TRUNCATED, CW_E_UNSUPPORTED (version). */
CW_MUST_USE cw_status cw_npy_header_nbytes(const uint8_t *start, size_t n, size_t *nbytes_ret, struct cw_error *err);

/** Reads a whole header.  CW_E_CORRUPT, CW_E_UNSUPPORTED. */
CW_MUST_USE cw_status cw_npy_header_parse(const uint8_t *bytes, size_t nbytes, struct cw_npy_array *array_ret,
                                          struct cw_error *err);

/** "shape: (2, 3)\n" and the like, for inspect. */
struct cw_buffer;
void cw_npy_describe(const struct cw_npy_array *array, struct cw_buffer *out);

#endif
