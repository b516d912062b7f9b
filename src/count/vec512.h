/* SPDX-License-Identifier: MIT */
/*
 * What planes_template.h asks of a vector, for the two AVX-512 kernels: one has an instruction for vec_popcount, which each
 * defines itself, and all else is the same.  TARGET is defined by the file that includes this.
 */
#ifndef CW_COUNT_VEC512_H
#define CW_COUNT_VEC512_H

#include <immintrin.h>
#include <stdint.h>

typedef __m512i vec;

enum { VEC_NBYTES = 64 };

#define VEC_SHL(v, n) _mm512_slli_epi16(v, n)
#define VEC_SHR(v, n) _mm512_srli_epi16(v, n)
#define vec_load(p) _mm512_loadu_si512(p)
#define vec_store(p, v) _mm512_storeu_si512(p, v)
#define vec_set8(x) _mm512_set1_epi8(x)
#define vec_set16(x) _mm512_set1_epi16(x)
#define vec_set32(x) _mm512_set1_epi32(x)
#define vec_set64(x) _mm512_set1_epi64(x)
#define vec_and(a, b) _mm512_and_si512(a, b)
#define vec_or(a, b) _mm512_or_si512(a, b)
#define vec_add16(a, b) _mm512_add_epi16(a, b)
#define vec_add32(a, b) _mm512_add_epi32(a, b)
#define vec_add64(a, b) _mm512_add_epi64(a, b)
#define vec_pack32(a, b) _mm512_packs_epi32(a, b)
#define vec_pack16(a, b) _mm512_packs_epi16(a, b)

TARGET static inline vec
vec_pick(vec m, vec a, vec b)
{
        return _mm512_ternarylogic_epi64(m, a, b, 0xCA);
}

TARGET static inline bool
vec_any(vec v)
{
        return _mm512_test_epi64_mask(v, v) != 0;
}

TARGET static inline vec
vec_low32(vec a, vec b)
{
        return _mm512_castps_si512(_mm512_shuffle_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(b), 0x88));
}

TARGET static inline vec
vec_clear(vec v, int byte, uint64_t *n_ref)
{
        const __mmask64 eq = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)byte));
        *n_ref += (uint64_t)__builtin_popcountll(eq);
        return _mm512_maskz_mov_epi8(~eq, v);
}

#endif
