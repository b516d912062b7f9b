/* SPDX-License-Identifier: MIT */
/*
 * Adding up: tallies into a shard's bins, shards' bins into the whole.
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
        *b = (struct cw_bins){0};
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

static cw_status
add_name(struct cw_bins *b, struct cw_intern_name name, uint64_t tokens, struct cw_first first, struct cw_error *err)
{
        uint32_t number = cw_intern_add(&b->names, name.text, name.nbytes);
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
static cw_status
add_odd(struct cw_bins *b, int64_t id, struct cw_first first, struct cw_error *err)
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
static void
add_skipped(struct cw_bins *b, struct cw_first first, const char *why)
{
        size_t at = b->n_skipped;
        while (at > 0 && first_compare(first, b->skipped[at - 1].first) < 0)
                at--;
        if (at == CW_BAD_ROWS_KEPT)
                return;
        size_t n = b->n_skipped < CW_BAD_ROWS_KEPT ? b->n_skipped + 1 : CW_BAD_ROWS_KEPT;
        memmove(&b->skipped[at + 1], &b->skipped[at], (n - at - 1) * sizeof(*b->skipped));
        b->skipped[at].first = first;
        snprintf(b->skipped[at].why, sizeof(b->skipped[at].why), "%s", why);
        b->n_skipped = n;
}

static cw_status
check_ids(const struct cw_bins *b, struct cw_error *err)
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
cw_bins_add_tally(struct cw_bins *b, struct cw_tally *t, uint64_t ordinal, struct cw_error *err)
{
        CW_TRY(cw_tally_status(t, err));
        cw_histogram_each(&t->ids, visit_add, &b->ids);
        for (size_t i = 0; i < t->names.n && i < t->names_cap; i++) {
                if (t->name_tokens[i] > 0)
                        CW_TRY(add_name(b, t->names.names[i], t->name_tokens[i],
                                        (struct cw_first){.shard = ordinal, .place = t->name_first[i]}, err));
        }
        for (size_t i = 0; i < t->n_odd; i++)
                CW_TRY(add_odd(b, t->odd[i].id, (struct cw_first){.shard = ordinal, .place = t->odd[i].place}, err));
        for (size_t i = 0; i < t->n_bad; i++)
                add_skipped(b, (struct cw_first){.shard = ordinal, .place = t->bad[i].place}, t->bad[i].why);
        b->rows_skipped += t->rows_skipped;
        b->sequences += t->sequences;
        cw_tally_clear(t);
        return check_ids(b, err);
}

static struct cw_first
in_file(struct cw_first f, const struct cw_rows *rows)
{
        f.place.row += rows->before(rows->user, f.place.part);
        f.place.part = 0;
        f.unit = rows->unit;
        f.flat = rows->flat;
        if (rows->flat) {
                f.place.row += f.place.position;
                f.place.position = 0;
        }
        return f;
}

struct naming {
        struct cw_bins *whole;
        const struct cw_label_map *names;
        struct cw_first first;
        cw_status status;
        struct cw_error *err;
};

/* An id that stands for a name.  Where it came first is not known: the shard, but no row. */
static void
visit_name(void *user, int64_t id, uint64_t tokens)
{
        struct naming *n = user;
        if (id < 0 || (uint64_t)id >= n->names->n) {
                cw_histogram_add(&n->whole->ids, id, tokens);
        } else if (n->status == CW_OK) {
                const char *name = n->names->names[id];
                n->status = add_name(n->whole, (struct cw_intern_name){name, (uint32_t)strlen(name)}, tokens, n->first,
                                     n->err);
        }
}

cw_status
cw_bins_add(struct cw_bins *whole, const struct cw_bins *shard, const struct cw_rows *rows, struct cw_error *err)
{
        if (rows->names == NULL) {
                cw_histogram_each(&shard->ids, visit_add, &whole->ids);
        } else {
                struct naming n = {whole, rows->names, {.shard = rows->ordinal}, CW_OK, err};
                cw_histogram_each(&shard->ids, visit_name, &n);
                CW_TRY(n.status);
        }
        for (size_t i = 0; i < shard->names.n; i++)
                CW_TRY(add_name(whole, shard->names.names[i], shard->name_tokens[i],
                                in_file(shard->name_first[i], rows), err));
        for (size_t i = 0; i < shard->n_odd; i++)
                CW_TRY(add_odd(whole, shard->odd[i].id, in_file(shard->odd[i].first, rows), err));
        for (size_t i = 0; i < shard->n_skipped; i++)
                add_skipped(whole, in_file(shard->skipped[i].first, rows), shard->skipped[i].why);
        whole->rows_skipped += shard->rows_skipped;
        whole->sequences += shard->sequences;
        return check_ids(whole, err);
}
