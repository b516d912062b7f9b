/* SPDX-License-Identifier: MIT */
/*
 * From granules to pieces: what was counted along the way, by the labels of the result.
 */
#ifndef CW_GROWTH_PIECES_H
#define CW_GROWTH_PIECES_H

#include "base/result.h"
#include "granules.h"
#include "weigh/growth_path.h"

struct cw_growth_store {
        struct cw_growth_pieces pieces; /**< those that have a token, in the order of the data */
        struct cw_piece_entry *entries; /**< of all of them */
};

/** `counts` are those of the same run: an id or name that became no label there is ignored or unknown here too.  The
 *  granules are of no more use than to be freed.  Free with cw_growth_store_free(), also after a failure. */
CW_MUST_USE cw_status cw_growth_store_make(struct cw_granules *granules, const struct cw_counts *counts,
                                           struct cw_growth_store *store_ret, struct cw_error *err);
void cw_growth_store_free(struct cw_growth_store *store);

#endif
