/* SPDX-License-Identifier: MIT */
/*
 * The values of a data page, in order, in any encoding, handed on to a tally; and the dictionary they may refer to.
 *
 *   PLAIN                     int32 / int64 as they are; byte arrays as u32 length, bytes
 *   PLAIN_/RLE_DICTIONARY     one byte: the width of a code; codes as in hybrid.h, without length
 *   DELTA_BINARY_PACKED       delta.h
 *   DELTA_LENGTH_BYTE_ARRAY   lengths as in delta.h; all bytes
 *   DELTA_BYTE_ARRAY          lengths of what is shared with the string before, as in delta.h; suffixes as the line above
 *   BYTE_STREAM_SPLIT         first bytes of all integers, then second bytes, ...
 *
 * Codes can be counted as codes, without a look at the dictionary: cw_parquet_values_count().
 */
#ifndef CW_FORMATS_PARQUET_PAGE_VALUES_H
#define CW_FORMATS_PARQUET_PAGE_VALUES_H

#include "count/tally.h"
#include "formats/parquet/delta.h"
#include "formats/parquet/hybrid.h"
#include "formats/parquet/metadata.h"

enum { CW_PARQUET_TEXT_MOST = 1 << 16 }; /**< bytes of a string: a longer one is no label */

struct cw_parquet_text {
        const char *text;
        size_t nbytes;
};

/** Of the chunk at hand; memory is kept from chunk to chunk. */
struct cw_parquet_dictionary {
        bool loaded, is_text;
        size_t n;
        int64_t *ids;                  /**< of integers */
        struct cw_parquet_text *texts; /**< of strings, in `bytes` */
        uint64_t *codes;               /**< codes[i]: how often code i was counted */
        char *bytes;
        size_t ids_cap, texts_cap, codes_cap, bytes_cap;
};

/** A dictionary page's values, in PLAIN.  CW_E_CORRUPT, CW_E_LIMIT, CW_E_MEMORY; CW_E_DATA for an id of 2^63 or more. */
CW_MUST_USE cw_status cw_parquet_dictionary_load(struct cw_parquet_dictionary *d, const struct cw_parquet_leaf *leaf,
                                                 const uint8_t *data, size_t nbytes, uint64_t n, struct cw_error *err);
/** `n` tokens of an entry to the tally. */
void cw_parquet_dictionary_tally_code(const struct cw_parquet_dictionary *d, size_t code, uint64_t n,
                                      struct cw_tally *tally);
/** Hands the codes counted so far on to the tally, and forgets them. */
void cw_parquet_dictionary_tally(struct cw_parquet_dictionary *d, struct cw_tally *tally);
void cw_parquet_dictionary_free(struct cw_parquet_dictionary *d);

struct cw_parquet_values {
        const struct cw_parquet_leaf *leaf;
        /** The next `n` values to the tally. */
        cw_status (*take)(struct cw_parquet_values *v, uint64_t n, struct cw_tally *tally, struct cw_error *err);
        struct cw_cursor c; /**< PLAIN, and the bytes of strings */
        struct cw_hybrid codes;
        struct cw_parquet_dictionary *dictionary;
        struct cw_delta numbers;  /**< integers, or the lengths of strings or of suffixes */
        struct cw_delta prefixes; /**< DELTA_BYTE_ARRAY */
        uint64_t n, at;           /**< BYTE_STREAM_SPLIT: values in all, taken */
        char *last;               /**< DELTA_BYTE_ARRAY: the string before; CW_PARQUET_TEXT_MOST bytes, of the caller */
        size_t last_nbytes;
};

/** Gets ready for the `n` values that the page holds.  CW_E_UNSUPPORTED for an encoding that is not read. */
CW_MUST_USE cw_status cw_parquet_values_open(struct cw_parquet_values *v, const struct cw_parquet_leaf *leaf,
                                             int32_t encoding, const uint8_t *data, size_t nbytes, uint64_t n,
                                             struct cw_parquet_dictionary *dictionary, char *last,
                                             struct cw_error *err);

/** All `n` values, in no order: dictionary codes are counted in the dictionary, all others handed to the tally. */
CW_MUST_USE cw_status cw_parquet_values_count(struct cw_parquet_values *v, uint64_t n, struct cw_tally *tally,
                                              struct cw_error *err);

/** Integers to the tally, each `nbytes` 4 or 8 wide as stored.  CW_E_DATA for an id of 2^63 or more. */
CW_MUST_USE cw_status cw_parquet_tally_stored(const struct cw_parquet_leaf *leaf, const uint8_t *stored, size_t n,
                                              struct cw_tally *tally, struct cw_error *err);
/** An id as stored, widened. */
int64_t cw_parquet_id(const struct cw_parquet_leaf *leaf, const uint8_t *stored);

/** Strings: byte_array.c. */
CW_MUST_USE cw_status cw_parquet_text_open(struct cw_parquet_values *v, int32_t encoding, const uint8_t *data,
                                           size_t nbytes, struct cw_error *err);
/** The sentence on values that end early. */
cw_status cw_parquet_values_end(struct cw_error *err);

#endif
