/* SPDX-License-Identifier: MIT */
/*
 * Thrift's compact protocol, as far as Parquet's metadata uses it, read through the bounds-checked cursor.
 *
 *   struct   field* 00                   field   (delta << 4 | type) [zigzag id if delta is 0] value
 *   list     (n << 4 | type) value*      n = 15: varint n follows        map   varint n [(key << 4 | value) pairs]
 *   i16 i32 i64  zigzag varint           binary  varint length, bytes    bool field: the type is the value
 *
 * A reader walks the fields of a struct with cw_thrift_field(), takes the values it knows and skips the others.  What
 * does not fit makes the cursor bad, which ends every walk; whoever began it asks cw_cursor_ok() once.
 */
#ifndef CW_FORMATS_PARQUET_THRIFT_H
#define CW_FORMATS_PARQUET_THRIFT_H

#include "base/cursor.h"

enum cw_thrift_type {
        CW_THRIFT_STOP = 0,
        CW_THRIFT_TRUE = 1,
        CW_THRIFT_FALSE = 2,
        CW_THRIFT_BYTE = 3,
        CW_THRIFT_I16 = 4,
        CW_THRIFT_I32 = 5,
        CW_THRIFT_I64 = 6,
        CW_THRIFT_DOUBLE = 7,
        CW_THRIFT_BINARY = 8,
        CW_THRIFT_LIST = 9,
        CW_THRIFT_SET = 10,
        CW_THRIFT_MAP = 11,
        CW_THRIFT_STRUCT = 12
};

/** A field of a struct being walked; {0} before the first. */
struct cw_thrift_field {
        int32_t id;
        unsigned type; /**< enum cw_thrift_type, or what is none */
};

/** Goes on to the next field; false at the end of the struct, or once the cursor is bad. */
bool cw_thrift_next(struct cw_cursor *c, struct cw_thrift_field *field);

/** The value of a field, if it is of the right type; else it is skipped, and the cursor made bad. */
int32_t cw_thrift_i32(struct cw_cursor *c, struct cw_thrift_field field);
int64_t cw_thrift_i64(struct cw_cursor *c, struct cw_thrift_field field);
bool cw_thrift_bool(struct cw_cursor *c, struct cw_thrift_field field);
/** Where it lies; NULL with *nbytes_ret 0 if bad. */
const char *cw_thrift_binary(struct cw_cursor *c, struct cw_thrift_field field, size_t *nbytes_ret);
/** Elements of a list of `element` type, which follow; 0 if bad.  Never more than bytes are left. */
size_t cw_thrift_list(struct cw_cursor *c, struct cw_thrift_field field, unsigned element);
/** Whether a struct follows; bad if not. */
bool cw_thrift_struct(struct cw_cursor *c, struct cw_thrift_field field);

/** An element of a list of i32, and of binaries. */
int32_t cw_thrift_element_i32(struct cw_cursor *c);
const char *cw_thrift_element_binary(struct cw_cursor *c, size_t *nbytes_ret);

/** Passes over the value of a field. */
void cw_thrift_skip(struct cw_cursor *c, struct cw_thrift_field field);
/** Passes over one struct, as an element of a list. */
void cw_thrift_skip_struct(struct cw_cursor *c);

#endif
