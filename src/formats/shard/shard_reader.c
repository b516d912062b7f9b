/* SPDX-License-Identifier: MIT */
/*
 * Reading a native shard: the format's functions for the pipeline.
 *
 *   open     [ header ]
 *   next       [ preamble ] . . . . . .   64 bytes a frame, under the shard's lock; of a pipe, the whole frame
 *   decode     [ preamble | packed lengths | data frame ]   side by side
 *   finish     [ end ][ seek table ] and the end of the file
 *
 * Every byte of the file lies under one of the XXH3 sums that these steps check, so that no flipped bit goes unseen.
 * The seek table serves other readers; walking the preambles costs one small read a frame and works on a pipe too.
 */
#include "base/cursor.h"
#include "base/hash.h"
#include "count/collector.h"
#include "formats/shard/shard_state.h"

#include <inttypes.h>
#include <string.h>

static cw_status
fail_cut_off(struct cw_error *err, uint64_t number, uint64_t offset, uint64_t want, uint64_t got)
{
        return cw_shard_at_byte(err, offset,
                                cw_fail(err, CW_E_TRUNCATED,
                                        "frame %" PRIu64 " at byte %" PRIu64 ": expected %" PRIu64
                                        " bytes, found %" PRIu64 "; " CW_SHARD_CUT_OFF,
                                        number, offset, want, got));
}

static cw_status
fail_damaged(struct cw_error *err, uint64_t number, uint64_t offset, const char *why)
{
        return cw_shard_at_byte(err, offset,
                                cw_fail(err, CW_E_CORRUPT,
                                        "frame %" PRIu64 " at byte %" PRIu64 ": %s; " CW_SHARD_DAMAGED, number, offset,
                                        why));
}

cw_status
cw_shard_fail_frame(struct cw_error *err, const struct cw_block *block, const char *why)
{
        return fail_damaged(err, block->seq, block->offset, why);
}

/* The preamble of the next data frame, or the end frame, which goes to s->end. */
static cw_status
take_fixed(struct cw_reader *reader, uint8_t bytes[CW_SHARD_FIXED_NBYTES], struct cw_error *err)
{
        struct cw_shard_state *s = reader->state;
        const uint64_t offset = s->offset;
        size_t got = 0;
        CW_TRY(cw_shard_take(reader, bytes, CW_SHARD_FIXED_NBYTES, &got, err));
        if (got < CW_SHARD_FIXED_NBYTES)
                return fail_cut_off(err, s->n_frames, offset, CW_SHARD_FIXED_NBYTES, got);
        switch (cw_load_le(bytes, 4)) {
        case CW_SHARD_PREAMBLE_MAGIC:
                return CW_OK;
        case CW_SHARD_END_MAGIC:
                memcpy(s->end, bytes, CW_SHARD_FIXED_NBYTES);
                s->at_end = true;
                return CW_OK;
        default:
                return fail_damaged(err, s->n_frames, offset,
                                    "expected the magic bytes of a preamble or of the end frame, found others");
        }
}

/* The frame against those before it and against the file. */
static cw_status
check_place(const struct cw_reader *reader, const struct cw_shard_frame *frame, uint64_t offset, struct cw_error *err)
{
        const struct cw_shard_state *s = reader->state;
        const uint64_t nbytes = cw_shard_frame_nbytes(frame);
        if (frame->number != s->n_frames || frame->first_label != s->n_labels)
                return fail_damaged(err, s->n_frames, offset, "it is out of order");
        if (reader->file->seekable && nbytes > reader->file->nbytes - offset)
                return fail_cut_off(err, s->n_frames, offset, nbytes, reader->file->nbytes - offset);
        return CW_OK;
}

/* Of a pipe: the rest of the frame, behind its preamble, into the scratch. */
static cw_status
take_frame(struct cw_reader *reader, struct cw_scratch *scratch, const uint8_t preamble[CW_SHARD_FIXED_NBYTES],
           const struct cw_block *block, struct cw_error *err)
{
        size_t got = 0;
        CW_TRY(cw_scratch_raw(scratch, block->nbytes, err));
        memcpy(scratch->raw, preamble, CW_SHARD_FIXED_NBYTES);
        CW_TRY(cw_shard_take(reader, scratch->raw + CW_SHARD_FIXED_NBYTES, block->nbytes - CW_SHARD_FIXED_NBYTES, &got,
                             err));
        if (CW_SHARD_FIXED_NBYTES + got < block->nbytes)
                return fail_cut_off(err, block->seq, block->offset, block->nbytes, CW_SHARD_FIXED_NBYTES + got);
        return CW_OK;
}

