/* SPDX-License-Identifier: MIT */
/*
 * One data page counted both ways, in pieces and as a whole, for the unit tests and for fuzzing.  What pieces say must be
 * what the whole says, and nothing may change where they say nothing.
 */
#ifndef PARQUET_FLOW_RIG_H
#define PARQUET_FLOW_RIG_H

#include "base/memory.h"
#include "formats/parquet/page_flow.h"
#include "formats/parquet/parquet_state.h"

#include <assert.h>
#include <fcntl.h>
#include <isa-l/crc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FLOW_HEADER = 20, FLOW_MAX_MEMORY = 1 << 24 }; /* a page header is not read here: any bytes stand for it */

struct flow_page {
        unsigned max_repetition, max_definition;
        uint64_t n_values, n_codes; /* codes: entries of the dictionary */
        bool is_snappy, has_crc, wrong_crc, is_whole_chunk;
        bool in_large_pieces; /* as large as they are outside of tests */
        bool in_window;       /* not read, but looked at where it lies */
        bool looks_ahead;     /* then, and in large pieces: groups are laid out ahead, whether anybody helps or not */
        const uint8_t *stored;
        size_t stored_nbytes, plain_nbytes;
        size_t n_read; /* of it, in the window already */
};

/* Groups that were laid out ahead, in all checks so far, and of those the ones that helpers decompressed. */
static size_t flow_n_ahead, flow_n_helped;

enum flow_outcome { FLOW_COUNTED, FLOW_LEFT_TO_THE_WHOLE, FLOW_BAD };

struct flow_bench {
        struct cw_reader reader;
        struct cw_file file;
        struct cw_scratch scratch;
        struct cw_parquet_leaf leaf;
        struct cw_parquet_chunk chunk;
        struct cw_parquet_block block;
        struct cw_parquet_run run;
        struct cw_tally tally;
};

static inline void
flow_write(const struct flow_bench *b, const struct flow_page *p)
{
        static const uint8_t header[FLOW_HEADER];
        assert(pwrite(b->file.fd, header, FLOW_HEADER, 0) == FLOW_HEADER);
        assert(pwrite(b->file.fd, p->stored, p->stored_nbytes, FLOW_HEADER) == (ssize_t)p->stored_nbytes);
}

static inline void
flow_open(struct flow_bench *b, const struct flow_page *p)
{
        struct cw_error err;
        *b = (struct flow_bench){.scratch.max_nbytes = FLOW_MAX_MEMORY};
        b->file.fd = memfd_create("page", MFD_CLOEXEC);
        assert(b->file.fd >= 0);
        flow_write(b, p);
        b->file.seekable = p->in_window;
        b->file.nbytes = FLOW_HEADER + p->stored_nbytes;
        b->reader.file = &b->file;
        b->leaf = (struct cw_parquet_leaf){.type = CW_PARQUET_INT64,
                                           .meaning = CW_PARQUET_SIGNED,
                                           .type_name = "int64",
                                           .max_repetition = p->max_repetition,
                                           .max_definition = p->max_definition,
                                           .list_definition = p->max_definition > 0};
        b->chunk = (struct cw_parquet_chunk){.nbytes = FLOW_HEADER + p->stored_nbytes,
                                             .n_values = p->n_values + !p->is_whole_chunk,
                                             .n_rows = p->n_values / 3,
                                             .codec = p->is_snappy ? CW_PARQUET_SNAPPY : CW_PARQUET_UNCOMPRESSED};
        b->block.nbytes = b->chunk.nbytes;
        assert(cw_tally_init(&b->tally, &err) == CW_OK);
        b->run = (struct cw_parquet_run){.reader = &b->reader,
                                         .leaf = &b->leaf,
                                         .chunk = &b->chunk,
                                         .block = &b->block,
                                         .scratch = &b->scratch,
                                         .tally = &b->tally};
        assert(cw_parquet_worker_get(&b->scratch, &b->run.worker, &err) == CW_OK);
        b->run.worker->in_pieces_from = 1;
        b->run.worker->piece_nbytes = p->in_large_pieces ? CW_PARQUET_FLOW_PIECE : CW_PARQUET_FLOW_PIECE_LEAST;
        b->run.worker->ahead.always = p->looks_ahead;
        struct cw_parquet_dictionary *d = &b->run.worker->dictionary;
        d->n = p->n_codes;
        d->loaded = true;
        assert(cw_grow(&d->codes, &d->codes_cap, d->n + 1, sizeof(*d->codes)));
        memset(d->codes, 0, d->n * sizeof(*d->codes));
}

