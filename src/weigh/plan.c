/* SPDX-License-Identifier: MIT */
/*
 * The steps from counts to weights, in their order:
 *
 *     n  = tokens + smooth, at least min_count, of labels seen; pooled with what shares its type (tie_prefixes)
 *     raw = scheme(n, N, K) times boost, at most max_ratio times the smallest of the entities
 *     weight = raw / normaliser, between min_weight and max_weight
 *     O by its policy, then what the user set, then labels without tokens by theirs
 *
 * Single-threaded, no allocation, no rounding to float32: that is done once, by the writers.  A label that was never
 * seen but is pooled with one that was has that one's n, and so a weight like all others; it takes no part in
 * statistics over labels seen.
 */
#include "weigh/plan.h"

#include "base/memory.h"
#include "labels/tag.h"
#include "weigh/emit.h"
#include "weigh/figure.h"
#include "weigh/fsum.h"
#include "weigh/label_lookup.h"
#include "weigh/normalise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- making --------------------------------------------------------------------------------------------------- */

static cw_status
find_setting(const struct cw_counts *counts, const char *option, const char *label, size_t *index_ret,
             struct cw_error *err)
{
        const ptrdiff_t index = cw_label_find(counts, label);
        if (index < 0 && counts->n_labels == 0)
                return cw_fail(err, CW_E_DATA, "--%s: found no label at all", option);
        if (index < 0)
                return cw_label_fail_find(counts, option, label, err);
        *index_ret = (size_t)index;
        return CW_OK;
}

/* An array of a number a label, `otherwise` where the user gave none; of several for one label the last counts. */
static cw_status
spread_settings(const struct cw_weigh_plan *plan, const char *option, const struct cw_label_setting *settings, size_t n,
                double otherwise, double **array_ret, struct cw_error *err)
{
        const size_t n_labels = plan->labels->n_labels;
        if (n == 0)
                return CW_OK;
        *array_ret = cw_malloc(n_labels * sizeof(**array_ret));
        if (*array_ret == NULL)
                return cw_fail_memory(err, n_labels * sizeof(**array_ret));
        for (size_t i = 0; i < n_labels; i++)
                (*array_ret)[i] = otherwise;
        for (size_t i = 0; i < n; i++) {
                size_t index = 0;
                CW_TRY(find_setting(plan->labels, option, settings[i].label, &index, err));
                (*array_ret)[index] = settings[i].value;
        }
        return CW_OK;
}

/* A label with its type, to be sorted so that equal types come together. */
struct typed {
        const char *type;
        size_t index;
};

static int
compare_typed(const void *pa, const void *pb)
{
        const struct typed *a = pa, *b = pb;
        const int types = strcmp(a->type, b->type);
        return types != 0 ? types : (a->index > b->index) - (a->index < b->index);
}

static cw_status
group_by_type(struct cw_weigh_plan *plan, struct cw_error *err)
{
        const struct cw_counts *c = plan->labels;
        struct typed *typed = cw_malloc(c->n_labels * sizeof(*typed));
        size_t n = 0;
        plan->group = cw_malloc(c->n_labels * sizeof(*plan->group));
        if (typed == NULL || plan->group == NULL) {
                cw_free(typed);
                return cw_fail_memory(err, c->n_labels * sizeof(*typed));
        }
        for (size_t i = 0; i < c->n_labels; i++) {
                const struct cw_tag tag = cw_tag_of(c->labels[i].name);
                plan->group[i] = i;
                if (tag.prefix != 0 && (ptrdiff_t)i != plan->o_index)
                        typed[n++] = (struct typed){tag.type, i};
        }
        qsort(typed, n, sizeof(*typed), compare_typed);
        for (size_t i = 1; i < n; i++)
                if (strcmp(typed[i].type, typed[i - 1].type) == 0)
                        plan->group[typed[i].index] = plan->group[typed[i - 1].index];
        cw_free(typed);
        return CW_OK;
}

static cw_status
refuse_heavy_o(const struct cw_weigh_plan *plan, struct cw_error *err)
{
        if (plan->set == NULL || plan->o_index < 0 || !(plan->set[plan->o_index] > 1.0))
                return CW_OK;
        return cw_fail(err, CW_E_USAGE,
                       "expected --set %s=W with W from 0 to 1, found %s; more than 1.0 would drown out the entities",
                       cw_label_show(&plan->labels->labels[plan->o_index]).text,
                       cw_figure_exact(plan->set[plan->o_index]).text);
}

