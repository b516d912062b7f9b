/* SPDX-License-Identifier: MIT */
/*
 * Block codecs, each through its own library; see blocks.h.  Snappy is in snappy_block.c.
 */
#include "codecs/blocks.h"

#include "base/memory.h"
#include "codecs/codec.h"

#include <brotli/decode.h>
#include <limits.h>
#include <lz4.h>

static cw_status
fail_damaged(struct cw_error *err, const char *codec)
{
        return cw_fail(err, CW_E_CORRUPT, "the %s data is damaged", codec);
}

static cw_status
fail_room(struct cw_error *err, const char *codec)
{
        return cw_fail(err, CW_E_LIMIT, "the %s data holds more than it should", codec);
}

/* -1 if it is damaged, or does not fit: LZ4 does not tell. */
static int
inflate_lz4(const uint8_t *in, size_t in_nbytes, uint8_t *out, size_t out_cap)
{
        if (in_nbytes > INT_MAX)
                return -1;
        const int room = out_cap > INT_MAX ? INT_MAX : (int)out_cap;
        const int n = LZ4_decompress_safe((const char *)in, (char *)out, (int)in_nbytes, room);
        return n < 0 ? -1 : n;
}

cw_status
cw_lz4_block(const void *in, size_t in_nbytes, void *out, size_t out_cap, size_t *out_nbytes_ret, struct cw_error *err)
{
        const int n = inflate_lz4(in, in_nbytes, out, out_cap);
        if (n < 0)
                return fail_damaged(err, "lz4");
        *out_nbytes_ret = (size_t)n;
        return CW_OK;
}

static uint32_t
load_be32(const uint8_t *p)
{
        return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* False if these bytes are not in Hadoop's framing, from end to end. */
static bool
inflate_hadoop(const uint8_t *in, size_t in_nbytes, uint8_t *out, size_t out_cap, size_t *out_nbytes_ret)
{
        size_t at = 0, done = 0;
        while (in_nbytes - at >= 8) {
                const uint32_t plain = load_be32(in + at), packed = load_be32(in + at + 4);
                at += 8;
                if (packed > in_nbytes - at || plain > out_cap - done ||
                    inflate_lz4(in + at, packed, out + done, plain) != (int64_t)plain)
                        return false;
                at += packed;
                done += plain;
        }
        *out_nbytes_ret = done;
        return at == in_nbytes;
}

cw_status
cw_lz4_hadoop(const void *in, size_t in_nbytes, void *out, size_t out_cap, size_t *out_nbytes_ret, struct cw_error *err)
{
        if (inflate_hadoop(in, in_nbytes, out, out_cap, out_nbytes_ret))
                return CW_OK;
        return cw_lz4_block(in, in_nbytes, out, out_cap, out_nbytes_ret, err);
}

static void *
allocate(void *opaque, size_t nbytes)
{
        (void)opaque;
        return cw_malloc(nbytes);
}

static void
release(void *opaque, void *p)
{
        (void)opaque;
        cw_free(p);
}

/* The window is at most 16 MiB, and allocated as it fills. */
cw_status
cw_brotli_block(const void *in, size_t in_nbytes, void *out, size_t out_cap, size_t *out_nbytes_ret,
                struct cw_error *err)
{
        BrotliDecoderState *state = BrotliDecoderCreateInstance(allocate, release, NULL);
        if (state == NULL)
                return cw_fail(err, CW_E_MEMORY, "out of memory for a brotli decoder");
        size_t in_left = in_nbytes, out_left = out_cap, total = 0;
        const uint8_t *next_in = in;
        uint8_t *next_out = out;
        const BrotliDecoderResult result =
                BrotliDecoderDecompressStream(state, &in_left, &next_in, &out_left, &next_out, &total);
        const BrotliDecoderErrorCode code = BrotliDecoderGetErrorCode(state);
        BrotliDecoderDestroyInstance(state);
        *out_nbytes_ret = total;
        if (result == BROTLI_DECODER_RESULT_SUCCESS && in_left == 0)
                return CW_OK;
        if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT)
                return fail_room(err, "brotli");
        if (code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES && code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES)
                return cw_fail(err, CW_E_MEMORY, "out of memory while decompressing brotli data");
        return fail_damaged(err, "brotli");
}

cw_status
cw_gzip_block(struct cw_stream *stream, const void *in, size_t in_nbytes, void *out, size_t out_cap,
              size_t *out_nbytes_ret, struct cw_error *err)
{
        size_t in_pos = 0, out_pos = 0;
        cw_stream_reset(stream);
        CW_TRY(cw_stream_run(stream, in, in_nbytes, &in_pos, out, out_cap, &out_pos, err));
        *out_nbytes_ret = out_pos;
        if (in_pos == in_nbytes && cw_stream_end(stream, NULL) == CW_OK)
                return CW_OK;
        if (out_pos < out_cap)
                return fail_damaged(err, "gzip");
        /* The room is full: the trailer of the last member may not have been taken in yet. */
        uint8_t beyond;
        size_t beyond_pos = 0;
        CW_TRY(cw_stream_run(stream, in, in_nbytes, &in_pos, &beyond, 1, &beyond_pos, err));
        if (beyond_pos > 0)
                return fail_room(err, "gzip");
        return in_pos == in_nbytes && cw_stream_end(stream, NULL) == CW_OK ? CW_OK : fail_damaged(err, "gzip");
}
