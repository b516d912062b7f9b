/* SPDX-License-Identifier: MIT */
/*
 * The kernel for processors of Ice Lake's kind (and Zen 4), which count the bits of 64-bit lanes in one instruction:
 * the bit planes of planes_template.inc, each product counted at once, and VPCOMPRESSB to squeeze.
 *
 * Rejected, by counting instructions: making the planes by GF2P8AFFINEQB (an 8x8 bit transpose a lane).  Bytes must
 * then be gathered across eight vectors, 24 shuffles on the one port that also has the popcounts; six planes by
 * shift and VPTERNLOG are 40 instructions on either port, of 230 a group in all.
 */
#include "count/kernels.h"

#include "base/cpu.h"

#if CW_CPU_X86

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx512vpopcntdq,popcnt")))
#include "count/vec512.inc"

struct squeezer {
        bool ready;
};

#define vec_squeeze_start(q) ((void)(q))

TARGET static inline size_t
vec_squeeze(const struct squeezer *q, vec v, uint8_t byte, uint8_t *out)
{
        const __mmask64 others = _mm512_cmpneq_epi8_mask(v, _mm512_set1_epi8((char)byte));
        (void)q;
        vec_store(out, _mm512_maskz_compress_epi8(others, v)); /* straight to memory it is microcode on Zen 4 */
        return (size_t)__builtin_popcountll(others);
}

#define SQUEEZE_EIGHTHS 4
#define CEILING 128
#define vec_popcount(v) _mm512_popcnt_epi64(v)
#include "count/planes_template.inc"

static bool
usable(void)
{
        return (cw_cpu_features() & CW_CPU_AVX512ICL) != 0;
}

const struct cw_kernel cw_kernel_avx512icl = {
        .name = "avx512icl",
        .usable = usable,
        .bytes = count_bytes,
        .i16 = count_i16,
        .i32 = count_i32,
        .i64 = count_i64,
        .u16 = count_u16,
        .u32 = count_u32,
};

#endif
