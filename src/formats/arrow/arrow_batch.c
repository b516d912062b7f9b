/* SPDX-License-Identifier: MIT */
/*
 * Loading the label column of a batch: which buffers, where, decompressed.  Verifying and walking are in arrow_walk.c.
 *
 *   compressed buffer   i64 bytes when decompressed, -1: stored as it is | the codec's bytes (or no bytes at all)
 *
 * What is decompressed goes into the scratch in one piece, whose size is known before the first byte is:
 *
 *   scratch->text   [ table of view buffers ][ spare, zeroed ][ buffer ][ buffer ] ...
 */
#include "formats/arrow/arrow_batch.h"

#include "base/cursor.h"
#include "formats/arrow/arrow_walk.h"
#include "input/content.h"

#include <inttypes.h>
#include <string.h>

enum { ALIGNMENT = 16, NODE_NBYTES = 16, BUFFER_NBYTES = 16 };

struct loader {
        struct cw_arrow_batch *batch;
        const struct cw_arrow_column *column;
        const struct cw_arrow_message *m;
        bool old_nulls;    /* before 0.15, a column of type null had a buffer */
        size_t n_unpacked; /* bytes of all buffers that are to be decompressed */
        struct cw_scratch *scratch;
        struct cw_error *err;
};

/* Buffers of the view columns before column `n`. */
static uint64_t
view_buffers(const struct cw_arrow_message *m, size_t n)
{
        uint64_t sum = 0;
        for (size_t i = 0; i < n && i < m->view_counts.n; i++) {
                const uint64_t count = cw_load_le(m->view_counts.items + 8 * i, 8);
                sum += count < m->buffers.n ? count : m->buffers.n;
        }
        return sum;
}

/* A batch with more or fewer nodes or buffers than the schema wants would be read by the wrong ones. */
static cw_status
check_counts(struct loader *l)
{
        const struct cw_arrow_field *want = &l->column->batch;
        const struct cw_arrow_message *m = l->m;
        const uint64_t unions = m->version < CW_ARROW_V5 ? want->n_unions : 0;
        const uint64_t n_buffers = want->n_buffers + unions + view_buffers(m, want->n_views);
        if (m->nodes.n != want->n_nodes || m->view_counts.n < want->n_views)
                return cw_arrow_fail(l->err, CW_E_CORRUPT, m, "expected the nodes of %zu columns, found %zu",
                                     want->n_nodes, m->nodes.n);
        l->old_nulls = want->n_nulls > 0 && m->buffers.n == n_buffers + want->n_nulls;
        if (m->buffers.n != n_buffers && !l->old_nulls)
                return cw_arrow_fail(l->err, CW_E_CORRUPT, m, "expected %" PRIu64 " buffers, found %zu", n_buffers,
                                     m->buffers.n);
        return CW_OK;
}

/* Number of the level's first buffer. */
static size_t
first_buffer(const struct loader *l, const struct cw_arrow_level *level)
{
        return level->n_buffers + (l->m->version < CW_ARROW_V5 ? level->n_unions : 0) +
               (l->old_nulls ? level->n_nulls : 0) + (size_t)view_buffers(l->m, level->n_views);
}

