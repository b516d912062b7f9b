/* SPDX-License-Identifier: MIT */
/*
 * Compression codecs behind one small interface: streams for files of one piece, frames for what is cut into pieces.
 * Output is bounded by the room the caller gives; nothing trusts a declared size.
 */
#ifndef CW_CODECS_CODEC_H
#define CW_CODECS_CODEC_H

#include "base/status.h"

enum cw_codec {
        CW_CODEC_NONE = 0,
        CW_CODEC_ZSTD,
        CW_CODEC_GZIP,
        CW_CODEC_DEFLATE /**< bare, as in zip files: one piece, known by no magic; what follows its end is not taken in */
};

/** By the first bytes (4 are enough). */
enum cw_codec cw_codec_detect(const uint8_t *data, size_t nbytes);
const char *cw_codec_name(enum cw_codec codec); /**< "none", "zstd", "gzip", "deflate" */

/** Contexts that a worker reuses. */
struct cw_codec_context;
CW_MUST_USE cw_status cw_codec_context_new(struct cw_codec_context **context_ret, struct cw_error *err);
void cw_codec_context_free(struct cw_codec_context **context);

/** Decompresses one or more whole zstd frames of known total size into at most `out_cap` bytes; *out_nbytes_ret is how
 *  many there were.  Checksums are verified.  CW_E_CORRUPT, CW_E_TRUNCATED, CW_E_LIMIT (does not fit). */
CW_MUST_USE cw_status cw_zstd_frames(struct cw_codec_context *context, const void *in, size_t in_nbytes, void *out,
                                     size_t out_cap, size_t *out_nbytes_ret, struct cw_error *err);

/** As cw_zstd_frames() for LZ4 frames (magic 0x184D2204), which Arrow uses; not for bare LZ4 blocks. */
CW_MUST_USE cw_status cw_lz4_frames(struct cw_codec_context *context, const void *in, size_t in_nbytes, void *out,
                                    size_t out_cap, size_t *out_nbytes_ret, struct cw_error *err);

/** Compresses frame by frame, each on its own; one a writer. */
struct cw_zstd_compressor;
enum { CW_ZSTD_LEVEL_MOST = 19 };
/** `level` 1 to CW_ZSTD_LEVEL_MOST, else CW_E_USAGE. */
CW_MUST_USE cw_status cw_zstd_compressor_new(int level, struct cw_zstd_compressor **compressor_ret,
                                             struct cw_error *err);
void cw_zstd_compressor_free(struct cw_zstd_compressor **compressor);
/** Room that a frame of `nbytes` bytes of content needs at most. */
size_t cw_zstd_compress_bound(size_t nbytes);
/** One frame with content size and checksum (its last four bytes); a single segment up to 1 MiB of content.  The same
 *  bytes for the same content, level and zstd version. */
CW_MUST_USE cw_status cw_zstd_compress(struct cw_zstd_compressor *compressor, const void *in, size_t in_nbytes,
                                       void *out, size_t out_cap, size_t *out_nbytes_ret, struct cw_error *err);

/** The same frame with its content as it is.  CW_E_LIMIT if it does not fit. */
CW_MUST_USE cw_status cw_zstd_store(const void *in, size_t in_nbytes, uint8_t *out, size_t out_cap,
                                    size_t *out_nbytes_ret, struct cw_error *err);
/** Whether a whole frame looks as cw_zstd_store() makes it for so much content, of which then piece `index`, from 0 to
 *  cw_zstd_stored_blocks() - 1, lies in the frame where cw_zstd_stored_block() says; NULL: the frame is damaged. */
bool cw_zstd_stored(const uint8_t *frame, size_t nbytes, size_t content_nbytes);
size_t cw_zstd_stored_blocks(size_t content_nbytes);
const uint8_t *cw_zstd_stored_block(const uint8_t *frame, size_t content_nbytes, size_t index, size_t *nbytes_ret);

/** A running decompression of a stream that comes in pieces.  Concatenated frames and members are one stream. */
struct cw_stream;
CW_MUST_USE cw_status cw_stream_new(enum cw_codec codec, uint64_t max_window_nbytes, struct cw_stream **stream_ret,
                                    struct cw_error *err);
/**
 * Takes from in[*in_pos .. in_nbytes), writes to out[*out_pos .. out_cap), moves both positions, and returns when the
 * input is used up or the output is full.
 */
CW_MUST_USE cw_status cw_stream_run(struct cw_stream *stream, const void *in, size_t in_nbytes, size_t *in_pos,
                                    void *out, size_t out_cap, size_t *out_pos, struct cw_error *err);
/** The input has ended: CW_E_TRUNCATED if it did so inside a frame or member. */
CW_MUST_USE cw_status cw_stream_end(const struct cw_stream *stream, struct cw_error *err);
/** Forgets the current stream and starts a new one of the same codec. */
void cw_stream_reset(struct cw_stream *stream);
void cw_stream_free(struct cw_stream **stream);

/** What the next bytes of a zstd file are, found without decompressing; see zstd_walk.c for the layout. */
struct cw_zstd_frame {
        uint64_t offset;         /**< in the file */
        uint64_t nbytes;         /**< compressed, header and checksum included */
        uint64_t content_nbytes; /**< UINT64_MAX where the header does not say */
        bool skippable;
        bool has_checksum;
};

/** Reads `nbytes` at `offset`; fewer only at the end of the file. */
typedef cw_status
cw_read_at_fn(void *user, uint64_t offset, void *buffer, size_t nbytes, size_t *got_ret, struct cw_error *err);

/** The frame that begins at `offset` of a file of `file_nbytes` bytes.  CW_E_CORRUPT, CW_E_TRUNCATED with the byte. */
CW_MUST_USE cw_status cw_zstd_walk(cw_read_at_fn *read_at, void *user, uint64_t offset, uint64_t file_nbytes,
                                   struct cw_zstd_frame *frame_ret, struct cw_error *err);

#endif
