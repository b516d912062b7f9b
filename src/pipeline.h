/* SPDX-License-Identifier: MIT */
/*
 * The spine: inputs -> shards -> blocks -> tallies, on all workers -> bins.  See the essay at the top of pipeline.c.
 */
#ifndef CW_PIPELINE_H
#define CW_PIPELINE_H

#include "base/result.h"
#include "formats/format.h"
#include "input/inputs.h"
#include "merge/shard_counts.h"

/** What a run takes; all is borrowed. */
struct cw_run {
        const struct cw_read_options *options;
        const struct cw_inputs *inputs;
        const struct cw_label_map *map; /**< the user's label map, or NULL */
        const int64_t *ignore;
        size_t n_ignore;
        int n_threads;
        struct cw_collector *collector; /**< not NULL: collect labels in order instead of counting; n_threads is 1 */
};

/** What a run gives. */
struct cw_run_result {
        struct cw_bins bins;
        struct cw_label_map *names; /**< names that the data carries, or NULL */
        int64_t *ignored;           /**< ids that the data itself says are no labels, each once */
        size_t n_ignored, ignored_cap;
        char *column;            /**< the label column that was read, or NULL */
        struct cw_totals totals; /**< shards, shards_failed, bytes, n_threads; what counts files state besides */
        struct cw_shard_counts *shard_counts; /**< one a shard, under options->per_shard; none of a failed one */
};

/** Runs it.  On failure the result is empty. */
CW_MUST_USE cw_status cw_run_count(const struct cw_run *run, struct cw_run_result *result_ret, struct cw_error *err);
void cw_run_result_free(struct cw_run_result *result, size_t n_shards);

#endif
