/* SPDX-License-Identifier: MIT */
/*
 * The tally as a whole, its sequences and bad rows.  Ids are counted in tally_ids.c, names in tally_names.c.
 */
#include "count/tally.h"

#include "base/memory.h"
#include "count/kernels.h"
#include "count/tally_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

cw_status
cw_tally_init(struct cw_tally *t, struct cw_error *err)
{
        *t = (struct cw_tally){.n_known = INT64_MAX, .last_number = UINT32_MAX, .kernel = cw_kernel_best()};
        return cw_histogram_init(&t->ids, err);
}

void
cw_tally_free(struct cw_tally *t)
{
        cw_histogram_free(&t->ids);
        cw_intern_free(&t->names);
        cw_free(t->name_tokens);
        cw_free(t->name_first);
        cw_free(t->odd);
        cw_free(t->odd_slots);
        *t = (struct cw_tally){0};
}

int
cw_place_compare(struct cw_place a, struct cw_place b)
{
        if (a.part != b.part)
                return a.part < b.part ? -1 : 1;
        if (a.row != b.row)
                return a.row < b.row ? -1 : 1;
        return a.position == b.position ? 0 : a.position < b.position ? -1 : 1;
}

void
cw_tally_null_row(struct cw_tally *t)
{
        struct cw_collector *c = t->collector;
        if (c != NULL && c->null_row != NULL && c->status == CW_OK)
                c->status = c->null_row(c->user);
}

void
cw_tally_end_sequence(struct cw_tally *t)
{
        if (t->collector != NULL && cw_tally_is_collecting(t))
                t->collector->status = t->collector->end_sequence(t->collector->user);
        t->sequences++;
}

/* Keeps the CW_BAD_ROWS_KEPT lowest places, in order. */
static void
keep_bad_row(struct cw_bad_row kept[CW_BAD_ROWS_KEPT], size_t *n_ref, struct cw_place place, const char *why)
{
        size_t at = *n_ref;
        while (at > 0 && cw_place_compare(place, kept[at - 1].place) < 0)
                at--;
        if (at == CW_BAD_ROWS_KEPT)
                return;
        size_t n = *n_ref < CW_BAD_ROWS_KEPT ? *n_ref + 1 : CW_BAD_ROWS_KEPT;
        memmove(&kept[at + 1], &kept[at], (n - at - 1) * sizeof(*kept));
        kept[at].place = place;
        snprintf(kept[at].why, sizeof(kept[at].why), "%s", why);
        *n_ref = n;
}

cw_status
cw_tally_bad_row(struct cw_tally *t, struct cw_error *err, const char *fmt, ...)
{
        char why[160];
        va_list args;
        va_start(args, fmt);
        vsnprintf(why, sizeof(why), fmt, args);
        va_end(args);
        if (!t->skip_bad_rows) {
                cw_status status = cw_fail(err, CW_E_DATA, "%s", why);
                if (err != NULL)
                        err->row = t->at.row + 1;
                return status;
        }
        t->rows_skipped++;
        keep_bad_row(t->bad, &t->n_bad, t->at, why);
        return CW_OK;
}

cw_status
cw_tally_status(const struct cw_tally *t, struct cw_error *err)
{
        if (t->failed || t->ids.failed)
                return cw_fail(err, CW_E_MEMORY, "out of memory while counting");
        if (t->ids.too_many)
                return cw_fail(err, CW_E_LIMIT,
                               "more than %d different labels; this column does not hold labels (choose "
                               "another with --column or --field)",
                               (int)CW_LABELS_MOST);
        if (t->collector != NULL && t->collector->status != CW_OK)
                return t->collector->status;
        return CW_OK;
}

void
cw_tally_clear(struct cw_tally *t)
{
        cw_histogram_clear(&t->ids);
        if (t->names_cap != 0)
                memset(t->name_tokens, 0, t->names_cap * sizeof(*t->name_tokens));
        t->sequences = 0;
        if (t->n_odd > 0)
                memset(t->odd_slots, 0, CW_TALLY_ODD_SLOTS * sizeof(*t->odd_slots));
        t->n_odd = 0;
        t->rows_skipped = 0;
        t->n_bad = 0;
        t->in_seam = false;
        t->failed = t->ids.failed = t->ids.too_many = false;
}
