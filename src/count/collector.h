/* SPDX-License-Identifier: MIT */
/*
 * Where a tally sends labels, in order, when they are to be kept and not counted (packing a shard), or looked at besides
 * (count/sequences.h).  Used by one worker.
 */
#ifndef CW_COUNT_COLLECTOR_H
#define CW_COUNT_COLLECTOR_H

#include "count/tally.h"

struct cw_label_presence;

struct cw_collector {
        void *user;
        cw_status (*ids)(void *user, const int64_t *ids, size_t n);
        cw_status (*name)(void *user, const char *text, size_t nbytes);
        cw_status (*end_sequence)(void *user);
        cw_status (*null_row)(void *user); /**< a row without a list, which is no sequence; NULL: not of interest */
        cw_status status;                  /**< the first failure; nothing is sent after it */

        /** Takes ids as they lie in the data, at any address; NULL: `ids` is called with them. */
        cw_status (*array)(void *user, const void *ids, size_t n, enum cw_width width);
        /** Rows joined at the seams of blocks are left out: which worker decodes them, and when, is a matter of timing. */
        bool no_seams;

        /** `array` is called even where ids stand for names: the collector knows which. */
        bool knows_names;

        /** The tally counts as well; then the following are set. */
        bool counts_too;
        /** Called instead of `name`, with the name's number in the tally. */
        cw_status (*numbered)(void *user, uint32_t number, const char *text, size_t nbytes);
        bool needs_order;   /**< no counts file will do */
        bool needs_counted; /**< a counts file that says nothing of sequences is refused */
        bool needs_rows;    /**< likewise one whose rows of shards say nothing of them */
        /** A label of a counts file, which has no sequences itself: what it says of them, or NULL.  `name` NULL: by id. */
        cw_status (*counted)(void *user, const char *name, int64_t id, const struct cw_label_presence *presence);
};

#endif
