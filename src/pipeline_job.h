/* SPDX-License-Identifier: MIT */
/*
 * Inside of the pipeline: a run under way, and its open shards.  Shared by pipeline.c (workers and blocks),
 * pipeline_shards.c (opening and failing shards), pipeline_settle.c and pipeline_result.c (what becomes of them) and
 * pipeline_cache.c (what need not be counted); nobody else includes it.  The essay in pipeline.c says who may touch what.
 */
#ifndef CW_PIPELINE_JOB_H
#define CW_PIPELINE_JOB_H

#include "base/team.h"
#include "count/sequence_seams.h"
#include "input/identity.h"
#include "pipeline.h"

#include <stdatomic.h>

/** One shard that is open. */
struct cw_job_shard {
        uint64_t ordinal;
        struct cw_reader *reader; /* constant while open; next() under `lock` */
        struct cw_kept kept;      /* of the shards before it in this memory; outlives the reader */
        int64_t n_known;          /* ids from here on have no name; constant while open */
        atomic_bool exhausted; /* no more blocks are to be handed out; goes back only where all was in vain, by a worker
                                     that is there to go on */
        struct cw_lock lock;   /* guards what follows, and may be held for as long as a pipe is silent */
        unsigned n_passes;     /* how often all was in vain (cw_reader.in_vain) */
        uint64_t n_taken;      /* blocks handed out since */
        uint64_t bytes_taken;  /* of the file, by them */
        struct cw_bins bins;
        bool goes_on;                  /* under run->sequences: some may go on from part to part; constant while open */
        struct cw_seams seams;         /* then; has a lock of its own */
        struct cw_track track;         /* under run->granules */
        struct cw_drawn drawn;         /* under run->draw */
        struct cw_shard_counts counts; /* made of them by the worker that leaves last */
        int n_workers;                 /* under job.lock */
        bool source_known;             /* the counts can be kept in the cache, for a file of this identity */
        struct cw_identity source;
        struct cw_buffer facts; /* as a record of the cache, written before names are taken out of the reader */
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

struct cw_job_cache; /* pipeline_cache.c */

struct cw_job {
        const struct cw_run *run;
        struct cw_job_cache *cache; /* NULL: there is none */
        double started;

        struct cw_lock lock; /* guards all that follows */
        size_t next_input;
        bool claiming, dry; /* with an exchange: a worker is asking for the next shard; there are no more */
        struct opening *opening;
        struct cw_job_shard *open;
        struct cw_job_shard *spare; /* closed ones, empty, for their bins */
        atomic_bool has_failed;     /* that failure.any is true; for those who look at it without the lock */
        struct failure failure;     /* with keep_going: of the kinds that end the run all the same */
        struct cw_run_result *result;
        struct told *told;
        size_t n_told, told_cap;
        uint64_t bytes_done, shards_done;
        double last_progress;
        uint64_t column_ordinal; /* of the shard that result->column is from */
        char *counted_columns;   /* of the counts files among the shards, see merge/columns.h */

        char *column; /* that shards without one of their own are read by, or NULL; constant once workers run */
        struct cw_reader *opened; /* shard opened_ordinal, or NULL; taken by the worker that claims it */
        uint64_t opened_ordinal;  /* constant once workers run */
};

/* ---- failures ---- */

/** Under job.lock.  The failure that stands first is kept. */
void cw_job_fail(struct cw_job *job, uint64_t ordinal, const struct cw_error *err);
/** Under job.lock.  The one failure that has no place. */
void cw_job_interrupt(struct cw_job *job);
/** A failure inside a shard: the one that stands first in the file is kept, and no more blocks are handed out. */
void cw_job_fail_shard(struct cw_job_shard *s, struct cw_place at, cw_status status, const struct cw_error *err);
/** The same, under s->lock. */
void cw_job_fail_shard_here(struct cw_job_shard *s, struct cw_place at, cw_status status, const struct cw_error *err);
/** Whether work on shard `ordinal` is in vain: the run has failed before it, or was interrupted. */
bool cw_job_is_void(struct cw_job *job, uint64_t ordinal);

/* ---- shards ---- */

/** The shard to work on now, opened if need be, or NULL when there is nothing left to do. */
struct cw_job_shard *cw_job_attach(struct cw_job *job);
/** What a shard that is done has counted, made small; a failure becomes the shard's. */
void cw_job_sum_up(struct cw_job_shard *s);
/** Closes it; its bins, emptied, are kept for the next shard. */
void cw_job_close_shard(struct cw_job *job, struct cw_job_shard *s);
void cw_job_free_spares(struct cw_job *job);

/** So much more is done. */
void cw_job_progress(struct cw_job *job, uint64_t bytes, uint64_t shards);

/* ---- cache ---- */

/** With the column settled.  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_job_cache_open(struct cw_job *job, struct cw_error *err);
/** Writes what is to be kept, and tells what is wrong with the folder.  Also after a failure. */
void cw_job_cache_close(struct cw_job *job);
/** Settles a shard that is claimed with counts from the cache; false: it must be counted. */
bool cw_job_reuse(struct cw_job *job, uint64_t ordinal);
/** Before the workers: settles those shards at the front of the list that can be had from the cache, up to the first that
 *  must be counted.  Where all can be, no thread need be started, which would take longer than all of this. */
void cw_job_reuse_first(struct cw_job *job);
/** Of a shard that is about to be opened: what file it is, before a byte of it is read. */
void cw_job_find_source(struct cw_job *job, struct cw_job_shard *s);
/** Of one that has been: whether it still is that file, as will be asked again when its counts are kept. */
void cw_job_note_source(struct cw_job_shard *s);
/** Keeps the counts of a shard that is done, if it may. */
void cw_job_keep(struct cw_job *job, struct cw_job_shard *s);

/* ---- result ---- */

/** Sets up the job, and the result, before the workers; cw_job_end() goes with it, also after a failure. */
CW_MUST_USE cw_status cw_job_begin(struct cw_job *job, const struct cw_run *run, struct cw_run_result *result,
                                   struct cw_error *err);
/** After the workers, with the status so far: tells what is to be told, and says how the run went. */
CW_MUST_USE cw_status cw_job_end(struct cw_job *job, cw_status status, struct cw_error *err);

/** What to call a shard. */
const char *cw_job_name(const struct cw_job *job, uint64_t ordinal);
/** Under job.lock: the names and the ignored ids of a shard that has been opened; names that stay are taken. */
CW_MUST_USE cw_status cw_job_take_names(struct cw_job *job, uint64_t ordinal, struct cw_label_map **names_ref,
                                        struct cw_error *err);
CW_MUST_USE cw_status cw_job_take_ignored(struct cw_job *job, uint64_t ordinal, const int64_t *ignored, size_t n,
                                          struct cw_error *err);
/** Under job.lock: a shard that could not be opened, or does not fit the others. */
void cw_job_settle_failure(struct cw_job *job, uint64_t ordinal, const struct cw_error *err);
/** Under job.lock: hands an outcome to where it is settled, here or elsewhere; it is freed. */
void cw_job_hand_over(struct cw_job *job, struct cw_shard_outcome *o);
/** Under job.lock: a shard that was not counted here, names and all; the outcome is freed. */
void cw_job_settle_outcome(struct cw_job *job, struct cw_shard_outcome *o);
/** Under job.lock: a shard that is done, or has failed. */
void cw_job_settle_shard(struct cw_job *job, struct cw_job_shard *s);

#endif
