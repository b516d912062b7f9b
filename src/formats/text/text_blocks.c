/* SPDX-License-Identifier: MIT */
/*
 * Cutting a text shard into blocks.
 *
 * Plain files: ranges of bytes, read by the worker that decodes them.  zstd files of several frames: a frame, or some
 * small ones together.  All else is a stream: whoever wants work inflates the next piece into its own scratch, under the
 * shard's lock, and decodes it after letting go of the lock, so that one worker inflates while the others decode.  No
 * ring of buffers, no thread of its own, and with many such files at once each is inflated by another worker.
 */
#include "base/memory.h"
#include "formats/text/text_shard.h"

enum { IN_NBYTES = 1 << 17 };

static cw_status
read_at(void *user, uint64_t offset, void *buffer, size_t nbytes, size_t *got_ret, struct cw_error *err)
{
        return cw_file_read_at(user, offset, buffer, nbytes, got_ret, err);
}

/* Walks on to the next data frame; pending.nbytes is 0 at the end of the file. */
static cw_status
walk(struct cw_reader *r, struct cw_text_shard *t, struct cw_error *err)
{
        t->pending = (struct cw_zstd_frame){0};
        while (t->at < r->file->nbytes) {
                struct cw_zstd_frame f;
                CW_TRY(cw_zstd_walk(read_at, r->file, t->at, r->file->nbytes, &f, err));
                t->at = f.offset + f.nbytes;
                if (!f.skippable) {
                        t->pending = f;
                        break;
                }
        }
        return CW_OK;
}

/* FRAMES if there are at least two of them.  Damage further on is found by the walk that hands them out. */
static cw_status
plan_zstd(struct cw_reader *r, struct cw_text_shard *t, struct cw_error *err)
{
        CW_TRY(walk(r, t, err));
        struct cw_zstd_frame first = t->pending;
        struct cw_error ignored;
        bool several = first.nbytes != 0 && t->at < r->file->nbytes &&
                       (walk(r, t, &ignored) != CW_OK || t->pending.nbytes != 0);
        t->access = several ? CW_TEXT_FRAMES : CW_TEXT_STREAM;
        t->pending = (struct cw_zstd_frame){0};
        t->at = 0;
        return several ? walk(r, t, err) : CW_OK;
}

/* A sample is read: there is too little of it to be worth mapping. */
static void
plan_ranges(const struct cw_reader *r, struct cw_text_shard *t)
{
        t->access = CW_TEXT_RANGES;
        t->windows = !cw_reader_samples(r) && r->file->nbytes >= CW_TEXT_WINDOWS_FROM &&
                     r->options->max_memory >= 2 * (uint64_t)CW_TEXT_WINDOW; /* no row is taken that this forbids */
        if (t->windows)
                t->range_most = CW_TEXT_WINDOW;
}

cw_status
cw_text_plan(struct cw_reader *r, struct cw_error *err)
{
        struct cw_text_shard *t = r->state;
        t->access = CW_TEXT_STREAM;
        if (r->file->seekable && !t->whole) {
                if (t->codec == CW_CODEC_NONE)
                        plan_ranges(r, t);
                else if (t->codec == CW_CODEC_ZSTD)
                        CW_TRY(plan_zstd(r, t, err));
        }
        if (t->access != CW_TEXT_STREAM || t->codec == CW_CODEC_NONE)
                return CW_OK;
        t->in = cw_malloc(IN_NBYTES);
        if (t->in == NULL)
                return cw_fail_memory(err, IN_NBYTES);
        return cw_stream_new(t->codec, r->options->max_memory, &t->stream, err);
}

cw_status
cw_text_stream_read(struct cw_reader *r, char *out, size_t want, size_t *got_ret, struct cw_error *err)
{
        struct cw_text_shard *t = r->state;
        *got_ret = 0;
        if (t->stream == NULL)
                return cw_file_read(r->file, out, want, got_ret, err);
        while (*got_ret < want) {
                if (t->in_pos == t->in_nbytes && !t->in_ended) {
                        CW_TRY(cw_file_read(r->file, t->in, IN_NBYTES, &t->in_nbytes, err));
                        t->in_pos = 0;
                        t->in_ended = t->in_nbytes < IN_NBYTES;
                }
                size_t before = *got_ret;
                CW_TRY(cw_stream_run(t->stream, t->in, t->in_nbytes, &t->in_pos, out, want, got_ret, err));
                if (*got_ret == before && t->in_pos == t->in_nbytes && t->in_ended)
                        return cw_stream_end(t->stream, err);
        }
        return CW_OK;
}

