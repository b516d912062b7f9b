/* SPDX-License-Identifier: MIT */
/*
 * Counting by sequence, beside counting: an analyser a worker for the run.  What they find goes the way of all counts, from
 * the shard into the result.
 */
#ifndef CW_PRESENCE_H
#define CW_PRESENCE_H

#include "count/sequences.h"
#include "pipeline.h"
#include "settings.h"

struct cw_presence_run {
        struct cw_sequences *analysers; /**< NULL: not asked for */
        struct cw_collector *collectors;
        size_t n;
};

/** One analyser a thread, if the options ask for it.  Free with cw_presence_free(), also after a failure. */
CW_MUST_USE cw_status cw_presence_begin(const struct cw_settings *settings, struct cw_presence_run *p,
                                        struct cw_error *err);
/** After the run: CW_E_MEMORY if an analyser failed, which the run itself could not tell. */
CW_MUST_USE cw_status cw_presence_status(const struct cw_presence_run *p, struct cw_error *err);
/** A run of the settings with these analysers.  All is borrowed. */
struct cw_run cw_presence_run_of(const struct cw_settings *settings, const struct cw_presence_run *p);
void cw_presence_free(struct cw_presence_run *p);

#endif
