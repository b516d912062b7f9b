/* SPDX-License-Identifier: MIT */
/*
 * The last step of counting.  Every bin becomes one of: a label of the result, an ignored id, an unknown label.
 */
#include "merge/merge.h"

#include "base/memory.h"
#include "merge/by_sequence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One label on its way into the result. */
struct entry {
        int64_t id;
        const char *name; /* in the bins' or the map's memory */
        uint64_t tokens;
};

struct entries {
        struct entry *items;
        size_t n, cap;
};

/* The unknown label with the first place, to be told. */
struct unknown {
        bool any;
        struct cw_first first;
        const char *name;
        int64_t id;
        uint64_t tokens, n_labels;
};

struct merging {
        const struct cw_bins *bins;
        const struct cw_merge_rules *rules;
        struct entries labels, ignored, odd;
        struct unknown unknown;
        bool failed;
};

static void
put(struct merging *m, struct entries *e, struct entry entry)
{
        if (!cw_grow(&e->items, &e->cap, e->n + 1, sizeof(*e->items)))
                m->failed = true;
        else
                e->items[e->n++] = entry;
}

static bool
is_ignored(const struct cw_merge_rules *rules, int64_t id)
{
        for (size_t i = 0; i < rules->n_ignore; i++) {
                if (rules->ignore[i] == id)
                        return true;
        }
        for (size_t i = 0; rules->map != NULL && i < rules->map->n_ignored; i++) {
                if (rules->map->ignored[i] == id)
                        return true;
        }
        return false;
}

/* Where the places are equal, or not known, the lowest id comes first; names come in order. */
static bool
comes_first(const struct unknown *u, struct cw_first f, int64_t id)
{
        if (!u->any || f.shard != u->first.shard)
                return !u->any || f.shard < u->first.shard;
        const int order = cw_place_compare(f.place, u->first.place);
        return order < 0 || (order == 0 && id < u->id);
}

static void
put_unknown(struct merging *m, struct entry entry, struct cw_first first)
{
        m->unknown.n_labels++;
        if (comes_first(&m->unknown, first, entry.id)) {
                uint64_t n = m->unknown.n_labels;
                m->unknown = (struct unknown){true, first, entry.name, entry.id, entry.tokens, n};
        }
        put(m, &m->odd, entry);
}

static void
sort_id(void *user, int64_t id, uint64_t tokens)
{
        struct merging *m = user;
        const struct cw_label_map *map = m->rules->map;
        struct entry e = {.id = id, .tokens = tokens};
        if (is_ignored(m->rules, id)) {
                put(m, &m->ignored, e);
        } else if (id >= 0 && (map == NULL || (uint64_t)id < map->n)) {
                put(m, &m->labels, e);
        } else {
                struct cw_first first = {.shard = UINT64_MAX};
                for (size_t i = 0; i < m->bins->n_odd; i++) {
                        if (m->bins->odd[i].id == id)
                                first = m->bins->odd[i].first;
                }
                put_unknown(m, e, first);
        }
}

static void
sort_name(struct merging *m, uint32_t number)
{
        const struct cw_intern_name *name = &m->bins->names.names[number];
        struct entry e = {.id = INT64_MAX, .name = name->text, .tokens = m->bins->name_tokens[number]};
        if (!cw_label_map_find(m->rules->map, name->text, name->nbytes, &e.id)) {
                e.id = INT64_MAX;
                put_unknown(m, e, m->bins->name_first[number]);
        } else if (is_ignored(m->rules, e.id)) {
                put(m, &m->ignored, e);
        } else {
                put(m, &m->labels, e);
        }
}

static int
compare_names(const struct cw_intern_name *a, const struct cw_intern_name *b)
{
        size_t n = a->nbytes < b->nbytes ? a->nbytes : b->nbytes;
        int order = memcmp(a->text, b->text, n);
        if (order != 0)
                return order;
        return a->nbytes == b->nbytes ? 0 : a->nbytes < b->nbytes ? -1 : 1;
}

/* What qsort() sorts: the number of a name, with what it is compared by. */
struct order_key {
        const struct cw_intern_name *name;
        uint32_t number;
        bool is_o;
};

static int
compare_keys(const void *pa, const void *pb)
{
        const struct order_key *a = pa, *b = pb;
        return a->is_o != b->is_o ? (a->is_o ? -1 : 1) : compare_names(a->name, b->name);
}

