/* SPDX-License-Identifier: MIT */
/*
 * Replicates of an estimate, and the intervals that they give.
 */
#include "weigh/resample.h"

#include "base/memory.h"
#include "weigh/growth_band.h"
#include "weigh/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
        REPLICATES_MOST = 1000,
        REPLICATES_LEAST = 200,
        VALUES = 1 << 21 /* so many values are kept: of very many labels there are fewer replicates */
};

static const double TAIL = 0.025;
static const double Z = 1.959963984540054; /* of the normal distribution, at 1 - TAIL */

/* From the normal quantile (Abramowitz and Stegun 1964, 26.7.5), which is too rough below 3, where it is not needed: t there
 * is the tangent, and a root. */
double
cw_student_t(double degrees)
{
        static const double quarter_turn = 1.570796326794896619;
        const double z2 = Z * Z, p = 1 - 2 * TAIL;
        if (degrees < 2)
                return tan(p * quarter_turn);
        if (degrees < 3)
                return p * sqrt(2 / (1 - p * p));
        const double g1 = Z * (z2 + 1) / 4;
        const double g2 = Z * ((5 * z2 + 16) * z2 + 3) / 96;
        const double g3 = Z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
        const double g4 = Z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
        return Z + (g1 + (g2 + (g3 + g4 / degrees) / degrees) / degrees) / degrees;
}

/* ---- replicates --------------------------------------------------------------------------------------------- */

struct replicates {
        const struct cw_counts *counts;
        size_t n;         /* 0: there is one group, which says nothing of how groups differ */
        uint64_t *times;  /* how often each group was drawn */
        double *seen;     /* tokens of each label that were counted: fewer there are not, whatever a replicate says */
        double *sums;     /* of one replicate's tokens */
        uint64_t *tokens; /* its estimate */
        double *values;   /* [label * n + replicate] */
        uint64_t state;   /* of the random numbers */
};

static void
free_replicates(struct replicates *r)
{
        cw_free(r->times);
        cw_free(r->seen);
        cw_free(r->sums);
        cw_free(r->tokens);
        cw_free(r->values);
}

static cw_status
make_replicates(struct replicates *r, const struct cw_counts *c, struct cw_error *err)
{
        const struct cw_estimate *e = c->estimate;
        const size_t n = c->n_labels == 0 ? 0 : VALUES / c->n_labels;
        const size_t n_entries = e->n_groups == 0 ? 0 : e->groups[e->n_groups - 1].end;
        *r = (struct replicates){.counts = c, .state = cw_random_seed(e->seed, 0)};
        if (e->n_taken == e->n_blocks)
                r->n = 1; /* they are all alike */
        else if (e->n_groups > 1)
                r->n = n > REPLICATES_MOST ? REPLICATES_MOST : n < REPLICATES_LEAST ? REPLICATES_LEAST : n;
        r->times = cw_calloc(e->n_groups, sizeof(*r->times));
        r->seen = cw_calloc(c->n_labels, sizeof(*r->seen));
        r->sums = cw_calloc(c->n_labels, sizeof(*r->sums));
        r->tokens = cw_calloc(c->n_labels, sizeof(*r->tokens));
        r->values = cw_calloc(r->n * c->n_labels, sizeof(*r->values));
        if (r->times == NULL || r->seen == NULL || r->sums == NULL || r->tokens == NULL || r->values == NULL) {
                free_replicates(r);
                return cw_fail_memory(err, r->n * c->n_labels * sizeof(*r->values));
        }
        for (size_t k = 0; k < n_entries; k++)
                r->seen[e->entries[k].label] += (double)e->entries[k].tokens;
        return CW_OK;
}

/* The next replicate, into r->tokens. */
static void
draw_replicate(struct replicates *r)
{
        const struct cw_counts *c = r->counts;
        const struct cw_estimate *e = c->estimate;
        const double shrink = sqrt(1 - cw_estimate_share(e));
        double n_blocks = 0;
        for (size_t i = 0; i < c->n_labels; i++)
                r->tokens[i] = c->labels[i].tokens;
        if (e->n_taken == e->n_blocks)
                return;
        memset(r->times, 0, e->n_groups * sizeof(*r->times));
        memset(r->sums, 0, c->n_labels * sizeof(*r->sums));
        for (size_t i = 1; i < e->n_groups; i++)
                r->times[cw_random_below(&r->state, e->n_groups)]++;
        for (size_t g = 0, k = 0; g < e->n_groups; g++) {
                const double times = (double)r->times[g];
                n_blocks += times * (double)e->groups[g].n_blocks;
                for (; k < e->groups[g].end; k++)
                        r->sums[e->entries[k].label] += times * (double)e->entries[k].tokens;
        }
        for (size_t i = 0; i < c->n_labels; i++) {
                const double all = (double)c->labels[i].tokens, drawn = r->sums[i] * ((double)e->n_blocks / n_blocks);
                r->tokens[i] = (uint64_t)(fmax(r->seen[i], all + shrink * (drawn - all)) + 0.5);
        }
}