static inline void
flow_close(struct flow_bench *b)
{
        close(b->file.fd);
        cw_tally_free(&b->tally);
        cw_scratch_free(&b->scratch);
}

static inline bool
flow_is_untouched(const struct flow_bench *b)
{
        const struct cw_parquet_dictionary *d = &b->run.worker->dictionary;
        bool none = b->run.n_rows == 0 && b->tally.sequences == 0;
        for (size_t i = 0; i < d->n; i++)
                none = none && d->codes[i] == 0;
        return none;
}

static inline cw_status
flow_count_whole(struct flow_bench *b, const struct cw_parquet_page *page)
{
        struct cw_error err;
        struct cw_parquet_body body;
        struct cw_parquet_parts parts;
        const uint8_t *stored;
        size_t nbytes;
        CW_TRY(cw_parquet_window(&b->reader, &b->scratch, b->run.worker, 0, b->chunk.nbytes, 0, b->chunk.nbytes,
                                 &stored, &nbytes, &err));
        CW_TRY(cw_parquet_page_body(page, stored + FLOW_HEADER, b->chunk.codec, &b->run.worker->codecs, &b->scratch,
                                    &body, &err));
        CW_TRY(cw_parquet_page_parts(page, &body, &b->leaf, &parts, &err));
        return cw_parquet_count_page(&b->run, page, &parts, &err);
}

/* Aborts where the two ways do not agree. */
static inline enum flow_outcome
flow_check(const struct flow_page *p)
{
        struct flow_bench pieces, whole;
        struct cw_error err;
        const uint8_t *data;
        size_t nbytes;
        bool counted = false;
        struct cw_parquet_page page = {.type = CW_PARQUET_DATA,
                                       .header_nbytes = FLOW_HEADER,
                                       .stored_nbytes = p->stored_nbytes,
                                       .plain_nbytes = p->plain_nbytes,
                                       .n_values = p->n_values,
                                       .encoding = CW_PARQUET_RLE_DICTIONARY,
                                       .definition_encoding = CW_PARQUET_RLE,
                                       .repetition_encoding = CW_PARQUET_RLE,
                                       .has_crc = p->has_crc,
                                       .crc = crc32_gzip_refl(p->wrong_crc, p->stored, p->stored_nbytes)};
        flow_open(&pieces, p);
        flow_open(&whole, p);
        assert(cw_parquet_window(&pieces.reader, &pieces.scratch, pieces.run.worker, 0, FLOW_HEADER,
                                 FLOW_HEADER + p->n_read, pieces.chunk.nbytes, &data, &nbytes, &err) == CW_OK);
        assert(cw_parquet_count_in_pieces(&pieces.run, &page, 0, pieces.chunk.nbytes, &counted, &err) == CW_OK);
        const struct cw_parquet_ahead *ahead = &pieces.run.worker->ahead;
        flow_n_ahead += ahead->n_own + ahead->n_helped;
        flow_n_helped += ahead->n_helped;
        const bool sound = flow_count_whole(&whole, &page) == CW_OK;
        if (counted) {
                const size_t n = p->n_codes * sizeof(uint64_t);
                assert(sound && pieces.run.n_rows == whole.run.n_rows);
                assert(pieces.tally.sequences == whole.tally.sequences);
                assert(memcmp(pieces.run.worker->dictionary.codes, whole.run.worker->dictionary.codes, n) == 0);
        } else {
                assert(flow_is_untouched(&pieces));
        }
        flow_close(&pieces);
        flow_close(&whole);
        return counted ? FLOW_COUNTED : sound ? FLOW_LEFT_TO_THE_WHOLE : FLOW_BAD;
}

#endif
