/* SPDX-License-Identifier: MIT */
/*
 * A segment of the cache: one file that is written once, whole, and never changed but for its stamps.
 *
 *        0  "CWCACHE1"
 *        8  number of records n, 4 bytes; 4 bytes of 0
 *       16  bytes of the file, 8
 *       24  XXH3-64 of the 24 bytes before and of the table
 *       32  table, n x 32, ascending by key:  key 16, offset of the record 8, its bytes 4, 4 of 0
 *           stamps, n x 4: when each record was last used, seconds since 1970.  Changed in place, under no checksum: a
 *           wrong one costs a record's turn when room is made, no more
 *           records:  key 16, body, XXH3-64 of both
 *
 * All numbers little-endian.  The table is read whole and checked when the file is opened; a record is read and checked
 * when it is asked for.  Whatever does not fit its checksum is as if it were not there.
 */
#ifndef CW_STORE_CACHE_SEGMENT_H
#define CW_STORE_CACHE_SEGMENT_H

#include "base/buffer.h"
#include "base/hash.h"

enum {
        CW_SEGMENT_RECORD_MOST = 1 << 24, /**< bytes of a record, all told */
        CW_SEGMENT_KEY_NBYTES = 16,
        CW_SEGMENT_PER_RECORD = 32 + 4 /**< bytes of the file a record takes besides its own */
};

struct cw_segment_item {
        struct cw_digest key;
        uint64_t offset;
        uint32_t nbytes; /**< of the record */
        uint32_t used;
};

struct cw_segment {
        char *path;
        int fd;
        bool writable; /**< stamps can be changed */
        bool stamped;  /**< some were, in memory */
        uint64_t nbytes;
        struct cw_segment_item *items; /**< ascending by key */
        uint8_t *whole; /**< the bytes of a small file, read at once, of use from the records on; else NULL */
        size_t n;
};

/** CW_E_IO, CW_E_CORRUPT, CW_E_TRUNCATED, CW_E_UNSUPPORTED (no segment of this version), CW_E_MEMORY. */
CW_MUST_USE cw_status cw_segment_open(const char *path, struct cw_segment *segment_ret, struct cw_error *err);
/** The item of a key, or NULL. */
struct cw_segment_item *cw_segment_find(const struct cw_segment *segment, struct cw_digest key);
/** Reads the body of an item behind what `out` holds.  CW_E_CORRUPT where the record does not fit its checksum. */
CW_MUST_USE cw_status cw_segment_read(const struct cw_segment *segment, const struct cw_segment_item *item,
                                      struct cw_buffer *out, struct cw_error *err);
/** The bytes of the record as they are, unchecked; zeros where they cannot be read, which no checksum fits. */
void cw_segment_read_raw(const struct cw_segment *segment, const struct cw_segment_item *item, struct cw_buffer *out);
/** Writes the stamps, if any were changed and they can be.  What fails is lost: they are hints. */
void cw_segment_save_stamps(struct cw_segment *segment);
void cw_segment_close(struct cw_segment *segment);

/** Appends a record to `out`. */
void cw_segment_put_record(struct cw_buffer *out, struct cw_digest key, const void *body, size_t nbytes);

/** Writes a segment: items ascending by key, whose offsets are filled in here, and of each the record (item->nbytes
 *  bytes) that `record` appends.  Atomic: `path` is there whole or not at all.  CW_E_IO, CW_E_MEMORY. */
CW_MUST_USE cw_status cw_segment_write(const char *path, struct cw_segment_item *items, size_t n,
                                       void (*record)(void *user, size_t index, struct cw_buffer *out), void *user,
                                       struct cw_error *err);

#endif
