/* SPDX-License-Identifier: MIT */
/*
 * Digests of content, piece by piece.
 */
#include "input/content.h"

#include "base/memory.h"
#include "base/varint.h"
#include "input/file.h"

#include <stdatomic.h>

enum { READ_PIECES = 8, DIGEST_NBYTES = 16 };

enum { NEW, TOUCHED, SEEN }; /* a piece: nothing of it was shown, a part was, it has its digest; never goes back */

struct cw_content {
        uint64_t nbytes; /* of the file */
        size_t n;        /* pieces */
        _Atomic uint8_t *states;
        uint8_t *digests; /* n x 16, little-endian; each written by who has set SEEN, read when all have ended */
};

static struct cw_content *
new_content(uint64_t nbytes)
{
        const uint64_t n = nbytes / CW_CONTENT_PIECE + (nbytes % CW_CONTENT_PIECE != 0);
        struct cw_content *c = n > SIZE_MAX / DIGEST_NBYTES ? NULL : cw_calloc(1, sizeof(*c));
        if (c == NULL)
                return NULL;
        *c = (struct cw_content){nbytes, (size_t)n, cw_calloc((size_t)n, sizeof(*c->states)),
                                 cw_malloc((size_t)n * DIGEST_NBYTES)};
        if (c->states == NULL || c->digests == NULL)
                cw_content_free(&c);
        return c;
}

void
cw_content_free(struct cw_content **content)
{
        struct cw_content *c = *content;
        if (c == NULL)
                return;
        cw_free(c->states);
        cw_free(c->digests);
        cw_free(c);
        *content = NULL;
}

void
cw_content_watch(struct cw_file *file)
{
        if (file->seekable && file->content == NULL)
                file->content = new_content(file->nbytes);
}

/* Bytes of piece `i`. */
static size_t
piece_nbytes(const struct cw_content *c, size_t i)
{
        const uint64_t left = c->nbytes - (uint64_t)i * CW_CONTENT_PIECE;
        return left < CW_CONTENT_PIECE ? (size_t)left : CW_CONTENT_PIECE;
}

/* The piece at this place of the file, of which something was shown. */
static void
touch(struct cw_content *c, uint64_t offset)
{
        uint8_t state = NEW;
        if (offset < c->nbytes)
                atomic_compare_exchange_strong(&c->states[offset / CW_CONTENT_PIECE], &state, TOUCHED);
}

void
cw_content_show(struct cw_content *c, uint64_t offset, const void *bytes, size_t nbytes)
{
        if (c == NULL || nbytes == 0)
                return;
        const uint64_t end = offset + nbytes;
        touch(c, offset);
        touch(c, end - 1);
        for (uint64_t i = (offset + CW_CONTENT_PIECE - 1) / CW_CONTENT_PIECE; i < c->n; i++) {
                const uint64_t from = i * CW_CONTENT_PIECE;
                const size_t n = piece_nbytes(c, (size_t)i);
                if (from + n > end)
                        break;
                if (atomic_load_explicit(&c->states[i], memory_order_relaxed) == SEEN ||
                    atomic_exchange(&c->states[i], SEEN) == SEEN)
                        continue;
                const struct cw_digest d = cw_hash128((const uint8_t *)bytes + (from - offset), n);
                cw_store_word(c->digests + i * DIGEST_NBYTES, d.lo);
                cw_store_word(c->digests + i * DIGEST_NBYTES + 8, d.hi);
        }
}

uint64_t
cw_content_unseen(const struct cw_file *file)
{
        const struct cw_content *c = file->content;
        uint64_t nbytes = 0;
        if (c == NULL)
                return file->nbytes;
        for (size_t i = 0; i < c->n; i++)
                nbytes += c->states[i] < SEEN ? piece_nbytes(c, i) : 0;
        return nbytes;
}

/* ---- reading the rest ---------------------------------------------------------------------------------------- */

/* Whether a piece is in the digest of all pieces that have come as far as `least`, but has no digest yet. */
static bool
is_missing(const struct cw_content *c, size_t i, uint8_t least)
{
        return c->states[i] >= least && c->states[i] != SEEN;
}

