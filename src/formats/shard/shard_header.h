/* SPDX-License-Identifier: MIT */
/*
 * The native shard's header frame: what the ids in it are.  The writer is given one, the reader parses one.
 *
 *    0  4  magic 0x184D2A5C
 *    4  4  bytes from here on - 8
 *    8  8  "CWSHARD1"
 *   16  1  version, 1
 *   17  1  bytes an id: 1, 2, 4 or 8, signed
 *   18  1  encoding: 0 ids, 1 phrases
 *   19  1  flags: bit 0, the labels were text; bit 1, ids given by name; the rest 0
 *   20  .  column:   varint length, bytes
 *       .  ignored:  varint n, n ids of 8 bytes
 *       .  names:    varint n, n times: varint length, bytes
 *       .  phrases:  the dictionary, of a phrase-coded shard only
 *       8  XXH3 of all bytes before
 */
#ifndef CW_FORMATS_SHARD_HEADER_H
#define CW_FORMATS_SHARD_HEADER_H

#include "formats/shard/phrases.h"

enum {
        CW_SHARD_HEADER_MOST = 16 << 20, /**< bytes of the whole header frame */
        CW_SHARD_HEADER_LEAST = 31,      /**< 20, three empty lists, the checksum */
        CW_SHARD_PROBE_NBYTES = 16,      /**< from the start of the file to the end of "CWSHARD1" */
        CW_SHARD_VERSION = 1
};

struct cw_shard_header {
        unsigned id_nbytes;    /**< 1, 2, 4, 8 */
        bool labels_were_text; /**< the input had names, not ids */
        bool ids_from_names;   /**< there was no label map: ids were given when packing, O first, then by name */
        const char *column;    /**< key the labels had; NULL where they had none */
        const int64_t *ignored;
        size_t n_ignored;
        const char *const *names; /**< names[id]; NULL with n_names 0 */
        size_t n_names;
        struct cw_phrases *phrases; /**< NULL: bodies are plain ids */
};

/** The smallest width for ids from `least` to `most`: 1, 2, 4 or 8. */
unsigned cw_shard_id_nbytes(int64_t least, int64_t most);

/** How many of the bytes that every shard begins with are in `data`: 0 to 12, the size field left out. */
unsigned cw_shard_magic_matches(const uint8_t *data, size_t nbytes);

/** Adds the header frame to `out`.  CW_E_LIMIT if it is larger than the format allows; CW_E_MEMORY. */
CW_MUST_USE cw_status cw_shard_header_store(const struct cw_shard_header *header, struct cw_buffer *out,
                                            struct cw_error *err);

/** Parses a whole header frame.  All that header_ret points to lies in *memory_ret, to be freed with cw_free().
 *  CW_E_CORRUPT; CW_E_UNSUPPORTED for a later version or encoding; CW_E_MEMORY. */
CW_MUST_USE cw_status cw_shard_header_load(const uint8_t *bytes, size_t nbytes, struct cw_shard_header *header_ret,
                                           void **memory_ret, struct cw_error *err);

#endif
