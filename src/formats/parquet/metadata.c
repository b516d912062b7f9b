/* SPDX-License-Identifier: MIT */
/*
 * The footer: FileMetaData and its row groups; see metadata.h for the picture.
 *
 *   RowGroup        1 columns  3 num_rows
 *   ColumnChunk     1 file_path  3 meta_data  8 crypto_metadata
 *   ColumnMetaData  1 type  2 encodings  4 codec  5 num_values  6 total_uncompressed_size  7 total_compressed_size
 *                   9 data_page_offset  11 dictionary_page_offset
 *
 * "encodings" is what the writer says, and shown only; the pages say what they are.  A chunk begins at its dictionary
 * page, if it has one above 0, else at its data page, and is total_compressed_size long.
 */
#include "formats/parquet/metadata.h"

#include "base/memory.h"
#include "formats/parquet/thrift.h"

#include <string.h>

/* Files of parquet-mr before 1.2.9 leave the dictionary page's header out of total_compressed_size (PARQUET-816). */
enum { SIZE_SLACK = 100 };

const char *
cw_parquet_codec_name(unsigned codec)
{
        static const char *const names[] = {"uncompressed", "snappy", "gzip", "lzo",
                                            "brotli",       "lz4",    "zstd", "lz4_raw"};
        return codec < CW_ARRAY_LEN(names) ? names[codec] : NULL;
}

const char *
cw_parquet_encoding_name(unsigned encoding)
{
        static const char *const names[] = {"PLAIN",
                                            NULL,
                                            "PLAIN_DICTIONARY",
                                            "RLE",
                                            "BIT_PACKED",
                                            "DELTA_BINARY_PACKED",
                                            "DELTA_LENGTH_BYTE_ARRAY",
                                            "DELTA_BYTE_ARRAY",
                                            "RLE_DICTIONARY",
                                            "BYTE_STREAM_SPLIT"};
        return encoding < CW_ARRAY_LEN(names) ? names[encoding] : NULL;
}

static cw_status
fail_footer(struct cw_error *err, const char *why)
{
        return cw_fail(err, CW_E_CORRUPT, "the footer is damaged: %s", why);
}

static void
read_key_value(struct cw_parquet_metadata *m, struct cw_cursor *c)
{
        static const char wanted[] = "huggingface";
        const char *key = NULL, *value = NULL;
        size_t key_nbytes = 0, value_nbytes = 0;
        struct cw_thrift_field f = {0};
        while (cw_thrift_next(c, &f)) {
                if (f.id == 1)
                        key = cw_thrift_binary(c, f, &key_nbytes);
                else if (f.id == 2)
                        value = cw_thrift_binary(c, f, &value_nbytes);
                else
                        cw_thrift_skip(c, f);
        }
        if (key != NULL && value != NULL && key_nbytes == strlen(wanted) && memcmp(key, wanted, key_nbytes) == 0) {
                m->features = value;
                m->features_nbytes = value_nbytes;
        }
}

static void
read_created_by(struct cw_parquet_metadata *m, struct cw_cursor *c, struct cw_thrift_field field)
{
        size_t nbytes = 0;
        const char *text = cw_thrift_binary(c, field, &nbytes);
        const size_t n = nbytes < sizeof(m->created_by) - 1 ? nbytes : sizeof(m->created_by) - 1;
        for (size_t i = 0; i < n; i++)
                m->created_by[i] = (char)((unsigned char)text[i] < 0x20 ? ' ' : text[i]);
        m->created_by[n] = '\0';
        m->never_plain = strncmp(m->created_by, "parquet-cpp version ", 20) == 0;
}

cw_status
cw_parquet_metadata_load(struct cw_parquet_metadata *m, const void *footer, size_t nbytes,
                         const struct cw_parquet_bounds *bounds, struct cw_error *err)
{
        struct cw_cursor c = cw_cursor_over(footer, nbytes);
        struct cw_thrift_field f = {0};
        bool has_schema = false;
        *m = (struct cw_parquet_metadata){0};
        while (cw_thrift_next(&c, &f)) {
                switch (f.id) {
                case 2:
                        if (has_schema)
                                return fail_footer(err, "it has two schemas");
                        has_schema = true;
                        CW_TRY(cw_parquet_schema_load(m, &c, cw_thrift_list(&c, f, CW_THRIFT_STRUCT), bounds, err));
                        break;
                case 3:
                        m->n_rows = (uint64_t)cw_thrift_i64(&c, f);
                        break;
                case 4:
                        m->n_row_groups = cw_thrift_list(&c, f, CW_THRIFT_STRUCT);
                        m->row_groups = c;
                        for (size_t i = 0; i < m->n_row_groups && cw_cursor_ok(&c); i++)
                                cw_thrift_skip_struct(&c);
                        break;
                case 5:
                        for (size_t n = cw_thrift_list(&c, f, CW_THRIFT_STRUCT); n > 0 && cw_cursor_ok(&c); n--)
                                read_key_value(m, &c);
                        break;
                case 6:
                        read_created_by(m, &c, f);
                        break;
                default:
                        cw_thrift_skip(&c, f);
                }
        }
        if (!cw_cursor_ok(&c))
                return fail_footer(err, "it is not whole");
        if (!has_schema)
                return fail_footer(err, "it has no schema");
        if (m->n_rows > INT64_MAX)
                return fail_footer(err, "it says that there are fewer than no rows");
        return CW_OK;
}

