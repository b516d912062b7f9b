/* SPDX-License-Identifier: MIT */
/*
 * The plan of the granules, and one shard on its way through them.
 */
#include "granules.h"

#include "base/memory.h"

#include <stdlib.h>

/* ---- the plan ----------------------------------------------------------------------------------------------- */

static int
compare_positions(const void *pa, const void *pb)
{
        const uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;
        return (a > b) - (a < b);
}

static void
put_granule(struct cw_granules *g, uint64_t start, uint64_t ordinal)
{
        g->starts[g->n] = start;
        g->shards[g->n++] = ordinal;
}

/* Walks shards and borders side by side. */
static void
lay_out(struct cw_granules *g, const uint64_t *borders, size_t n_borders)
{
        const struct cw_inputs *in = g->inputs;
        const size_t together = (in->n + CW_GRANULE_SHARDS_MOST - 1) / CW_GRANULE_SHARDS_MOST;
        uint64_t at = 0;
        size_t next = 0;
        bool fresh = true; /* behind a pipe no granule goes on */
        g->shared = together > 1;
        for (size_t i = 0; i < in->n; i++) {
                const bool pipe = cw_input_is_pipe(&in->items[i]);
                while (next < n_borders && borders[next] <= at)
                        next++;
                if (fresh || pipe || i % together == 0)
                        put_granule(g, at, i);
                fresh = pipe;
                g->bases[i] = at;
                g->firsts[i] = g->n - 1;
                for (int k = 1; pipe && k < CW_GRANULE_PIPE_MOST; k++)
                        put_granule(g, at, i);
                at += in->items[i].nbytes;
                for (; next < n_borders && borders[next] < at; next++)
                        if (borders[next] > g->starts[g->n - 1])
                                put_granule(g, borders[next], i);
        }
}

cw_status
cw_granules_init(struct cw_granules *g, const struct cw_inputs *inputs, uint64_t *borders, size_t n_borders,
                 struct cw_error *err)
{
        size_t most = inputs->n + n_borders;
        *g = (struct cw_granules){.inputs = inputs};
        cw_lock_init(&g->lock);
        for (size_t i = 0; i < inputs->n; i++)
                most += cw_input_is_pipe(&inputs->items[i]) ? CW_GRANULE_PIPE_MOST : 0;
        g->starts = cw_calloc(most, sizeof(*g->starts));
        g->shards = cw_calloc(most, sizeof(*g->shards));
        g->bases = cw_calloc(inputs->n, sizeof(*g->bases));
        g->firsts = cw_calloc(inputs->n, sizeof(*g->firsts));
        g->items = cw_calloc(most, sizeof(*g->items));
        if (g->starts == NULL || g->shards == NULL || g->bases == NULL || g->firsts == NULL || g->items == NULL) {
                cw_granules_free(g);
                return cw_fail_memory(err, most * sizeof(*g->items));
        }
        if (n_borders > 1)
                qsort(borders, n_borders, sizeof(*borders), compare_positions);
        lay_out(g, borders, n_borders);
        return CW_OK;
}

static void
free_items(struct cw_granule *items, size_t n)
{
        for (size_t i = 0; items != NULL && i < n; i++)
                cw_free(items[i].entries);
        cw_free(items);
}

void
cw_granules_free(struct cw_granules *g)
{
        free_items(g->items, g->n);
        cw_intern_free(&g->names);
        cw_free(g->starts);
        cw_free(g->shards);
        cw_free(g->bases);
        cw_free(g->firsts);
        cw_lock_destroy(&g->lock);
        *g = (struct cw_granules){0};
}

/* ---- fewer granules ------------------------------------------------------------------------------------------ */

/* Joins neighbours, pair by pair: items[i] of n becomes items[i / 2]. */
static cw_status
join_pairs(struct cw_granule *items, size_t n, size_t *n_entries_ref, struct cw_error *err)
{
        for (size_t i = 0; i < n; i += 2) {
                struct cw_granule first = items[i], second = {0};
                if (i + 1 < n)
                        second = items[i + 1];
                if (n_entries_ref != NULL)
                        *n_entries_ref -= second.n;
                items[i] = (struct cw_granule){0};
                if (i + 1 < n)
                        items[i + 1] = (struct cw_granule){0};
                const cw_status status = cw_granule_add(&first, &second, n_entries_ref, err);
                cw_free(second.entries);
                items[i / 2] = first;
                if (status != CW_OK)
                        return status; /* the run ends; what is left of the items can be freed */
        }
        return CW_OK;
}

/* ---- one shard ---------------------------------------------------------------------------------------------- */

void
cw_track_drop(struct cw_track *t)
{
        free_items(t->pieces, t->n_pieces);
        cw_free(t->turns);
        if (t->to != NULL)
                cw_lock_destroy(&t->lock);
        *t = (struct cw_track){0};
}

/* The last granule that begins at `position` or before. */
static size_t
find_granule(const struct cw_granules *g, uint64_t position)
{
        size_t from = 0, to = g->n;
        while (to - from > 1) {
                const size_t middle = from + (to - from) / 2;
                if (g->starts[middle] <= position)
                        from = middle;
                else
                        to = middle;
        }
        return from;
}

cw_status
cw_track_begin(struct cw_track *t, struct cw_granules *to, uint64_t ordinal, struct cw_error *err)
{
        const struct cw_input *input = &to->inputs->items[ordinal];
        *t = (struct cw_track){.to = to, .base = to->bases[ordinal], .first = to->firsts[ordinal]};
        cw_lock_init(&t->lock);
        t->size = input->nbytes;
        t->n_pieces = 1;
        if (cw_input_is_pipe(input)) {
                t->width = 1 << 20;
                t->n_pieces = CW_GRANULE_PIPE_MOST;
        } else if (t->size > 0) {
                t->n_pieces = find_granule(to, t->base + t->size - 1) - t->first + 1;
        }
        t->pieces = cw_calloc(t->n_pieces, sizeof(*t->pieces));
        return t->pieces == NULL ? cw_fail_memory(err, t->n_pieces * sizeof(*t->pieces)) : CW_OK;
}

