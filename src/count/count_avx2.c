/* SPDX-License-Identifier: MIT */
/*
 * The kernel for processors with AVX2: the bit planes of planes_template.inc, bits added by carry-save adders, and only
 * every sixteenth vector counted.
 *
 * Rejected, by counting instructions: comparing with each label and subtracting the masks, 128 for 32 bytes of 64
 * labels, where the planes need about 60; more than six planes, slower than tables.
 */
#include "count/kernels.h"

#include "base/cpu.h"

#if CW_CPU_X86

#include <immintrin.h>

#define TARGET __attribute__((target("avx2,popcnt")))

#include "count/squeeze.inc"

typedef __m256i vec;

enum { VEC_NBYTES = 32 };

#define VEC_SHL(v, n) _mm256_slli_epi16(v, n)
#define VEC_SHR(v, n) _mm256_srli_epi16(v, n)
#define vec_set8(x) _mm256_set1_epi8(x)
#define vec_set16(x) _mm256_set1_epi16(x)
#define vec_set32(x) _mm256_set1_epi32(x)
#define vec_set64(x) _mm256_set1_epi64x(x)
#define vec_and(a, b) _mm256_and_si256(a, b)
#define vec_or(a, b) _mm256_or_si256(a, b)
#define vec_add16(a, b) _mm256_add_epi16(a, b)
#define vec_add32(a, b) _mm256_add_epi32(a, b)
#define vec_add64(a, b) _mm256_add_epi64(a, b)
#define vec_pack32(a, b) _mm256_packs_epi32(a, b)
#define vec_pack16(a, b) _mm256_packs_epi16(a, b)

TARGET static inline vec
vec_load(const void *p)
{
        return _mm256_loadu_si256(p);
}

TARGET static inline void
vec_store(void *p, vec v)
{
        _mm256_storeu_si256(p, v);
}

TARGET static inline vec
vec_pick(vec m, vec a, vec b)
{
        return _mm256_or_si256(_mm256_and_si256(m, a), _mm256_andnot_si256(m, b));
}

TARGET static inline bool
vec_any(vec v)
{
        return !_mm256_testz_si256(v, v);
}

TARGET static inline vec
vec_low32(vec a, vec b)
{
        return _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(b), 0x88));
}

TARGET static inline vec
vec_clear(vec v, int byte, uint64_t *n_ref)
{
        const vec eq = _mm256_cmpeq_epi8(v, _mm256_set1_epi8((char)byte));
        *n_ref += (uint64_t)__builtin_popcount((unsigned)_mm256_movemask_epi8(eq));
        return _mm256_andnot_si256(eq, v);
}

TARGET static inline vec
vec_popcount(vec v)
{
        const vec bits_of = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
        const vec nibble = _mm256_set1_epi8(0x0F);
        const vec lower = _mm256_shuffle_epi8(bits_of, _mm256_and_si256(v, nibble));
        const vec upper = _mm256_shuffle_epi8(bits_of, _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble));
        return _mm256_sad_epu8(_mm256_add_epi8(lower, upper), _mm256_setzero_si256());
}

TARGET static inline vec
carry_save(vec a, vec b, vec c, vec *sum_ret)
{
        const vec ab = _mm256_xor_si256(a, b);
        *sum_ret = _mm256_xor_si256(ab, c);
        return _mm256_or_si256(_mm256_and_si256(a, b), _mm256_and_si256(ab, c));
}

TARGET static inline size_t
vec_squeeze(const struct squeezer *q, vec v, uint8_t byte, uint8_t *out)
{
        const vec common = _mm256_cmpeq_epi8(v, _mm256_set1_epi8((char)byte));
        const unsigned others = ~(unsigned)_mm256_movemask_epi8(common);
        const size_t n = squeeze16(q, _mm256_castsi256_si128(v), others & 0xFFFF, out);
        return n + squeeze16(q, _mm256_extracti128_si256(v, 1), others >> 16, out + n);
}

#define SQUEEZE_EIGHTHS 4
#define CEILING 64
#define VEC_CSA carry_save
#define ABREAST 1
#include "count/planes_template.inc"

static bool
usable(void)
{
        return (cw_cpu_features() & CW_CPU_AVX2) != 0;
}

const struct cw_kernel cw_kernel_avx2 = {
        .name = "avx2",
        .usable = usable,
        .bytes = count_bytes,
        .i16 = count_i16,
        .i32 = count_i32,
        .i64 = count_i64,
        .u16 = count_u16,
        .u32 = count_u32,
        .unpack = cw_unpack_groups,
        .ones = count_ones,
};

#endif
