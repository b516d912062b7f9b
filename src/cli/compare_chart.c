/* SPDX-License-Identifier: MIT */
/*
 * The chart: a row a scheme, a column an entity label, from the one of most tokens to the one of fewest; of many labels several
 * share a column, of few each has several.  All rows have one axis, so that a scheme that spreads its weights more is steeper.
 */
#include "cli/compare_chart.h"

#include "cli/chart.h"
#include "cli/figures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
        CHART_COLUMNS = 60, /* beside a scheme's name in a window of 80 */
        CHART_WIDE_MOST = 4 /* columns of one label */
};

struct chart {
        const cw_comparison *comparison;
        size_t *labels; /* indices of those that have tokens */
        size_t n, n_columns;
        size_t group; /* labels a column, or ... */
        size_t wide;  /* ... columns a label */
};

static int
compare_sizes(const void *pa, const void *pb)
{
        const struct cw_label_count *a = pa, *b = pb;
        if (a->tokens != b->tokens)
                return a->tokens > b->tokens ? -1 : 1;
        return (a->id > b->id) - (a->id < b->id);
}

static double
log_weight(const struct chart *c, size_t scheme, size_t place)
{
        const double weight = cw_weights_at(cw_comparison_weights(c->comparison, scheme), c->labels[place]);
        return weight > 0 ? log(weight) : (double)NAN; /* left out, or 0, which has no place on the axis */
}

/* The mean of the logarithms of those that share a column. */
static double
column_value(const struct chart *c, size_t scheme, size_t column)
{
        double sum = 0;
        size_t n = 0;
        for (size_t i = column / c->wide * c->group; i < (column / c->wide + 1) * c->group && i < c->n; i++) {
                const double value = log_weight(c, scheme, i);
                sum += isnan(value) ? 0 : value;
                n += isnan(value) ? 0 : 1;
        }
        return n > 0 ? sum / (double)n : (double)NAN;
}

/* Its weight is settled by --o-weight, not by a scheme. */
static bool
is_outside(const struct cw_label_count *label, const char *o_label)
{
        char id[32];
        snprintf(id, sizeof(id), "%lld", (long long)label->id);
        return strcmp(label->name != NULL ? label->name : id, o_label != NULL ? o_label : "O") == 0;
}

static void
chart_init(struct chart *c, const cw_comparison *comparison, const char *o_label)
{
        const cw_counts *counts = cw_comparison_counts(comparison);
        const size_t n = cw_counts_n_labels(counts);
        *c = (struct chart){.comparison = comparison, .group = 1, .wide = 1};
        c->labels = cli_realloc(NULL, n + 1, sizeof(*c->labels));
        struct cw_label_count *order = cli_realloc(NULL, n + 1, sizeof(*order));
        for (size_t i = 0; i < n; i++) {
                const struct cw_label_count label = cw_counts_label(counts, i);
                if (label.tokens == 0 || is_outside(&label, o_label))
                        continue;
                order[c->n] = label;
                order[c->n++].id = (int64_t)i; /* what it is found by; ids ascend with it */
        }
        qsort(order, c->n, sizeof(*order), compare_sizes);
        for (size_t i = 0; i < c->n; i++)
                c->labels[i] = (size_t)order[i].id;
        free(order);
        if (c->n > CHART_COLUMNS)
                c->group = (c->n + CHART_COLUMNS - 1) / CHART_COLUMNS;
        else if (c->n > 0)
                c->wide = CHART_COLUMNS / c->n < CHART_WIDE_MOST ? CHART_COLUMNS / c->n : CHART_WIDE_MOST;
        c->n_columns = (c->n + c->group - 1) / c->group * c->wide;
}

static void
put_chart_head(struct cli_text *t, const struct chart *c, double least, double most)
{
        cli_text_puts(t, "\nweights of ");
        cli_put_counted(t, c->n, "entity label");
        cli_text_puts(t, ", from most tokens to fewest");
        if (c->group > 1)
                cli_text_printf(t, ", %zu a column", c->group);
        cli_text_printf(t, "\nall rows on one log axis, %s ", cli_is_unicode() ? "▁" : "_");
        cli_text_printf(t, "%.3g to %s %.3g\n", exp(least), cli_is_unicode() ? "█" : "#", exp(most));
}

void
cli_put_comparison_chart(struct cli_text *t, const cw_comparison *comparison, const char *o_label)
{
        struct chart c;
        double values[CHART_COLUMNS], least = INFINITY, most = -INFINITY;
        chart_init(&c, comparison, o_label);
        for (size_t s = 0; s < cw_comparison_n_schemes(comparison); s++)
                for (size_t i = 0; i < c.n_columns; i++) {
                        least = fmin(least, column_value(&c, s, i));
                        most = fmax(most, column_value(&c, s, i));
                }
        if (c.n > 1 && most - least > 1e-9) { /* else there is nothing to be seen */
                put_chart_head(t, &c, least, most);
                for (size_t s = 0; s < cw_comparison_n_schemes(comparison); s++) {
                        for (size_t i = 0; i < c.n_columns; i++)
                                values[i] = column_value(&c, s, i);
                        cli_text_printf(
                                t, "%-12s  ",
                                cw_scheme_name(cw_weights_options(cw_comparison_weights(comparison, s))->scheme));
                        cli_put_levels(t, values, c.n_columns, least, most);
                        cli_text_puts(t, "\n");
                }
        }
        free(c.labels);
}
