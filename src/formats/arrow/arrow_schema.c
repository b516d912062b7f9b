/* SPDX-License-Identifier: MIT */
/*
 * Parsing the schema; picture in the header.  Nothing of the file is believed: a field counts however often it is
 * led to, depth is bounded, and each type has the children that it must have.
 */
#include "formats/arrow/arrow_schema.h"

#include "base/memory.h"

#include <string.h>

enum { SLOT_ENDIANNESS = 0, SLOT_FIELDS, SLOT_METADATA };
enum { FIELD_NAME = 0, FIELD_TYPE_KIND = 2, FIELD_TYPE, FIELD_DICTIONARY, FIELD_CHILDREN };

struct cw_fb_table
cw_arrow_schema_of_message(struct cw_flatbuffer *fb)
{
        const struct cw_fb_table message = cw_fb_root(fb);
        return cw_fb_child(fb, &message, 2);
}

struct cw_fb_table
cw_arrow_schema_of_footer(struct cw_flatbuffer *fb)
{
        const struct cw_fb_table footer = cw_fb_root(fb);
        return cw_fb_child(fb, &footer, 1);
}

static cw_status
fail_damaged(struct cw_error *err, const char *why)
{
        return cw_fail(err, CW_E_CORRUPT, "the schema is damaged: %s", why);
}

static cw_status
take_integer(struct cw_flatbuffer *fb, const struct cw_fb_table *type, struct cw_arrow_integer *integer_ret,
             struct cw_error *err)
{
        const uint64_t bits = cw_fb_uint(fb, type, 0, 4, 0);
        if (bits != 8 && bits != 16 && bits != 32 && bits != 64)
                return fail_damaged(err, "an integer type is of no known width");
        *integer_ret = (struct cw_arrow_integer){(unsigned)bits / 8, cw_fb_uint(fb, type, 1, 1, 0) != 0};
        return CW_OK;
}

static cw_status
take_dictionary(struct cw_flatbuffer *fb, const struct cw_fb_table *encoding, struct cw_arrow_field *field,
                struct cw_error *err)
{
        const struct cw_fb_table index = cw_fb_child(fb, encoding, 1);
        field->encoded = true;
        field->dictionary = (int64_t)cw_fb_uint(fb, encoding, 0, 8, 0);
        field->index = (struct cw_arrow_integer){4, true};
        return index.at == 0 ? CW_OK : take_integer(fb, &index, &field->index, err);
}

static cw_status
take_type(struct cw_flatbuffer *fb, const struct cw_fb_table *table, size_t n_children, struct cw_arrow_field *field,
          struct cw_error *err)
{
        const struct cw_fb_table type = cw_fb_child(fb, table, FIELD_TYPE);
        const uint64_t kind = cw_fb_uint(fb, table, FIELD_TYPE_KIND, 1, 0);
        if (kind < CW_ARROW_NULL || kind > CW_ARROW_LARGE_LIST_VIEW)
                return cw_fail(err, kind == 0 ? CW_E_CORRUPT : CW_E_UNSUPPORTED,
                               "column '%.200s' is of a type (number %u) that is not known here", field->name,
                               (unsigned)kind);
        field->type = (enum cw_arrow_type)kind;
        switch (field->type) {
        case CW_ARROW_INT:
                return take_integer(fb, &type, &field->integer, err);
        case CW_ARROW_UNION:
                field->is_dense = cw_fb_uint(fb, &type, 0, 2, 0) != 0;
                return CW_OK;
        case CW_ARROW_FIXED_LIST:
                field->list_size = cw_fb_uint(fb, &type, 0, 4, 0);
                if (field->list_size > INT32_MAX)
                        return fail_damaged(err, "the lists of a column are of negative size");
                break;
        case CW_ARROW_LIST:
        case CW_ARROW_LARGE_LIST:
        case CW_ARROW_MAP:
        case CW_ARROW_LIST_VIEW:
        case CW_ARROW_LARGE_LIST_VIEW:
                break;
        case CW_ARROW_RUN_END_ENCODED:
                return n_children == 2 ? CW_OK : fail_damaged(err, "a run-end encoded column has no two children");
        default:
                return CW_OK;
        }
        return n_children == 1 ? CW_OK : fail_damaged(err, "a list has no items, or several kinds of them");
}

/* Buffers of the field itself, not counting those that a view's batch tells, a union's in old files, a null's in old
 * files. */
