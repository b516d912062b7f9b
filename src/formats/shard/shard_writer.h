/* SPDX-License-Identifier: MIT */
/*
 * Writing a native shard: ids and sequence ends go in, in order; bytes come out, in order, never going back, so that
 * the output may be a pipe.  The same labels give the same bytes, whoever packs the frames.
 *
 * Threads: one thread gives the labels.  Others may call cw_shard_writer_help() meanwhile, which packs frames as they
 * fill, and returns when there will be no more.  Without helpers the giving thread packs them itself.
 */
#ifndef CW_FORMATS_SHARD_WRITER_H
#define CW_FORMATS_SHARD_WRITER_H

#include "count/tally.h"
#include "formats/shard/shard_header.h"

/** Where bytes go: a file, a pipe, memory.  Called by one thread at a time, not always the same. */
typedef cw_status cw_sink_fn(void *user, const void *data, size_t nbytes, struct cw_error *err);

struct cw_shard_writer;

/**
 * Starts a shard: `header` (with the width that all ids must fit, see cw_shard_id_nbytes()) goes to the sink at once.
 * It is not needed afterwards, but for header->phrases, by which the writer codes.  `level` is zstd's, 1 to 19, or 0:
 * CW_PACK_LEVEL for ids, and phrases are stored.  `frame_nbytes` is the size of a frame's ids, from one id to 1 MiB.
 * CW_E_USAGE, CW_E_LIMIT, CW_E_MEMORY, or what the sink says.  Free with cw_shard_writer_free().
 */
CW_MUST_USE cw_status cw_shard_writer_new(const struct cw_shard_header *header, int level, uint32_t frame_nbytes,
                                          cw_sink_fn *sink, void *sink_user, struct cw_shard_writer **writer_ret,
                                          struct cw_error *err);

/** The next `n` labels of the current sequence.  CW_E_DATA for an id that does not fit the width. */
CW_MUST_USE cw_status cw_shard_writer_ids(struct cw_shard_writer *w, const int64_t *ids, size_t n,
                                          struct cw_error *err);

/** The same, as they lie in the data, at any address. */
CW_MUST_USE cw_status cw_shard_writer_array(struct cw_shard_writer *w, const void *ids, size_t n, enum cw_width width,
                                            struct cw_error *err);

/** The current sequence ends here; the next begins.  Labels after the last end are kept, outside of any sequence. */
CW_MUST_USE cw_status cw_shard_writer_end_sequence(struct cw_shard_writer *w, struct cw_error *err);

/** Writes what is left, the totals and the seek table; the writer is then only to be freed.  `summary_ret` may be NULL;
 *  its bytes_in is left alone. */
CW_MUST_USE cw_status cw_shard_writer_finish(struct cw_shard_writer *w, struct cw_pack_summary *summary_ret,
                                             struct cw_error *err);

/** Packs frames until cw_shard_writer_stop(); any number of threads.  What fails is told to who gives the labels. */
void cw_shard_writer_help(struct cw_shard_writer *w);

/** There is nothing more to help with, whatever has become of the shard.  To be called where there are helpers. */
void cw_shard_writer_stop(struct cw_shard_writer *w);

/** Frees and nulls; nobody may be helping.  NULL, or a writer already NULL, is fine. */
void cw_shard_writer_free(struct cw_shard_writer **writer);

#endif
