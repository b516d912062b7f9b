/* SPDX-License-Identifier: MIT */
/*
 * Snappy blocks, decompressed in one call or a piece at a time; what Parquet uses most.
 *
 *   block     varint: bytes when decompressed   element*
 *   element   a tag, whose low two bits say what it is
 *     00   literal   length - 1 in the upper six bits, or in the 1 to 4 bytes behind the tag if these are 60 to 63; the bytes
 *     01   copy      length - 4 in three bits; offset: three bits of the tag above the eight of the byte behind it
 *     10   copy      length - 1 in six bits; offset: u16
 *     11   copy      length - 1 in six bits; offset: u32
 *
 * Pages of bit-packed codes are short elements of all kinds in no order, four to eight bytes each, so what they cost is the
 * branch on the kind, and the way from one tag to the next.  The fast way has no such branch: literals and copies of either
 * length differ by selects and a table.  It knows the next tag before it has gone there: most elements are short enough
 * for that to lie in the word with their own.  On such pages it takes a half to three quarters of the time of libsnappy as
 * Debian builds it, which calls memmove() for each element.  Near the ends of input and output, and for what is rare,
 * elements are taken the careful way, which alone finds damage.
 *
 * In pieces, a literal may begin in one and end in another; a copy waits for a piece that has room for all of it.
 */
#include "base/cursor.h"
#include "codecs/blocks.h"

#include <string.h>

enum {
        LENGTH_MOST = 5,          /* bytes of the varint in front */
        TAG_MOST = 5,             /* of a tag and what belongs to it, without a literal's bytes */
        LONGEST = CW_SNAPPY_ROOM, /* bytes of an element that the fast way takes */
        IN_SLACK = LONGEST + 8,   /* bytes that it may read from a tag on */
        OUT_SLACK = LONGEST + 8,  /* and write from an element's place on */
        NEAR = 16                 /* copies from closer by may need bytes of their own */
};

/* Selects are wanted here, no branches. */
#if defined(__clang__)
#define UNPREDICTABLE(condition) __builtin_unpredictable(condition)
#elif defined(__GNUC__)
#define UNPREDICTABLE(condition) __builtin_expect_with_probability((condition), 1, 0.5)
#else
#define UNPREDICTABLE(condition) (condition)
#endif

static inline void
copy16(uint8_t *to, const uint8_t *from)
{
        uint8_t bytes[16];
        memcpy(bytes, from, sizeof(bytes));
        memcpy(to, bytes, sizeof(bytes));
}

/* ---- the careful way ----------------------------------------------------------------------------------------- */

/* As much of the literal as is there and has room.  False: it is longer than what is still to come. */
static bool
take_literal(struct cw_snappy *s)
{
        size_t n = s->literal_left;
        if (n > s->n_left)
                return false;
        n = n < (size_t)(s->end - s->at) ? n : (size_t)(s->end - s->at);
        n = n < (size_t)(s->to_end - s->to) ? n : (size_t)(s->to_end - s->to);
        memcpy(s->to, s->at, n);
        s->at += n;
        s->to += n;
        s->n_left -= n;
        s->literal_left -= (uint32_t)n;
        return true;
}

static void
take_copy(struct cw_snappy *s, size_t offset, size_t length)
{
        const uint8_t *from = s->to - offset;
        for (size_t i = 0; i < length; i++)
                s->to[i] = from[i];
        s->to += length;
        s->n_left -= length;
}

enum taken { TAKEN, NO_ROOM, DAMAGED };

/* One element, or of a literal what can be taken.  All of the tag is there, or nothing follows. */
static enum taken
take_element(struct cw_snappy *s)
{
        const unsigned tag = *s->at, upper = tag >> 2;
        size_t n_more = tag & 3, more = 0, offset, length;
        if (n_more == 3)
                n_more = 4;
        if (n_more == 0 && upper >= 60)
                n_more = upper - 59;
        if (n_more >= (size_t)(s->end - s->at))
                return DAMAGED;
        more = n_more > 0 ? (size_t)cw_load_le(s->at + 1, n_more) : 0;
        if ((tag & 3) == 0) {
                s->at += 1 + n_more;
                /* In 32 bits, as libsnappy has it: of 2^32 bytes that is none. */
                s->literal_left = (uint32_t)((upper < 60 ? upper : more) + 1);
                return take_literal(s) ? TAKEN : DAMAGED;
        }
        offset = (tag & 3) == 1 ? (size_t)(tag >> 5) << 8 | more : more;
        length = (tag & 3) == 1 ? 4 + (upper & 7) : upper + 1;
        if (offset == 0 || offset > (size_t)(s->to - s->start) || length > s->n_left)
                return DAMAGED;
        if (length > (size_t)(s->to_end - s->to))
                return NO_ROOM;
        s->at += 1 + n_more;
        take_copy(s, offset, length);
        return TAKEN;
}

/* ---- the fast way -------------------------------------------------------------------------------------------- */

/* What a tag says. */
struct kind {
        uint32_t offset; /* of a copy, its part in the tag; of a literal, one that is right once NEAR bytes are out */
        uint16_t mask;   /* of the two bytes behind the tag, what belongs to the offset */
        uint8_t length;
};

#define RARE UINT32_MAX /* an offset that is never right: the careful way takes the element */
#define LITERAL(t)                                             \
        {                                                      \
                (t) >> 2 < 60 ? NEAR : RARE, 0, ((t) >> 2) + 1 \
        }
