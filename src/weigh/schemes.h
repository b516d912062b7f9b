/* SPDX-License-Identifier: MIT */
/*
 * The schemes: from the counts of one label to its raw weight.  n = tokens of the label, N = tokens of all observed
 * labels (O included), K = number of observed labels.
 *
 *     inverse_sqrt   sqrt(N / (K n))
 *     inverse        N / (K n)
 *     effective      (1 - b) / (1 - b^n)  =  e / -expm1(n log1p(-e)),  e = 1 - b
 *
 * A scheme is one row of the table in schemes.c; nothing else in the tree knows a formula.  What the raw weights are
 * divided by is normalise.h; which label is O is label_lookup.h.
 */
#ifndef CW_WEIGH_SCHEMES_H
#define CW_WEIGH_SCHEMES_H

#include "base/buffer.h"
#include "base/status.h"

/** All that a formula may look at. */
struct cw_scheme_terms {
        uint64_t n;        /**< tokens of the label, at least 1 */
        uint64_t n_all;    /**< N */
        size_t n_observed; /**< K */
        double beta;       /**< of `effective` */
};

struct cw_scheme_row {
        const char *name;
        const char *aliases[2]; /**< NULL where there are fewer */
        const char *parameter;  /**< name of its one option without "--", NULL if it has none */
        const char *formula;    /**< for people */
        const char *source;     /**< who published or uses it */
        /** The raw weight: positive and finite. */
        double (*weight)(const struct cw_scheme_terms *terms);
        /** The weight that a label nears as its tokens grow; NULL where that is 0. */
        double (*limit)(const struct cw_scheme_terms *terms);
        /** The arithmetic between the terms and the weight, a line a step. */
        void (*steps)(const struct cw_scheme_terms *terms, struct cw_buffer *text);
};

/** NULL if `scheme` is none of the enumeration. */
const struct cw_scheme_row *cw_scheme_row(cw_scheme scheme);

#endif
