/* SPDX-License-Identifier: MIT */
/*
 * Inside of the pipeline: a run under way, and its open shards.  Shared by pipeline.c (workers and blocks) and
 * pipeline_shards.c (opening, failing and settling shards); nobody else includes it.  The essay in pipeline.c says who
 * may touch what.
 */
#ifndef CW_PIPELINE_JOB_H
#define CW_PIPELINE_JOB_H

#include "base/team.h"
#include "pipeline.h"

#include <stdatomic.h>

/** One shard that is open. */
struct cw_job_shard {
        uint64_t ordinal;
        struct cw_reader *reader; /* constant while open; next() under `lock` */
        int64_t n_known;          /* ids from here on have no name; constant while open */
        atomic_bool exhausted;    /* no more blocks are to be handed out; never goes back */
        struct cw_lock lock;      /* guards what follows, and may be held for as long as a pipe is silent */
        uint64_t n_taken;         /* blocks handed out */
        struct cw_bins bins;
        struct cw_shard_counts counts; /* made of them by the worker that leaves last */
        int n_workers;                 /* under job.lock */
        bool failed;
        struct cw_place failed_at;
        struct cw_error err;
        struct cw_job_shard *next; /* in job.open or job.spare; under job.lock */
};

/** The first failure of the run, by ordinal. */
struct failure {
        bool any;
        uint64_t ordinal;
        cw_status status;
        struct cw_error err;
};

/** The sentence on a failed shard, under keep_going. */
struct told {
        uint64_t ordinal;
        char *sentence;
};

/** A shard that is being opened; on the stack of the worker that does it. */
struct opening {
        uint64_t ordinal;
        struct opening *next;
};

struct cw_job {
        const struct cw_run *run;
        double started;

        struct cw_lock lock; /* guards all that follows */
        size_t next_input;
        struct opening *opening;
        struct cw_job_shard *open;
        struct cw_job_shard *spare; /* closed ones, empty, for their bins */
        struct failure failure;     /* with keep_going: of the kinds that end the run all the same */
        struct cw_run_result *result;
        struct told *told;
        size_t n_told, told_cap;
        uint64_t bytes_done, shards_done;
        double last_progress;
        uint64_t column_ordinal; /* of the shard that result->column is from */
        char *counted_columns;   /* of the counts files among the shards, see merge/columns.h */

        char *column; /* that shards without one of their own are read by, or NULL; constant once workers run */
};

/* ---- failures ---- */

/** Under job.lock.  The failure that stands first is kept. */
void cw_job_fail(struct cw_job *job, uint64_t ordinal, const struct cw_error *err);
/** A failure inside a shard: the one that stands first in the file is kept, and no more blocks are handed out. */
void cw_job_fail_shard(struct cw_job_shard *s, struct cw_place at, cw_status status, const struct cw_error *err);
/** Whether work on shard `ordinal` is in vain: the run has failed before it, or was interrupted. */
bool cw_job_is_void(struct cw_job *job, uint64_t ordinal);

/* ---- shards ---- */

/** The shard to work on now, opened if need be, or NULL when there is nothing left to do. */
struct cw_job_shard *cw_job_attach(struct cw_job *job);
/** What a shard that is done has counted, made small; a failure becomes the shard's. */
void cw_job_sum_up(struct cw_job_shard *s);
/** Under job.lock: a shard that is done, or has failed, as a part of the run's result. */
void cw_job_settle_shard(struct cw_job *job, struct cw_job_shard *s);
/** Closes it; its bins, emptied, are kept for the next shard. */
void cw_job_close_shard(struct cw_job *job, struct cw_job_shard *s);
void cw_job_free_spares(struct cw_job *job);

#endif
