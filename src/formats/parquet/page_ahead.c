/* SPDX-License-Identifier: MIT */
/*
 * Groups of fragments ahead; see page_ahead.h.
 */
#include "formats/parquet/page_ahead.h"

#include "base/hand_on.h"
#include "base/memory.h"

enum {
        GROUP_NBYTES = CW_PARQUET_GROUP_STORED + CW_PARQUET_GROUP_BEFORE + CW_SNAPPY_GROUP,
        MEMORY = CW_PARQUET_GROUPS * GROUP_NBYTES + (1 + CW_PARQUET_HELPERS) * CW_SNAPPY_GROUP,
        TOUCHED = 1 << 12,                /* bytes of a page of memory, or less */
        WORTH_WHILE = 6 * CW_SNAPPY_GROUP /* bytes of a page that must be left: for less nobody is invited */
};

/* ---- taking groups ------------------------------------------------------------------------------------------- */

/* Under the lock: the i-th of those ahead. */
static struct cw_parquet_group *
group_at(struct cw_parquet_ahead *a, size_t i)
{
        return &a->groups[(a->first + i) % CW_PARQUET_GROUPS];
}

/* With the lock held, which is let go meanwhile: takes the first group that nobody has taken, by way of the caller's `own`
 * memory.  False: there is none. */
static bool
take_one(struct cw_parquet_ahead *a, uint8_t *own)
{
        struct cw_parquet_group *g = NULL;
        for (size_t i = 0; i < a->n && g == NULL; i++) {
                if (group_at(a, i)->state == CW_GROUP_OFFERED)
                        g = group_at(a, i);
        }
        if (g == NULL)
                return false;
        g->state = CW_GROUP_TAKEN;
        cw_lock_give(&a->lock);
        g->is_right = cw_snappy_run_group(g->stored, g->ends, own);
        cw_hand_on(g->body, own, g->is_right ? CW_SNAPPY_GROUP : 0);
        cw_lock_take(&a->lock);
        g->state = CW_GROUP_DONE;
        *(own == a->own[0] ? &a->n_own : &a->n_helped) += 1;
        cw_lock_wake(&a->lock);
        return true;
}

/* The system fills pages with zeros when they are first written to, which the consumer has no time for. */
static void
touch_memory(struct cw_parquet_ahead *a)
{
        for (size_t at = 0; at < MEMORY && !a->is_touched; at += TOUCHED)
                a->memory[at] = 0;
        a->is_touched = true;
}

/* By another thread, for as long as the page lasts. */
static void
help(void *context)
{
        struct cw_parquet_ahead *a = context;
        cw_lock_take(&a->lock);
        if (!a->is_over) /* else the page has ended before anybody came */
                touch_memory(a);
        atomic_store_explicit(&a->may_lay, true, memory_order_release);
        uint8_t *const own = a->own[1 + a->n_begun++];
        while (!a->is_over) {
                if (!take_one(a, own))
                        cw_lock_wait(&a->lock);
        }
        cw_lock_give(&a->lock);
}

/* ---- the consumer's ------------------------------------------------------------------------------------------ */

static bool
get_memory(struct cw_parquet_ahead *a)
{
        if (a->memory != NULL)
                return true;
        a->memory = cw_malloc_huge(MEMORY);
        if (a->memory == NULL)
                return false;
        uint8_t *at = a->memory;
        for (size_t i = 0; i < CW_PARQUET_GROUPS; i++) {
                a->groups[i].stored = at;
                a->groups[i].body = at + CW_PARQUET_GROUP_STORED + CW_PARQUET_GROUP_BEFORE;
                at += GROUP_NBYTES;
        }
        for (size_t i = 0; i <= CW_PARQUET_HELPERS; i++) {
                a->own[i] = at;
                at += CW_SNAPPY_GROUP;
        }
        return true;
}

static bool
open_ahead(struct cw_parquet_ahead *a)
{
        if (a->is_open || !get_memory(a)) /* without memory it goes on alone */
                return a->is_open;
        cw_lock_init(&a->lock);
        a->first = a->n = a->n_stored = 0;
        a->is_over = false;
        atomic_store_explicit(&a->may_lay, a->always, memory_order_relaxed);
        a->n_helpers = a->n_begun = 0;
        a->is_open = true;
        return true;
}

bool
cw_parquet_ahead_begin(struct cw_parquet_ahead *a, size_t n_left)
{
        const bool may_invite =
                n_left > WORTH_WHILE && cw_team_has_idle() && !(a->is_open && a->n_helpers == CW_PARQUET_HELPERS);
        if ((may_invite || a->always) && open_ahead(a) && may_invite)
                a->n_helpers += cw_team_invite(help, a);
        return a->is_open && atomic_load_explicit(&a->may_lay, memory_order_acquire);
}

bool
cw_parquet_ahead_has_room(const struct cw_parquet_ahead *a)
{
        return a->n < CW_PARQUET_GROUPS - 1;
}

bool
cw_parquet_ahead_put(struct cw_parquet_ahead *a, const uint8_t *at, const uint8_t *end,
                     const struct cw_snappy_fragments *fragments)
{
        struct cw_parquet_group *g = group_at(a, a->n);
        const uint8_t *ends[CW_SNAPPY_LANES];
        if (!cw_snappy_guess_group(at, end, fragments, ends))
                return false;
        g->n_stored = (size_t)(ends[CW_SNAPPY_LANES - 1] - at);
        if (g->n_stored > CW_PARQUET_GROUP_STORED)
                return false;
        cw_hand_on(g->stored, at, g->n_stored);
        for (size_t i = 0; i < CW_SNAPPY_LANES; i++)
                g->ends[i] = g->stored + (ends[i] - at);
        a->n_stored += g->n_stored;
        cw_lock_take(&a->lock);
        g->state = CW_GROUP_OFFERED;
        a->n++;
        cw_lock_wake(&a->lock);
        cw_lock_give(&a->lock);
        return true;
}

/* Under the lock: none is ahead any more, nor in anybody's hands. */
static void
forget(struct cw_parquet_ahead *a)
{
        while (a->n > 0) {
                if (group_at(a, a->n - 1)->state == CW_GROUP_TAKEN)
                        cw_lock_wait(&a->lock);
                else
                        a->n--;
        }
        a->n_stored = 0;
}

uint8_t *
cw_parquet_ahead_take(struct cw_parquet_ahead *a, size_t *n_stored_ret)
{
        struct cw_parquet_group *g = group_at(a, 0);
        if (a->n == 0)
                return NULL;
        cw_lock_take(&a->lock);
        while (g->state != CW_GROUP_DONE) {
                if (!take_one(a, a->own[0]))
                        cw_lock_wait(&a->lock);
        }
        if (g->is_right) {
                a->first = (a->first + 1) % CW_PARQUET_GROUPS;
                a->n--;
                a->n_stored -= g->n_stored;
        } else {
                forget(a);
        }
        cw_lock_give(&a->lock);
        *n_stored_ret = g->n_stored;
        return g->is_right ? g->body : NULL;
}

void
cw_parquet_ahead_end(struct cw_parquet_ahead *a)
{
        if (!a->is_open)
                return;
        cw_lock_take(&a->lock);
        forget(a);
        a->is_over = true;
        cw_lock_wake(&a->lock);
        cw_lock_give(&a->lock);
        cw_team_see_off();
        cw_lock_destroy(&a->lock);
        a->is_open = false;
}

void
cw_parquet_ahead_free(struct cw_parquet_ahead *a)
{
        cw_free(a->memory);
}
