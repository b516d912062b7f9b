/* SPDX-License-Identifier: MIT */
/*
 * Orders of pieces, and the borders in them.
 */
#include "weigh/growth_path.h"

#include "base/memory.h"

#include <math.h>

void
cw_path_in_order(size_t *order, size_t n)
{
        for (size_t i = 0; i < n; i++)
                order[i] = i;
}

static uint64_t
next_random(uint64_t *state)
{
        uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
        return z ^ (z >> 31);
}

/* 0 .. n-1, each as likely: what would favour some is drawn again. */
static size_t
draw_below(uint64_t *state, size_t n)
{
        const uint64_t least = (0 - (uint64_t)n) % n;
        uint64_t z;
        do
                z = next_random(state);
        while (z < least);
        return (size_t)(z % n);
}

static bool
begins_unit(const struct cw_growth_pieces *p, bool by_shard, size_t i)
{
        return i == 0 || !by_shard || p->items[i].shard != p->items[i - 1].shard;
}

cw_status
cw_path_shuffle(const struct cw_growth_pieces *p, bool by_shard, uint64_t seed, uint64_t number, size_t *order,
                struct cw_error *err)
{
        size_t *units = cw_malloc(p->n * sizeof(*units)); /* the first piece of each */
        size_t n_units = 0, to = 0;
        if (units == NULL)
                return cw_fail_memory(err, p->n * sizeof(*units));
        uint64_t state = seed * UINT64_C(0xD1342543DE82EF95) + number;
        state = next_random(&state); /* neighbouring seeds start far apart */
        for (size_t i = 0; i < p->n; i++)
                if (begins_unit(p, by_shard, i))
                        units[n_units++] = i;
        for (size_t left = n_units; left > 0; left--) {
                const size_t drawn = draw_below(&state, left), first = units[drawn];
                units[drawn] = units[left - 1];
                size_t i = first;
                do
                        order[to++] = i++;
                while (i < p->n && !begins_unit(p, by_shard, i));
        }
        cw_free(units);
        return CW_OK;
}

void
cw_path_borders(const struct cw_growth_pieces *p, const size_t *order, const double *wanted, size_t n_wanted,
                size_t *borders_ret)
{
        size_t at = 1;
        double before = 0, here = p->n == 0 ? 0 : (double)p->items[order[0]].tokens;
        for (size_t i = 0; i < n_wanted; i++) {
                while (at < p->n && here < wanted[i]) {
                        before = here;
                        here += (double)p->items[order[at++]].tokens;
                }
                borders_ret[i] = at > 1 && wanted[i] - before < here - wanted[i] ? at - 1 : at;
        }
}

void
cw_path_add(const struct cw_growth_pieces *p, const size_t *order, size_t from, size_t to, uint64_t *tokens,
            uint64_t *around)
{
        for (size_t i = from; i < to; i++) {
                const struct cw_growth_piece *piece = &p->items[order[i]];
                for (size_t k = 0; k < piece->n; k++)
                        tokens[piece->entries[k].label] += piece->entries[k].tokens;
                for (size_t k = 0; around != NULL && k < piece->n; k++)
                        around[piece->entries[k].label] += piece->entries[k].around;
        }
}
