/* SPDX-License-Identifier: MIT */
/*
 * The tables of snappy_element.h, and elements that are not short.
 */
#include "codecs/snappy_element.h"

/* A table of what `of` makes of literals, short, long and far copies, by their tags. */
#define FOUR(of, t) of##_LITERAL(t), of##_SHORT((t) + 1), of##_LONG((t) + 2), of##_FAR
#define SIXTEEN(of, t) FOUR(of, t), FOUR(of, (t) + 4), FOUR(of, (t) + 8), FOUR(of, (t) + 12)
#define SIXTY_FOUR(of, t) SIXTEEN(of, t), SIXTEEN(of, (t) + 16), SIXTEEN(of, (t) + 32), SIXTEEN(of, (t) + 48)
#define TABLE(of)                                                                                   \
        {                                                                                           \
                SIXTY_FOUR(of, 0u), SIXTY_FOUR(of, 64u), SIXTY_FOUR(of, 128u), SIXTY_FOUR(of, 192u) \
        }

#define RARE 255 /* a length that the fast way does not take */

#define MASK_LITERAL(t) 0
#define MASK_SHORT(t) 0xFF
#define MASK_LONG(t) 0xFFFF
#define MASK_FAR 0

#define BASE_LITERAL(t) 0
#define BASE_SHORT(t) (t) >> 5 << 8
#define BASE_LONG(t) 0
#define BASE_FAR 0

#define LENGTH_LITERAL(t) (t) >> 2 < 60 ? ((t) >> 2) + 1 : RARE
#define LENGTH_SHORT(t) 4 + ((t) >> 2 & 7)
#define LENGTH_LONG(t) ((t) >> 2) + 1
#define LENGTH_FAR RARE

#define CUT_LITERAL(t) (t) >> 2 < CW_SNAPPY_SHORT ? 0 : UINT32_MAX
#define CUT_SHORT(t) LENGTH_SHORT(t)
#define CUT_LONG(t) (t) >> 2 < CW_SNAPPY_SHORT ? LENGTH_LONG(t) : UINT32_MAX
#define CUT_FAR UINT32_MAX

#define N_LITERAL(t) ((t) >> 2) + 2
#define N_SHORT(t) 2
#define N_LONG(t) 3
#define N_FAR 5

const struct cw_snappy_tags cw_snappy_tags = {
        .mask = TABLE(MASK), .base = TABLE(BASE), .cut = TABLE(CUT), .length = TABLE(LENGTH), .n = TABLE(N)};

const uint64_t cw_snappy_times[8] = {
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
static void
repeat(uint8_t *to, size_t offset, size_t length)
{
        cw_snappy_repeat(to, offset);
        /* Of what is there by now, as far back as makes a word of whole repetitions. */
        const size_t back = offset * ((7 + offset) / offset);
        for (size_t i = CW_SNAPPY_SHORT; i < length; i += 8)
                cw_store_word(to + i, cw_load_word(to + i - back));
}

bool
cw_snappy_put_long(const uint8_t *at, uint8_t *to, size_t tag, size_t offset)
{
        const bool literal = (tag & 3) == 0;
        const size_t length = cw_snappy_tags.length[tag];
        if (length > CW_SNAPPY_LONGEST || (!literal && offset == 0))
                return false;
        if (literal || offset >= length) {
                const uint8_t *from = literal ? at + 1 : to - offset;
                cw_snappy_copy32(to, from);
                cw_snappy_copy32(to + CW_SNAPPY_SHORT, from + CW_SNAPPY_SHORT);
        } else {
                repeat(to, offset, length);
        }
        return true;
}
