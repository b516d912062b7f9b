/* SPDX-License-Identifier: MIT */
/*
 * LZ4 frames, decompressed whole.  What the frame says of its size is not used: the caller says how much may come out.
 * Checksums that are there are verified by the library.
 */
#include "codecs/stream_impl.h"

#include <lz4frame.h>

void
cw_lz4_context_free(void *lz4)
{
        if (lz4 != NULL)
                LZ4F_freeDecompressionContext(lz4);
}

static cw_status
lz4_context(struct cw_codec_context *context, struct cw_error *err)
{
        LZ4F_dctx *lz4 = NULL;
        if (context->lz4 != NULL) {
                /* It may have failed within a frame. */
                LZ4F_resetDecompressionContext(context->lz4);
                return CW_OK;
        }
        if (LZ4F_isError(LZ4F_createDecompressionContext(&lz4, LZ4F_VERSION)))
                return cw_fail(err, CW_E_MEMORY, "out of memory for an LZ4 context");
        context->lz4 = lz4;
        return CW_OK;
}

cw_status
cw_lz4_frames(struct cw_codec_context *context, const void *in, size_t in_nbytes, void *out, size_t out_cap,
              size_t *out_nbytes_ret, struct cw_error *err)
{
        static const LZ4F_decompressOptions_t in_place = {.stableDst = 1};
        size_t in_pos = 0, out_pos = 0, hint = 0;
        CW_TRY(lz4_context(context, err));
        while (in_pos < in_nbytes) {
                size_t took = in_nbytes - in_pos, made = out_cap - out_pos;
                hint = LZ4F_decompress(context->lz4, (char *)out + out_pos, &made, (const char *)in + in_pos, &took,
                                       &in_place);
                if (LZ4F_isError(hint))
                        return cw_fail(err, CW_E_CORRUPT, "the LZ4 data is damaged (%s)", LZ4F_getErrorName(hint));
                if (took == 0 && made == 0)
                        return cw_fail(err, CW_E_LIMIT, "an LZ4 frame holds more than is said of it");
                in_pos += took;
                out_pos += made;
        }
        /* 0: a frame has ended and all of it is out. */
        if (hint != 0)
                return cw_fail(err, out_pos == out_cap ? CW_E_LIMIT : CW_E_TRUNCATED,
                               "the LZ4 data ends within a frame, or holds more than is said of it");
        *out_nbytes_ret = out_pos;
        return CW_OK;
}