static cw_status
shard_next(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_block *block_ret, bool *more_ret,
           struct cw_error *err)
{
        struct cw_shard_state *s = reader->state;
        struct cw_shard_frame frame;
        uint8_t preamble[CW_SHARD_FIXED_NBYTES];
        const uint64_t offset = s->offset;
        *more_ret = false;
        if (s->at_end)
                return CW_OK;
        CW_TRY(take_fixed(reader, preamble, err));
        if (s->at_end)
                return CW_OK;
        const char *why = cw_shard_frame_load(preamble, s->header.id_nbytes, s->header.phrases != NULL, &frame);
        if (why != NULL)
                return fail_damaged(err, s->n_frames, offset, why);
        CW_TRY(check_place(reader, &frame, offset, err));
        *block_ret = (struct cw_block){.seq = s->n_frames,
                                       .offset = offset,
                                       .nbytes = cw_shard_frame_nbytes(&frame),
                                       .n_units = frame.n_labels};
        if (reader->file->seekable) {
                s->offset = offset + block_ret->nbytes;
        } else {
                CW_TRY(take_frame(reader, scratch, preamble, block_ret, err));
                block_ret->in_scratch = true;
                block_ret->scratch_nbytes = block_ret->nbytes;
        }
        s->n_frames++;
        s->n_labels += frame.n_labels;
        s->n_sequences += frame.n_sequences;
        s->n_plain += cw_shard_frame_plain(&frame, s->header.id_nbytes, s->header.phrases != NULL);
        *more_ret = true;
        return CW_OK;
}

/* ---- decode -------------------------------------------------------------------------------------------------- */

/* The whole frame in scratch->raw, its checksums right. */
static cw_status
load_frame(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch,
           struct cw_shard_frame *frame, struct cw_error *err)
{
        const struct cw_shard_state *s = reader->state;
        size_t got = block->scratch_nbytes;
        if (!block->in_scratch) {
                CW_TRY(cw_scratch_raw(scratch, block->nbytes, err));
                CW_TRY(cw_file_read_at(reader->file, block->offset, scratch->raw, block->nbytes, &got, err));
        }
        if (got < block->nbytes)
                return fail_cut_off(err, block->seq, block->offset, block->nbytes, got);
        const char *why = cw_shard_frame_load(scratch->raw, s->header.id_nbytes, s->header.phrases != NULL, frame);
        if (why == NULL && cw_shard_frame_nbytes(frame) != block->nbytes)
                why = "it has changed while it was read";
        if (why != NULL)
                return fail_damaged(err, block->seq, block->offset, why);
        const uint8_t *lengths = scratch->raw + CW_SHARD_FIXED_NBYTES;
        const uint8_t *data = lengths + frame->lengths_packed_nbytes;
        if (cw_hash64(lengths, frame->lengths_packed_nbytes) != frame->lengths_hash)
                return fail_damaged(err, block->seq, block->offset, "the checksum of its sequence lengths differs");
        if (cw_hash64(data, frame->data_nbytes) != frame->data_hash)
                return fail_damaged(err, block->seq, block->offset, "the checksum of its compressed labels differs");
        return CW_OK;
}

cw_status
cw_shard_inflate(const struct cw_block *block, struct cw_scratch *scratch, const uint8_t *from, size_t from_nbytes,
                 char *to, size_t want, struct cw_error *err)
{
        size_t got = 0;
        cw_status status = cw_zstd_frames(scratch->codecs, from, from_nbytes, to, want, &got, err);
        if (status != CW_OK && !cw_status_is_data(status))
                return status;
        if (status != CW_OK || got != want)
                return fail_damaged(err, block->seq, block->offset, "it does not decompress to the size it names");
        return CW_OK;
}

/* All labels of a frame at once. */
static void
count(const struct cw_shard_frame *frame, const char *ids, unsigned id_nbytes, struct cw_tally *tally)
{
        struct cw_collector *const collector = tally->collector;
        tally->collector = NULL;
        cw_tally_ids(tally, ids, frame->n_labels, (enum cw_width)id_nbytes);
        tally->collector = collector;
}

