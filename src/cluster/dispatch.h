/* SPDX-License-Identifier: MIT */
/*
 * Who counts what, where several processes share the shards of a run: rank 0 hands them out, a few at a time, to whoever
 * asks.  Plain logic under a lock of its own; what carries the answers is mpi_*.c's business.
 *
 * Shards go out biggest first, so that none that takes long begins last; but within windows, in order, of which one after
 * the other is emptied.  What comes back is settled in the order of the shards, so a window bounds how much waits.
 */
#ifndef CW_CLUSTER_DISPATCH_H
#define CW_CLUSTER_DISPATCH_H

#include "base/team.h"
#include "input/inputs.h"

#include <stdatomic.h>

enum {
        CW_DISPATCH_WINDOW = 4096, /**< shards that are sorted by size together */
        CW_DISPATCH_MOST = 1024    /**< shards handed out at once */
};

struct cw_dispatch {
        const struct cw_inputs *inputs; /**< borrowed */
        size_t n_takers;
        struct cw_lock lock; /**< guards what follows */
        uint64_t *order;     /**< ordinals as they go out */
        size_t n, next;
        uint64_t *own; /**< ordinals that only rank 0 can read: pipes, standard input; ascending */
        size_t n_own, next_own;
        uint64_t nbytes_left;
        _Atomic uint64_t limit; /**< shards from this ordinal on are in vain; only falls; read without the lock */
};

/** For `n_takers` processes.  Free with cw_dispatch_free(), also after a failure (CW_E_MEMORY). */
CW_MUST_USE cw_status cw_dispatch_init(struct cw_dispatch *d, const struct cw_inputs *inputs, size_t n_takers,
                                       struct cw_error *err);
void cw_dispatch_free(struct cw_dispatch *d);

/** The next shards: at most `most`, and not more than a fair part of what is left, or than `least_nbytes`, which he who
 *  asks has counted before he could ask again.  Returns how many; 0: there are none any more.  `is_root`: rank 0 asks, which
 *  also gets what only it can read. */
size_t
cw_dispatch_take(struct cw_dispatch *d, bool is_root, size_t most, uint64_t least_nbytes, uint64_t *ordinals_ret);

/** Nothing from shard `limit` on is wanted any more.  Returns whether that is news. */
bool cw_dispatch_limit(struct cw_dispatch *d, uint64_t limit);

#endif
