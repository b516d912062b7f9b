/* SPDX-License-Identifier: MIT */
/*
 * The arithmetic of one weight, number by number, so that anyone can follow it with a calculator:
 *
 *     counted      N, K, n; and what --smooth, --min-count and --tie-prefixes make of them
 *     scheme       the steps of its formula, the raw weight, --boost and --max-ratio
 *     normaliser   the statistic of the raw weights, with what it is made of
 *     weight       raw / normaliser, the bounds, O's policy, --set; and what the outputs hold of it as float32
 *
 * Numbers are exact (they read back as the same double), so every line follows from those above it.
 */
#include "base/memory.h"
#include "weigh/diagnose.h"
#include "weigh/figure.h"
#include "weigh/fsum.h"
#include "weigh/label_lookup.h"
#include "weigh/normalise.h"

#include <math.h>
#include <stdio.h>

/** One explanation under way: the weights, and the run made again. */
struct explaining {
        const struct cw_weights *w;
        struct cw_weigh_plan plan;
        struct cw_weigh_input in;
        struct cw_weigh_output out;
        size_t index;
        struct cw_scheme_terms terms; /**< of the label */
        struct cw_buffer *text;
};

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
put_head(const struct explaining *x)
{
        const struct cw_count_row *label = &x->w->counts->labels[x->index];
        cw_buffer_printf(x->text, "%s (id %lld), scheme %s\n", cw_label_show(label).text, (long long)label->id,
                         cw_scheme_name(x->w->options.scheme));
}

/* ---- counted -------------------------------------------------------------------------------------------------- */

static void
put_pooled(const struct explaining *x)
{
        const struct cw_counts *c = x->w->counts;
        size_t n = 0;
        for (size_t i = 0; i < c->n_labels; i++)
                n += x->plan.group[i] == x->plan.group[x->index];
        if (n < 2)
                return;
        cw_buffer_puts(x->text, "  --tie-prefixes pools");
        for (size_t i = 0; i < c->n_labels; i++)
                if (x->plan.group[i] == x->plan.group[x->index])
                        cw_buffer_printf(x->text, " %s", cw_label_show(&c->labels[i]).text);
        cw_buffer_putc(x->text, '\n');
}

static void
put_modified(const struct explaining *x)
{
        const struct cw_weigh_options *o = &x->w->options;
        if (!(o->smooth > 0) && !(o->min_count > 0) && !o->tie_prefixes)
                return;
        cw_buffer_puts(x->text, "counts that are weighed\n");
        if (o->smooth > 0)
                put_value(x->text, "--smooth adds to each label seen", o->smooth);
        if (o->min_count > 0)
                put_value(x->text, "--min-count takes each label seen for at least", o->min_count);
        if (o->tie_prefixes)
                put_pooled(x);
        put_value(x->text, "N", x->terms.n_all);
        put_value(x->text, o->tie_prefixes ? "K, pooled labels seen" : "K", x->terms.n_observed);
        put_value(x->text, "n", x->terms.n);
}

static void
put_counted(const struct explaining *x)
{
        const struct cw_counts *c = x->w->counts;
        const uint64_t n = c->labels[x->index].tokens;
        uint64_t n_all = 0;
        for (size_t i = 0; i < c->n_labels; i++)
                n_all += c->labels[i].tokens;
        cw_buffer_puts(x->text, "counted\n");
        cw_buffer_printf(x->text, "  N = %llu tokens of all labels%s (%llu ignored ones left out)\n",
                         (unsigned long long)n_all, x->w->diagnosis.has_o ? ", O included" : "",
                         (unsigned long long)c->totals.ignored);
        cw_buffer_printf(x->text, "  K = %zu labels seen\n", x->w->diagnosis.n_observed);
        cw_buffer_printf(x->text, "  n = %llu tokens of this label (%s of N)\n", (unsigned long long)n,
                         cw_figure_percent((double)n / (double)n_all).text);
        put_modified(x);
}

/* ---- scheme --------------------------------------------------------------------------------------------------- */

static void
put_scheme(const struct explaining *x)
{
        const struct cw_scheme_row *scheme = cw_scheme_row(x->w->options.scheme);
        double raw = scheme->weight(&x->terms);
        cw_buffer_printf(x->text, "scheme %s: w = %s  [%s]\n", scheme->name, scheme->formula, scheme->source);
        if (scheme->steps != NULL)
                scheme->steps(&x->terms, x->text);
        cw_buffer_printf(x->text, "  raw weight = %s = %s\n", scheme->formula, cw_figure_exact(raw).text);
        if (x->plan.boost != NULL && !(x->plan.boost[x->index] == 1)) {
                raw *= x->plan.boost[x->index];
                cw_buffer_printf(x->text, "  times --boost %s = %s\n", cw_figure_exact(x->plan.boost[x->index]).text,
                                 cw_figure_exact(raw).text);
        }
        if (x->out.raw[x->index] < raw)
                cw_buffer_printf(x->text, "  at most --max-ratio %s times the smallest of the entity labels = %s\n",
                                 cw_figure_exact(x->w->options.max_ratio).text,
                                 cw_figure_exact(x->out.raw[x->index]).text);
}

