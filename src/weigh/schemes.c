/* SPDX-License-Identifier: MIT */
/*
 * The table of schemes, and their names in the public interface.
 */
#include "weigh/schemes.h"

#include "weigh/figure.h"

#include <math.h>
#include <string.h>

/* In double from the start: K n can pass 2^64, and a relative error of 2^-52 is far below what is promised. */
static double
mean_tokens_over_n(const struct cw_scheme_terms *t)
{
        return (double)t->n_all / ((double)t->n_observed * (double)t->n);
}

static void
mean_tokens_over_n_steps(const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        cw_buffer_printf(text, "  K n = %s\n", cw_figure_exact((double)t->n_observed * (double)t->n).text);
        cw_buffer_printf(text, "  N / (K n) = %s\n", cw_figure_exact(mean_tokens_over_n(t)).text);
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
        const double e = 1.0 - t->beta;
        return -expm1((double)t->n * log1p(-e));
}

static double
effective(const struct cw_scheme_terms *t)
{
        /* One token is one prototype, whatever b: exactly 1, where the two library calls may be off by one bit. */
        return t->n == 1 ? 1.0 : (1.0 - t->beta) / one_minus_beta_to_the_n(t);
}

static double
effective_limit(const struct cw_scheme_terms *t)
{
        return 1.0 - t->beta;
}

static void
effective_steps(const struct cw_scheme_terms *t, struct cw_buffer *text)
{
        const double e = 1.0 - t->beta;
        cw_buffer_printf(text, "  b = %s\n", cw_figure_exact(t->beta).text);
        cw_buffer_printf(text, "  e = 1 - b = %s\n", cw_figure_exact(e).text);
        cw_buffer_printf(text, "  n log1p(-e) = %s\n", cw_figure_exact((double)t->n * log1p(-e)).text);
        cw_buffer_printf(text, "  1 - b^n = -expm1(n log1p(-e)) = %s\n",
                         cw_figure_exact(one_minus_beta_to_the_n(t)).text);
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
                                 .parameter = "beta",
                                 .formula = "(1 - b) / (1 - b^n)",
                                 .source = "Cui et al., CVPR 2019, equation 2",
                                 .weight = effective,
                                 .limit = effective_limit,
                                 .steps = effective_steps},
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
