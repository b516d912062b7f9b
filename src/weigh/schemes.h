/* SPDX-License-Identifier: MIT */
/*
 * The schemes: from the counts of one label to its raw weight.  n = tokens of the label, N = tokens of all observed
 * labels (O included), K = number of observed labels, p = n / N; all of them after --smooth, --min-count, --tie-prefixes.
 *
 *     inverse_sqrt   sqrt(N / (K n))
 *     inverse        N / (K n)
 *     effective      (1 - b) / (1 - b^n)  =  e / -expm1(n log1p(-e)),  e = 1 - b
 *     power          (N / (K n))^a
 *     median_freq    median(f) / f,  f = n / tokens of the sequences that contain the label; median over all labels
 *     enet           1 / ln(k + p)
 *     log            max(1, ln(mu N / n))
 *     complement     1 - p
 *     pos_weight     (N - n) / n
 *     none           1
 *
 * A scheme is one row of the table in schemes.c; nothing else in the tree knows a formula.  What the raw weights are
 * divided by is normalise.h; which label is O is label_lookup.h; the order of all steps is plan.c.
 */
#ifndef CW_WEIGH_SCHEMES_H
#define CW_WEIGH_SCHEMES_H

#include "base/buffer.h"
#include "base/status.h"

/** All that a formula may look at. */
struct cw_scheme_terms {
        /* of the label */
        double n;        /**< above 0 */
        double n_rest;   /**< N - n, without cancellation */
        double n_around; /**< tokens of the sequences that contain it; of `median_freq` only */
        /* of all */
        double n_all;            /**< N */
        double n_all_lost;       /**< what N as a double has lost of the sum */
        double n_observed;       /**< K */
        double e;                /**< of `effective`: 1 - b */
        double prototypes;       /**< of `effective`: 1 / e where that was given; 0: b was */
        double beta;             /**< of `effective`: b, as it was given */
        double alpha;            /**< of `power` */
        double enet_k;           /**< of `enet` */
        double mu;               /**< of `log` */
        double median_frequency; /**< of `median_freq` */
};

struct cw_scheme_row {
        const char *name;
        const char *aliases[2]; /**< NULL where there are fewer */
        const char *formula;    /**< for people */
        const char *source;     /**< who published or uses it */
        bool needs_sequences;   /**< looks at n_around */
        /** The raw weight: not negative and finite; 0 only of a label that has all tokens. */
        double (*weight)(const struct cw_scheme_terms *terms);
        /** The weight that a label nears as its tokens grow; NULL where it does not matter. */
        double (*limit)(const struct cw_scheme_terms *terms);
        /** The arithmetic between the terms and the weight, a line a step; NULL where there is none. */
        void (*steps)(const struct cw_scheme_terms *terms, struct cw_buffer *text);
};

/** NULL if `scheme` is none of the enumeration. */
const struct cw_scheme_row *cw_scheme_row(cw_scheme scheme);

#endif
