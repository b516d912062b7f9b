/* SPDX-License-Identifier: MIT */
/*
 * The directory of a Parquet file: what its footer says of columns and of where their pages lie.
 *
 *   file     "PAR1" pages ... FileMetaData  u32 its length  "PAR1"        ("PARE" at the end: encrypted)
 *   FileMetaData   2 schema  3 num_rows  4 row_groups  5 key_value_metadata  6 created_by
 *
 * It is read in two steps, since which column is of interest is chosen from the schema: first all but the row groups,
 * then of each row group the chunk of the chosen column.  All numbers are checked here against the size of the file.
 */
#ifndef CW_FORMATS_PARQUET_METADATA_H
#define CW_FORMATS_PARQUET_METADATA_H

#include "base/buffer.h"
#include "base/cursor.h"

enum cw_parquet_type {
        CW_PARQUET_BOOLEAN = 0,
        CW_PARQUET_INT32 = 1,
        CW_PARQUET_INT64 = 2,
        CW_PARQUET_INT96 = 3,
        CW_PARQUET_FLOAT = 4,
        CW_PARQUET_DOUBLE = 5,
        CW_PARQUET_BYTE_ARRAY = 6,
        CW_PARQUET_FIXED = 7
};

enum cw_parquet_codec {
        CW_PARQUET_UNCOMPRESSED = 0,
        CW_PARQUET_SNAPPY = 1,
        CW_PARQUET_GZIP = 2,
        CW_PARQUET_LZO = 3,
        CW_PARQUET_BROTLI = 4,
        CW_PARQUET_LZ4 = 5, /**< in Hadoop's framing, or a bare block */
        CW_PARQUET_ZSTD = 6,
        CW_PARQUET_LZ4_RAW = 7
};

/** What the values of a leaf mean, as far as labels go. */
enum cw_parquet_meaning { CW_PARQUET_OTHER = 0, CW_PARQUET_SIGNED, CW_PARQUET_UNSIGNED, CW_PARQUET_TEXT };

/** A column as it is stored: a leaf of the schema. */
struct cw_parquet_leaf {
        const char *path; /**< dotted, as in the schema: "tags.list.element" */
        const char *name; /**< without the levels that only make a list or map: "tags" */
        enum cw_parquet_type type;
        enum cw_parquet_meaning meaning;
        unsigned bits;         /**< of an integer: 8, 16, 32, 64 */
        const char *type_name; /**< for a person; static */
        unsigned max_repetition, max_definition;
        unsigned list_definition; /**< definition levels from here on: the outermost list is not null */
        bool in_map;
        /* over all row groups, for inspect */
        uint32_t codecs, encodings; /**< bit i: number i is used */
        uint64_t stored_nbytes, plain_nbytes;
};

/** The chunk of the chosen column in one row group. */
struct cw_parquet_chunk {
        uint64_t offset, nbytes; /**< in the file; the dictionary page, if there is one, stands first */
        uint64_t n_values;       /**< nulls and empty lists included */
        uint64_t first_row;      /**< rows of the row groups before */
        uint64_t n_rows;         /**< of this row group */
        enum cw_parquet_codec codec;
};

struct cw_parquet_metadata {
        struct cw_parquet_leaf *leaves;
        size_t n_leaves, leaves_cap;
        char *names; /**< the leaves' paths and names */
        struct cw_parquet_chunk *chunks;
        size_t n_chunks, chunks_cap;
        uint64_t n_rows;
        char created_by[120];
        bool never_plain; /**< its writer compressed every v2 page, whatever the header says: parquet-cpp before 4 */
        /* in the footer's bytes */
        const char *features; /**< value of the key "huggingface"; NULL: none */
        size_t features_nbytes;
        struct cw_cursor row_groups; /**< at the first row group */
        size_t n_row_groups;
};

/** Bounds that the parser keeps to. */
struct cw_parquet_bounds {
        uint64_t data_nbytes; /**< pages lie in [0, data_nbytes) of the file */
        uint64_t max_memory;
};

/** All of `footer` but the row groups.  CW_E_CORRUPT, CW_E_UNSUPPORTED, CW_E_LIMIT, CW_E_MEMORY.  `m` keeps pointing
 *  into the footer until cw_parquet_metadata_detach(); free with cw_parquet_metadata_free(), also after a failure. */
CW_MUST_USE cw_status cw_parquet_metadata_load(struct cw_parquet_metadata *m, const void *footer, size_t nbytes,
                                               const struct cw_parquet_bounds *bounds, struct cw_error *err);

/** The row groups: m->chunks of leaf `chosen`, and what inspect says of all leaves. */
CW_MUST_USE cw_status cw_parquet_metadata_chunks(struct cw_parquet_metadata *m, size_t chosen,
                                                 const struct cw_parquet_bounds *bounds, struct cw_error *err);

/** Forgets what points into the footer's bytes. */
void cw_parquet_metadata_detach(struct cw_parquet_metadata *m);
void cw_parquet_metadata_free(struct cw_parquet_metadata *m);

/** Names of a codec, an encoding; NULL for an unknown number. */
const char *cw_parquet_codec_name(unsigned codec);
const char *cw_parquet_encoding_name(unsigned encoding);

/** The list of SchemaElement at `c` into m->leaves and m->names; parquet_schema.c. */
CW_MUST_USE cw_status cw_parquet_schema_load(struct cw_parquet_metadata *m, struct cw_cursor *c, size_t n_elements,
                                             const struct cw_parquet_bounds *bounds, struct cw_error *err);

#endif
