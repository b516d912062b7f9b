/* SPDX-License-Identifier: MIT */
/*
 * Cutting a file into blocks.  Where there are row groups enough for all threads, each one's column chunk is a block.
 * Else a chunk is cut into runs of pages, which takes a walk over the page headers:
 *
 *   chunk   [dictionary][page][page][page][page][page][page]
 *   blocks  |------------ 0 ------------|------- 1 --------|     1 reads the dictionary again, before its pages
 *
 * A walk that meets damage leaves the rest of the chunk in one piece: the decoder finds the damage again, and tells it in
 * its place, whatever the number of threads.
 */
#include "base/memory.h"
#include "formats/parquet/parquet_state.h"

enum {
        BLOCKS_PER_THREAD = 4,
        RUN_LEAST = 1 << 16, /* bytes on disk */
        HEADER_AHEAD = 512   /* bytes read for a header: most are shorter */
};

static cw_status
add_block(struct cw_parquet_state *s, const struct cw_parquet_block *block, struct cw_error *err)
{
        if (!cw_grow(&s->blocks, &s->blocks_cap, s->n_blocks + 1, sizeof(*s->blocks)))
                return cw_fail_memory(err, (s->n_blocks + 1) * sizeof(*s->blocks));
        s->blocks[s->n_blocks++] = *block;
        return CW_OK;
}

/* The page at `offset`: false where the walk must end. */
static bool
look_at(const struct cw_reader *reader, struct cw_scratch *scratch, struct cw_parquet_worker *worker, uint64_t offset,
        uint64_t end, struct cw_parquet_page *page)
{
        return offset < end &&
               cw_parquet_read_header(reader, scratch, worker, offset, HEADER_AHEAD, end, page, NULL) == CW_OK &&
               page->header_nbytes + page->stored_nbytes <= end - offset;
}

static cw_status
cut_chunk(struct cw_reader *reader, struct cw_scratch *scratch, size_t row_group, uint64_t run_nbytes,
          struct cw_error *err)
{
        struct cw_parquet_state *s = reader->state;
        const struct cw_parquet_chunk *chunk = &s->metadata.chunks[row_group];
        const uint64_t end = chunk->offset + chunk->nbytes;
        struct cw_parquet_block run = {.row_group = row_group, .offset = chunk->offset};
        struct cw_parquet_worker *worker;
        struct cw_parquet_page page;
        uint64_t at = chunk->offset, n_left = chunk->n_values;
        CW_TRY(cw_parquet_worker_get(scratch, &worker, err));
        worker->ready.n = 0; /* it may be of another file */
        while (look_at(reader, scratch, worker, at, end, &page)) {
                const bool is_data = page.type == CW_PARQUET_DATA || page.type == CW_PARQUET_DATA_V2;
                /* Each run pays for the dictionary, so it must be worth it. */
                if (page.type == CW_PARQUET_DICTIONARY && run_nbytes < 4 * (uint64_t)page.stored_nbytes)
                        run_nbytes = 4 * (uint64_t)page.stored_nbytes;
                if (is_data && page.n_values > n_left)
                        break;
                if (run.nbytes >= run_nbytes && run.n_values > 0) {
                        CW_TRY(add_block(s, &run, err));
                        run = (struct cw_parquet_block){.row_group = row_group, .offset = at};
                }
                at += page.header_nbytes + page.stored_nbytes;
                run.nbytes = at - run.offset;
                run.n_values += is_data ? page.n_values : 0;
                n_left -= is_data ? page.n_values : 0;
        }
        run.nbytes = end - run.offset;
        run.n_values += n_left;
        return add_block(s, &run, err);
}

static cw_status
cut_file(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_error *err)
{
        struct cw_parquet_state *s = reader->state;
        const struct cw_parquet_metadata *m = &s->metadata;
        const uint64_t enough = (uint64_t)BLOCKS_PER_THREAD * (uint64_t)reader->options->n_threads;
        /* A row may go on from page to page; from row group to row group it does not. */
        const bool in_rows = reader->in_order || cw_reader_by_sequence(reader);
        const bool samples = cw_reader_samples(reader); /* then blocks may not depend on the number of threads */
        const bool whole = !samples && (in_rows || m->n_chunks >= enough || reader->options->n_threads <= 1);
        for (size_t i = 0; i < m->n_chunks; i++) {
                const struct cw_parquet_chunk *chunk = &m->chunks[i];
                const struct cw_parquet_block block = {
                        .row_group = i, .offset = chunk->offset, .nbytes = chunk->nbytes, .n_values = chunk->n_values};
                const uint64_t share = samples ? 0 : chunk->nbytes / enough;
                CW_TRY(whole || chunk->nbytes < UINT64_C(2) * RUN_LEAST
                               ? add_block(s, &block, err)
                               : cut_chunk(reader, scratch, i, share > RUN_LEAST ? share : RUN_LEAST, err));
        }
        return CW_OK;
}

cw_status
cw_parquet_next(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_block *block_ret, bool *more_ret,
                struct cw_error *err)
{
        struct cw_parquet_state *s = reader->state;
        *more_ret = false;
        *block_ret = (struct cw_block){0};
        if (!s->cut)
                CW_TRY(cut_file(reader, scratch, err));
        s->cut = true;
        if (s->next_block == s->n_blocks)
                return CW_OK;
        const struct cw_parquet_block *block = &s->blocks[s->next_block];
        *block_ret = (struct cw_block){
                .seq = s->next_block++, .offset = block->offset, .nbytes = block->nbytes, .n_units = block->n_values};
        *more_ret = true;
        return CW_OK;
}
