/* SPDX-License-Identifier: MIT */
/*
 * The native shard's frames of fixed shape, as structs: storing, loading, checking.  Shared by reader and writer, so
 * that the layout stands in one place; FORMAT.md is its specification.  No file access, no allocation.
 *
 *   [ header 5C ] { [ preamble 5D ][ zstd frame of ids or phrases ] } ... [ end 5B ][ seek table 5E ]
 *
 *   preamble                          end
 *    0  4  magic 0x184D2A5D            0  4  magic 0x184D2A5B
 *    4  4  bytes from here on - 8      4  4  56
 *    8  8  index of first label        8  8  labels
 *   16  4  number of the frame        16  8  sequences
 *   20  4  labels                     24  8  data frames
 *   24  4  sequences that end here    32  8  offset of this frame
 *   28  4  lengths, bytes, packed     40  8  seek table, bytes
 *   32  4  lengths, or body, bytes    48  8  XXH3 of the seek table
 *   36  4  data frame, bytes          56  8  XXH3 of bytes 0 to 56
 *   40  8  XXH3 of packed lengths
 *   48  8  XXH3 of the data frame
 *   56  8  XXH3 of bytes 0 to 56
 *   64  .  lengths, packed
 */
#ifndef CW_FORMATS_SHARD_LAYOUT_H
#define CW_FORMATS_SHARD_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
        CW_SHARD_END_MAGIC = 0x184D2A5B,
        CW_SHARD_HEADER_MAGIC = 0x184D2A5C,
        CW_SHARD_PREAMBLE_MAGIC = 0x184D2A5D,
        CW_SHARD_TABLE_MAGIC = 0x184D2A5E, /**< of zstd's seekable format */

        CW_SHARD_SKIPPABLE_NBYTES = 8, /**< magic and size in front of every skippable frame */
        CW_SHARD_FIXED_NBYTES = 64,    /**< preamble without its lengths; end frame */

        CW_SHARD_PLAIN_MOST = 1 << 20,                /**< of ids, and of lengths, in one frame */
        CW_SHARD_PACKED_MOST = (1 << 20) + (1 << 16), /**< the same compressed; above ZSTD_compressBound(1 MiB) */

        CW_SEEKABLE_ENTRY_NBYTES = 12,
        CW_SEEKABLE_FOOTER_NBYTES = 9,
        CW_SEEKABLE_CHECKSUMS = 0x80 /**< the descriptor's one flag: entries have checksums */
};

#define CW_SEEKABLE_MAGIC UINT32_C(0x8F92EAB1)

/** What a preamble says of itself and of the data frame behind it. */
struct cw_shard_frame {
        uint64_t first_label; /**< index in the shard */
        uint32_t number;      /**< of the data frame, from 0 */
        uint32_t n_labels;
        uint32_t n_sequences; /**< that end in this frame */
        uint32_t lengths_packed_nbytes;
        uint32_t lengths_nbytes;
        uint32_t body_nbytes; /**< codes, in a phrase-coded shard, where there are no lengths; else 0 */
        uint32_t data_nbytes;
        uint64_t lengths_hash; /**< of the packed lengths */
        uint64_t data_hash;    /**< of the data frame as it lies in the file */
};

/** What the end frame says of the whole shard. */
struct cw_shard_end {
        uint64_t n_labels, n_sequences, n_frames;
        uint64_t offset; /**< of the end frame in the file */
        uint64_t table_nbytes;
        uint64_t table_hash;
};

void cw_shard_frame_store(const struct cw_shard_frame *frame, uint8_t bytes_ret[CW_SHARD_FIXED_NBYTES]);
/** NULL, or what is wrong with the bytes: their checksum, or a size beyond the format's bounds. */
const char *cw_shard_frame_load(const uint8_t bytes[CW_SHARD_FIXED_NBYTES], unsigned id_nbytes, bool has_phrases,
                                struct cw_shard_frame *frame_ret);
/** What the data frame decodes to, in bytes. */
uint32_t cw_shard_frame_plain(const struct cw_shard_frame *frame, unsigned id_nbytes, bool has_phrases);
/** Preamble, lengths and data frame together. */
uint64_t cw_shard_frame_nbytes(const struct cw_shard_frame *frame);

void cw_shard_end_store(const struct cw_shard_end *end, uint8_t bytes_ret[CW_SHARD_FIXED_NBYTES]);
/** As cw_shard_frame_load(). */
const char *cw_shard_end_load(const uint8_t bytes[CW_SHARD_FIXED_NBYTES], struct cw_shard_end *end_ret);

/** Size of the seek table frame of a shard with so many data frames; UINT64_MAX if its 32-bit fields cannot say it. */
uint64_t cw_shard_table_nbytes(uint64_t n_frames);
/** Whether `table` is a seek table whose entries add up to a file part of `nbytes` that decodes to `plain_nbytes`. */
bool cw_shard_table_fits(const uint8_t *table, size_t table_nbytes, uint64_t nbytes, uint64_t plain_nbytes);

/** Puts the XXH3-64 of data[0 .. nbytes) behind it. */
void cw_shard_seal(uint8_t *data, size_t nbytes);
/** Whether the eight bytes behind data[0 .. nbytes) are its XXH3-64. */
bool cw_shard_sealed(const uint8_t *data, size_t nbytes);

#endif
