/* SPDX-License-Identifier: MIT */
/*
 * Bytes that one thread writes and another reads, over and over in the same memory.  Each line that is written must first be
 * taken out of the other processor's cache, which has been seen to cost 30 ns, ten times the writing: so they are written past
 * the caches.
 */
#ifndef CW_BASE_HAND_ON_H
#define CW_BASE_HAND_ON_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { CW_LINE_NBYTES = 64 }; /**< of a cache */

#if defined(__SSE2__)
#include <emmintrin.h>

/** memcpy() to the beginning of a line. */
static inline void
cw_hand_on(uint8_t *to, const uint8_t *from, size_t nbytes)
{
        size_t at = 0;
        for (; nbytes - at >= CW_LINE_NBYTES; at += CW_LINE_NBYTES) {
                const __m128i *v = (const __m128i *)(const void *)(from + at);
                __m128i *line = (__m128i *)(void *)(to + at);
                _mm_stream_si128(line, _mm_loadu_si128(v));
                _mm_stream_si128(line + 1, _mm_loadu_si128(v + 1));
                _mm_stream_si128(line + 2, _mm_loadu_si128(v + 2));
                _mm_stream_si128(line + 3, _mm_loadu_si128(v + 3));
        }
        memcpy(to + at, from + at, nbytes - at);
        _mm_sfence();
}

#else

static inline void
cw_hand_on(uint8_t *to, const uint8_t *from, size_t nbytes)
{
        memcpy(to, from, nbytes);
}

#endif

#endif
