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

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,avx512vpopcntdq,popcnt")))
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

/* Bytes w*k to w*k + 7 for lane k, in which VPMULTISHIFTQB then finds the group's codes. */
#define LANE(w, k) (UINT64_C(0x0706050403020100) + (uint64_t)(w) * (k)*UINT64_C(0x0101010101010101))
#define LANES(w)                                                                                               \
        {                                                                                                      \
                LANE(w, 0), LANE(w, 1), LANE(w, 2), LANE(w, 3), LANE(w, 4), LANE(w, 5), LANE(w, 6), LANE(w, 7) \
        }

static const uint64_t lanes_of[9][8] = {
        LANES(0), LANES(1), LANES(2), LANES(3), LANES(4), LANES(5), LANES(6), LANES(7), LANES(8),
};

TARGET static void
unpack_groups(const uint8_t *packed, size_t n_groups, unsigned width, uint8_t *bytes)
{
        const vec lanes = vec_load(lanes_of[width]), mask = vec_set8((char)((1 << width) - 1));
        /* Byte i of a lane from bit i * width of it on. */
        const vec shifts = vec_set64((int64_t)(UINT64_C(0x0706050403020100) * width));
        for (; n_groups > 0; packed += 8 * (size_t)width, bytes += VEC_NBYTES) {
                const size_t n = n_groups < 8 ? n_groups : 8;
                const vec stored = _mm512_maskz_loadu_epi8(~UINT64_C(0) >> (64 - n * width), packed);
                const vec codes = _mm512_multishift_epi64_epi8(shifts, _mm512_permutexvar_epi8(lanes, stored));
                vec_store(bytes, vec_and(codes, mask));
                n_groups -= n;
        }
}

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
        .unpack = unpack_groups,
        .ones = count_ones,
};

#endif