/* The missing pieces from `i` on, as many as are read at once; reading shows them. */
static cw_status
read_missing(struct cw_file *file, size_t i, uint8_t least, uint8_t *room, struct cw_error *err)
{
        const struct cw_content *c = file->content;
        size_t want = 0, got = 0;
        for (size_t k = i; k < c->n && k < i + READ_PIECES && is_missing(c, k, least); k++)
                want += piece_nbytes(c, k);
        CW_TRY(cw_file_read_at(file, (uint64_t)i * CW_CONTENT_PIECE, room, want, &got, err));
        return got == want ? CW_OK : cw_fail(err, CW_E_TRUNCATED, "became shorter while it was read");
}

static cw_status
read_rest(struct cw_file *file, uint8_t least, struct cw_error *err)
{
        cw_status status = CW_OK;
        uint8_t *room = cw_malloc((size_t)READ_PIECES * CW_CONTENT_PIECE);
        cw_content_watch(file);
        const struct cw_content *c = file->content;
        if (room == NULL || c == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, (size_t)READ_PIECES * CW_CONTENT_PIECE));
        for (size_t i = 0; i < c->n; i++) {
                if (!is_missing(c, i, least))
                        continue;
                if (cw_is_cancelled(file->cancel))
                        CW_TRY_GOTO(cw_fail(err, CW_E_INTERRUPTED, "interrupted; nothing was written"));
                CW_TRY_GOTO(read_missing(file, i, least, room, err));
        }
done:
        cw_free(room);
        return status;
}

cw_status
cw_file_digest(struct cw_file *file, struct cw_digest *digest_ret, struct cw_error *err)
{
        *digest_ret = (struct cw_digest){0};
        CW_TRY(read_rest(file, NEW, err));
        const struct cw_content *c = file->content;
        if (c->n == 1)
                *digest_ret = (struct cw_digest){cw_load_word(c->digests), cw_load_word(c->digests + 8)};
        else
                *digest_ret = cw_hash128(c->digests, c->n * DIGEST_NBYTES);
        return CW_OK;
}

/* ---- of some pieces ------------------------------------------------------------------------------------------- */

/* Of those that have been seen. */
static cw_status
sum_up(const struct cw_content *c, struct cw_digest *digest_ret, struct cw_error *err)
{
        struct cw_buffer digests = {0};
        for (size_t i = 0; i < c->n; i++)
                if (c->states[i] == SEEN)
                        cw_buffer_add(&digests, c->digests + i * DIGEST_NBYTES, DIGEST_NBYTES);
        const cw_status status = digests.failed ? cw_fail_memory(err, digests.n) : CW_OK;
        if (status == CW_OK)
                *digest_ret = cw_hash128(digests.data, digests.n);
        cw_buffer_free(&digests);
        return status;
}

cw_status
cw_file_digest_shown(struct cw_file *file, struct cw_buffer *pieces, struct cw_digest *digest_ret, struct cw_error *err)
{
        const struct cw_content *c = file->content;
        *digest_ret = (struct cw_digest){0};
        if (c == NULL)
                return cw_fail_memory(err, DIGEST_NBYTES); /* which was not to be had when it was to be watched */
        CW_TRY(read_rest(file, TOUCHED, err));
        for (size_t i = 0; i < c->n;) {
                const size_t from = i;
                while (i < c->n && c->states[i] != SEEN)
                        i++;
                const size_t begin = i;
                while (i < c->n && c->states[i] == SEEN)
                        i++;
                cw_put_varint(pieces, begin - from);
                cw_put_varint(pieces, i - begin);
        }
        return sum_up(c, digest_ret, err);
}

cw_status
cw_file_digest_pieces(struct cw_file *file, const void *pieces, size_t nbytes, struct cw_digest *digest_ret,
                      struct cw_error *err)
{
        struct cw_cursor cursor = cw_cursor_over(pieces, nbytes);
        *digest_ret = (struct cw_digest){0};
        cw_content_watch(file);
        struct cw_content *c = file->content;
        if (c == NULL)
                return cw_fail_memory(err, nbytes);
        for (size_t i = 0; cw_cursor_ok(&cursor) && cw_cursor_left(&cursor) > 0;) {
                const uint64_t gap = cw_cursor_varint(&cursor), n = cw_cursor_varint(&cursor);
                if (gap > c->n - i || n > c->n - i - gap)
                        return cw_fail(err, CW_E_CORRUPT, "the file has no such pieces");
                i += (size_t)gap;
                for (const size_t end = i + (size_t)n; i < end; i++)
                        touch(c, (uint64_t)i * CW_CONTENT_PIECE);
        }
        CW_TRY(read_rest(file, TOUCHED, err));
        return sum_up(c, digest_ret, err);
}
