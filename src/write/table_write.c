/* SPDX-License-Identifier: MIT */
/*
 * CSV and Markdown from the same rows.  Markdown is laid out in two passes: the first finds the width of each column,
 * in characters (wide East Asian ones count as one).  CSV has the exact share, Markdown a percentage.
 */
#include "write/table_write.h"

#include "write/escape.h"
#include "write/facts.h"
#include "write/number.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { ID, LABEL, TOKENS, SHARE, WEIGHT, LOW, HIGH, N_COLUMNS };

struct table {
        const struct cw_counts *counts;
        const struct cw_weights *weights; /**< NULL: counts only */
        unsigned n_columns;
        struct cw_buffer *out;
};

static struct table
table_of(const struct cw_counts *counts, const struct cw_weights *weights, struct cw_buffer *out)
{
        const unsigned n = weights == NULL ? WEIGHT : counts->estimate == NULL ? LOW : N_COLUMNS;
        return (struct table){counts, weights, n, out};
}

static const char *
heading(const struct table *t, unsigned column)
{
        static const char *const headings[N_COLUMNS] = {[ID] = "id",       [LABEL] = "label",   [TOKENS] = "tokens",
                                                        [SHARE] = "share", [LOW] = "95 % from", [HIGH] = "to"};
        return column == WEIGHT ? cw_quantity_name(t->weights) : headings[column];
}

static double
share_of(const struct cw_counts *counts, size_t row)
{
        const uint64_t all = counts->totals.tokens;
        return all == 0 ? 0 : (double)counts->labels[row].tokens / (double)all;
}

static void
put_weight(struct cw_buffer *out, const struct cw_weights *weights, size_t index)
{
        char number[CW_NUMBER_NBYTES];
        if (cw_quantity_text(weights, index, number))
                cw_buffer_puts(out, number);
}

/* Of an interval; nothing where it is open. */
static void
put_end(struct cw_buffer *out, double value)
{
        char number[CW_NUMBER_NBYTES];
        if (cw_number_float32(value, number))
                cw_buffer_puts(out, number);
}

/* ---- CSV ---------------------------------------------------------------------------------------------------------- */

void
cw_table_write_csv(const struct cw_counts *counts, const struct cw_weights *weights, struct cw_buffer *out)
{
        const struct table t = table_of(counts, weights, out);
        for (unsigned c = 0; c < t.n_columns; c++)
                cw_buffer_printf(out, "%s%s", c == 0 ? "" : ",", heading(&t, c));
        cw_buffer_puts(out, "\r\n");
        for (size_t i = 0; i < counts->n_labels; i++) {
                const struct cw_count_row *label = &counts->labels[i];
                char share[CW_NUMBER_NBYTES];
                cw_number_float64(share_of(counts, i), share);
                cw_buffer_printf(out, "%" PRId64 ",", label->id);
                cw_escape_csv(out, label->name == NULL ? "" : label->name);
                cw_buffer_printf(out, ",%" PRIu64 ",%s", label->tokens, share);
                if (weights != NULL) {
                        cw_buffer_putc(out, ',');
                        put_weight(out, weights, i);
                }
                cw_buffer_puts(out, "\r\n");
        }
}

/* ---- Markdown ----------------------------------------------------------------------------------------------------- */

static void
put_percent(struct cw_buffer *out, double share)
{
        const uint64_t millionths = (uint64_t)(share * 1e6 + 0.5);
        cw_buffer_printf(out, "%" PRIu64 ".%04" PRIu64 " %%", millionths / 10000, millionths % 10000);
}

/* Row 0 is the headings. */
static void
put_cell(const struct table *t, size_t row, unsigned column, struct cw_buffer *out)
{
        if (row == 0) {
                cw_buffer_puts(out, heading(t, column));
                return;
        }
        const struct cw_count_row *label = &t->counts->labels[row - 1];
        if (column == ID)
                cw_buffer_printf(out, "%" PRId64, label->id);
        else if (column == LABEL)
                cw_escape_markdown(out, label->name == NULL ? "" : label->name);
        else if (column == TOKENS)
                cw_buffer_printf(out, "%" PRIu64, label->tokens);
        else if (column == SHARE)
                put_percent(out, share_of(t->counts, row - 1));
        else if (column == WEIGHT)
                put_weight(out, t->weights, row - 1);
        else
                put_end(out, column == LOW ? t->weights->low[row - 1] : t->weights->high[row - 1]);
}

/* The cell in `scratch`, and its width in characters. */
static size_t
make_cell(const struct table *t, size_t row, unsigned column, struct cw_buffer *scratch)
{
        size_t width = 0;
        scratch->n = 0;
        put_cell(t, row, column, scratch);
        for (size_t i = 0; i < scratch->n; i++)
                width += ((unsigned char)scratch->data[i] & 0xC0) != 0x80;
        return width;
}

static void
put_times(struct cw_buffer *out, size_t n, char c)
{
        for (; n > 0; n--)
                cw_buffer_putc(out, c);
}

static void
put_row(const struct table *t, size_t row, const size_t *widths, struct cw_buffer *scratch)
{
        for (unsigned c = 0; c < t->n_columns; c++) {
                const size_t gap = widths[c] - make_cell(t, row, c, scratch);
                cw_buffer_puts(t->out, "| ");
                put_times(t->out, c == LABEL ? 0 : gap, ' ');
                if (scratch->n > 0)
                        cw_buffer_add(t->out, scratch->data, scratch->n);
                put_times(t->out, c == LABEL ? gap : 0, ' ');
                cw_buffer_putc(t->out, ' ');
        }
        cw_buffer_puts(t->out, "|\n");
}

/* The line under the headings; `:` at the right aligns numbers right. */
static void
put_rule(const struct table *t, const size_t *widths)
{
        for (unsigned c = 0; c < t->n_columns; c++) {
                cw_buffer_puts(t->out, "| ");
                put_times(t->out, widths[c], '-');
                cw_buffer_putc(t->out, c == LABEL ? ' ' : ':');
        }
        cw_buffer_puts(t->out, "|\n");
}

void
cw_table_write_markdown(const struct cw_counts *counts, const struct cw_weights *weights, struct cw_buffer *out)
{
        const struct table t = table_of(counts, weights, out);
        struct cw_buffer scratch = {0};
        size_t widths[N_COLUMNS] = {0};
        if (counts->estimate != NULL) {
                cw_estimate_put(counts->estimate, out);
                cw_buffer_puts(out, "\n\n");
        }
        for (unsigned c = 0; c < t.n_columns; c++) {
                for (size_t row = 0; row <= counts->n_labels; row++) {
                        const size_t width = make_cell(&t, row, c, &scratch);
                        widths[c] = width > widths[c] ? width : widths[c];
                }
        }
        for (size_t row = 0; row <= counts->n_labels && !scratch.failed; row++) {
                put_row(&t, row, widths, &scratch);
                if (row == 0)
                        put_rule(&t, widths);
        }
        out->failed |= scratch.failed;
        cw_buffer_free(&scratch);
}
