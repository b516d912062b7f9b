/* SPDX-License-Identifier: MIT */
/*
 * Drawing blocks, and what was counted in those that were drawn.
 */
#include "draw.h"

#include "base/hash.h"
#include "base/memory.h"

#include <math.h>
#include <string.h>

/* ---- hashes ------------------------------------------------------------------------------------------------- */

/* Two unlike uses of a block's name must not be one hash: `use` tells them apart. */
static uint64_t
hash_block(uint64_t seed, uint64_t use, uint64_t shard, uint64_t block)
{
        const uint64_t words[] = {seed, use, shard, block};
        return cw_hash64(words, sizeof(words));
}

static uint64_t
draw_hash(const struct cw_draw *d, uint64_t shard, uint64_t block)
{
        return hash_block(d->seed, 0, shard, block);
}

static uint32_t
group_of(const struct cw_draw *d, uint64_t shard, uint64_t block)
{
        return (uint32_t)(hash_block(d->seed, 1, shard, block) % CW_DRAW_GROUPS);
}

void
cw_draw_init(struct cw_draw *d, double share, uint64_t seed)
{
        *d = (struct cw_draw){.seed = seed, .share = share, .all = share >= 1, .least_hash = UINT64_MAX};
        d->below = d->all ? 0 : (uint64_t)ldexp(share, 64);
        cw_lock_init(&d->lock);
}

static void
free_groups(struct cw_draw_groups *g)
{
        for (size_t i = 0; i < g->n; i++)
                cw_free(g->items[i].counts.entries);
        cw_free(g->items);
        *g = (struct cw_draw_groups){0};
}

void
cw_draw_free(struct cw_draw *d)
{
        free_groups(&d->groups);
        cw_intern_free(&d->names);
        cw_lock_destroy(&d->lock);
        *d = (struct cw_draw){0};
}

void
cw_draw_least(struct cw_draw *d)
{
        d->lone = true;
        d->lone_shard = d->least_shard;
        d->lone_block = d->least_block;
        free_groups(&d->groups);
        d->n_blocks = d->n_taken = 0;
}

bool
cw_draw_takes(const struct cw_draw *d, uint64_t shard, uint64_t block)
{
        if (d->lone)
                return shard == d->lone_shard && block == d->lone_block;
        return d->all || draw_hash(d, shard, block) < d->below;
}

/* ---- groups ------------------------------------------------------------------------------------------------- */

/* Two and two, in place. */
static cw_status
join_pairs(struct cw_draw_groups *g, struct cw_error *err)
{
        size_t kept = 0;
        cw_status status = CW_OK;
        g->level++;
        for (size_t i = 0; i < g->n; i++) {
                struct cw_draw_group group = g->items[i];
                group.number /= 2;
                if (kept == 0 || g->items[kept - 1].number != group.number) {
                        g->items[kept++] = group;
                        continue;
                }
                struct cw_draw_group *to = &g->items[kept - 1];
                to->n_blocks += group.n_blocks;
                g->n_entries -= group.counts.n;
                if (status == CW_OK)
                        status = cw_granule_add(&to->counts, &group.counts, &g->n_entries, err);
                cw_free(group.counts.entries);
        }
        g->n = kept;
        return status;
}

/* The group with that number, at the level of `g`; made if it is not there, NULL when memory is out. */
static struct cw_draw_group *
take_group(struct cw_draw_groups *g, uint32_t number)
{
        size_t from = 0, to = g->n;
        while (from < to) {
                const size_t middle = from + (to - from) / 2;
                if (g->items[middle].number < number)
                        from = middle + 1;
                else
                        to = middle;
        }
        if (from < g->n && g->items[from].number == number)
                return &g->items[from];
        if (!cw_grow(&g->items, &g->cap, g->n + 1, sizeof(*g->items)))
                return NULL;
        memmove(&g->items[from + 1], &g->items[from], (g->n - from) * sizeof(*g->items));
        g->items[from] = (struct cw_draw_group){.number = number};
        g->n++;
        return &g->items[from];
}

static cw_status
add(struct cw_draw_groups *g, uint32_t number, uint64_t n_blocks, const struct cw_granule *counts, struct cw_error *err)
{
        struct cw_draw_group *group = take_group(g, number >> g->level);
        if (group == NULL)
                return cw_fail_memory(err, (g->n + 1) * sizeof(*group));
        group->n_blocks += n_blocks;
        CW_TRY(cw_granule_add(&group->counts, counts, &g->n_entries, err));
        while (g->n_entries > CW_DRAW_ENTRIES_MOST && g->n > 1)
                CW_TRY(join_pairs(g, err));
        return CW_OK;
}

/* ---- one shard ---------------------------------------------------------------------------------------------- */

void
cw_drawn_begin(struct cw_drawn *d, struct cw_draw *to, uint64_t shard)
{
        *d = (struct cw_drawn){.to = to, .shard = shard, .least_hash = UINT64_MAX};
}

void
cw_drawn_drop(struct cw_drawn *d)
{
        free_groups(&d->groups);
        *d = (struct cw_drawn){0};
}

cw_status
cw_drawn_note(struct cw_drawn *d, uint64_t block, struct cw_error *err)
{
        const uint64_t hash = draw_hash(d->to, d->shard, block);
        static const struct cw_granule nothing;
        if (d->n_blocks++ == 0 || hash < d->least_hash) {
                d->least_hash = hash;
                d->least_block = block;
        }
        if (!cw_draw_takes(d->to, d->shard, block))
                return CW_OK;
        d->n_taken++;
        return add(&d->groups, group_of(d->to, d->shard, block), 1, &nothing, err);
}

cw_status
cw_drawn_add(struct cw_drawn *d, uint64_t block, const struct cw_tally *tally, const struct cw_label_map *names,
             struct cw_error *err)
{
        struct cw_granule counts;
        const struct cw_granule_names table = {&d->to->names, &d->to->lock};
        CW_TRY(cw_granule_take(tally, names, NULL, table, &counts, err));
        const cw_status status = add(&d->groups, group_of(d->to, d->shard, block), 0, &counts, err);
        cw_free(counts.entries);
        return status;
}

static cw_status
join_groups(struct cw_draw_groups *to, struct cw_draw_groups *from, struct cw_error *err)
{
        while (from->level < to->level)
                CW_TRY(join_pairs(from, err));
        while (to->level < from->level)
                CW_TRY(join_pairs(to, err));
        for (size_t i = 0; i < from->n; i++) {
                const struct cw_draw_group *g = &from->items[i];
                CW_TRY(add(to, g->number << from->level, g->n_blocks, &g->counts, err));
        }
        return CW_OK;
}

cw_status
cw_drawn_end(struct cw_drawn *d, struct cw_error *err)
{
        struct cw_draw *to = d->to;
        cw_lock_take(&to->lock);
        const cw_status status = join_groups(&to->groups, &d->groups, err);
        const bool is_least =
                d->least_hash < to->least_hash || (d->least_hash == to->least_hash && d->shard < to->least_shard);
        if (d->n_blocks > 0 && (to->n_blocks == 0 || is_least)) {
                to->least_hash = d->least_hash;
                to->least_shard = d->shard;
                to->least_block = d->least_block;
        }
        to->n_blocks += d->n_blocks;
        to->n_taken += d->n_taken;
        cw_lock_give(&to->lock);
        return status;
}
