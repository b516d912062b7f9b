/* SPDX-License-Identifier: MIT */
/*
 * A random share of the blocks.  Each block of each shard is drawn, or not, by a hash of the seed, the shard's place among
 * the inputs and the block's place in the shard: whoever counts it, and when, has no say.
 *
 * What was counted in the drawn blocks is kept apart, so that how they differ among each other says how far the whole may be
 * from what they promise.  Of many blocks that would be too much: they are put into CW_DRAW_GROUPS random groups by another
 * hash (the random group method; Wolter, Introduction to Variance Estimation, ch. 2), and where groups of many labels are
 * too much as well, two and two are joined.  That entries only ever grow makes the outcome independent of when.
 */
#ifndef CW_DRAW_H
#define CW_DRAW_H

#include "base/buffer.h"
#include "base/result.h"
#include "granule.h"

enum {
        CW_DRAW_GROUPS = 1024,
        CW_DRAW_ENTRIES_MOST = 1 << 19 /**< of all groups: 12 MiB */
};

/** Blocks counted together. */
struct cw_draw_group {
        uint32_t number; /**< at `level` */
        uint64_t n_blocks;
        struct cw_granule counts;
};

/** Ascending by number, each once. */
struct cw_draw_groups {
        struct cw_draw_group *items;
        size_t n, cap;
        size_t n_entries;
        unsigned level; /**< how often two and two were joined */
};

struct cw_draw {
        uint64_t seed;
        double share;
        uint64_t below; /**< hashes below this are drawn ... */
        bool all;       /**< ... or all are */
        bool lone;      /**< this one block is, and no other */
        uint64_t lone_shard, lone_block;

        struct cw_lock lock;    /**< guards what follows */
        struct cw_intern names; /**< of labels that came as text */
        struct cw_draw_groups groups;
        uint64_t n_blocks, n_taken;                    /**< of shards that are sound */
        uint64_t least_hash, least_shard, least_block; /**< of these blocks; the one that is drawn where none else is */
};

/** `share`: above 0 to 1. */
void cw_draw_init(struct cw_draw *draw, double share, uint64_t seed);
void cw_draw_free(struct cw_draw *draw);
/** Before another run: nothing has been counted, and of all blocks the one with the least hash is drawn. */
void cw_draw_least(struct cw_draw *draw);

/** Whether a block is drawn; constant while workers run. */
bool cw_draw_takes(const struct cw_draw *draw, uint64_t shard, uint64_t block);

/** One open shard; {0} is empty.  Under the shard's lock, but for the last two. */
struct cw_drawn {
        struct cw_draw *to; /**< NULL: all blocks are counted */
        uint64_t shard;
        struct cw_draw_groups groups;
        uint64_t n_blocks, n_taken;
        uint64_t least_hash, least_block;
};

void cw_drawn_begin(struct cw_drawn *drawn, struct cw_draw *to, uint64_t shard);
/** Notes block `block`, of which each comes once, in order. */
CW_MUST_USE cw_status cw_drawn_note(struct cw_drawn *drawn, uint64_t block, struct cw_error *err);
/** Adds what `tally` holds of a block that is drawn and noted; `names` as for cw_granule_take(). */
CW_MUST_USE cw_status cw_drawn_add(struct cw_drawn *drawn, uint64_t block, const struct cw_tally *tally,
                                   const struct cw_label_map *names, struct cw_error *err);
/** As bytes, for another process ... */
void cw_drawn_put(const struct cw_drawn *drawn, struct cw_buffer *out);
/** ... where they are read after cw_drawn_begin().  CW_E_IO if they cannot be. */
CW_MUST_USE cw_status cw_drawn_take(struct cw_drawn *drawn, const void *bytes, size_t nbytes, struct cw_error *err);
/** The shard is sound: what was drawn of it joins the whole. */
CW_MUST_USE cw_status cw_drawn_end(struct cw_drawn *drawn, struct cw_error *err);
/** Forgets what was not joined. */
void cw_drawn_drop(struct cw_drawn *drawn);

/** After the run: its counts become estimates for all blocks, counts->estimate says of what, and they are sealed anew.
 *  `counts` are those of the run; `draw` is of no more use than to be freed. */
CW_MUST_USE cw_status cw_draw_conclude(struct cw_draw *draw, struct cw_counts *counts, struct cw_error *err);

#endif
