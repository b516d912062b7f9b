/* SPDX-License-Identifier: MIT */
/*
 * Where a tally sends labels, in order, when they are to be kept and not counted: packing a shard.  Used by one worker.
 */
#ifndef CW_COUNT_COLLECTOR_H
#define CW_COUNT_COLLECTOR_H

#include "count/tally.h"

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
};

#endif
