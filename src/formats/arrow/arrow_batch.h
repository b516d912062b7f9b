/* SPDX-License-Identifier: MIT */
/*
 * The label column of one batch, laid out in memory and verified, and the walk over it.
 *
 *   rows        0     1     2     3          validity 1 1 0 1         offsets 2 4 6 9 9
 *   list       [a b] [c d] null  []          (the null list covers three items, which are not counted)
 *   items   . . a b   c d   x y z            validity of items likewise
 *
 * Loading finds the buffers by number, checks that each lies in the body, decompresses those that need it, and checks
 * every offset in the range of rows that is asked for; after that the walk cannot leave the buffers.
 */
#ifndef CW_FORMATS_ARROW_BATCH_H
#define CW_FORMATS_ARROW_BATCH_H

#include "formats/arrow/arrow_column.h"
#include "formats/arrow/arrow_message.h"
#include "formats/format.h"

/** A buffer of the body; `unpacked_nbytes` is UINT64_MAX where it is to be taken as it is. */
struct cw_arrow_buffer {
        struct cw_arrow_bytes bytes;
        uint64_t unpacked_nbytes;
};

struct cw_arrow_loaded_level {
        uint64_t length;
        bool has_nulls; /**< there is a bitmap; it is not read where the batch says that there are no nulls */
        uint64_t bit;   /**< of entry 0 in the bitmap; not 0 in arrays that are a part of larger ones */
        struct cw_arrow_buffer validity, items, text; /* items: offsets, integers, views */
};

struct cw_arrow_batch {
        const struct cw_arrow_column *column;
        const struct cw_arrow_message *message;
        uint64_t begin, end; /**< rows asked for */
        struct cw_arrow_loaded_level levels[CW_ARROW_DEPTH_MOST];
        struct cw_arrow_buffer *views; /**< of a leaf of views */
        size_t n_views;
        uint64_t *spare; /**< n_spare zeros, in the scratch */
        size_t n_spare;
};

/** Loads rows begin .. end-1.  Its memory is the scratch, until the next load.  CW_E_CORRUPT, CW_E_LIMIT,
 *  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_arrow_batch_load(struct cw_arrow_batch *batch, const struct cw_arrow_column *column,
                                          const struct cw_arrow_message *message, uint64_t begin, uint64_t end,
                                          size_t n_spare, struct cw_scratch *scratch, struct cw_error *err);

/** Entries begin .. end-1 of a level, none of them null.  False ends the walk. */
typedef bool cw_arrow_run_fn(void *user, uint64_t begin, uint64_t end);

/** Calls `run` for the entries of `level` that lie in rows begin .. end-1 and are not null, nor is anything around
 *  them; in order. */
bool cw_arrow_batch_walk(const struct cw_arrow_batch *batch, size_t level, uint64_t begin, uint64_t end,
                         cw_arrow_run_fn *run, void *user);

/** Entries of the last level for all rows of the batch, as the batch says and nobody has checked; 0 if it does not. */
uint64_t cw_arrow_batch_claim(const struct cw_arrow_column *column, const struct cw_arrow_message *message);

/** The first entry of the last level that lies in `row`, or would, were the row not empty. */
uint64_t cw_arrow_batch_first_leaf(const struct cw_arrow_batch *batch, uint64_t row);

/** The row that entry `leaf` of the last level lies in, and its place among all entries of that row, nulls too. */
uint64_t cw_arrow_batch_row_of(const struct cw_arrow_batch *batch, uint64_t leaf, uint64_t *position_ret);

/** The bytes of entry `i` of a leaf of text; NULL if a view leads out of its buffer. */
const char *cw_arrow_batch_text(const struct cw_arrow_batch *batch, uint64_t i, size_t *nbytes_ret);

#endif
