/* SPDX-License-Identifier: MIT */
/*
 * What the codecs have in common: recognising them, and the stream, which hands on to zstd_stream.c or gzip_stream.c.
 */
#include "codecs/codec.h"

#include "base/cursor.h"
#include "base/memory.h"
#include "codecs/stream_impl.h"

enum cw_codec
cw_codec_detect(const uint8_t *data, size_t nbytes)
{
        if (nbytes >= 4) {
                uint32_t magic = (uint32_t)cw_load_le(data, 4);
                if (magic == CW_ZSTD_MAGIC || (magic & CW_ZSTD_SKIPPABLE_MASK) == CW_ZSTD_SKIPPABLE_MAGIC)
                        return CW_CODEC_ZSTD;
        }
        /* RFC 1952: two magic bytes, then 8, the one compression method there is. */
        if (nbytes >= 3 && data[0] == 0x1F && data[1] == 0x8B && data[2] == 8)
                return CW_CODEC_GZIP;
        return CW_CODEC_NONE;
}

const char *
cw_codec_name(enum cw_codec codec)
{
        switch (codec) {
        case CW_CODEC_ZSTD:
                return "zstd";
        case CW_CODEC_GZIP:
                return "gzip";
        case CW_CODEC_DEFLATE:
                return "deflate";
        case CW_CODEC_NONE:
                break;
        }
        return "none";
}

cw_status
cw_stream_new(enum cw_codec codec, uint64_t max_window_nbytes, struct cw_stream **stream_ret, struct cw_error *err)
{
        *stream_ret = NULL;
        struct cw_stream *s = cw_calloc(1, sizeof(*s));
        if (s == NULL)
                return cw_fail_memory(err, sizeof(*s));
        s->codec = codec;
        cw_status status =
                codec == CW_CODEC_ZSTD ? cw_zstd_stream_init(s, max_window_nbytes, err) : cw_gzip_stream_init(s, err);
        if (status != CW_OK)
                cw_stream_free(&s);
        *stream_ret = s;
        return status;
}

cw_status
cw_stream_run(struct cw_stream *s, const void *in, size_t in_nbytes, size_t *in_pos, void *out, size_t out_cap,
              size_t *out_pos, struct cw_error *err)
{
        size_t in_before = *in_pos;
        cw_status status = s->codec == CW_CODEC_ZSTD
                                   ? cw_zstd_stream_run(s, in, in_nbytes, in_pos, out, out_cap, out_pos, err)
                                   : cw_gzip_stream_run(s, in, in_nbytes, in_pos, out, out_cap, out_pos, err);
        s->in_total += *in_pos - in_before;
        return status;
}

cw_status
cw_stream_end(const struct cw_stream *s, struct cw_error *err)
{
        if (s->within)
                return cw_fail(err, CW_E_TRUNCATED, "the %s data ends within a %s, at byte %llu; the file is cut off",
                               cw_codec_name(s->codec), s->codec == CW_CODEC_ZSTD ? "frame" : "member",
                               (unsigned long long)s->in_total);
        return CW_OK;
}

void
cw_stream_reset(struct cw_stream *s)
{
        s->within = s->padding = false;
        s->in_total = 0;
        if (s->codec == CW_CODEC_ZSTD)
                cw_zstd_stream_reset(s);
        else
                cw_gzip_stream_reset(s);
}

void
cw_stream_free(struct cw_stream **stream_ref)
{
        struct cw_stream *s = *stream_ref;
        if (s == NULL)
                return;
        if (s->codec == CW_CODEC_ZSTD)
                cw_zstd_stream_free(s);
        else
                cw_gzip_stream_free(s);
        cw_free(s);
        *stream_ref = NULL;
}
