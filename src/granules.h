/* SPDX-License-Identifier: MIT */
/*
 * Counts along the way: the inputs, laid end to end in their order, are cut into granules, and each keeps what was counted
 * in it.  Any stretch of the data from border to border can be weighed afterwards, in any order, without a second pass.
 *
 *     inputs     |   shard 0   | 1 | 2 |            shard 3           | ...     by bytes as on disk
 *     granules   |   |  |      |   |   | |   |    |    |    |    |    |
 *
 * A block belongs to the granule in which it begins, a row that is joined at a seam to that of the block it ends in: so
 * the granules depend neither on the number of threads nor on timing.  Borders are settled before the run; a pipe, whose
 * size nobody knows, gets pieces that double in width when there are too many.
 *
 * Memory is bounded: when all granules together hold too many entries, neighbours are joined, pair by pair.  That the
 * entries only ever grow makes the outcome independent of when it happens.
 */
#ifndef CW_GRANULES_H
#define CW_GRANULES_H

#include "count/sequence_seams.h"
#include "granule.h"
#include "input/inputs.h"

enum {
        CW_GRANULE_SHARDS_MOST = 1024,     /**< of more shards several share a granule */
        CW_GRANULE_PIPE_MOST = 256,        /**< pieces of a pipe */
        CW_GRANULE_ENTRIES_MOST = 1 << 19, /**< of all granules: 16 MiB */
};

struct cw_granules {
        /* the plan, constant while the workers run */
        uint64_t *starts; /**< position at which each granule begins, ascending */
        uint64_t *shards; /**< ordinal of the shard that it begins in */
        size_t n;
        uint64_t *bases; /**< position of each shard */
        size_t *firsts;  /**< the granule each shard begins in */
        const struct cw_inputs *inputs;
        bool shared; /**< a granule may hold several shards */

        struct cw_lock lock;      /**< guards what follows */
        struct cw_intern names;   /**< of labels that came as text */
        struct cw_granule *items; /**< granule i of the plan is items[i >> level] */
        unsigned level;           /**< how often neighbours were joined */
        size_t n_entries;
};

/** Plans granules for `inputs`, which is borrowed, with borders at the shards and at `borders`, bytes from the start of all
 *  inputs in any order; these are sorted. */
CW_MUST_USE cw_status cw_granules_init(struct cw_granules *g, const struct cw_inputs *inputs, uint64_t *borders,
                                       size_t n_borders, struct cw_error *err);
void cw_granules_free(struct cw_granules *g);

/** One open shard on its way through its granules.  All functions may be called by any worker, but for begin, end and drop.
 *  It has a lock of its own, which is never held for long: that of the shard may be, while a pipe is silent or a stream
 *  is inflated, and others count meanwhile.  {0} is empty. */
struct cw_track {
        struct cw_granules *to;    /**< NULL: nothing is kept */
        struct cw_lock lock;       /**< guards what follows */
        size_t first;              /**< granule of piece 0 */
        struct cw_granule *pieces; /**< counted so far; kept from the whole until the shard is known to be sound */
        size_t n_pieces;
        uint64_t base, size;
        uint64_t width; /**< of a pipe's pieces, doubled `level` times; 0: not a pipe */
        unsigned level;
        struct cw_turn {
                uint64_t seq; /**< the first block ... */
                size_t piece; /**< ... of this piece */
        } * turns;
        size_t n_turns, turns_cap;
};

CW_MUST_USE cw_status cw_track_begin(struct cw_track *t, struct cw_granules *to, uint64_t ordinal,
                                     struct cw_error *err);
/** The piece of block `seq`, which begins at `offset`; blocks come in order. */
CW_MUST_USE cw_status cw_track_block(struct cw_track *t, uint64_t seq, uint64_t offset, struct cw_piece *piece_ret,
                                     struct cw_error *err);
/** That of a block handed out before. */
struct cw_piece cw_track_piece_of(struct cw_track *t, uint64_t seq);
bool cw_track_same(struct cw_track *t, struct cw_piece a, struct cw_piece b);
/** Adds what `tally` holds, and `sums`, which may be NULL; `names` not NULL: ids 0 .. n-1 stand for these in the tally. */
CW_MUST_USE cw_status cw_track_add(struct cw_track *t, struct cw_piece piece, const struct cw_tally *tally,
                                   const struct cw_label_map *names, const struct cw_sequence_sums *sums,
                                   struct cw_error *err);
/** So many more tokens around a label.  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_track_credit(struct cw_track *t, struct cw_piece piece, const struct cw_sequence_label *label,
                                      uint64_t around);
/** The shard is sound: its pieces join the whole. */
CW_MUST_USE cw_status cw_track_end(struct cw_track *t, struct cw_error *err);
/** Forgets what was not joined; the memory goes too. */
void cw_track_drop(struct cw_track *t);

#endif
