/* SPDX-License-Identifier: MIT */
/*
 * The table of schemes, and their names in the public interface.
 */
#include "weigh/schemes.h"

#include "weigh/figure.h"

#include <math.h>
#include <string.h>

static void
put_step(struct cw_buffer *text, const char *what, double value)
{
        cw_buffer_printf(text, "  %s = %s\n", what, cw_figure_exact(value).text);
}

/* In double from the start: K n can pass 2^64, and a relative error of 2^-52 is far below what is promised. */
static double
mean_tokens_over_n(const struct cw_scheme_terms *t)
{
        return t->n_all / (t->n_observed * t->n);
}

static void
mean_tokens_over_n_steps(const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        put_step(text, "K n", t->n_observed * t->n);
        put_step(text, "N / (K n)", mean_tokens_over_n(t));
}

static double
inverse_sqrt(const struct cw_scheme_terms *t)
{
        return sqrt(mean_tokens_over_n(t));
}

/* b^n is never formed: for b near 1 it would lose all that matters of 1 - b^n, and for b = 0 log1p gives the
 * -infinity that expm1 turns into the right -1. */
static double
one_minus_beta_to_the_n(const struct cw_scheme_terms *t)
{
        return -expm1(t->n * log1p(-t->e));
}

static double
effective(const struct cw_scheme_terms *t)
{
        /* One token is one prototype, whatever b: exactly 1, where the two library calls may be off by one bit. */
        return t->n == 1 ? 1.0 : t->e / one_minus_beta_to_the_n(t);
}

static double
effective_limit(const struct cw_scheme_terms *t)
{
        return t->e;
}

static void
effective_steps(const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        if (t->prototypes > 0) {
                put_step(text, "P, prototypes", t->prototypes);
                put_step(text, "e = 1 - b = 1 / P", t->e);
        } else {
                put_step(text, "b", t->beta);
                put_step(text, "e = 1 - b", t->e);
        }
        put_step(text, "n log1p(-e)", t->n * log1p(-t->e));
        put_step(text, "1 - b^n = -expm1(n log1p(-e))", one_minus_beta_to_the_n(t));
}

static double
power(const struct cw_scheme_terms *t)
{
        return pow(mean_tokens_over_n(t), t->alpha);
}

static void
power_steps(const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        mean_tokens_over_n_steps(t, text);
        put_step(text, "a, --alpha", t->alpha);
}

static double
median_freq(const struct cw_scheme_terms *t)
{
        return t->median_frequency * t->n_around / t->n;
}

static void
median_freq_steps(const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        put_step(text, "tokens of the sequences that contain it", t->n_around);
        put_step(text, "f = n / these", t->n / t->n_around);
        put_step(text, "median(f) of all labels seen", t->median_frequency);
}

static double
enet(const struct cw_scheme_terms *t)
{
        return 1.0 / log(t->enet_k + t->n / t->n_all);
}

static void
enet_steps(const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        put_step(text, "p = n / N", t->n / t->n_all);
        put_step(text, "k, --enet-k", t->enet_k);
        put_step(text, "ln(k + p)", log(t->enet_k + t->n / t->n_all));
}

static double
logarithm(const struct cw_scheme_terms *t)
{
        return fmax(1.0, log(t->mu * t->n_all / t->n));
}

static void
logarithm_steps(const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        put_step(text, "mu, --mu", t->mu);
        put_step(text, "mu N / n", t->mu * t->n_all / t->n);
        put_step(text, "ln(mu N / n)", log(t->mu * t->n_all / t->n));
}

static double
complement(const struct cw_scheme_terms *t)
{
        return 1.0 - t->n / t->n_all;
}

static void
complement_steps(const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        put_step(text, "n / N", t->n / t->n_all);
}

static double
pos_weight(const struct cw_scheme_terms *t)
{
        return t->n_rest / t->n;
}

static void
rest_steps(const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        put_step(text, "N - n", t->n_rest);
}

static double
none(const struct cw_scheme_terms *t)
{
        (void)t;
        return 1.0;
}

