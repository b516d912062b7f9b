/* SPDX-License-Identifier: MIT */
/*
 * Leaving one byte out of a vector, for processors without VPCOMPRESSB: eight bytes at a time, moved together by a table of
 * shuffles.  TARGET is defined by the file that includes this.
 *
 *     bytes   O O B O I O O O      mask  0b00010100      shuffle[mask]  2 4 . .      out  B I . .
 */
#ifndef CW_COUNT_SQUEEZE_H
#define CW_COUNT_SQUEEZE_H

#include <immintrin.h>
#include <stdbool.h>
#include <stdint.h>

struct squeezer {
        bool ready;
        uint64_t shuffle[256]; /* the positions of a mask's bits, a byte each, the lowest first */
};

/* The table costs as much as squeezing 4 KiB, so it is made only when data ask for it. */
static inline void
vec_squeeze_start(struct squeezer *q)
{
        if (q->ready)
                return;
        q->shuffle[0] = 0;
        for (unsigned mask = 1; mask < 256; mask++)
                q->shuffle[mask] = q->shuffle[mask & (mask - 1)] << 8 | (unsigned)__builtin_ctz(mask);
        q->ready = true;
}

/* 16 bytes, of which those in `mask` are kept. */
TARGET static inline size_t
squeeze16(const struct squeezer *q, __m128i v, unsigned mask, uint8_t *out)
{
        const unsigned lower = mask & 0xFF, upper = mask >> 8;
        const size_t n_lower = (size_t)__builtin_popcount(lower);
        const __m128i a = _mm_shuffle_epi8(v, _mm_loadl_epi64((const void *)&q->shuffle[lower]));
        const __m128i b = _mm_shuffle_epi8(_mm_unpackhi_epi64(v, v), _mm_loadl_epi64((const void *)&q->shuffle[upper]));
        _mm_storel_epi64((void *)out, a);
        _mm_storel_epi64((void *)(out + n_lower), b);
        return n_lower + (size_t)__builtin_popcount(upper);
}

#endif
