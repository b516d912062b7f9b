/* SPDX-License-Identifier: MIT */
/*
 * Bytes from the front to the end of a file, of a compressed file, or of one member of a zip file.  One caller at a time.
 */
#ifndef CW_FORMATS_NUMPY_BYTE_SOURCE_H
#define CW_FORMATS_NUMPY_BYTE_SOURCE_H

#include "codecs/codec.h"
#include "input/file.h"

struct cw_byte_source {
        struct cw_file *file;     /**< borrowed */
        uint64_t at, end;         /**< in the file, of what is read next; end UINT64_MAX: the file's own */
        struct cw_stream *stream; /**< NULL: as they lie */
        uint8_t *in;              /**< with a stream: bytes as they lie */
        size_t in_pos, in_nbytes;
        bool in_ended;
        bool sums;    /**< a CRC-32 is kept of what is read */
        uint32_t crc; /**< so far */
};

/** Bytes [offset, offset + nbytes) of the file, or from its front to its end where nbytes is UINT64_MAX. */
CW_MUST_USE cw_status cw_byte_source_open(struct cw_byte_source *source, struct cw_file *file, uint64_t offset,
                                          uint64_t nbytes, enum cw_codec codec, uint64_t max_memory,
                                          struct cw_error *err);
/** *got_ret < want only at the end. */
CW_MUST_USE cw_status cw_byte_source_read(struct cw_byte_source *source, void *out, size_t want, size_t *got_ret,
                                          struct cw_error *err);
/** Takes bytes into the sum that were read in another way. */
void cw_byte_source_sum(struct cw_byte_source *source, const void *bytes, size_t n);
void cw_byte_source_close(struct cw_byte_source *source);

#endif
