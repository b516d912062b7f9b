/* SPDX-License-Identifier: MIT */
/*
 * Sums by sequence into the rows of a result.  Labels are found by name where the data had names, else by id, as the merge
 * finds them; what the merge left out is not there, and is not filled.
 */
#include "merge/by_sequence.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

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

static cw_status
fill_presence(const struct cw_sequence_sums *s, const struct names *names, struct cw_counts *c, struct cw_error *err)
{
        c->presence = cw_calloc(c->n_labels, sizeof(*c->presence));
        if (c->presence == NULL)
                return cw_fail_memory(err, c->n_labels * sizeof(*c->presence));
        for (size_t i = 0; i < s->n_touched; i++) {
                const struct cw_sequence_label *label = cw_sequence_label_of(s, s->touched[i]);
                const struct cw_count_row *row = row_of(c, names, label);
                if (row == NULL)
                        continue;
                c->presence[row - c->labels].around += label->sum.around;
                c->presence[row - c->labels].sequences += label->sum.sequences;
        }
        return CW_OK;
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
side_of(const struct cw_counts *c, const struct names *names, const struct cw_sequence_sums *s, uint32_t side)
{
        if (side == 0)
                return -1;
        const struct cw_count_row *row = row_of(c, names, cw_sequence_label_of(s, side - 1));
        return row == NULL ? -2 : row - c->labels;
}

static void
add_pairs(struct cw_counts *c, const struct names *names, const struct cw_sequence_sums *s)
{
        for (size_t i = 0; i < s->pairs.n; i++) {
                const struct cw_sequence_pair *pair = &s->pairs.items[i];
                const ptrdiff_t from = side_of(c, names, s, pair->from), to = side_of(c, names, s, pair->to);
                if (pair->n > 0 && from > -2 && to > -2)
                        c->pairs[c->n_pairs++] = (struct cw_label_pair){from, to, pair->n};
        }
}

/* Sorted, each once: one label may have come as text and as an id. */
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
fill_pairs(const struct cw_sequence_sums *s, const struct names *names, struct cw_counts *c, struct cw_error *err)
{
        if (s->pairs.too_many)
                return cw_fail(err, CW_E_LIMIT, "more than %d pairs of labels follow each other: too many for --spans",
                               (int)CW_LABELS_MOST);
        c->pairs = cw_calloc(s->pairs.n, sizeof(*c->pairs));
        if (c->pairs == NULL)
                return cw_fail_memory(err, s->pairs.n * sizeof(*c->pairs));
        add_pairs(c, names, s);
        settle_pairs(c);
        return CW_OK;
}

cw_status
cw_by_sequence_fill(const struct cw_sequence_sums *sums, bool presence, bool pairs, struct cw_counts *counts,
                    struct cw_error *err)
{
        struct names names = {.row = NULL};
        cw_status status = CW_OK;
        if (!presence && !pairs)
                return CW_OK;
        CW_TRY_GOTO(take_names(counts, &names, err));
        if (pairs)
                CW_TRY_GOTO(fill_pairs(sums, &names, counts, err));
        if (presence && !sums->missing)
                CW_TRY_GOTO(fill_presence(sums, &names, counts, err));
done:
        cw_intern_free(&names.table);
        cw_free(names.row);
        return status;
}
