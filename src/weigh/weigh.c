/* SPDX-License-Identifier: MIT */
/*
 * cw_weigh(): a plan run once over a result's counts, with the diagnosis.  cw_compare(): the same for every scheme.
 */
#include "base/memory.h"
#include "base/result.h"
#include "weigh/diagnose.h"
#include "weigh/interval.h"
#include "weigh/plan.h"
#include "weigh/resample.h"
#include "weigh/weigh_slices.h"

#include <math.h>
#include <string.h>

/* A copy in one block, the names behind the array.  *ok_ref goes false when memory is out. */
static struct cw_label_setting *
copy_settings(const struct cw_label_setting *from, size_t n, bool *ok_ref)
{
        size_t nbytes = n * sizeof(*from);
        for (size_t i = 0; i < n; i++)
                nbytes += strlen(from[i].label) + 1;
        if (n == 0)
                return NULL;
        struct cw_label_setting *to = cw_malloc(nbytes);
        *ok_ref = *ok_ref && to != NULL;
        char *name = to == NULL ? NULL : (char *)(to + n);
        for (size_t i = 0; to != NULL && i < n; i++) {
                const size_t n_name = strlen(from[i].label) + 1;
                memcpy(name, from[i].label, n_name);
                to[i] = (struct cw_label_setting){name, from[i].value};
                name += n_name;
        }
        return to;
}

static struct cw_weights *
weights_new(const struct cw_counts *counts, struct cw_counts *shared, const struct cw_weigh_options *options)
{
        struct cw_weights *w = cw_calloc(1, sizeof(*w));
        bool ok = true;
        if (w == NULL)
                return NULL;
        w->options = *options;
        w->counts = shared != NULL ? shared : cw_counts_copy(counts);
        w->counts_borrowed = shared != NULL;
        w->o_label = cw_strdup(options->o_label == NULL ? "O" : options->o_label);
        w->boosts = copy_settings(options->boosts, options->n_boosts, &ok);
        w->sets = copy_settings(options->sets, options->n_sets, &ok);
        w->weight = cw_calloc(counts->n_labels, sizeof(*w->weight));
        w->raw = cw_calloc(counts->n_labels, sizeof(*w->raw));
        w->low = cw_calloc(counts->n_labels, sizeof(*w->low));
        w->high = cw_calloc(counts->n_labels, sizeof(*w->high));
        if (!ok || w->counts == NULL || w->o_label == NULL || w->weight == NULL || w->raw == NULL || w->low == NULL ||
            w->high == NULL) {
                cw_weights_free(&w);
                return NULL;
        }
        w->options.o_label = w->o_label;
        w->options.boosts = w->boosts;
        w->options.sets = w->sets;
        return w;
}

cw_status
cw_weigh_input_of(const struct cw_counts *counts, struct cw_weigh_input *in_ret, struct cw_error *err)
{
        const size_t n = counts->n_labels;
        uint64_t *tokens = cw_malloc(2 * n * sizeof(*tokens));
        *in_ret = (struct cw_weigh_input){.tokens = tokens, .owned = tokens, .ignored = counts->totals.ignored};
        if (tokens == NULL)
                return cw_fail_memory(err, 2 * n * sizeof(*tokens));
        for (size_t i = 0; i < n; i++) {
                tokens[i] = counts->labels[i].tokens;
                tokens[n + i] = counts->presence == NULL ? 0 : counts->presence[i].around;
        }
        in_ret->around = counts->presence != NULL ? tokens + n : NULL;
        return CW_OK;
}

void
cw_weigh_input_free(struct cw_weigh_input *in)
{
        cw_free(in->owned);
        *in = (struct cw_weigh_input){0};
}

