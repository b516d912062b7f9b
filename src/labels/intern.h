/* SPDX-License-Identifier: MIT */
/*
 * Interning of label strings: each distinct byte string gets the next small number.  One table a worker, so no locks;
 * the names stay when counts are drained, so that the table is warm for the next shard.  XXH3, open addressing.
 */
#ifndef CW_LABELS_INTERN_H
#define CW_LABELS_INTERN_H

#include "base/status.h"

struct cw_intern_name {
        const char *text; /**< in the table's own memory, NUL-terminated, stable until cw_intern_free() */
        uint32_t nbytes;
};

struct cw_intern {
        struct cw_intern_name *names; /**< names[number] */
        size_t n, names_cap;
        struct cw_intern_slot *slots; /**< private to intern.c; a power of two of them, at most half full */
        size_t n_slots;
        struct cw_intern_chunk *chunks; /**< where the bytes live */
        size_t nbytes;                  /**< of all names together */
        struct cw_intern_short *shorts; /**< strings of up to CW_INTERN_PAD bytes met by cw_intern_add_padded() */
        size_t n_shorts;
        unsigned shorts_bits; /**< there is room for two to the power of so many */
};

enum { CW_INTERN_PAD = 32 };

/** The number of `text` (any bytes, may hold NULs, may be empty), new or old.  UINT32_MAX when memory is out or there
 *  are more than 2^31 names. */
uint32_t cw_intern_add(struct cw_intern *table, const char *text, size_t nbytes);
/** As cw_intern_add(), but UINT32_MAX for a string that is not there. */
uint32_t cw_intern_find(const struct cw_intern *table, const char *text, size_t nbytes);
/** Forgets all names; most of the memory stays. */
void cw_intern_clear(struct cw_intern *table);
/** As cw_intern_add(), for a text of which CW_INTERN_PAD bytes may be read, however long it is: faster for short ones. */
uint32_t cw_intern_add_padded(struct cw_intern *table, const char *text, size_t nbytes);
void cw_intern_free(struct cw_intern *table);

#endif