static size_t
buffers_of(const struct cw_arrow_field *field)
{
        if (field->encoded)
                return 2;
        switch (field->type) {
        case CW_ARROW_NULL:
        case CW_ARROW_RUN_END_ENCODED:
                return 0;
        case CW_ARROW_STRUCT:
        case CW_ARROW_FIXED_LIST:
                return 1;
        case CW_ARROW_UNION:
                return field->is_dense ? 2 : 1;
        case CW_ARROW_UTF8:
        case CW_ARROW_LARGE_UTF8:
        case CW_ARROW_BINARY:
        case CW_ARROW_LARGE_BINARY:
        case CW_ARROW_LIST_VIEW:
        case CW_ARROW_LARGE_LIST_VIEW:
                return 3;
        default:
                return 2;
        }
}

static void
add_up(struct cw_arrow_field *sums, struct cw_arrow_field *field)
{
        field->n_nodes = sums->n_nodes;
        field->n_buffers = sums->n_buffers;
        field->n_views = sums->n_views;
        field->n_unions = sums->n_unions;
        field->n_nulls = sums->n_nulls;
        if (field->in_dictionary)
                return;
        sums->n_nodes++;
        sums->n_buffers += buffers_of(field);
        if (field->encoded)
                return;
        sums->n_views += field->type == CW_ARROW_UTF8_VIEW || field->type == CW_ARROW_BINARY_VIEW;
        sums->n_unions += field->type == CW_ARROW_UNION;
        sums->n_nulls += field->type == CW_ARROW_NULL;
}

static cw_status
take_fields(struct cw_arrow_schema *s, struct cw_flatbuffer *fb, const struct cw_fb_vector *tables, int parent,
            struct cw_error *err)
{
        const unsigned depth = parent == CW_ARROW_ROOT ? 0 : s->fields[parent].depth + 1;
        if (depth >= CW_ARROW_DEPTH_MOST)
                return cw_fail(err, CW_E_LIMIT, "columns are nested deeper than %d levels", CW_ARROW_DEPTH_MOST);
        for (size_t i = 0; i < tables->n; i++) {
                const struct cw_fb_table table = cw_fb_item(fb, tables, i);
                const struct cw_fb_table encoding = cw_fb_child(fb, &table, FIELD_DICTIONARY);
                const struct cw_fb_vector children = cw_fb_vector(fb, &table, FIELD_CHILDREN, 4);
                size_t name_nbytes;
                const char *name = cw_fb_string(fb, &table, FIELD_NAME, &name_nbytes);
                struct cw_arrow_field field = {.name = name == NULL ? "" : name, .parent = parent, .depth = depth};
                if (fb->bad)
                        return fail_damaged(err, "an offset leads out of it");
                if (parent != CW_ARROW_ROOT)
                        field.in_dictionary = s->fields[parent].in_dictionary || s->fields[parent].encoded;
                CW_TRY(take_type(fb, &table, children.n, &field, err));
                if (encoding.at != 0)
                        CW_TRY(take_dictionary(fb, &encoding, &field, err));
                if (s->n == CW_ARROW_FIELDS_MOST)
                        return cw_fail(err, CW_E_LIMIT, "there are more than %d columns", CW_ARROW_FIELDS_MOST);
                if (!cw_grow(&s->fields, &s->cap, s->n + 1, sizeof(*s->fields)))
                        return cw_fail_memory(err, s->n * sizeof(*s->fields));
                add_up(&s->sums, &field);
                s->fields[s->n++] = field;
                CW_TRY(take_fields(s, fb, &children, (int)s->n - 1, err));
        }
        return CW_OK;
}

static void
find_huggingface(struct cw_arrow_schema *s, struct cw_flatbuffer *fb, const struct cw_fb_vector *pairs)
{
        for (size_t i = 0; i < pairs->n && s->huggingface == NULL && !fb->bad; i++) {
                const struct cw_fb_table pair = cw_fb_item(fb, pairs, i);
                size_t nbytes;
                const char *key = cw_fb_string(fb, &pair, 0, &nbytes);
                if (key != NULL && strcmp(key, "huggingface") == 0)
                        s->huggingface = cw_fb_string(fb, &pair, 1, &s->huggingface_nbytes);
        }
}

