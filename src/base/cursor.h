/* SPDX-License-Identifier: MIT */
/*
 * The bounds-checked little-endian reader that every binary parser reads through.  A read past the end sets `bad`,
 * gives 0, and keeps doing so: a parser reads a whole structure, then asks cw_cursor_ok() once.
 */
#ifndef CW_BASE_CURSOR_H
#define CW_BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct cw_cursor {
        const uint8_t *at;
        const uint8_t *end;
        bool bad;
};

static inline struct cw_cursor
cw_cursor_over(const void *data, size_t nbytes)
{
        const uint8_t *p = data;
        return (struct cw_cursor){p, p + nbytes, false};
}

static inline size_t
cw_cursor_left(const struct cw_cursor *c)
{
        return (size_t)(c->end - c->at);
}

static inline bool
cw_cursor_ok(const struct cw_cursor *c)
{
        return !c->bad;
}

/** The next `nbytes` bytes where they lie, or NULL if there are not so many. */
static inline const uint8_t *
cw_cursor_bytes(struct cw_cursor *c, size_t nbytes)
{
        if (c->bad || nbytes > cw_cursor_left(c)) {
                c->bad = true;
                return NULL;
        }
        const uint8_t *p = c->at;
        c->at += nbytes;
        return p;
}

/** The eight bytes at `p`: cw_load_le(p, 8) for hot loops, in which compilers do not see that it is one load. */
static inline uint64_t
cw_load_word(const uint8_t *p)
{
        uint64_t word;
        memcpy(&word, p, sizeof(word));
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        word = __builtin_bswap64(word);
#endif
        return word;
}

static inline uint64_t
cw_load_le(const uint8_t *p, size_t nbytes)
{
        uint64_t v = 0;
        for (size_t i = 0; i < nbytes; i++)
                v |= (uint64_t)p[i] << (8 * i);
        return v;
}

/** The same of a number in two's complement; `nbytes` is 1 to 8. */
static inline int64_t
cw_load_signed_le(const uint8_t *p, size_t nbytes)
{
        const unsigned above = (unsigned)(64 - 8 * nbytes);
        return (int64_t)(cw_load_le(p, nbytes) << above) >> above;
}

static inline void
cw_store_le(uint8_t *p, uint64_t v, size_t nbytes)
{
        for (size_t i = 0; i < nbytes; i++)
                p[i] = (uint8_t)(v >> (8 * i));
}

/** As cw_store_le(p, word, 8). */
static inline void
cw_store_word(uint8_t *p, uint64_t word)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        word = __builtin_bswap64(word);
#endif
        memcpy(p, &word, sizeof(word));
}

static inline uint64_t
cw_cursor_le(struct cw_cursor *c, size_t nbytes)
{
        const uint8_t *p = cw_cursor_bytes(c, nbytes);
        return p == NULL ? 0 : cw_load_le(p, nbytes);
}

static inline uint8_t
cw_cursor_u8(struct cw_cursor *c)
{
        return (uint8_t)cw_cursor_le(c, 1);
}

static inline uint16_t
cw_cursor_u16(struct cw_cursor *c)
{
        return (uint16_t)cw_cursor_le(c, 2);
}

static inline uint32_t
cw_cursor_u32(struct cw_cursor *c)
{
        return (uint32_t)cw_cursor_le(c, 4);
}

static inline uint64_t
cw_cursor_u64(struct cw_cursor *c)
{
        const uint8_t *p = cw_cursor_bytes(c, 8);
        return p == NULL ? 0 : cw_load_word(p);
}

/** LEB128, at most 10 bytes; a longer or overflowing one is bad. */
static inline uint64_t
cw_cursor_varint(struct cw_cursor *c)
{
        const uint8_t *at = c->at, *end = c->bad ? at : c->end;
        uint64_t v = 0;
        for (unsigned shift = 0; shift < 70 && at < end; shift += 7) {
                const uint8_t byte = *at++;
                if (shift == 63 && byte > 1)
                        break;
                v |= (uint64_t)(byte & 0x7F) << shift;
                if (byte < 0x80) {
                        c->at = at;
                        return v;
                }
        }
        c->bad = true;
        return 0;
}

#endif