cw_status
cw_weigh_plan_init(struct cw_weigh_plan *plan, const struct cw_counts *counts, const struct cw_weigh_options *options,
                   struct cw_error *err)
{
        const size_t n = counts->n_labels;
        cw_status status;
        *plan = (struct cw_weigh_plan){.options = *options, .labels = counts};
        CW_TRY(cw_weigh_options_check(options, err));
        plan->o_index = cw_label_find_o(counts, options->o_label == NULL ? "O" : options->o_label);
        CW_TRY_GOTO(spread_settings(plan, "boost", options->boosts, options->n_boosts, 1.0, &plan->boost, err));
        CW_TRY_GOTO(spread_settings(plan, "set", options->sets, options->n_sets, (double)NAN, &plan->set, err));
        CW_TRY_GOTO(refuse_heavy_o(plan, err));
        if (options->tie_prefixes)
                CW_TRY_GOTO(group_by_type(plan, err));
        plan->n = cw_malloc(n * sizeof(*plan->n));
        plan->n_around = cw_malloc(n * sizeof(*plan->n_around));
        plan->values = cw_malloc(n * sizeof(*plan->values));
        plan->tokens = cw_malloc(n * sizeof(*plan->tokens));
        if (plan->n == NULL || plan->n_around == NULL || plan->values == NULL || plan->tokens == NULL)
                status = cw_fail_memory(err, 4 * n * sizeof(double));
done:
        if (status != CW_OK)
                cw_weigh_plan_free(plan);
        return status;
}

void
cw_weigh_plan_free(struct cw_weigh_plan *plan)
{
        cw_free(plan->group);
        cw_free(plan->boost);
        cw_free(plan->set);
        cw_free(plan->n);
        cw_free(plan->n_around);
        cw_free(plan->values);
        cw_free(plan->tokens);
        *plan = (struct cw_weigh_plan){0};
}

/* ---- a run: counts -------------------------------------------------------------------------------------------- */

/* True for a label that takes part in statistics over entities. */
static bool
is_entity(const struct cw_weigh_plan *plan, const struct cw_weigh_input *in, size_t i)
{
        return in->tokens[i] > 0 && (ptrdiff_t)i != plan->o_index;
}

cw_status
cw_weigh_check_counted(const struct cw_weigh_plan *plan, const struct cw_weigh_input *in, struct cw_error *err)
{
        uint64_t n_all = 0;
        for (size_t i = 0; i < plan->labels->n_labels; i++) {
                if (in->tokens[i] > UINT64_MAX - n_all)
                        return cw_fail(
                                err, CW_E_DATA,
                                "expected at most 2^64-1 tokens in all, found more; these counts cannot be real");
                n_all += in->tokens[i];
        }
        if (n_all == 0)
                return cw_fail(err, CW_E_DATA,
                               "expected labelled tokens, found none: 0 were counted and %llu ignored; check the label "
                               "column and --ignore",
                               (unsigned long long)in->ignored);
        return CW_OK;
}

static cw_status
check_seen(const struct cw_weigh_plan *plan, const struct cw_weigh_input *in, struct cw_error *err)
{
        bool entity_seen = false;
        for (size_t i = 0; i < plan->labels->n_labels; i++)
                entity_seen |= is_entity(plan, in, i);
        if (!entity_seen)
                return cw_fail(err, CW_E_DATA,
                               "no entity label was seen: all %llu tokens are %s; check the label column and --o-label",
                               (unsigned long long)in->tokens[plan->o_index],
                               cw_label_show(&plan->labels->labels[plan->o_index]).text);
        if (cw_scheme_row(plan->options.scheme)->needs_sequences && in->around == NULL)
                return cw_fail(err, CW_E_DATA,
                               "--scheme %s needs the tokens of the sequences that contain each label, and these were "
                               "not counted; count the data again with 'count --presence'",
                               cw_scheme_name(plan->options.scheme));
        return CW_OK;
}