/* Hands ids over sequence by sequence, as packed: for unpacking and repacking, or to be looked at. */
static cw_status
collect(const struct cw_block *block, const struct cw_shard_frame *frame, const char *ids, const char *lengths,
        unsigned id_nbytes, struct cw_tally *tally, struct cw_error *err)
{
        void (*const take)(struct cw_tally *, const void *, size_t, enum cw_width) =
                cw_tally_shows(tally) ? cw_tally_show_ids : cw_tally_ids;
        struct cw_cursor c = cw_cursor_over(lengths, frame->lengths_nbytes);
        uint64_t done = 0, ended = 0;
        bool goes_on = false;
        while (cw_cursor_left(&c) > 0 && !goes_on && tally->collector->status == CW_OK) {
                uint64_t v = cw_cursor_varint(&c), n = v >> 1;
                goes_on = (v & 1) != 0;
                if (!cw_cursor_ok(&c) || n > frame->n_labels - done)
                        break;
                take(tally, ids + done * id_nbytes, (size_t)n, (enum cw_width)id_nbytes);
                done += n;
                if (goes_on)
                        continue;
                cw_tally_end_sequence(tally);
                ended++;
        }
        bool right =
                cw_cursor_ok(&c) && cw_cursor_left(&c) == 0 && done == frame->n_labels && ended == frame->n_sequences;
        if (!right && tally->collector->status == CW_OK)
                return fail_damaged(err, block->seq, block->offset, "its sequence lengths do not add up to its labels");
        return CW_OK;
}

static cw_status
shard_decode(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch, struct cw_tally *tally,
             struct cw_error *err)
{
        const struct cw_shard_header *header = &((const struct cw_shard_state *)reader->state)->header;
        const unsigned id_nbytes = header->id_nbytes;
        struct cw_shard_frame frame;
        if (scratch->codecs == NULL)
                CW_TRY(cw_codec_context_new(&scratch->codecs, err));
        CW_TRY(load_frame(reader, block, scratch, &frame, err));
        const uint8_t *packed = scratch->raw + CW_SHARD_FIXED_NBYTES;
        cw_tally_row(tally, 0);
        tally->at.position = frame.first_label;
        if (header->phrases != NULL)
                return cw_shard_take_phrases(reader, block, &frame, packed, scratch, tally, err);
        const size_t nbytes = (size_t)frame.n_labels * id_nbytes;
        const size_t lengths_nbytes = tally->collector != NULL ? frame.lengths_nbytes : 0;
        const size_t text_nbytes = nbytes + lengths_nbytes;
        CW_TRY(cw_scratch_text(scratch, text_nbytes > 0 ? text_nbytes : 1, err));
        CW_TRY(cw_shard_inflate(block, scratch, packed + frame.lengths_packed_nbytes, frame.data_nbytes, scratch->text,
                                nbytes, err));
        if (tally->collector == NULL || cw_tally_shows(tally))
                count(&frame, scratch->text, id_nbytes, tally);
        if (tally->collector == NULL) {
                tally->sequences += frame.n_sequences;
                return CW_OK;
        }
        char *lengths = scratch->text + nbytes;
        CW_TRY(cw_shard_inflate(block, scratch, packed, frame.lengths_packed_nbytes, lengths, lengths_nbytes, err));
        return collect(block, &frame, scratch->text, lengths, id_nbytes, tally, err);
}

/* Positions count through the whole shard, see shard_decode(), so that no part has rows before it. */
static uint64_t
shard_rows_before(const struct cw_reader *reader, uint64_t part)
{
        (void)reader;
        (void)part;
        return 0;
}

const struct cw_format cw_format_shard = {
        .name = "shard",
        .id = CW_FORMAT_SHARD,
        .independent = true,
        .sequences = CW_SEQUENCES_GO_ON,
        .row_unit = "label",
        .flat = true,
        .finish_checks = true,
        .probe = cw_shard_probe,
        .open = cw_shard_open,
        .next = shard_next,
        .decode = shard_decode,
        .finish = cw_shard_finish,
        .rows_before = shard_rows_before,
        .describe = cw_shard_describe,
        .close = cw_shard_close,
};