/* The ids that names get without a map: their numbers in the order of these.  The array is the caller's. */
static cw_status
order_names(const struct cw_intern *names, const char *o_label, uint32_t **order_ret, struct cw_error *err)
{
        *order_ret = NULL;
        struct order_key *keys = cw_calloc(names->n, sizeof(*keys));
        uint32_t *order = cw_calloc(names->n, sizeof(*order));
        if (keys == NULL || order == NULL) {
                cw_free(keys);
                cw_free(order);
                return cw_fail_memory(err, names->n * sizeof(*keys));
        }
        for (uint32_t i = 0; i < names->n; i++)
                keys[i] = (struct order_key){&names->names[i], i, strcmp(names->names[i].text, o_label) == 0};
        if (names->n > 1)
                qsort(keys, names->n, sizeof(*keys), compare_keys);
        for (size_t i = 0; i < names->n; i++)
                order[i] = keys[i].number;
        cw_free(keys);
        *order_ret = order;
        return CW_OK;
}

static cw_status
sort_names(struct merging *m, struct cw_error *err)
{
        const struct cw_intern *names = &m->bins->names;
        uint32_t *order = NULL;
        CW_TRY(order_names(names, m->rules->o_label, &order, err));
        for (size_t i = 0; i < names->n; i++) {
                if (m->rules->map != NULL)
                        sort_name(m, order[i]);
                else
                        put(m, &m->labels,
                            (struct entry){(int64_t)i, names->names[order[i]].text, m->bins->name_tokens[order[i]]});
        }
        cw_free(order);
        return CW_OK;
}

static cw_status
tell_unknown(const struct merging *m, struct cw_error *err)
{
        const struct unknown *u = &m->unknown;
        char what[320], more[64] = "";
        if (u->name != NULL)
                snprintf(what, sizeof(what), "label \"%.200s\"", u->name);
        else
                snprintf(what, sizeof(what), "label id %lld", (long long)u->id);
        if (u->n_labels > 1)
                snprintf(more, sizeof(more), " (and %llu more such labels)", (unsigned long long)(u->n_labels - 1));
        char where[40] = "";
        if (u->first.unit != NULL && !u->first.flat)
                snprintf(where, sizeof(where), "position %llu: ", (unsigned long long)u->first.place.position + 1);
        unsigned long long tokens = u->tokens;
        const char *not_known = m->rules->map != NULL ? "is not in the label map" : "is below 0 and not ignored";
        char mend[96] = "add it to the label map, or use --unknown count or ignore";
        if (u->name == NULL && u->id == -100)
                snprintf(mend, sizeof(mend), "use --ignore -100 if it marks tokens without a label");
        else if (u->name == NULL && u->id < 0)
                snprintf(mend, sizeof(mend), "use --ignore -100,%lld if it marks tokens without a label",
                         (long long)u->id);
        cw_status status = cw_fail(err, CW_E_DATA, "%s%s %s; %llu token%s it%s; %s", where, what, not_known, tokens,
                                   tokens == 1 ? " has" : "s have", more, mend);
        if (u->first.shard != UINT64_MAX)
                m->rules->locate(m->rules->user, err, u->first);
        return status;
}

static int
compare_entries(const void *pa, const void *pb)
{
        const struct entry *a = pa, *b = pb;
        return a->id == b->id ? 0 : a->id < b->id ? -1 : 1;
}

/* Sorts by id and adds up what has the same id. */
static void
settle(struct entries *e)
{
        if (e->n > 1)
                qsort(e->items, e->n, sizeof(*e->items), compare_entries);
        size_t n = 0;
        for (size_t i = 0; i < e->n; i++) {
                if (n > 0 && e->items[n - 1].id == e->items[i].id) {
                        e->items[n - 1].tokens += e->items[i].tokens;
                        if (e->items[n - 1].name == NULL)
                                e->items[n - 1].name = e->items[i].name;
                } else {
                        e->items[n++] = e->items[i];
                }
        }
        e->n = n;
}

static cw_status
to_rows(const struct entries *e, bool with_names, struct cw_count_row **rows_ret, size_t *n_ret, uint64_t *sum,
        struct cw_error *err)
{
        struct cw_count_row *rows = cw_calloc(e->n, sizeof(*rows));
        *rows_ret = rows;
        if (rows == NULL)
                return cw_fail_memory(err, e->n * sizeof(*rows));
        for (size_t i = 0; i < e->n; i++) {
                rows[i] = (struct cw_count_row){.id = e->items[i].id, .tokens = e->items[i].tokens};
                *n_ret = i + 1;
                if (with_names && e->items[i].name != NULL) {
                        rows[i].name = cw_strdup(e->items[i].name);
                        if (rows[i].name == NULL)
                                return cw_fail_memory(err, strlen(e->items[i].name));
                }
                *sum += e->items[i].tokens;
        }
        return CW_OK;
}