static cw_status
next_stream(struct cw_reader *r, struct cw_scratch *scratch, struct cw_block *b, bool *more, struct cw_error *err)
{
        struct cw_text_shard *t = r->state;
        *more = !t->ended;
        if (t->ended)
                return CW_OK;
        b->offset = r->file->at;
        if (t->whole) {
                t->ended = true;
                return CW_OK;
        }
        const size_t want = (size_t)(scratch->max_nbytes < t->stream_most ? scratch->max_nbytes : t->stream_most);
        CW_TRY(cw_scratch_text(scratch, want, err));
        CW_TRY(cw_text_stream_read(r, scratch->text, want, &b->scratch_nbytes, err));
        b->in_scratch = true;
        b->nbytes = r->file->at - b->offset;
        t->ended = b->scratch_nbytes < want;
        *more = b->scratch_nbytes > 0;
        return CW_OK;
}

static bool
is_small(const struct cw_text_shard *t, const struct cw_zstd_frame *f)
{
        return f->nbytes != 0 && f->nbytes <= t->frame_most && f->content_nbytes <= t->frame_most;
}

/* Whether the pending frame may join those of block `b`.  Frames that do not say how much they hold come together up to
 * a chunk, so that a file of very many tiny ones does not make as many blocks. */
static bool
joins(const struct cw_text_shard *t, const struct cw_block *b, bool small)
{
        const struct cw_zstd_frame *f = &t->pending;
        if (f->nbytes == 0 || small != is_small(t, f))
                return false;
        if (small && b->n_units + f->content_nbytes > t->frames_most)
                return false;
        const uint64_t most = small || t->frames_most < CW_TEXT_CHUNK ? t->frames_most : CW_TEXT_CHUNK;
        return f->offset + f->nbytes - b->offset <= most;
}

/* Where the next of RANGES ends.  The first block of nested text is decoded alone, until it is known where its list begins: so
 * it is a short one.  Of other text, windows are the larger the more of them there are left for each worker. */
static uint64_t
range_end(const struct cw_reader *r)
{
        const struct cw_text_shard *const t = r->state;
        const bool any_size = t->windows && (!t->chained || t->guesses);
        const uint64_t nbytes = r->file->nbytes, n_sharing = any_size ? (uint64_t)r->n_sharing : 0;
        uint64_t most = t->range_most;
        if (t->windows && t->chained && t->at == 0)
                return nbytes < CW_TEXT_CHUNK ? nbytes : CW_TEXT_CHUNK;
        while (n_sharing > 0 && most < CW_TEXT_WINDOW_MOST && most <= r->options->max_memory / 4 &&
               (n_sharing == 1 || most <= (nbytes - t->at) / n_sharing / CW_TEXT_WINDOWS_EACH))
                most *= 2;
        const uint64_t end = (t->at / most + 1) * most;
        return end < nbytes ? end : nbytes;
}

/* One frame, or as many small neighbours as make a block; n_units is their content where all say so, else 0. */
static cw_status
next_frames(struct cw_reader *r, struct cw_block *b, bool *more, struct cw_error *err)
{
        struct cw_text_shard *t = r->state;
        *more = t->pending.nbytes != 0;
        if (!*more)
                return CW_OK;
        const bool small = is_small(t, &t->pending);
        b->offset = t->pending.offset;
        do {
                if (small)
                        b->n_units += t->pending.content_nbytes;
                b->nbytes = t->pending.offset + t->pending.nbytes - b->offset;
                CW_TRY(walk(r, t, err));
        } while (joins(t, b, small));
        return CW_OK;
}

/* A stream cannot be begun again. */
static bool
may_guess(const struct cw_reader *r)
{
        const struct cw_text_shard *const t = r->state;
        return t->chained && t->guess.join == NULL && t->next_seq == 0 && r->n_sharing > 0 &&
               (t->access == CW_TEXT_RANGES ? t->windows : t->access == CW_TEXT_FRAMES);
}

cw_status
cw_text_begin_again(struct cw_reader *r, struct cw_error *err)
{
        struct cw_text_shard *t = r->state;
        r->in_vain = false;
        t->guesses = false;
        t->next_seq = t->at = 0;
        return t->access == CW_TEXT_FRAMES ? walk(r, t, err) : CW_OK;
}

cw_status
cw_text_next(struct cw_reader *r, struct cw_scratch *scratch, struct cw_block *b, bool *more_ret, struct cw_error *err)
{
        struct cw_text_shard *t = r->state;
        if (may_guess(r)) {
                CW_TRY(cw_join_new(t->dialect, t->learnt, r->options->max_memory, &t->guess.join, err));
                t->guesses = true;
        }
        *b = (struct cw_block){.seq = t->next_seq, .is_guess = t->guesses};
        switch (t->access) {
        case CW_TEXT_RANGES:
                b->offset = t->at;
                b->nbytes = range_end(r) - t->at;
                t->at += b->nbytes;
                *more_ret = b->nbytes > 0;
                break;
        case CW_TEXT_FRAMES:
                CW_TRY(next_frames(r, b, more_ret, err));
                break;
        case CW_TEXT_STREAM:
                CW_TRY(next_stream(r, scratch, b, more_ret, err));
                break;
        }
        t->next_seq += *more_ret;
        return CW_OK;
}
