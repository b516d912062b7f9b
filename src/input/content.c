/* SPDX-License-Identifier: MIT */
/*
 * Digests of content, piece by piece.
 */
#include "input/content.h"

#include "base/cursor.h"
#include "base/memory.h"
#include "input/file.h"

#include <stdatomic.h>

enum { READ_PIECES = 8, DIGEST_NBYTES = 16 };

struct cw_content {
        uint64_t nbytes; /* of the file */
        size_t n;        /* pieces */
        atomic_bool *seen;
        uint8_t *digests; /* n x 16, little-endian; each written by who has set `seen`, read when all have ended */
};

static struct cw_content *
new_content(uint64_t nbytes)
{
        const uint64_t n = nbytes / CW_CONTENT_PIECE + (nbytes % CW_CONTENT_PIECE != 0);
        struct cw_content *c = n > SIZE_MAX / DIGEST_NBYTES ? NULL : cw_calloc(1, sizeof(*c));
        if (c == NULL)
                return NULL;
        *c = (struct cw_content){nbytes, (size_t)n, cw_calloc((size_t)n, sizeof(*c->seen)),
                                 cw_malloc((size_t)n * DIGEST_NBYTES)};
        if (c->seen == NULL || c->digests == NULL)
                cw_content_free(&c);
        return c;
}

void
cw_content_free(struct cw_content **content)
{
        struct cw_content *c = *content;
        if (c == NULL)
                return;
        cw_free(c->seen);
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

void
cw_content_show(struct cw_content *c, uint64_t offset, const void *bytes, size_t nbytes)
{
        if (c == NULL)
                return;
        const uint64_t end = offset + nbytes;
        for (uint64_t i = (offset + CW_CONTENT_PIECE - 1) / CW_CONTENT_PIECE; i < c->n; i++) {
                const uint64_t from = i * CW_CONTENT_PIECE;
                const size_t n = piece_nbytes(c, (size_t)i);
                if (from + n > end)
                        break;
                if (atomic_load_explicit(&c->seen[i], memory_order_relaxed) || atomic_exchange(&c->seen[i], true))
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
                nbytes += c->seen[i] ? 0 : piece_nbytes(c, i);
        return nbytes;
}

/* The pieces from `i` on that have not been seen, as many as are read at once; reading shows them. */
static cw_status
read_unseen(struct cw_file *file, size_t i, uint8_t *room, struct cw_error *err)
{
        const struct cw_content *c = file->content;
        size_t want = 0, got = 0;
        for (size_t k = i; k < c->n && k < i + READ_PIECES && !c->seen[k]; k++)
                want += piece_nbytes(c, k);
        CW_TRY(cw_file_read_at(file, (uint64_t)i * CW_CONTENT_PIECE, room, want, &got, err));
        return got == want ? CW_OK : cw_fail(err, CW_E_TRUNCATED, "became shorter while it was read");
}

cw_status
cw_file_digest(struct cw_file *file, struct cw_digest *digest_ret, struct cw_error *err)
{
        cw_status status = CW_OK;
        uint8_t *room = cw_malloc((size_t)READ_PIECES * CW_CONTENT_PIECE);
        *digest_ret = (struct cw_digest){0};
        cw_content_watch(file);
        const struct cw_content *c = file->content;
        if (room == NULL || c == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, (size_t)READ_PIECES * CW_CONTENT_PIECE));
        for (size_t i = 0; i < c->n; i++) {
                if (c->seen[i])
                        continue;
                if (cw_is_cancelled(file->cancel))
                        CW_TRY_GOTO(cw_fail(err, CW_E_INTERRUPTED, "interrupted; nothing was written"));
                CW_TRY_GOTO(read_unseen(file, i, room, err));
        }
        if (c->n == 1)
                *digest_ret = (struct cw_digest){cw_load_word(c->digests), cw_load_word(c->digests + 8)};
        else
                *digest_ret = cw_hash128(c->digests, c->n * DIGEST_NBYTES);
done:
        cw_free(room);
        return status;
}
