/* SPDX-License-Identifier: MIT */
/*
 * The table of slices and the warnings.
 */
#include "cli/slice_table.h"

#include "cli/figures.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

enum { ROWS_MOST = 30, WARNINGS_MOST = 10 };

/* What the table is sorted by. */
struct place {
        size_t slice;
        bool outlier;
        double distance;
};

static int
compare_places(const void *pa, const void *pb)
{
        const struct place *a = pa, *b = pb;
        if (a->outlier != b->outlier)
                return a->outlier ? -1 : 1;
        if (a->distance != b->distance)
                return a->distance > b->distance ? -1 : 1;
        return a->slice < b->slice ? -1 : a->slice > b->slice;
}

/* Slice by slice, the most remarkable first.  Free with free(). */
static struct place *
in_order(const cw_counts *counts, size_t n)
{
        struct place *places = cli_realloc(NULL, n, sizeof(*places));
        for (size_t k = 0; k < n; k++) {
                const struct cw_slice slice = cw_counts_slice(counts, k);
                places[k] = (struct place){k, slice.outlier, slice.jensen_shannon};
        }
        qsort(places, n, sizeof(*places), compare_places);
        return places;
}

void
cli_put_slices(struct cli_text *t, const cw_counts *counts, bool color)
{
        const size_t n = cw_counts_n_slices(counts), n_shown = n < ROWS_MOST ? n : ROWS_MOST;
        struct cli_table table = {.head = {"slice", "tokens", "sequences", "unlike the rest", ""},
                                  .left = {[0] = true, [4] = true}};
        if (n == 0)
                return;
        struct place *places = in_order(counts, n);
        for (size_t i = 0; i < n_shown; i++) {
                const struct cw_slice slice = cw_counts_slice(counts, places[i].slice);
                struct cli_text name = {0}, tokens = {0}, sequences = {0};
                cli_put_printable(&name, slice.name);
                cli_put_count(&tokens, slice.tokens);
                cli_put_count(&sequences, slice.sequences);
                cli_table_cell(&table, "%s", cli_text_str(&name));
                cli_table_cell(&table, "%s", tokens.data);
                cli_table_cell(&table, "%s", sequences.data);
                cli_table_cell(&table, "%.5f bit", slice.jensen_shannon);
                cli_table_cell(&table, "%s", slice.outlier ? "outlier" : "");
                cli_text_free(&name);
                cli_text_free(&tokens);
                cli_text_free(&sequences);
        }
        cli_text_puts(t, "\n");
        cli_table_render(&table, color, t);
        if (n_shown < n)
                cli_text_printf(t, "and %zu more slices, nearer to the rest\n", n - n_shown);
        cli_table_free(&table);
        free(places);
}

/* The label whose share differs most from the rest's, as "O is 1.2 % of it, 85.0 % of the rest". */
static void
put_difference(struct cli_text *t, const cw_counts *counts, size_t k)
{
        const double own = (double)cw_counts_slice(counts, k).tokens;
        const double rest = (double)cw_counts_totals(counts).tokens - own;
        double here = 0, there = 0;
        size_t at = 0;
        for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                const double tokens = (double)cw_counts_slice_tokens(counts, k, i);
                const double p = tokens / own, q = ((double)cw_counts_label(counts, i).tokens - tokens) / rest;
                if (fabs(p - q) > fabs(here - there)) {
                        here = p;
                        there = q;
                        at = i;
                }
        }
        const struct cw_label_count label = cw_counts_label(counts, at);
        if (label.name != NULL)
                cli_text_puts(t, label.name);
        else
                cli_text_printf(t, "id %" PRId64, label.id);
        cli_text_printf(t, " is %.3g %% of it and %.3g %% of the rest", 100 * here, 100 * there);
}

void
cli_warn_of_slices(struct cli_report *r, const cw_counts *counts)
{
        const size_t n = cw_counts_n_slices(counts);
        size_t n_outliers = 0;
        if (n == 0)
                return;
        struct place *places = in_order(counts, n);
        while (n_outliers < n && places[n_outliers].outlier)
                n_outliers++;
        for (size_t i = 0; i < n_outliers && i < WARNINGS_MOST; i++) {
                struct cli_text t = {0};
                put_difference(&t, counts, places[i].slice);
                cli_warning(r, "%s: its label mix is unlike that of the other slices (Jensen-Shannon %.3g bit): %s",
                            cw_counts_slice(counts, places[i].slice).name, places[i].distance, t.data);
                cli_text_free(&t);
        }
        if (n_outliers > WARNINGS_MOST)
                cli_warning(r, "and %zu more slices are unlike the others", n_outliers - WARNINGS_MOST);
        free(places);
}
