/* SPDX-License-Identifier: MIT */
/*
 * Pieces of a page's body; see page_flow.h.
 */
#include "formats/parquet/page_flow.h"

#include <assert.h>
#include <isa-l/crc.h>
#include <string.h>

enum {
        BODY_PIECE = CW_SNAPPY_LANES, /* times as large as a piece of what is stored */
        IN_PIECES = 4,                /* of what is stored, that there is room for */
        FRAGMENTS_IN_PIECES = 2,      /* that the fragments side by side may take */
        WINDOW_MOST = 1 << 23,        /* stored bytes that are looked at where the page cache has them */
        IN_LEAST = 256                /* stored bytes that a decompressor is given at least, while there are more */
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
        uint8_t *to = f->scratch->raw + (f->in_end - f->scratch->raw);
        size_t got = 0;
        if (n > f->in_room - (size_t)(to - f->scratch->raw)) {
                memmove(f->scratch->raw, f->in, left);
                f->in = f->scratch->raw;
                to = f->scratch->raw + left;
        }
        if (cw_file_read_at(f->file, f->offset, to, n, &got, NULL) != CW_OK || got < n)
                return fail(f);
        if (f->has_crc)
                f->sum = crc32_gzip_refl(f->sum, to, n);
        f->offset += n;
        f->n_unread -= n;
        f->in_end = to + n;
        return true;
}

static bool
need_input(struct cw_parquet_flow *f)
{
        return f->in_end - f->in >= IN_LEAST || f->n_unread == 0 || read_more(f);
}

/* ---- pieces of the body -------------------------------------------------------------------------------------- */

/* Makes room behind what is left of the body and what lies before that, `reach` bytes together; where the room begins. */
static uint8_t *
make_room(struct cw_parquet_flow *f, size_t reach)
{
        uint8_t *const text = (uint8_t *)f->scratch->text;
        const size_t left = (size_t)(f->end - f->at), want = left < reach ? reach - left : 0;
        const size_t before = want > 0 ? (size_t)(f->at - text) : 0, kept = before < want ? before : want;
        memmove(text, f->at - kept, kept + left);
        f->at = text + kept;
        f->end = f->at + left;
        return text + kept + left;
}

/* Several fragments side by side, where that is possible. */
static bool
take_fragments(struct cw_parquet_flow *f)
{
        const size_t want = cw_snappy_fragments_want(&f->fragments);
        if (want == 0 || want > FRAGMENTS_IN_PIECES * f->piece_nbytes)
                return false;
        while ((size_t)(f->in_end - f->in) < want && f->n_unread > 0) {
                if (!read_more(f))
                        return false;
        }
        f->snappy.at = f->in;
        f->snappy.end = f->in_end;
        if (!cw_snappy_run_fragments(&f->snappy, &f->fragments))
                return false;
        f->in = f->snappy.at;
        return true;
}

/* As much as there is room for; where less is left than a copy needs, the piece ends. */
static bool
take_elements(struct cw_parquet_flow *f)
{
        struct cw_snappy *s = &f->snappy;
        while (s->to < s->to_end) {
                const uint8_t *const to = s->to;
                if (!need_input(f))
                        return false;
                s->at = f->in;
                s->end = f->in_end;
                if (!cw_snappy_run(s, f->n_unread == 0))
                        return fail(f);
                const bool stands = s->to == to && s->at == f->in;
                f->in = s->at;
                if (stands && s->to_end - s->to < CW_SNAPPY_ROOM && s->n_left > (size_t)(s->to_end - s->to))
                        break;
                if (stands)
                        return fail(f); /* it ends early */
        }
        return true;
}

/* One fragment, which tells where to look for the next.  Where a page is not made of them, as much as there is room for. */
static bool
take_fragment(struct cw_parquet_flow *f)
{
        struct cw_snappy *s = &f->snappy;
        const uint64_t n_before = f->n_unread + (uint64_t)(f->in_end - f->in);
        if (f->in_fragments && s->to_end - s->to > CW_SNAPPY_REACH)
                s->to_end = s->to + CW_SNAPPY_REACH;
        if (!take_elements(f))
                return false;
        f->in_fragments = f->in_fragments && s->to == s->to_end && s->literal_left == 0;
        f->fragments.nbytes = (size_t)(n_before - f->n_unread - (uint64_t)(f->in_end - f->in));
        return true;
}

