/* SPDX-License-Identifier: MIT */
/*
 * Reading on, through a decompressor where there is one.
 */
#include "formats/numpy/byte_source.h"

#include "base/memory.h"

#include <isa-l/crc.h>

enum { IN_NBYTES = 1 << 17 };

cw_status
cw_byte_source_open(struct cw_byte_source *s, struct cw_file *file, uint64_t offset, uint64_t nbytes,
                    enum cw_codec codec, uint64_t max_memory, struct cw_error *err)
{
        *s = (struct cw_byte_source){
                .file = file, .at = offset, .end = nbytes == UINT64_MAX ? UINT64_MAX : offset + nbytes};
        if (codec == CW_CODEC_NONE)
                return CW_OK;
        s->in = cw_malloc(IN_NBYTES);
        if (s->in == NULL)
                return cw_fail_memory(err, IN_NBYTES);
        return cw_stream_new(codec, max_memory, &s->stream, err);
}

/* As they lie.  A pipe is read from its front: nothing else is asked of one. */
static cw_status
read_plain(struct cw_byte_source *s, void *out, size_t want, size_t *got_ret, struct cw_error *err)
{
        if (s->end != UINT64_MAX && want > s->end - s->at)
                want = (size_t)(s->end - s->at);
        CW_TRY(s->file->seekable ? cw_file_read_at(s->file, s->at, out, want, got_ret, err)
                                 : cw_file_read(s->file, out, want, got_ret, err));
        s->at += *got_ret;
        return CW_OK;
}

static cw_status
read_inflated(struct cw_byte_source *s, void *out, size_t want, size_t *got_ret, struct cw_error *err)
{
        *got_ret = 0;
        while (*got_ret < want) {
                if (s->in_pos == s->in_nbytes && !s->in_ended) {
                        CW_TRY(read_plain(s, s->in, IN_NBYTES, &s->in_nbytes, err));
                        s->in_pos = 0;
                        s->in_ended = s->in_nbytes < IN_NBYTES;
                }
                const size_t before = *got_ret, in_before = s->in_pos;
                CW_TRY(cw_stream_run(s->stream, s->in, s->in_nbytes, &s->in_pos, out, want, got_ret, err));
                if (*got_ret > before)
                        continue;
                if (s->in_pos == s->in_nbytes && s->in_ended)
                        return cw_stream_end(s->stream, err);
                if (s->in_pos == in_before && s->in_pos < s->in_nbytes)
                        return CW_OK; /* a stream of one piece has come to its end before its bytes have */
        }
        return CW_OK;
}

cw_status
cw_byte_source_read(struct cw_byte_source *s, void *out, size_t want, size_t *got_ret, struct cw_error *err)
{
        CW_TRY(s->stream == NULL ? read_plain(s, out, want, got_ret, err) : read_inflated(s, out, want, got_ret, err));
        cw_byte_source_sum(s, out, *got_ret);
        return CW_OK;
}

void
cw_byte_source_sum(struct cw_byte_source *s, const void *bytes, size_t n)
{
        /* The library takes the sum as it was handed out, and does not write to the bytes. */
        if (s->sums)
                s->crc = crc32_gzip_refl(s->crc, bytes, n);
}

void
cw_byte_source_close(struct cw_byte_source *s)
{
        cw_stream_free(&s->stream);
        cw_free(s->in);
        *s = (struct cw_byte_source){0};
}
