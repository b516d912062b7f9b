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

TARGET static inline void
put_ids(__m512i values, uint64_t ends, size_t left, struct cw_byte_ids *ids)
{
        (void)left;
        _mm512_storeu_si512(ids->bytes + ids->n_bytes, _mm512_maskz_compress_epi8(ends, values));
        ids->n_bytes += cw_count_bits(ends);
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