/* Under CW_UNKNOWN_COUNT: unknown ids stay, unknown names get the ids after the map's that are free, in the order of
 * the names, as they come. */
static void
count_unknown(struct merging *m)
{
        for (size_t i = 0; i < m->odd.n; i++) {
                if (m->odd.items[i].name == NULL)
                        put(m, &m->labels, m->odd.items[i]);
        }
        settle(&m->labels);
        const size_t n_taken = m->labels.n;
        int64_t next = m->rules->map == NULL ? 0 : (int64_t)m->rules->map->n;
        for (size_t i = 0, at = 0; i < m->odd.n; i++) {
                struct entry e = m->odd.items[i];
                if (e.name == NULL)
                        continue;
                for (; at < n_taken && m->labels.items[at].id <= next; at++)
                        next += m->labels.items[at].id == next;
                e.id = next++;
                put(m, &m->labels, e);
        }
}

/* All of the map is in the result, seen or not, ignored or not: a hole would part the names from their ids when the
 * result is read again. */
static void
put_map(struct merging *m)
{
        for (size_t i = 0; m->rules->map != NULL && i < m->rules->map->n; i++)
                put(m, &m->labels, (struct entry){(int64_t)i, m->rules->map->names[i], 0});
}

/* At the first name: ids are told from names there at the latest. */
static cw_status
tell_mixed(const struct merging *m, struct cw_error *err)
{
        struct unknown first = {.any = false};
        for (size_t i = 0; i < m->bins->names.n; i++) {
                if (comes_first(&first, m->bins->name_first[i], INT64_MAX))
                        first = (struct unknown){.any = true, .first = m->bins->name_first[i], .id = INT64_MAX};
        }
        cw_status status = cw_fail(err, CW_E_DATA,
                                   "here labels are names, elsewhere in the data they are ids; give the label map that "
                                   "ties them together with --labels");
        m->rules->locate(m->rules->user, err, first.first);
        return status;
}

static cw_status
sort_all(struct merging *m, struct cw_error *err)
{
        put_map(m);
        cw_histogram_each(&m->bins->ids, sort_id, m);
        if (m->bins->names.n > 0 && m->rules->map == NULL && m->labels.n + m->odd.n > 0)
                return tell_mixed(m, err);
        CW_TRY(sort_names(m, err));
        settle(&m->ignored);
        if (m->unknown.any && m->rules->unknown == CW_UNKNOWN_ERROR)
                return tell_unknown(m, err);
        if (m->rules->unknown == CW_UNKNOWN_COUNT)
                count_unknown(m);
        settle(&m->labels);
        return m->failed ? cw_fail_memory(err, m->labels.cap * sizeof(struct entry)) : CW_OK;
}

cw_status
cw_merge(const struct cw_bins *bins, const struct cw_merge_rules *rules, struct cw_counts **counts_ret,
         struct cw_error *err)
{
        struct merging m = {.bins = bins, .rules = rules};
        cw_status status = CW_OK;
        struct cw_counts *c = cw_calloc(1, sizeof(*c));
        if (c == NULL)
                return cw_fail_memory(err, sizeof(*c));
        CW_TRY_GOTO(sort_all(&m, err));
        CW_TRY_GOTO(to_rows(&m.labels, true, &c->labels, &c->n_labels, &c->totals.tokens, err));
        CW_TRY_GOTO(to_rows(&m.ignored, false, &c->ignored, &c->n_ignored, &c->totals.ignored, err));
        for (size_t i = 0; rules->unknown == CW_UNKNOWN_IGNORE && i < m.odd.n; i++)
                c->totals.unknown += m.odd.items[i].tokens;
        c->labels_were_text = bins->names.n > 0;
        c->ids_from_names = rules->map == NULL && bins->names.n > 0;
        c->totals.sequences = bins->sequences;
        c->totals.rows_skipped = bins->rows_skipped;
        status = cw_by_sequence_fill(&bins->by_sequence, rules->presence, rules->pairs, c, err);
done:
        cw_free(m.labels.items);
        cw_free(m.ignored.items);
        cw_free(m.odd.items);
        if (status != CW_OK)
                cw_counts_free(&c);
        *counts_ret = c;
        return status;
}
