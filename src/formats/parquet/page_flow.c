/* SPDX-License-Identifier: MIT */
/*
 * Pieces of a page's body; see page_flow.h.
 */
#include "formats/parquet/page_flow.h"

#include <assert.h>
#include <isa-l/crc.h>
#include <string.h>

enum {
        BODY_PIECE = 3, /* times as large as a piece of what is stored */
        IN_LEAST = 256  /* stored bytes that a decompressor is given at least, while there are more */
};

bool
cw_parquet_flow_takes(const struct cw_parquet_page *page, enum cw_parquet_codec codec)
{
        return page->type == CW_PARQUET_DATA &&
               (codec == CW_PARQUET_SNAPPY ||
                (codec == CW_PARQUET_UNCOMPRESSED && page->plain_nbytes == page->stored_nbytes));
}

/* ---- stored bytes -------------------------------------------------------------------------------------------- */

static bool
fail(struct cw_parquet_flow *f)
{
        f->failed = true;
        f->n_ahead = 0;
        return false;
}

/* Reads on, behind what is left. */
static bool
read_more(struct cw_parquet_flow *f)
{
        const size_t left = (size_t)(f->in_end - f->in);
        const size_t n = f->n_unread < f->piece_nbytes ? f->n_unread : f->piece_nbytes;
        uint8_t *raw = f->scratch->raw;
        size_t got = 0;
        memmove(raw, f->in, left);
        if (cw_file_read_at(f->file, f->offset, raw + left, n, &got, NULL) != CW_OK || got < n)
                return fail(f);
        if (f->has_crc)
                f->sum = crc32_gzip_refl(f->sum, raw + left, n);
        f->offset += n;
        f->n_unread -= n;
        f->in = raw;
        f->in_end = raw + left + n;
        return true;
}

static bool
need_input(struct cw_parquet_flow *f)
{
        return f->in_end - f->in >= IN_LEAST || f->n_unread == 0 || read_more(f);
}

/* ---- pieces of the body -------------------------------------------------------------------------------------- */

/* Makes room behind what is left of the body and `reach` bytes before that; where the room begins. */
static uint8_t *
make_room(struct cw_parquet_flow *f, size_t reach)
{
        uint8_t *const text = (uint8_t *)f->scratch->text;
        const size_t before = (size_t)(f->at - text), left = (size_t)(f->end - f->at);
        const size_t kept = before < reach ? before : reach;
        memmove(text, f->at - kept, kept + left);
        f->at = text + kept;
        f->end = f->at + left;
        return text + kept + left;
}

static bool
more_snappy(struct cw_parquet_flow *f)
{
        struct cw_snappy *s = &f->snappy;
        s->to = make_room(f, CW_SNAPPY_REACH);
        s->start = (uint8_t *)f->scratch->text;
        s->to_end = (uint8_t *)f->scratch->text + CW_SNAPPY_REACH + BODY_PIECE * f->piece_nbytes;
        if (s->n_left < (size_t)(s->to_end - s->to))
                s->to_end = s->to + s->n_left;
        /* Where less room is left than a copy may need, the piece ends, unless it is the last. */
        while (s->to_end - s->to >= CW_SNAPPY_ROOM || (s->to < s->to_end && s->n_left <= CW_SNAPPY_ROOM)) {
                const uint8_t *const in = f->in, *const to = s->to;
                if (!need_input(f))
                        return false;
                s->at = f->in;
                s->end = f->in_end;
                if (!cw_snappy_run(s, f->n_unread == 0))
                        return fail(f);
                f->in = s->at;
                if (s->to == to && f->in == in)
                        return fail(f); /* it ends early */
        }
        f->end = s->to;
        f->n_ahead = s->n_left;
        return true;
}

/* What is stored is the body. */
static bool
more_plain(struct cw_parquet_flow *f)
{
        f->in = f->at;
        if (!read_more(f))
                return false;
        f->at = f->in;
        f->end = f->in_end;
        f->n_ahead = f->n_unread;
        return true;
}

bool
cw_parquet_flow_more(struct cw_parquet_flow *f)
{
        if (f->failed || f->n_ahead == 0)
                return false;
        return f->codec == CW_PARQUET_SNAPPY ? more_snappy(f) : more_plain(f);
}

/* ---- open, take, close --------------------------------------------------------------------------------------- */

