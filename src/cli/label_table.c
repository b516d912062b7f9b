/* SPDX-License-Identifier: MIT */
/*
 * The table of labels.
 */
#include "cli/label_table.h"

#include "cli/estimate.h"
#include "cli/figures.h"

#include <math.h>

enum { BAR_COLUMNS = 30 };

/* What the shares and bars of all rows are measured against. */
struct scale {
        double total, largest;
};

static struct scale
scale_of(const cw_counts *counts)
{
        struct scale scale = {.total = (double)cw_counts_totals(counts).tokens};
        for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                const double tokens = (double)cw_counts_label(counts, i).tokens;
                scale.largest = tokens > scale.largest ? tokens : scale.largest;
        }
        return scale;
}

static void
put_row(struct cli_table *table, const struct cw_label_count *label, const struct scale *scale)
{
        struct cli_text name = {0}, tokens = {0};
        cli_put_printable(&name, label->name != NULL ? label->name : "");
        cli_put_count(&tokens, label->tokens);
        cli_table_cell(table, "%lld", (long long)label->id);
        cli_table_cell(table, "%s", cli_text_str(&name));
        cli_table_cell(table, "%s", tokens.data);
        cli_table_cell(table, "%.3f %%", scale->total > 0 ? 100 * (double)label->tokens / scale->total : 0);
        cli_text_free(&name);
        cli_text_free(&tokens);
}

static void
put_bar(struct cli_table *table, uint64_t tokens, const struct scale *scale)
{
        static const char full[BAR_COLUMNS + 1] = "##############################";
        const int n = scale->largest > 0 ? (int)(BAR_COLUMNS * (double)tokens / scale->largest + 0.5) : 0;
        cli_table_cell(table, "%.*s", n, full);
}

/* Where the weight, or the number of tokens, lies with 95 % confidence. */
static void
put_interval(struct cli_table *table, const cw_counts *counts, const cw_weights *weights, size_t index)
{
        struct cli_text text = {0};
        double low, high;
        const bool is_known = weights != NULL ? cw_weights_interval(weights, index, &low, &high)
                                              : cw_counts_interval(counts, index, &low, &high);
        if (weights == NULL && is_known) {
                cli_put_count(&text, (uint64_t)(low + 0.5));
                cli_text_puts(&text, " to ");
                cli_put_count(&text, (uint64_t)(high + 0.5));
        } else if (cw_counts_label(counts, index).tokens == 0) {
                cli_text_puts(&text, "open: not in the sample");
        } else {
                cli_put_interval(&text, is_known, low, high);
        }
        cli_table_cell(table, "%s", cli_text_str(&text));
        cli_text_free(&text);
}

void
cli_put_labels(struct cli_text *t, const cw_counts *counts, const cw_weights *weights, bool color)
{
        struct cw_sample_info sample;
        const bool is_estimate = cw_counts_sample(counts, &sample);
        struct cli_table table = {.head = {"id", "label", "tokens", "share", weights != NULL ? "weight" : ""},
                                  .left = {[1] = true, [4] = weights == NULL}};
        const struct scale scale = scale_of(counts);
        if (is_estimate)
                table.head[weights != NULL ? 5 : 4] = "95 % interval";
        for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                const struct cw_label_count label = cw_counts_label(counts, i);
                put_row(&table, &label, &scale);
                if (weights == NULL && is_estimate)
                        put_interval(&table, counts, NULL, i);
                else if (weights == NULL)
                        put_bar(&table, label.tokens, &scale);
                else if (isnan(cw_weights_at(weights, i)))
                        cli_table_cell(&table, "left out");
                else
                        cli_table_cell(&table, "%.6f", cw_weights_at(weights, i));
                if (weights != NULL && is_estimate)
                        put_interval(&table, counts, weights, i);
        }
        cli_table_render(&table, color, t);
        cli_table_free(&table);
}
