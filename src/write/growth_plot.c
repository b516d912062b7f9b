/* SPDX-License-Identifier: MIT */
/*
 * The picture of a growth: one scheme, weights over tokens, both logarithmic, a line a label.  The ten that moved longest
 * have colours and names, the rest are grey; a vertical line is where the mix shifts.
 */
#include "base/growth_result.h"
#include "base/memory.h"
#include "write/gnuplot.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A label that is drawn; those that moved longest and farthest come first, and get the colours. */
struct line {
        size_t label;
        bool settled;
        size_t settled_at;
        double still, final, swing;
};

static int
compare_lines(const void *pa, const void *pb)
{
        const struct line *a = pa, *b = pb;
        if (a->settled != b->settled)
                return a->settled ? 1 : -1;
        if (a->swing != b->swing)
                return a->swing > b->swing ? -1 : 1;
        return (a->label > b->label) - (a->label < b->label);
}

/* The key reads as the lines end: from the top. */
static int
compare_ends(const void *pa, const void *pb)
{
        const struct line *a = pa, *b = pb;
        if (a->final != b->final)
                return a->final > b->final ? -1 : 1;
        return (a->label > b->label) - (a->label < b->label);
}

/* From the lowest to the highest weight since the label was first seen, as a logarithm. */
static double
swing_of(const struct cw_growth *g, const struct cw_growth_series *s, size_t label)
{
        double low = INFINITY, high = 0;
        for (size_t p = s->labels[label].first_seen; p < g->n_points; p++) {
                const double w = s->weight[p * g->counts->n_labels + label];
                if (w > 0) {
                        low = fmin(low, w);
                        high = fmax(high, w);
                }
        }
        return high > 0 ? log(high / low) : 0;
}

static size_t
choose_lines(const struct cw_growth *g, const struct cw_growth_series *s, struct line *lines)
{
        size_t n = 0;
        for (size_t i = 0; i < g->counts->n_labels; i++) {
                const struct cw_growth_label *l = &s->labels[i];
                const double final = s->weight[(g->n_points - 1) * g->counts->n_labels + i];
                if (l->moves && final > 0)
                        lines[n++] = (struct line){i, l->settled, l->settled_at, l->still, final, swing_of(g, s, i)};
        }
        if (n > 1)
                qsort(lines, n, sizeof(*lines), compare_lines);
        n = n < CW_PLOT_SHOWN ? n : CW_PLOT_SHOWN;
        if (n > 1)
                qsort(lines, n < CW_PLOT_NAMED ? n : CW_PLOT_NAMED, sizeof(*lines), compare_ends);
        return n;
}

static void
put_line(struct cw_buffer *out, const struct cw_growth *g, const struct cw_growth_series *s, size_t number,
         size_t label)
{
        cw_buffer_printf(out, "$line%zu << END\n", number);
        for (size_t p = s->labels[label].first_seen; p < g->n_points; p++) {
                const size_t at = p * g->counts->n_labels + label;
                cw_buffer_printf(out, "%" PRIu64 "\t", g->points[p].tokens);
                cw_gnuplot_number(out, s->weight[at] > 0 ? s->weight[at] : (double)NAN);
                if (s->low != NULL) {
                        cw_buffer_putc(out, '\t');
                        cw_gnuplot_number(out, s->low[at]);
                        cw_buffer_putc(out, '\t');
                        cw_gnuplot_number(out, s->high[at]);
                }
                cw_buffer_putc(out, '\n');
        }
        cw_buffer_puts(out, "END\n");
}

/* The axis of the weights, wide enough for all that is drawn. */
static void
put_heights(struct cw_buffer *out, const struct cw_growth *g, const struct cw_growth_series *s,
            const struct line *lines, size_t n)
{
        double low = INFINITY, high = 0;
        for (size_t i = 0; i < n; i++) {
                for (size_t p = s->labels[lines[i].label].first_seen; p < g->n_points; p++) {
                        const size_t at = p * g->counts->n_labels + lines[i].label;
                        const bool banded = s->low != NULL && i < CW_PLOT_NAMED && s->low[at] > 0;
                        low = s->weight[at] > 0 ? fmin(low, s->weight[at]) : low;
                        high = fmax(high, s->weight[at]);
                        low = banded ? fmin(low, s->low[at]) : low;
                        high = banded ? fmax(high, s->high[at]) : high;
                }
        }
        if (high / low < 1.2) { /* a flat line is not to look like a mountain */
                low /= 1.1;
                high *= 1.1;
        }
        if (n > 0)
                cw_gnuplot_log_axis(out, 'y', low, high, false);
}

