/* SPDX-License-Identifier: MIT */
/*
 * Text of a block by chunks: ranges of a plain file, frames, what is in scratch already, or the next of a stream.
 */
#include "formats/text/text_feed.h"

#include "input/content.h"

static cw_status
read_part(struct cw_text_feed *f, void *out, size_t want, size_t *got_ret, struct cw_error *err)
{
        CW_TRY(cw_file_read_at(f->reader->file, f->at, out, want, got_ret, err));
        f->at += *got_ret;
        return *got_ret == want ? CW_OK : cw_fail(err, CW_E_TRUNCATED, "the file became shorter while it was read");
}

static cw_status
fill_range(struct cw_text_feed *f, char *out, size_t room, size_t *got_ret, struct cw_error *err)
{
        size_t want = f->end - f->at < room ? (size_t)(f->end - f->at) : room;
        const size_t over = (size_t)((f->at + want) % CW_CONTENT_PIECE);
        if (over < want && f->at + want < f->end)
                want -= over; /* so that a digest of the content sees whole pieces */
        CW_TRY(read_part(f, out, want, got_ret, err));
        f->ended = f->at == f->end;
        return CW_OK;
}

/* Small frames: all at once, into a text scratch that has room for what their headers say. */
static cw_status
fill_small_frames(struct cw_text_feed *f, char *out, size_t room, size_t *got_ret, struct cw_error *err)
{
        size_t got = 0;
        CW_TRY(cw_scratch_raw(f->scratch, (size_t)f->block->nbytes, err));
        CW_TRY(read_part(f, f->scratch->raw, (size_t)f->block->nbytes, &got, err));
        f->ended = true;
        if (f->scratch->codecs == NULL)
                CW_TRY(cw_codec_context_new(&f->scratch->codecs, err));
        return cw_zstd_frames(f->scratch->codecs, f->scratch->raw, got, out, room, got_ret, err);
}

/* A large frame, piece by piece. */
static cw_status
fill_large_frame(struct cw_text_feed *f, char *out, size_t room, size_t *got_ret, struct cw_error *err)
{
        *got_ret = 0;
        while (*got_ret < room) {
                if (f->raw_pos == f->raw_nbytes && f->at < f->end) {
                        size_t want = f->end - f->at < CW_TEXT_CHUNK ? (size_t)(f->end - f->at) : CW_TEXT_CHUNK;
                        CW_TRY(read_part(f, f->scratch->raw, want, &f->raw_nbytes, err));
                        f->raw_pos = 0;
                }
                size_t before = *got_ret;
                CW_TRY(cw_stream_run(f->scratch->stream, f->scratch->raw, f->raw_nbytes, &f->raw_pos, out, room,
                                     got_ret, err));
                if (*got_ret == before && f->raw_pos == f->raw_nbytes && f->at == f->end) {
                        f->ended = true;
                        return cw_stream_end(f->scratch->stream, err);
                }
        }
        return CW_OK;
}

cw_status
cw_text_feed_fill(struct cw_text_feed *f, char *out, size_t room, size_t *got_ret, struct cw_error *err)
{
        const struct cw_text_shard *t = f->reader->state;
        if (f->block->in_scratch) {
                *got_ret = f->block->scratch_nbytes;
                f->ended = true;
                return CW_OK;
        }
        switch (t->access) {
        case CW_TEXT_RANGES:
                return fill_range(f, out, room, got_ret, err);
        case CW_TEXT_FRAMES:
                return f->block->n_units != 0 ? fill_small_frames(f, out, room, got_ret, err)
                                              : fill_large_frame(f, out, room, got_ret, err);
        case CW_TEXT_STREAM:
                break;
        }
        CW_TRY(cw_text_stream_read(f->reader, out, room, got_ret, err));
        f->ended = *got_ret < room;
        return CW_OK;
}

cw_status
cw_text_feed_begin(struct cw_text_feed *f, struct cw_error *err)
{
        const struct cw_text_shard *t = f->reader->state;
        size_t room = t->chained && t->windows ? (size_t)f->block->nbytes : CW_TEXT_CHUNK;
        if (t->access == CW_TEXT_FRAMES && f->block->n_units != 0) {
                room = (size_t)f->block->n_units + 1; /* one more, so that a frame which holds more is found out */
        } else if (t->access == CW_TEXT_FRAMES) {
                CW_TRY(cw_scratch_raw(f->scratch, CW_TEXT_CHUNK, err));
                if (f->scratch->stream == NULL)
                        CW_TRY(cw_stream_new(CW_CODEC_ZSTD, f->scratch->max_nbytes, &f->scratch->stream, err));
                cw_stream_reset(f->scratch->stream);
        }
        return cw_scratch_text(f->scratch, room, err);
}

/* Twice as much, up to the bound, and then to the last byte. */
cw_status
cw_text_make_room(struct cw_scratch *s, size_t used, struct cw_error *err)
{
        if (s->text_cap - used >= s->text_cap / 4 + 1 || (s->text_cap == s->max_nbytes && used < s->text_cap))
                return CW_OK;
        size_t want = s->text_cap * 2;
        if (want > s->max_nbytes && s->text_cap < s->max_nbytes)
                want = (size_t)s->max_nbytes;
        return cw_scratch_text(s, want, err);
}