static cw_status
locate_packed(struct loader *l, struct cw_arrow_buffer *b, size_t number)
{
        if (b->bytes.nbytes == 0)
                return CW_OK;
        if (b->bytes.nbytes < 8)
                return cw_arrow_fail(l->err, CW_E_CORRUPT, l->m, "buffer %zu is too short to be compressed", number);
        const uint64_t nbytes = cw_load_le(b->bytes.at, 8);
        b->bytes.at += 8;
        b->bytes.nbytes -= 8;
        if (nbytes == UINT64_MAX)
                return CW_OK;
        if (nbytes > INT64_MAX)
                return cw_arrow_fail(l->err, CW_E_CORRUPT, l->m, "buffer %zu is to decompress to a negative size",
                                     number);
        if (nbytes > l->scratch->max_nbytes || l->n_unpacked > l->scratch->max_nbytes - nbytes)
                return cw_arrow_fail(l->err, CW_E_LIMIT, l->m,
                                     "it decompresses to more than --max-memory (%" PRIu64
                                     " bytes); raise it if that is right",
                                     l->scratch->max_nbytes);
        b->unpacked_nbytes = nbytes;
        l->n_unpacked += ((size_t)nbytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return CW_OK;
}

/* The share of a buffer that falls to the rows that are asked for: all blocks of the batch together show all of it. */
static void
show(const struct loader *l, uint64_t offset, uint64_t nbytes)
{
        const uint64_t n = l->m->n_rows == 0 ? 1 : l->m->n_rows;
        const uint64_t begin = nbytes / n * l->batch->begin + nbytes % n * l->batch->begin / n;
        const uint64_t end = l->batch->end >= n ? nbytes : nbytes / n * l->batch->end + nbytes % n * l->batch->end / n;
        if (begin < end && end <= nbytes)
                cw_content_show(l->m->content, l->m->body_offset + offset + begin, l->m->body.at + offset + begin,
                                (size_t)(end - begin));
}

static cw_status
locate(struct loader *l, struct cw_arrow_buffer *b, size_t number)
{
        if (number >= l->m->buffers.n)
                return cw_arrow_fail(l->err, CW_E_CORRUPT, l->m, "buffer %zu is not there", number);
        const uint8_t *p = l->m->buffers.items + number * BUFFER_NBYTES;
        const uint64_t offset = cw_load_le(p, 8), nbytes = cw_load_le(p + 8, 8);
        if (offset > l->m->body.nbytes || nbytes > l->m->body.nbytes - offset)
                return cw_arrow_fail(l->err, CW_E_CORRUPT, l->m, "buffer %zu does not lie in the body", number);
        b->bytes = (struct cw_arrow_bytes){l->m->body.at + offset, (size_t)nbytes};
        b->unpacked_nbytes = UINT64_MAX;
        show(l, offset, nbytes);
        return l->m->compression == CW_ARROW_PLAIN ? CW_OK : locate_packed(l, b, number);
}

static cw_status
locate_level(struct loader *l, size_t k)
{
        const struct cw_arrow_level *level = &l->column->levels[k];
        struct cw_arrow_loaded_level *to = &l->batch->levels[k];
        const uint8_t *node = l->m->nodes.items + level->n_nodes * NODE_NBYTES;
        const size_t first = first_buffer(l, level);
        const uint64_t n_nulls = cw_load_le(node + 8, 8);
        to->length = cw_load_le(node, 8);
        if (to->length > INT64_MAX || n_nulls > INT64_MAX)
                return cw_arrow_fail(l->err, CW_E_CORRUPT, l->m, "a column has a negative length");
        if (n_nulls > 0)
                CW_TRY(locate(l, &to->validity, first));
        if (level->layout == CW_ARROW_IN_STRUCT || level->layout == CW_ARROW_LIST_OF_N)
                return CW_OK;
        CW_TRY(locate(l, &to->items, first + 1));
        return level->layout == CW_ARROW_TEXT32 || level->layout == CW_ARROW_TEXT64 ? locate(l, &to->text, first + 2)
                                                                                    : CW_OK;
}

static size_t
table_nbytes(const struct cw_arrow_batch *b)
{
        return (b->n_views * sizeof(*b->views) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* The buffers that views lead to, into a table at the start of the scratch. */
static cw_status
locate_views(struct loader *l)
{
        struct cw_arrow_batch *b = l->batch;
        const struct cw_arrow_level *leaf = &l->column->levels[l->column->n_levels - 1];
        if (leaf->layout != CW_ARROW_TEXT_VIEWS)
                return CW_OK;
        const size_t first = first_buffer(l, leaf) + 2;
        b->n_views = (size_t)(view_buffers(l->m, leaf->n_views + 1) - view_buffers(l->m, leaf->n_views));
        CW_TRY(cw_scratch_text(l->scratch, table_nbytes(b) + 1, l->err));
        b->views = (struct cw_arrow_buffer *)(void *)l->scratch->text;
        for (size_t i = 0; i < b->n_views; i++)
                CW_TRY(locate(l, &b->views[i], first + i));
        return CW_OK;
}

/* Decompresses `b`, if it needs that, to *to_ref, and moves that. */
static cw_status
unpack(struct loader *l, struct cw_arrow_buffer *b, char **to_ref)
{
        struct cw_error inner;
        size_t got = 0;
        if (b->unpacked_nbytes == UINT64_MAX || b->bytes.at == NULL)
                return CW_OK;
        const size_t want = (size_t)b->unpacked_nbytes;
        cw_status status =
                l->m->compression == CW_ARROW_ZSTD
                        ? cw_zstd_frames(l->scratch->codecs, b->bytes.at, b->bytes.nbytes, *to_ref, want, &got, &inner)
                        : cw_lz4_frames(l->scratch->codecs, b->bytes.at, b->bytes.nbytes, *to_ref, want, &got, &inner);
        if (status != CW_OK && !cw_status_is_data(status))
                return cw_arrow_fail(l->err, status, l->m, "%s", inner.message);
        if (status != CW_OK || got != want)
                return cw_arrow_fail(l->err, CW_E_CORRUPT, l->m,
                                     "a buffer does not decompress to the %zu bytes that it names", want);
        b->bytes = (struct cw_arrow_bytes){(const uint8_t *)*to_ref, want};
        b->unpacked_nbytes = UINT64_MAX;
        *to_ref += (want + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return CW_OK;
}

static cw_status
unpack_all(struct loader *l, size_t n_spare)
{
        struct cw_arrow_batch *b = l->batch;
        struct cw_scratch *s = l->scratch;
        const size_t table = table_nbytes(b),
                     spare = (n_spare * sizeof(*b->spare) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (l->m->compression != CW_ARROW_PLAIN && s->codecs == NULL)
                CW_TRY(cw_codec_context_new(&s->codecs, l->err));
        CW_TRY(cw_scratch_text(s, table + spare + l->n_unpacked + 1, l->err));
        char *to = s->text + table + spare;
        b->views = (struct cw_arrow_buffer *)(void *)s->text;
        b->spare = (uint64_t *)(void *)(s->text + table);
        b->n_spare = n_spare;
        if (spare > 0)
                memset(b->spare, 0, spare);
        for (size_t k = 0; k < l->column->n_levels; k++) {
                CW_TRY(unpack(l, &b->levels[k].validity, &to));
                CW_TRY(unpack(l, &b->levels[k].items, &to));
                CW_TRY(unpack(l, &b->levels[k].text, &to));
                b->levels[k].has_nulls = b->levels[k].validity.bytes.nbytes > 0;
        }
        for (size_t i = 0; i < b->n_views; i++)
                CW_TRY(unpack(l, &b->views[i], &to));
        return CW_OK;
}

uint64_t
cw_arrow_batch_claim(const struct cw_arrow_column *column, const struct cw_arrow_message *message)
{
        const size_t node = column->levels[column->n_levels - 1].n_nodes;
        return node < message->nodes.n ? cw_load_le(message->nodes.items + node * NODE_NBYTES, 8) : 0;
}

cw_status
cw_arrow_batch_load(struct cw_arrow_batch *batch, const struct cw_arrow_column *column,
                    const struct cw_arrow_message *message, uint64_t begin, uint64_t end, size_t n_spare,
                    struct cw_scratch *scratch, struct cw_error *err)
{
        struct loader l = {.batch = batch, .column = column, .m = message, .scratch = scratch, .err = err};
        batch->column = column;
        batch->message = message;
        batch->begin = begin;
        batch->end = end;
        batch->views = NULL;
        batch->n_views = 0;
        memset(batch->levels, 0, column->n_levels * sizeof(batch->levels[0]));
        CW_TRY(check_counts(&l));
        for (size_t k = 0; k < column->n_levels; k++)
                CW_TRY(locate_level(&l, k));
        CW_TRY(locate_views(&l));
        CW_TRY(unpack_all(&l, n_spare));
        return cw_arrow_batch_verify(batch, err);
}