static const struct cw_scheme_row table[] = {
        [CW_SCHEME_INVERSE_SQRT] = {.name = "inverse_sqrt",
                                    .aliases = {"sqrt"},
                                    .formula = "sqrt(N / (K n))",
                                    .source = "CatBoost SqrtBalanced, up to a factor",
                                    .weight = inverse_sqrt,
                                    .steps = mean_tokens_over_n_steps},
        [CW_SCHEME_INVERSE] = {.name = "inverse",
                               .aliases = {"balanced"},
                               .formula = "N / (K n)",
                               .source = "scikit-learn compute_class_weight(\"balanced\")",
                               .weight = mean_tokens_over_n,
                               .steps = mean_tokens_over_n_steps},
        [CW_SCHEME_EFFECTIVE] = {.name = "effective",
                                 .formula = "(1 - b) / (1 - b^n)",
                                 .source = "Cui et al., CVPR 2019, equation 2",
                                 .weight = effective,
                                 .limit = effective_limit,
                                 .steps = effective_steps},
        [CW_SCHEME_POWER] = {.name = "power",
                             .formula = "(N / (K n))^a",
                             .source = "Ultralytics cls_pw",
                             .weight = power,
                             .steps = power_steps},
        [CW_SCHEME_MEDIAN_FREQ] = {.name = "median_freq",
                                   .formula = "median(f) / f",
                                   .source = "Eigen & Fergus, ICCV 2015; SegNet",
                                   .needs_sequences = true,
                                   .weight = median_freq,
                                   .steps = median_freq_steps},
        [CW_SCHEME_ENET] = {.name = "enet",
                            .formula = "1 / ln(k + p)",
                            .source = "Paszke et al. 2016, ENet",
                            .weight = enet,
                            .steps = enet_steps},
        [CW_SCHEME_LOG] = {.name = "log",
                           .formula = "max(1, ln(mu N / n))",
                           .source = "widespread in answers about Keras",
                           .weight = logarithm,
                           .steps = logarithm_steps},
        [CW_SCHEME_COMPLEMENT] = {.name = "complement",
                                  .formula = "1 - n / N",
                                  .source = "scripts",
                                  .weight = complement,
                                  .steps = complement_steps},
        [CW_SCHEME_POS_WEIGHT] = {.name = "pos_weight",
                                  .formula = "(N - n) / n",
                                  .source = "PyTorch BCEWithLogitsLoss, XGBoost scale_pos_weight",
                                  .weight = pos_weight,
                                  .steps = rest_steps},
        [CW_SCHEME_NONE] = {.name = "none", .formula = "1", .source = "baseline", .weight = none},
};

const struct cw_scheme_row *
cw_scheme_row(cw_scheme scheme)
{
        return (size_t)scheme < CW_ARRAY_LEN(table) ? &table[scheme] : NULL;
}

/* '-' and '_' are one character to the user. */
static bool
same_name(const char *a, const char *b)
{
        if (b == NULL)
                return false;
        while (*a != '\0' && (*a == *b || (*a == '-' && *b == '_'))) {
                a++;
                b++;
        }
        return *a == *b;
}

bool
cw_scheme_from_name(const char *name, cw_scheme *scheme_ret)
{
        for (size_t i = 0; i < CW_ARRAY_LEN(table); i++) {
                bool found = same_name(name, table[i].name);
                for (size_t a = 0; a < CW_ARRAY_LEN(table[i].aliases); a++)
                        found = found || same_name(name, table[i].aliases[a]);
                if (found) {
                        *scheme_ret = (cw_scheme)i;
                        return true;
                }
        }
        return false;
}

const char *
cw_scheme_name(cw_scheme scheme)
{
        const struct cw_scheme_row *row = cw_scheme_row(scheme);
        return row == NULL ? NULL : row->name;
}

const char *
cw_scheme_name_at(size_t index)
{
        return index < CW_ARRAY_LEN(table) ? table[index].name : NULL;
}
