/* SPDX-License-Identifier: MIT */
/*
 * The scanners for processors with AVX-512: a block is one register, its comparisons are masks.
 */
#include "formats/text/scan.h"

#include "base/bytes.h"
#include "base/cpu.h"

#if CW_CPU_X86

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,popcnt,pclmul,bmi")))
#include "formats/text/scan512.inc"

/* The zeros between the ids stay, as with AVX2. */
TARGET static inline uint8_t *
put_ids(block values, places taken, unsigned n, size_t left, uint8_t *out)
{
        (void)n;
        _mm512_storeu_si512(out, _mm512_maskz_mov_epi8(taken, values));
        return out + (left < 64 ? left + 1 : 64);
}

#include "formats/text/conll_rows.inc"
#include "formats/text/json_ids.inc"
#include "formats/text/json_walk.inc"

/* needs the above */
#include "formats/text/json_names.inc"
#include "formats/text/json_survey.inc"

const struct cw_scan cw_scan_avx512 = {.name = "avx512",
                                       .find = walk_find,
                                       .survey = survey_text,
                                       .ids = plain_ids,
                                       .names = plain_names,
                                       .rows = plain_rows};

#endif
