/* SPDX-License-Identifier: MIT */
/*
 * Bands.  All orders advance together, checkpoint by checkpoint, so that memory holds one vector of counts an order and
 * one checkpoint's weights.
 */
#include "weigh/growth_band.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

struct orders {
        size_t n, n_labels, n_points;
        size_t *order;    /* [order * pieces + i] */
        size_t *borders;  /* [order * points + p] */
        uint64_t *tokens; /* [order * labels + i]: so far */
        uint64_t *around; /* likewise; NULL: not counted */
        double *weights;  /* [order * labels + i]: at the checkpoint in hand */
        double *raw, *values, *wanted;
};

static void
orders_free(struct orders *o)
{
        cw_free(o->order);
        cw_free(o->borders);
        cw_free(o->tokens);
        cw_free(o->around);
        cw_free(o->weights);
        cw_free(o->raw);
        cw_free(o->values);
        cw_free(o->wanted);
}

static cw_status
orders_init(struct orders *o, const struct cw_growth_pieces *pieces, const struct cw_growth *g, struct cw_error *err)
{
        *o = (struct orders){.n = (size_t)g->repeats, .n_labels = pieces->n_labels, .n_points = g->n_points};
        o->order = cw_calloc(o->n * pieces->n, sizeof(*o->order));
        o->borders = cw_calloc(o->n * o->n_points, sizeof(*o->borders));
        o->tokens = cw_calloc(o->n * o->n_labels, sizeof(*o->tokens));
        if (g->counts->presence != NULL)
                o->around = cw_calloc(o->n * o->n_labels, sizeof(*o->around));
        o->weights = cw_calloc(o->n * o->n_labels, sizeof(*o->weights));
        o->raw = cw_calloc(o->n_labels, sizeof(*o->raw));
        o->values = cw_calloc(o->n, sizeof(*o->values));
        o->wanted = cw_calloc(o->n_points, sizeof(*o->wanted));
        if (o->order == NULL || o->borders == NULL || o->tokens == NULL || o->weights == NULL || o->raw == NULL ||
            o->values == NULL || o->wanted == NULL || (g->counts->presence != NULL && o->around == NULL))
                return cw_fail_memory(err, o->n * (pieces->n + 2 * o->n_labels) * sizeof(double));
        for (size_t p = 0; p < o->n_points; p++)
                o->wanted[p] = (double)g->points[p].tokens;
        for (size_t r = 0; r < o->n; r++) {
                size_t *order = o->order + r * pieces->n;
                CW_TRY(cw_path_shuffle(pieces, g->by_shard, g->seed, r, order, err));
                cw_path_borders(pieces, order, o->wanted, o->n_points, o->borders + r * o->n_points);
        }
        return CW_OK;
}

static void
weigh_at(struct orders *o, struct cw_weigh_plan *plan, const struct cw_growth_pieces *pieces, size_t p)
{
        for (size_t r = 0; r < o->n; r++) {
                const size_t *borders = o->borders + r * o->n_points;
                uint64_t *tokens = o->tokens + r * o->n_labels;
                struct cw_weigh_output out = {.weight = o->weights + r * o->n_labels, .raw = o->raw};
                uint64_t *around = o->around == NULL ? NULL : o->around + r * o->n_labels;
                const struct cw_weigh_input in = {.tokens = tokens, .around = around};
                cw_path_add(pieces, o->order + r * pieces->n, p == 0 ? 0 : borders[p - 1], borders[p], tokens, around);
                if (cw_weigh_run(plan, &in, &out, NULL) != CW_OK)
                        for (size_t i = 0; i < o->n_labels; i++)
                                out.weight[i] = (double)NAN;
        }
}

static int
compare_values(const void *pa, const void *pb)
{
        const double a = *(const double *)pa, b = *(const double *)pb;
        return (a > b) - (a < b);
}

double
cw_quantile(const double *sorted, size_t n, double share)
{
        if (n == 0)
                return (double)NAN;
        const double at = share * (double)(n - 1);
        const size_t below = (size_t)at;
        if (below + 1 >= n)
                return sorted[n - 1];
        return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

cw_status
cw_growth_band_fill(struct cw_weigh_plan *plan, const struct cw_growth_pieces *pieces, const struct cw_growth *g,
                    struct cw_growth_series *series, struct cw_error *err)
{
        struct orders o;
        cw_status status;
        CW_TRY_GOTO(orders_init(&o, pieces, g, err));
        for (size_t p = 0; p < o.n_points; p++) {
                weigh_at(&o, plan, pieces, p);
                for (size_t i = 0; i < o.n_labels; i++) {
                        size_t n = 0;
                        for (size_t r = 0; r < o.n; r++)
                                if (!isnan(o.weights[r * o.n_labels + i]))
                                        o.values[n++] = o.weights[r * o.n_labels + i];
                        if (n > 1)
                                qsort(o.values, n, sizeof(*o.values), compare_values);
                        series->low[p * o.n_labels + i] = cw_quantile(o.values, n, 0.05);
                        series->high[p * o.n_labels + i] = cw_quantile(o.values, n, 0.95);
                }
        }
done:
        orders_free(&o);
        return status;
}
