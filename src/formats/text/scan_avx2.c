/* SPDX-License-Identifier: MIT */
/*
 * The scanners for processors with AVX2: a block is two registers.
 */
#include "formats/text/scan.h"

#include "base/bytes.h"
#include "base/cpu.h"

#if CW_CPU_X86

#include <immintrin.h>

#define TARGET __attribute__((target("avx2,popcnt,pclmul,bmi")))

typedef struct {
        __m256i low, high;
} block;

TARGET static inline __m256i
load32(const char *p)
{
        return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

TARGET static inline block
block_load(const char *p)
{
        return (block){load32(p), load32(p + 32)};
}

TARGET static inline uint64_t
both(__m256i low, __m256i high)
{
        return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

TARGET static inline uint64_t
block_eq(block b, char c)
{
        const __m256i wanted = _mm256_set1_epi8(c);
        return both(_mm256_cmpeq_epi8(b.low, wanted), _mm256_cmpeq_epi8(b.high, wanted));
}

TARGET static inline uint64_t
block_same(block b, block c)
{
        return both(_mm256_cmpeq_epi8(b.low, c.low), _mm256_cmpeq_epi8(b.high, c.high));
}

TARGET static inline block
block_or(block b, char bits)
{
        const __m256i set = _mm256_set1_epi8(bits);
        return (block){_mm256_or_si256(b.low, set), _mm256_or_si256(b.high, set)};
}

TARGET static inline uint64_t
prefix_xor(uint64_t bits)
{
        const __m128i ones = _mm_set1_epi8(-1);
        return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)bits), ones, 0));
}

/* Where a byte is that either table has at its low four bits. */
TARGET static inline uint64_t
block_special(block b, const uint8_t special[2][16])
{
        uint64_t found = 0;
        for (int i = 0; i < 2; i++) {
                const __m256i table =
                        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)special[i]));
                found |= both(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, b.low), b.low),
                              _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, b.high), b.high));
        }
        return found;
}

/* A byte of ones for each bit that is set. */
TARGET static inline __m256i
spread(uint32_t bits)
{
        const __m256i byte = _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
        const __m256i bit = _mm256_set1_epi64x((long long)0x8040201008040201);
        const __m256i v = _mm256_shuffle_epi8(_mm256_set1_epi32((int)bits), byte);
        return _mm256_cmpeq_epi8(_mm256_and_si256(v, bit), bit);
}

/* What digits are worth; other bytes are worth more than nine. */
TARGET static inline block
block_worth(block b)
{
        const __m256i zero = _mm256_set1_epi8('0');
        return (block){_mm256_sub_epi8(b.low, zero), _mm256_sub_epi8(b.high, zero)};
}

/* A byte of ones, or of zeros, for each. */
typedef block places;

#define PLACES_ALL block_of(-1)
#define PLACES_NONE block_of(0)
#define places_bits(m) both((m).low, (m).high)
#define places_count(m) cw_count_bits(places_bits(m))

TARGET static inline block
block_of(char byte)
{
        return (block){_mm256_set1_epi8(byte), _mm256_set1_epi8(byte)};
}

TARGET static inline block
block_add(block b, block c)
{
        return (block){_mm256_add_epi8(b.low, c.low), _mm256_add_epi8(b.high, c.high)};
}

TARGET static inline block
block_min(block b, block c)
{
        return (block){_mm256_min_epu8(b.low, c.low), _mm256_min_epu8(b.high, c.high)};
}

/* 1 for each byte that is more than n. */
TARGET static inline block
block_above(block b, char n)
{
        const __m256i most = _mm256_set1_epi8(n), one = _mm256_set1_epi8(1);
        return (block){_mm256_min_epu8(_mm256_subs_epu8(b.low, most), one),
                       _mm256_min_epu8(_mm256_subs_epu8(b.high, most), one)};
}

TARGET static inline block
block_at(places m, block b)
{
        return (block){_mm256_and_si256(m.low, b.low), _mm256_and_si256(m.high, b.high)};
}

TARGET static inline places
places_of(uint64_t bits)
{
        return (places){spread((uint32_t)bits), spread((uint32_t)(bits >> 32))};
}

TARGET static inline places
places_or(places m, places n)
{
        return (places){_mm256_or_si256(m.low, n.low), _mm256_or_si256(m.high, n.high)};
}

