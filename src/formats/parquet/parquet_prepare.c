/* SPDX-License-Identifier: MIT */
/*
 * Small column chunks, as of row groups of a thousand rows: a page is hardly a fragment of Snappy, so that there is nothing in it
 * that could go side by side.  So pages of several of them do.
 *
 *   file    ... | chunk | ... | chunk | ... | chunk | ...       read to
 *   memory  | chunk | chunk | chunk | page | page | page |      and decompressed side by side
 *
 * What is not as usual is left as it is; decoding reads it then, and tells what is wrong.
 */
#include "base/memory.h"
#include "formats/parquet/parquet_state.h"

#include <assert.h>

enum { BODY_MOST = 1 << 18 }; /* bytes of a page: three of them stay in the cache */

static_assert((int)CW_BLOCKS_TOGETHER == (int)CW_SNAPPY_LANES, "a page is a lane");

const struct cw_parquet_ready_chunk *
cw_parquet_ready_at(const struct cw_parquet_ready *ready, uint64_t offset, size_t want)
{
        for (size_t i = 0; i < ready->n; i++) {
                const struct cw_parquet_ready_chunk *c = &ready->chunks[i];
                if (offset >= c->offset && offset - c->offset < c->nbytes &&
                    want <= c->nbytes - (size_t)(offset - c->offset))
                        return c;
        }
        return NULL;
}

/* Whether the blocks are whole chunks, all compressed so; what they take. */
static bool
are_for_lanes(const struct cw_parquet_state *s, const struct cw_block *blocks, size_t n, size_t *nbytes_ret)
{
        *nbytes_ret = 0;
        for (size_t i = 0; i < n; i++) {
                const struct cw_parquet_block *b = &s->blocks[blocks[i].seq];
                const struct cw_parquet_chunk *chunk = &s->metadata.chunks[b->row_group];
                if (chunk->codec != CW_PARQUET_SNAPPY || b->offset != chunk->offset ||
                    blocks[i].nbytes > CW_BLOCK_IS_SMALL)
                        return false;
                *nbytes_ret += (size_t)blocks[i].nbytes;
        }
        return n == CW_SNAPPY_LANES;
}

/* The first data page of the chunk.  False: it is none for a lane. */
static bool
find_page(const struct cw_parquet_ready_chunk *c, size_t *at_ret, struct cw_parquet_page *page)
{
        size_t at = 0;
        do {
                if (!cw_parquet_page_header(c->stored + at, c->nbytes - at, page) ||
                    page->header_nbytes + page->stored_nbytes > c->nbytes - at)
                        return false;
                *at_ret = at;
                at += page->header_nbytes + page->stored_nbytes;
        } while (page->type == CW_PARQUET_DICTIONARY);
        return page->type == CW_PARQUET_DATA && !page->has_crc && page->plain_nbytes <= BODY_MOST;
}

/* A lane that decompresses it to `to`. */
static bool
lay_lane(struct cw_parquet_ready_chunk *c, uint8_t *to, struct cw_snappy *lane)
{
        struct cw_parquet_page page;
        size_t at;
        if (!find_page(c, &at, &page) ||
            !cw_snappy_begin(lane, c->stored + at + page.header_nbytes, page.stored_nbytes) ||
            lane->n_left != page.plain_nbytes)
                return false;
        c->page_offset = c->offset + at;
        c->body_nbytes = page.plain_nbytes;
        lane->start = lane->to = to;
        lane->to_end = to + page.plain_nbytes;
        return true;
}

static void
decompress(struct cw_parquet_ready *ready, uint8_t *to)
{
        struct cw_snappy lanes[CW_SNAPPY_LANES];
        for (size_t i = 0; i < ready->n; i++, to += BODY_MOST) {
                if (!lay_lane(&ready->chunks[i], to, &lanes[i]))
                        return;
        }
        if (!cw_snappy_run_lanes(lanes))
                return;
        for (size_t i = 0; i < ready->n; i++) {
                const bool whole = lanes[i].n_left == 0 && lanes[i].at == lanes[i].end && lanes[i].literal_left == 0;
                ready->chunks[i].body = whole ? lanes[i].to - ready->chunks[i].body_nbytes : NULL;
        }
}

void
cw_parquet_prepare(struct cw_reader *reader, const struct cw_block *blocks, size_t n, struct cw_scratch *scratch)
{
        struct cw_parquet_worker *w;
        size_t nbytes, got = 0;
        if (cw_parquet_worker_get(scratch, &w, NULL) != CW_OK)
                return; /* as decoding will say */
        struct cw_parquet_ready *ready = &w->ready;
        ready->n = 0;
        if (!are_for_lanes(reader->state, blocks, n, &nbytes) ||
            !cw_grow(&ready->memory, &ready->memory_cap, nbytes + CW_SNAPPY_LANES * (size_t)BODY_MOST, 1))
                return;
        uint8_t *to = ready->memory;
        for (size_t i = 0; i < n; i++, to += got) {
                const size_t want = (size_t)blocks[i].nbytes;
                if (cw_file_read_at(reader->file, blocks[i].offset, to, want, &got, NULL) != CW_OK || got < want) {
                        ready->n = 0;
                        return;
                }
                ready->chunks[ready->n++] =
                        (struct cw_parquet_ready_chunk){.offset = blocks[i].offset, .nbytes = want, .stored = to};
        }
        decompress(ready, to);
}
