/* SPDX-License-Identifier: MIT */
/*
 * Messages, of which streams and files are made.
 *
 *   [ FF FF FF FF ] [ i32 bytes of metadata ] [ Message, padded ] [ body ]        metadata 0: the end
 *     not before 0.15                           flatbuffer          buffers
 *
 *   Message          0 version  1 kind of header  2 header  3 i64 bytes of body  4 [KeyValue]
 *   RecordBatch      0 i64 rows  1 [i64 length, i64 nulls]  2 [i64 offset, i64 bytes]  3 BodyCompression
 *                    4 [i64 buffers of a view column]
 *   BodyCompression  0 codec: 0 LZ4 frame, 1 zstd      DictionaryBatch  0 i64 id  1 RecordBatch  2 is delta
 */
#ifndef CW_FORMATS_ARROW_MESSAGE_H
#define CW_FORMATS_ARROW_MESSAGE_H

#include "base/status.h"
#include "formats/arrow/flatbuffer.h"

enum cw_arrow_header {
        CW_ARROW_SCHEMA = 1,
        CW_ARROW_DICTIONARY_BATCH,
        CW_ARROW_RECORD_BATCH,
        CW_ARROW_TENSOR,
        CW_ARROW_SPARSE_TENSOR
};

enum cw_arrow_compression { CW_ARROW_PLAIN = -1, CW_ARROW_LZ4_FRAME, CW_ARROW_ZSTD };

enum {
        CW_ARROW_V4 = 3, /**< the oldest metadata read here: from 0.8 on */
        CW_ARROW_V5 = 4
};

struct cw_arrow_bytes {
        const uint8_t *at;
        size_t nbytes;
};

struct cw_arrow_message {
        uint64_t offset; /**< of its first byte in the file; UINT64_MAX: it is in no file */
        uint64_t nbytes; /**< of all of it */
        struct cw_arrow_bytes metadata, body;
        struct cw_content
                *content;     /**< of the file, where what is used of the body is shown, see input/content.h; or NULL */
        uint64_t body_offset; /**< then: of the body in the file */
        enum cw_arrow_header header;
        unsigned version;

        /* of a record batch, or that of a dictionary batch */
        uint64_t number; /**< among record batches, from 0; set by the reader */
        uint64_t n_rows;
        struct cw_fb_vector nodes, buffers, view_counts;
        enum cw_arrow_compression compression;

        /* of a dictionary batch */
        int64_t dictionary;
        bool is_delta;
};

/** Parses metadata; `offset` and the sizes of prefix and metadata are known, the body's is what it says and not
 *  believed. *body_nbytes_ret is that.  CW_E_CORRUPT, CW_E_UNSUPPORTED. */
CW_MUST_USE cw_status cw_arrow_message_parse(struct cw_arrow_message *message, struct cw_arrow_bytes metadata,
                                             uint64_t offset, uint64_t *body_nbytes_ret, struct cw_error *err);

/** Fails with "record batch 3 at byte 4096: WHY; MEND". */
cw_status cw_arrow_fail(struct cw_error *err, cw_status status, const struct cw_arrow_message *message, const char *fmt,
                        ...) CW_PRINTF(4, 5);

/** Whether metadata[0 .. nbytes-1], which may be cut short, begins like a Message of any kind. */
bool cw_arrow_looks_like_message(const uint8_t *metadata, size_t nbytes);

#endif
