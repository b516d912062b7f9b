/* SPDX-License-Identifier: MIT */
/*
 * Blocks of an array.
 *
 *     mapped     values | block 0 | block 1 | ...          counted where they lie, side by side
 *     streamed   inflated or piped, a piece at a time, under the shard's lock, into the scratch of who takes it
 *
 * Counts do not depend on rows, so that a block is a run of values and is counted in one go, whatever the shape.  What
 * needs rows is made of the number of a value: the place of an unknown id, afterwards (place_odd), and, where labels are
 * wanted in order, the ends of sequences.  In Fortran order a row lies scattered over the array: where labels are wanted
 * in order it is gathered from the mapped file, and a stream, which cannot go back, is refused.
 */
#include "formats/numpy/array_blocks.h"

#include "base/memory.h"
#include "count/collector.h"
#include "formats/numpy/npz.h"
#include "input/content.h"

#include <inttypes.h>
#include <string.h>

enum {
        MAPPED_BLOCK = 1 << 20, /* bytes */
        STREAM_BLOCK = 1 << 19,
        GATHERED = 1 << 13 /* values of a row that are gathered at a time */
};

/* Whether order in the file and order of the rows differ. */
static bool
is_scattered(const struct cw_npy_array *a)
{
        return a->fortran_order && a->n_values > 0 && a->row_len > 1 && a->row_len < a->n_values;
}

static uint64_t
n_rows(const struct cw_npy_array *a)
{
        return a->n_values == 0 || a->n_values == UINT64_MAX ? 0 : a->n_values / a->row_len;
}

cw_status
cw_array_plan(struct cw_reader *reader, struct cw_error *err)
{
        struct cw_array_blocks *b = reader->state;
        const uint8_t *bytes = NULL;
        if (b->codec == CW_CODEC_NONE && reader->file->seekable) {
                CW_TRY(cw_file_map(reader->file, &bytes, err));
                b->values_offset = b->source.at;
                b->values = bytes == NULL ? NULL : bytes + b->values_offset;
        }
        b->has_rows = true;
        b->stream_most = STREAM_BLOCK;
        if (cw_reader_samples(reader)) {
                /* The sum of a member that is mapped would take reading all of it. */
                const uint64_t nbytes = reader->file->seekable ? reader->file->nbytes : 0;
                b->mapped_most = b->stream_most = cw_sample_block_nbytes(nbytes);
                b->source.sums = b->source.sums && b->values == NULL;
        }
        b->by_rows = (reader->in_order || cw_reader_by_sequence(reader)) && is_scattered(&b->array);
        if (b->by_rows && b->values == NULL)
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "the array lies in Fortran order, and its rows cannot be taken one after the other from "
                               "a compressed file or a pipe; save it with numpy.ascontiguousarray(), or plain");
        return CW_OK;
}

/* ---- cutting ----------------------------------------------------------------------------------------------- */

/* Values are counted in rows where rows are gathered. */
static void
next_mapped(struct cw_array_blocks *b, struct cw_block *block)
{
        const uint64_t unit_nbytes = b->array.dtype.nbytes * (b->by_rows ? b->array.row_len : 1);
        const uint64_t n_left = (b->by_rows ? n_rows(&b->array) : b->array.n_values) - b->n_given;
        uint64_t n = (b->mapped_most > 0 ? b->mapped_most : MAPPED_BLOCK) / unit_nbytes;
        n = n > n_left ? n_left : n == 0 ? 1 : n;
        block->n_units = b->n_given;
        block->nbytes = n * unit_nbytes;
        block->offset = b->values_offset + b->n_given * unit_nbytes;
        if (n > 0)
                cw_byte_source_sum(&b->source, b->values + b->n_given * unit_nbytes, (size_t)block->nbytes);
        b->n_given += n;
}

static cw_status
next_streamed(struct cw_array_blocks *b, struct cw_scratch *scratch, struct cw_block *block, struct cw_error *err)
{
        const size_t nbytes = b->array.dtype.nbytes;
        const bool known = b->array.n_values != UINT64_MAX;
        const uint64_t n_left = b->array.n_values - b->n_given;
        const size_t want = n_left < b->stream_most / nbytes ? (size_t)n_left * nbytes : b->stream_most;
        if (want == 0 || b->ended)
                return CW_OK;
        block->n_units = b->n_given;
        block->offset = b->source.at;
        block->in_scratch = true;
        CW_TRY(cw_scratch_text(scratch, b->stream_most, err));
        CW_TRY(cw_byte_source_read(&b->source, scratch->text, want, &block->scratch_nbytes, err));
        block->nbytes = b->source.at - block->offset;
        b->ended = block->scratch_nbytes < want;
        if (known && b->ended)
                return cw_fail(err, CW_E_TRUNCATED,
                               "expected %" PRIu64 " values of %zu bytes, found %" PRIu64 "; the file is cut off",
                               b->array.n_values, nbytes, b->n_given + block->scratch_nbytes / nbytes);
        if (block->scratch_nbytes % nbytes != 0)
                return cw_fail(err, CW_E_TRUNCATED,
                               "expected values of %zu bytes each, found %zu bytes at the end; the file is cut off, or "
                               "--dtype is another",
                               nbytes, block->scratch_nbytes % nbytes);
        b->n_given += block->scratch_nbytes / nbytes;
        return CW_OK;
}

