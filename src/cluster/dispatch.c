/* SPDX-License-Identifier: MIT */
/*
 * Handing out.  A part of 1/(4 n) of the bytes that are left goes to each of n takers at a time: large at first, so that
 * small shards do not cost a question each, and single shards at the end, or what takes no time, so that all end together.
 */
#include "cluster/dispatch.h"

#include "base/memory.h"

#include <stdlib.h>

enum { PARTS_PER_TAKER = 4 };

/* What qsort() sorts. */
struct sized {
        uint64_t ordinal, nbytes;
};

static int
compare_sized(const void *pa, const void *pb)
{
        const struct sized *a = pa, *b = pb;
        if (a->nbytes != b->nbytes)
                return a->nbytes > b->nbytes ? -1 : 1;
        return a->ordinal == b->ordinal ? 0 : a->ordinal < b->ordinal ? -1 : 1;
}

static void
sort_window(struct cw_dispatch *d, size_t from, size_t n)
{
        struct sized window[CW_DISPATCH_WINDOW];
        for (size_t i = 0; i < n; i++)
                window[i] = (struct sized){d->order[from + i], d->inputs->items[d->order[from + i]].nbytes};
        qsort(window, n, sizeof(*window), compare_sized);
        for (size_t i = 0; i < n; i++)
                d->order[from + i] = window[i].ordinal;
}

cw_status
cw_dispatch_init(struct cw_dispatch *d, const struct cw_inputs *inputs, size_t n_takers, struct cw_error *err)
{
        *d = (struct cw_dispatch){.inputs = inputs, .n_takers = n_takers, .limit = UINT64_MAX};
        cw_lock_init(&d->lock);
        d->order = cw_calloc(inputs->n, sizeof(*d->order));
        d->own = cw_calloc(inputs->n, sizeof(*d->own));
        if (d->order == NULL || d->own == NULL)
                return cw_fail_memory(err, inputs->n * sizeof(*d->order));
        for (size_t i = 0; i < inputs->n; i++) {
                if (cw_input_is_pipe(&inputs->items[i])) /* which lies on one machine: standard input is rank 0's */
                        d->own[d->n_own++] = i;
                else
                        d->order[d->n++] = i;
                d->nbytes_left += inputs->items[i].nbytes;
        }
        for (size_t from = 0; from < d->n; from += CW_DISPATCH_WINDOW)
                sort_window(d, from, d->n - from < CW_DISPATCH_WINDOW ? d->n - from : CW_DISPATCH_WINDOW);
        return CW_OK;
}

void
cw_dispatch_free(struct cw_dispatch *d)
{
        cw_lock_destroy(&d->lock);
        cw_free(d->order);
        cw_free(d->own);
        *d = (struct cw_dispatch){0};
}

/* Under the lock: the next one that is not in vain, of rank 0's own or of all; false if there is none. */
static bool
peek(const uint64_t *ordinals, size_t n, size_t *next_ref, uint64_t limit)
{
        while (*next_ref < n && ordinals[*next_ref] >= limit)
                ++*next_ref;
        return *next_ref < n;
}

/* Under the lock, in bytes. */
static uint64_t
fair_part(const struct cw_dispatch *d, uint64_t least)
{
        const uint64_t even = d->nbytes_left / d->n_takers, part = even / PARTS_PER_TAKER;
        return part >= least ? part : least < even ? least : even;
}

size_t
cw_dispatch_take(struct cw_dispatch *d, bool is_root, size_t most, uint64_t least_nbytes, uint64_t *ordinals_ret)
{
        size_t n = 0;
        uint64_t nbytes = 0;
        cw_lock_take(&d->lock);
        const uint64_t fair = fair_part(d, least_nbytes);
        const uint64_t limit = atomic_load(&d->limit);
        if (is_root && peek(d->own, d->n_own, &d->next_own, limit))
                ordinals_ret[n++] = d->own[d->next_own++];
        while (n < most && peek(d->order, d->n, &d->next, limit)) {
                const uint64_t size = d->inputs->items[d->order[d->next]].nbytes;
                if (n > 0 && nbytes + size > fair)
                        break;
                nbytes += size;
                ordinals_ret[n++] = d->order[d->next++];
        }
        d->nbytes_left -= nbytes;
        cw_lock_give(&d->lock);
        return n;
}

bool
cw_dispatch_limit(struct cw_dispatch *d, uint64_t limit)
{
        cw_lock_take(&d->lock);
        const bool lower = limit < atomic_load(&d->limit);
        if (lower)
                atomic_store(&d->limit, limit);
        cw_lock_give(&d->lock);
        return lower;
}
