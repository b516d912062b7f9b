/* SPDX-License-Identifier: MIT */
/*
 * From bins to the result: the one id space of all shards, with ignored and unknown labels told apart.
 *
 * With a label map (the user's, or the one that the data carries) names become its ids.  Without: ids stay as they are,
 * or names get ids, O first, then by their bytes.  Single-threaded; depends on the bins only.
 */
#ifndef CW_MERGE_MERGE_H
#define CW_MERGE_MERGE_H

#include "base/result.h"
#include "labels/label_map.h"
#include "merge/bins.h"

struct cw_merge_rules {
        const struct cw_label_map *map; /**< NULL: there is none */
        const int64_t *ignore;
        size_t n_ignore;
        cw_unknown_policy unknown;
        const char *o_label;
        bool presence, pairs; /**< rows get what was counted by sequence */
        /** Puts the name of the shard and the row in front of the sentence. */
        void (*locate)(const void *user, struct cw_error *err, struct cw_first where);
        const void *user;
};

/** CW_E_DATA: an unknown label under CW_UNKNOWN_ERROR (the one with the first place is named, with its tokens); names and
 *  bare ids in one run without a map.  totals.tokens, ignored, unknown, sequences, rows_skipped are filled. */
CW_MUST_USE cw_status cw_merge(const struct cw_bins *bins, const struct cw_merge_rules *rules,
                               struct cw_counts **counts_ret, struct cw_error *err);

#endif
