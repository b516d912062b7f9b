/* SPDX-License-Identifier: MIT */
/*
 * A dictionary: what the indices of an encoded column stand for.  One is made of a dictionary batch and grows by
 * deltas; a replacement makes a new one, while record batches that were handed out before still count by the old one.
 *
 * Entries never move, so that who decodes may read those he was told of while later ones are added; how many there
 * are, and how many hold on to it, is guarded by the owner's lock.
 *
 *   blocks   [ 64 entries ][ 128 ][ 256 ] ...      texts   batch -> batch -> ...
 */
#ifndef CW_FORMATS_ARROW_DICTIONARY_H
#define CW_FORMATS_ARROW_DICTIONARY_H

#include "formats/arrow/arrow_batch.h"

struct cw_arrow_entry {
        const char *text; /**< NULL: the entry is null; of ids "" */
        int64_t value;    /**< bytes of the text, or the id */
};

enum { CW_ARROW_ENTRY_BLOCKS = 40 };

struct cw_arrow_texts {
        struct cw_arrow_texts *next;
        char bytes[];
};

struct cw_arrow_dictionary {
        struct cw_arrow_entry *blocks[CW_ARROW_ENTRY_BLOCKS];
        struct cw_arrow_texts *texts;
        size_t n;      /**< entries */
        size_t nbytes; /**< of entries and texts */
        int n_holders;
};

CW_MUST_USE cw_status cw_arrow_dictionary_new(struct cw_arrow_dictionary **dictionary_ret, struct cw_error *err);
void cw_arrow_dictionary_free(struct cw_arrow_dictionary **dictionary);

/** Appends the entries of a dictionary batch, for the values of `column`, to *n_ref, which becomes their number: the
 *  dictionary's own number is left to who holds the lock.  CW_E_LIMIT above the scratch's bound. */
CW_MUST_USE cw_status cw_arrow_dictionary_add(struct cw_arrow_dictionary *dictionary,
                                              const struct cw_arrow_column *column,
                                              const struct cw_arrow_message *message, struct cw_scratch *scratch,
                                              size_t *n_ref, struct cw_error *err);

/** Likewise of a batch that is loaded: entries 0 .. end-1 of its one level, a column of cw_arrow_values_column(). */
CW_MUST_USE cw_status cw_arrow_dictionary_add_loaded(struct cw_arrow_dictionary *dictionary,
                                                     const struct cw_arrow_batch *batch, uint64_t max_nbytes,
                                                     size_t *n_ref, struct cw_error *err);

/** The values of the dictionary of `column` as a column of one level, alone in its batch. */
struct cw_arrow_column cw_arrow_values_column(const struct cw_arrow_column *column);

static inline struct cw_arrow_entry *
cw_arrow_entry(const struct cw_arrow_dictionary *d, uint64_t i)
{
        const unsigned top = 63U - (unsigned)__builtin_clzll(i + 64);
        return &d->blocks[top - 6][i + 64 - (UINT64_C(1) << top)];
}

/** An integer of `integer` type: ids and indices as they are in memory; one above 2^63 - 1 comes out negative. */
int64_t cw_arrow_integer_at(const uint8_t *items, uint64_t i, struct cw_arrow_integer integer);

#endif