static int
compare_values(const void *pa, const void *pb)
{
        const double a = *(const double *)pa, b = *(const double *)pb;
        return (a > b) - (a < b);
}

static void
find_ends(struct replicates *r, size_t label, double *low_ret, double *high_ret)
{
        double *values = r->values + label * r->n;
        qsort(values, r->n, sizeof(*values), compare_values);
        *low_ret = cw_quantile(values, r->n, TAIL);
        *high_ret = cw_quantile(values, r->n, 1 - TAIL);
}

static double
t_ratio(const struct cw_estimate *e)
{
        return cw_student_t((double)(e->n_groups - 1)) / Z;
}

/* ---- tokens ------------------------------------------------------------------------------------------------- */

cw_status
cw_resample_tokens(struct cw_counts *c, struct cw_error *err)
{
        struct cw_estimate *e = c->estimate;
        struct replicates r;
        CW_TRY(make_replicates(&r, c, err));
        for (size_t k = 0; k < r.n; k++) {
                draw_replicate(&r);
                for (size_t i = 0; i < c->n_labels; i++)
                        r.values[i * r.n + k] = (double)r.tokens[i];
        }
        for (size_t i = 0; i < c->n_labels; i++) {
                const double tokens = (double)c->labels[i].tokens;
                e->low[i] = e->high[i] = (double)NAN;
                if (r.n == 0 || c->labels[i].tokens == 0)
                        continue;
                find_ends(&r, i, &e->low[i], &e->high[i]);
                e->low[i] = floor(fmax(r.seen[i], tokens - t_ratio(e) * fmax(0, tokens - e->low[i])));
                e->high[i] = ceil(tokens + t_ratio(e) * fmax(0, e->high[i] - tokens));
        }
        free_replicates(&r);
        return CW_OK;
}

/* ---- weights ------------------------------------------------------------------------------------------------ */

/* The mean of the logarithms; NaN if one of the values has none. */
static double
mean_log(const double *values, size_t n)
{
        double sum = 0;
        for (size_t i = 0; i < n; i++)
                sum += log(values[i]);
        return isfinite(sum) ? sum / (double)n : (double)NAN;
}

/* The replicates are as far from the estimate, on the whole, as that is from the truth. */
static void
set_interval(struct cw_weights *w, struct replicates *r, size_t index)
{
        const double weight = w->weight[index], ratio = t_ratio(w->counts->estimate);
        double low, high;
        if (w->counts->labels[index].tokens == 0 || isnan(weight))
                return;
        find_ends(r, index, &low, &high);
        const double mean = mean_log(r->values + index * r->n, r->n);
        if (weight > 0 && !isnan(mean)) {
                const double unbiased = 2 * log(weight) - mean;
                low = exp(unbiased + ratio * (log(low) - mean));
                high = exp(unbiased + ratio * (log(high) - mean));
        }
        w->low[index] = fmin(weight, low);
        w->high[index] = fmax(weight, high);
}

cw_status
cw_resample_weights(struct cw_weights *w, struct cw_weigh_plan *plan, struct cw_error *err)
{
        const size_t n = w->counts->n_labels;
        struct replicates r;
        for (size_t i = 0; i < n; i++)
                w->low[i] = w->high[i] = (double)NAN;
        if (plan->options.emit != CW_EMIT_WEIGHTS)
                return CW_OK;
        CW_TRY(make_replicates(&r, w->counts, err));
        cw_status status = CW_OK;
        double *scratch = cw_calloc(2 * n, sizeof(*scratch));
        if (scratch == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, 2 * n * sizeof(*scratch)));
        for (size_t k = 0; k < r.n; k++) {
                const struct cw_weigh_input in = {.tokens = r.tokens, .ignored = w->counts->totals.ignored};
                struct cw_weigh_output out = {.weight = scratch, .raw = scratch + n};
                draw_replicate(&r);
                CW_TRY_GOTO(cw_weigh_run(plan, &in, &out, err));
                for (size_t i = 0; i < n; i++)
                        r.values[i * r.n + k] = out.weight[i];
        }
        for (size_t i = 0; r.n > 0 && i < n; i++)
                set_interval(w, &r, i);
done:
        cw_free(scratch);
        free_replicates(&r);
        return status;
}
