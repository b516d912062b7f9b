/* SPDX-License-Identifier: MIT */
/*
 * What can be asked of a comparison, and its end.
 */
#include "base/drift_result.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

struct cw_drift_figures
cw_drift_figures(const cw_drift *drift)
{
        return drift->figures;
}

struct cw_drift_side
cw_drift_side(const cw_drift *drift, bool b)
{
        return (struct cw_drift_side){drift->path[b], drift->kind[b], drift->recipe[b]};
}

size_t
cw_drift_n_labels(const cw_drift *drift)
{
        return drift->n_labels;
}

struct cw_drift_label
cw_drift_label(const cw_drift *drift, size_t index)
{
        return drift->labels[index];
}

/* ---- figures by name ---------------------------------------------------------------------------------------- */

enum metric { L_INFINITY, JENSEN_SHANNON, PSI, G, WEIGHT_RATIO, WEIGHT_CHANGE, APPEARED, VANISHED, N_METRICS };

static const char *const metric_names[N_METRICS] = {
        [L_INFINITY] = "linf",
        [JENSEN_SHANNON] = "js",
        [PSI] = "psi",
        [G] = "g",
        [WEIGHT_RATIO] = "weight-ratio",
        [WEIGHT_CHANGE] = "weight-change",
        [APPEARED] = "appeared",
        [VANISHED] = "vanished",
};

const char *
cw_drift_metric_name_at(size_t index)
{
        return index < N_METRICS ? metric_names[index] : NULL;
}

bool
cw_drift_metric(const cw_drift *drift, const char *name, double *value_ret)
{
        const struct cw_drift_figures *f = &drift->figures;
        const double values[N_METRICS] = {
                [L_INFINITY] = f->l_infinity,
                [JENSEN_SHANNON] = f->jensen_shannon,
                [PSI] = f->psi,
                [G] = f->g,
                [WEIGHT_RATIO] = f->n_weight_zeroed > 0 ? HUGE_VAL : f->weight_ratio,
                [WEIGHT_CHANGE] = f->weight_change,
                [APPEARED] = (double)f->n_appeared,
                [VANISHED] = (double)f->n_vanished,
        };
        size_t i = 0;
        while (i < N_METRICS && strcmp(name, metric_names[i]) != 0)
                i++;
        if (i == N_METRICS)
                return false;
        const bool there = i <= G ? f->has_tokens : i >= APPEARED || f->has_weights;
        *value_ret = there ? values[i] : (double)NAN;
        return true;
}

void
cw_drift_free(cw_drift **drift_ref)
{
        struct cw_drift *d = drift_ref == NULL ? NULL : *drift_ref;
        if (d == NULL)
                return;
        for (size_t i = 0; i < d->n_labels; i++)
                cw_free(d->names[i]);
        cw_free(d->names);
        cw_free(d->labels);
        for (int i = 0; i < 2; i++) {
                cw_free(d->path[i]);
                cw_free(d->recipe[i]);
        }
        cw_free(d);
        *drift_ref = NULL;
}
