/* SPDX-License-Identifier: MIT */
/*
 * How weights behaved as the data grew, as plain data: made by growth.c, read by write/.  The opaque handle cw_growth of
 * counterweight.h is this struct.
 */
#ifndef CW_BASE_GROWTH_RESULT_H
#define CW_BASE_GROWTH_RESULT_H

#include "base/result.h"

/** One scheme over all checkpoints. */
struct cw_growth_series {
        struct cw_growth_scheme summary;
        double *weight;                 /**< [point * n_labels + label]; NaN where omitted, or not to be weighed yet */
        double *low, *high;             /**< the band, likewise; NULL: there is none */
        struct cw_growth_label *labels; /**< n_labels; names are those of the counts */
};

struct cw_growth {
        struct cw_counts *counts; /**< of all the data */
        ptrdiff_t o_index;        /**< -1: none */
        struct cw_growth_point *points;
        size_t n_points;
        struct cw_growth_series *series;
        size_t n_series;
        bool shuffled, by_shard; /**< the order is not that of the data; what was shuffled were shards */
        uint64_t seed;
        int repeats;
        double settle;
        size_t n_pieces; /**< stretches of the data that were kept apart */
        struct cw_growth_drift drift;
        char *drift_shard;
        struct cw_growth_drift_label *drift_labels; /**< those that carry it, most first; drift.n_labels of them */
};

#endif
