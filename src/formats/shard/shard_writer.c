/* SPDX-License-Identifier: MIT */
/*
 * The native shard's writer.  A frame is gathered as plain ids and plain lengths, then packed, by this thread or another
 * (frame_ring.h), and sent with its preamble in one piece:
 *
 *     ids     [ i i i i i i i i i i i ........ ]   at most labels_per_frame
 *     lengths [ 2*3 | 2*5 | 2*3+1 ............ ]   varints; the sequence of the last one goes on in the next frame
 *
 * A frame is handed over when the next label or length would not fit, never sooner, so that where calls cut the ids does
 * not show in the output.  Sizes of frames are kept for the seek table: 16 bytes a frame.
 */
#include "formats/shard/shard_writer.h"

#include "base/hash.h"
#include "base/memory.h"
#include "codecs/codec.h"
#include "formats/shard/frame_ring.h"

enum {
        LENGTH_MOST = 4, /* bytes of one length: 2 * 2^20 + 1 at most */
        /* The low half of XXH64 of no bytes, which is what skippable frames decode to. */
        CHECKSUM_OF_NOTHING = 0x51D8E999
};
_Static_assert((2ull << 20) + 1 < 1ull << (7 * LENGTH_MOST), "a length fits its bytes");
_Static_assert(CW_SHARD_PLAIN_MOST == 1 << 20, "LENGTH_MOST was worked out for this");

struct frame_sizes {
        uint32_t preamble_nbytes, data_nbytes, plain_nbytes, checksum;
};

struct cw_shard_writer {
        cw_sink_fn *sink;
        void *sink_user;
        struct cw_packing packing;
        struct cw_frame_ring *ring;
        int64_t least, most; /* ids that fit */
        uint64_t header_nbytes;

        /* the frame being gathered; its memory is the ring's */
        struct cw_gathered *g;
        uint32_t labels_per_frame;
        uint32_t n_open;                /* labels of the sequence that has not ended, in this frame */
        uint64_t n_labels, n_sequences; /* of the frames before it */

        /* what has been sent; written by one thread at a time, see frame_ring.h */
        uint64_t bytes_out;
        struct frame_sizes *frames;
        size_t n_frames, frames_cap;
};

static cw_status
send(struct cw_shard_writer *w, const void *data, size_t nbytes, struct cw_error *err)
{
        CW_TRY(w->sink(w->sink_user, data, nbytes, err));
        w->bytes_out += nbytes;
        return CW_OK;
}

static cw_status
send_header(struct cw_shard_writer *w, const struct cw_shard_header *header, struct cw_error *err)
{
        struct cw_buffer frame = {0};
        cw_status status = cw_shard_header_store(header, &frame, err);
        if (status == CW_OK)
                status = send(w, frame.data, frame.n, err);
        cw_buffer_free(&frame);
        w->header_nbytes = w->bytes_out;
        return status;
}

/* For the seek table.  zstd's own checksum, the last four bytes of a frame, is just what the table wants. */
static cw_status
keep_sizes(struct cw_shard_writer *w, const struct cw_shard_frame *frame, const uint8_t *bytes, struct cw_error *err)
{
        if (cw_shard_table_nbytes(w->n_frames + 1) == UINT64_MAX)
                return cw_fail(err, CW_E_LIMIT,
                               "a shard cannot have more than %zu frames; use larger frames, or several shards",
                               w->n_frames);
        if (!cw_grow(&w->frames, &w->frames_cap, w->n_frames + 1, sizeof(*w->frames)))
                return cw_fail_memory(err, (w->n_frames + 1) * sizeof(*w->frames));
        const uint8_t *end = bytes + cw_shard_frame_nbytes(frame);
        w->frames[w->n_frames++] = (struct frame_sizes){
                .preamble_nbytes = CW_SHARD_FIXED_NBYTES + frame->lengths_packed_nbytes,
                .data_nbytes = frame->data_nbytes,
                .plain_nbytes = cw_shard_frame_plain(frame, w->packing.id_nbytes, w->packing.phrases != NULL),
                .checksum = (uint32_t)cw_load_le(end - 4, 4),
        };
        return CW_OK;
}

