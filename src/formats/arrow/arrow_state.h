/* SPDX-License-Identifier: MIT */
/*
 * Inside of formats/arrow: an open stream or file.
 *
 *   stream   schema | (dictionary batch | record batch) ... | end
 *   file     "ARROW1" 0 0 | a stream | Footer | i32 its bytes | "ARROW1"
 *            Footer  0 version  1 Schema  2 [Block] of dictionaries  3 [Block] of record batches
 *            Block   i64 offset | i32 metadata, prefix and all | 4 | i64 body
 *
 * A mapped file is read by its footer, a stream (and a file that comes through a pipe) message by message.  What
 * next() hands out is told to decode() by a ticket: the message, the rows, the dictionary as it was then.
 */
#ifndef CW_FORMATS_ARROW_STATE_H
#define CW_FORMATS_ARROW_STATE_H

#include "base/team.h"
#include "formats/arrow/arrow_count.h"
#include "formats/arrow/arrow_source.h"

struct cw_arrow_ticket {
        uint64_t seq;
        struct cw_arrow_message message;
        uint64_t first_row;  /**< of the batch, in the file */
        uint64_t begin, end; /**< rows of the batch that this block is */
        struct cw_arrow_dictionary *dictionary;
        size_t n_codes;
        struct cw_arrow_ticket *next;
};

/** Blocks of a footer, where they lie. */
struct cw_arrow_blocks {
        struct cw_fb_vector blocks;
        size_t next;
        uint64_t end; /**< of the last one taken: they must not overlap */
};

struct cw_arrow_state {
        /* set by open, constant afterwards */
        struct cw_arrow_schema schema;
        struct cw_arrow_column column;
        size_t field;    /**< of the schema, the label column */
        const char *why; /**< it was chosen */
        bool has_magic;  /**< a file: ARROW1 at its start */
        bool by_footer;
        uint64_t
                slice_nbytes; /**< body of a mapped batch that a block is made of, where it has several times as much */

        /* written by next() and finish(), one caller at a time */
        struct cw_arrow_source source;
        struct cw_arrow_blocks dictionaries, batches;
        struct cw_arrow_message batch; /**< the one that blocks are being made of ... */
        uint64_t row;                  /**< ... from this row on ... */
        uint64_t rows_a_block;
        uint64_t n_rows; /**< in all batches before it */
        uint64_t n_batches, n_blocks;
        bool at_end;

        struct cw_lock lock;                    /* guards what follows */
        struct cw_arrow_dictionary *dictionary; /**< as record batches that come now are to be read; or NULL */
        struct cw_arrow_ticket *out, *free;
};

/* The format's functions, see format.h. */
int cw_arrow_probe(const struct cw_sample *sample);
cw_status cw_arrow_open(struct cw_reader *reader, const struct cw_sample *sample, struct cw_error *err);
void cw_arrow_describe(const struct cw_reader *reader, struct cw_buffer *out);
void cw_arrow_close(struct cw_reader *reader);

/** The message of the next block of a footer, without its body; false at the end. */
CW_MUST_USE cw_status cw_arrow_take_block(struct cw_arrow_source *source, struct cw_arrow_blocks *blocks,
                                          struct cw_arrow_message *message, uint64_t *body_nbytes_ret, bool *more_ret,
                                          struct cw_error *err);

#endif
