/* SPDX-License-Identifier: MIT */
/*
 * The body of a large page of version 1, a piece at a time, so that it is decompressed and counted in the cache and no page is
 * ever in memory as a whole.
 *
 *     stored      ... in a window on the file, or read by pieces of 64 KiB, into scratch->raw ...
 *     body        [what copies may reach back to | a piece, of which `at` to `end` is not taken yet]     scratch->text
 *
 * A flow does not tell what is wrong, only that it cannot go on: a page that is damaged, or was compressed in an unusual way,
 * is read again in one piece, as all others are (page.h), and that has the last word.
 */
#ifndef CW_FORMATS_PARQUET_PAGE_FLOW_H
#define CW_FORMATS_PARQUET_PAGE_FLOW_H

#include "codecs/blocks.h"
#include "formats/format.h"
#include "formats/parquet/page.h"
#include "formats/parquet/page_ahead.h"
#include "input/file_window.h"

struct cw_parquet_flow {
        /* the body; the taker moves `at` */
        const uint8_t *at, *end;
        uint64_t n_ahead; /**< bytes of it behind `end` */
        bool failed;      /**< it cannot go on; nothing comes any more */
        /* the stored bytes */
        struct cw_file_window window; /**< on all of them; or closed, where they are read */
        struct cw_file *file;
        uint64_t offset;   /**< in the file, of what is not read yet */
        size_t n_unread;   /**< of the page */
        const uint8_t *in; /**< read and not decompressed yet, to in_end; in scratch->raw */
        const uint8_t *in_end;
        size_t piece_nbytes; /**< read at a time */
        size_t in_room;      /**< bytes of scratch->raw that are used */
        bool has_crc;
        uint32_t crc, sum; /**< wanted; of what was read */
        /* decompression */
        enum cw_parquet_codec codec;
        struct cw_snappy snappy;
        bool in_fragments; /**< so far it is made of fragments, as by the usual compressors */
        struct cw_snappy_fragments fragments;
        struct cw_parquet_ahead *ahead; /**< NULL: nothing is decompressed ahead */
        struct cw_scratch *scratch;
};

enum {
        CW_PARQUET_FLOW_PIECE = 1 << 16,                       /**< a good piece_nbytes */
        CW_PARQUET_FLOW_PIECE_LEAST = 2 * CW_HYBRID_MORE_BELOW /**< as much may be left when more is asked for */
};

/** Whether a page can be taken so. */
bool cw_parquet_flow_takes(const struct cw_parquet_page *page, enum cw_parquet_codec codec);

/** Opens the body of a page, stored from `offset` on, of which the first `n_there` bytes are in scratch->raw from `there` on.  Pieces
 *  are of `piece_nbytes` stored bytes, and of three times as many of the body.  CW_E_MEMORY, CW_E_LIMIT. */
CW_MUST_USE cw_status cw_parquet_flow_open(struct cw_parquet_flow *flow, struct cw_file *file, uint64_t offset,
                                           const struct cw_parquet_page *page, enum cw_parquet_codec codec,
                                           size_t piece_nbytes, const uint8_t *there, size_t n_there,
                                           struct cw_parquet_ahead *ahead, struct cw_scratch *scratch,
                                           struct cw_error *err);

/** Puts the next piece behind what is left of this one, which is moved.  False: there is none, or it failed. */
bool cw_parquet_flow_more(struct cw_parquet_flow *flow);
/** The next `nbytes` bytes, at most a few, together.  NULL: there are not as many. */
const uint8_t *cw_parquet_flow_bytes(struct cw_parquet_flow *flow, size_t nbytes);
/** The next `nbytes` bytes as a hybrid, which is to be ended before anything else is taken. */
struct cw_hybrid cw_parquet_flow_hybrid(struct cw_parquet_flow *flow, uint64_t nbytes, unsigned width);
void cw_parquet_flow_end_hybrid(struct cw_parquet_flow *flow, const struct cw_hybrid *h);
/** Takes the rest.  Whether all of the page was as its header says. */
bool cw_parquet_flow_close(struct cw_parquet_flow *flow);
/** After close(), or without it where the rest is of no interest.  False: the file has changed, nothing that was taken counts. */
bool cw_parquet_flow_leave(struct cw_parquet_flow *flow);

#endif