/* `shared` NULL: the result gets a copy of the counts. */
static cw_status
weigh(const struct cw_counts *counts, struct cw_counts *shared, const struct cw_weigh_options *options,
      struct cw_weights **weights_ret, struct cw_error *err)
{
        struct cw_weigh_plan plan;
        struct cw_weigh_input in = {0};
        struct cw_weights *w = NULL;
        cw_status status;
        *weights_ret = NULL;
        CW_TRY(cw_weigh_plan_init(&plan, counts, options, err));
        CW_TRY_GOTO(cw_weigh_input_of(counts, &in, err));
        w = weights_new(counts, shared, options);
        if (w == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, counts->n_labels * 2 * sizeof(double)));
        struct cw_weigh_output out = {.weight = w->weight, .raw = w->raw};
        CW_TRY_GOTO(cw_weigh_run(&plan, &in, &out, err));
        w->normaliser = out.normaliser;
        w->o_index = plan.o_index;
        if (counts->estimate == NULL)
                cw_weigh_intervals(w, &plan, &in, &out);
        CW_TRY_GOTO(cw_diagnose(w, &plan, &in, &out, err));
        if (counts->estimate != NULL)
                CW_TRY_GOTO(cw_resample_weights(w, &plan, err));
        CW_TRY_GOTO(cw_weigh_slices(w, err));
        *weights_ret = w;
        w = NULL;
done:
        cw_weights_free(&w);
        cw_weigh_input_free(&in);
        cw_weigh_plan_free(&plan);
        return status;
}

cw_status
cw_weigh(const cw_counts *counts, const struct cw_weigh_options *options, cw_weights **weights_ret,
         struct cw_error *err)
{
        return weigh(counts, NULL, options, weights_ret, err);
}

/* ---- all schemes ------------------------------------------------------------------------------------------------ */

static cw_status
compare_into(struct cw_comparison *c, const struct cw_weigh_options *options, size_t n_all, struct cw_error *err)
{
        for (size_t s = 0; s < n_all; s++) {
                struct cw_weigh_options o = *options;
                o.scheme = (cw_scheme)s;
                if (cw_scheme_row(o.scheme)->needs_sequences && (c->counts->presence == NULL || o.tie_prefixes))
                        continue;
                CW_TRY(weigh(c->counts, c->counts, &o, &c->weights[c->n_schemes], err));
                c->n_schemes++;
        }
        return CW_OK;
}

cw_status
cw_compare(const cw_counts *counts, const struct cw_weigh_options *options, cw_comparison **comparison_ret,
           struct cw_error *err)
{
        size_t n_all = 0;
        struct cw_comparison *c = cw_calloc(1, sizeof(*c));
        cw_status status = CW_OK;
        *comparison_ret = NULL;
        while (cw_scheme_name_at(n_all) != NULL)
                n_all++;
        if (c == NULL)
                return cw_fail_memory(err, sizeof(*c));
        c->counts = cw_counts_copy(counts);
        c->weights = cw_calloc(n_all, sizeof(struct cw_weights *));
        if (c->counts == NULL || c->weights == NULL)
                status = cw_fail_memory(err, counts->n_labels * sizeof(*counts->labels));
        if (status == CW_OK)
                status = compare_into(c, options, n_all, err);
        if (status != CW_OK)
                cw_comparison_free(&c);
        *comparison_ret = c;
        return status;
}

const cw_counts *
cw_comparison_counts(const cw_comparison *comparison)
{
        return comparison->counts;
}

size_t
cw_comparison_n_schemes(const cw_comparison *comparison)
{
        return comparison->n_schemes;
}

const cw_weights *
cw_comparison_weights(const cw_comparison *comparison, size_t index)
{
        return comparison->weights[index];
}

/* ---- what is in it ---------------------------------------------------------------------------------------------- */

double
cw_weights_at(const cw_weights *weights, size_t index)
{
        return weights->weight[index];
}

void
cw_weights_all(const cw_weights *weights, double *weights_ret)
{
        for (size_t i = 0; i < weights->counts->n_labels; i++)
                weights_ret[i] = weights->weight[i];
}

const cw_counts *
cw_weights_counts(const cw_weights *weights)
{
        return weights->counts;
}

const struct cw_weigh_options *
cw_weights_options(const cw_weights *weights)
{
        return &weights->options;
}

bool
cw_weights_interval(const cw_weights *weights, size_t index, double *low_ret, double *high_ret)
{
        *low_ret = weights->low[index];
        *high_ret = weights->high[index];
        return !isnan(*low_ret);
}

struct cw_diagnosis
cw_weights_diagnosis(const cw_weights *weights)
{
        return weights->diagnosis;
}
