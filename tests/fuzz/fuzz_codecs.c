/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as zstd and as gzip: the walk over frames against libzstd's own, and streams fed in pieces of any size, which
 * must move on with every call, and give the same bytes and the same verdict as in one piece.
 *
 *     byte 0: codec     bytes 1, 2: bytes in and out at a time     then the file
 */
#include "codecs/codec.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUT_MOST = 1 << 18, WINDOW_MOST = 1 << 20 };

struct bytes {
        const uint8_t *data;
        size_t n;
};

static cw_status
read_at(void *user, uint64_t offset, void *buffer, size_t want, size_t *got_ret, struct cw_error *err)
{
        const struct bytes *b = user;
        (void)err;
        assert(offset <= b->n);
        *got_ret = b->n - (size_t)offset < want ? b->n - (size_t)offset : want;
        memcpy(buffer, b->data + offset, *got_ret);
        return CW_OK;
}

static void
walk(struct bytes b)
{
        struct cw_error err;
        struct cw_zstd_frame f;
        for (uint64_t at = 0; at < b.n; at = f.offset + f.nbytes) {
                const size_t theirs = ZSTD_findFrameCompressedSize(b.data + at, b.n - (size_t)at);
                const cw_status status = cw_zstd_walk(read_at, &b, at, b.n, &f, &err);
                if (status != CW_OK) {
                        assert(status == CW_E_CORRUPT || status == CW_E_TRUNCATED);
                        assert(err.message[0] != '\0');
                        return;
                }
                assert(f.offset == at && f.nbytes > 0 && f.nbytes <= b.n - at);
                /* libzstd looks closer at headers, but where it finds an end it is ours. */
                assert(ZSTD_isError(theirs) || theirs == f.nbytes);
        }
}

/* How a stream went: the text as far as it came. */
struct inflated {
        cw_status status;
        size_t n;
        bool full;
        uint8_t text[OUT_MOST];
};

static void
inflate(enum cw_codec codec, struct bytes b, size_t in_step, size_t out_step, struct inflated *to)
{
        struct cw_stream *s = NULL;
        struct cw_error err = {0};
        size_t in_pos = 0, in_end = 0;
        to->n = 0;
        to->full = false;
        to->status = cw_stream_new(codec, WINDOW_MOST, &s, &err);
        while (to->status == CW_OK) {
                if (in_pos == in_end)
                        in_end = b.n - in_end < in_step ? b.n : in_end + in_step;
                const size_t out_end = OUT_MOST - to->n < out_step ? OUT_MOST : to->n + out_step;
                const size_t in_before = in_pos, out_before = to->n;
                to->status = cw_stream_run(s, b.data, in_end, &in_pos, to->text, out_end, &to->n, &err);
                assert(in_pos >= in_before && in_pos <= in_end && to->n >= out_before && to->n <= out_end);
                to->full = to->n == OUT_MOST;
                if (to->status != CW_OK || to->full)
                        break;
                if (in_pos == in_before && to->n == out_before) {
                        assert(in_pos == in_end); /* with room and input a stream moves on, or fails */
                        if (in_end == b.n) {
                                to->status = cw_stream_end(s, &err);
                                break;
                        }
                }
        }
        assert(to->status == CW_OK || err.message[0] != '\0');
        cw_stream_free(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct inflated whole, pieces;
        if (size < 3)
                return 0;
        const struct bytes b = {data + 3, size - 3};
        const enum cw_codec codec = (data[0] & 1) != 0 ? CW_CODEC_GZIP : CW_CODEC_ZSTD;
        if (codec == CW_CODEC_ZSTD)
                walk(b);
        inflate(codec, b, b.n + 1, OUT_MOST, &whole);
        inflate(codec, b, data[1] + 1U, 16U * data[2] + 1U, &pieces);
        /* A full output hides what comes after it.  What comes in pieces is looked at less closely: libzstd lets pass a wrong
         * size in the header where the last block is empty, ISA-L a wrong checksum of a gzip header; and frames of zstd
         * before 1.0 are read in one piece only. */
        assert(codec == CW_CODEC_ZSTD || whole.full || pieces.full || whole.status != CW_OK || pieces.status == CW_OK);
        const size_t n = whole.n < pieces.n ? whole.n : pieces.n;
        assert(memcmp(whole.text, pieces.text, n) == 0);
        assert(whole.status != CW_OK || pieces.status != CW_OK || whole.n == pieces.n);
        return 0;
}