#define places_and(m, n) block_at(m, n)

TARGET static inline places
places_xor(places m, places n)
{
        return (places){_mm256_xor_si256(m.low, n.low), _mm256_xor_si256(m.high, n.high)};
}

TARGET static inline places
places_except(places m, places n)
{
        return (places){_mm256_andnot_si256(n.low, m.low), _mm256_andnot_si256(n.high, m.high)};
}

TARGET static inline bool
places_any(places m)
{
        return _mm256_movemask_epi8(_mm256_or_si256(m.low, m.high)) != 0;
}

TARGET static inline places
places_eq(places m, block b, char c)
{
        const __m256i wanted = _mm256_set1_epi8(c);
        return (places){_mm256_and_si256(m.low, _mm256_cmpeq_epi8(b.low, wanted)),
                        _mm256_and_si256(m.high, _mm256_cmpeq_epi8(b.high, wanted))};
}

/* Those of m where byte i is at most `most`. */
TARGET static inline places
places_to(places m, block b, unsigned most)
{
        const __m256i v = _mm256_set1_epi8((char)most);
        return (places){_mm256_and_si256(m.low, _mm256_cmpeq_epi8(_mm256_min_epu8(b.low, v), b.low)),
                        _mm256_and_si256(m.high, _mm256_cmpeq_epi8(_mm256_min_epu8(b.high, v), b.high))};
}

#define places_digits(m, w) places_to(m, w, 9)
#define places_below(m, b, n) places_to(m, b, (n)-1)
#define block_low(b) places_any(places_to(PLACES_ALL, b, '\n'))

typedef __m256i sums;

#define SUMS_NONE _mm256_setzero_si256()

TARGET static inline sums
sums_add(sums s, block b)
{
        return _mm256_add_epi64(s, _mm256_sad_epu8(_mm256_add_epi8(b.low, b.high), _mm256_setzero_si256()));
}

TARGET static inline uint64_t
sums_total(sums s)
{
        const __m128i pair = _mm_add_epi64(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1));
        return (uint64_t)_mm_extract_epi64(_mm_add_epi64(pair, _mm_unpackhi_epi64(pair, pair)), 0);
}

TARGET static inline __m256i
ids32(__m256i worth1, __m256i worth2, __m256i worth3, __m256i two)
{
        const __m256i tens =
                _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 0, 0, 0, 0, 0, 0));
        const __m256i hundreds = _mm256_broadcastsi128_si256(
                _mm_setr_epi8(0, 100, (char)200, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0));
        const __m256i only_digits = _mm256_set1_epi8(0x70);
        const __m256i ten = _mm256_shuffle_epi8(tens, worth2);
        const __m256i hundred = _mm256_shuffle_epi8(hundreds, _mm256_adds_epu8(worth3, only_digits));
        return _mm256_adds_epu8(_mm256_add_epi8(worth1, _mm256_and_si256(ten, two)), _mm256_and_si256(hundred, two));
}

TARGET static inline block
ids_of(block worth1, block worth2, block worth3, places two)
{
        return (block){ids32(worth1.low, worth2.low, worth3.low, two.low),
                       ids32(worth1.high, worth2.high, worth3.high, two.high)};
}

/* The zeros between the ids stay: the counting kernels are as fast as moving the ids together would be. */
TARGET static inline uint8_t *
put_ids(block values, places taken, unsigned n, size_t left, uint8_t *out)
{
        (void)n;
        _mm256_storeu_si256((__m256i *)(void *)out, _mm256_and_si256(values.low, taken.low));
        _mm256_storeu_si256((__m256i *)(void *)(out + 32), _mm256_and_si256(values.high, taken.high));
        return out + (left < 64 ? left + 1 : 64);
}

#include "formats/text/conll_rows.inc"
#include "formats/text/json_ids.inc"
#include "formats/text/json_walk.inc"

/* needs the above */
#include "formats/text/json_names.inc"
#include "formats/text/json_survey.inc"

const struct cw_scan cw_scan_avx2 = {.name = "avx2",
                                     .find = walk_find,
                                     .survey = survey_text,
                                     .ids = plain_ids,
                                     .names = plain_names,
                                     .rows = plain_rows};

#endif
