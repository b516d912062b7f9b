/* SPDX-License-Identifier: MIT */
/*
 * Weighing at checkpoints.
 */
#include "weigh/growth_weigh.h"

#include "base/memory.h"
#include "weigh/settling.h"

#include <math.h>

/* The vectors of counts that a step is taken apart into, and their weights. */
struct step {
        uint64_t *scaled, *known;               /* B, A */
        uint64_t *scaled_around, *known_around; /* likewise, of the sequences' tokens */
        double *weight_b, *raw_b, *weight_a, *raw_a, *raw;
        double *gathered; /* one label's weights at all checkpoints */
        double *weights;  /* what these are in, */
        uint64_t *counts; /* and those */
};

static void
step_free(struct step *s)
{
        cw_free(s->weights);
        cw_free(s->counts);
}

static cw_status
step_init(struct step *s, size_t n_labels, size_t n_points, struct cw_error *err)
{
        const size_t n_weights = 5 * n_labels + n_points, n_counts = 4 * n_labels;
        double *const weights = cw_calloc(n_weights, sizeof(*weights));
        uint64_t *const counts = cw_calloc(n_counts, sizeof(*counts));
        *s = (struct step){.weights = weights, .counts = counts};
        if (weights == NULL || counts == NULL) {
                step_free(s);
                return cw_fail_memory(err, n_weights * sizeof(*weights) + n_counts * sizeof(*counts));
        }
        s->weight_b = weights;
        s->raw_b = weights + n_labels;
        s->weight_a = weights + 2 * n_labels;
        s->raw_a = weights + 3 * n_labels;
        s->raw = weights + 4 * n_labels;
        s->gathered = weights + 5 * n_labels;
        s->scaled = counts;
        s->known = counts + n_labels;
        s->scaled_around = counts + 2 * n_labels;
        s->known_around = counts + 3 * n_labels;
        return CW_OK;
}

static double
sum_of(const uint64_t *tokens, size_t n)
{
        double sum = 0;
        for (size_t i = 0; i < n; i++)
                sum += (double)tokens[i];
        return sum;
}

static uint64_t
scale(uint64_t tokens, double factor)
{
        const double scaled = (double)tokens * factor;
        if (tokens == 0)
                return 0;
        return scaled < 1 ? 1 : scaled >= 1.8e19 ? UINT64_MAX / 2 : (uint64_t)(scaled + 0.5);
}

/* ln(to / from), 0 where that is none. */
static double
effect(double from, double to)
{
        return from > 0 && to > 0 ? log(to / from) : 0;
}

struct cause_terms {
        const struct step *s;
        double normaliser_b, normaliser_a;
        const double *before, *now;
};

static cw_growth_cause
cause_of(const struct cause_terms *c, size_t i)
{
        const struct step *s = c->s;
        const double made[] = {
                [CW_CAUSE_NEWCOMER] = fabs(effect(s->weight_a[i], c->now[i])),
                [CW_CAUSE_COMPOSITION] = fabs(effect(s->raw_b[i], s->raw_a[i])),
                [CW_CAUSE_NORMALIZER] = fabs(effect(c->normaliser_b, c->normaliser_a)),
                [CW_CAUSE_SATURATION] = fabs(effect(c->before[i], s->weight_b[i])),
        };
        cw_growth_cause most = CW_CAUSE_COMPOSITION;
        for (cw_growth_cause k = CW_CAUSE_NEWCOMER; k <= CW_CAUSE_SATURATION; k++)
                if (made[k] > made[most])
                        most = k;
        return most;
}

/* The counts at two checkpoints.  `a0`, `a1`: of the sequences' tokens, or NULL. */
struct span {
        const uint64_t *c0, *c1, *a0, *a1;
};

/* Weighs B and A. */
static bool
take_apart(struct cw_weigh_plan *plan, const struct span *counts, double factor, struct step *s,
           struct cw_weigh_output *b, struct cw_weigh_output *a)
{
        const bool by_sequence = counts->a0 != NULL;
        for (size_t k = 0; k < plan->labels->n_labels; k++) {
                const bool was_there = counts->c0[k] > 0;
                s->scaled[k] = scale(counts->c0[k], factor);
                s->known[k] = was_there ? counts->c1[k] : 0;
                s->scaled_around[k] = by_sequence ? scale(counts->a0[k], factor) : 0;
                s->known_around[k] = by_sequence && was_there ? counts->a1[k] : 0;
        }
        const struct cw_weigh_input in_b = {.tokens = s->scaled, .around = by_sequence ? s->scaled_around : NULL};
        const struct cw_weigh_input in_a = {.tokens = s->known, .around = by_sequence ? s->known_around : NULL};
        return cw_weigh_run(plan, &in_b, b, NULL) == CW_OK && cw_weigh_run(plan, &in_a, a, NULL) == CW_OK;
}

