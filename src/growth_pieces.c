/* SPDX-License-Identifier: MIT */
/*
 * Pieces by labels.
 */
#include "growth_pieces.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>

/* A label of the map that is ignored has a row, and no tokens in it. */
const struct cw_count_row *
cw_granule_row(const struct cw_row_index *index, const struct cw_intern *names, const struct cw_granule_entry *e)
{
        const struct cw_counts *c = index->counts;
        const struct cw_count_row *row =
                e->named ? cw_row_by_name(index, names->names[e->key].text, names->names[e->key].nbytes)
                         : cw_row_by_id(c->labels, c->n_labels, e->key);
        return row != NULL && row->tokens > 0 && cw_row_by_id(c->ignored, c->n_ignored, row->id) == NULL ? row : NULL;
}

static int
compare_entries(const void *pa, const void *pb)
{
        const struct cw_piece_entry *a = pa, *b = pb;
        return (a->label > b->label) - (a->label < b->label);
}

/* One label may have come as text and as an id. */
static size_t
settle(struct cw_piece_entry *entries, size_t n)
{
        size_t kept = 0;
        if (n > 1)
                qsort(entries, n, sizeof(*entries), compare_entries);
        for (size_t i = 0; i < n; i++) {
                if (kept == 0 || entries[kept - 1].label != entries[i].label) {
                        entries[kept++] = entries[i];
                        continue;
                }
                entries[kept - 1].tokens += entries[i].tokens;
                entries[kept - 1].around += entries[i].around;
        }
        return kept;
}

static size_t
take_granule(const struct cw_granules *g, const struct cw_row_index *index, size_t at, struct cw_growth_store *store,
             size_t n_used)
{
        struct cw_growth_pieces *pieces = &store->pieces;
        struct cw_growth_piece piece = {.entries = store->entries + n_used, .shard = g->shards[at << g->level]};
        for (size_t k = 0; k < g->items[at].n; k++) {
                const struct cw_count_row *row = cw_granule_row(index, &g->names, &g->items[at].entries[k]);
                if (row == NULL)
                        continue;
                const struct cw_granule_entry *e = &g->items[at].entries[k];
                store->entries[n_used + piece.n++] =
                        (struct cw_piece_entry){(size_t)(row - index->counts->labels), e->tokens, e->around};
                piece.tokens += e->tokens;
        }
        piece.n = settle(store->entries + n_used, piece.n);
        if (piece.n > 0)
                pieces->items[pieces->n++] = piece;
        pieces->tokens += piece.tokens;
        return n_used + piece.n;
}

cw_status
cw_growth_store_make(const struct cw_granules *g, const struct cw_counts *c, struct cw_growth_store *store,
                     struct cw_error *err)
{
        struct cw_row_index index;
        const size_t n_items = g->n == 0 ? 0 : ((g->n - 1) >> g->level) + 1;
        *store = (struct cw_growth_store){.pieces.n_labels = c->n_labels};
        cw_status status = cw_row_index_make(c, &index, err);
        store->entries = cw_calloc(g->n_entries, sizeof(*store->entries));
        store->pieces.items = cw_calloc(n_items, sizeof(*store->pieces.items));
        if (store->entries == NULL || store->pieces.items == NULL)
                status = cw_fail_memory(err, g->n_entries * sizeof(*store->entries));
        for (size_t i = 0, n = 0; status == CW_OK && i < n_items; i++)
                n = take_granule(g, &index, i, store, n);
        cw_row_index_free(&index);
        assert(status != CW_OK || store->pieces.tokens == c->totals.tokens);
        return status;
}

void
cw_growth_store_free(struct cw_growth_store *store)
{
        cw_free(store->pieces.items);
        cw_free(store->entries);
        *store = (struct cw_growth_store){0};
}