/* ---- normaliser ----------------------------------------------------------------------------------------------- */

/* What stands for the statistic in a line of arithmetic, and what it is. */
static const struct {
        const char *word, *says;
} statistics[] = {
        [CW_NORMALIZE_MEAN] = {"mean", "the mean"},
        [CW_NORMALIZE_MEDIAN] = {"median", "the median"},
        [CW_NORMALIZE_GEOMEAN] = {"geometric mean", "the geometric mean"},
        [CW_NORMALIZE_TOKEN] = {"token mean", "the mean, a token counted as one,"},
        [CW_NORMALIZE_MIN] = {"smallest", "the smallest"},
        [CW_NORMALIZE_MAX] = {"largest", "the largest"},
};

static bool
is_normalised(const struct explaining *x, size_t i)
{
        return x->w->counts->labels[i].tokens > 0 && (x->w->options.norm_over_all || (ptrdiff_t)i != x->w->o_index);
}

static void
put_sums(const struct explaining *x)
{
        const bool by_token = x->w->options.normalize == CW_NORMALIZE_TOKEN;
        struct cw_fsum sum = {0}, tokens = {0};
        size_t n = 0;
        for (size_t i = 0; i < x->w->counts->n_labels; i++) {
                if (!is_normalised(x, i))
                        continue;
                const double count = (double)x->w->counts->labels[i].tokens;
                cw_fsum_add(&sum, by_token ? count * x->out.raw[i] : x->out.raw[i]);
                cw_fsum_add(&tokens, count);
                n++;
        }
        if (by_token) {
                put_value(x->text, "sum of tokens times raw weight", cw_fsum_value(&sum));
                put_value(x->text, "sum of tokens", cw_fsum_value(&tokens));
                return;
        }
        if (x->w->options.normalize == CW_NORMALIZE_MEAN)
                put_value(x->text, "their sum", cw_fsum_value(&sum));
        cw_buffer_printf(x->text, "  their number = %zu\n", n);
}

static void
put_normaliser(const struct explaining *x)
{
        const cw_normalizer kind = x->w->options.normalize;
        if (kind == CW_NORMALIZE_NONE) {
                cw_buffer_puts(x->text, "normaliser: none, the raw weights are the weights\n");
                return;
        }
        cw_buffer_printf(x->text, "normaliser: %s of the raw weights of the %s seen\n", statistics[kind].says,
                         x->w->options.norm_over_all ? "labels" : "entity labels");
        put_sums(x);
        put_value(x->text,
                  kind == CW_NORMALIZE_MEAN    ? "mean = sum / number"
                  : kind == CW_NORMALIZE_TOKEN ? "token mean = the first / the second"
                                               : statistics[kind].word,
                  x->w->normaliser);
}

/* ---- weight --------------------------------------------------------------------------------------------------- */

static void
put_divided(const struct explaining *x)
{
        const cw_normalizer kind = x->w->options.normalize;
        const double raw = x->out.raw[x->index];
        char what[64] = "raw weight";
        if (kind != CW_NORMALIZE_NONE)
                snprintf(what, sizeof(what), "raw weight / %s", statistics[kind].word);
        put_value(x->text, what, x->w->normaliser > 0 ? raw / x->w->normaliser : 1);
}

/* True, with its line, if the user set this weight: then nothing else matters. */
static bool
put_set(const struct explaining *x)
{
        if (x->plan.set == NULL || isnan(x->plan.set[x->index]))
                return false;
        put_value(x->text, "--set makes it", x->plan.set[x->index]);
        return true;
}

static void
put_bounds(const struct explaining *x)
{
        const struct cw_weigh_options *o = &x->w->options;
        const double weight = x->w->normaliser > 0 ? x->out.raw[x->index] / x->w->normaliser : 1;
        if (weight < o->min_weight)
                put_value(x->text, "--min-weight raises it to", o->min_weight);
        else if (o->max_weight > 0 && weight > o->max_weight)
                put_value(x->text, "--max-weight lowers it to", o->max_weight);
}

static void
explain_entity(const struct explaining *x)
{
        put_counted(x);
        put_scheme(x);
        put_normaliser(x);
        cw_buffer_puts(x->text, "weight\n");
        put_divided(x);
        put_bounds(x);
        put_set(x);
        put_final(x->text, x->w->weight[x->index]);
}

static void
put_o_number(const struct explaining *x)
{
        cw_buffer_puts(x->text, "weight: set, not computed, for this is the label outside the entities\n");
        if (x->w->options.o_weight < 1)
                cw_buffer_puts(x->text, "  --o-weight sets it\n");
        else if (x->w->options.normalize == CW_NORMALIZE_MEAN)
                cw_buffer_puts(x->text, "  1 is the scale of the entity weights, whose mean is 1\n");
        else
                cw_buffer_puts(x->text, "  1 is the default of --o-weight\n");
}

