/* SPDX-License-Identifier: MIT */
/*
 * What the files of the Parquet reader share; nobody else includes it.
 *
 *   parquet_open.c      footer -> metadata -> label column -> names
 *   parquet_describe.c  what inspect says
 *   parquet_blocks.c    next: column chunks, or runs of their pages, as blocks
 *   parquet_prepare.c   prepare: pages of several small column chunks side by side
 *   parquet_decode.c    decode: pages, read through a window; the struct cw_format
 *   parquet_count.c     counting a page, as a whole or in pieces (page_flow.c)
 *   parquet_order.c     labels in order, row by row: for packing, and to find the place of an unknown label
 */
#ifndef CW_FORMATS_PARQUET_STATE_H
#define CW_FORMATS_PARQUET_STATE_H

#include "formats/format.h"
#include "formats/parquet/page.h"
#include "formats/parquet/page_ahead.h"
#include "formats/parquet/page_values.h"

#define CW_PARQUET_DAMAGED "the file is damaged (use --keep-going to count the rest)"

enum { CW_PARQUET_LEVELS_MOST = 64 }; /**< no level is above; see DEEPEST in parquet_schema.c */

/** A block: pages of one column chunk. */
struct cw_parquet_block {
        size_t row_group;
        uint64_t offset, nbytes, n_values;
        bool skipped;    /**< left out, by whoever took it */
        uint64_t n_rows; /**< that begin in it; written by the worker that decodes it, read when all are decoded */
};

struct cw_parquet_state {
        struct cw_parquet_metadata metadata; /**< constant once open */
        size_t column;                       /**< the leaf that is counted */
        const char *why;                     /**< it was chosen; static */
        /* written by the first next(), which cuts the whole file; then constant but for n_rows */
        struct cw_parquet_block *blocks;
        size_t n_blocks, blocks_cap, next_block;
        bool cut;
};

/** Small column chunks that one worker decodes one after the other: read, and the first data page of each decompressed, by
 *  parquet_prepare.c. */
struct cw_parquet_ready {
        size_t n;
        struct cw_parquet_ready_chunk {
                uint64_t offset; /**< of the chunk in the file */
                size_t nbytes;
                const uint8_t *stored;
                uint64_t page_offset; /**< of the page, header and all */
                size_t body_nbytes;
                uint8_t *body; /**< NULL: the page is to be decompressed as others are */
        } chunks[CW_BLOCKS_TOGETHER];
        uint8_t *memory;
        size_t memory_cap;
};

/** What a worker keeps from block to block, in scratch->extra. */
struct cw_parquet_worker {
        struct cw_parquet_codecs codecs;
        struct cw_parquet_dictionary dictionary;
        size_t in_pieces_from; /**< bytes of a body, from which on a page goes by in pieces */
        size_t piece_nbytes;   /**< see page_flow.h */
        uint64_t *bins;        /**< of the codes of such a page */
        size_t bins_cap;
        struct cw_parquet_ahead ahead;
        struct cw_parquet_ready ready;
        char last[CW_PARQUET_TEXT_MOST];
        uint64_t window_offset; /**< what of the file scratch->raw holds */
        size_t window_nbytes;
};

struct cw_parquet_run;
typedef cw_status cw_parquet_page_fn(struct cw_parquet_run *run, const struct cw_parquet_page *page,
                                     struct cw_parquet_parts *parts, struct cw_error *err);

/** One pass over the pages of a block. */
struct cw_parquet_run {
        const struct cw_reader *reader;
        const struct cw_parquet_leaf *leaf;
        const struct cw_parquet_chunk *chunk;
        const struct cw_parquet_block *block;
        struct cw_scratch *scratch;
        struct cw_parquet_worker *worker;
        struct cw_tally *tally;
        cw_parquet_page_fn *take_page; /**< gets each data page */
        uint64_t page_offset;          /**< of the page at hand */
        uint64_t n_rows;               /**< that have begun */
        bool in_sequence;              /**< in order: one is open */
        bool done;                     /**< set by take_page: the rest is of no interest */
};

/** Hands each data page of the block to run->take_page; dictionary codes counted go to the tally at the end. */
CW_MUST_USE cw_status cw_parquet_run_pages(struct cw_parquet_run *run, struct cw_error *err);

/** The bytes from `offset` on, `want` of them or more, never any from `limit` on: at *data_ret until the next call.
 *  `ahead` says how many to read if any must be read.  CW_E_TRUNCATED if the file has become shorter. */
CW_MUST_USE cw_status cw_parquet_window(const struct cw_reader *reader, struct cw_scratch *scratch,
                                        struct cw_parquet_worker *worker, uint64_t offset, size_t want, size_t ahead,
                                        uint64_t limit, const uint8_t **data_ret, size_t *nbytes_ret,
                                        struct cw_error *err);

/** The header of the page at `offset`, at *data_ret too. */
CW_MUST_USE cw_status cw_parquet_read_header(const struct cw_reader *reader, struct cw_scratch *scratch,
                                             struct cw_parquet_worker *worker, uint64_t offset, size_t ahead,
                                             uint64_t limit, struct cw_parquet_page *page_ret, struct cw_error *err);

/** The worker's own, made at the first call; its window is empty.  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_parquet_worker_get(struct cw_scratch *scratch, struct cw_parquet_worker **worker_ret,
                                            struct cw_error *err);

/** take_page of a pass without an order. */
cw_parquet_page_fn cw_parquet_count_page;
/** A page at `offset`, header and all, counted so if it can be in pieces; *counted_ret false: nothing has changed but the
 *  window, and the page is to be taken as others are.  CW_E_MEMORY, CW_E_LIMIT. */
CW_MUST_USE cw_status cw_parquet_count_in_pieces(struct cw_parquet_run *run, const struct cw_parquet_page *page,
                                                 uint64_t offset, uint64_t limit, bool *counted_ret,
                                                 struct cw_error *err);

/** take_page of a pass in order. */
cw_parquet_page_fn cw_parquet_take_in_order;
/** Ends the sequence that is open behind the last page. */
void cw_parquet_end_order(struct cw_parquet_run *run);
/** After a block has been counted: the exact places of what was unknown in it. */
CW_MUST_USE cw_status cw_parquet_locate(const struct cw_parquet_run *counted, struct cw_error *err);

/** The chunk that all of `want` bytes from `offset` on are in, if it is ready; NULL: it is not. */
const struct cw_parquet_ready_chunk *
cw_parquet_ready_at(const struct cw_parquet_ready *ready, uint64_t offset, size_t want);

/* Functions of cw_format_parquet. */
void cw_parquet_prepare(struct cw_reader *reader, const struct cw_block *blocks, size_t n, struct cw_scratch *scratch);
int cw_parquet_probe(const struct cw_sample *sample);
cw_status cw_parquet_open(struct cw_reader *reader, const struct cw_sample *sample, struct cw_error *err);
void cw_parquet_close(struct cw_reader *reader);
void cw_parquet_describe(const struct cw_reader *reader, struct cw_buffer *out);
cw_status cw_parquet_next(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_block *block_ret,
                          bool *more_ret, struct cw_error *err);

#endif
