/* SPDX-License-Identifier: MIT */
/*
 * The arithmetic of one weight, number by number, so that anyone can follow it with a calculator:
 *
 *     counted      N, K, n
 *     scheme       the steps of its formula, the raw weight
 *     normaliser   sum and number of the raw weights, their mean
 *     weight       raw / mean, and what the outputs hold of it as float32
 *
 * Numbers are exact (they read back as the same double), so every line follows from those above it.
 */
#include "weigh/diagnose.h"
#include "weigh/figure.h"
#include "weigh/label_lookup.h"
#include "weigh/normalise.h"

static void
put_value(struct cw_buffer *text, const char *what, double value)
{
        cw_buffer_printf(text, "  %s = %s\n", what, cw_figure_exact(value).text);
}

static void
put_final(struct cw_buffer *text, double weight)
{
        cw_buffer_printf(text, "  as float32, in the outputs = %s\n", cw_figure_float((float)weight).text);
}

static void
put_head(const struct cw_weights *w, const struct cw_count_row *label, struct cw_buffer *text)
{
        cw_buffer_printf(text, "%s (id %lld), scheme %s\n", cw_label_show(label).text, (long long)label->id,
                         cw_scheme_name(w->options.scheme));
}

static void
put_counted(const struct cw_weights *w, const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        cw_buffer_puts(text, "counted\n");
        cw_buffer_printf(text, "  N = %llu tokens of all labels%s (%llu ignored ones left out)\n",
                         (unsigned long long)t->n_all, w->diagnosis.has_o ? ", O included" : "",
                         (unsigned long long)w->counts->totals.ignored);
        cw_buffer_printf(text, "  K = %zu labels seen\n", t->n_observed);
        cw_buffer_printf(text, "  n = %llu tokens of this label (%s of N)\n", (unsigned long long)t->n,
                         cw_figure_percent((double)t->n / (double)t->n_all).text);
}

static void
put_scheme(const struct cw_weights *w, const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        const struct cw_scheme_row *scheme = cw_scheme_row(w->options.scheme);
        cw_buffer_printf(text, "scheme %s: w = %s  [%s]\n", scheme->name, scheme->formula, scheme->source);
        scheme->steps(t, text);
        cw_buffer_printf(text, "  raw weight = %s = %s\n", scheme->formula, cw_figure_exact(scheme->weight(t)).text);
}

static void
explain_entity(const struct cw_weights *w, size_t index, const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        const struct cw_entity_sum all = cw_entity_sum(w->counts, w->raw, w->o_index);
        put_counted(w, t, text);
        put_scheme(w, t, text);
        cw_buffer_puts(text, "normaliser: the mean of the raw weights of the entity labels seen\n");
        put_value(text, "their sum", all.sum);
        cw_buffer_printf(text, "  their number = %zu\n", all.n);
        put_value(text, "mean = sum / number", w->normaliser);
        cw_buffer_puts(text, "weight\n");
        put_value(text, "raw weight / mean", w->weight[index]);
        put_final(text, w->weight[index]);
}

static void
explain_o(const struct cw_weights *w, size_t index, const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        put_counted(w, t, text);
        cw_buffer_puts(text, "weight: set, not computed, for this is the label outside the entities\n");
        if (w->options.o_weight < 1)
                cw_buffer_puts(text, "  --o-weight sets it\n");
        else
                cw_buffer_puts(text, "  1 is the scale of the entity weights, whose mean is 1\n");
        put_value(text, "weight", w->weight[index]);
        put_final(text, w->weight[index]);
        put_value(text, "for comparison, the scheme would give, before any normaliser", w->raw[index]);
        put_value(text, "for comparison, entities would keep their share of the loss at --o-weight",
                  w->diagnosis.o_weight_auto);
}

static void
explain_unseen(const struct cw_weights *w, size_t index, struct cw_buffer *text)
{
        static const char *const policies[] = {
                [CW_UNSEEN_ONE] = "--unseen one gives it 1",
                [CW_UNSEEN_ZERO] = "--unseen zero gives it 0",
                [CW_UNSEEN_MAX] = "--unseen max gives it the largest entity weight",
                [CW_UNSEEN_OMIT] = "--unseen omit leaves it out of the outputs",
        };
        cw_buffer_puts(text, "counted\n  n = 0 tokens: the label is in the label map and nowhere in the data\n");
        cw_buffer_printf(text, "weight: every scheme divides by n, so the policy decides: %s\n",
                         policies[w->options.unseen]);
        if (w->options.unseen == CW_UNSEEN_OMIT)
                return;
        put_value(text, "weight", w->weight[index]);
        put_final(text, w->weight[index]);
}

static cw_status
fail_no_label(const struct cw_counts *counts, const char *label, struct cw_error *err)
{
        const struct cw_count_row *near = &counts->labels[cw_label_nearest(counts, label)];
        return cw_fail(err, CW_E_DATA, "expected one of the %zu labels, found %s; the nearest is %s (id %lld)",
                       counts->n_labels, cw_label_show_text(label).text, cw_label_show(near).text, (long long)near->id);
}

cw_status
cw_explain(const cw_weights *weights, const char *label, char **text_ret, struct cw_error *err)
{
        const struct cw_counts *c = weights->counts;
        struct cw_buffer text = {0};
        struct cw_scheme_terms terms;
        *text_ret = NULL;
        const ptrdiff_t index = cw_label_find(c, label);
        if (index < 0)
                return fail_no_label(c, label, err);
        CW_TRY(cw_weigh_terms(c, &weights->options, &terms, err));
        terms.n = c->labels[index].tokens;
        put_head(weights, &c->labels[index], &text);
        if (terms.n == 0)
                explain_unseen(weights, (size_t)index, &text);
        else if (index == weights->o_index)
                explain_o(weights, (size_t)index, &terms, &text);
        else
                explain_entity(weights, (size_t)index, &terms, &text);
        return cw_buffer_take(&text, text_ret, NULL, err);
}
