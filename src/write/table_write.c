/* SPDX-License-Identifier: MIT */
/*
 * CSV and Markdown of the same rows.  CSV has the exact share, Markdown a percentage.
 */
#include "write/table_write.h"

#include "write/facts.h"
#include "write/grid.h"
#include "write/number.h"

#include <inttypes.h>
#include <stdio.h>

static void
add_percent(struct cw_grid *g, double share)
{
        const uint64_t millionths = (uint64_t)(share * 1e6 + 0.5);
        char text[48];
        snprintf(text, sizeof(text), "%" PRIu64 ".%04" PRIu64 " %%", millionths / 10000, millionths % 10000);
        cw_grid_text(g, text);
}

/* Of an interval; nothing where it is open. */
static void
add_end(struct cw_grid *g, double value)
{
        char number[CW_NUMBER_NBYTES];
        cw_grid_text(g, cw_number_float32(value, number) ? number : NULL);
}

static bool
has_intervals(const struct cw_counts *counts, const struct cw_weights *weights)
{
        return weights != NULL && counts->estimate != NULL;
}

static void
add_rows(struct cw_grid *g, const struct cw_counts *counts, const struct cw_weights *weights, bool as_percent)
{
        const uint64_t all = counts->totals.tokens;
        char number[CW_NUMBER_NBYTES];
        for (size_t i = 0; i < counts->n_labels; i++) {
                const struct cw_count_row *label = &counts->labels[i];
                const double share = all == 0 ? 0 : (double)label->tokens / (double)all;
                cw_grid_id(g, label->id);
                cw_grid_text(g, label->name);
                cw_grid_count(g, label->tokens);
                if (as_percent)
                        add_percent(g, share);
                else
                        cw_grid_number(g, share);
                if (weights != NULL)
                        cw_grid_text(g, cw_quantity_text(weights, i, number) ? number : NULL);
                if (has_intervals(counts, weights)) {
                        add_end(g, weights->low[i]);
                        add_end(g, weights->high[i]);
                }
        }
}

static void
write_table(const struct cw_counts *counts, const struct cw_weights *weights, bool as_markdown, struct cw_buffer *out)
{
        struct cw_grid g = {
                .heads = {"id", "label", "tokens", "share", weights == NULL ? NULL : cw_quantity_name(weights)},
                .left = {[1] = true}};
        if (has_intervals(counts, weights)) {
                g.heads[5] = "95 % from";
                g.heads[6] = "to";
        }
        add_rows(&g, counts, weights, as_markdown);
        (as_markdown ? cw_grid_markdown : cw_grid_csv)(&g, out);
        cw_grid_free(&g);
}

void
cw_table_write_csv(const struct cw_counts *counts, const struct cw_weights *weights, struct cw_buffer *out)
{
        write_table(counts, weights, false, out);
}

void
cw_table_write_markdown(const struct cw_counts *counts, const struct cw_weights *weights, struct cw_buffer *out)
{
        if (counts->estimate != NULL) {
                cw_estimate_put(counts->estimate, out);
                cw_buffer_puts(out, "\n\n");
        }
        write_table(counts, weights, true, out);
}
