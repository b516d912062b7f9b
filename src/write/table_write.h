/* SPDX-License-Identifier: MIT */
/*
 * Results as tables for people and spreadsheets: CSV (RFC 4180, so CRLF) and Markdown (aligned).
 *
 *     id,label,tokens,share,weight        | id | label     |  tokens |    share | weight |
 *     0,O,5200000,0.83870967741935,1.0    | --:| --------- | -------:| --------:| ------:|
 *                                         |  0 | O         | 5200000 | 83.871 % |    1.0 |
 *
 * `share` is of the tokens counted.  Counts have no column `weight`; a label that was omitted has an empty cell.
 */
#ifndef CW_WRITE_TABLE_WRITE_H
#define CW_WRITE_TABLE_WRITE_H

#include "base/buffer.h"
#include "base/result.h"

/* `weights`: of these counts, NULL for counts alone.  Memory is the only thing that can fail. */
void cw_table_write_csv(const struct cw_counts *counts, const struct cw_weights *weights, struct cw_buffer *out);
void cw_table_write_markdown(const struct cw_counts *counts, const struct cw_weights *weights, struct cw_buffer *out);

#endif
