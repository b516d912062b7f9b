/* SPDX-License-Identifier: MIT */
/*
 * The kernel for processors with AVX-512 BW but no instruction that counts bits (Skylake-X, Cascade Lake): the bit planes of
 * planes_template.inc, bits added by carry-save adders of two VPTERNLOG each, and only every sixteenth vector counted.
 */
#include "count/kernels.h"

#include "base/cpu.h"

#if CW_CPU_X86

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,popcnt")))
#include "count/squeeze.inc"
#include "count/vec512.inc"

TARGET static inline vec
vec_popcount(vec v)
{
        const vec bits_of = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
        const vec nibble = _mm512_set1_epi8(0x0F);
        const vec lower = _mm512_shuffle_epi8(bits_of, _mm512_and_si512(v, nibble));
        const vec upper = _mm512_shuffle_epi8(bits_of, _mm512_and_si512(_mm512_srli_epi16(v, 4), nibble));
        return _mm512_sad_epu8(_mm512_add_epi8(lower, upper), _mm512_setzero_si512());
}

TARGET static inline vec
carry_save(vec a, vec b, vec c, vec *sum_ret)
{
        *sum_ret = _mm512_ternarylogic_epi64(a, b, c, 0x96);
        return _mm512_ternarylogic_epi64(a, b, c, 0xE8);
}

TARGET static inline size_t
vec_squeeze(const struct squeezer *q, vec v, uint8_t byte, uint8_t *out)
{
        const __mmask64 others = _mm512_cmpneq_epi8_mask(v, _mm512_set1_epi8((char)byte));
        size_t n = squeeze16(q, _mm512_castsi512_si128(v), others & 0xFFFF, out);
        n += squeeze16(q, _mm512_extracti32x4_epi32(v, 1), others >> 16 & 0xFFFF, out + n);
        n += squeeze16(q, _mm512_extracti32x4_epi32(v, 2), others >> 32 & 0xFFFF, out + n);
        return n + squeeze16(q, _mm512_extracti32x4_epi32(v, 3), (unsigned)(others >> 48), out + n);
}

#define SQUEEZE_EIGHTHS 6
#define CEILING 128
#define VEC_CSA carry_save
#define ABREAST 4
#include "count/planes_template.inc"

static bool
usable(void)
{
        return (cw_cpu_features() & CW_CPU_AVX512) != 0;
}

const struct cw_kernel cw_kernel_avx512 = {
        .name = "avx512",
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
