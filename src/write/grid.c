/* SPDX-License-Identifier: MIT */
/*
 * Tables of text as CSV and Markdown.  A column of Markdown is as wide as its widest cell, in characters.
 */
#include "write/grid.h"

#include "base/memory.h"
#include "write/escape.h"
#include "write/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void
cw_grid_text(struct cw_grid *g, const char *text)
{
        if (!cw_grow(&g->starts, &g->starts_cap, g->n_cells + 1, sizeof(*g->starts))) {
                g->failed = true;
                return;
        }
        g->starts[g->n_cells++] = g->text.n;
        cw_buffer_add(&g->text, text == NULL ? "" : text, text == NULL ? 1 : strlen(text) + 1);
        g->failed |= g->text.failed;
}

void
cw_grid_count(struct cw_grid *g, uint64_t n)
{
        char digits[24];
        snprintf(digits, sizeof(digits), "%" PRIu64, n);
        cw_grid_text(g, digits);
}

void
cw_grid_id(struct cw_grid *g, int64_t id)
{
        char digits[24];
        snprintf(digits, sizeof(digits), "%" PRId64, id);
        cw_grid_text(g, digits);
}

void
cw_grid_number(struct cw_grid *g, double value)
{
        char number[CW_NUMBER_NBYTES];
        (void)cw_number_float64(value, number);
        cw_grid_text(g, number);
}

static size_t
n_columns(const struct cw_grid *g)
{
        size_t n = 0;
        while (n < CW_GRID_COLUMNS && g->heads[n] != NULL)
                n++;
        return n;
}

static const char *
cell_at(const struct cw_grid *g, size_t row, size_t column)
{
        const size_t n = n_columns(g);
        return row == 0 ? g->heads[column] : g->text.data + g->starts[(row - 1) * n + column];
}

static size_t
n_rows(const struct cw_grid *g)
{
        return 1 + g->n_cells / n_columns(g);
}

void
cw_grid_csv(const struct cw_grid *g, struct cw_buffer *out)
{
        out->failed |= g->failed;
        for (size_t row = 0; !out->failed && row < n_rows(g); row++) {
                for (size_t c = 0; c < n_columns(g); c++) {
                        cw_buffer_puts(out, c == 0 ? "" : ",");
                        cw_escape_csv(out, cell_at(g, row, c));
                }
                cw_buffer_puts(out, "\r\n");
        }
}

/* The cell as Markdown in `scratch`, and its width in characters. */
static size_t
make_cell(const struct cw_grid *g, size_t row, size_t column, struct cw_buffer *scratch)
{
        size_t width = 0;
        scratch->n = 0;
        cw_escape_markdown(scratch, cell_at(g, row, column));
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
put_row(const struct cw_grid *g, size_t row, const size_t *widths, struct cw_buffer *scratch, struct cw_buffer *out)
{
        for (size_t c = 0; c < n_columns(g); c++) {
                const size_t gap = widths[c] - make_cell(g, row, c, scratch);
                cw_buffer_puts(out, "| ");
                put_times(out, g->left[c] ? 0 : gap, ' ');
                if (scratch->n > 0)
                        cw_buffer_add(out, scratch->data, scratch->n);
                put_times(out, g->left[c] ? gap : 0, ' ');
                cw_buffer_putc(out, ' ');
        }
        cw_buffer_puts(out, "|\n");
}

/* The line under the headings; `:` at the right aligns figures right. */
static void
put_rule(const struct cw_grid *g, const size_t *widths, struct cw_buffer *out)
{
        for (size_t c = 0; c < n_columns(g); c++) {
                cw_buffer_puts(out, "| ");
                put_times(out, widths[c], '-');
                cw_buffer_putc(out, g->left[c] ? ' ' : ':');
        }
        cw_buffer_puts(out, "|\n");
}

void
cw_grid_markdown(const struct cw_grid *g, struct cw_buffer *out)
{
        struct cw_buffer scratch = {0};
        size_t widths[CW_GRID_COLUMNS] = {0};
        out->failed |= g->failed;
        if (out->failed)
                return;
        for (size_t row = 0; row < n_rows(g); row++) {
                for (size_t c = 0; c < n_columns(g); c++) {
                        const size_t width = make_cell(g, row, c, &scratch);
                        widths[c] = width > widths[c] ? width : widths[c];
                }
        }
        for (size_t row = 0; row < n_rows(g) && !scratch.failed; row++) {
                put_row(g, row, widths, &scratch, out);
                if (row == 0)
                        put_rule(g, widths, out);
        }
        out->failed |= scratch.failed;
        cw_buffer_free(&scratch);
}

void
cw_grid_free(struct cw_grid *g)
{
        cw_buffer_free(&g->text);
        cw_free(g->starts);
        g->starts = NULL;
        g->n_cells = g->starts_cap = 0;
}
