/* SPDX-License-Identifier: MIT */
/*
 * zstd compression of one frame at a time, for what this program writes itself.  One thread, no dictionary, no state
 * from frame to frame: the same content gives the same bytes.
 */
#include "base/memory.h"
#include "codecs/codec.h"

#include <zstd.h>
#include <zstd_errors.h>

/* A window that holds the largest frame we write makes each frame a single segment, which decoders decode straight into
 * the caller's buffer; for smaller frames zstd makes it smaller by itself. */
enum { WINDOW_LOG = 20, LEVEL_LEAST = 1 };

struct cw_zstd_compressor {
        ZSTD_CCtx *zstd;
};

cw_status
cw_zstd_compressor_new(int level, struct cw_zstd_compressor **compressor_ret, struct cw_error *err)
{
        *compressor_ret = NULL;
        if (level < LEVEL_LEAST || level > CW_ZSTD_LEVEL_MOST)
                return cw_fail(err, CW_E_USAGE, "expected a compression level from %d to %d, found %d",
                               (int)LEVEL_LEAST, (int)CW_ZSTD_LEVEL_MOST, level);
        struct cw_zstd_compressor *c = cw_calloc(1, sizeof(*c));
        if (c == NULL)
                return cw_fail_memory(err, sizeof(*c));
        c->zstd = ZSTD_createCCtx();
        if (c->zstd == NULL) {
                cw_zstd_compressor_free(&c);
                return cw_fail(err, CW_E_MEMORY, "out of memory for a zstd context");
        }
        /* None of these fails: every value is within its documented bounds. */
        (void)ZSTD_CCtx_setParameter(c->zstd, ZSTD_c_compressionLevel, level);
        (void)ZSTD_CCtx_setParameter(c->zstd, ZSTD_c_windowLog, WINDOW_LOG);
        (void)ZSTD_CCtx_setParameter(c->zstd, ZSTD_c_contentSizeFlag, 1);
        (void)ZSTD_CCtx_setParameter(c->zstd, ZSTD_c_checksumFlag, 1);
        *compressor_ret = c;
        return CW_OK;
}

void
cw_zstd_compressor_free(struct cw_zstd_compressor **compressor_ref)
{
        if (*compressor_ref == NULL)
                return;
        ZSTD_freeCCtx((*compressor_ref)->zstd);
        cw_free(*compressor_ref);
        *compressor_ref = NULL;
}

size_t
cw_zstd_compress_bound(size_t nbytes)
{
        return ZSTD_compressBound(nbytes);
}

cw_status
cw_zstd_compress(struct cw_zstd_compressor *compressor, const void *in, size_t in_nbytes, void *out, size_t out_cap,
                 size_t *out_nbytes_ret, struct cw_error *err)
{
        size_t n = ZSTD_compress2(compressor->zstd, out, out_cap, in, in_nbytes);
        if (ZSTD_isError(n))
                return cw_fail(err, ZSTD_getErrorCode(n) == ZSTD_error_dstSize_tooSmall ? CW_E_LIMIT : CW_E_MEMORY,
                               "zstd cannot compress %zu bytes: %s", in_nbytes, ZSTD_getErrorName(n));
        *out_nbytes_ret = n;
        return CW_OK;
}
