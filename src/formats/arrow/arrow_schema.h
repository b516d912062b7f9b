/* SPDX-License-Identifier: MIT */
/*
 * The schema of an Arrow stream or file: its fields, and where in a record batch the nodes and buffers of each lie.
 *
 *   Schema    0 endianness  1 [Field]  2 [KeyValue]
 *   Field     0 name  1 nullable  2 type's kind  3 type  4 DictionaryEncoding  5 [Field] children
 *   Encoding  0 id  1 Int, the type of the indices          Int  0 bits  1 is signed          KeyValue  0 key  1 value
 *
 * Fields are kept in pre-order, as a batch has them.  One that is dictionary-encoded is in the batch what its indices
 * are; its values, and all fields below it, lie in dictionary batches.
 */
#ifndef CW_FORMATS_ARROW_SCHEMA_H
#define CW_FORMATS_ARROW_SCHEMA_H

#include "base/buffer.h"
#include "formats/arrow/flatbuffer.h"

enum cw_arrow_type {
        CW_ARROW_NULL = 1,
        CW_ARROW_INT,
        CW_ARROW_FLOAT,
        CW_ARROW_BINARY,
        CW_ARROW_UTF8,
        CW_ARROW_BOOL,
        CW_ARROW_DECIMAL,
        CW_ARROW_DATE,
        CW_ARROW_TIME,
        CW_ARROW_TIMESTAMP,
        CW_ARROW_INTERVAL,
        CW_ARROW_LIST,
        CW_ARROW_STRUCT,
        CW_ARROW_UNION,
        CW_ARROW_FIXED_BINARY,
        CW_ARROW_FIXED_LIST,
        CW_ARROW_MAP,
        CW_ARROW_DURATION,
        CW_ARROW_LARGE_BINARY,
        CW_ARROW_LARGE_UTF8,
        CW_ARROW_LARGE_LIST,
        CW_ARROW_RUN_END_ENCODED,
        CW_ARROW_BINARY_VIEW,
        CW_ARROW_UTF8_VIEW,
        CW_ARROW_LIST_VIEW,
        CW_ARROW_LARGE_LIST_VIEW
};

enum { CW_ARROW_DEPTH_MOST = 64, CW_ARROW_FIELDS_MOST = 1 << 16, CW_ARROW_ROOT = -1 };

struct cw_arrow_integer {
        unsigned nbytes; /**< 1, 2, 4, 8 */
        bool is_signed;
};

struct cw_arrow_field {
        const char *name; /**< in the schema's own copy of the metadata; "" where there is none */
        enum cw_arrow_type type;
        struct cw_arrow_integer integer; /**< of CW_ARROW_INT */
        uint64_t list_size;              /**< of CW_ARROW_FIXED_LIST */
        bool is_dense;                   /**< of CW_ARROW_UNION */
        bool encoded;                    /**< by a dictionary: */
        int64_t dictionary;              /**< its id */
        struct cw_arrow_integer index;   /**< the type of the indices */
        int parent;                      /**< CW_ARROW_ROOT, or the number of a field */
        unsigned depth;
        bool in_dictionary; /**< below an encoded field: not in a batch */

        /* what comes before it in a record batch */
        size_t n_nodes, n_buffers, n_views, n_unions, n_nulls;
};

struct cw_arrow_schema {
        uint8_t *metadata; /**< owned; names and values point into it */
        struct cw_arrow_field *fields;
        size_t n, cap;
        struct cw_arrow_field sums; /**< n_nodes ... of all fields */
        const char *huggingface;    /**< value of that key, or NULL */
        size_t huggingface_nbytes;
};

/** Parses metadata[0 .. nbytes-1], in which the Schema table is found by `find` (a message's header, a footer's
 *  field). CW_E_CORRUPT, CW_E_UNSUPPORTED (big-endian, a type of later versions), CW_E_LIMIT, CW_E_MEMORY.  Free in
 *  any case. */
CW_MUST_USE cw_status cw_arrow_schema_parse(struct cw_arrow_schema *schema, const uint8_t *metadata, size_t nbytes,
                                            struct cw_fb_table (*find)(struct cw_flatbuffer *fb), struct cw_error *err);
void cw_arrow_schema_free(struct cw_arrow_schema *schema);

/** Finds the Schema in a Message and in a Footer. */
struct cw_fb_table cw_arrow_schema_of_message(struct cw_flatbuffer *fb);
struct cw_fb_table cw_arrow_schema_of_footer(struct cw_flatbuffer *fb);

/** The type as one would write it: "list<int64>", "dictionary<utf8, int8>". */
void cw_arrow_type_name(const struct cw_arrow_schema *schema, size_t field, struct cw_buffer *out);

/** The first child of a field that has children, or 0. */
size_t cw_arrow_first_child(const struct cw_arrow_schema *schema, size_t field);

#endif
