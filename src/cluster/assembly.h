/* SPDX-License-Identifier: MIT */
/*
 * A run of several processes, in rank 0: hands the shards out, and puts what comes back together.  Knows nothing of MPI,
 * so the unit tests run it with threads in the place of ranks.
 *
 * Outcomes arrive in any order and wait until all before them are there; so they are settled as one worker alone would
 * have settled them, and result, notices and failure are the same bytes for any number of ranks.
 */
#ifndef CW_CLUSTER_ASSEMBLY_H
#define CW_CLUSTER_ASSEMBLY_H

#include "cluster/dispatch.h"
#include "pipeline.h"

struct cw_assembly {
        struct cw_dispatch dispatch;
        const volatile int *cancel; /**< of the run's options */
        struct cw_lock lock;        /* guards what follows */
        struct cw_gather *gather;
        struct cw_shard_outcome **waiting; /* by ordinal; NULL: not there yet, or settled */
        size_t n, n_settled, n_arrived;
        bool failed; /* no more is settled */
};

/** Begins to assemble `run` for `n_ranks`.  On failure there is nothing to be ended, and the result is empty. */
CW_MUST_USE cw_status cw_assembly_begin(struct cw_assembly *a, const struct cw_run *run, size_t n_ranks,
                                        struct cw_run_result *result, struct cw_error *err);
/** Takes an outcome over, from any thread. */
void cw_assembly_add(struct cw_assembly *a, struct cw_shard_outcome *outcome);
/** A failure of a rank that is no shard's, or being interrupted: ends the run. */
void cw_assembly_fail(struct cw_assembly *a, const struct cw_error *err);
/** Ends the run if it has been cancelled; call now and then. */
void cw_assembly_poll(struct cw_assembly *a);
/** Shards whose outcome is there. */
size_t cw_assembly_n_arrived(struct cw_assembly *a);
/** When all ranks have ended. */
CW_MUST_USE cw_status cw_assembly_end(struct cw_assembly *a, struct cw_error *err);

#endif
