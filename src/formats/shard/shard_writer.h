/* SPDX-License-Identifier: MIT */
/*
 * Writing a native shard: ids and sequence ends go in, in order; bytes come out, in order, never going back, so that
 * the output may be a pipe.  One thread.  The same labels give the same bytes.
 */
#ifndef CW_FORMATS_SHARD_WRITER_H
#define CW_FORMATS_SHARD_WRITER_H

#include "formats/shard/shard_header.h"

/** Where bytes go: a file, a pipe, memory. */
typedef cw_status cw_sink_fn(void *user, const void *data, size_t nbytes, struct cw_error *err);

struct cw_shard_writer;

/**
 * Starts a shard: `header` (with the width that all ids must fit, see cw_shard_id_nbytes()) goes to the sink at once
 * and is not needed afterwards.  `level` is zstd's, 1 to 19; `frame_nbytes` the decoded size of a frame, from one id to
 * 1 MiB.
 * CW_E_USAGE, CW_E_LIMIT, CW_E_MEMORY, or what the sink says.  Free with cw_shard_writer_free().
 */
CW_MUST_USE cw_status cw_shard_writer_new(const struct cw_shard_header *header, int level, uint32_t frame_nbytes,
                                          cw_sink_fn *sink, void *sink_user, struct cw_shard_writer **writer_ret,
                                          struct cw_error *err);

/** The next `n` labels of the current sequence.  CW_E_DATA for an id that does not fit the width. */
CW_MUST_USE cw_status cw_shard_writer_ids(struct cw_shard_writer *w, const int64_t *ids, size_t n,
                                          struct cw_error *err);

/** The current sequence ends here; the next begins.  Labels after the last end are kept, outside of any sequence. */
CW_MUST_USE cw_status cw_shard_writer_end_sequence(struct cw_shard_writer *w, struct cw_error *err);

/** Writes what is left, the totals and the seek table; the writer is then only to be freed.  `summary_ret` may be NULL;
 *  its bytes_in is left alone. */
CW_MUST_USE cw_status cw_shard_writer_finish(struct cw_shard_writer *w, struct cw_pack_summary *summary_ret,
                                             struct cw_error *err);

/** Frees and nulls.  NULL, or a writer already NULL, is fine. */
void cw_shard_writer_free(struct cw_shard_writer **writer);

#endif
