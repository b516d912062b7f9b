/* SPDX-License-Identifier: MIT */
/*
 * The type of the values of an array: integers of one to eight bytes, signed or not, of either byte order.  All else that
 * NumPy knows is refused by its name.
 */
#ifndef CW_FORMATS_NUMPY_DTYPE_H
#define CW_FORMATS_NUMPY_DTYPE_H

#include "count/tally.h"

struct cw_dtype {
        enum cw_width width; /**< as the tally is told; CW_I64 for u8 in NumPy's words, whose values are checked */
        size_t nbytes;       /**< of a value: 1, 2, 4 or 8 */
        bool swapped;        /**< the most significant byte comes first */
        bool is_uint64;      /**< values may lie beyond an id */
        char name[4];        /**< as NumPy writes it: "<i4", "|u1" */
};

/** From `descr` of an .npy header: "<i4", ">u2", "|b1" (counted as 0 and 1).  CW_E_UNSUPPORTED with the name of what it
 *  is, CW_E_CORRUPT if it is no type. */
CW_MUST_USE cw_status cw_dtype_parse(const char *descr, size_t n, struct cw_dtype *dtype_ret, struct cw_error *err);

/** From the user's --dtype: bits as in "i8", "u16", "i64" or "int32", bytes where NumPy's byte order stands in front: "<i4".
 *  CW_E_USAGE. */
CW_MUST_USE cw_status cw_dtype_from_user(const char *text, struct cw_dtype *dtype_ret, struct cw_error *err);

/** Makes `n` values at `from` ids that a tally takes, in `to` (n * nbytes of room).  `from` may be `to`. */
void cw_dtype_swap(const struct cw_dtype *dtype, const uint8_t *from, size_t n, uint8_t *to);

/** Index of the first of `n` unsigned 64-bit values, in this machine's order, that no id can hold; n if there is none. */
size_t cw_dtype_beyond(const uint8_t *values, size_t n);

#endif
