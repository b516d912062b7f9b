/* SPDX-License-Identifier: MIT */
/*
 * The weights of each slice: those of its counts alone, by the options of the whole.
 */
#include "weigh/weigh_slices.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

/* The counts of one slice, for the time of weighing them: labels of the whole, whose names they borrow. */
static struct cw_count_row *
borrow_labels(const struct cw_counts *c, const struct cw_slice_row *row)
{
        struct cw_count_row *labels = cw_calloc(c->n_labels, sizeof(*labels));
        for (size_t i = 0; labels != NULL && i < c->n_labels; i++)
                labels[i] = (struct cw_count_row){c->labels[i].id, c->labels[i].name, row->tokens[i]};
        return labels;
}

/* NULL, and CW_OK, where the slice holds nothing that could be weighed. */
static cw_status
weigh_slice(const struct cw_counts *c, const struct cw_slice_row *row, const struct cw_weigh_options *options,
            double **weight_ret, struct cw_error *err)
{
        struct cw_weights *w = NULL;
        struct cw_counts one = {
                .n_labels = c->n_labels, .totals.tokens = row->sum, .ids_from_names = c->ids_from_names};
        *weight_ret = NULL;
        one.labels = borrow_labels(c, row);
        if (one.labels == NULL)
                return cw_fail_memory(err, c->n_labels * sizeof(*one.labels));
        const cw_status status = cw_weigh(&one, options, &w, err);
        if (status == CW_OK) {
                *weight_ret = w->weight;
                w->weight = NULL;
        }
        cw_weights_free(&w);
        cw_free(one.labels);
        return status == CW_E_MEMORY ? status : CW_OK;
}

cw_status
cw_weigh_slices(struct cw_weights *weights, struct cw_error *err)
{
        const struct cw_counts *c = weights->counts;
        struct cw_weigh_options options = weights->options;
        if (c->slices.rows == NULL)
                return CW_OK;
        /* That a label is missing from one slice is no fault. */
        if (options.unseen == CW_UNSEEN_ERROR)
                options.unseen = CW_UNSEEN_ONE;
        weights->slice_weight = cw_calloc(c->slices.n, sizeof(*weights->slice_weight));
        if (weights->slice_weight == NULL)
                return cw_fail_memory(err, c->slices.n * sizeof(*weights->slice_weight));
        for (size_t i = 0; i < c->slices.n; i++)
                CW_TRY(weigh_slice(c, &c->slices.rows[i], &options, &weights->slice_weight[i], err));
        return CW_OK;
}

double
cw_weights_slice_at(const cw_weights *weights, size_t slice, size_t index)
{
        const double *weight = weights->slice_weight[slice];
        return weight == NULL ? (double)NAN : weight[index];
}
