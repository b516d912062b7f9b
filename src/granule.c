/* SPDX-License-Identifier: MIT */
/*
 * One granule: taken from a tally, added to another, and at the end by the labels of the result.
 */
#include "granule.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static int
compare_entries(const void *pa, const void *pb)
{
        const struct cw_granule_entry *a = pa, *b = pb;
        if (a->named != b->named)
                return a->named ? 1 : -1;
        return (a->key > b->key) - (a->key < b->key);
}

static void
add_entry(struct cw_granule_entry *to, const struct cw_granule_entry *more)
{
        to->tokens += more->tokens;
        to->around += more->around;
}

void
cw_granule_order(struct cw_granule *g)
{
        size_t n = 0;
        if (g->n > 1)
                qsort(g->entries, g->n, sizeof(*g->entries), compare_entries);
        for (size_t i = 0; i < g->n; i++) {
                if (n > 0 && compare_entries(&g->entries[n - 1], &g->entries[i]) == 0)
                        add_entry(&g->entries[n - 1], &g->entries[i]);
                else
                        g->entries[n++] = g->entries[i];
        }
        g->n = n;
}

cw_status
cw_granule_add(struct cw_granule *to, const struct cw_granule *more, size_t *n_entries_ref, struct cw_error *err)
{
        if (more->n == 0)
                return CW_OK;
        struct cw_granule_entry *all = cw_malloc((to->n + more->n) * sizeof(*all));
        size_t n = 0, i = 0, k = 0;
        if (all == NULL)
                return cw_fail_memory(err, (to->n + more->n) * sizeof(*all));
        while (i < to->n || k < more->n) {
                const int order = i == to->n     ? 1
                                  : k == more->n ? -1
                                                 : compare_entries(&to->entries[i], &more->entries[k]);
                all[n] = order <= 0 ? to->entries[i++] : more->entries[k++];
                if (order == 0)
                        add_entry(&all[n], &more->entries[k++]);
                n++;
        }
        if (n_entries_ref != NULL)
                *n_entries_ref += n - to->n;
        cw_free(to->entries);
        *to = (struct cw_granule){all, n};
        return CW_OK;
}

/* ---- from a tally ------------------------------------------------------------------------------------------- */

/* Labels of a tally on their way into entries. */
struct taking {
        struct cw_granule entries;
        size_t cap;
        struct cw_intern *names; /* under their lock */
        const struct cw_label_map *of_ids;
        bool failed;
};

static void
take_entry(struct taking *k, int64_t key, bool named, uint64_t tokens, uint64_t around)
{
        if (!cw_grow(&k->entries.entries, &k->cap, k->entries.n + 1, sizeof(*k->entries.entries)))
                k->failed = true;
        else
                k->entries.entries[k->entries.n++] = (struct cw_granule_entry){key, tokens, around, named};
}

static void
take_name(struct taking *k, const char *text, size_t nbytes, uint64_t tokens, uint64_t around)
{
        const uint32_t number = cw_intern_add(k->names, text, nbytes);
        if (number == UINT32_MAX)
                k->failed = true;
        else
                take_entry(k, number, true, tokens, around);
}

static void
take_id(void *user, int64_t id, uint64_t tokens)
{
        struct taking *k = user;
        if (tokens == 0)
                return;
        if (k->of_ids != NULL && id >= 0 && (uint64_t)id < k->of_ids->n)
                take_name(k, k->of_ids->names[id], strlen(k->of_ids->names[id]), tokens, 0);
        else
                take_entry(k, id, false, tokens, 0);
}

static void
take_tally(struct taking *k, const struct cw_tally *tally)
{
        cw_histogram_each(&tally->ids, take_id, k);
        for (size_t i = 0; i < tally->names.n && i < tally->names_cap; i++)
                if (tally->name_tokens[i] > 0)
                        take_name(k, tally->names.names[i].text, tally->names.names[i].nbytes, tally->name_tokens[i],
                                  0);
}

static void
take_label(struct taking *k, const struct cw_sequence_label *label, uint64_t around)
{
        if (label->name != NULL)
                take_name(k, label->name, label->nbytes, 0, around);
        else
                take_entry(k, label->id, false, 0, around);
}

static cw_status
finish(struct taking *k, struct cw_granule *granule_ret, struct cw_error *err)
{
        *granule_ret = k->entries;
        if (!k->failed)
                return CW_OK;
        cw_free(k->entries.entries);
        *granule_ret = (struct cw_granule){0};
        return cw_fail_memory(err, k->cap * sizeof(*k->entries.entries));
}

cw_status
cw_granule_take(const struct cw_tally *tally, const struct cw_label_map *ids, const struct cw_sequence_sums *sums,
                struct cw_granule_names names, struct cw_granule *granule_ret, struct cw_error *err)
{
        struct taking k = {.names = names.table, .of_ids = ids};
        cw_lock_take(names.lock);
        take_tally(&k, tally);
        for (size_t i = 0; sums != NULL && i < sums->n_touched; i++) {
                const struct cw_sequence_label *label = cw_sequence_label_of(sums, sums->touched[i]);
                take_label(&k, label, label->sum.around);
        }
        cw_lock_give(names.lock);
        cw_granule_order(&k.entries); /* a histogram may give an id twice */
        return finish(&k, granule_ret, err);
}

cw_status
cw_granule_take_label(const struct cw_sequence_label *label, uint64_t around, struct cw_granule_names names,
                      struct cw_granule *granule_ret, struct cw_error *err)
{
        struct taking k = {.names = names.table};
        cw_lock_take(names.lock);
        take_label(&k, label, around);
        cw_lock_give(names.lock);
        return finish(&k, granule_ret, err);
}

/* ---- to the result ------------------------------------------------------------------------------------------ */

/* The label that an entry became, NULL for none.  A label of the map that is ignored has a row, and no tokens in it. */
static const struct cw_count_row *
row_of(const struct cw_granule_entry *e, const struct cw_intern *names, const struct cw_row_index *index)
{
        const struct cw_counts *c = index->counts;
        const struct cw_count_row *row =
                e->named ? cw_row_by_name(index, names->names[e->key].text, names->names[e->key].nbytes)
                         : cw_row_by_id(c->labels, c->n_labels, e->key);
        return row != NULL && row->tokens > 0 && cw_row_by_id(c->ignored, c->n_ignored, row->id) == NULL ? row : NULL;
}

void
cw_granule_by_label(struct cw_granule *g, const struct cw_intern *names, const struct cw_row_index *index)
{
        size_t n = 0;
        for (size_t i = 0; i < g->n; i++) {
                const struct cw_granule_entry *e = &g->entries[i];
                const struct cw_count_row *row = row_of(e, names, index);
                if (row != NULL)
                        g->entries[n++] =
                                (struct cw_granule_entry){row - index->counts->labels, e->tokens, e->around, false};
        }
        g->n = n;
        cw_granule_order(g);
}
