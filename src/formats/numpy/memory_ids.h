/* SPDX-License-Identifier: MIT */
/*
 * Ids in memory as a shard: what raw is for files.  A place is the number of a label.
 */
#ifndef CW_FORMATS_NUMPY_MEMORY_IDS_H
#define CW_FORMATS_NUMPY_MEMORY_IDS_H

#include "formats/format.h"
#include "formats/numpy/dtype.h"

/** `n_before`: labels in front of these, from which places count on.  Fails for lack of memory only. */
CW_MUST_USE cw_status cw_memory_ids_open(const void *ids, size_t n, const struct cw_dtype *dtype, uint64_t n_before,
                                         const struct cw_read_options *options, struct cw_reader **reader_ret,
                                         struct cw_error *err);

#endif