cw_status
cw_arrow_schema_parse(struct cw_arrow_schema *s, const uint8_t *metadata, size_t nbytes,
                      struct cw_fb_table (*find)(struct cw_flatbuffer *fb), struct cw_error *err)
{
        *s = (struct cw_arrow_schema){.metadata = cw_malloc(nbytes)};
        if (s->metadata == NULL)
                return cw_fail_memory(err, nbytes);
        memcpy(s->metadata, metadata, nbytes);
        struct cw_flatbuffer fb = {.data = s->metadata, .nbytes = nbytes};
        const struct cw_fb_table table = find(&fb);
        const struct cw_fb_vector fields = cw_fb_vector(&fb, &table, SLOT_FIELDS, 4);
        const struct cw_fb_vector pairs = cw_fb_vector(&fb, &table, SLOT_METADATA, 4);
        if (fb.bad || table.at == 0)
                return fail_damaged(err, "an offset leads out of it");
        if (cw_fb_uint(&fb, &table, SLOT_ENDIANNESS, 2, 0) != 0)
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "the data is big-endian, which is not read; write it anew on a little-endian machine");
        CW_TRY(take_fields(s, &fb, &fields, CW_ARROW_ROOT, err));
        find_huggingface(s, &fb, &pairs);
        return fb.bad ? fail_damaged(err, "an offset leads out of it") : CW_OK;
}

void
cw_arrow_schema_free(struct cw_arrow_schema *s)
{
        cw_free(s->metadata);
        cw_free(s->fields);
        *s = (struct cw_arrow_schema){0};
}

size_t
cw_arrow_first_child(const struct cw_arrow_schema *s, size_t field)
{
        return field + 1 < s->n && s->fields[field + 1].parent == (int)field ? field + 1 : 0;
}

/* ---- names of types -------------------------------------------------------------------------------------------- */

static void
add_integer(struct cw_arrow_integer integer, struct cw_buffer *out)
{
        cw_buffer_printf(out, "%sint%u", integer.is_signed ? "" : "u", integer.nbytes * 8);
}

static void
add_value_type(const struct cw_arrow_schema *s, size_t i, struct cw_buffer *out)
{
        static const char *const names[] = {
                [CW_ARROW_NULL] = "null",
                [CW_ARROW_INT] = "int",
                [CW_ARROW_FLOAT] = "float",
                [CW_ARROW_BINARY] = "binary",
                [CW_ARROW_UTF8] = "utf8",
                [CW_ARROW_BOOL] = "bool",
                [CW_ARROW_DECIMAL] = "decimal",
                [CW_ARROW_DATE] = "date",
                [CW_ARROW_TIME] = "time",
                [CW_ARROW_TIMESTAMP] = "timestamp",
                [CW_ARROW_INTERVAL] = "interval",
                [CW_ARROW_LIST] = "list",
                [CW_ARROW_STRUCT] = "struct",
                [CW_ARROW_UNION] = "union",
                [CW_ARROW_FIXED_BINARY] = "fixed_size_binary",
                [CW_ARROW_FIXED_LIST] = "fixed_size_list",
                [CW_ARROW_MAP] = "map",
                [CW_ARROW_DURATION] = "duration",
                [CW_ARROW_LARGE_BINARY] = "large_binary",
                [CW_ARROW_LARGE_UTF8] = "large_utf8",
                [CW_ARROW_LARGE_LIST] = "large_list",
                [CW_ARROW_RUN_END_ENCODED] = "run_end_encoded",
                [CW_ARROW_BINARY_VIEW] = "binary_view",
                [CW_ARROW_UTF8_VIEW] = "utf8_view",
                [CW_ARROW_LIST_VIEW] = "list_view",
                [CW_ARROW_LARGE_LIST_VIEW] = "large_list_view",
        };
        const struct cw_arrow_field *f = &s->fields[i];
        if (f->type == CW_ARROW_INT) {
                add_integer(f->integer, out);
                return;
        }
        cw_buffer_puts(out, names[f->type]);
        const size_t child = cw_arrow_first_child(s, i);
        switch (f->type) {
        case CW_ARROW_LIST:
        case CW_ARROW_LARGE_LIST:
        case CW_ARROW_FIXED_LIST:
        case CW_ARROW_LIST_VIEW:
        case CW_ARROW_LARGE_LIST_VIEW:
                cw_buffer_putc(out, '<');
                cw_arrow_type_name(s, child, out);
                if (f->type == CW_ARROW_FIXED_LIST)
                        cw_buffer_printf(out, ", %llu", (unsigned long long)f->list_size);
                cw_buffer_putc(out, '>');
                break;
        default:
                break;
        }
}

void
cw_arrow_type_name(const struct cw_arrow_schema *s, size_t i, struct cw_buffer *out)
{
        if (!s->fields[i].encoded) {
                add_value_type(s, i, out);
                return;
        }
        cw_buffer_puts(out, "dictionary<");
        add_value_type(s, i, out);
        cw_buffer_puts(out, ", ");
        add_integer(s->fields[i].index, out);
        cw_buffer_putc(out, '>');
}
