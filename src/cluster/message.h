/* SPDX-License-Identifier: MIT */
/*
 * What ranks send each other, as bytes: the run (rank 0 to all, once a run) and what came of a shard.  All ranks are
 * processes of one program on machines of one kind, which the run's head checks; so structs of numbers go as they lie.
 *
 *     run      head  options  their strings  ignored ids  labels of the map  column  draw  n x { size, path }
 *     outcome  facts  (error)  counts  column  ignored ids  n x name, source  slices  what was drawn
 *
 * Numbers are LEB128, texts are length + 1 (0: NULL) and bytes.
 */
#ifndef CW_CLUSTER_MESSAGE_H
#define CW_CLUSTER_MESSAGE_H

#include "base/buffer.h"
#include "base/cursor.h"
#include "pipeline.h"

/** A run as another rank has it. */
struct cw_remote_run {
        struct cw_run run; /**< points to what follows, but for the exchange */
        struct cw_read_options options;
        struct cw_inputs inputs;
        struct cw_draw draw;
        struct cw_label_map sized; /**< stands for the user's map: the number of its labels is all that counting asks */
        int64_t *ignore;
        char *column; /**< that was settled */
        char *text;   /**< the strings of the options */
};

/** What fails is out->failed. */
void cw_message_put_run(struct cw_buffer *out, const struct cw_run *run, const char *column);
/** Free with cw_remote_run_free(), also after a failure.  CW_E_CORRUPT: another program, or another version of it. */
CW_MUST_USE cw_status cw_message_take_run(const void *bytes, size_t nbytes, struct cw_remote_run *ret,
                                          struct cw_error *err);
void cw_remote_run_free(struct cw_remote_run *remote);

void cw_message_put_outcome(struct cw_buffer *out, const struct cw_shard_outcome *outcome);
/** The next of those that were put one after the other.  Free with cw_shard_outcome_free(), also after a failure. */
CW_MUST_USE cw_status cw_message_take_outcome(struct cw_cursor *c, struct cw_shard_outcome *ret, struct cw_error *err);

#endif
