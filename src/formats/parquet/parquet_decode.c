/* SPDX-License-Identifier: MIT */
/*
 * Decoding a block: its pages are read through a window over the file, in the worker's scratch, and counted without an
 * order; definition levels say how many values a page holds, repetition levels how many rows begin in it.
 *
 *   file      ... | header | stored page | header | stored page | ...
 *   window        [ scratch->raw: 64 KiB, or one page               ]
 *   text          [ scratch->text: one page decompressed ]
 *
 * Dictionary codes are counted as codes over the whole block and become labels at its end.
 */
#include "base/memory.h"
#include "formats/parquet/page_flow.h"
#include "formats/parquet/parquet_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
        AHEAD = 1 << 16, /* bytes read at a time: what is read is still in the cache when it is looked at */
        DICTIONARY_AHEAD = 4096,
        LARGE_PAGE = 1 << 20, /* bytes of a body, from which on it goes by in pieces */
        HEADER_MOST = 1 << 24 /* bytes of a page header: its statistics hold values */
};

/* ---- the worker's own ---------------------------------------------------------------------------------------- */

static void
free_worker(void *extra)
{
        struct cw_parquet_worker *w = extra;
        cw_stream_free(&w->codecs.gzip);
        cw_parquet_dictionary_free(&w->dictionary);
        cw_parquet_ahead_free(&w->ahead);
        cw_free(w->ready.memory);
        cw_free(w->bins);
        cw_free(w);
}

cw_status
cw_parquet_worker_get(struct cw_scratch *scratch, struct cw_parquet_worker **worker_ret, struct cw_error *err)
{
        if (scratch->extra_free != free_worker) {
                if (scratch->extra != NULL)
                        scratch->extra_free(scratch->extra);
                scratch->extra_free = free_worker;
                scratch->extra = cw_calloc(1, sizeof(struct cw_parquet_worker));
        }
        struct cw_parquet_worker *w = scratch->extra;
        *worker_ret = w;
        if (w == NULL) {
                scratch->extra_free = NULL;
                return cw_fail_memory(err, sizeof(*w));
        }
        w->window_nbytes = 0;
        w->in_pieces_from = LARGE_PAGE;
        w->piece_nbytes = CW_PARQUET_FLOW_PIECE;
        return CW_OK;
}

/* ---- the window ---------------------------------------------------------------------------------------------- */

cw_status
cw_parquet_window(const struct cw_reader *reader, struct cw_scratch *scratch, struct cw_parquet_worker *w,
                  uint64_t offset, size_t want, size_t ahead, uint64_t limit, const uint8_t **data_ret,
                  size_t *nbytes_ret, struct cw_error *err)
{
        if (offset > limit || want > limit - offset)
                return cw_fail(err, CW_E_CORRUPT, "it runs past the end of the column");
        const struct cw_parquet_ready_chunk *ready = cw_parquet_ready_at(&w->ready, offset, want);
        if (ready != NULL) {
                *data_ret = ready->stored + (offset - ready->offset);
                *nbytes_ret = ready->nbytes - (size_t)(offset - ready->offset);
                if (*nbytes_ret > limit - offset)
                        *nbytes_ret = (size_t)(limit - offset);
                return CW_OK;
        }
        if (offset < w->window_offset || offset - w->window_offset > w->window_nbytes ||
            want > w->window_nbytes - (size_t)(offset - w->window_offset)) {
                size_t nbytes = want > ahead ? want : ahead, got = 0;
                if (nbytes > limit - offset)
                        nbytes = (size_t)(limit - offset);
                w->window_nbytes = 0;
                CW_TRY(cw_scratch_raw(scratch, nbytes, err));
                CW_TRY(cw_file_read_at(reader->file, offset, scratch->raw, nbytes, &got, err));
                if (got < nbytes)
                        return cw_fail(err, CW_E_TRUNCATED, "the file has become shorter while it was read");
                w->window_offset = offset;
                w->window_nbytes = nbytes;
        }
        const size_t at = (size_t)(offset - w->window_offset);
        *data_ret = scratch->raw + at;
        *nbytes_ret = w->window_nbytes - at;
        if (*nbytes_ret > limit - offset)
                *nbytes_ret = (size_t)(limit - offset);
        return CW_OK;
}

cw_status
cw_parquet_read_header(const struct cw_reader *reader, struct cw_scratch *scratch, struct cw_parquet_worker *w,
                       uint64_t offset, size_t ahead, uint64_t limit, struct cw_parquet_page *page,
                       struct cw_error *err)
{
        const uint8_t *data;
        for (size_t want = 1, nbytes = 0; want <= HEADER_MOST; want = 2 * nbytes) {
                if (offset < limit && want > limit - offset)
                        want = (size_t)(limit - offset);
                CW_TRY(cw_parquet_window(reader, scratch, w, offset, want, ahead, limit, &data, &nbytes, err));
                if (cw_parquet_page_header(data, nbytes, page))
                        return CW_OK;
                if (nbytes == limit - offset)
                        break;
        }
        return cw_fail(err, CW_E_CORRUPT, "expected a page header, found other bytes");
}