static cw_status
send_frame(void *user, const struct cw_shard_frame *frame, const uint8_t *bytes, struct cw_error *err)
{
        struct cw_shard_writer *w = user;
        CW_TRY(keep_sizes(w, frame, bytes, err));
        return send(w, bytes, cw_shard_frame_nbytes(frame), err);
}

cw_status
cw_shard_writer_new(const struct cw_shard_header *header, int level, uint32_t frame_nbytes, cw_sink_fn *sink,
                    void *sink_user, struct cw_shard_writer **writer_ret, struct cw_error *err)
{
        cw_status status = CW_OK;
        *writer_ret = NULL;
        if (frame_nbytes < header->id_nbytes || frame_nbytes > CW_SHARD_PLAIN_MOST)
                return cw_fail(err, CW_E_USAGE, "expected frames of %u to %d bytes, found %u", header->id_nbytes,
                               (int)CW_SHARD_PLAIN_MOST, frame_nbytes);
        struct cw_shard_writer *w = cw_calloc(1, sizeof(*w));
        if (w == NULL)
                return cw_fail_memory(err, sizeof(*w));
        w->sink = sink;
        w->sink_user = sink_user;
        w->most = (int64_t)(UINT64_MAX >> (65 - 8 * header->id_nbytes));
        w->least = -w->most - 1;
        w->labels_per_frame = frame_nbytes / header->id_nbytes;
        CW_TRY_GOTO(cw_packing_init(&w->packing, header->phrases, header->id_nbytes, level, err));
        CW_TRY_GOTO(cw_frame_ring_new(&w->packing, (size_t)w->labels_per_frame * header->id_nbytes, send_frame, w,
                                      &w->ring, err));
        CW_TRY_GOTO(cw_frame_ring_turn(w->ring, &w->g, err));
        CW_TRY_GOTO(send_header(w, header, err));
done:
        if (status != CW_OK)
                cw_shard_writer_free(&w);
        *writer_ret = w;
        return status;
}

void
cw_shard_writer_help(struct cw_shard_writer *w)
{
        cw_frame_ring_help(w->ring);
}

void
cw_shard_writer_stop(struct cw_shard_writer *w)
{
        cw_frame_ring_stop(w->ring);
}

void
cw_shard_writer_free(struct cw_shard_writer **writer_ref)
{
        struct cw_shard_writer *w = writer_ref == NULL ? NULL : *writer_ref;
        if (w == NULL)
                return;
        cw_frame_ring_free(&w->ring);
        cw_packing_free(&w->packing);
        cw_free(w->frames);
        cw_free(w);
        *writer_ref = NULL;
}

/* ---- gathering ------------------------------------------------------------------------------------------------- */

/* A length of the current frame: n_open labels of a sequence that ends here, or goes on. */
static void
add_length(struct cw_shard_writer *w, bool goes_on)
{
        struct cw_gathered *g = w->g;
        uint32_t v = w->n_open * 2 + goes_on;
        for (; v >= 0x80; v >>= 7)
                g->lengths[g->lengths_nbytes++] = (uint8_t)(v | 0x80);
        g->lengths[g->lengths_nbytes++] = (uint8_t)v;
        w->n_open = 0;
        g->n_ended += !goes_on;
}

/* Whether the frame holds anything; then it is made ready, and counted. */
static bool
close_frame(struct cw_shard_writer *w)
{
        if (w->n_open > 0)
                add_length(w, true);
        w->g->first_label = w->n_labels;
        w->n_labels += w->g->n_ids;
        w->n_sequences += w->g->n_ended;
        return w->g->n_ids > 0 || w->g->lengths_nbytes > 0;
}

static cw_status
turn(struct cw_shard_writer *w, struct cw_error *err)
{
        (void)close_frame(w);
        return cw_frame_ring_turn(w->ring, &w->g, err);
}

