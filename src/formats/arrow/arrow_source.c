/* SPDX-License-Identifier: MIT */
/*
 * Taking messages off a mapping or a pipe; the framing is pictured in arrow_message.h.  A size is believed only as
 * far as bytes come: of a pipe, memory for metadata grows with what has been read.
 */
#include "formats/arrow/arrow_source.h"

#include "base/cursor.h"
#include "base/memory.h"
#include "input/content.h"

#include <inttypes.h>
#include <string.h>

enum { PIECE = 1 << 16 };

#define CONTINUATION UINT32_C(0xFFFFFFFF)

cw_status
cw_arrow_source_open(struct cw_arrow_source *s, struct cw_file *file, uint64_t max_nbytes, struct cw_error *err)
{
        *s = (struct cw_arrow_source){.file = file, .nbytes = file->nbytes, .max_nbytes = max_nbytes};
        return cw_file_map(file, &s->map, err);
}

void
cw_arrow_source_close(struct cw_arrow_source *s)
{
        cw_free(s->metadata);
        *s = (struct cw_arrow_source){0};
}

static uint64_t
left(const struct cw_arrow_source *s)
{
        return s->at < s->nbytes ? s->nbytes - s->at : 0;
}

cw_status
cw_arrow_source_read(struct cw_arrow_source *s, void *buffer, size_t want, size_t *got_ret, struct cw_error *err)
{
        if (s->map == NULL) {
                CW_TRY(cw_file_read(s->file, buffer, want, got_ret, err));
        } else {
                *got_ret = left(s) < want ? (size_t)left(s) : want;
                memcpy(buffer, s->map + s->at, *got_ret);
                cw_content_show(s->file->content, s->at, s->map + s->at, *got_ret);
        }
        s->at += *got_ret;
        return CW_OK;
}

static cw_status
fail_cut_off(const struct cw_arrow_message *m, const char *part, uint64_t want, uint64_t got, struct cw_error *err)
{
        return cw_arrow_fail(err, CW_E_TRUNCATED, m, "expected %" PRIu64 " bytes of %s, found %" PRIu64, want, part,
                             got);
}

/* The bytes before the metadata, and how long that is; 0 at the end. */
static cw_status
take_prefix(struct cw_arrow_source *s, const struct cw_arrow_message *m, uint32_t *nbytes_ret, struct cw_error *err)
{
        uint8_t word[4];
        size_t got = 0;
        *nbytes_ret = 0;
        CW_TRY(cw_arrow_source_read(s, word, sizeof(word), &got, err));
        if (got == 0)
                return CW_OK;
        if (got == sizeof(word) && cw_load_le(word, 4) == CONTINUATION)
                CW_TRY(cw_arrow_source_read(s, word, sizeof(word), &got, err));
        if (got < sizeof(word))
                return fail_cut_off(m, "a message's size", sizeof(word), got, err);
        *nbytes_ret = (uint32_t)cw_load_le(word, 4);
        if (*nbytes_ret > INT32_MAX)
                return cw_arrow_fail(err, CW_E_CORRUPT, m, "its metadata is said to be of negative size");
        return CW_OK;
}

static cw_status
read_metadata(struct cw_arrow_source *s, const struct cw_arrow_message *m, size_t want, struct cw_error *err)
{
        size_t n = 0, got = PIECE;
        if (want > s->max_nbytes)
                return cw_arrow_fail(err, CW_E_LIMIT, m,
                                     "its metadata of %zu bytes is larger than --max-memory (%" PRIu64
                                     " bytes); raise it if that is right",
                                     want, s->max_nbytes);
        while (n < want) {
                const size_t piece = want - n < PIECE ? want - n : PIECE;
                if (!cw_grow(&s->metadata, &s->cap, n + piece, 1))
                        return cw_fail_memory(err, n + piece);
                CW_TRY(cw_arrow_source_read(s, s->metadata + n, piece, &got, err));
                n += got;
                if (got < piece)
                        return fail_cut_off(m, "metadata", want, n, err);
        }
        return CW_OK;
}