static void
put_frame(struct cw_buffer *out, const struct cw_growth *g, const struct cw_growth_series *s, const struct line *lines,
          size_t n)
{
        char title[200];
        snprintf(title, sizeof(title), "Weights as the data grows: %s, %zu of %zu settled within %.3g %%",
                 cw_scheme_name(s->summary.scheme), s->summary.n_settled, s->summary.n_moving, 100 * g->settle);
        cw_gnuplot_title(out, title);
        cw_buffer_puts(out, "set xlabel 'tokens counted'\nset ylabel 'weight'\n"
                            "set key outside right center Left reverse noenhanced samplen 2 spacing 1.2\n");
        cw_gnuplot_log_axis(out, 'x', (double)g->points[0].tokens, (double)g->points[g->n_points - 1].tokens, true);
        put_heights(out, g, s, lines, n);
        if (g->drift.any && !g->shuffled) {
                cw_buffer_printf(out,
                                 "set arrow from %" PRIu64 ", graph 0 to %" PRIu64
                                 ", graph 1 nohead dashtype 3 linecolor '#555555'\n",
                                 g->drift.tokens, g->drift.tokens);
                cw_buffer_printf(out,
                                 "set label 'the mix shifts ' at %" PRIu64 ", graph 0.97 right textcolor '#555555'\n",
                                 g->drift.tokens);
        }
}

static void
put_plot(struct cw_buffer *out, const struct cw_growth *g, const struct cw_growth_series *s, const struct line *lines,
         size_t n)
{
        const char *before = "plot ";
        for (size_t i = n; i-- > CW_PLOT_NAMED;) {
                cw_buffer_printf(out, "%s$line%zu using 1:2 with lines linewidth 1 linecolor '#cccccc'", before, i);
                before = ", \\\n     ";
        }
        const size_t n_named = n < CW_PLOT_NAMED ? n : CW_PLOT_NAMED;
        for (size_t i = 0; s->low != NULL && i < n_named; i++) {
                cw_buffer_printf(out,
                                 "%s$line%zu using 1:3:4 with filledcurves fillcolor '%s' fillstyle transparent solid "
                                 "0.15 noborder",
                                 before, i, cw_gnuplot_color(i));
                before = ", \\\n     ";
        }
        for (size_t i = 0; i < n_named; i++) {
                const struct cw_count_row *label = &g->counts->labels[lines[i].label];
                char id[32];
                snprintf(id, sizeof(id), "id %" PRId64, label->id);
                cw_buffer_printf(out,
                                 "%s$line%zu using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 "
                                 "linecolor '%s' title ",
                                 before, i, cw_gnuplot_color(i));
                cw_gnuplot_text(out, label->name != NULL ? label->name : id);
                before = ", \\\n     ";
        }
        if (n > CW_PLOT_NAMED)
                cw_buffer_printf(out, "%sNaN with lines linewidth 1 linecolor '#cccccc' title '%zu other labels'",
                                 before, n - CW_PLOT_NAMED);
        cw_buffer_putc(out, '\n');
}

cw_status
cw_growth_plot(const cw_growth *g, const char *path, struct cw_error *err)
{
        const struct cw_growth_series *s = &g->series[0];
        struct cw_buffer out = {0};
        CW_TRY(cw_plot_check(path, err));
        if (g->n_points < 2)
                return cw_fail(err, CW_E_DATA, "expected several checkpoints to draw a line through, found one");
        struct line *lines = cw_calloc(g->counts->n_labels, sizeof(*lines));
        if (lines == NULL)
                return cw_fail_memory(err, g->counts->n_labels * sizeof(*lines));
        const size_t n = choose_lines(g, s, lines);
        cw_gnuplot_begin(&out, path, 960, 560);
        put_frame(&out, g, s, lines, n);
        for (size_t i = 0; i < n; i++)
                put_line(&out, g, s, i, lines[i].label);
        put_plot(&out, g, s, lines, n);
        cw_free(lines);
        return cw_gnuplot_run(&out, path, err);
}
