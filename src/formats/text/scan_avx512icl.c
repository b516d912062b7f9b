/* SPDX-License-Identifier: MIT */
/*
 * The scanners for processors that move bytes together by a mask (VBMI2).
 */
#include "formats/text/scan.h"

#include "base/bytes.h"
#include "base/cpu.h"

#if CW_CPU_X86

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,popcnt,pclmul,bmi")))
#include "formats/text/scan512.inc"

TARGET static inline uint8_t *
put_ids(block values, places taken, unsigned n, size_t left, uint8_t *out)
{
        (void)left;
        _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(taken, values));
        return out + n;
}

#include "formats/text/conll_rows.inc"
#include "formats/text/json_ids.inc"
#include "formats/text/json_walk.inc"

/* needs the above */
#include "formats/text/json_names.inc"
#include "formats/text/json_survey.inc"

const struct cw_scan cw_scan_avx512icl = {.name = "avx512icl",
                                          .find = walk_find,
                                          .survey = survey_text,
                                          .ids = plain_ids,
                                          .names = plain_names,
                                          .rows = plain_rows};

#endif
