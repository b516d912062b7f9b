/* SPDX-License-Identifier: MIT */
/*
 * Analysers for a run, and their sums.  Labels are found by name where the data had names, else by id, as the merge
 * finds them; what the merge left out is not there, and is not filled.
 */
#include "presence.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

cw_status
cw_presence_begin(const struct cw_settings *s, struct cw_presence_run *p, struct cw_error *err)
{
        const size_t n = (size_t)s->options.n_threads;
        *p = (struct cw_presence_run){0};
        p->presence = s->options.presence != CW_PRESENCE_NO;
        p->spans = s->options.spans;
        if (!p->presence && !p->spans)
                return CW_OK;
        p->analysers = cw_calloc(n, sizeof(*p->analysers));
        p->collectors = cw_calloc(n, sizeof(*p->collectors));
        if (p->analysers == NULL || p->collectors == NULL)
                return cw_fail_memory(err, n * sizeof(*p->analysers));
        p->n = n;
        for (size_t i = 0; i < n; i++) {
                p->analysers[i].rules = (struct cw_sequence_rules){s->all_ignored, s->n_all_ignored, s->map,
                                                                   s->options.unknown == CW_UNKNOWN_IGNORE};
                p->collectors[i] = cw_sequences_collector(&p->analysers[i]);
                p->collectors[i].needs_counted = s->options.presence == CW_PRESENCE_COUNT;
                p->collectors[i].needs_order = s->options.spans;
                p->analysers[i].pairs.wanted = s->options.spans;
        }
        return CW_OK;
}

cw_status
cw_presence_status(const struct cw_presence_run *p, struct cw_error *err)
{
        for (size_t i = 0; i < p->n; i++) {
                if (p->collectors[i].status != CW_OK)
                        return cw_fail(err, p->collectors[i].status, "out of memory while counting by sequence");
        }
        return CW_OK;
}

/* ---- filling -------------------------------------------------------------------------------------------------- */

/* The rows by name. */
struct names {
        struct cw_intern table;
        size_t *row; /* of each number */
};

static cw_status
take_names(const struct cw_counts *c, struct names *names, struct cw_error *err)
{
        names->row = cw_malloc(c->n_labels * sizeof(*names->row));
        if (names->row == NULL)
                return cw_fail_memory(err, c->n_labels * sizeof(*names->row));
        for (size_t i = 0; i < c->n_labels; i++) {
                const char *name = c->labels[i].name;
                if (name == NULL)
                        continue;
                const uint32_t number = cw_intern_add(&names->table, name, strlen(name));
                if (number == UINT32_MAX)
                        return cw_fail_memory(err, strlen(name));
                names->row[number] = i;
        }
        return CW_OK;
}

static struct cw_count_row *
row_of_id(const struct cw_counts *c, int64_t id)
{
        size_t from = 0, to = c->n_labels;
        while (from < to) {
                const size_t middle = from + (to - from) / 2;
                if (c->labels[middle].id < id)
                        from = middle + 1;
                else
                        to = middle;
        }
        return from < c->n_labels && c->labels[from].id == id ? &c->labels[from] : NULL;
}

static struct cw_count_row *
row_of_name(const struct cw_counts *c, const struct names *names, const struct cw_sequence_label *label)
{
        const uint32_t number = cw_intern_find(&names->table, label->name, label->nbytes);
        return number == UINT32_MAX ? NULL : &c->labels[names->row[number]];
}

static struct cw_count_row *
row_of(const struct cw_counts *c, const struct names *names, const struct cw_sequence_label *label)
{
        return label->name != NULL ? row_of_name(c, names, label) : row_of_id(c, label->id);
}

static void
add_labels(const struct cw_counts *c, const struct names *names, const struct cw_sequence_labels *labels)
{
        for (size_t i = 0; i < labels->n; i++) {
                const struct cw_sequence_label *label = &labels->items[i];
                struct cw_count_row *row = row_of(c, names, label);
                if (row == NULL)
                        continue;
                c->presence[row - c->labels].around += label->all.around;
                c->presence[row - c->labels].sequences += label->all.sequences;
        }
}

