/* SPDX-License-Identifier: MIT */
/*
 * The exact counts of one shard as a few hundred bytes: what is left of a shard when its bins are done.  One form for
 * all that keeps or sends them: the whole that they are added to, rows a shard, the cache on disk, another process.
 *
 *      0  "CWSC"
 *      4  version, 1
 *      5  what a row is called: 0 not known, else an index into the list in shard_counts.c
 *      6  bits: 1 the row is the label, it has no position; 2 counts by sequence are there
 *      7  varints (LEB128; z: zigzag, for ids below 0)
 *         sequences, rows skipped
 *         n, then n x { z id, tokens }                          ascending id, tokens > 0
 *         n, then n x { length, name, tokens, place }           labels that came as text
 *         n, then n x { z id, place }                           first places of ids that had no name
 *         n, then n x { place, length, why }                    the first bad rows
 *         counts by sequence                                    shard_sequences.h
 *    -8  XXH3-64 of all bytes before
 *
 *      place  row of the file + 1 and position, or a lone 0 where no row is known
 *
 * It does not say which shard it is of (whoever adds it knows the ordinal of this run), nor anything of ignored ids or
 * the label map: these are told apart after the merge, so that counts outlive a change of either.
 */
#ifndef CW_MERGE_SHARD_COUNTS_H
#define CW_MERGE_SHARD_COUNTS_H

#include "merge/bins.h"

struct cw_shard_counts {
        uint8_t *bytes; /**< owned; NULL: none */
        size_t nbytes;
};

/** How places within parts of a shard become places within its file. */
struct cw_rows {
        const char *unit;                                    /**< "line", "record", "label", "row" */
        bool flat;                                           /**< labels only: the position counts on from the row */
        bool unknown;                                        /**< rows have no numbers, and places are none */
        uint64_t (*before)(const void *user, uint64_t part); /**< rows of the file in front of a part */
        const void *user;
        const struct cw_label_map *names; /**< not NULL: ids 0 .. n-1 stand for these names, and are kept as such */
};

/** From the bins of a shard that is done.  Free with cw_shard_counts_free(). */
CW_MUST_USE cw_status cw_shard_counts_make(const struct cw_bins *bins, const struct cw_rows *rows,
                                           struct cw_shard_counts *counts_ret, struct cw_error *err);
void cw_shard_counts_free(struct cw_shard_counts *counts);

/** Whether `bytes` are whole and well-formed; CW_E_CORRUPT, CW_E_UNSUPPORTED (a later version) if not. */
CW_MUST_USE cw_status cw_shard_counts_check(const void *bytes, size_t nbytes, struct cw_error *err);

/** Adds them to the whole, as shard `ordinal` of the run.  Bytes that do not fit their checksum add nothing; of forged
 *  ones, which do, a part may have been added when the rest is refused.  Fails as cw_shard_counts_check(), and with
 *  CW_E_LIMIT, CW_E_MEMORY. */
CW_MUST_USE cw_status cw_shard_counts_add(const void *bytes, size_t nbytes, uint64_t ordinal, struct cw_bins *whole,
                                          struct cw_error *err);

#endif
