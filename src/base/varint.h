/* SPDX-License-Identifier: MIT */
/*
 * Writing what base/cursor.h reads: LEB128, zigzag for what may be below 0, and the checksum at the end of a record.
 */
#ifndef CW_BASE_VARINT_H
#define CW_BASE_VARINT_H

#include "base/buffer.h"
#include "base/cursor.h"
#include "base/hash.h"

enum { CW_SEAL_NBYTES = 8 };

enum { CW_VARINT_MOST = 10 /**< bytes of one */ };

static inline void
cw_put_varint(struct cw_buffer *out, uint64_t v)
{
        char bytes[CW_VARINT_MOST];
        const bool has_room = !out->failed && out->cap - out->n > CW_VARINT_MOST;
        char *const to = has_room ? out->data + out->n : bytes;
        size_t n = 0;
        for (; v >= 0x80; v >>= 7)
                to[n++] = (char)(uint8_t)(v | 0x80);
        to[n++] = (char)(uint8_t)v;
        if (has_room) {
                to[n] = '\0';
                out->n += n;
        } else {
                cw_buffer_add(out, bytes, n);
        }
}

static inline void
cw_put_zigzag(struct cw_buffer *out, int64_t v)
{
        cw_put_varint(out, ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0));
}

/** Its length, then the text. */
static inline void
cw_put_text(struct cw_buffer *out, const char *text, size_t nbytes)
{
        cw_put_varint(out, nbytes);
        cw_buffer_add(out, text, nbytes);
}

static inline void
cw_put_le(struct cw_buffer *out, uint64_t v, size_t nbytes)
{
        uint8_t bytes[8];
        cw_store_le(bytes, v, nbytes);
        cw_buffer_add(out, bytes, nbytes);
}

/** XXH3-64 of what `out` holds from `from` on. */
static inline void
cw_put_seal(struct cw_buffer *out, size_t from)
{
        if (!out->failed)
                cw_put_le(out, cw_hash64(out->data + from, out->n - from), CW_SEAL_NBYTES);
}

static inline int64_t
cw_cursor_zigzag(struct cw_cursor *c)
{
        const uint64_t z = cw_cursor_varint(c);
        return (int64_t)((z >> 1) ^ (0 - (z & 1)));
}

/** How many follow; each takes `least` bytes at least, so that a number too large is bad at once. */
static inline uint64_t
cw_cursor_n(struct cw_cursor *c, size_t least)
{
        const uint64_t n = cw_cursor_varint(c);
        if (n > cw_cursor_left(c) / least)
                c->bad = true;
        return c->bad ? 0 : n;
}

/** As cw_put_text(); NULL if it is cut short. */
static inline const char *
cw_cursor_text(struct cw_cursor *c, size_t *nbytes_ret)
{
        *nbytes_ret = (size_t)cw_cursor_n(c, 1);
        return (const char *)cw_cursor_bytes(c, *nbytes_ret);
}

/** The seal fits, and *c is over what it is of. */
static inline bool
cw_cursor_unseal(const void *bytes, size_t nbytes, struct cw_cursor *c)
{
        *c = cw_cursor_over(bytes, nbytes < CW_SEAL_NBYTES ? 0 : nbytes - CW_SEAL_NBYTES);
        return nbytes >= CW_SEAL_NBYTES && cw_load_le(c->end, CW_SEAL_NBYTES) == cw_hash64(bytes, cw_cursor_left(c));
}

#endif