/* ---- row groups -------------------------------------------------------------------------------------------- */

/* A ColumnChunk as it is said to be. */
struct column {
        bool external, encrypted, has_metadata;
        int32_t type, codec;
        uint32_t encodings;
        int64_t n_values, plain_nbytes, stored_nbytes, data_offset, dictionary_offset;
};

static uint32_t
read_encodings(struct cw_cursor *c, struct cw_thrift_field f)
{
        uint32_t encodings = 0;
        for (size_t n = cw_thrift_list(c, f, CW_THRIFT_I32); n > 0 && cw_cursor_ok(c); n--) {
                const int32_t e = cw_thrift_element_i32(c);
                encodings |= e >= 0 && e < 32 ? UINT32_C(1) << e : 0;
        }
        return encodings;
}

static void
read_column_metadata(struct cw_cursor *c, struct column *column)
{
        struct cw_thrift_field f = {0};
        column->has_metadata = true;
        while (cw_thrift_next(c, &f)) {
                switch (f.id) {
                case 1:
                        column->type = cw_thrift_i32(c, f);
                        break;
                case 2:
                        column->encodings = read_encodings(c, f);
                        break;
                case 4:
                        column->codec = cw_thrift_i32(c, f);
                        break;
                case 5:
                        column->n_values = cw_thrift_i64(c, f);
                        break;
                case 6:
                        column->plain_nbytes = cw_thrift_i64(c, f);
                        break;
                case 7:
                        column->stored_nbytes = cw_thrift_i64(c, f);
                        break;
                case 9:
                        column->data_offset = cw_thrift_i64(c, f);
                        break;
                case 11:
                        column->dictionary_offset = cw_thrift_i64(c, f);
                        break;
                default:
                        cw_thrift_skip(c, f);
                }
        }
}

static void
read_column(struct cw_cursor *c, struct column *column)
{
        struct cw_thrift_field f = {0};
        *column = (struct column){.type = -1, .codec = -1, .data_offset = -1};
        while (cw_thrift_next(c, &f)) {
                size_t nbytes = 0;
                if (f.id == 1) {
                        (void)cw_thrift_binary(c, f, &nbytes);
                        column->external = column->external || nbytes > 0;
                } else if (f.id == 3 && cw_thrift_struct(c, f)) {
                        read_column_metadata(c, column);
                } else {
                        column->encrypted = column->encrypted || f.id == 8;
                        cw_thrift_skip(c, f);
                }
        }
}

static void
add_up(struct cw_parquet_leaf *leaf, const struct column *column)
{
        leaf->codecs |= column->codec >= 0 && column->codec < 32 ? UINT32_C(1) << column->codec : 0;
        leaf->encodings |= column->encodings;
        leaf->plain_nbytes += column->plain_nbytes > 0 ? (uint64_t)column->plain_nbytes : 0;
        leaf->stored_nbytes += column->stored_nbytes > 0 ? (uint64_t)column->stored_nbytes : 0;
}

static cw_status
fail_row_group(struct cw_error *err, cw_status status, size_t row_group, const char *why)
{
        return cw_fail(err, status, "row group %zu: %s", row_group, why);
}

