/* SPDX-License-Identifier: MIT */
/*
 * The spine: inputs -> shards -> blocks -> tallies, on all workers -> bins.  See the essay at the top of pipeline.c.
 */
#ifndef CW_PIPELINE_H
#define CW_PIPELINE_H

#include "base/result.h"
#include "count/sequences.h"
#include "draw.h"
#include "formats/format.h"
#include "granules.h"
#include "input/inputs.h"
#include "merge/carried_slices.h"
#include "merge/shard_counts.h"

/** What is known of a shard that is done, or has failed: plain data, which can be sent to where it is settled. */
struct cw_shard_outcome {
        uint64_t ordinal;
        bool opened;                /**< false: it failed before anything was known of it */
        cw_status status;           /**< not CW_OK: it failed, and there are no counts */
        struct cw_error err;        /**< then the whole sentence */
        struct cw_label_map *names; /**< that it carries, or NULL; owned */
        int64_t *ignored;           /**< ids that it says are no labels; owned */
        size_t n_ignored;
        struct cw_shard_counts counts;
        char *column;             /**< that was read, or NULL; owned */
        bool is_counts_file;      /**< the column is a set, see merge/columns.h */
        struct cw_totals totals;  /**< shards, bytes, and what counts files state besides */
        struct cw_counts *sliced; /**< a counts file that has slices, or NULL; owned */
        struct cw_buffer drawn;   /**< under run->draw, of a sound shard: see cw_drawn_put() */
};

void cw_shard_outcome_free(struct cw_shard_outcome *outcome);

/** Where several processes share the shards of one run: this one asks which to count, and hands over what came of it.
 *  The functions are called from any worker, claim() by one at a time. */
struct cw_exchange {
        /** The next shard to count here; false: there is none any more.  May take as long as an answer takes. */
        bool (*claim)(void *user, uint64_t *ordinal_ret);
        /** Takes the outcome over. */
        void (*deliver)(void *user, struct cw_shard_outcome *outcome);
        void *user;
        const _Atomic uint64_t *limit; /**< shards from this ordinal on are in vain; may fall at any time */
        const char *column;            /**< that was settled for the whole run, or NULL */
};

/** What runs before this one have done, where several are one job to the user; brought up to date by each. */
struct cw_run_past {
        uint64_t bytes;       /**< of input taken in */
        double started, told; /**< the clock when the first began, and when progress was told last */
};

/** What a run takes; all is borrowed. */
struct cw_run {
        const struct cw_read_options *options;
        const struct cw_inputs *inputs;
        const struct cw_label_map *map; /**< the user's label map, or NULL */
        const int64_t *ignore;
        size_t n_ignore;
        int n_threads;
        struct cw_granules *granules; /**< not NULL: counts along the way are kept there */
        struct cw_draw *draw; /**< not NULL: only the blocks that it draws are counted; not with the former; that of
                                         options->sample and its seed */
        struct cw_collector
                *collectors;            /**< not NULL: one a worker, which takes labels instead of counting them, in the
                                            order of the inputs with n_threads 1; or besides, of `sequences` */
        struct cw_sequences *sequences; /**< not NULL: the analysers of these collectors, one a worker */
        /** A sample is collected: whether block `block` of shard `ordinal`, which the collector of `user` gets next, is
         *  wanted; else it may come or not.  NULL: all are wanted, and cut so that they come in order. */
        bool (*wants)(void *user, uint64_t ordinal, const struct cw_block *block);
        const struct cw_exchange *exchange; /**< NULL: all shards are counted and settled here */
        struct cw_reader **reader;          /**< not NULL: the one shard, open already; taken over, and NULL then */
        struct cw_run_past *past;           /**< NULL: this is the first run */
};

enum { CW_TROUBLE_NBYTES = sizeof(((struct cw_error *)0)->message) + 80 /**< with its NUL, at most */ };

/** What a run gives. */
struct cw_run_result {
        struct cw_bins bins;
        struct cw_label_map *names; /**< names that the data carries, or NULL */
        int64_t *ignored;           /**< ids that the data itself says are no labels, each once */
        size_t n_ignored, ignored_cap;
        char *column;            /**< the label column that was read, or NULL */
        struct cw_totals totals; /**< shards, shards_failed, bytes, n_threads; what counts files state besides */
        struct cw_carried_slices slices; /**< of counts files, which all shards are; else `has_data`, and none */
        bool has_data;
        char *trouble; /**< with an exchange: why the cache here could not be written, to be told where the run is; or NULL */
        bool *is_new; /**< one a shard, with a cache: it was counted, and was not in it; NULL without */
        struct cw_shard_counts *shard_counts; /**< one a shard, under options->per_shard; none of a failed one */
};

/** Counts: in this process, by run_here.c; in counterweight-mpi on all ranks, by cluster/.  On failure the result is
 *  empty. */
CW_MUST_USE cw_status cw_run(const struct cw_run *run, struct cw_run_result *result_ret, struct cw_error *err);

/** Counts in this process.  On failure the result is empty. */
CW_MUST_USE cw_status cw_run_count(const struct cw_run *run, struct cw_run_result *result_ret, struct cw_error *err);
void cw_run_result_free(struct cw_run_result *result, size_t n_shards);

/** The result of a run whose shards are counted by several processes, in one of them: outcomes are settled one by one in
 *  the order of the shards, which makes result, notices and failure those of one worker alone. */
struct cw_gather;

/** Settles the label column.  `run` and `result` stay the caller's, and must stay where they are. */
CW_MUST_USE cw_status cw_gather_begin(const struct cw_run *run, struct cw_run_result *result, struct cw_gather **ret,
                                      struct cw_error *err);
/** The column that data is read by, for cw_exchange; NULL: each shard's own. */
const char *cw_gather_column(const struct cw_gather *g);
/** Settles a shard; the outcome is freed.  Call in ascending order, from one thread at a time. */
void cw_gather_add(struct cw_gather *g, struct cw_shard_outcome *outcome);
/** A failure of the run that is no shard's. */
void cw_gather_fail(struct cw_gather *g, const struct cw_error *err);
/** Whether what was added has failed the run, so that nothing more need be added. */
bool cw_gather_has_failed(const struct cw_gather *g);
/** Whether a failure with this status ends the run, whatever is settled before it. */
bool cw_gather_is_fatal(const struct cw_gather *g, cw_status status);
/** Tells what is to be told, frees `*g_ref`; on failure the result is empty. */
CW_MUST_USE cw_status cw_gather_end(struct cw_gather **g_ref, struct cw_error *err);

#endif
