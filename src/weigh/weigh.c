/* SPDX-License-Identifier: MIT */
/*
 * From counts to weights: options checked, terms summed, every observed label put through the scheme, the entity
 * weights divided by their mean, O and the unseen labels given theirs, and the whole diagnosed.  Single-threaded, and
 * no rounding to float32: that is done once, by the writers.
 */
#include "base/memory.h"
#include "base/result.h"
#include "weigh/diagnose.h"
#include "weigh/figure.h"
#include "weigh/label_lookup.h"
#include "weigh/normalise.h"
#include "weigh/schemes.h"

#include <math.h>

void
cw_weigh_options_init(struct cw_weigh_options *options)
{
        *options = (struct cw_weigh_options){
                .scheme = CW_SCHEME_INVERSE_SQRT,
                .beta = 0.999,
                .o_weight = 1.0,
                .o_label = "O",
                .unseen = CW_UNSEEN_ONE,
        };
}

static cw_status
check_options(const struct cw_weigh_options *o, struct cw_error *err)
{
        if (cw_scheme_row(o->scheme) == NULL)
                return cw_fail(err, CW_E_USAGE, "expected one of the schemes, found number %d; see cw_scheme_name_at()",
                               (int)o->scheme);
        if (!(o->beta >= 0.0 && o->beta < 1.0))
                return cw_fail(err, CW_E_USAGE,
                               "expected --beta of at least 0 and below 1, found %s; 0.999 is usual, and the nearer to "
                               "1 the more counts are told apart",
                               cw_figure_exact(o->beta).text);
        if (o->o_weight > 1.0)
                return cw_fail(err, CW_E_USAGE,
                               "expected --o-weight from 0 to 1, found %s; more than 1.0 would drown out the entities",
                               cw_figure_exact(o->o_weight).text);
        if (!(o->o_weight >= 0.0))
                return cw_fail(err, CW_E_USAGE,
                               "expected --o-weight from 0 to 1, found %s; a loss cannot be weighed with it",
                               cw_figure_exact(o->o_weight).text);
        if ((unsigned)o->unseen > CW_UNSEEN_ERROR)
                return cw_fail(err, CW_E_USAGE, "expected a policy for unseen labels, found number %d", (int)o->unseen);
        return CW_OK;
}

cw_status
cw_weigh_terms(const struct cw_counts *counts, const struct cw_weigh_options *options,
               struct cw_scheme_terms *terms_ret, struct cw_error *err)
{
        struct cw_scheme_terms terms = {.beta = options->beta};
        for (size_t i = 0; i < counts->n_labels; i++) {
                const uint64_t n = counts->labels[i].tokens;
                if (n > UINT64_MAX - terms.n_all)
                        return cw_fail(
                                err, CW_E_DATA,
                                "expected at most 2^64-1 tokens in all, found more; these counts cannot be real");
                terms.n_all += n;
                terms.n_observed += n > 0;
        }
        *terms_ret = terms;
        return CW_OK;
}

static cw_status
check_seen(const struct cw_weights *w, const struct cw_scheme_terms *terms, struct cw_error *err)
{
        const struct cw_counts *c = w->counts;
        if (terms->n_observed == 0)
                return cw_fail(err, CW_E_DATA,
                               "expected labelled tokens, found none: 0 were counted and %llu ignored; check the label "
                               "column and --ignore",
                               (unsigned long long)c->totals.ignored);
        if (terms->n_observed == 1 && w->o_index >= 0 && c->labels[w->o_index].tokens > 0)
                return cw_fail(err, CW_E_DATA,
                               "no entity label was seen: all %llu tokens are %s; check the label column and --o-label",
                               (unsigned long long)terms->n_all, cw_label_show(&c->labels[w->o_index]).text);
        return CW_OK;
}