static cw_status
take_chunk(struct cw_parquet_metadata *m, const struct column *column, size_t chosen, uint64_t first_row,
           uint64_t n_rows, const struct cw_parquet_bounds *bounds, struct cw_error *err)
{
        const size_t number = m->n_chunks;
        if (column->external)
                return fail_row_group(err, CW_E_UNSUPPORTED, number,
                                      "the column lies in another file (file_path is set), which is not read; give the "
                                      "files that hold the data");
        if (column->encrypted)
                return fail_row_group(err, CW_E_UNSUPPORTED, number,
                                      "the column is encrypted, which is not read; decrypt the file first");
        if (!column->has_metadata || column->type != (int32_t)m->leaves[chosen].type)
                return fail_row_group(err, CW_E_CORRUPT, number,
                                      "the column's metadata is missing or of another type; the file is damaged");
        if (column->codec < 0 || cw_parquet_codec_name((unsigned)column->codec) == NULL ||
            column->codec == CW_PARQUET_LZO)
                return fail_row_group(err, CW_E_UNSUPPORTED, number,
                                      "the column is compressed by LZO or an unknown codec, which is not read; rewrite "
                                      "it with another codec");
        const int64_t begin = column->dictionary_offset > 0 && column->dictionary_offset < column->data_offset
                                      ? column->dictionary_offset
                                      : column->data_offset;
        if (column->n_values < 0 || column->stored_nbytes < 0 || begin < 0 || (uint64_t)begin > bounds->data_nbytes ||
            (uint64_t)column->stored_nbytes > bounds->data_nbytes - (uint64_t)begin)
                return fail_row_group(err, CW_E_CORRUPT, number,
                                      "the column does not lie within the file; the file is damaged");
        if (!cw_grow(&m->chunks, &m->chunks_cap, m->n_chunks + 1, sizeof(*m->chunks)))
                return cw_fail_memory(err, (m->n_chunks + 1) * sizeof(*m->chunks));
        struct cw_parquet_chunk *chunk = &m->chunks[m->n_chunks++];
        const uint64_t room = bounds->data_nbytes - (uint64_t)begin - (uint64_t)column->stored_nbytes;
        const bool slack = strncmp(m->created_by, "parquet-mr", 10) == 0;
        *chunk = (struct cw_parquet_chunk){.offset = (uint64_t)begin,
                                           .nbytes =
                                                   (uint64_t)column->stored_nbytes + (!slack              ? 0
                                                                                      : room < SIZE_SLACK ? room
                                                                                                          : SIZE_SLACK),
                                           .n_values = (uint64_t)column->n_values,
                                           .first_row = first_row,
                                           .n_rows = n_rows,
                                           .codec = (enum cw_parquet_codec)column->codec};
        return CW_OK;
}

/* The columns of a row group; that of leaf `chosen` to *column_ret. */
static cw_status
read_columns(struct cw_parquet_metadata *m, struct cw_cursor *c, size_t n, size_t chosen, struct column *column_ret,
             struct cw_error *err)
{
        if (n != m->n_leaves)
                return fail_footer(err, "a row group has not as many columns as the schema");
        for (size_t i = 0; i < n; i++) {
                struct column column;
                read_column(c, &column);
                if (!cw_cursor_ok(c))
                        break;
                add_up(&m->leaves[i], &column);
                if (i == chosen)
                        *column_ret = column;
        }
        return CW_OK;
}

static cw_status
read_row_group(struct cw_parquet_metadata *m, struct cw_cursor *c, size_t chosen, uint64_t *first_row,
               const struct cw_parquet_bounds *bounds, struct cw_error *err)
{
        struct column column = {.codec = -1};
        struct cw_thrift_field f = {0};
        int64_t n_rows = 0;
        while (cw_thrift_next(c, &f)) {
                if (f.id == 1)
                        CW_TRY(read_columns(m, c, cw_thrift_list(c, f, CW_THRIFT_STRUCT), chosen, &column, err));
                else if (f.id == 3)
                        n_rows = cw_thrift_i64(c, f);
                else
                        cw_thrift_skip(c, f);
        }
        if (!cw_cursor_ok(c))
                return fail_footer(err, "a row group is not whole");
        if (n_rows < 0 || (uint64_t)n_rows > INT64_MAX - *first_row)
                return fail_footer(err, "a row group has an impossible number of rows");
        CW_TRY(take_chunk(m, &column, chosen, *first_row, (uint64_t)n_rows, bounds, err));
        *first_row += (uint64_t)n_rows;
        return CW_OK;
}

cw_status
cw_parquet_metadata_chunks(struct cw_parquet_metadata *m, size_t chosen, const struct cw_parquet_bounds *bounds,
                           struct cw_error *err)
{
        struct cw_cursor c = m->row_groups;
        uint64_t first_row = 0;
        for (size_t i = 0; i < m->n_row_groups; i++) {
                CW_TRY(read_row_group(m, &c, chosen, &first_row, bounds, err));
                if (m->n_chunks * sizeof(*m->chunks) > bounds->max_memory / 4)
                        return cw_fail(err, CW_E_LIMIT,
                                       "there are too many row groups for --max-memory (%llu bytes); raise it",
                                       (unsigned long long)bounds->max_memory);
        }
        return CW_OK;
}

void
cw_parquet_metadata_detach(struct cw_parquet_metadata *m)
{
        m->features = NULL;
        m->row_groups = (struct cw_cursor){0};
}

void
cw_parquet_metadata_free(struct cw_parquet_metadata *m)
{
        cw_free(m->leaves);
        cw_free(m->names);
        cw_free(m->chunks);
        *m = (struct cw_parquet_metadata){0};
}
