/* SPDX-License-Identifier: MIT */
/*
 * The picture of a comparison of two files: a bar a label, to the right where it grew.  Weights where both files have
 * them, else shares of the tokens.
 */
#include "base/drift_result.h"
#include "base/memory.h"
#include "write/gnuplot.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BARS_MOST = 50 };

struct bar {
        const struct cw_drift_label *label;
        double factor;
        bool named;
};

static int
compare_moves(const void *pa, const void *pb)
{
        const struct bar *a = pa, *b = pb;
        const double move_a = fabs(log(a->factor)), move_b = fabs(log(b->factor));
        if (move_a != move_b)
                return move_a > move_b ? -1 : 1;
        return (a->label > b->label) - (a->label < b->label);
}

static int
compare_factors(const void *pa, const void *pb)
{
        const struct bar *a = pa, *b = pb;
        if (a->factor != b->factor)
                return a->factor < b->factor ? -1 : 1;
        return (a->label > b->label) - (a->label < b->label);
}

static size_t
choose_bars(const struct cw_drift *d, struct bar *bars)
{
        size_t n = 0;
        for (size_t i = 0; i < d->n_labels; i++) {
                const struct cw_drift_label *l = &d->labels[i];
                const double factor = d->figures.has_weights ? l->ratio : l->share_b / l->share_a;
                if (factor > 0 && isfinite(factor))
                        bars[n++] = (struct bar){l, factor, false};
        }
        if (n > 1)
                qsort(bars, n, sizeof(*bars), compare_moves);
        for (size_t i = 0; i < n && i < CW_PLOT_NAMED; i++)
                bars[i].named = true;
        n = n < BARS_MOST ? n : BARS_MOST;
        if (n > 1)
                qsort(bars, n, sizeof(*bars), compare_factors);
        return n;
}

static void
put_bars(struct cw_buffer *out, const struct bar *bars, size_t n)
{
        cw_buffer_puts(out, "$bars << END\n");
        for (size_t i = 0; i < n; i++) {
                cw_buffer_printf(out, "%zu\t", i);
                cw_gnuplot_number(out, bars[i].factor);
                cw_buffer_printf(out, "\t%s\n",
                                 !bars[i].named        ? "0xcccccc"
                                 : bars[i].factor >= 1 ? "0xCC6677"
                                                       : "0x332288");
        }
        cw_buffer_puts(out, "END\nset ytics (");
        const char *before = "";
        for (size_t i = 0; i < n; i++) {
                const struct cw_drift_label *l = bars[i].label;
                char id[32];
                if (!bars[i].named)
                        continue;
                snprintf(id, sizeof(id), "id %" PRId64, l->in_b ? l->id_b : l->id_a);
                cw_buffer_puts(out, before);
                cw_gnuplot_text(out, l->name != NULL ? l->name : id);
                cw_buffer_printf(out, " %zu", i);
                before = ", ";
        }
        cw_buffer_puts(out, ")\n");
}

static void
put_frame(struct cw_buffer *out, const struct cw_drift *d, const struct bar *bars, size_t n)
{
        double most = log(1.02);
        cw_gnuplot_title(out, d->figures.has_weights ? "How the weights moved, from a to b"
                                                     : "How the label mix moved, from a to b");
        cw_buffer_printf(out, "set xlabel '%s in b / in a'\n",
                         d->figures.has_weights ? "weight" : "share of the tokens");
        for (size_t i = 0; i < n; i++)
                most = fmax(most, fabs(log(bars[i].factor)));
        cw_buffer_puts(out, "set logscale x\nset xrange [");
        cw_gnuplot_number(out, exp(-1.08 * most));
        cw_buffer_putc(out, ':');
        cw_gnuplot_number(out, exp(1.08 * most));
        cw_buffer_printf(out,
                         "]\nset yrange [-0.7:%zu.7]\nset border 1\nset tics nomirror\nunset grid\n"
                         "set grid xtics linecolor '#dddddd' linetype 1\n"
                         "set arrow from 1, graph 0 to 1, graph 1 nohead linecolor '#555555' front\n",
                         n - 1);
        /* Few decades, if one: figures that a person would choose. */
        const double steps[] = {1.005, 1.01, 1.02, 1.05, 1.1, 1.2, 1.5, 2, 3, 5, 10, 30, 100, 1000, 1e4, 1e6};
        const char *before = "set xtics (\"1\" 1";
        size_t first = 0, last = 0;
        while (last + 1 < CW_ARRAY_LEN(steps) && log(steps[last + 1]) <= 1.08 * most)
                last++;
        first = last >= 2 ? last - 2 : 0;
        for (size_t i = first; i <= last; i++) {
                cw_buffer_printf(out, "%s, \"%g\" %g, \"1/%g\" %.17g", before, steps[i], steps[i], steps[i],
                                 1 / steps[i]);
                before = "";
        }
        cw_buffer_puts(out, ")\n");
}

cw_status
cw_drift_plot(const cw_drift *d, const char *path, struct cw_error *err)
{
        struct cw_buffer out = {0};
        CW_TRY(cw_plot_check(path, err));
        struct bar *bars = cw_calloc(d->n_labels, sizeof(*bars));
        if (bars == NULL)
                return cw_fail_memory(err, d->n_labels * sizeof(*bars));
        const size_t n = choose_bars(d, bars);
        if (n == 0) {
                cw_free(bars);
                return cw_fail(err, CW_E_DATA,
                               "expected labels that both files have weights or tokens of, found none to "
                               "draw");
        }
        cw_gnuplot_begin(&out, path, 860, 160 + 12 * (int)n);
        put_frame(&out, d, bars, n);
        put_bars(&out, bars, n);
        cw_buffer_puts(&out, "plot $bars using (1):1:(1):2:($1-0.38):($1+0.38):(int($3)) with boxxyerror "
                             "fillstyle solid 1 noborder linecolor rgb variable\n");
        cw_free(bars);
        return cw_gnuplot_run(&out, path, err);
}