/* Fills plan->n, 0 for labels without tokens, and the terms N and K. */
static void
count_terms(struct cw_weigh_plan *plan, const struct cw_weigh_input *in, struct cw_scheme_terms *all)
{
        const size_t n_labels = plan->labels->n_labels;
        struct cw_fsum n_all = {0};
        for (size_t i = 0; i < n_labels; i++) {
                plan->n[i] = in->tokens[i] == 0
                                     ? 0
                                     : fmax((double)in->tokens[i] + plan->options.smooth, plan->options.min_count);
                plan->n_around[i] = in->around == NULL ? 0 : (double)in->around[i];
                cw_fsum_add(&n_all, plan->n[i]);
        }
        for (size_t i = 0; plan->group != NULL && i < n_labels; i++)
                if (plan->group[i] != i)
                        plan->n[plan->group[i]] += plan->n[i];
        all->n_observed = 0;
        for (size_t i = 0; i < n_labels; i++)
                all->n_observed += plan->n[i] > 0 && (plan->group == NULL || plan->group[i] == i);
        for (size_t i = 0; plan->group != NULL && i < n_labels; i++)
                plan->n[i] = plan->n[plan->group[i]];
        all->n_all = cw_fsum_value(&n_all);
        all->n_all_lost = (n_all.sum - all->n_all) + n_all.lost;
}

static double
median_entity_count(struct cw_weigh_plan *plan, const struct cw_weigh_input *in)
{
        size_t n = 0;
        for (size_t i = 0; i < plan->labels->n_labels; i++)
                if (is_entity(plan, in, i))
                        plan->values[n++] = plan->n[i];
        return cw_median(plan->values, n);
}

static double
median_frequency(struct cw_weigh_plan *plan)
{
        size_t n = 0;
        for (size_t i = 0; i < plan->labels->n_labels; i++)
                if (plan->n[i] > 0)
                        plan->values[n++] = plan->n[i] / plan->n_around[i];
        return cw_median(plan->values, n);
}

static struct cw_scheme_terms
terms_of_all(struct cw_weigh_plan *plan, const struct cw_weigh_input *in)
{
        const struct cw_weigh_options *o = &plan->options;
        struct cw_scheme_terms all = {.beta = o->beta,
                                      .alpha = o->alpha,
                                      .enet_k = o->enet_k,
                                      .mu = o->mu,
                                      .prototypes = o->prototypes,
                                      .e = 1.0 - o->beta};
        count_terms(plan, in, &all);
        if (o->beta_auto)
                all.prototypes = median_entity_count(plan, in);
        if (all.prototypes > 0)
                all.e = 1.0 / all.prototypes;
        if (cw_scheme_row(o->scheme)->needs_sequences)
                all.median_frequency = median_frequency(plan);
        return all;
}

struct cw_scheme_terms
cw_weigh_terms_of(const struct cw_weigh_plan *plan, const struct cw_weigh_output *out, size_t index)
{
        struct cw_scheme_terms terms = out->terms;
        terms.n = plan->n[index];
        terms.n_around = plan->n_around[index];
        terms.n_rest = (terms.n_all - terms.n) + terms.n_all_lost;
        return terms;
}

/* ---- a run: weights ------------------------------------------------------------------------------------------- */

static void
weigh_raw(const struct cw_weigh_plan *plan, const struct cw_weigh_input *in, struct cw_weigh_output *out)
{
        const struct cw_scheme_row *scheme = cw_scheme_row(plan->options.scheme);
        double least = INFINITY;
        for (size_t i = 0; i < plan->labels->n_labels; i++) {
                const struct cw_scheme_terms terms = cw_weigh_terms_of(plan, out, i);
                out->raw[i] = terms.n > 0 ? scheme->weight(&terms) : (double)NAN;
                if (plan->boost != NULL)
                        out->raw[i] *= plan->boost[i];
                if (is_entity(plan, in, i))
                        least = fmin(least, out->raw[i]);
        }
        if (!(plan->options.max_ratio > 0))
                return;
        for (size_t i = 0; i < plan->labels->n_labels; i++)
                if (out->raw[i] > least * plan->options.max_ratio && (ptrdiff_t)i != plan->o_index)
                        out->raw[i] = least * plan->options.max_ratio;
}

static double
normaliser_of(struct cw_weigh_plan *plan, const struct cw_weigh_input *in, const double *raw)
{
        size_t n = 0;
        for (size_t i = 0; i < plan->labels->n_labels; i++) {
                if (!is_entity(plan, in, i) && !(plan->options.norm_over_all && in->tokens[i] > 0))
                        continue;
                plan->values[n] = raw[i];
                plan->tokens[n++] = (double)in->tokens[i];
        }
        return cw_normaliser(plan->options.normalize, &(struct cw_normalised){plan->values, plan->tokens, n});
}

