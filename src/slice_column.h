/* SPDX-License-Identifier: MIT */
/*
 * Counts of the rows that have one value in another column, for each value: where the data is a table (JSON lines, JSON,
 * Arrow, Parquet).  A second look at data that has been counted: of each shard the column is read as if it were the labels,
 * in order, then the labels are, and row by row the one says where the other goes.  Counting itself knows nothing of it.
 */
#ifndef CW_SLICE_COLUMN_H
#define CW_SLICE_COLUMN_H

#include "labels/intern.h"
#include "pipeline.h"
#include "settings.h"

enum { CW_COLUMN_SLICES_MOST = 256 };

/** The counts of each value; `bins[k]` are those of `values.names[k]`. */
struct cw_column_slices {
        struct cw_intern values;
        struct cw_bins *bins;
        size_t n, cap;
};

/** Slices the shards of a run that were counted (that have shard_counts).  Rows whose value is null are of the slice
 *  "null".  CW_E_UNSUPPORTED: no table, or a pipe; CW_E_LIMIT: more than CW_COLUMN_SLICES_MOST values; CW_E_DATA: not one value a
 *  row; and as cw_run_count().  Free with cw_column_slices_free(), also after a failure. */
CW_MUST_USE cw_status cw_slice_by_column(const struct cw_settings *settings, const struct cw_run_result *result,
                                         struct cw_column_slices *ret, struct cw_error *err);
void cw_column_slices_free(struct cw_column_slices *slices);

#endif
