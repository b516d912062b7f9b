/* SPDX-License-Identifier: MIT */
/*
 * Writers of slices.
 */
#include "write/slices_write.h"

#include "write/grid.h"
#include "write/json_member.h"

#include <math.h>

/* ---- JSON --------------------------------------------------------------------------------------------------- */

static void
put_weights(const struct cw_weights *weights, size_t slice, struct cw_buffer *out)
{
        const double *weight = weights->slice_weight[slice];
        cw_buffer_puts(out, ", \"weights\": ");
        if (weight == NULL) {
                cw_buffer_puts(out, "null");
                return;
        }
        for (size_t i = 0; i < weights->counts->n_labels; i++) {
                cw_buffer_puts(out, i == 0 ? "[" : ", ");
                put_number(out, weight[i]);
        }
        cw_buffer_putc(out, ']');
}

static void
put_slice(const struct cw_counts *counts, size_t slice, struct cw_buffer *out)
{
        const struct cw_slice_row *row = &counts->slices.rows[slice];
        put_name(out, row->name);
        cw_buffer_printf(out, ", \"tokens\": %" PRIu64 ", \"sequences\": %" PRIu64 ", \"ignored\": %" PRIu64, row->sum,
                         row->sequences, row->ignored);
        cw_buffer_puts(out, ", \"jensen_shannon_bits\": ");
        put_number(out, row->jensen_shannon);
        cw_buffer_puts(out, ", \"p\": ");
        put_number(out, row->p);
        cw_buffer_printf(out, ", \"outlier\": %s, \"label_tokens\": [", row->outlier ? "true" : "false");
        for (size_t i = 0; i < counts->n_labels; i++)
                cw_buffer_printf(out, "%s%" PRIu64, i == 0 ? "" : ", ", row->tokens[i]);
        cw_buffer_putc(out, ']');
}

void
cw_slices_write_members(const struct cw_counts *counts, const struct cw_weights *weights, struct cw_buffer *out)
{
        if (counts->slices.rows == NULL)
                return;
        put_text(out, "  ", "sliced_by", cw_slice_by_name(counts->slices.by));
        if (counts->slices.column != NULL)
                put_text(out, "  ", "slice_column", counts->slices.column);
        put_key(out, "  ", "slices");
        for (size_t k = 0; k < counts->slices.n; k++) {
                cw_buffer_puts(out, k == 0 ? "[\n    {" : ",\n    {");
                put_slice(counts, k, out);
                if (weights != NULL)
                        put_weights(weights, k, out);
                cw_buffer_putc(out, '}');
        }
        cw_buffer_puts(out, counts->slices.n == 0 ? "[]" : "\n  ]");
}

/* ---- tables -------------------------------------------------------------------------------------------------- */

static void
add_rows(struct cw_grid *g, const struct cw_counts *counts, const char *name, const struct cw_slice_row *row,
         const double *weight)
{
        const double sum = (double)(row == NULL ? counts->totals.tokens : row->sum);
        for (size_t i = 0; i < counts->n_labels; i++) {
                const struct cw_count_row *label = &counts->labels[i];
                const uint64_t tokens = row == NULL ? label->tokens : row->tokens[i];
                char number[CW_NUMBER_NBYTES];
                cw_grid_text(g, name);
                cw_grid_id(g, label->id);
                cw_grid_text(g, label->name);
                cw_grid_count(g, tokens);
                cw_grid_number(g, sum > 0 ? (double)tokens / sum : 0);
                if (g->heads[5] != NULL)
                        cw_grid_text(g, weight != NULL && cw_number_float32(weight[i], number) ? number : NULL);
        }
}

void
cw_slices_write_csv(const struct cw_counts *counts, const struct cw_weights *weights, struct cw_buffer *out)
{
        struct cw_grid g = {.heads = {"slice", "id", "label", "tokens", "share", weights != NULL ? "weight" : NULL}};
        add_rows(&g, counts, NULL, NULL, weights != NULL ? weights->weight : NULL);
        for (size_t k = 0; k < counts->slices.n; k++)
                add_rows(&g, counts, counts->slices.rows[k].name, &counts->slices.rows[k],
                         weights != NULL ? weights->slice_weight[k] : NULL);
        cw_grid_csv(&g, out);
        cw_grid_free(&g);
}

void
cw_slices_write_markdown(const struct cw_counts *counts, struct cw_buffer *out)
{
        struct cw_grid g = {.heads = {"slice", "tokens", "sequences", "jensen_shannon_bits", "p", "outlier"},
                            .left = {[0] = true, [5] = true}};
        if (counts->slices.rows == NULL)
                return;
        for (size_t k = 0; k < counts->slices.n; k++) {
                const struct cw_slice_row *row = &counts->slices.rows[k];
                cw_grid_text(&g, row->name);
                cw_grid_count(&g, row->sum);
                cw_grid_count(&g, row->sequences);
                cw_grid_number(&g, row->jensen_shannon);
                cw_grid_number(&g, row->p);
                cw_grid_text(&g, row->outlier ? "outlier" : NULL);
        }
        cw_buffer_putc(out, '\n');
        cw_grid_markdown(&g, out);
        cw_grid_free(&g);
}