cw_status
cw_arrow_source_message(struct cw_arrow_source *s, struct cw_arrow_message *m, uint64_t *body_nbytes_ret, bool *end_ret,
                        struct cw_error *err)
{
        uint32_t nbytes;
        const uint64_t offset = s->at;
        *m = (struct cw_arrow_message){.offset = offset, .number = m->number};
        CW_TRY(take_prefix(s, m, &nbytes, err));
        *end_ret = nbytes == 0;
        if (nbytes == 0)
                return CW_OK;
        struct cw_arrow_bytes metadata = {s->metadata, nbytes};
        if (s->map == NULL) {
                CW_TRY(read_metadata(s, m, nbytes, err));
                metadata.at = s->metadata;
        } else if (nbytes > left(s)) {
                return fail_cut_off(m, "metadata", nbytes, left(s), err);
        } else {
                metadata.at = s->map + s->at;
                cw_content_show(s->file->content, s->at, metadata.at, nbytes);
                s->at += nbytes;
        }
        CW_TRY(cw_arrow_message_parse(m, metadata, offset, body_nbytes_ret, err));
        m->nbytes = s->at - offset + *body_nbytes_ret;
        return CW_OK;
}

static cw_status
read_body(struct cw_arrow_source *s, struct cw_arrow_message *m, uint64_t nbytes, struct cw_scratch *scratch,
          struct cw_error *err)
{
        const uint64_t total = m->nbytes;
        const size_t metadata = (m->metadata.nbytes + 15) / 16 * 16;
        size_t got = 0;
        uint64_t again;
        if (nbytes > scratch->max_nbytes || metadata > scratch->max_nbytes - nbytes)
                return cw_arrow_fail(err, CW_E_LIMIT, m,
                                     "its body of %" PRIu64 " bytes is larger than --max-memory (%" PRIu64
                                     " bytes); raise it if that is right, or name the file, which is then mapped",
                                     nbytes, scratch->max_nbytes);
        CW_TRY(cw_scratch_raw(scratch, metadata + (size_t)nbytes, err));
        memcpy(scratch->raw, m->metadata.at, m->metadata.nbytes);
        CW_TRY(cw_arrow_source_read(s, scratch->raw + metadata, (size_t)nbytes, &got, err));
        if (got < nbytes)
                return fail_cut_off(m, "its body", nbytes, got, err);
        const struct cw_arrow_bytes copy = {scratch->raw, m->metadata.nbytes};
        CW_TRY(cw_arrow_message_parse(m, copy, m->offset, &again, err));
        m->nbytes = total;
        m->body = (struct cw_arrow_bytes){scratch->raw + metadata, (size_t)nbytes};
        return CW_OK;
}

cw_status
cw_arrow_source_body(struct cw_arrow_source *s, struct cw_arrow_message *m, uint64_t nbytes, struct cw_scratch *scratch,
                     struct cw_error *err)
{
        if (s->map == NULL)
                return read_body(s, m, nbytes, scratch, err);
        if (nbytes > left(s))
                return fail_cut_off(m, "its body", nbytes, left(s), err);
        m->body = (struct cw_arrow_bytes){s->map + s->at, (size_t)nbytes};
        m->content = s->file->content;
        m->body_offset = s->at;
        s->at += nbytes;
        return CW_OK;
}

cw_status
cw_arrow_source_skip(struct cw_arrow_source *s, const struct cw_arrow_message *m, uint64_t nbytes, struct cw_error *err)
{
        uint8_t piece[4096];
        uint64_t done = 0;
        if (s->map != NULL) {
                done = nbytes < left(s) ? nbytes : left(s);
                s->at += done;
        }
        for (size_t got = 1; s->map == NULL && done < nbytes && got > 0; done += got)
                CW_TRY(cw_arrow_source_read(
                        s, piece, nbytes - done < sizeof(piece) ? (size_t)(nbytes - done) : sizeof(piece), &got, err));
        return done < nbytes ? fail_cut_off(m, "its body", nbytes, done, err) : CW_OK;
}
