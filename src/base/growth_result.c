/* SPDX-License-Identifier: MIT */
/*
 * What can be asked of a growth, and its end.
 */
#include "base/growth_result.h"

#include "base/memory.h"

size_t
cw_growth_n_points(const cw_growth *growth)
{
        return growth->n_points;
}

struct cw_growth_point
cw_growth_point(const cw_growth *growth, size_t index)
{
        return growth->points[index];
}

size_t
cw_growth_n_schemes(const cw_growth *growth)
{
        return growth->n_series;
}

struct cw_growth_scheme
cw_growth_scheme(const cw_growth *growth, size_t scheme)
{
        return growth->series[scheme].summary;
}

struct cw_growth_label
cw_growth_label(const cw_growth *growth, size_t scheme, size_t label)
{
        return growth->series[scheme].labels[label];
}

double
cw_growth_weight(const cw_growth *growth, size_t scheme, size_t label, size_t point)
{
        return growth->series[scheme].weight[point * growth->counts->n_labels + label];
}

bool
cw_growth_band(const cw_growth *growth, size_t scheme, size_t label, size_t point, double *low_ret, double *high_ret)
{
        const struct cw_growth_series *s = &growth->series[scheme];
        const size_t at = point * growth->counts->n_labels + label;
        if (s->low == NULL)
                return false;
        *low_ret = s->low[at];
        *high_ret = s->high[at];
        return true;
}

const cw_counts *
cw_growth_counts(const cw_growth *growth)
{
        return growth->counts;
}

struct cw_growth_drift
cw_growth_drift(const cw_growth *growth)
{
        return growth->drift;
}

struct cw_growth_drift_label
cw_growth_drift_label(const cw_growth *growth, size_t index)
{
        return growth->drift_labels[index];
}

void
cw_growth_free(cw_growth **growth_ref)
{
        struct cw_growth *g = growth_ref == NULL ? NULL : *growth_ref;
        if (g == NULL)
                return;
        for (size_t i = 0; g->series != NULL && i < g->n_series; i++) {
                cw_free(g->series[i].weight);
                cw_free(g->series[i].low);
                cw_free(g->series[i].high);
                cw_free(g->series[i].labels);
        }
        cw_counts_free(&g->counts);
        cw_free(g->points);
        cw_free(g->series);
        cw_free(g->drift_shard);
        cw_free(g->drift_labels);
        cw_free(g);
        *growth_ref = NULL;
}
