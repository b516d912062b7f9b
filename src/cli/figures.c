/* SPDX-License-Identifier: MIT */
/*
 * Figures and tables as text.
 */
#include "cli/figures.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
cli_put_count(struct cli_text *t, uint64_t n)
{
        char digits[32];
        int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);
        for (int i = 0; i < len; i++) {
                if (i > 0 && (len - i) % 3 == 0)
                        cli_text_puts(t, ",");
                cli_text_add(t, &digits[i], 1);
        }
}

void
cli_put_counted(struct cli_text *t, uint64_t n, const char *noun)
{
        cli_put_count(t, n);
        cli_text_printf(t, " %s%s", noun, n == 1 ? "" : "s");
}

void
cli_put_bytes(struct cli_text *t, double nbytes)
{
        static const char units[][4] = {"B", "kB", "MB", "GB", "TB", "PB"};
        size_t u = 0;
        for (; nbytes >= 999.5 && u + 1 < sizeof(units) / sizeof(units[0]); u++)
                nbytes /= 1000;
        cli_text_printf(t, nbytes < 99.95 && u > 0 ? "%.1f %s" : "%.0f %s", nbytes, units[u]);
}

void
cli_put_rate(struct cli_text *t, double nbytes_per_second)
{
        if (nbytes_per_second >= 1e8)
                cli_text_printf(t, "%.2f GB", nbytes_per_second / 1e9);
        else
                cli_put_bytes(t, nbytes_per_second);
        cli_text_puts(t, "/s");
}

void
cli_put_seconds(struct cli_text *t, double seconds)
{
        unsigned long whole = seconds > 0 && seconds < 1e9 ? (unsigned long)(seconds + 0.5) : 0;
        if (whole < 60)
                cli_text_printf(t, seconds < 9.995 ? "%.2f s" : "%.1f s", seconds);
        else if (whole < 3600)
                cli_text_printf(t, "%lu min %02lu s", whole / 60, whole % 60);
        else
                cli_text_printf(t, "%lu h %02lu min", whole / 3600, whole % 3600 / 60);
}

void
cli_put_printable(struct cli_text *t, const char *s)
{
        for (const char *from = s;; s++) {
                unsigned char c = (unsigned char)*s;
                /* C2 80 to C2 9F are the C1 controls of UTF-8: some terminals obey them like ESC. */
                bool c1 = c == 0xC2 && (unsigned char)s[1] >= 0x80 && (unsigned char)s[1] < 0xA0;
                if (c >= 0x20 && c != 0x7F && !c1)
                        continue;
                cli_text_add(t, from, (size_t)(s - from));
                if (c == '\0')
                        return;
                cli_text_puts(t, "?");
                s += c1;
                from = s + 1;
        }
}

void
cli_put_cut(struct cli_text *t, const char *s, size_t width)
{
        struct cli_text whole = {0};
        cli_put_printable(&whole, s);
        const char *text = cli_text_str(&whole);
        size_t n = 0, columns = 0;
        const bool cut = cli_columns(text) > width;
        /* A character's first byte begins a column; its other bytes go with it. */
        for (; cut && text[n] != '\0'; n++) {
                const bool begins = ((unsigned char)text[n] & 0xC0) != 0x80;
                if (begins && ++columns == width)
                        break;
        }
        cli_text_add(t, text, cut ? n : whole.n);
        cli_text_puts(t, cut ? "\xE2\x80\xA6" : "");
        cli_text_free(&whole);
}

void
cli_table_cell(struct cli_table *table, const char *fmt, ...)
{
        char cell[512];
        va_list args;
        va_start(args, fmt);
        vsnprintf(cell, sizeof(cell), fmt, args);
        va_end(args);
        cli_list_add(&table->cells, cell);
}

static size_t
table_n_columns(const struct cli_table *table)
{
        size_t n = 0;
        while (n < CLI_TABLE_COLUMNS && table->head[n] != NULL)
                n++;
        return n;
}

static void
put_row(const struct cli_table *table, const char *const *cells, const size_t *widths, struct cli_text *t)
{
        size_t n = table_n_columns(table);
        for (size_t c = 0; c < n; c++) {
                if (c > 0)
                        cli_text_puts(t, table->tight ? " " : "  ");
                size_t start = t->n;
                if (!table->left[c])
                        cli_text_pad(t, start, widths[c] - cli_columns(cells[c]));
                cli_text_puts(t, cells[c]);
                if (table->left[c] && c + 1 < n)
                        cli_text_pad(t, start, widths[c]);
        }
        while (t->n > 0 && t->data[t->n - 1] == ' ') /* an empty last cell leaves no blanks behind */
                t->data[--t->n] = '\0';
}

void
cli_table_render(const struct cli_table *table, bool color, struct cli_text *t)
{
        size_t widths[CLI_TABLE_COLUMNS] = {0};
        const size_t n = table_n_columns(table);
        assert(n > 0);
        for (size_t c = 0; c < n; c++)
                widths[c] = cli_columns(table->head[c]);
        for (size_t i = 0; i < table->cells.n; i++) {
                size_t width = cli_columns(table->cells.items[i]);
                if (width > widths[i % n])
                        widths[i % n] = width;
        }
        cli_text_puts(t, color ? "\033[1m" : "");
        put_row(table, table->head, widths, t);
        cli_text_puts(t, color ? "\033[0m\n" : "\n");
        for (size_t i = 0; i + n <= table->cells.n; i += n) {
                put_row(table, (const char *const *)&table->cells.items[i], widths, t);
                cli_text_puts(t, "\n");
        }
}

void
cli_table_free(struct cli_table *table)
{
        cli_list_free(&table->cells);
}
