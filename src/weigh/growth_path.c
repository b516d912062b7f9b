/* SPDX-License-Identifier: MIT */
/*
 * Orders of pieces, and the borders in them.
 */
#include "weigh/growth_path.h"

#include "base/memory.h"
#include "weigh/random.h"

#include <math.h>

void
cw_path_in_order(size_t *order, size_t n)
{
        for (size_t i = 0; i < n; i++)
                order[i] = i;
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
        uint64_t state = cw_random_seed(seed, number);
        for (size_t i = 0; i < p->n; i++)
                if (begins_unit(p, by_shard, i))
                        units[n_units++] = i;
        for (size_t left = n_units; left > 0; left--) {
                const size_t drawn = cw_random_below(&state, left), first = units[drawn];
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
