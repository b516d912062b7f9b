/* SPDX-License-Identifier: MIT */
/*
 * The figures of the diagnosis.  All labels with tokens take part; an unseen one has no mass, whatever its weight.
 *
 * What a cure would give is not estimated: the plan is run again with that one option changed.
 */
#include "weigh/diagnose.h"

#include "base/memory.h"
#include "weigh/fsum.h"
#include "weigh/normalise.h"

#include <math.h>
#include <string.h>

/* A label of more tokens has a weight that is known to within 3 % (inverse, 95 %): no need to lift it. */
static const double ENOUGH_TOKENS = 5000;

/* A share of the loss that falls by less than a fifth is worth a figure, but not a strong word. */
static const double MUTED_BELOW = 0.8;

struct masses {
        double tokens, entity_tokens; /**< sum of n */
        double mass, entity_mass;     /**< sum of n w */
};

static struct masses
sum_masses(const struct cw_weigh_plan *plan, const struct cw_weigh_input *in, const double *weight)
{
        struct cw_fsum tokens = {0}, entity_tokens = {0}, mass = {0}, entity_mass = {0};
        for (size_t i = 0; i < plan->labels->n_labels; i++) {
                const double n = (double)in->tokens[i];
                if (!(n > 0))
                        continue;
                cw_fsum_add(&tokens, n);
                cw_fsum_add(&mass, n * weight[i]);
                if ((ptrdiff_t)i != plan->o_index) {
                        cw_fsum_add(&entity_tokens, n);
                        cw_fsum_add(&entity_mass, n * weight[i]);
                }
        }
        return (struct masses){cw_fsum_value(&tokens), cw_fsum_value(&entity_tokens), cw_fsum_value(&mass),
                               cw_fsum_value(&entity_mass)};
}

/* Of two sums; where all weights are 0 there is no loss to have a share of. */
static double
share_of(double part, double whole)
{
        return whole > 0 ? part / whole : 0;
}

static double
weight_ratio(const struct cw_weights *w)
{
        double least = INFINITY, most = 0;
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                if (cw_is_entity(w->counts, i, w->o_index)) {
                        least = fmin(least, w->weight[i]);
                        most = fmax(most, w->weight[i]);
                }
        }
        return most > 0 ? most / least : 1;
}

/* exp(H) of the shares n w / sum(n w): the number of equally heavy labels that would spread the loss as these do. */
static double
effective_classes(const struct cw_weights *w, double entity_mass)
{
        struct cw_fsum entropy = {0};
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                if (!cw_is_entity(w->counts, i, w->o_index))
                        continue;
                const double share = share_of((double)w->counts->labels[i].tokens * w->weight[i], entity_mass);
                if (share > 0)
                        cw_fsum_add(&entropy, -share * log(share));
        }
        return exp(cw_fsum_value(&entropy));
}

/* Of the plain mean only: other statistics have no owner, or are right to have one (the mean over tokens). */
static void
find_owner(struct cw_weights *w, size_t *index_ret)
{
        struct cw_fsum sum = {0};
        *index_ret = SIZE_MAX;
        if (w->options.normalize != CW_NORMALIZE_MEAN)
                return;
        for (size_t i = 0; i < w->counts->n_labels; i++)
                if (cw_is_entity(w->counts, i, w->o_index) ||
                    (w->options.norm_over_all && w->counts->labels[i].tokens > 0))
                        cw_fsum_add(&sum, w->raw[i]);
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                if (cw_is_entity(w->counts, i, w->o_index) && w->raw[i] > cw_fsum_value(&sum) / 2) {
                        w->diagnosis.owner_id = w->counts->labels[i].id;
                        w->diagnosis.owner_share = w->raw[i] / cw_fsum_value(&sum);
                        *index_ret = i;
                }
        }
}

/* ---- saturation ----------------------------------------------------------------------------------------------- */

/* values[] gets the counts of the saturated labels; their number is returned. */
static size_t
find_saturated(const struct cw_weigh_plan *plan, const struct cw_weights *w, const struct cw_weigh_output *out,
               double *values)
{
        const struct cw_scheme_row *scheme = cw_scheme_row(plan->options.scheme);
        size_t n = 0;
        for (size_t i = 0; scheme->limit != NULL && i < w->counts->n_labels; i++) {
                const struct cw_scheme_terms terms = cw_weigh_terms_of(plan, out, i);
                if (cw_is_entity(w->counts, i, w->o_index) && scheme->weight(&terms) <= 1.01 * scheme->limit(&terms))
                        values[n++] = terms.n;
        }
        return n;
}

static void
diagnose_saturation(struct cw_weights *w, const struct cw_weigh_plan *plan, const struct cw_weigh_output *out,
                    double *values)
{
        w->diagnosis.n_saturated = find_saturated(plan, w, out, values);
        if (w->diagnosis.n_saturated == 0)
                return;
        /* b^n at which the weight is 1.01 times its limit: 1 / (1 - b^n) = 1.01. */
        w->diagnosis.saturated_from = fmax(1, ceil(log(1 - 1 / 1.01) / log1p(-out->terms.e)));
        const double prototypes = ceil(cw_median(values, w->diagnosis.n_saturated));
        /* Beyond 10^15 prototypes beta is no longer a double of its own, and with one it is 0. */
        if (prototypes > 1 && prototypes < 1e15)
                w->diagnosis.saturating_prototypes = prototypes;
}

/* ---- cures ---------------------------------------------------------------------------------------------------- */

/* What the plan gives with other options or counts; in arrays of their own. */
struct trial {
        struct cw_weigh_plan plan; /**< shares the scratch of the first */
        struct cw_weigh_output out;
};

