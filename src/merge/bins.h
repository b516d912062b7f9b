/* SPDX-License-Identifier: MIT */
/*
 * Bins: what has been counted, of one shard while workers still bring their tallies, or of all shards so far.  Adding is
 * exact and commutative, so that the result knows nothing of threads or of the order in which shards ended.
 *
 * Not thread-safe: whoever adds holds the lock of the shard, or of the whole.
 */
#ifndef CW_MERGE_BINS_H
#define CW_MERGE_BINS_H

#include "count/sequence_sums.h"
#include "count/tally.h"
#include "labels/label_map.h"

/** A place among all shards.  Within the bins of one shard `place` is as the tally had it; in the bins of the whole its
 *  part is 0 and its row is that of the file, from 0. */
struct cw_first {
        uint64_t shard; /**< ordinal */
        struct cw_place place;
        const char *
                unit; /**< what a row is called there; a static string, NULL while within one shard, or if no row is known */
        bool flat; /**< the row is the label: it has no position within it */
};

enum { CW_ODD_KEPT = 1024 }; /**< more ids outside the map are counted without a place */

struct cw_odd_label {
        int64_t id;
        struct cw_first first;
};

struct cw_skipped_row {
        struct cw_first first;
        char why[sizeof(((struct cw_bad_row *)0)->why)];
};

struct cw_bins {
        struct cw_histogram ids;
        struct cw_intern names;
        uint64_t *name_tokens; /**< n_names of them in use, as of name_first */
        struct cw_first *name_first;
        size_t n_names, tokens_cap, first_cap;
        struct cw_odd_label
                *odd; /**< ids outside the label map, each once, with the first place; the first CW_ODD_KEPT */
        size_t n_odd, odd_cap;
        struct cw_skipped_row skipped[CW_BAD_ROWS_KEPT]; /**< the first bad rows, in order */
        size_t n_skipped;
        uint64_t rows_skipped, sequences;
        struct cw_sequence_sums by_sequence; /**< where that was asked for */
};

CW_MUST_USE cw_status cw_bins_init(struct cw_bins *bins, struct cw_error *err);
void cw_bins_free(struct cw_bins *bins);

/** Adds what `tally` counted of shard `ordinal`, and clears the tally. */
CW_MUST_USE cw_status cw_bins_add_tally(struct cw_bins *bins, struct cw_tally *tally, uint64_t ordinal,
                                        struct cw_error *err);

/** The parts of a shard's counts, as shard_counts.c reads them; what was kept stays where memory runs out. */
CW_MUST_USE cw_status cw_bins_add_name(struct cw_bins *bins, const char *name, size_t nbytes, uint64_t tokens,
                                       struct cw_first first, struct cw_error *err);
CW_MUST_USE cw_status cw_bins_add_odd(struct cw_bins *bins, int64_t id, struct cw_first first, struct cw_error *err);
void cw_bins_add_skipped(struct cw_bins *bins, struct cw_first first, const char *why, size_t why_nbytes);
/** What adding ids could not say: CW_E_MEMORY, CW_E_LIMIT (too many labels). */
CW_MUST_USE cw_status cw_bins_check(const struct cw_bins *bins, struct cw_error *err);
/** CW_E_DATA: a name holds a NUL, which no label map and no file can hold; *place_ret is the first place of the first such name. */
CW_MUST_USE cw_status cw_bins_check_names(const struct cw_bins *bins, struct cw_place *place_ret, struct cw_error *err);

/** Empties them; the memory stays, for the next shard. */
void cw_bins_clear(struct cw_bins *bins);

#endif
