/* SPDX-License-Identifier: MIT */
/*
 * A private histogram of label ids: dense 64-bit bins for common ids, a hash for stray ones.  One a worker; nothing in
 * it is shared.  It knows nothing of formats, names or ignored ids.
 *
 *   ids   -128 ... -1  0 1 2 ... dense_n-129 | everything else
 *         [ four lanes an id, interleaved   ] [ stray: open addressing ]
 *
 * Four lanes, because equal labels follow each other (O O O): adds to one bin would wait for each other's store.
 */
#ifndef CW_COUNT_HISTOGRAM_H
#define CW_COUNT_HISTOGRAM_H

#include "base/status.h"

enum {
        CW_DENSE_BIAS = 128,     /**< ids from -128 on are dense: the ignored ids in use, and every byte */
        CW_DENSE_FIRST = 256,    /**< slots at the start: every byte has one; each is looked at when a shard is done */
        CW_DENSE_MOST = 1 << 17, /**< slots at most: 4 MiB a worker; ids from here on are stray */
        CW_LANES = 4,
        CW_LABELS_MOST = 1 << 20 /**< distinct stray ids, or names: more of them are no labels, and would cost memory */
};

/** Where a table of `cap` slots, a power of two, has `id`.  Fibonacci hashing, with the upper half of the id folded into the lower,
 *  so that multiples of a high power of two are spread too.  Not the product's highest bits: one table is poured into another in
 *  the order of its slots, which must not be the order in which a smaller one fills. */
static inline size_t
cw_id_slot(int64_t id, size_t cap)
{
        const uint64_t folded = (uint64_t)id ^ (uint64_t)id >> 32;
        return (size_t)(folded * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (cap - 1);
}

struct cw_stray {
        int64_t id;
        uint64_t tokens; /**< 0: the slot is free */
};

struct cw_histogram {
        uint64_t *dense; /**< dense[(id + CW_DENSE_BIAS) * CW_LANES + lane] */
        size_t dense_n;  /**< slots; a power of two */
        struct cw_stray *stray;
        size_t n_stray, stray_cap;
        bool failed;   /**< memory ran out: counts are not to be used */
        bool too_many; /**< more than CW_LABELS_MOST stray ids: likewise */
};

CW_MUST_USE cw_status cw_histogram_init(struct cw_histogram *h, struct cw_error *err);
/** Adds `n` tokens of an id beyond the dense ones. */
void cw_histogram_add_far(struct cw_histogram *h, int64_t id, uint64_t n);

/** Adds `n` tokens of `id`. */
static inline void
cw_histogram_add(struct cw_histogram *h, int64_t id, uint64_t n)
{
        const uint64_t slot = (uint64_t)id + CW_DENSE_BIAS;
        if (slot < h->dense_n)
                h->dense[slot * CW_LANES] += n;
        else if (n > 0)
                cw_histogram_add_far(h, id, n);
}

/** Tokens of `id` so far. */
uint64_t cw_histogram_get(const struct cw_histogram *h, int64_t id);
/** Calls visit(user, id, tokens) for every id with tokens, in no fixed order; an id may come twice, to be added up. */
void
cw_histogram_each(const struct cw_histogram *h, void (*visit)(void *user, int64_t id, uint64_t tokens), void *user);
/** Empties it; the memory stays. */
void cw_histogram_clear(struct cw_histogram *h);
void cw_histogram_free(struct cw_histogram *h);

#endif
