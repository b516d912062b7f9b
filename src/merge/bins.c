/* SPDX-License-Identifier: MIT */
/*
 * Adding up: tallies into a shard's bins, and the parts of shards' counts into the whole.
 */
#include "merge/bins.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

cw_status
cw_bins_init(struct cw_bins *b, struct cw_error *err)
{
        *b = (struct cw_bins){0};
        return cw_histogram_init(&b->ids, err);
}

void
cw_bins_free(struct cw_bins *b)
{
        cw_histogram_free(&b->ids);
        cw_intern_free(&b->names);
        cw_free(b->name_tokens);
        cw_free(b->name_first);
        cw_free(b->odd);
        cw_sequence_sums_free(&b->by_sequence);
        *b = (struct cw_bins){0};
}

void
cw_bins_clear(struct cw_bins *b)
{
        cw_histogram_clear(&b->ids);
        b->ids.failed = b->ids.too_many = false;
        cw_intern_clear(&b->names);
        b->n_names = b->n_odd = b->n_skipped = 0;
        b->rows_skipped = b->sequences = 0;
        cw_sequence_sums_clear(&b->by_sequence);
        cw_sequence_sums_trim(&b->by_sequence);
}

static int
first_compare(struct cw_first a, struct cw_first b)
{
        if (a.shard != b.shard)
                return a.shard < b.shard ? -1 : 1;
        return cw_place_compare(a.place, b.place);
}

static void
visit_add(void *user, int64_t id, uint64_t tokens)
{
        cw_histogram_add(user, id, tokens);
}

cw_status
cw_bins_add_name(struct cw_bins *b, const char *name, size_t nbytes, uint64_t tokens, struct cw_first first,
                 struct cw_error *err)
{
        uint32_t number = cw_intern_add(&b->names, name, nbytes);
        if (number == UINT32_MAX || !cw_grow(&b->name_tokens, &b->tokens_cap, b->names.n, sizeof(*b->name_tokens)) ||
            !cw_grow(&b->name_first, &b->first_cap, b->names.n, sizeof(*b->name_first)))
                return cw_fail_memory(err, b->names.n * sizeof(*b->name_first));
        if (number == b->n_names) { /* numbers are given in turn: this one is new */
                b->n_names++;
                b->name_tokens[number] = 0;
                b->name_first[number] = first;
        }
        b->name_tokens[number] += tokens;
        if (first_compare(first, b->name_first[number]) < 0)
                b->name_first[number] = first;
        return CW_OK;
}

/* Keeps those whose first place is lowest, whatever the order in which they come. */
cw_status
cw_bins_add_odd(struct cw_bins *b, int64_t id, struct cw_first first, struct cw_error *err)
{
        size_t last = 0; /* of those kept, the one that stands last */
        for (size_t i = 0; i < b->n_odd; i++) {
                if (b->odd[i].id == id) {
                        if (first_compare(first, b->odd[i].first) < 0)
                                b->odd[i].first = first;
                        return CW_OK;
                }
                if (first_compare(b->odd[i].first, b->odd[last].first) > 0)
                        last = i;
        }
        if (b->n_odd == CW_ODD_KEPT) {
                if (first_compare(first, b->odd[last].first) < 0)
                        b->odd[last] = (struct cw_odd_label){id, first};
                return CW_OK;
        }
        if (!cw_grow(&b->odd, &b->odd_cap, b->n_odd + 1, sizeof(*b->odd)))
                return cw_fail_memory(err, b->odd_cap * sizeof(*b->odd));
        b->odd[b->n_odd++] = (struct cw_odd_label){id, first};
        return CW_OK;
}

/* Keeps the lowest few, in order. */
void
cw_bins_add_skipped(struct cw_bins *b, struct cw_first first, const char *why, size_t why_nbytes)
{
        size_t at = b->n_skipped;
        while (at > 0 && first_compare(first, b->skipped[at - 1].first) < 0)
                at--;
        if (at == CW_BAD_ROWS_KEPT)
                return;
        size_t n = b->n_skipped < CW_BAD_ROWS_KEPT ? b->n_skipped + 1 : CW_BAD_ROWS_KEPT;
        memmove(&b->skipped[at + 1], &b->skipped[at], (n - at - 1) * sizeof(*b->skipped));
        b->skipped[at].first = first;
        snprintf(b->skipped[at].why, sizeof(b->skipped[at].why), "%.*s", (int)(why_nbytes < 1024 ? why_nbytes : 1024),
                 why);
        b->n_skipped = n;
}

cw_status
cw_bins_check(const struct cw_bins *b, struct cw_error *err)
{
        if (b->ids.failed)
                return cw_fail(err, CW_E_MEMORY, "out of memory while adding up counts");
        if (b->ids.too_many || b->names.n > CW_LABELS_MOST || b->names.nbytes > CW_NAMES_NBYTES_MOST)
                return cw_fail(err, CW_E_LIMIT,
                               "more than %d different labels; this column does not hold labels (choose "
                               "another with --column or --field)",
                               (int)CW_LABELS_MOST);
        return CW_OK;
}

cw_status
cw_bins_check_names(const struct cw_bins *b, struct cw_place *place_ret, struct cw_error *err)
{
        bool any = false;
        for (size_t i = 0; i < b->n_names; i++) {
                const struct cw_place place = b->name_first[i].place;
                if (memchr(b->names.names[i].text, '\0', b->names.names[i].nbytes) == NULL ||
                    (any && cw_place_compare(place, *place_ret) >= 0))
                        continue;
                any = true;
                *place_ret = place;
        }
        if (!any)
                return CW_OK;
        return cw_fail(
                err, CW_E_DATA,
                "expected labels that are text, found one with a NUL character in it; mend the data or choose another "
                "column with --column or --field");
}

cw_status
cw_bins_add_tally(struct cw_bins *b, struct cw_tally *t, uint64_t ordinal, struct cw_error *err)
{
        CW_TRY(cw_tally_status(t, err));
        cw_histogram_each(&t->ids, visit_add, &b->ids);
        for (size_t i = 0; i < t->names.n && i < t->names_cap; i++) {
                if (t->name_tokens[i] > 0)
                        CW_TRY(cw_bins_add_name(b, t->names.names[i].text, t->names.names[i].nbytes, t->name_tokens[i],
                                                (struct cw_first){.shard = ordinal, .place = t->name_first[i]}, err));
        }
        for (size_t i = 0; i < t->n_odd; i++)
                CW_TRY(cw_bins_add_odd(b, t->odd[i].id, (struct cw_first){.shard = ordinal, .place = t->odd[i].place},
                                       err));
        for (size_t i = 0; i < t->n_bad; i++)
                cw_bins_add_skipped(b, (struct cw_first){.shard = ordinal, .place = t->bad[i].place}, t->bad[i].why,
                                    strlen(t->bad[i].why));
        b->rows_skipped += t->rows_skipped;
        b->sequences += t->sequences;
        cw_tally_clear(t);
        return cw_bins_check(b, err);
}