/* How many labels the frame still takes.  In phrases, an end of a sequence is a symbol like a label. */
static uint32_t
room(const struct cw_shard_writer *w)
{
        const struct cw_gathered *g = w->g;
        const uint32_t by_ids = w->labels_per_frame - g->n_ids;
        const uint32_t by_symbols = CW_SHARD_PLAIN_MOST - g->n_ids - g->n_ended;
        return w->packing.phrases != NULL && by_symbols < by_ids ? by_symbols : by_ids;
}

/* The first id that the width cannot hold, or `n`.  A pass of its own, since both passes are then simple loops. */
static size_t
find_unfit(const struct cw_shard_writer *w, const int64_t *ids, size_t n)
{
        size_t i = 0;
        while (i < n && ids[i] >= w->least && ids[i] <= w->most)
                i++;
        return i;
}

static void
narrow(uint8_t *to, const int64_t *ids, size_t n, unsigned id_nbytes)
{
        switch (id_nbytes) {
        case 1:
                for (size_t i = 0; i < n; i++)
                        to[i] = (uint8_t)ids[i];
                break;
        case 2:
                for (size_t i = 0; i < n; i++)
                        cw_store_le(to + 2 * i, (uint64_t)ids[i], 2);
                break;
        case 4:
                for (size_t i = 0; i < n; i++)
                        cw_store_le(to + 4 * i, (uint64_t)ids[i], 4);
                break;
        default:
                for (size_t i = 0; i < n; i++)
                        cw_store_le(to + 8 * i, (uint64_t)ids[i], 8);
                break;
        }
}

/* Room for up to `n` labels, at least one: how many, and where. */
static cw_status
make_room(struct cw_shard_writer *w, size_t n, size_t *m_ret, uint8_t **to_ret, struct cw_error *err)
{
        if (room(w) == 0)
                CW_TRY(turn(w, err));
        const size_t m = n < room(w) ? n : room(w);
        *to_ret = w->g->ids + (size_t)w->g->n_ids * w->packing.id_nbytes;
        w->g->n_ids += (uint32_t)m;
        w->n_open += (uint32_t)m;
        *m_ret = m;
        return CW_OK;
}

cw_status
cw_shard_writer_ids(struct cw_shard_writer *w, const int64_t *ids, size_t n, struct cw_error *err)
{
        size_t unfit = find_unfit(w, ids, n);
        if (unfit < n)
                return cw_fail(err, CW_E_DATA, "expected ids from %lld to %lld, as %u bytes hold them, found %lld",
                               (long long)w->least, (long long)w->most, w->packing.id_nbytes, (long long)ids[unfit]);
        while (n > 0) {
                size_t m;
                uint8_t *to;
                CW_TRY(make_room(w, n, &m, &to, err));
                narrow(to, ids, m, w->packing.id_nbytes);
                ids += m;
                n -= m;
        }
        return CW_OK;
}

cw_status
cw_shard_writer_array(struct cw_shard_writer *w, const void *ids, size_t n, enum cw_width width, struct cw_error *err)
{
        const uint8_t *from = ids;
        const size_t nbytes = cw_width_nbytes(width);
        int64_t wide[512];
        if (width != (enum cw_width)w->packing.id_nbytes) {
                for (size_t m; n > 0; n -= m, from += m * nbytes) {
                        m = n < CW_ARRAY_LEN(wide) ? n : CW_ARRAY_LEN(wide);
                        cw_widen_ids(wide, from, m, width);
                        CW_TRY(cw_shard_writer_ids(w, wide, m, err));
                }
                return CW_OK;
        }
        while (n > 0) {
                size_t m;
                uint8_t *to;
                CW_TRY(make_room(w, n, &m, &to, err));
                memcpy(to, from, m * nbytes);
                from += m * nbytes;
                n -= m;
        }
        return CW_OK;
}

