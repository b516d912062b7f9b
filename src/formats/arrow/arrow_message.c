/* SPDX-License-Identifier: MIT */
/*
 * Parsing the metadata of one message; picture in the header.
 */
#include "formats/arrow/arrow_message.h"

#include "base/cursor.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

enum { MESSAGE_VERSION = 0, MESSAGE_KIND, MESSAGE_HEADER, MESSAGE_BODY_NBYTES, MESSAGE_METADATA };
enum { BATCH_ROWS = 0, BATCH_NODES, BATCH_BUFFERS, BATCH_COMPRESSION, BATCH_VIEW_COUNTS };

static const char *
what(const struct cw_arrow_message *m)
{
        switch (m->header) {
        case CW_ARROW_SCHEMA:
                return "schema";
        case CW_ARROW_DICTIONARY_BATCH:
                return "dictionary batch";
        case CW_ARROW_RECORD_BATCH:
                return "record batch";
        case CW_ARROW_TENSOR:
        case CW_ARROW_SPARSE_TENSOR:
                return "tensor";
        }
        return "message";
}

cw_status
cw_arrow_fail(struct cw_error *err, cw_status status, const struct cw_arrow_message *m, const char *fmt, ...)
{
        char why[512], number[24] = "";
        va_list args;
        va_start(args, fmt);
        vsnprintf(why, sizeof(why), fmt, args);
        va_end(args);
        if (m->header == CW_ARROW_RECORD_BATCH)
                snprintf(number, sizeof(number), " %" PRIu64, m->number);
        if (m->offset == UINT64_MAX)
                return cw_fail(err, status, "%s%s: %s%s", what(m), number, why,
                               status == CW_E_CORRUPT ? "; its producer does not keep to the Arrow C data interface"
                                                      : "");
        cw_fail(err, status, "%s%s at byte %" PRIu64 ": %s%s", what(m), number, m->offset, why,
                status == CW_E_CORRUPT     ? "; the file is damaged"
                : status == CW_E_TRUNCATED ? "; the file is cut off, write or fetch it anew"
                                           : "");
        if (err != NULL && cw_status_is_data(status))
                err->byte_offset = m->offset;
        return status;
}

/* Arrow 0.17 wrote compressed files before the format had a word for it. */
static enum cw_arrow_compression
experimental_compression(struct cw_flatbuffer *fb, const struct cw_fb_table *message)
{
        const struct cw_fb_vector pairs = cw_fb_vector(fb, message, MESSAGE_METADATA, 4);
        for (size_t i = 0; i < pairs.n && !fb->bad; i++) {
                const struct cw_fb_table pair = cw_fb_item(fb, &pairs, i);
                size_t nbytes;
                const char *key = cw_fb_string(fb, &pair, 0, &nbytes), *value = cw_fb_string(fb, &pair, 1, &nbytes);
                if (key == NULL || value == NULL || strcasecmp(key, "ARROW:experimental_compression") != 0)
                        continue;
                return strncasecmp(value, "lz4", 3) == 0    ? CW_ARROW_LZ4_FRAME
                       : strncasecmp(value, "zstd", 4) == 0 ? CW_ARROW_ZSTD
                                                            : CW_ARROW_PLAIN;
        }
        return CW_ARROW_PLAIN;
}

static cw_status
take_batch(struct cw_arrow_message *m, struct cw_flatbuffer *fb, const struct cw_fb_table *message,
           const struct cw_fb_table *batch, struct cw_error *err)
{
        const struct cw_fb_table compression = cw_fb_child(fb, batch, BATCH_COMPRESSION);
        m->n_rows = cw_fb_uint(fb, batch, BATCH_ROWS, 8, 0);
        m->nodes = cw_fb_vector(fb, batch, BATCH_NODES, 16);
        m->buffers = cw_fb_vector(fb, batch, BATCH_BUFFERS, 16);
        m->view_counts = cw_fb_vector(fb, batch, BATCH_VIEW_COUNTS, 8);
        m->compression = CW_ARROW_PLAIN;
        if (compression.at == 0)
                m->compression = experimental_compression(fb, message);
        else if (cw_fb_uint(fb, &compression, 0, 1, 0) <= CW_ARROW_ZSTD && cw_fb_uint(fb, &compression, 1, 1, 0) == 0)
                m->compression = cw_fb_uint(fb, &compression, 0, 1, 0) == 0 ? CW_ARROW_LZ4_FRAME : CW_ARROW_ZSTD;
        else
                return cw_arrow_fail(err, CW_E_UNSUPPORTED, m,
                                     "it is compressed by a codec that is not known here; expected LZ4 or zstd");
        if (batch->at == 0 || m->n_rows > INT64_MAX)
                return cw_arrow_fail(err, CW_E_CORRUPT, m, "it has no number of rows");
        return CW_OK;
}