static void
weigh_observed(struct cw_weights *w, const struct cw_scheme_terms *all)
{
        const struct cw_counts *c = w->counts;
        const struct cw_scheme_row *scheme = cw_scheme_row(w->options.scheme);
        struct cw_scheme_terms terms = *all;
        for (size_t i = 0; i < c->n_labels; i++) {
                terms.n = c->labels[i].tokens;
                w->raw[i] = terms.n > 0 ? scheme->weight(&terms) : (double)NAN;
        }
        w->normaliser = cw_normaliser_mean(c, w->raw, w->o_index);
        for (size_t i = 0; i < c->n_labels; i++)
                if (cw_is_entity(c, i, w->o_index))
                        w->weight[i] = w->raw[i] / w->normaliser;
        if (w->o_index >= 0)
                w->weight[w->o_index] = w->options.o_weight;
}

static double
largest_entity_weight(const struct cw_weights *w)
{
        double most = 0;
        for (size_t i = 0; i < w->counts->n_labels; i++)
                if (cw_is_entity(w->counts, i, w->o_index))
                        most = fmax(most, w->weight[i]);
        return most;
}

static double
unseen_weight(const struct cw_weights *w)
{
        switch (w->options.unseen) {
        case CW_UNSEEN_ZERO:
                return 0.0;
        case CW_UNSEEN_MAX:
                return largest_entity_weight(w);
        case CW_UNSEEN_OMIT:
                return (double)NAN;
        case CW_UNSEEN_ONE:
        case CW_UNSEEN_ERROR:
                break;
        }
        return 1.0;
}

static cw_status
weigh_unseen(struct cw_weights *w, struct cw_error *err)
{
        const struct cw_counts *c = w->counts;
        const double weight = unseen_weight(w);
        for (size_t i = 0; i < c->n_labels; i++) {
                if (c->labels[i].tokens > 0)
                        continue;
                if (w->options.unseen == CW_UNSEEN_ERROR)
                        return cw_fail(err, CW_E_DATA,
                                       "expected every label of the map in the data, found no token of %s; use "
                                       "--unseen one to give such labels 1.0",
                                       cw_label_show(&c->labels[i]).text);
                /* An O that this data lacks may still not outweigh the entities. */
                w->weight[i] = (ptrdiff_t)i == w->o_index && weight > 1.0 ? 1.0 : weight;
        }
        return CW_OK;
}

static struct cw_weights *
weights_new(const struct cw_counts *counts, const struct cw_weigh_options *options)
{
        struct cw_weights *w = cw_calloc(1, sizeof(*w));
        if (w == NULL)
                return NULL;
        w->counts = cw_counts_copy(counts);
        w->o_label = cw_strdup(options->o_label == NULL ? "O" : options->o_label);
        w->weight = cw_calloc(counts->n_labels, sizeof(*w->weight));
        w->raw = cw_calloc(counts->n_labels, sizeof(*w->raw));
        if (w->counts == NULL || w->o_label == NULL || w->weight == NULL || w->raw == NULL) {
                cw_weights_free(&w);
                return NULL;
        }
        w->options = *options;
        w->options.o_label = w->o_label;
        w->o_index = cw_label_find_o(w->counts, w->o_label);
        return w;
}

cw_status
cw_weigh(const cw_counts *counts, const struct cw_weigh_options *options, cw_weights **weights_ret,
         struct cw_error *err)
{
        struct cw_weights *w = NULL;
        struct cw_scheme_terms terms;
        cw_status status;
        *weights_ret = NULL;
        CW_TRY(check_options(options, err));
        CW_TRY(cw_weigh_terms(counts, options, &terms, err));
        w = weights_new(counts, options);
        if (w == NULL)
                return cw_fail_memory(err, counts->n_labels * 2 * sizeof(double));
        CW_TRY_GOTO(check_seen(w, &terms, err));
        weigh_observed(w, &terms);
        CW_TRY_GOTO(weigh_unseen(w, err));
        cw_diagnose(w, &terms);
        *weights_ret = w;
        w = NULL;
done:
        cw_weights_free(&w);
        return status;
}

double
cw_weights_at(const cw_weights *weights, size_t index)
{
        return weights->weight[index];
}

const cw_counts *
cw_weights_counts(const cw_weights *weights)
{
        return weights->counts;
}

struct cw_diagnosis
cw_weights_diagnosis(const cw_weights *weights)
{
        return weights->diagnosis;
}
