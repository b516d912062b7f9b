/* SPDX-License-Identifier: MIT */
/*
 * The picture of a comparison of schemes: weights over the tokens of the label, both logarithmic, a line a scheme.  Labels
 * at the ends of the axis are named as far as there is room.
 */
#include "base/memory.h"
#include "base/result.h"
#include "write/gnuplot.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { NAMES_EACH_END = 5 };

static int
compare_rows(const void *pa, const void *pb)
{
        const struct cw_count_row *const *a = pa, *const *b = pb;
        if ((*a)->tokens != (*b)->tokens)
                return (*a)->tokens < (*b)->tokens ? -1 : 1;
        return ((*a)->id > (*b)->id) - ((*a)->id < (*b)->id);
}

/* The entity labels that were seen, by their tokens. */
static size_t
choose_labels(const struct cw_comparison *c, const struct cw_count_row **rows)
{
        const ptrdiff_t o = c->weights[0]->o_index;
        size_t n = 0;
        for (size_t i = 0; i < c->counts->n_labels; i++)
                if (cw_is_entity(c->counts, i, o))
                        rows[n++] = &c->counts->labels[i];
        if (n > 1)
                qsort(rows, n, sizeof(*rows), compare_rows);
        return n;
}

static void
put_scheme(struct cw_buffer *out, const struct cw_comparison *c, size_t scheme, const struct cw_count_row *const *rows,
           size_t n)
{
        cw_buffer_printf(out, "$scheme%zu << END\n", scheme);
        for (size_t i = 0; i < n; i++) {
                const double w = c->weights[scheme]->weight[rows[i] - c->counts->labels];
                cw_buffer_printf(out, "%" PRIu64 "\t", rows[i]->tokens);
                cw_gnuplot_number(out, w > 0 ? w : (double)NAN);
                cw_buffer_putc(out, '\n');
        }
        cw_buffer_puts(out, "END\n");
}

/* A name at the top, where it is far enough from the last one. */
static bool
put_name(struct cw_buffer *out, const struct cw_count_row *row, double width, double *last)
{
        const double at = log((double)row->tokens);
        char id[32];
        if (fabs(at - *last) < 0.025 * width)
                return false;
        *last = at;
        snprintf(id, sizeof(id), "id %" PRId64, row->id);
        cw_buffer_puts(out, "set label ");
        cw_gnuplot_text(out, row->name != NULL ? row->name : id);
        cw_buffer_printf(out,
                         " at %" PRIu64 ", graph 1.02 rotate by 45 left noenhanced textcolor '#555555' font ',10'\n"
                         "set arrow from %" PRIu64 ", graph 0 to %" PRIu64
                         ", graph 1.01 nohead linewidth 0.5 linecolor '#dddddd' back\n",
                         row->tokens, row->tokens, row->tokens);
        return true;
}

static void
put_names(struct cw_buffer *out, const struct cw_count_row *const *rows, size_t n)
{
        const double width = fmax(0.1, log((double)rows[n - 1]->tokens / (double)rows[0]->tokens));
        double last = -INFINITY, first = INFINITY;
        for (size_t i = 0, named = 0; i < n / 2 + 1 && named < NAMES_EACH_END; i++)
                named += put_name(out, rows[i], width, &last);
        for (size_t i = n, named = 0; i-- > n / 2 + 1 && named < NAMES_EACH_END;)
                if (log((double)rows[i]->tokens) - last >= 0.025 * width)
                        named += put_name(out, rows[i], width, &first);
}

static void
put_frame(struct cw_buffer *out, const struct cw_comparison *c, const struct cw_count_row *const *rows, size_t n)
{
        double low = INFINITY, high = 0;
        for (size_t k = 0; k < c->n_schemes; k++) {
                for (size_t i = 0; i < n; i++) {
                        const double w = c->weights[k]->weight[rows[i] - c->counts->labels];
                        low = w > 0 ? fmin(low, w) : low;
                        high = fmax(high, w);
                }
        }
        cw_gnuplot_title(out, "What each scheme makes of the tokens of a label");
        cw_buffer_puts(out, "set tmargin 9\nset xlabel 'tokens of the label'\nset ylabel 'weight'\n"
                            "set key outside right center Left reverse noenhanced samplen 2 spacing 1.2\n");
        cw_gnuplot_log_axis(out, 'x', (double)rows[0]->tokens, (double)rows[n - 1]->tokens, true);
        if (high > 0)
                cw_gnuplot_log_axis(out, 'y', low, high, false);
}

cw_status
cw_comparison_plot(const cw_comparison *c, const char *path, struct cw_error *err)
{
        struct cw_buffer out = {0};
        CW_TRY(cw_plot_check(path, err));
        if (c->counts->estimate != NULL)
                return cw_fail(err, CW_E_USAGE, "a picture cannot say that it is of an estimate");
        const struct cw_count_row **rows = cw_calloc(c->counts->n_labels, sizeof(const struct cw_count_row *));
        if (rows == NULL)
                return cw_fail_memory(err, c->counts->n_labels * sizeof(const struct cw_count_row *));
        const size_t n = choose_labels(c, rows);
        cw_gnuplot_begin(&out, path, 960, 600);
        put_frame(&out, c, rows, n);
        put_names(&out, rows, n);
        for (size_t i = 0; i < c->n_schemes; i++)
                put_scheme(&out, c, i, rows, n);
        for (size_t i = 0; i < c->n_schemes; i++) {
                /* Some lie on each other: what is drawn first is wider. */
                const size_t above = c->n_schemes - i;
                cw_buffer_printf(&out, "%s$scheme%zu using 1:2 with linespoints pointtype 7 linecolor '%s' linewidth ",
                                 i == 0 ? "plot " : ", \\\n     ", i, cw_gnuplot_color(i));
                cw_gnuplot_number(&out, 1 + 0.7 * (double)above);
                cw_buffer_puts(&out, " pointsize ");
                cw_gnuplot_number(&out, 0.4 + 0.1 * (double)above);
                cw_buffer_puts(&out, " title ");
                cw_gnuplot_text(&out, cw_scheme_name(c->weights[i]->options.scheme));
        }
        cw_buffer_putc(&out, '\n');
        cw_free(rows);
        return cw_gnuplot_run(&out, path, err);
}
