/* SPDX-License-Identifier: MIT */
/*
 * Where a tally sends labels, in order, when they are to be kept and not counted: packing a shard.  Used by one worker.
 */
#ifndef CW_COUNT_COLLECTOR_H
#define CW_COUNT_COLLECTOR_H

#include "base/status.h"

struct cw_collector {
        void *user;
        cw_status (*ids)(void *user, const int64_t *ids, size_t n);
        cw_status (*name)(void *user, const char *text, size_t nbytes);
        cw_status (*end_sequence)(void *user);
        cw_status status; /**< the first failure; nothing is sent after it */
};

#endif
