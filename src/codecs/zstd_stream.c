/* SPDX-License-Identifier: MIT */
/*
 * zstd decompression: whole frames in one call for blocks, and a running stream for files of one frame.  Both verify the
 * content checksums that are there; neither lets a frame's window make the context allocate past the bound.
 */
#include "base/memory.h"
#include "codecs/stream_impl.h"

#include <zstd.h>
#include <zstd_errors.h>

cw_status
cw_codec_context_new(struct cw_codec_context **context_ret, struct cw_error *err)
{
        struct cw_codec_context *c = cw_calloc(1, sizeof(*c));
        *context_ret = c;
        if (c == NULL)
                return cw_fail_memory(err, sizeof(*c));
        c->zstd = ZSTD_createDCtx();
        if (c->zstd == NULL) {
                cw_codec_context_free(context_ret);
                return cw_fail(err, CW_E_MEMORY, "out of memory for a zstd context");
        }
        return CW_OK;
}

void
cw_codec_context_free(struct cw_codec_context **context_ref)
{
        if (*context_ref == NULL)
                return;
        ZSTD_freeDCtx((*context_ref)->zstd);
        cw_lz4_context_free((*context_ref)->lz4);
        cw_free(*context_ref);
        *context_ref = NULL;
}

/* zstd's verdict in our words.  `code` is an error by ZSTD_isError(). */
static cw_status
zstd_fail(size_t code, struct cw_error *err)
{
        switch (ZSTD_getErrorCode(code)) {
        case ZSTD_error_memory_allocation:
                return cw_fail(err, CW_E_MEMORY, "out of memory while decompressing zstd data");
        case ZSTD_error_checksum_wrong:
                return cw_fail(err, CW_E_CORRUPT, "the zstd checksum differs; the file is damaged");
        case ZSTD_error_srcSize_wrong:
                return cw_fail(err, CW_E_TRUNCATED, "the zstd data ends within a frame; the file is cut off");
        case ZSTD_error_dstSize_tooSmall:
                return cw_fail(err, CW_E_LIMIT, "a zstd frame holds more than its header says");
        case ZSTD_error_frameParameter_windowTooLarge:
                return cw_fail(err, CW_E_LIMIT,
                               "a zstd frame needs a larger window than --max-memory allows; raise it");
        case ZSTD_error_dictionary_wrong:
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "a zstd frame needs a dictionary, which is not supported; "
                               "decompress it with zstd -D first");
        default:
                return cw_fail(err, CW_E_CORRUPT, "the zstd data is damaged (%s)", ZSTD_getErrorName(code));
        }
}

cw_status
cw_zstd_frames(struct cw_codec_context *context, const void *in, size_t in_nbytes, void *out, size_t out_cap,
               size_t *out_nbytes_ret, struct cw_error *err)
{
        size_t n = ZSTD_decompressDCtx(context->zstd, out, out_cap, in, in_nbytes);
        if (ZSTD_isError(n))
                return zstd_fail(n, err);
        *out_nbytes_ret = n;
        return CW_OK;
}

cw_status
cw_zstd_stream_init(struct cw_stream *s, uint64_t max_window_nbytes, struct cw_error *err)
{
        int window_log = 10;
        while (window_log < 31 && (UINT64_C(2) << window_log) <= max_window_nbytes)
                window_log++;
        ZSTD_DCtx *dctx = ZSTD_createDCtx();
        if (dctx == NULL)
                return cw_fail(err, CW_E_MEMORY, "out of memory for a zstd context");
        s->state = dctx;
        (void)ZSTD_DCtx_setParameter(dctx, ZSTD_d_windowLogMax, window_log);
        return CW_OK;
}

cw_status
cw_zstd_stream_run(struct cw_stream *s, const void *in, size_t in_nbytes, size_t *in_pos, void *out, size_t out_cap,
                   size_t *out_pos, struct cw_error *err)
{
        ZSTD_inBuffer from = {in, in_nbytes, *in_pos};
        ZSTD_outBuffer to = {out, out_cap, *out_pos};
        while (to.pos < to.size) {
                size_t in_before = from.pos, out_before = to.pos;
                size_t hint = ZSTD_decompressStream(s->state, &to, &from);
                if (ZSTD_isError(hint))
                        return zstd_fail(hint, err);
                if (from.pos == in_before && to.pos == out_before)
                        break; /* no progress: the hint would speak of a frame that has not begun */
                /* 0: a frame has ended and all of it is out. */
                s->within = hint != 0;
                if (from.pos == from.size && hint == 0)
                        break;
        }
        *in_pos = from.pos;
        *out_pos = to.pos;
        return CW_OK;
}

void
cw_zstd_stream_reset(struct cw_stream *s)
{
        (void)ZSTD_DCtx_reset(s->state, ZSTD_reset_session_only);
}

void
cw_zstd_stream_free(struct cw_stream *s)
{
        ZSTD_freeDCtx(s->state);
}