static double
share_with(struct trial *t, const struct cw_weigh_options *options, const struct cw_weigh_input *in)
{
        t->plan.options = *options;
        t->plan.options.unseen = CW_UNSEEN_ONE; /* labels without tokens have no part in it */
        if (cw_weigh_run(&t->plan, in, &t->out, NULL) != CW_OK)
                return (double)NAN;
        const struct masses m = sum_masses(&t->plan, in, t->out.weight);
        return share_of(m.entity_mass, m.mass);
}

/* The largest of 1, 2, 5, 10, 20, 50 ... that is at most `value`; 0 where that is below 1. */
static double
round_down_125(double value)
{
        static const double steps[] = {1, 2, 5};
        double found = 0, power = 1;
        while (power <= value) {
                for (size_t i = 0; i < CW_ARRAY_LEN(steps); i++)
                        found = steps[i] * power <= value ? steps[i] * power : found;
                power *= 10;
        }
        return found;
}

/* At most the median, so that no more than half of the labels lose what tells them apart. */
static double
advise_min_count(const struct cw_weigh_plan *plan, const struct cw_weights *w, double *values)
{
        double least = INFINITY;
        size_t n = 0;
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                if (!cw_is_entity(w->counts, i, w->o_index))
                        continue;
                values[n++] = (double)w->counts->labels[i].tokens;
                least = fmin(least, values[n - 1]);
        }
        const double advised = round_down_125(fmin(ENOUGH_TOKENS, cw_median(values, n)));
        return advised > fmax(least, plan->options.min_count) ? advised : 0;
}

static void
diagnose_cures(struct cw_weights *w, struct trial *t, const struct cw_weigh_input *in)
{
        struct cw_diagnosis *d = &w->diagnosis;
        struct cw_weigh_options o = t->plan.options;
        const struct cw_weigh_options as_is = o;
        o.o_policy = CW_O_AUTO;
        d->share_o_auto = share_with(t, &o, in);
        o = as_is;
        o.normalize = CW_NORMALIZE_TOKEN;
        d->share_normalize_token = share_with(t, &o, in);
        o.normalize = CW_NORMALIZE_MEDIAN;
        d->share_normalize_median = share_with(t, &o, in);
        o = as_is;
        o.min_count = d->min_count_advised;
        d->share_min_count = d->min_count_advised > 0 ? share_with(t, &o, in) : (double)NAN;
}

static cw_status
diagnose_without_owner(struct cw_weights *w, struct trial *t, const struct cw_weigh_options *options,
                       const struct cw_weigh_input *in, size_t owner, struct cw_error *err)
{
        const size_t n = w->counts->n_labels;
        w->diagnosis.share_without_owner = (double)NAN;
        if (owner == SIZE_MAX)
                return CW_OK;
        uint64_t *tokens = cw_malloc(n * sizeof(*tokens));
        if (tokens == NULL)
                return cw_fail_memory(err, n * sizeof(*tokens));
        memcpy(tokens, in->tokens, n * sizeof(*tokens));
        tokens[owner] = 0;
        const struct cw_weigh_input without = {.tokens = tokens, .around = in->around};
        w->diagnosis.share_without_owner = share_with(t, options, &without);
        cw_free(tokens);
        return CW_OK;
}

/* ---- all ------------------------------------------------------------------------------------------------------ */

static void
count_labels(struct cw_weights *w)
{
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                const uint64_t n = w->counts->labels[i].tokens;
                w->diagnosis.n_observed += n > 0;
                w->diagnosis.n_unseen += n == 0 && isnan(w->raw[i]);
                w->diagnosis.n_rare += n > 0 && n < CW_RARE_TOKENS;
                w->diagnosis.n_in_one_sequence += cw_is_in_one_sequence(w->counts, i);
        }
}

cw_status
cw_diagnose(struct cw_weights *w, const struct cw_weigh_plan *plan, const struct cw_weigh_input *in,
            const struct cw_weigh_output *out, struct cw_error *err)
{
        const struct masses m = sum_masses(plan, in, w->weight);
        const size_t n = w->counts->n_labels;
        if (plan->options.emit != CW_EMIT_WEIGHTS) {
                w->diagnosis =
                        (struct cw_diagnosis){.has_o = w->o_index >= 0 && w->counts->labels[w->o_index].tokens > 0};
                count_labels(w);
                return CW_OK;
        }
        size_t owner;
        cw_status status = CW_OK;
        double *scratch = cw_malloc(2 * n * sizeof(*scratch));
        if (scratch == NULL)
                return cw_fail_memory(err, 2 * n * sizeof(*scratch));
        struct trial trial = {.plan = *plan, .out = {.weight = scratch, .raw = scratch + n}};
        w->diagnosis = (struct cw_diagnosis){
                .entity_share_unweighted = m.entity_tokens / m.tokens,
                .entity_share_weighted = share_of(m.entity_mass, m.mass),
                .loss_scale = m.mass / m.tokens,
                .weight_ratio = weight_ratio(w),
                .effective_classes = effective_classes(w, m.entity_mass),
                .o_weight_auto = fmin(1.0, m.entity_mass / m.entity_tokens),
                .has_o = w->o_index >= 0 && w->counts->labels[w->o_index].tokens > 0,
        };
        w->diagnosis.mutes = w->diagnosis.has_o &&
                             w->diagnosis.entity_share_weighted < MUTED_BELOW * w->diagnosis.entity_share_unweighted;
        count_labels(w);
        find_owner(w, &owner);
        diagnose_saturation(w, plan, out, scratch);
        w->diagnosis.min_count_advised = advise_min_count(plan, w, scratch);
        diagnose_cures(w, &trial, in);
        status = diagnose_without_owner(w, &trial, &plan->options, in, owner, err);
        cw_free(scratch);
        return status;
}
