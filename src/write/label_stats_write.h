/* SPDX-License-Identifier: MIT */
/*
 * TSV in the shape of NeMo's NAME_label_stats.tsv: the labels that were seen, the most frequent first, a line each:
 *
 *     ID \t\t SHARE, rounded to 5 places \t\t TOKENS [ \t\t VALUE ] \n          0\t\t0.83871\t\t5200000
 *
 * Two tabs between cells, no heading, ids where NeMo has ids; where values are written they are a fourth cell, behind
 * those that NeMo has.  Equal labels stand in the order of their ids.
 */
#ifndef CW_WRITE_LABEL_STATS_WRITE_H
#define CW_WRITE_LABEL_STATS_WRITE_H

#include "base/buffer.h"
#include "base/result.h"

/** `value`: one a label, NULL for counts alone.  Fails for lack of memory only. */
CW_MUST_USE cw_status cw_label_stats_write(const struct cw_counts *counts, const double *value, struct cw_buffer *out,
                                           struct cw_error *err);

#endif