/* ---- pages --------------------------------------------------------------------------------------------------- */

/* "row group 3, page at byte 81920: " in front of the sentence, and the mend behind it. */
static cw_status
locate_error(const struct cw_parquet_run *run, cw_status status, struct cw_error *err)
{
        char sentence[sizeof(err->message)];
        if (status == CW_OK || err == NULL || !cw_status_is_data(status))
                return status;
        memcpy(sentence, err->message, sizeof(sentence));
        cw_fail(err, status, "row group %zu, page at byte %" PRIu64 ": %.700s%s", run->block->row_group,
                run->page_offset, sentence,
                status == CW_E_CORRUPT || status == CW_E_TRUNCATED ? "; " CW_PARQUET_DAMAGED : "");
        err->byte_offset = run->page_offset;
        return status;
}

static cw_status
load_dictionary(struct cw_parquet_run *run, const struct cw_parquet_page *page, const uint8_t *stored,
                struct cw_error *err)
{
        struct cw_parquet_worker *w = run->worker;
        struct cw_parquet_body body;
        if (w->dictionary.loaded)
                return cw_fail(err, CW_E_CORRUPT, "it is a second dictionary");
        if (page->encoding != CW_PARQUET_PLAIN && page->encoding != CW_PARQUET_PLAIN_DICTIONARY)
                return cw_fail(err, CW_E_UNSUPPORTED, "a dictionary in encoding %d is not read", page->encoding);
        if (page->plain_nbytes > run->reader->options->max_memory / 8)
                return cw_fail(err, CW_E_LIMIT,
                               "the dictionary of %zu bytes is too large for --max-memory; raise it, or choose another "
                               "column with --column",
                               page->plain_nbytes);
        CW_TRY(cw_parquet_page_body(page, stored, run->chunk->codec, &w->codecs, run->scratch, &body, err));
        return cw_parquet_dictionary_load(&w->dictionary, run->leaf, body.data, body.nbytes, page->n_values, err);
}

/* The body of a data page at `offset`, which may be ready. */
static cw_status
get_body(struct cw_parquet_run *run, const struct cw_parquet_page *page, uint64_t offset, const uint8_t *stored,
         struct cw_parquet_body *body, struct cw_error *err)
{
        const struct cw_parquet_ready_chunk *ready = cw_parquet_ready_at(&run->worker->ready, offset, 1);
        if (ready == NULL || ready->body == NULL || ready->page_offset != offset)
                return cw_parquet_page_body(page, stored, run->chunk->codec, &run->worker->codecs, run->scratch, body,
                                            err);
        *body = (struct cw_parquet_body){.levels = ready->body, .data = ready->body, .nbytes = ready->body_nbytes};
        return CW_OK;
}

/* One page at `*at_ref`, which is moved behind it. */
static cw_status
take_page(struct cw_parquet_run *run, uint64_t *at_ref, uint64_t *n_left_ref, size_t ahead, uint64_t limit,
          bool dictionary_only, struct cw_error *err)
{
        struct cw_parquet_page page;
        struct cw_parquet_body body;
        struct cw_parquet_parts parts;
        const uint8_t *stored;
        size_t nbytes;
        run->page_offset = *at_ref;
        CW_TRY(cw_parquet_read_header(run->reader, run->scratch, run->worker, *at_ref, ahead, limit, &page, err));
        const struct cw_parquet_state *state = run->reader->state;
        page.is_compressed = page.is_compressed || state->metadata.never_plain;
        if (dictionary_only && page.type != CW_PARQUET_DICTIONARY)
                return CW_OK;
        if (run->take_page == cw_parquet_count_page && page.n_values <= *n_left_ref) {
                bool counted = false;
                CW_TRY(cw_parquet_count_in_pieces(run, &page, *at_ref, limit, &counted, err));
                *at_ref += counted ? page.header_nbytes + page.stored_nbytes : 0;
                *n_left_ref -= counted ? page.n_values : 0;
                if (counted)
                        return CW_OK;
        }
        CW_TRY(cw_parquet_window(run->reader, run->scratch, run->worker, *at_ref,
                                 page.header_nbytes + page.stored_nbytes, ahead, limit, &stored, &nbytes, err));
        *at_ref += page.header_nbytes + page.stored_nbytes;
        stored += page.header_nbytes;
        if (page.type == CW_PARQUET_DICTIONARY)
                return load_dictionary(run, &page, stored, err);
        if (page.type != CW_PARQUET_DATA && page.type != CW_PARQUET_DATA_V2)
                return CW_OK;
        if (page.n_values > *n_left_ref)
                return cw_fail(err, CW_E_CORRUPT, "expected at most %" PRIu64 " values, found %" PRIu64, *n_left_ref,
                               page.n_values);
        *n_left_ref -= page.n_values;
        CW_TRY(get_body(run, &page, run->page_offset, stored, &body, err));
        CW_TRY(cw_parquet_page_parts(&page, &body, run->leaf, &parts, err));
        return run->take_page(run, &page, &parts, err);
}

