/* SPDX-License-Identifier: MIT */
/*
 * From granules to pieces: what was counted along the way, by the labels of the result.
 */
#ifndef CW_GROWTH_PIECES_H
#define CW_GROWTH_PIECES_H

#include "base/result.h"
#include "granules.h"
#include "merge/row_index.h"
#include "weigh/growth_path.h"

/** The label of the result that an entry, with its name in `names`, became; NULL for what became none: it is ignored, or
 *  unknown. */
const struct cw_count_row *
cw_granule_row(const struct cw_row_index *index, const struct cw_intern *names, const struct cw_granule_entry *entry);

struct cw_growth_store {
        struct cw_growth_pieces pieces; /**< those that have a token, in the order of the data */
        struct cw_piece_entry *entries; /**< of all of them */
};

/** `counts` are those of the same run: an id or name that became no label there is ignored or unknown here too.  Free with
 *  cw_growth_store_free(), also after a failure. */
CW_MUST_USE cw_status cw_growth_store_make(const struct cw_granules *granules, const struct cw_counts *counts,
                                           struct cw_growth_store *store_ret, struct cw_error *err);
void cw_growth_store_free(struct cw_growth_store *store);

#endif
