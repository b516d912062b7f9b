/* SPDX-License-Identifier: MIT */
/*
 * The values of the labels as one dense vector, index = label id, for outputs that trainers index by id.
 *
 *     labels      0      1      3           (2: no label of the map, never seen)
 *     vector      w_0    w_1    hole  w_3   n = largest id + 1
 *
 * The rule of the ids: the vector goes from 0 to the largest id of the result.  An id between that is no label (only data
 * without a label map has such) was never seen, and gets what --unseen gives labels that were never seen.  What has no
 * place in a vector is refused, with a sentence: a negative id, an omitted label, an id so large that it is none.
 */
#ifndef CW_WRITE_VECTOR_H
#define CW_WRITE_VECTOR_H

#include "base/result.h"

enum { CW_VECTOR_MOST = 1 << 24 }; /**< values; a matrix of logits with more columns is no classifier's */

struct cw_vector {
        size_t n;
        double *value;
        const struct cw_count_row **label; /**< the label of each id, NULL for a hole; in the memory of the counts */
};

/** `value`: one a label of `counts`, finite or NaN where omitted; `hole`: what ids get that are no label,
 *  NaN where there is no such thing.  CW_E_DATA,
 *  CW_E_USAGE for an omitted label.  Free with cw_vector_free(), also after a failure. */
CW_MUST_USE cw_status cw_vector_make(const struct cw_counts *counts, const double *value, double hole,
                                     struct cw_vector *vector_ret, struct cw_error *err);
/** The weights; holes by the policy they were made with. */
CW_MUST_USE cw_status cw_vector_of_weights(const struct cw_weights *weights, struct cw_vector *vector_ret,
                                           struct cw_error *err);
void cw_vector_free(struct cw_vector *vector);

#endif