/* The moves to checkpoint `p`; `s` is filled where a label moved farther than before. */
static void
judge_moves(struct cw_weigh_plan *plan, const uint64_t *tokens, const uint64_t *around, size_t p, struct step *s,
            struct cw_growth_series *series)
{
        const size_t n = plan->labels->n_labels;
        const uint64_t *c1 = tokens + p * n, *c0 = c1 - n;
        const uint64_t *a1 = around == NULL ? NULL : around + p * n;
        const struct span span = {c0, c1, a1 == NULL ? NULL : a1 - n, a1};
        const double *now = series->weight + p * n, *before = now - n;
        const double factor = sum_of(c1, n) / fmax(1, sum_of(c0, n));
        struct cw_weigh_output b = {.weight = s->weight_b, .raw = s->raw_b};
        struct cw_weigh_output a = {.weight = s->weight_a, .raw = s->raw_a};
        bool taken_apart = false, can = false;
        for (size_t i = 0; i < n; i++) {
                struct cw_growth_label *l = &series->labels[i];
                const double size = cw_move_size(before[i], now[i]);
                if (!l->moves || c1[i] == 0 || size <= fabs(effect(1, l->move)))
                        continue;
                if (!taken_apart)
                        can = take_apart(plan, &span, factor, s, &b, &a);
                taken_apart = true;
                l->move_at = p;
                l->move = now[i] / before[i];
                l->cause = c0[i] == 0 ? CW_CAUSE_FIRST_SEEN : CW_CAUSE_NEWCOMER;
                if (c0[i] > 0 && can)
                        l->cause = cause_of(&(struct cause_terms){s, b.normaliser, a.normaliser, before, now}, i);
        }
}

static void
judge_settling(const struct cw_growth *g, struct step *s, struct cw_growth_series *series)
{
        struct cw_growth_scheme *sum = &series->summary;
        const size_t n = g->counts->n_labels;
        for (size_t i = 0; i < n; i++) {
                struct cw_growth_label *l = &series->labels[i];
                if (!l->moves)
                        continue;
                for (size_t p = 0; p < g->n_points; p++)
                        s->gathered[p] = series->weight[p * n + i];
                cw_settle(s->gathered, g->n_points, sum->since, g->settle, l);
                sum->n_moving++;
                sum->n_settled += l->settled;
                if (l->settled && l->settled_at > sum->settled_at)
                        sum->settled_at = l->settled_at;
        }
}

static void
begin_labels(const struct cw_weigh_plan *plan, const uint64_t *tokens, const struct cw_growth *g,
             struct cw_growth_series *series)
{
        const size_t n = g->counts->n_labels;
        for (size_t i = 0; i < n; i++) {
                struct cw_growth_label *l = &series->labels[i];
                const bool is_set = plan->set != NULL && !isnan(plan->set[i]);
                *l = (struct cw_growth_label){.move = 1};
                l->moves = cw_is_entity(g->counts, i, plan->o_index) && !is_set;
                while (l->first_seen < g->n_points && tokens[l->first_seen * n + i] == 0)
                        l->first_seen++;
        }
        for (size_t p = 0; p < g->n_points; p++)
                if (g->points[p].share <= CW_SETTLED_BY || p == 0)
                        series->summary.since = p;
}

cw_status
cw_growth_weigh(struct cw_weigh_plan *plan, const uint64_t *tokens, const uint64_t *around, const struct cw_growth *g,
                struct cw_growth_series *series, struct cw_error *err)
{
        const size_t n = g->counts->n_labels;
        cw_status status = CW_OK;
        struct step s;
        CW_TRY(step_init(&s, n, g->n_points, err));
        begin_labels(plan, tokens, g, series);
        for (size_t p = 0; p < g->n_points; p++) {
                const bool last = p + 1 == g->n_points;
                const struct cw_weigh_input in = {.tokens = tokens + p * n,
                                                  .around = around == NULL ? NULL : around + p * n,
                                                  .ignored = g->counts->totals.ignored};
                struct cw_weigh_output out = {.weight = series->weight + p * n, .raw = s.raw};
                status = cw_weigh_run(plan, &in, &out, last ? err : NULL);
                if (status != CW_OK && (last || status != CW_E_DATA))
                        goto done;
                for (size_t i = 0; status != CW_OK && i < n; i++)
                        out.weight[i] = (double)NAN;
                status = CW_OK;
        }
        for (size_t p = 1; p < g->n_points; p++)
                judge_moves(plan, tokens, around, p, &s, series);
        judge_settling(g, &s, series);
done:
        step_free(&s);
        return status;
}
