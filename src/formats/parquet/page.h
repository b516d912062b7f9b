/* SPDX-License-Identifier: MIT */
/*
 * One page: its header, its checksum, and its body, decompressed and cut into levels and values.
 *
 *   PageHeader   1 type (0 data, 1 index, 2 dictionary, 3 data v2)  2 uncompressed, 3 compressed size  4 crc
 *     5 data         1 num_values  2 encoding  3 definition_level_encoding  4 repetition_level_encoding
 *     7 dictionary   1 num_values  2 encoding
 *     8 data v2      1 num_values  4 encoding  5 definition, 6 repetition levels' length  7 is_compressed
 *
 *   body v1      { u32 length, repetition levels;  u32 length, definition levels;  values }      compressed together
 *   body v2      repetition levels;  definition levels;  { values }                              values compressed
 *
 * Levels are stored only where their maximum is not 0.
 */
#ifndef CW_FORMATS_PARQUET_PAGE_H
#define CW_FORMATS_PARQUET_PAGE_H

#include "formats/format.h"
#include "formats/parquet/hybrid.h"
#include "formats/parquet/metadata.h"

enum cw_parquet_page_type {
        CW_PARQUET_DATA = 0,
        CW_PARQUET_INDEX = 1,
        CW_PARQUET_DICTIONARY = 2,
        CW_PARQUET_DATA_V2 = 3
};

enum cw_parquet_encoding {
        CW_PARQUET_PLAIN = 0,
        CW_PARQUET_PLAIN_DICTIONARY = 2,
        CW_PARQUET_RLE = 3,
        CW_PARQUET_BIT_PACKED = 4,
        CW_PARQUET_DELTA_BINARY_PACKED = 5,
        CW_PARQUET_DELTA_LENGTH_BYTE_ARRAY = 6,
        CW_PARQUET_DELTA_BYTE_ARRAY = 7,
        CW_PARQUET_RLE_DICTIONARY = 8,
        CW_PARQUET_BYTE_STREAM_SPLIT = 9
};

struct cw_parquet_page {
        int32_t type;
        size_t header_nbytes;
        size_t stored_nbytes, plain_nbytes; /**< of the body, on disk and decompressed */
        uint64_t n_values;                  /**< nulls and empty lists included; at most INT32_MAX */
        int32_t encoding, definition_encoding, repetition_encoding;
        bool has_crc;
        uint32_t crc;
        /* v2 */
        bool is_compressed;
        size_t definition_nbytes, repetition_nbytes;
};

/** The header at the start of `data`.  False: it is not whole, or damaged. */
bool cw_parquet_page_header(const uint8_t *data, size_t nbytes, struct cw_parquet_page *page_ret);

/** What decompressing takes besides the worker's scratch. */
struct cw_parquet_codecs {
        struct cw_stream *gzip; /**< NULL until needed */
};

/** The body, checksum verified, decompressed into scratch->text where it is compressed (of v2: its values).  The result
 *  lies in `stored` or in scratch->text. */
struct cw_parquet_body {
        const uint8_t *levels; /**< v2 */
        const uint8_t *data;   /**< v1 and dictionary: all; v2: the values */
        size_t nbytes;
};

CW_MUST_USE cw_status cw_parquet_page_body(const struct cw_parquet_page *page, const uint8_t *stored,
                                           enum cw_parquet_codec codec, struct cw_parquet_codecs *codecs,
                                           struct cw_scratch *scratch, struct cw_parquet_body *body_ret,
                                           struct cw_error *err);

/** Bits of a level from 0 to `max`. */
unsigned cw_parquet_level_width(unsigned max);

/** A data page's body cut up. */
struct cw_parquet_parts {
        struct cw_hybrid repetition, definition; /**< of width 0 where the maximum is 0: nothing stored */
        const uint8_t *values;
        size_t nbytes;
};

CW_MUST_USE cw_status cw_parquet_page_parts(const struct cw_parquet_page *page, const struct cw_parquet_body *body,
                                            const struct cw_parquet_leaf *leaf, struct cw_parquet_parts *parts_ret,
                                            struct cw_error *err);

#endif
