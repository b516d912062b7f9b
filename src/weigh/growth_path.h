/* SPDX-License-Identifier: MIT */
/*
 * Pieces of the data, walked in some order: the way that the data grows.  Checkpoints lie between pieces.
 *
 * Plain arrays; which bytes a piece was is none of its business.
 */
#ifndef CW_WEIGH_GROWTH_PATH_H
#define CW_WEIGH_GROWTH_PATH_H

#include "base/status.h"

struct cw_piece_entry {
        size_t label; /**< index */
        uint64_t tokens;
        uint64_t around; /**< what it adds to the tokens of the sequences that contain the label */
};

struct cw_growth_piece {
        const struct cw_piece_entry *entries;
        size_t n;
        uint64_t tokens;
        uint64_t shard; /**< ordinal of the shard that it begins in */
};

struct cw_growth_pieces {
        struct cw_growth_piece *items; /**< in the order of the data */
        size_t n;
        size_t n_labels;
        uint64_t tokens; /**< of all */
};

/** 0, 1, ... n-1. */
void cw_path_in_order(size_t *order, size_t n);

/** A random order (Fisher and Yates, by SplitMix64): `seed` and `number` decide it.  With `by_shard` the pieces of a shard
 *  stay together. */
CW_MUST_USE cw_status cw_path_shuffle(const struct cw_growth_pieces *pieces, bool by_shard, uint64_t seed,
                                      uint64_t number, size_t *order, struct cw_error *err);

/** For each wanted number of tokens (ascending) the border nearest to it, as a number of pieces, at least 1. */
void cw_path_borders(const struct cw_growth_pieces *pieces, const size_t *order, const double *wanted, size_t n_wanted,
                     size_t *borders_ret);

/** Adds pieces order[from] .. order[to - 1] to `tokens`, and to `around` where that is not NULL: arrays of n_labels. */
void cw_path_add(const struct cw_growth_pieces *pieces, const size_t *order, size_t from, size_t to, uint64_t *tokens,
                 uint64_t *around);

#endif
