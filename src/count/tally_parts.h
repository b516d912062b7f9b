/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the tally share.
 */
#ifndef CW_COUNT_TALLY_PARTS_H
#define CW_COUNT_TALLY_PARTS_H

#include "count/collector.h"
#include "count/tally.h"

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
