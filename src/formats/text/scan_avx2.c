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

/* What the digits of a vector are worth, and all bits where there is one. */
TARGET static inline __m256i
digits32(__m256i v, __m256i *is_ret)
{
        const __m256i worth = _mm256_sub_epi8(v, _mm256_set1_epi8('0'));
        *is_ret = _mm256_cmpeq_epi8(_mm256_min_epu8(worth, _mm256_set1_epi8(9)), worth);
        return worth;
}

TARGET static inline uint64_t
block_digits(block b)
{
        __m256i low, high;
        digits32(b.low, &low);
        digits32(b.high, &high);
        return both(low, high);
}

/* The ids that end at p[0 .. 31], where `ends` has bytes of ones; false if one is too large. */
TARGET static inline bool
ids32(const char *p, __m256i ends, const struct cw_byte_ids *ids, uint8_t *out)
{
        const __m256i tens =
                _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 0, 0, 0, 0, 0, 0));
        const __m256i hundreds = _mm256_broadcastsi128_si256(
                _mm_setr_epi8(0, 100, (char)200, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0));
        __m256i is1, is2, is3;
        const __m256i digit1 = digits32(load32(p - 1), &is1);
        const __m256i digit2 = digits32(load32(p - 2), &is2);
        const __m256i digit3 = digits32(load32(p - 3), &is3);
        const __m256i ten = _mm256_shuffle_epi8(tens, _mm256_and_si256(digit2, is2));
        const __m256i hundred = _mm256_shuffle_epi8(hundreds, _mm256_and_si256(digit3, _mm256_and_si256(is2, is3)));
        const __m256i values = _mm256_adds_epu8(_mm256_add_epi8(digit1, ten), hundred);
        const __m256i kept = _mm256_and_si256(values, ends);
        _mm256_storeu_si256((__m256i *)(void *)out, kept);
        const __m256i most = _mm256_set1_epi8((char)(ids->limit - 1));
        return _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(kept, most), kept)) == -1;
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

/* The zeros between the ids stay: the counting kernels are as fast as moving the ids together would be. */
TARGET static inline bool
block_ids(const char *p, uint64_t ends, size_t left, struct cw_byte_ids *ids)
{
        uint8_t *const out = ids->bytes + ids->n_bytes;
        ids->n_bytes += left < 64 ? left + 1 : 64;
        return ids32(p, spread((uint32_t)ends), ids, out) &&
               ids32(p + 32, spread((uint32_t)(ends >> 32)), ids, out + 32);
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