cw_status
cw_parquet_flow_open(struct cw_parquet_flow *f, struct cw_file *file, uint64_t offset,
                     const struct cw_parquet_page *page, enum cw_parquet_codec codec, size_t piece_nbytes,
                     const uint8_t *there, size_t n_there, struct cw_scratch *scratch, struct cw_error *err)
{
        assert(piece_nbytes >= CW_PARQUET_FLOW_PIECE_LEAST);
        const size_t n = n_there < page->stored_nbytes ? n_there : page->stored_nbytes;
        const size_t there_at = n > 0 ? (size_t)(there - scratch->raw) : 0;
        *f = (struct cw_parquet_flow){.n_ahead = page->plain_nbytes,
                                      .file = file,
                                      .offset = offset + n,
                                      .n_unread = page->stored_nbytes - n,
                                      .piece_nbytes = piece_nbytes,
                                      .has_crc = page->has_crc,
                                      .crc = page->crc,
                                      .codec = codec,
                                      .scratch = scratch};
        /* A piece is read behind what is left of the one before. */
        CW_TRY(cw_scratch_raw(scratch, (n > piece_nbytes ? n : piece_nbytes) + piece_nbytes, err));
        CW_TRY(cw_scratch_text(scratch, CW_SNAPPY_REACH + BODY_PIECE * piece_nbytes, err));
        f->in = scratch->raw + there_at;
        f->in_end = f->in + n;
        f->at = f->end = (const uint8_t *)scratch->text;
        if (f->has_crc)
                f->sum = crc32_gzip_refl(0, f->in, n);
        if (codec == CW_PARQUET_UNCOMPRESSED) {
                f->at = f->in;
                f->end = f->in_end;
                f->n_ahead = f->n_unread;
        } else if (!need_input(f) || !cw_snappy_begin(&f->snappy, f->in, (size_t)(f->in_end - f->in)) ||
                   f->snappy.n_left != page->plain_nbytes) {
                fail(f);
        } else {
                f->in = f->snappy.at;
        }
        return CW_OK;
}

const uint8_t *
cw_parquet_flow_bytes(struct cw_parquet_flow *f, size_t nbytes)
{
        if ((size_t)(f->end - f->at) < nbytes)
                (void)cw_parquet_flow_more(f);
        if ((size_t)(f->end - f->at) < nbytes)
                return NULL;
        const uint8_t *bytes = f->at;
        f->at += nbytes;
        return bytes;
}

/* As much of `nbytes` bytes as is there, to the cursor of the hybrid. */
static void
show(struct cw_parquet_flow *f, struct cw_hybrid *h, uint64_t nbytes)
{
        const size_t there = (size_t)(f->end - f->at), n = nbytes < there ? (size_t)nbytes : there;
        h->c = cw_cursor_over(f->at, n);
        h->n_beyond = nbytes - n;
}

static bool
more_of_hybrid(struct cw_hybrid *h)
{
        struct cw_parquet_flow *f = h->source;
        const uint64_t nbytes = cw_cursor_left(&h->c) + h->n_beyond;
        f->at = h->c.at;
        if (h->n_beyond == 0 || !cw_parquet_flow_more(f))
                return false;
        show(f, h, nbytes);
        return true;
}

struct cw_hybrid
cw_parquet_flow_hybrid(struct cw_parquet_flow *f, uint64_t nbytes, unsigned width)
{
        struct cw_hybrid h = {.width = width, .more = more_of_hybrid, .source = f};
        /* A copy of it may be asked for its first value. */
        if (f->end - f->at < CW_HYBRID_MORE_BELOW)
                (void)cw_parquet_flow_more(f);
        show(f, &h, nbytes);
        return h;
}

/* Bytes of which nobody wants to know, not even a checksum, need not be read. */
static void
leave_unread(struct cw_parquet_flow *f, uint64_t nbytes)
{
        const size_t n = nbytes < f->n_unread ? (size_t)nbytes : f->n_unread;
        f->offset += n;
        f->n_unread -= n;
        f->n_ahead -= n;
}

void
cw_parquet_flow_end_hybrid(struct cw_parquet_flow *f, const struct cw_hybrid *h)
{
        uint64_t left = cw_cursor_left(&h->c) + h->n_beyond;
        f->at = h->c.at;
        while (left > (size_t)(f->end - f->at)) {
                left -= (size_t)(f->end - f->at);
                f->at = f->end;
                if (f->codec == CW_PARQUET_UNCOMPRESSED && !f->has_crc) {
                        leave_unread(f, left);
                        return;
                }
                if (!cw_parquet_flow_more(f))
                        return;
        }
        f->at += left;
}

bool
cw_parquet_flow_close(struct cw_parquet_flow *f)
{
        do
                f->at = f->end;
        while (cw_parquet_flow_more(f));
        const bool all_taken = f->codec == CW_PARQUET_UNCOMPRESSED || f->in == f->in_end;
        return !f->failed && f->n_unread == 0 && all_taken && (!f->has_crc || f->sum == f->crc);
}
