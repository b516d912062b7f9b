/* SPDX-License-Identifier: MIT */
/*
 * Block codecs: a block is compressed in one piece and decompressed in one call, as Parquet's pages are.  The caller
 * says how much room there is; what a block says of its own size is never believed.  Every function sets *out_nbytes_ret
 * to what was written.  CW_E_CORRUPT: the block is damaged; CW_E_LIMIT: it holds more than there is room for.
 */
#ifndef CW_CODECS_BLOCKS_H
#define CW_CODECS_BLOCKS_H

#include "base/status.h"

struct cw_stream;

CW_MUST_USE cw_status cw_snappy_block(const void *in, size_t in_nbytes, void *out, size_t out_cap,
                                      size_t *out_nbytes_ret, struct cw_error *err);

/** One LZ4 block, bare. */
CW_MUST_USE cw_status cw_lz4_block(const void *in, size_t in_nbytes, void *out, size_t out_cap, size_t *out_nbytes_ret,
                                   struct cw_error *err);

/** LZ4 blocks in Hadoop's framing, u32 BE decompressed size, u32 BE compressed size, block, one after the other; or, as
 *  some writers have it, one bare block. */
CW_MUST_USE cw_status cw_lz4_hadoop(const void *in, size_t in_nbytes, void *out, size_t out_cap, size_t *out_nbytes_ret,
                                    struct cw_error *err);

CW_MUST_USE cw_status cw_brotli_block(const void *in, size_t in_nbytes, void *out, size_t out_cap,
                                      size_t *out_nbytes_ret, struct cw_error *err);

/** One or more gzip members, through a gzip stream that the caller keeps. */
CW_MUST_USE cw_status cw_gzip_block(struct cw_stream *stream, const void *in, size_t in_nbytes, void *out,
                                    size_t out_cap, size_t *out_nbytes_ret, struct cw_error *err);

#endif
