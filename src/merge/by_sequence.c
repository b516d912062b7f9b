/* SPDX-License-Identifier: MIT */
/*
 * Sums by sequence into the rows of a result.  Labels are found by name where the data had names, else by id, as the merge
 * finds them; what the merge left out is not there, and is not filled.
 */
#include "merge/by_sequence.h"

#include "base/memory.h"
#include "merge/row_index.h"

#include <stdlib.h>
#include <string.h>

static const struct cw_count_row *
row_of(const struct cw_row_index *index, const struct cw_sequence_label *label)
{
        const struct cw_counts *c = index->counts;
        return label->name != NULL ? cw_row_by_name(index, label->name, label->nbytes)
                                   : cw_row_by_id(c->labels, c->n_labels, label->id);
}

static cw_status
fill_presence(const struct cw_sequence_sums *s, const struct cw_row_index *index, struct cw_counts *c,
              struct cw_error *err)
{
        c->presence = cw_calloc(c->n_labels, sizeof(*c->presence));
        if (c->presence == NULL)
                return cw_fail_memory(err, c->n_labels * sizeof(*c->presence));
        for (size_t i = 0; i < s->n_touched; i++) {
                const struct cw_sequence_label *label = cw_sequence_label_of(s, s->touched[i]);
                const struct cw_count_row *row = row_of(index, label);
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
side_of(const struct cw_counts *c, const struct cw_row_index *index, const struct cw_sequence_sums *s, uint32_t side)
{
        if (side == 0)
                return -1;
        const struct cw_count_row *row = row_of(index, cw_sequence_label_of(s, side - 1));
        return row == NULL ? -2 : row - c->labels;
}

static void
add_pairs(struct cw_counts *c, const struct cw_row_index *index, const struct cw_sequence_sums *s)
{
        for (size_t i = 0; i < s->pairs.n; i++) {
                const struct cw_sequence_pair *pair = &s->pairs.items[i];
                const ptrdiff_t from = side_of(c, index, s, pair->from), to = side_of(c, index, s, pair->to);
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
fill_pairs(const struct cw_sequence_sums *s, const struct cw_row_index *index, struct cw_counts *c,
           struct cw_error *err)
{
        if (s->pairs.too_many)
                return cw_fail(err, CW_E_LIMIT, "more than %d pairs of labels follow each other: too many for --spans",
                               (int)CW_LABELS_MOST);
        c->pairs = cw_calloc(s->pairs.n, sizeof(*c->pairs));
        if (c->pairs == NULL)
                return cw_fail_memory(err, s->pairs.n * sizeof(*c->pairs));
        add_pairs(c, index, s);
        settle_pairs(c);
        return CW_OK;
}

cw_status
cw_by_sequence_fill(const struct cw_sequence_sums *sums, bool presence, bool pairs, struct cw_counts *counts,
                    struct cw_error *err)
{
        struct cw_row_index index;
        cw_status status = CW_OK;
        if (!presence && !pairs)
                return CW_OK;
        CW_TRY_GOTO(cw_row_index_make(counts, &index, err));
        if (pairs)
                CW_TRY_GOTO(fill_pairs(sums, &index, counts, err));
        if (presence && !sums->missing)
                CW_TRY_GOTO(fill_presence(sums, &index, counts, err));
done:
        cw_row_index_free(&index);
        return status;
}