cw_status
cw_array_next(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_block *block_ret, bool *more_ret,
              struct cw_error *err)
{
        struct cw_array_blocks *b = reader->state;
        *block_ret = (struct cw_block){.seq = b->n_blocks};
        if (b->values != NULL)
                next_mapped(b, block_ret);
        else
                CW_TRY(next_streamed(b, scratch, block_ret, err));
        *more_ret = block_ret->nbytes > 0 || block_ret->scratch_nbytes > 0;
        b->n_blocks += *more_ret;
        return CW_OK;
}

/* ---- decoding ---------------------------------------------------------------------------------------------- */

/* Row and position of the value that lies at `index` in the file. */
static struct cw_place
place_of(const struct cw_npy_array *a, uint64_t part, uint64_t index)
{
        if (!is_scattered(a))
                return (struct cw_place){part, index / a->row_len, index % a->row_len};
        uint64_t at[CW_NPY_DIMS_MOST], row = 0;
        for (unsigned i = 0; i < a->n_dims; i++) {
                at[i] = index % a->shape[i];
                index /= a->shape[i];
        }
        for (unsigned i = 0; i + 1 < a->n_dims; i++)
                row = row * a->shape[i] + at[i];
        return (struct cw_place){part, row, at[a->n_dims - 1]};
}

/* Unknown ids of this block were noted by the number of their value; no other block has its part. */
static void
place_odd(const struct cw_npy_array *a, struct cw_tally *t)
{
        for (size_t i = 0; i < t->n_odd; i++) {
                if (t->odd[i].place.part == t->at.part)
                        t->odd[i].place = place_of(a, t->at.part, t->odd[i].place.position);
        }
}

static cw_status
fail_beyond(const struct cw_reader *reader, uint64_t index, const uint8_t *value, struct cw_error *err)
{
        const struct cw_array_blocks *b = reader->state;
        uint64_t id;
        memcpy(&id, value, sizeof(id));
        const cw_status status = cw_fail(
                err, CW_E_DATA, "expected label ids below 2^63, found %" PRIu64 "; is this the right array?", id);
        if (err != NULL)
                err->row = reader->format->flat ? index + 1 : place_of(&b->array, 0, index).row + 1;
        return status;
}

/* The values as the tally takes them, where they lie or in scratch->raw.  In the file they are `stride` values apart from
 * value `index` on. */
static cw_status
to_ids(const struct cw_reader *reader, struct cw_scratch *scratch, uint64_t index, uint64_t stride, size_t n,
       const uint8_t **values_ref, struct cw_error *err)
{
        const struct cw_dtype *d = &((const struct cw_array_blocks *)reader->state)->array.dtype;
        if (d->swapped) {
                CW_TRY(cw_scratch_raw(scratch, n * d->nbytes, err));
                cw_dtype_swap(d, *values_ref, n, scratch->raw);
                *values_ref = scratch->raw;
        }
        const size_t beyond = d->is_uint64 ? cw_dtype_beyond(*values_ref, n) : n;
        return beyond == n ? CW_OK
                           : fail_beyond(reader, index + beyond * stride, *values_ref + beyond * d->nbytes, err);
}

/* A run of values in the order of the rows, with the ends of sequences. */
static void
hand_on(const struct cw_npy_array *a, struct cw_tally *tally, uint64_t index, const uint8_t *ids, size_t n)
{
        while (n > 0 && tally->collector->status == CW_OK) {
                const uint64_t position = index % a->row_len, left = a->row_len - position;
                const size_t m = n < left ? n : (size_t)left;
                cw_tally_ids(tally, ids, m, a->dtype.width);
                if (m == left)
                        cw_tally_end_sequence(tally);
                ids += m * a->dtype.nbytes;
                index += m;
                n -= m;
        }
}

/* Where value `position` of `row` lies in Fortran order. */
static uint64_t
index_of(const struct cw_npy_array *a, uint64_t row, uint64_t position)
{
        uint64_t index = position;
        uint64_t at[CW_NPY_DIMS_MOST];
        for (unsigned i = a->n_dims - 1; i-- > 0;) {
                at[i] = row % a->shape[i];
                row /= a->shape[i];
        }
        for (unsigned i = a->n_dims - 1; i-- > 0;)
                index = index * a->shape[i] + at[i];
        return index;
}