static void
weigh_entities(const struct cw_weigh_plan *plan, struct cw_weigh_output *out)
{
        const double most = plan->options.max_weight > 0 ? plan->options.max_weight : INFINITY;
        for (size_t i = 0; i < plan->labels->n_labels; i++) {
                /* A scheme that gives a label with all tokens 0 leaves nothing to divide by: one weight, so 1. */
                const double weight = out->normaliser > 0 ? out->raw[i] / out->normaliser : 1;
                out->weight[i] = isnan(out->raw[i]) ? (double)NAN : fmin(fmax(weight, plan->options.min_weight), most);
        }
}

/* sum n w / sum n over the entity tokens: where O has this weight, entities keep their share of the loss. */
static double
mean_over_entity_tokens(const struct cw_weigh_plan *plan, const struct cw_weigh_input *in, const double *weight)
{
        struct cw_fsum mass = {0}, tokens = {0};
        for (size_t i = 0; i < plan->labels->n_labels; i++) {
                if (!is_entity(plan, in, i))
                        continue;
                cw_fsum_add(&mass, (double)in->tokens[i] * weight[i]);
                cw_fsum_add(&tokens, (double)in->tokens[i]);
        }
        return cw_fsum_value(&mass) / cw_fsum_value(&tokens);
}

static double
weight_of_o(const struct cw_weigh_plan *plan, const struct cw_weigh_input *in, const struct cw_weigh_output *out)
{
        const double raw = out->raw[plan->o_index];
        switch (plan->options.o_policy) {
        case CW_O_AUTO:
                return fmin(1.0, mean_over_entity_tokens(plan, in, out->weight));
        case CW_O_FORMULA:
                return fmin(1.0, plan->options.norm_over_all && out->normaliser > 0 ? raw / out->normaliser : raw);
        case CW_O_NUMBER:
                break;
        }
        return plan->options.o_weight;
}

static void
apply_sets(const struct cw_weigh_plan *plan, double *weight)
{
        for (size_t i = 0; plan->set != NULL && i < plan->labels->n_labels; i++)
                if (!isnan(plan->set[i]))
                        weight[i] = plan->set[i];
}

static double
unseen_weight(const struct cw_weigh_plan *plan, const struct cw_weigh_input *in, const double *weight)
{
        double most = 0;
        switch (plan->options.unseen) {
        case CW_UNSEEN_ZERO:
                return 0.0;
        case CW_UNSEEN_MAX:
                for (size_t i = 0; i < plan->labels->n_labels; i++)
                        if (is_entity(plan, in, i))
                                most = fmax(most, weight[i]);
                return most;
        case CW_UNSEEN_OMIT:
                return (double)NAN;
        case CW_UNSEEN_ONE:
        case CW_UNSEEN_ERROR:
                break;
        }
        return 1.0;
}

static cw_status
weigh_unseen(const struct cw_weigh_plan *plan, const struct cw_weigh_input *in, struct cw_weigh_output *out,
             struct cw_error *err)
{
        const double weight = unseen_weight(plan, in, out->weight);
        for (size_t i = 0; i < plan->labels->n_labels; i++) {
                if (plan->n[i] > 0 || (plan->set != NULL && !isnan(plan->set[i])))
                        continue;
                if (plan->options.unseen == CW_UNSEEN_ERROR)
                        return cw_fail(err, CW_E_DATA,
                                       "expected every label of the map in the data, found no token of %s; use "
                                       "--unseen one to give such labels 1.0",
                                       cw_label_show(&plan->labels->labels[i]).text);
                /* An O that this data lacks may still not outweigh the entities. */
                out->weight[i] = (ptrdiff_t)i == plan->o_index && weight > 1.0 ? 1.0 : weight;
        }
        return CW_OK;
}

cw_status
cw_weigh_run(struct cw_weigh_plan *plan, const struct cw_weigh_input *in, struct cw_weigh_output *out,
             struct cw_error *err)
{
        if (plan->options.emit != CW_EMIT_WEIGHTS)
                return cw_emit_run(plan, in, out, err);
        CW_TRY(cw_weigh_check_counted(plan, in, err));
        CW_TRY(check_seen(plan, in, err));
        out->terms = terms_of_all(plan, in);
        weigh_raw(plan, in, out);
        out->normaliser = normaliser_of(plan, in, out->raw);
        weigh_entities(plan, out);
        if (plan->o_index >= 0 && in->tokens[plan->o_index] > 0)
                out->weight[plan->o_index] = weight_of_o(plan, in, out);
        apply_sets(plan, out->weight);
        return weigh_unseen(plan, in, out, err);
}