/* A pipe that goes on: pieces twice as wide. */
static cw_status
widen(struct cw_track *t, struct cw_error *err)
{
        size_t kept = 0;
        CW_TRY(join_pairs(t->pieces, t->n_pieces, NULL, err));
        t->width *= 2;
        t->level++;
        for (size_t i = 0; i < t->n_turns; i++) {
                t->turns[i].piece /= 2;
                if (kept == 0 || t->turns[kept - 1].piece != t->turns[i].piece)
                        t->turns[kept++] = t->turns[i];
        }
        t->n_turns = kept;
        return CW_OK;
}

static cw_status
place_block(struct cw_track *t, uint64_t seq, uint64_t offset, struct cw_piece *piece_ret, struct cw_error *err)
{
        size_t piece = 0;
        if (t->width > 0) {
                while (offset / t->width >= t->n_pieces)
                        CW_TRY(widen(t, err));
                piece = (size_t)(offset / t->width);
        } else if (t->n_pieces > 1) {
                /* Offsets may pass the size where a format counts them in decoded bytes. */
                piece = find_granule(t->to, t->base + (offset < t->size ? offset : t->size - 1)) - t->first;
        }
        /* Nor need they ascend, as in a file whose row groups were shuffled; granules must. */
        if (t->n_turns > 0 && piece < t->turns[t->n_turns - 1].piece)
                piece = t->turns[t->n_turns - 1].piece;
        if (t->n_turns == 0 || piece != t->turns[t->n_turns - 1].piece) {
                if (!cw_grow(&t->turns, &t->turns_cap, t->n_turns + 1, sizeof(*t->turns)))
                        return cw_fail_memory(err, (t->n_turns + 1) * sizeof(*t->turns));
                t->turns[t->n_turns++] = (struct cw_turn){seq, piece};
        }
        *piece_ret = (struct cw_piece){piece, t->level};
        return CW_OK;
}

cw_status
cw_track_block(struct cw_track *t, uint64_t seq, uint64_t offset, struct cw_piece *piece_ret, struct cw_error *err)
{
        cw_lock_take(&t->lock);
        const cw_status status = place_block(t, seq, offset, piece_ret, err);
        cw_lock_give(&t->lock);
        return status;
}

struct cw_piece
cw_track_piece_of(struct cw_track *t, uint64_t seq)
{
        cw_lock_take(&t->lock);
        size_t i = t->n_turns;
        while (i > 1 && t->turns[i - 1].seq > seq)
                i--;
        const struct cw_piece piece = {i == 0 ? 0 : t->turns[i - 1].piece, t->level};
        cw_lock_give(&t->lock);
        return piece;
}

static size_t
number_now(const struct cw_track *t, struct cw_piece piece)
{
        return piece.number >> (t->level - piece.level);
}

bool
cw_track_same(struct cw_track *t, struct cw_piece a, struct cw_piece b)
{
        cw_lock_take(&t->lock);
        const bool same = number_now(t, a) == number_now(t, b);
        cw_lock_give(&t->lock);
        return same;
}

/* `counts`, to its piece; they are freed. */
static cw_status
put_counts(struct cw_track *t, struct cw_piece piece, struct cw_granule *counts, struct cw_error *err)
{
        cw_lock_take(&t->lock);
        const cw_status status = cw_granule_add(&t->pieces[number_now(t, piece)], counts, NULL, err);
        cw_lock_give(&t->lock);
        cw_free(counts->entries);
        return status;
}

static struct cw_granule_names
names_of(const struct cw_track *t)
{
        return (struct cw_granule_names){&t->to->names, &t->to->lock};
}

cw_status
cw_track_add(struct cw_track *t, struct cw_piece piece, const struct cw_tally *tally, const struct cw_label_map *names,
             const struct cw_sequence_sums *sums, struct cw_error *err)
{
        struct cw_granule counts;
        CW_TRY(cw_granule_take(tally, names, sums, names_of(t), &counts, err));
        return put_counts(t, piece, &counts, err);
}

cw_status
cw_track_credit(struct cw_track *t, struct cw_piece piece, const struct cw_sequence_label *label, uint64_t around)
{
        struct cw_granule counts;
        CW_TRY(cw_granule_take_label(label, around, names_of(t), &counts, NULL));
        return put_counts(t, piece, &counts, NULL);
}

static cw_status
join_whole(struct cw_granules *g, size_t granule, const struct cw_granule *piece, struct cw_error *err)
{
        CW_TRY(cw_granule_add(&g->items[granule >> g->level], piece, &g->n_entries, err));
        while (g->n_entries > CW_GRANULE_ENTRIES_MOST && (g->n >> g->level) > 1) {
                CW_TRY(join_pairs(g->items, ((g->n - 1) >> g->level) + 1, &g->n_entries, err));
                g->level++;
        }
        return CW_OK;
}

cw_status
cw_track_end(struct cw_track *t, struct cw_error *err)
{
        cw_status status = CW_OK;
        cw_lock_take(&t->to->lock);
        for (size_t i = 0; status == CW_OK && i < t->n_pieces; i++)
                status = join_whole(t->to, t->first + i, &t->pieces[i], err);
        cw_lock_give(&t->to->lock);
        return status;
}
