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
 * branch on the kind, and the way from one tag to the next.  The fast way (snappy_element.h) has no such branch, and here it
 * knows the next tag before it has gone there: most elements are short enough for that to lie in the word with their own.
 * Near the ends of input and output, and for what is rare, elements are taken the careful way, which alone finds damage.
 *
 * In pieces, a literal may begin in one and end in another; a copy waits for a piece that has room for all of it.
 */
#include "base/cursor.h"
#include "codecs/blocks.h"
#include "codecs/snappy_element.h"

#include <string.h>

enum {
        LENGTH_MOST = 5, /* bytes of the varint in front */
        TAG_MOST = 5     /* of a tag and what belongs to it, without a literal's bytes */
};

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

enum cw_snappy_taken
cw_snappy_take(struct cw_snappy *s)
{
        const unsigned tag = *s->at, upper = tag >> 2;
        size_t n_more = tag & 3, more = 0, offset, length;
        if (n_more == 3)
                n_more = 4;
        if (n_more == 0 && upper >= 60)
                n_more = upper - 59;
        if (n_more >= (size_t)(s->end - s->at))
                return CW_SNAPPY_DAMAGED;
        more = n_more > 0 ? (size_t)cw_load_le(s->at + 1, n_more) : 0;
        if ((tag & 3) == 0) {
                s->at += 1 + n_more;
                /* In 32 bits, as libsnappy has it: of 2^32 bytes that is none. */
                s->literal_left = (uint32_t)((upper < 60 ? upper : more) + 1);
                return take_literal(s) ? CW_SNAPPY_TAKEN : CW_SNAPPY_DAMAGED;
        }
        offset = (tag & 3) == 1 ? (size_t)(tag >> 5) << 8 | more : more;
        length = (tag & 3) == 1 ? 4 + (upper & 7) : upper + 1;
        if (offset == 0 || offset > (size_t)(s->to - s->start) || length > s->n_left)
                return CW_SNAPPY_DAMAGED;
        if (length > (size_t)(s->to_end - s->to))
                return CW_SNAPPY_NO_ROOM;
        s->at += 1 + n_more;
        take_copy(s, offset, length);
        return CW_SNAPPY_TAKEN;
}

/* ---- the fast way -------------------------------------------------------------------------------------------- */

/* Elements as long as there is room around them and none is rare or damaged.  Wants room for one. */
static void
take_fast(struct cw_snappy *s)
{
        const uint8_t *at = s->at, *const last = s->end - CW_SNAPPY_SLACK, *const start = s->start;
        uint8_t *to = s->to, *const to_last = s->to_end - CW_SNAPPY_LONGEST;
        uint64_t word = cw_load_word(at);
        size_t tag = *at;
        while (at <= last && to <= to_last) {
                const size_t length = cw_snappy_put(at, to, start, tag, (uint32_t)(word >> 8));
                if (length == 0)
                        break;
                to += length;
                /* By arithmetic, as the table would be one more load on the way to the next tag. */
                size_t n = (tag & 3) + 1, n_literal = (tag >> 2) + 2;
                CW_OPAQUE(n);
                CW_OPAQUE(n_literal);
                n = (tag & 3) == 0 ? n_literal : n;
                at += n;
                tag = n < 8 ? word >> 8 * n & 0xFF : *at;
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
        enum cw_snappy_taken taken = CW_SNAPPY_TAKEN;
        while (taken == CW_SNAPPY_TAKEN && s->at < s->end && (s->to < s->to_end || s->n_left == 0)) {
                if (s->literal_left > 0) {
                        taken = take_literal(s) ? CW_SNAPPY_TAKEN : CW_SNAPPY_DAMAGED;
                        continue;
                }
                if (s->end - s->at >= CW_SNAPPY_SLACK && s->to_end - s->to >= CW_SNAPPY_LONGEST)
                        take_fast(s);
                if (!last && s->end - s->at < TAG_MOST)
                        break;
                if (s->at < s->end)
                        taken = cw_snappy_take(s);
        }
        return taken != CW_SNAPPY_DAMAGED;
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
