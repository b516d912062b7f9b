/* SPDX-License-Identifier: MIT */
/*
 * Fragments of a large page that are decompressed ahead of the place where it is counted, in groups, by workers that have no
 * blocks left.  So few large pages keep all threads busy, whose number they are no multiple of.
 *
 *     body     ... counted | group    | group    | group    | group    | not laid yet ...
 *                            being      done       taken      offered
 *                            counted               by a helper
 *
 * Whoever counts the page is its only consumer, in order; it lays the groups out, where their fragments begin being a guess, and
 * takes those that nobody else has taken yet.  A group whose fragments were whole, and ended where was guessed, says that the
 * one behind it began where was guessed; at the first that was not so, all behind it are forgotten.
 *
 * Two caches must not fight over a line (base/hand_on.h): each thread decompresses into memory of its own, and hands that on.
 */
#ifndef CW_FORMATS_PARQUET_PAGE_AHEAD_H
#define CW_FORMATS_PARQUET_PAGE_AHEAD_H

#include "base/team.h"
#include "codecs/blocks.h"

#include <stdatomic.h>

enum {
        CW_PARQUET_HELPERS = 2,            /**< most that are invited: with them a page is as fast as it is counted */
        CW_PARQUET_GROUPS = 4,             /**< the one that is being counted, and those ahead of it */
        CW_PARQUET_GROUP_STORED = 2 << 16, /**< most bytes that one may have been stored as */
        CW_PARQUET_GROUP_BEFORE = 1 << 12  /**< room before what a group holds, for what was left of the one before */
};

struct cw_parquet_group {
        enum { CW_GROUP_OFFERED, CW_GROUP_TAKEN, CW_GROUP_DONE } state; /**< under the lock */
        uint8_t *stored, *body;                                         /**< the one a copy; constant */
        const uint8_t *ends[CW_SNAPPY_LANES]; /**< of its fragments, in `stored`; written before it is offered */
        size_t n_stored;                      /**< bytes; likewise */
        bool is_right;                        /**< guessed right; written before it is done */
};

/** A worker's own, kept from page to page. */
struct cw_parquet_ahead {
        bool always;            /**< tests: also where nobody helps */
        size_t n_own, n_helped; /**< tests: groups so far, by the consumer and by helpers; under the lock */
        /* the consumer's */
        uint8_t *memory;                      /**< NULL: none yet */
        bool is_open;                         /**< for the page at hand */
        atomic_bool may_lay;                  /**< somebody has come, and the memory is ready: groups may be laid out */
        int n_helpers;                        /**< that were invited to it */
        uint8_t *own[1 + CW_PARQUET_HELPERS]; /**< where the consumer and each helper decompress; constant */
        size_t n_stored;                      /**< bytes of the groups ahead, as stored */
        struct cw_lock lock;
        /* under the lock; `first` and `n` are changed by the consumer alone */
        struct cw_parquet_group groups[CW_PARQUET_GROUPS];
        size_t first, n; /**< groups ahead: from `first` on, around the end */
        bool is_touched; /**< the memory, by the first helper ever */
        int n_begun;     /**< helpers that have come */
        bool is_over;
};

/** Whether groups are to be laid out ahead, where `n_left` bytes of the body are left.  Asked before each: a worker may have run
 *  out of blocks since. */
bool cw_parquet_ahead_begin(struct cw_parquet_ahead *a, size_t n_left);
/** Whether there is room for one more, besides that which is being counted. */
bool cw_parquet_ahead_has_room(const struct cw_parquet_ahead *a);
/** Lays one out that begins at `at`, behind the others.  False: it is not known where it may end, or it does not fit. */
bool cw_parquet_ahead_put(struct cw_parquet_ahead *a, const uint8_t *at, const uint8_t *end,
                          const struct cw_snappy_fragments *fragments);
/** The next group, CW_SNAPPY_GROUP bytes, there until the next call; *n_stored_ret says as how many it was stored.  NULL: there is
 *  none, or it was not guessed right, and none is ahead any more. */
uint8_t *cw_parquet_ahead_take(struct cw_parquet_ahead *a, size_t *n_stored_ret);
/** Ends the page; helpers have left then.  May be called at any time. */
void cw_parquet_ahead_end(struct cw_parquet_ahead *a);
void cw_parquet_ahead_free(struct cw_parquet_ahead *a);

#endif
