/* SPDX-License-Identifier: MIT */
/*
 * Sorted pointers to the rows, then lines.
 */
#include "write/label_stats_write.h"

#include "base/memory.h"
#include "write/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static int
compare_rows(const void *pa, const void *pb)
{
        const struct cw_count_row *a = *(const struct cw_count_row *const *)pa;
        const struct cw_count_row *b = *(const struct cw_count_row *const *)pb;
        if (a->tokens != b->tokens)
                return a->tokens > b->tokens ? -1 : 1;
        return a->id == b->id ? 0 : a->id < b->id ? -1 : 1;
}

/* Rounded to 5 places as Python's round() does it: of the exact value, half to even. */
static void
put_share(struct cw_buffer *out, double share)
{
        char text[CW_NUMBER_NBYTES];
        uint64_t units = 0;
        snprintf(text, sizeof(text), "%.5f", share);
        for (const char *s = text; *s != '\0'; s++)
                if (*s >= '0' && *s <= '9') /* the point is the locale's */
                        units = units * 10 + (uint64_t)(*s - '0');
        cw_number_float64((double)units / 1e5, text);
        cw_buffer_puts(out, text);
}

cw_status
cw_label_stats_write(const struct cw_counts *counts, const double *value, struct cw_buffer *out, struct cw_error *err)
{
        const struct cw_count_row **rows = cw_calloc(counts->n_labels, sizeof(const struct cw_count_row *));
        size_t n = 0;
        if (rows == NULL)
                return cw_fail_memory(err, counts->n_labels * sizeof(*rows));
        for (size_t i = 0; i < counts->n_labels; i++)
                if (counts->labels[i].tokens > 0)
                        rows[n++] = &counts->labels[i];
        if (n > 1)
                qsort(rows, n, sizeof(*rows), compare_rows);
        for (size_t i = 0; i < n; i++) {
                char number[CW_NUMBER_NBYTES];
                cw_buffer_printf(out, "%" PRId64 "\t\t", rows[i]->id);
                put_share(out, (double)rows[i]->tokens / (double)counts->totals.tokens);
                cw_buffer_printf(out, "\t\t%" PRIu64, rows[i]->tokens);
                if (value != NULL && cw_number_float32(value[rows[i] - counts->labels], number))
                        cw_buffer_printf(out, "\t\t%s", number);
                cw_buffer_putc(out, '\n');
        }
        cw_buffer_puts(out, "");
        cw_free(rows);
        return CW_OK;
}
