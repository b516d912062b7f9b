/* SPDX-License-Identifier: MIT */
/*
 * Where messages come from: a mapping, in which they stay where they lie, or a pipe, which is read message by message.
 */
#ifndef CW_FORMATS_ARROW_SOURCE_H
#define CW_FORMATS_ARROW_SOURCE_H

#include "formats/arrow/arrow_message.h"
#include "formats/format.h"

struct cw_arrow_source {
        struct cw_file *file;
        const uint8_t *map; /**< NULL: read through cw_file_read() */
        uint64_t nbytes;    /**< of the mapping */
        uint64_t at;        /**< in the file: the next byte */
        uint64_t max_nbytes;
        uint8_t *metadata; /**< of a pipe: that of the last message */
        size_t cap;
};

CW_MUST_USE cw_status cw_arrow_source_open(struct cw_arrow_source *source, struct cw_file *file, uint64_t max_nbytes,
                                           struct cw_error *err);
void cw_arrow_source_close(struct cw_arrow_source *source);

/** The message that begins at `at`, without its body, and what it says of the body's size; *end_ret: there is none,
 *  the stream has ended.  message->number is to be set.  `at` is moved to the body. */
CW_MUST_USE cw_status cw_arrow_source_message(struct cw_arrow_source *source, struct cw_arrow_message *message,
                                              uint64_t *body_nbytes_ret, bool *end_ret, struct cw_error *err);

/** The body: of a pipe, read into scratch->raw together with the metadata, which then both lie there.
 *  CW_E_TRUNCATED. */
CW_MUST_USE cw_status cw_arrow_source_body(struct cw_arrow_source *source, struct cw_arrow_message *message,
                                           uint64_t body_nbytes, struct cw_scratch *scratch, struct cw_error *err);

/** Moves past a body that nobody wants. */
CW_MUST_USE cw_status cw_arrow_source_skip(struct cw_arrow_source *source, const struct cw_arrow_message *message,
                                           uint64_t body_nbytes, struct cw_error *err);

/** At most `want` bytes from `at` on, into `buffer`. */
CW_MUST_USE cw_status cw_arrow_source_read(struct cw_arrow_source *source, void *buffer, size_t want, size_t *got_ret,
                                           struct cw_error *err);

#endif