#define SHORT_COPY(t)                                   \
        {                                               \
                (t) >> 5 << 8, 0xFF, 4 + ((t) >> 2 & 7) \
        }
#define LONG_COPY(t)                      \
        {                                 \
                0, 0xFFFF, ((t) >> 2) + 1 \
        }
#define FAR_COPY           \
        {                  \
                RARE, 0, 1 \
        }
#define FOUR(t) LITERAL(t), SHORT_COPY((t) + 1), LONG_COPY((t) + 2), FAR_COPY
#define SIXTEEN(t) FOUR(t), FOUR((t) + 4), FOUR((t) + 8), FOUR((t) + 12)
#define SIXTY_FOUR(t) SIXTEEN(t), SIXTEEN((t) + 16), SIXTEEN((t) + 32), SIXTEEN((t) + 48)

static const struct kind kinds[256] = {SIXTY_FOUR(0u), SIXTY_FOUR(64u), SIXTY_FOUR(128u), SIXTY_FOUR(192u)};

/* times[n] * word of n bytes: a word full of them. */
static const uint64_t times[8] = {
        0,
        UINT64_C(0x0101010101010101),
        UINT64_C(0x0001000100010001),
        UINT64_C(0x0001000001000001),
        UINT64_C(0x0000000100000001),
        UINT64_C(0x0000010000000001),
        UINT64_C(0x0001000000000001),
        UINT64_C(0x0100000000000001),
};

/* A copy that needs bytes of its own. */
static inline void
repeat(uint8_t *to, size_t offset, size_t length)
{
        if (offset >= 8) {
                for (size_t i = 0; i < length; i += 8)
                        cw_store_word(to + i, cw_load_word(to - offset + i));
                return;
        }
        const uint64_t mask = UINT64_MAX >> (64 - 8 * offset);
        const uint64_t word = (cw_load_word(to - offset) & mask) * times[offset];
        const size_t step = 8 - 8 % offset;
        for (size_t i = 0; i < length; i += step)
                cw_store_word(to + i, word);
}

static inline void
copy(uint8_t *to, const uint8_t *from, size_t length)
{
        copy16(to, from);
        copy16(to + 16, from + 16);
        if (length > 32) {
                copy16(to + 32, from + 32);
                copy16(to + 48, from + 48);
        }
}

/* Elements as long as there is room around them and none is rare or damaged.  Wants room for one. */
static void
take_fast(struct cw_snappy *s)
{
        const uint8_t *at = s->at, *const last = s->end - IN_SLACK, *const start = s->start;
        uint8_t *to = s->to, *const to_last = s->to_end - OUT_SLACK;
        uint64_t word = cw_load_word(at);
        unsigned tag = *at;
        while (at <= last && to <= to_last) {
                const struct kind k = kinds[tag];
                const bool literal = (tag & 3) == 0;
                const size_t offset = k.offset + (word >> 8 & k.mask);
                if (offset > (size_t)(to - start) || offset == 0)
                        break;
                if (offset < NEAR && offset < k.length)
                        repeat(to, offset, k.length);
                else
                        copy(to, literal ? at + 1 : to - offset, k.length);
                unsigned n = (tag & 3) + 1;
                if (UNPREDICTABLE(literal))
                        n = (tag >> 2) + 2;
                to += k.length;
                at += n;
                tag = n < 8 ? (unsigned)(word >> 8 * n & 0xFF) : *at;
                word = cw_load_word(at);
        }
        s->n_left -= (size_t)(to - s->to);
        s->at = at;
        s->to = to;
}

/* ---- pieces -------------------------------------------------------------------------------------------------- */

bool
cw_snappy_begin(struct cw_snappy *s, const uint8_t *in, size_t in_nbytes)
{
        struct cw_cursor c = cw_cursor_over(in, in_nbytes);
        const uint64_t nbytes = cw_cursor_varint(&c);
        *s = (struct cw_snappy){.at = c.at, .end = c.end, .n_left = nbytes};
        return cw_cursor_ok(&c) && nbytes <= UINT32_MAX && c.at - in <= LENGTH_MOST;
}

bool
cw_snappy_run(struct cw_snappy *s, bool last)
{
        enum taken taken = TAKEN;
        while (taken == TAKEN && s->at < s->end && (s->to < s->to_end || s->n_left == 0)) {
                if (s->literal_left > 0) {
                        taken = take_literal(s) ? TAKEN : DAMAGED;
                        continue;
                }
                if (s->end - s->at >= IN_SLACK && s->to_end - s->to >= OUT_SLACK)
                        take_fast(s);
                if (!last && s->end - s->at < TAG_MOST)
                        break;
                if (s->at < s->end)
                        taken = take_element(s);
        }
        return taken != DAMAGED;
}

cw_status
cw_snappy_block(const void *in, size_t in_nbytes, void *out, size_t out_cap, size_t *out_nbytes_ret,
                struct cw_error *err)
{
        struct cw_snappy s;
        if (!cw_snappy_begin(&s, in, in_nbytes))
                return cw_fail(err, CW_E_CORRUPT, "the snappy data is damaged");
        const size_t nbytes = s.n_left;
        if (nbytes > out_cap)
                return cw_fail(err, CW_E_LIMIT, "the snappy data holds more than it should");
        s.start = s.to = out;
        s.to_end = s.to + nbytes;
        if (!cw_snappy_run(&s, true) || s.n_left > 0 || s.at < s.end)
                return cw_fail(err, CW_E_CORRUPT, "the snappy data is damaged");
        *out_nbytes_ret = nbytes;
        return CW_OK;
}
