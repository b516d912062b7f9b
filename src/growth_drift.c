/* SPDX-License-Identifier: MIT */
/*
 * The shift: the counts on either side of the change point.
 */
#include "growth_drift.h"

#include "base/memory.h"
#include "weigh/change_point.h"

#include <math.h>
#include <stdlib.h>

enum { CARRIERS_MOST = 10 }; /* labels that are named as those that carry a shift */

static double
divergence_of(double before, double after)
{
        const double middle = (before + after) / 2;
        return (before > 0 ? before / 2 * log2(before / middle) : 0) +
               (after > 0 ? after / 2 * log2(after / middle) : 0);
}

static int
compare_carriers(const void *pa, const void *pb)
{
        const struct cw_growth_drift_label *a = pa, *b = pb;
        if (a->carries != b->carries)
                return a->carries > b->carries ? -1 : 1;
        return (a->label > b->label) - (a->label < b->label);
}

/* The labels by what they add to the divergence; the first few, down to a twentieth of it. */
static cw_status
find_carriers(struct cw_growth *g, const uint64_t *before, struct cw_error *err)
{
        const size_t n = g->counts->n_labels;
        struct cw_growth_drift *d = &g->drift;
        const double sum_a = (double)d->tokens, sum_b = (double)(g->counts->totals.tokens - d->tokens);
        g->drift_labels = cw_calloc(n, sizeof(*g->drift_labels));
        if (g->drift_labels == NULL)
                return cw_fail_memory(err, n * sizeof(*g->drift_labels));
        for (size_t i = 0; i < n; i++) {
                struct cw_growth_drift_label *l = &g->drift_labels[i];
                l->label = i;
                l->before = (double)before[i] / sum_a;
                l->after = (double)(g->counts->labels[i].tokens - before[i]) / sum_b;
                l->carries = divergence_of(l->before, l->after);
                d->jensen_shannon += l->carries;
        }
        if (n > 1)
                qsort(g->drift_labels, n, sizeof(*g->drift_labels), compare_carriers);
        for (size_t i = 0; i < n; i++) {
                g->drift_labels[i].carries /= d->jensen_shannon;
                if (i == d->n_labels && i < CARRIERS_MOST && g->drift_labels[i].carries >= 0.05)
                        d->n_labels++;
        }
        return CW_OK;
}

cw_status
cw_growth_find_drift(const struct cw_growth_pieces *pieces, const struct cw_inputs *inputs, struct cw_growth *g,
                     struct cw_error *err)
{
        struct cw_change_point point;
        CW_TRY(cw_change_point_find(pieces, &point, err));
        if (!point.any)
                return CW_OK;
        uint64_t *before = cw_calloc(pieces->n_labels, sizeof(*before));
        size_t *order = cw_malloc(pieces->n * sizeof(*order));
        cw_status status = before == NULL || order == NULL ? cw_fail_memory(err, pieces->n * sizeof(*order)) : CW_OK;
        if (status == CW_OK) {
                cw_path_in_order(order, pieces->n);
                cw_path_add(pieces, order, 0, point.at, before, NULL);
                for (size_t i = 0; i < point.at; i++)
                        g->drift.tokens += pieces->items[i].tokens;
                g->drift.any = true;
                g->drift.share = (double)g->drift.tokens / (double)pieces->tokens;
                g->drift_shard = cw_strdup(inputs->items[pieces->items[point.at].shard].path);
                g->drift.shard = g->drift_shard;
                status = g->drift_shard == NULL ? cw_fail_memory(err, 1) : find_carriers(g, before, err);
        }
        cw_free(before);
        cw_free(order);
        return status;
}