cw_status
cw_shard_writer_end_sequence(struct cw_shard_writer *w, struct cw_error *err)
{
        /* Room for this length and for that of a sequence that goes on. */
        const bool full = w->g->lengths_nbytes + 2 * LENGTH_MOST > CW_SHARD_PLAIN_MOST;
        if (full || (w->packing.phrases != NULL && w->g->n_ids + w->g->n_ended == CW_SHARD_PLAIN_MOST))
                CW_TRY(turn(w, err));
        add_length(w, false);
        return CW_OK;
}

/* ---- the end --------------------------------------------------------------------------------------------------- */

static uint8_t *
store_entry(uint8_t *to, uint64_t packed_nbytes, uint32_t plain_nbytes, uint32_t checksum)
{
        cw_store_le(to, packed_nbytes, 4);
        cw_store_le(to + 4, plain_nbytes, 4);
        cw_store_le(to + 8, checksum, 4);
        return to + CW_SEEKABLE_ENTRY_NBYTES;
}

static void
fill_table(const struct cw_shard_writer *w, uint8_t *table, size_t table_nbytes)
{
        cw_store_le(table, CW_SHARD_TABLE_MAGIC, 4);
        cw_store_le(table + 4, table_nbytes - CW_SHARD_SKIPPABLE_NBYTES, 4);
        uint8_t *at = store_entry(table + CW_SHARD_SKIPPABLE_NBYTES, w->header_nbytes, 0, CHECKSUM_OF_NOTHING);
        for (size_t i = 0; i < w->n_frames; i++) {
                const struct frame_sizes *f = &w->frames[i];
                at = store_entry(at, f->preamble_nbytes, 0, CHECKSUM_OF_NOTHING);
                at = store_entry(at, f->data_nbytes, f->plain_nbytes, f->checksum);
        }
        at = store_entry(at, CW_SHARD_FIXED_NBYTES, 0, CHECKSUM_OF_NOTHING);
        cw_store_le(at, 2 + 2 * (uint64_t)w->n_frames, 4);
        at[4] = CW_SEEKABLE_CHECKSUMS;
        cw_store_le(at + 5, CW_SEEKABLE_MAGIC, 4);
}

static cw_status
send_end(struct cw_shard_writer *w, struct cw_error *err)
{
        uint8_t bytes[CW_SHARD_FIXED_NBYTES];
        const size_t table_nbytes = cw_shard_table_nbytes(w->n_frames);
        uint8_t *table = cw_malloc(table_nbytes);
        if (table == NULL)
                return cw_fail_memory(err, table_nbytes);
        fill_table(w, table, table_nbytes);
        const struct cw_shard_end end = {
                .n_labels = w->n_labels,
                .n_sequences = w->n_sequences,
                .n_frames = w->n_frames,
                .offset = w->bytes_out,
                .table_nbytes = table_nbytes,
                .table_hash = cw_hash64(table, table_nbytes),
        };
        cw_shard_end_store(&end, bytes);
        cw_status status = send(w, bytes, sizeof(bytes), err);
        if (status == CW_OK)
                status = send(w, table, table_nbytes, err);
        cw_free(table);
        return status;
}

cw_status
cw_shard_writer_finish(struct cw_shard_writer *w, struct cw_pack_summary *summary_ret, struct cw_error *err)
{
        CW_TRY(cw_frame_ring_drain(w->ring, close_frame(w) ? w->g : NULL, err));
        CW_TRY(send_end(w, err));
        if (summary_ret != NULL) {
                summary_ret->labels = w->n_labels;
                summary_ret->sequences = w->n_sequences;
                summary_ret->frames = w->n_frames;
                summary_ret->bytes_out = w->bytes_out;
                summary_ret->id_nbytes = w->packing.id_nbytes;
                summary_ret->phrases =
                        w->packing.phrases == NULL ? 0 : w->packing.phrases->n - w->packing.phrases->n_symbols;
                summary_ret->encoding = w->packing.phrases == NULL ? CW_PACK_IDS : CW_PACK_PHRASES;
        }
        return CW_OK;
}
