/* SPDX-License-Identifier: MIT */
/*
 * Pieces by labels.
 */
#include "growth_pieces.h"

#include "base/memory.h"

#include <assert.h>

/* Granule `at`, whose entries are put behind n_used others; how many there are then. */
static size_t
take_granule(const struct cw_granules *g, size_t at, struct cw_growth_store *store, size_t n_used)
{
        struct cw_growth_pieces *pieces = &store->pieces;
        const struct cw_granule *from = &g->items[at];
        struct cw_growth_piece piece = {.entries = store->entries + n_used, .shard = g->shards[at << g->level]};
        for (size_t i = 0; i < from->n; i++) {
                const struct cw_granule_entry *e = &from->entries[i];
                store->entries[n_used++] = (struct cw_piece_entry){(size_t)e->key, e->tokens, e->around};
                piece.tokens += e->tokens;
        }
        piece.n = from->n;
        if (piece.n > 0)
                pieces->items[pieces->n++] = piece;
        pieces->tokens += piece.tokens;
        return n_used;
}

cw_status
cw_growth_store_make(struct cw_granules *g, const struct cw_counts *c, struct cw_growth_store *store,
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
        for (size_t i = 0, n = 0; status == CW_OK && i < n_items; i++) {
                cw_granule_by_label(&g->items[i], &g->names, &index);
                n = take_granule(g, i, store, n);
        }
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
