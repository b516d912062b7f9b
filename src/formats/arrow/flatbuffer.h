/* SPDX-License-Identifier: MIT */
/*
 * Reading flatbuffers where they lie.  Every offset is checked against the buffer at the moment it is followed, so
 * that nothing need be verified beforehand; whatever points outside sets `bad`, reads as absent, and is asked for
 * once, when a whole structure has been read.  Integers are little-endian and need not be aligned.
 *
 *   buffer   u32 root -> table
 *   table    i32 back to its vtable | fields, inline
 *   vtable   u16 bytes of vtable | u16 bytes of table | u16 offset of field 0 within the table, 0: absent | field 1
 *  ...
 *   vector   u32 n | n items        a field that is a table, a vector or a string holds a u32: how far ahead that lies
 *
 * Offsets lead forward only, so no walk can run in a circle; but two may lead to one table, so who walks a tree
 * counts.
 */
#ifndef CW_FORMATS_ARROW_FLATBUFFER_H
#define CW_FORMATS_ARROW_FLATBUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cw_flatbuffer {
        const uint8_t *data;
        size_t nbytes;
        bool bad;
};

/** `at` 0: absent; all of its fields are then absent too. */
struct cw_fb_table {
        size_t at, vtable, vtable_nbytes;
};

/** Items where they lie; n 0: absent or empty. */
struct cw_fb_vector {
        const uint8_t *items;
        size_t n;
};

struct cw_fb_table cw_fb_root(struct cw_flatbuffer *fb);

/** The field in `slot`, an integer of `nbytes` bytes, zero-extended. */
uint64_t
cw_fb_uint(struct cw_flatbuffer *fb, const struct cw_fb_table *table, unsigned slot, size_t nbytes, uint64_t absent);

struct cw_fb_table cw_fb_child(struct cw_flatbuffer *fb, const struct cw_fb_table *table, unsigned slot);

/** A vector of structs or integers of `item_nbytes` bytes each; of tables, 4. */
struct cw_fb_vector
cw_fb_vector(struct cw_flatbuffer *fb, const struct cw_fb_table *table, unsigned slot, size_t item_nbytes);

/** Item `i`, below n, of a vector of tables. */
struct cw_fb_table cw_fb_item(struct cw_flatbuffer *fb, const struct cw_fb_vector *tables, size_t i);

/** A string, with a NUL behind its bytes (and perhaps within); NULL if absent. */
const char *cw_fb_string(struct cw_flatbuffer *fb, const struct cw_fb_table *table, unsigned slot, size_t *nbytes_ret);

#endif
