/* SPDX-License-Identifier: MIT */
/*
 * The rows of a result by id and by name.
 */
#ifndef CW_MERGE_ROW_INDEX_H
#define CW_MERGE_ROW_INDEX_H

#include "base/result.h"
#include "labels/intern.h"

struct cw_row_index {
        const struct cw_counts *counts;
        struct cw_intern names;
        size_t *row; /**< of each number */
};

/** `counts` is borrowed.  Free with cw_row_index_free(), also after a failure (CW_E_MEMORY). */
CW_MUST_USE cw_status cw_row_index_make(const struct cw_counts *counts, struct cw_row_index *index_ret,
                                        struct cw_error *err);
void cw_row_index_free(struct cw_row_index *index);
/** NULL: there is none. */
struct cw_count_row *cw_row_by_name(const struct cw_row_index *index, const char *name, size_t nbytes);
/** Of `n` rows by ascending id. */
struct cw_count_row *cw_row_by_id(struct cw_count_row *rows, size_t n, int64_t id);

#endif
