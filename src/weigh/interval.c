/* SPDX-License-Identifier: MIT */
/*
 * Poisson intervals.
 */
#include "weigh/interval.h"

#include <math.h>

enum { EXACT_UP_TO = 30, NEWTON_STEPS = 8 };

static const double TAIL = 0.025;
static const double Z = 1.959963984540054; /* of the normal distribution, at 1 - TAIL */

/* sum of the Poisson probabilities of 0 .. n, and that of n. */
static double
poisson_up_to(double n, double mean, double *last_ret)
{
        double sum = 0, term = exp(-mean);
        for (int k = 0; k <= (int)n; k++) {
                if (k > 0)
                        term *= mean / k;
                sum += term;
        }
        *last_ret = term;
        return sum;
}

/* The mean at which P(X <= n) is `wanted`; its derivative by the mean is -P(X = n). */
static double
solve_mean(double n, double wanted, double start)
{
        double mean = start, last;
        for (int i = 0; i < NEWTON_STEPS; i++) {
                const double sum = poisson_up_to(n, mean, &last);
                const double next = mean + (sum - wanted) / last;
                mean = next > 0 ? next : mean / 2;
        }
        return mean;
}

/* chi2 / 2 with 2n degrees of freedom, at z of the normal distribution. */
static double
half_chi_square(double n, double z)
{
        const double root = 1 - 1 / (9 * n) + z / (3 * sqrt(n));
        return n * root * root * root;
}

void
cw_poisson_interval(double n, double *low_ret, double *high_ret)
{
        *low_ret = half_chi_square(n, -Z);
        *high_ret = half_chi_square(n + 1, Z);
        if (n > EXACT_UP_TO || n < 1)
                return;
        *low_ret = solve_mean(n - 1, 1 - TAIL, *low_ret);
        *high_ret = solve_mean(n, TAIL, *high_ret);
}

/* Into sums[]: the tokens that each label's n is made of, its own or those of all that it is pooled with. */
static void
sum_tokens(const struct cw_weigh_plan *plan, const struct cw_weigh_input *in, double *sums)
{
        const size_t n = plan->labels->n_labels;
        for (size_t i = 0; i < n; i++)
                sums[i] = (double)in->tokens[i];
        for (size_t i = 0; plan->group != NULL && i < n; i++)
                if (plan->group[i] != i)
                        sums[plan->group[i]] += sums[i];
        /* The first of a group comes before the others, so from the last on its sum is still there. */
        for (size_t i = n; plan->group != NULL && i-- > 0;)
                sums[i] = sums[plan->group[i]];
}

/* The n that is weighed, if the tokens were `bound` and not `tokens`. */
static double
n_at(const struct cw_weigh_plan *plan, size_t index, double tokens, double bound)
{
        const double n = plan->group == NULL ? bound + plan->options.smooth : plan->n[index] + (bound - tokens);
        return fmax(n, plan->options.min_count);
}

static double
weight_at(const struct cw_weigh_plan *plan, const struct cw_weigh_output *out, size_t index, double n)
{
        const struct cw_weigh_options *o = &plan->options;
        const bool is_o = (ptrdiff_t)index == plan->o_index;
        struct cw_scheme_terms terms = cw_weigh_terms_of(plan, out, index);
        terms.n_rest += terms.n - n;
        terms.n = n;
        double weight = cw_scheme_row(o->scheme)->weight(&terms);
        if (plan->boost != NULL)
                weight *= plan->boost[index];
        if (out->normaliser > 0 && (!is_o || o->norm_over_all))
                weight /= out->normaliser;
        if (is_o)
                return fmin(1, weight);
        weight = fmax(weight, o->min_weight);
        return o->max_weight > 0 ? fmin(weight, o->max_weight) : weight;
}

void
cw_weigh_intervals(struct cw_weights *w, const struct cw_weigh_plan *plan, const struct cw_weigh_input *in,
                   const struct cw_weigh_output *out)
{
        const struct cw_weigh_options *o = &plan->options;
        sum_tokens(plan, in, w->high);
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                const bool is_made = !isnan(out->raw[i]) && (plan->set == NULL || isnan(plan->set[i])) &&
                                     ((ptrdiff_t)i != plan->o_index || o->o_policy == CW_O_FORMULA);
                const double tokens = w->high[i];
                double few, many;
                w->low[i] = w->high[i] = (double)NAN;
                if (!is_made)
                        continue;
                cw_poisson_interval(tokens, &few, &many);
                w->low[i] = weight_at(plan, out, i, n_at(plan, i, tokens, many));
                w->high[i] = weight_at(plan, out, i, n_at(plan, i, tokens, few));
        }
}
