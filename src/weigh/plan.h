/* SPDX-License-Identifier: MIT */
/*
 * A way of weighing, made once from options and label names, and run over any number of count vectors of these labels:
 * cw_weigh() runs it once, the diagnosis a few times with other options, growth once a checkpoint.
 *
 *     struct cw_weigh_plan plan;
 *     CW_TRY(cw_weigh_plan_init(&plan, counts, &options, err));      // options checked, names looked up
 *     status = cw_weigh_run(&plan, &in, &out, err);                  // plain arrays in and out, no allocation
 *     cw_weigh_plan_free(&plan);
 *
 * Not thread-safe: a run writes to the plan's scratch.
 */
#ifndef CW_WEIGH_PLAN_H
#define CW_WEIGH_PLAN_H

#include "base/result.h"
#include "weigh/schemes.h"

struct cw_weigh_plan {
        struct cw_weigh_options options; /**< its pointers belong to the caller, and are not read by a run */
        const struct cw_counts *labels;  /**< borrowed, for names and number; its tokens are not looked at */
        ptrdiff_t o_index;               /**< -1: none */
        size_t *group;                   /**< of each label: the first label it is pooled with; NULL: no pooling */
        double *boost;                   /**< of each label, NULL: none */
        double *set;                     /**< of each label, NaN where the user set nothing; NULL: none */
        /* scratch */
        double *n, *n_around, *values, *tokens;
};

/** Counts to be weighed: n_labels of each. */
struct cw_weigh_input {
        const uint64_t *tokens;
        const uint64_t *around; /**< tokens of the sequences that contain the label; NULL where not counted */
        uint64_t ignored;       /**< for a message */
        uint64_t *owned;        /**< what cw_weigh_input_free() frees; NULL: nothing */
};

/** Those of a result.  Free with cw_weigh_input_free(), also after a failure. */
CW_MUST_USE cw_status cw_weigh_input_of(const struct cw_counts *counts, struct cw_weigh_input *in_ret,
                                        struct cw_error *err);
void cw_weigh_input_free(struct cw_weigh_input *in);

/** What a run gives. */
struct cw_weigh_output {
        double *weight;    /**< n_labels; NaN where omitted */
        double *raw;       /**< n_labels: the scheme's weight, boosted and bounded; NaN for labels without tokens */
        double normaliser; /**< what the raw weights were divided by */
        struct cw_scheme_terms terms; /**< those of all labels */
};

/** `counts` must outlive the plan.  CW_E_USAGE: an option out of range, or one that does not go with another;
 *  CW_E_DATA: a label of `boosts` or `sets` that is not there.  On failure nothing is to be freed. */
CW_MUST_USE cw_status cw_weigh_plan_init(struct cw_weigh_plan *plan, const struct cw_counts *counts,
                                         const struct cw_weigh_options *options, struct cw_error *err);
void cw_weigh_plan_free(struct cw_weigh_plan *plan);

/** Fills out->weight and out->raw, which the caller has allocated, and the rest of `out`.  CW_E_DATA: nothing counted, no
 *  entity label seen, an unseen label under CW_UNSEEN_ERROR, `median_freq` without in->around. */
CW_MUST_USE cw_status cw_weigh_run(struct cw_weigh_plan *plan, const struct cw_weigh_input *in,
                                   struct cw_weigh_output *out, struct cw_error *err);

/** CW_E_DATA: nothing counted, or more than 64 bits hold.  A part of cw_weigh_run(). */
CW_MUST_USE cw_status cw_weigh_check_counted(const struct cw_weigh_plan *plan, const struct cw_weigh_input *in,
                                             struct cw_error *err);

/** The terms of label `index` after the last run, for cw_scheme_row().weight; n is 0 where it has no tokens. */
struct cw_scheme_terms
cw_weigh_terms_of(const struct cw_weigh_plan *plan, const struct cw_weigh_output *out, size_t index);

#endif
