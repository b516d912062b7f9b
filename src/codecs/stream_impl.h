/* SPDX-License-Identifier: MIT */
/*
 * Inside of codecs/: the stream that codec.c shares out, the context of blocks, and the magic numbers of the zstd format.
 */
#ifndef CW_CODECS_STREAM_IMPL_H
#define CW_CODECS_STREAM_IMPL_H

#include "codecs/codec.h"

#define CW_ZSTD_MAGIC UINT32_C(0xFD2FB528)
#define CW_ZSTD_SKIPPABLE_MAGIC UINT32_C(0x184D2A50) /* the low four bits are free */
#define CW_ZSTD_SKIPPABLE_MASK UINT32_C(0xFFFFFFF0)

struct cw_stream {
        enum cw_codec codec;
        void *state;       /**< ZSTD_DCtx, or struct inflate_state */
        bool within;       /**< inside a frame or member */
        bool padding;      /**< gzip: after a member only zero bytes have come */
        uint64_t in_total; /**< bytes taken in, for messages */
};

/** The libraries' contexts, kept from block to block. */
struct cw_codec_context {
        void *zstd; /**< ZSTD_DCtx */
        void *lz4;  /**< LZ4F_dctx; NULL until a frame is met */
};

void cw_lz4_context_free(void *lz4);

cw_status cw_zstd_stream_init(struct cw_stream *s, uint64_t max_window_nbytes, struct cw_error *err);
cw_status cw_zstd_stream_run(struct cw_stream *s, const void *in, size_t in_nbytes, size_t *in_pos, void *out,
                             size_t out_cap, size_t *out_pos, struct cw_error *err);
void cw_zstd_stream_reset(struct cw_stream *s);
void cw_zstd_stream_free(struct cw_stream *s);

cw_status cw_gzip_stream_init(struct cw_stream *s, struct cw_error *err);
cw_status cw_gzip_stream_run(struct cw_stream *s, const void *in, size_t in_nbytes, size_t *in_pos, void *out,
                             size_t out_cap, size_t *out_pos, struct cw_error *err);
void cw_gzip_stream_reset(struct cw_stream *s);
void cw_gzip_stream_free(struct cw_stream *s);

#endif
