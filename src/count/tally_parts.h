/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the tally share.
 */
#ifndef CW_COUNT_TALLY_PARTS_H
#define CW_COUNT_TALLY_PARTS_H

#include "count/collector.h"
#include "count/tally.h"

enum {
        CW_TALLY_ODD_MOST = 1024, /* unknown ids whose place is kept; more are counted without a place */
        CW_TALLY_ODD_SLOTS = 4 * CW_TALLY_ODD_MOST
};

static inline bool
cw_tally_is_counting(const struct cw_tally *t)
{
        return t->collector == NULL || t->collector->counts_too;
}

/** Whether the collector, which is there, wants what comes. */
static inline bool
cw_tally_is_collecting(const struct cw_tally *t)
{
        return t->collector->status == CW_OK && !(t->in_seam && t->collector->no_seams);
}

#endif