/* ---- pairs ---------------------------------------------------------------------------------------------------- */

static int
compare_pairs(const void *pa, const void *pb)
{
        const struct cw_label_pair *a = pa, *b = pb;
        if (a->from != b->from)
                return a->from < b->from ? -1 : 1;
        return a->to == b->to ? 0 : a->to < b->to ? -1 : 1;
}

/* The row of a side of a pair: -1 for the border, -2 for a label that is not in the result. */
static ptrdiff_t
side_of(const struct cw_counts *c, const struct names *names, const struct cw_sequences *s, uint32_t side)
{
        if (side == 0)
                return -1;
        const struct cw_count_row *row = row_of(c, names, cw_sequence_label_of(s, side - 1));
        return row == NULL ? -2 : row - c->labels;
}

static void
add_pairs(struct cw_counts *c, const struct names *names, const struct cw_sequences *s)
{
        for (size_t i = 0; i < s->pairs.n; i++) {
                const struct cw_sequence_pair *pair = &s->pairs.items[i];
                const ptrdiff_t from = side_of(c, names, s, pair->from), to = side_of(c, names, s, pair->to);
                if (pair->all > 0 && from > -2 && to > -2)
                        c->pairs[c->n_pairs++] = (struct cw_label_pair){from, to, pair->all};
        }
}

/* Sorted, and those of several analysers added up. */
static void
settle_pairs(struct cw_counts *c)
{
        size_t n = 0;
        qsort(c->pairs, c->n_pairs, sizeof(*c->pairs), compare_pairs);
        for (size_t i = 0; i < c->n_pairs; i++) {
                if (n > 0 && compare_pairs(&c->pairs[n - 1], &c->pairs[i]) == 0)
                        c->pairs[n - 1].n += c->pairs[i].n;
                else
                        c->pairs[n++] = c->pairs[i];
        }
        c->n_pairs = n;
}

static cw_status
fill_pairs(const struct cw_presence_run *p, const struct names *names, struct cw_counts *c, struct cw_error *err)
{
        size_t n = 0;
        for (size_t i = 0; i < p->n; i++) {
                n += p->analysers[i].pairs.n;
                if (p->analysers[i].pairs.too_many)
                        return cw_fail(err, CW_E_LIMIT,
                                       "more than %d pairs of labels follow each other: too many for --spans",
                                       (int)CW_LABELS_MOST);
        }
        c->pairs = cw_malloc(n * sizeof(*c->pairs));
        if (c->pairs == NULL)
                return cw_fail_memory(err, n * sizeof(*c->pairs));
        for (size_t i = 0; i < p->n; i++)
                add_pairs(c, names, &p->analysers[i]);
        settle_pairs(c);
        return CW_OK;
}

cw_status
cw_presence_fill(const struct cw_presence_run *p, struct cw_counts *counts, struct cw_error *err)
{
        struct names names = {.row = NULL};
        cw_status status = CW_OK;
        bool missing = false;
        for (size_t i = 0; i < p->n; i++)
                missing |= p->analysers[i].missing;
        if (p->n == 0)
                return CW_OK;
        CW_TRY_GOTO(take_names(counts, &names, err));
        if (p->spans)
                CW_TRY_GOTO(fill_pairs(p, &names, counts, err));
        if (!p->presence || missing)
                goto done;
        counts->presence = cw_calloc(counts->n_labels, sizeof(*counts->presence));
        if (counts->presence == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, counts->n_labels * sizeof(*counts->presence)));
        for (size_t i = 0; i < p->n; i++) {
                add_labels(counts, &names, &p->analysers[i].ids);
                add_labels(counts, &names, &p->analysers[i].names);
        }
done:
        cw_intern_free(&names.table);
        cw_free(names.row);
        return status;
}

void
cw_presence_free(struct cw_presence_run *p)
{
        for (size_t i = 0; i < p->n; i++)
                cw_sequences_free(&p->analysers[i]);
        cw_free(p->analysers);
        cw_free(p->collectors);
        *p = (struct cw_presence_run){0};
}