static void
put_o_formula(const struct explaining *x)
{
        cw_buffer_puts(x->text, "weight: --o-weight formula gives it what the scheme gives, at most 1\n");
        put_scheme(x);
        if (!x->w->options.norm_over_all)
                return;
        put_normaliser(x);
        put_divided(x);
}

static void
put_o_auto(const struct explaining *x)
{
        struct cw_fsum mass = {0}, tokens = {0};
        for (size_t i = 0; i < x->w->counts->n_labels; i++) {
                if (!cw_is_entity(x->w->counts, i, x->w->o_index))
                        continue;
                cw_fsum_add(&mass, (double)x->w->counts->labels[i].tokens * x->w->weight[i]);
                cw_fsum_add(&tokens, (double)x->w->counts->labels[i].tokens);
        }
        cw_buffer_puts(x->text, "weight: --o-weight auto keeps the share of the loss that entities have unweighted; it "
                                "is at most 1\n");
        put_value(x->text, "sum of tokens times weight of the entities", cw_fsum_value(&mass));
        put_value(x->text, "sum of their tokens", cw_fsum_value(&tokens));
        put_value(x->text, "the first / the second", cw_fsum_value(&mass) / cw_fsum_value(&tokens));
}

static void
explain_o(const struct explaining *x)
{
        put_counted(x);
        switch (x->w->options.o_policy) {
        case CW_O_AUTO:
                put_o_auto(x);
                break;
        case CW_O_FORMULA:
                put_o_formula(x);
                break;
        case CW_O_NUMBER:
                put_o_number(x);
                break;
        }
        put_set(x);
        put_value(x->text, "weight", x->w->weight[x->index]);
        put_final(x->text, x->w->weight[x->index]);
        if (x->w->options.o_policy != CW_O_FORMULA)
                put_value(x->text, "for comparison, the scheme would give, before any normaliser", x->w->raw[x->index]);
        if (x->w->options.o_policy != CW_O_AUTO)
                put_value(x->text, "for comparison, entities would keep their share of the loss at --o-weight",
                          x->w->diagnosis.o_weight_auto);
}

static void
explain_unseen(const struct explaining *x)
{
        static const char *const policies[] = {
                [CW_UNSEEN_ONE] = "--unseen one gives it 1",
                [CW_UNSEEN_ZERO] = "--unseen zero gives it 0",
                [CW_UNSEEN_MAX] = "--unseen max gives it the largest entity weight",
                [CW_UNSEEN_OMIT] = "--unseen omit leaves it out of the outputs",
                [CW_UNSEEN_ERROR] = "--unseen error would have refused it",
        };
        const double weight = x->w->weight[x->index];
        cw_buffer_puts(x->text, "counted\n  n = 0 tokens: the label is in the label map and nowhere in the data\n");
        cw_buffer_printf(x->text, "weight: every scheme divides by n, so the policy decides: %s\n",
                         policies[x->w->options.unseen]);
        put_set(x);
        if (isnan(weight))
                return;
        put_value(x->text, "weight", weight);
        put_final(x->text, weight);
}

/* ---- all ------------------------------------------------------------------------------------------------------ */

static void
explain(struct explaining *x)
{
        x->terms = cw_weigh_terms_of(&x->plan, &x->out, x->index);
        put_head(x);
        if (!(x->terms.n > 0))
                explain_unseen(x);
        else if ((ptrdiff_t)x->index == x->w->o_index)
                explain_o(x);
        else
                explain_entity(x);
}

cw_status
cw_explain(const cw_weights *weights, const char *label, char **text_ret, struct cw_error *err)
{
        const struct cw_counts *c = weights->counts;
        struct cw_buffer text = {0};
        struct explaining x = {.w = weights, .text = &text};
        cw_status status;
        *text_ret = NULL;
        const ptrdiff_t index = cw_label_find(c, label);
        if (index < 0)
                return cw_label_fail_find(c, NULL, label, err);
        x.index = (size_t)index;
        CW_TRY(cw_weigh_plan_init(&x.plan, c, &weights->options, err));
        double *arrays = cw_malloc(2 * c->n_labels * sizeof(*arrays));
        if (arrays == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, 2 * c->n_labels * sizeof(*arrays)));
        x.out = (struct cw_weigh_output){.weight = arrays, .raw = arrays + c->n_labels};
        CW_TRY_GOTO(cw_weigh_input_of(c, &x.in, err));
        CW_TRY_GOTO(cw_weigh_run(&x.plan, &x.in, &x.out, err));
        explain(&x);
        status = cw_buffer_take(&text, text_ret, NULL, err);
done:
        cw_buffer_free(&text);
        cw_free(arrays);
        cw_weigh_input_free(&x.in);
        cw_weigh_plan_free(&x.plan);
        return status;
}