/* Lays out as many groups ahead as there is room for.  The last fragment of a page is none of theirs. */
static void
lay_ahead(struct cw_parquet_flow *f)
{
        struct cw_parquet_ahead *a = f->ahead;
        const size_t want = cw_snappy_fragments_want(&f->fragments);
        while (want > 0 && cw_parquet_ahead_has_room(a) && f->snappy.n_left > (a->n + 1) * CW_SNAPPY_GROUP &&
               cw_parquet_ahead_put(a, f->in + a->n_stored, f->in_end, &f->fragments))
                ;
}

/* A group that was decompressed ahead, in its own memory. */
static bool
take_ahead(struct cw_parquet_flow *f)
{
        const size_t left = (size_t)(f->end - f->at);
        size_t n_stored;
        if (f->ahead == NULL || f->window.pages == NULL || f->fragments.nbytes == 0 || left > CW_PARQUET_GROUP_BEFORE ||
            !cw_parquet_ahead_begin(f->ahead, f->snappy.n_left))
                return false;
        lay_ahead(f);
        const bool any = f->ahead->n > 0;
        uint8_t *const body = cw_parquet_ahead_take(f->ahead, &n_stored);
        if (body == NULL) {
                f->fragments.n_wrong += any;
                return false;
        }
        memcpy(body - left, f->at, left);
        f->at = body - left;
        f->end = body + CW_SNAPPY_GROUP;
        f->in += n_stored;
        f->snappy.n_left -= CW_SNAPPY_GROUP;
        f->n_ahead = f->snappy.n_left;
        cw_snappy_count_right(&f->fragments, n_stored);
        return true;
}

static bool
more_snappy(struct cw_parquet_flow *f)
{
        struct cw_snappy *s = &f->snappy;
        if (f->in_fragments && take_ahead(f))
                return true;
        /* A fragment knows nothing of what lies before it. */
        s->to = make_room(f, f->in_fragments ? 0 : CW_SNAPPY_REACH);
        s->start = f->in_fragments ? s->to : (uint8_t *)f->scratch->text;
        s->to_end = (uint8_t *)f->scratch->text + CW_SNAPPY_REACH + BODY_PIECE * f->piece_nbytes;
        if (s->n_left < (size_t)(s->to_end - s->to))
                s->to_end = s->to + s->n_left;
        if (!(f->in_fragments && take_fragments(f)) && !take_fragment(f))
                return false;
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
                     const uint8_t *there, size_t n_there, struct cw_parquet_ahead *ahead, struct cw_scratch *scratch,
                     struct cw_error *err)
{
        assert(piece_nbytes >= CW_PARQUET_FLOW_PIECE_LEAST);
        const bool is_snappy = codec == CW_PARQUET_SNAPPY;
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
                                      .in_fragments = piece_nbytes >= CW_SNAPPY_REACH,
                                      .ahead = ahead,
                                      .scratch = scratch};
        /* A piece is read behind what is left of the ones before. */
        f->in_room = (there_at + n > (IN_PIECES - 1) * piece_nbytes ? there_at + n : (IN_PIECES - 1) * piece_nbytes) +
                     piece_nbytes;
        CW_TRY(cw_scratch_raw(scratch, f->in_room, err));
        CW_TRY(cw_scratch_text(scratch, CW_SNAPPY_REACH + BODY_PIECE * piece_nbytes, err));
        f->in = scratch->raw + there_at;
        f->in_end = f->in + n;
        if (is_snappy && page->stored_nbytes <= WINDOW_MOST &&
            cw_file_window_open(&f->window, file, offset, page->stored_nbytes)) {
                f->in = (const uint8_t *)f->window.bytes;
                f->in_end = f->in + page->stored_nbytes;
                f->n_unread = 0;
        }
        f->at = f->end = (const uint8_t *)scratch->text;
        if (f->has_crc)
                f->sum = crc32_gzip_refl(0, f->in, (size_t)(f->in_end - f->in));
        if (!is_snappy) {
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
cw_parquet_flow_leave(struct cw_parquet_flow *f)
{
        if (f->ahead != NULL)
                cw_parquet_ahead_end(f->ahead);
        return cw_file_window_close(&f->window, NULL) == CW_OK;
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