static cw_status
gather(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch, struct cw_tally *tally,
       struct cw_error *err)
{
        const struct cw_array_blocks *b = reader->state;
        const struct cw_npy_array *a = &b->array;
        const size_t nbytes = a->dtype.nbytes;
        const uint64_t stride = n_rows(a), end = block->n_units + block->nbytes / (nbytes * a->row_len);
        CW_TRY(cw_scratch_text(scratch, GATHERED * nbytes, err));
        for (uint64_t row = block->n_units; row < end; row++) {
                const uint64_t first = index_of(a, row, 0);
                for (uint64_t done = 0; done < a->row_len && tally->collector->status == CW_OK;) {
                        const size_t n = a->row_len - done < GATHERED ? (size_t)(a->row_len - done) : GATHERED;
                        for (size_t i = 0; i < n; i++)
                                memcpy(scratch->text + i * nbytes, b->values + (first + (done + i) * stride) * nbytes,
                                       nbytes);
                        const uint8_t *ids = (const uint8_t *)scratch->text;
                        CW_TRY(to_ids(reader, scratch, first + done * stride, stride, n, &ids, err));
                        hand_on(a, tally, row * a->row_len + done, ids, n);
                        done += n;
                }
        }
        return CW_OK;
}

/* Rows that begin in `n` values from `index` on; what has no rows is one.  In Fortran order they do not lie so, but are as
 * many. */
static uint64_t
rows_begun(const struct cw_npy_array *a, uint64_t index, size_t n)
{
        if (a->n_values == UINT64_MAX)
                return index == 0 && n > 0;
        return (index + n + a->row_len - 1) / a->row_len - (index + a->row_len - 1) / a->row_len;
}

cw_status
cw_array_decode(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch,
                struct cw_tally *tally, struct cw_error *err)
{
        const struct cw_array_blocks *b = reader->state;
        const struct cw_npy_array *a = &b->array;
        if (b->by_rows)
                return gather(reader, block, scratch, tally, err);
        const uint64_t index = block->n_units;
        const size_t nbytes = block->in_scratch ? block->scratch_nbytes : (size_t)block->nbytes;
        const size_t n = nbytes / a->dtype.nbytes;
        const uint8_t *ids = block->in_scratch ? (const uint8_t *)scratch->text : b->values + index * a->dtype.nbytes;
        if (!block->in_scratch && reader->file != NULL)
                cw_content_show(reader->file->content, block->offset, ids, nbytes);
        CW_TRY(to_ids(reader, scratch, index, 1, n, &ids, err));
        cw_tally_row(tally, 0);
        tally->at.position = index;
        if (tally->collector != NULL) {
                hand_on(a, tally, index, ids, n);
                return CW_OK;
        }
        cw_tally_ids(tally, ids, n, a->dtype.width);
        if (b->has_rows)
                tally->sequences += rows_begun(a, index, n);
        if (!reader->format->flat)
                place_odd(a, tally);
        return CW_OK;
}

/* ---- the end ----------------------------------------------------------------------------------------------- */

static cw_status
check_end(struct cw_array_blocks *b, struct cw_error *err)
{
        uint8_t more;
        size_t got = 0;
        if (b->values == NULL && !b->ended)
                CW_TRY(cw_byte_source_read(&b->source, &more, 1, &got, err));
        if (got > 0)
                return cw_fail(err, CW_E_CORRUPT,
                               "expected the end after %" PRIu64 " values of %zu bytes, found more bytes; the file is "
                               "damaged, or holds several arrays (save them as .npz)",
                               b->array.n_values, b->array.dtype.nbytes);
        if (b->source.sums && b->source.crc != b->crc)
                return cw_fail(err, CW_E_CORRUPT,
                               "the array's checksum differs: expected %08" PRIx32 ", found %08" PRIx32
                               "; the file is damaged",
                               b->crc, b->source.crc);
        return CW_OK;
}

cw_status
cw_array_finish(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err)
{
        struct cw_array_blocks *b = reader->state;
        const bool known = b->array.n_values != UINT64_MAX;
        (void)scratch;
        CW_TRY(check_end(b, err));
        /* What has no rows is one sequence; handed on in order, all others have ended where they end. */
        if (tally->collector != NULL && !known && b->n_given > 0)
                cw_tally_end_sequence(tally);
        return CW_OK;
}

/* A place is counted from the start of the array already. */
uint64_t
cw_array_rows_before(const struct cw_reader *reader, uint64_t part)
{
        (void)reader;
        (void)part;
        return 0;
}

void
cw_array_describe(const struct cw_array_blocks *b, struct cw_buffer *out)
{
        cw_buffer_printf(out, "codec: %s\n", cw_codec_name(b->codec));
        cw_buffer_printf(out, "read as: %s\n",
                         b->values != NULL ? "mapped, blocks in parallel"
                                           : "one stream, taken in by one thread at a time while others count");
}

void
cw_array_close(struct cw_reader *reader)
{
        struct cw_array_blocks *b = reader->state;
        cw_byte_source_close(&b->source);
        cw_npz_free(&b->npz);
        cw_free(b);
}