static cw_status
take_header(struct cw_arrow_message *m, struct cw_flatbuffer *fb, const struct cw_fb_table *message,
            struct cw_error *err)
{
        const struct cw_fb_table header = cw_fb_child(fb, message, MESSAGE_HEADER);
        if (m->header == CW_ARROW_RECORD_BATCH)
                return take_batch(m, fb, message, &header, err);
        if (m->header != CW_ARROW_DICTIONARY_BATCH)
                return CW_OK;
        const struct cw_fb_table batch = cw_fb_child(fb, &header, 1);
        m->dictionary = (int64_t)cw_fb_uint(fb, &header, 0, 8, 0);
        m->is_delta = cw_fb_uint(fb, &header, 2, 1, 0) != 0;
        return take_batch(m, fb, message, &batch, err);
}

cw_status
cw_arrow_message_parse(struct cw_arrow_message *m, struct cw_arrow_bytes metadata, uint64_t offset,
                       uint64_t *body_nbytes_ret, struct cw_error *err)
{
        struct cw_flatbuffer fb = {.data = metadata.at, .nbytes = metadata.nbytes};
        const uint64_t number = m->number;
        *m = (struct cw_arrow_message){.offset = offset, .metadata = metadata, .number = number};
        const struct cw_fb_table message = cw_fb_root(&fb);
        const uint64_t kind = cw_fb_uint(&fb, &message, MESSAGE_KIND, 1, 0);
        m->version = (unsigned)cw_fb_uint(&fb, &message, MESSAGE_VERSION, 2, 0);
        *body_nbytes_ret = cw_fb_uint(&fb, &message, MESSAGE_BODY_NBYTES, 8, 0);
        if (fb.bad || kind == 0 || *body_nbytes_ret > INT64_MAX)
                return cw_arrow_fail(err, CW_E_CORRUPT, m, "its metadata does not hold together");
        if (m->version < CW_ARROW_V4 || m->version > CW_ARROW_V5)
                return cw_arrow_fail(err, CW_E_UNSUPPORTED, m,
                                     "expected metadata of version 4 or 5, found version %u; write it anew with Arrow "
                                     "1.0 or later",
                                     m->version + 1);
        if (kind > CW_ARROW_RECORD_BATCH)
                return cw_arrow_fail(
                        err, CW_E_UNSUPPORTED, m,
                        "expected a schema, record batches and dictionaries, found %s; only tables are read",
                        kind <= CW_ARROW_SPARSE_TENSOR ? "a tensor" : "a message of an unknown kind");
        m->header = (enum cw_arrow_header)kind;
        CW_TRY(take_header(m, &fb, &message, err));
        return fb.bad ? cw_arrow_fail(err, CW_E_CORRUPT, m, "its metadata does not hold together") : CW_OK;
}

bool
cw_arrow_looks_like_message(const uint8_t *metadata, size_t nbytes)
{
        struct cw_flatbuffer fb = {.data = metadata, .nbytes = nbytes};
        const struct cw_fb_table message = cw_fb_root(&fb);
        const uint64_t kind = cw_fb_uint(&fb, &message, MESSAGE_KIND, 1, 0);
        const uint64_t version = cw_fb_uint(&fb, &message, MESSAGE_VERSION, 2, 0);
        return !fb.bad && kind >= CW_ARROW_SCHEMA && kind <= CW_ARROW_SPARSE_TENSOR && version <= CW_ARROW_V5 + 3;
}