cw_status
cw_parquet_run_pages(struct cw_parquet_run *run, struct cw_error *err)
{
        const struct cw_parquet_block *block = run->block;
        const uint64_t limit = block->offset + block->nbytes;
        uint64_t at = run->chunk->offset, n_left = block->n_values;
        run->worker->dictionary.loaded = false;
        run->worker->window_nbytes = 0;
        if (block->offset != at)
                CW_TRY(locate_error(run, take_page(run, &at, &n_left, DICTIONARY_AHEAD, block->offset, true, err),
                                    err));
        at = block->offset;
        while (n_left > 0 && !run->done) {
                CW_TRY(locate_error(run, take_page(run, &at, &n_left, AHEAD, limit, false, err), err));
                CW_TRY(cw_tally_status(run->tally, err));
        }
        cw_parquet_dictionary_tally(&run->worker->dictionary, run->tally);
        return cw_tally_status(run->tally, err);
}

/* ---- counting ------------------------------------------------------------------------------------------------ */

static cw_status
parquet_decode(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch,
               struct cw_tally *tally, struct cw_error *err)
{
        struct cw_parquet_state *s = reader->state;
        struct cw_parquet_block *b = &s->blocks[block->seq];
        struct cw_parquet_run run = {.reader = reader,
                                     .leaf = &s->metadata.leaves[s->column],
                                     .chunk = &s->metadata.chunks[b->row_group],
                                     .block = b,
                                     .scratch = scratch,
                                     .tally = tally,
                                     .take_page = tally->collector != NULL ? cw_parquet_take_in_order
                                                                           : cw_parquet_count_page};
        if (err != NULL)
                err->row = 0;
        CW_TRY(cw_parquet_worker_get(scratch, &run.worker, err));
        cw_tally_row(tally, 0);
        CW_TRY(cw_parquet_run_pages(&run, err));
        b->n_rows = run.n_rows;
        if (tally->collector == NULL)
                return cw_parquet_locate(&run, err);
        cw_parquet_end_order(&run);
        return cw_tally_status(tally, err);
}

static cw_status
parquet_skip(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch, struct cw_tally *tally,
             struct cw_error *err)
{
        struct cw_parquet_state *s = reader->state;
        (void)scratch, (void)tally, (void)err;
        s->blocks[block->seq].skipped = true;
        return CW_OK;
}

/* A row too few or too many means that levels are damaged, which nothing else tells where there is no checksum. */
static cw_status
parquet_finish(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err)
{
        const struct cw_parquet_state *s = reader->state;
        (void)scratch;
        (void)tally;
        for (size_t i = 0; i < s->n_blocks;) {
                const size_t row_group = s->blocks[i].row_group;
                const uint64_t want = s->metadata.chunks[row_group].n_rows;
                uint64_t n = 0;
                bool whole = true;
                for (; i < s->n_blocks && s->blocks[i].row_group == row_group; i++) {
                        n += s->blocks[i].n_rows;
                        whole &= !s->blocks[i].skipped;
                }
                if (whole && n != want)
                        return cw_fail(err, CW_E_CORRUPT,
                                       "row group %zu: expected %" PRIu64 " rows, found %" PRIu64
                                       "; " CW_PARQUET_DAMAGED,
                                       row_group, want, n);
        }
        return CW_OK;
}

/* Rows are counted from the start of the row group, whose own start the footer tells. */
static uint64_t
parquet_rows_before(const struct cw_reader *reader, uint64_t part)
{
        const struct cw_parquet_state *s = reader->state;
        const uint64_t seq = part / 2;
        if (seq >= s->n_blocks)
                return 0;
        const size_t row_group = s->blocks[seq].row_group;
        uint64_t n = s->metadata.chunks[row_group].first_row;
        for (uint64_t i = seq; i-- > 0 && s->blocks[i].row_group == row_group;)
                n += s->blocks[i].n_rows;
        return n;
}

const struct cw_format cw_format_parquet = {
        .name = "parquet",
        .id = CW_FORMAT_PARQUET,
        .independent = true,
        .row_unit = "row",
        .counts_rows = true,
        .probe = cw_parquet_probe,
        .open = cw_parquet_open,
        .next = cw_parquet_next,
        .prepare = cw_parquet_prepare,
        .decode = parquet_decode,
        .skip = parquet_skip,
        .finish = parquet_finish,
        .rows_before = parquet_rows_before,
        .describe = cw_parquet_describe,
        .close = cw_parquet_close,
};
