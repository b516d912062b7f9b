/* SPDX-License-Identifier: MIT */
/*
 * A granule: the tokens of each label in one part of the data, in ascending order.  Growth keeps them of pieces of the
 * inputs (granules.h), sampling of groups of blocks (draw.h).
 *
 * Labels have ids and names only when the run is done.  Until then a label that came as text goes by its number in a
 * table of names, which all granules of a run have in common.
 */
#ifndef CW_GRANULE_H
#define CW_GRANULE_H

#include "base/team.h"
#include "count/sequence_sums.h"
#include "count/tally.h"
#include "merge/row_index.h"

/** The tokens of one label. */
struct cw_granule_entry {
        int64_t key; /**< the id; of a label that came as text its number in the table of names */
        uint64_t tokens;
        uint64_t around; /**< of sequences: what they add to the tokens around it, see count/sequence_seams.h */
        bool named;
};

/** Ascending by kind and key, each once. */
struct cw_granule {
        struct cw_granule_entry *entries;
        size_t n;
};

/** The table of names, and the lock that guards it; borrowed. */
struct cw_granule_names {
        struct cw_intern *table;
        struct cw_lock *lock;
};

/** What `tally` holds, and `sums`, which may be NULL.  `ids` not NULL: ids 0 .. n-1 stand for these names.  The caller frees
 *  granule_ret->entries. */
CW_MUST_USE cw_status cw_granule_take(const struct cw_tally *tally, const struct cw_label_map *ids,
                                      const struct cw_sequence_sums *sums, struct cw_granule_names names,
                                      struct cw_granule *granule_ret, struct cw_error *err);
/** One label, with no tokens but those around it; freed likewise. */
CW_MUST_USE cw_status cw_granule_take_label(const struct cw_sequence_label *label, uint64_t around,
                                            struct cw_granule_names names, struct cw_granule *granule_ret,
                                            struct cw_error *err);
/** Sorts entries that were put in any order, and adds up those of the same key. */
void cw_granule_order(struct cw_granule *g);
/** Adds `more`; *n_entries_ref (may be NULL) follows.  On failure `to` is as it was. */
CW_MUST_USE cw_status cw_granule_add(struct cw_granule *to, const struct cw_granule *more, size_t *n_entries_ref,
                                     struct cw_error *err);
/** When the run is done: the keys become indices of the result's labels, and what came as text and as an id becomes one
 *  entry.  Those of ignored and unknown labels go. */
void cw_granule_by_label(struct cw_granule *g, const struct cw_intern *names, const struct cw_row_index *index);

#endif
