/* SPDX-License-Identifier: MIT */
/*
 * Rows of counts beside the whole: one a shard, one a slice, in the whole's labels.
 */
#ifndef CW_ROWS_H
#define CW_ROWS_H

#include "merge/merge.h"
#include "pipeline.h"
#include "settings.h"

enum { CW_SLICES_MOST = 1 << 16 };

/** Adds the rows that the options ask for to `counts`, which cw_merge() made with the same rules.  CW_E_LIMIT: more than
 *  CW_SLICES_MOST slices. */
CW_MUST_USE cw_status cw_rows_add(const struct cw_settings *settings, const struct cw_run_result *result,
                                  const struct cw_merge_rules *rules, struct cw_counts *counts, struct cw_error *err);

#endif
