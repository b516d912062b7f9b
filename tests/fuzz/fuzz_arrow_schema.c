/* SPDX-License-Identifier: MIT */
/*
 * The parsers of Arrow's metadata over hostile flatbuffers: a message as such, the schema in it or in a footer, every
 * column chosen by name, types written out, label names looked for.  The input is the flatbuffer; or a whole file, of
 * which the first message is taken; or, behind a 'b', a list of choices by which a schema is built.
 */
#include "../unit/arrow_writer.h"
#include "base/memory.h"
#include "formats/arrow/arrow_column.h"
#include "formats/arrow/arrow_message.h"
#include "labels/label_features.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COLUMNS_TRIED = 64, DEPTH_MOST = 5, CHILDREN_MOST = 4 };

static uint64_t
choose(struct cw_cursor *c, uint64_t below)
{
        return cw_cursor_left(c) == 0 ? 0 : cw_cursor_u8(c) % below;
}

/* A field with all that is below it; the memory is the caller's, and is used up from the front. */
static struct aw_field
build_field(struct cw_cursor *c, int depth, struct aw_field **memory)
{
        static const char *const names[] = {"tags", "a", "labels", "", "a.b"};
        struct aw_field f = {.name = names[choose(c, 5)],
                             .type = (unsigned)choose(c, 27),
                             .bits = 8u << choose(c, 4),
                             .is_unsigned = choose(c, 2) != 0};
        if (choose(c, 4) == 1) {
                f.dictionary = 1 + (int64_t)choose(c, 2);
                f.index_bits = 8u << choose(c, 5);
        }
        const size_t n = f.type == AW_STRUCT || f.type == AW_UNION      ? choose(c, CHILDREN_MOST)
                         : f.type == AW_LIST || f.type >= AW_FIXED_LIST ? choose(c, 8) != 1
                                                                        : 0;
        if (depth == DEPTH_MOST || n == 0)
                return f;
        struct aw_field *children = *memory;
        *memory += n;
        for (size_t i = 0; i < n; i++)
                children[i] = build_field(c, depth + 1, memory);
        f.children = children;
        f.n_children = n;
        return f;
}

static void
build(const uint8_t *data, size_t size, struct cw_buffer *out)
{
        static const char *const metadata[] = {
                NULL,
                "{\"info\":{\"features\":{\"tags\":{\"feature\":{\"_type\":\"ClassLabel\",\"names\":[\"O\"]},"
                "\"_type\":\"List\"},\"a\":{\"b\":[{\"_type\":\"ClassLabel\",\"names\":[\"O\",\"O\"]}]}}}}",
                "{\"info\":{\"features\":{\"tags\":{\"_type\":\"ClassLabel\",\"names\":[\"O\", 3]}}}}", "{\"info\":"};
        struct aw_field memory[2048], *used = memory, fields[CHILDREN_MOST];
        struct cw_cursor c = cw_cursor_over(data, size);
        struct aw w = {.version = (unsigned)choose(&c, 8), .big_endian = choose(&c, 16) == 1};
        const size_t n = choose(&c, CHILDREN_MOST + 1);
        const char *huggingface = metadata[choose(&c, 4)];
        for (size_t i = 0; i < n; i++)
                fields[i] = build_field(&c, 0, &used);
        aw_schema(&w, fields, n, huggingface);
        cw_buffer_add(out, w.out.data + 8, w.out.n - 8);
        cw_buffer_free(&w.out);
}

/* Of a file or stream, the first message. */
static void
take_first(const uint8_t **data_ref, size_t *size_ref)
{
        const size_t head = *size_ref > 8 && memcmp(*data_ref, "ARROW1", 6) == 0 ? 8 : 0;
        if (*size_ref < head + 8)
                return;
        const uint8_t *p = *data_ref + head;
        const size_t prefix = cw_load_le(p, 4) == UINT32_MAX ? 8 : head > 0 ? 4 : 0;
        const size_t nbytes = prefix == 0 ? 0 : (size_t)cw_load_le(p + prefix - 4, 4);
        if (prefix == 0 || nbytes > *size_ref - head - prefix)
                return;
        *data_ref = p + prefix;
        *size_ref = nbytes;
}

static void
must_be_data(cw_status status)
{
        if (status != CW_OK && cw_exit_code(status) != 3)
                abort();
}

static void
try_column(const struct cw_arrow_schema *schema, const char *name)
{
        struct cw_arrow_column column;
        struct cw_label_map *names = NULL;
        struct cw_error err;
        char *path = NULL;
        const char *why = NULL;
        size_t field = 0;
        cw_status status = cw_arrow_column_choose(schema, name, &column, &path, &why, &field, &err);
        must_be_data(status);
        if (status != CW_OK)
                return;
        if (column.n_levels == 0 || column.row_level >= column.n_levels || field >= schema->n || why == NULL)
                abort();
        if (schema->huggingface != NULL)
                must_be_data(
                        cw_label_features(schema->huggingface, schema->huggingface_nbytes, path, "fuzz", &names, &err));
        cw_label_map_free(&names);
        cw_free(path);
}

static void
try_schema(const uint8_t *data, size_t size, struct cw_fb_table (*find)(struct cw_flatbuffer *fb))
{
        struct cw_arrow_schema schema;
        struct cw_error err;
        cw_status status = cw_arrow_schema_parse(&schema, data, size, find, &err);
        must_be_data(status);
        if (status == CW_OK) {
                struct cw_buffer text = {0};
                try_column(&schema, NULL);
                for (size_t i = 0; i < schema.n && i < COLUMNS_TRIED; i++) {
                        if (schema.fields[i].parent == CW_ARROW_ROOT)
                                cw_arrow_type_name(&schema, i, &text);
                        try_column(&schema, schema.fields[i].name);
                }
                cw_buffer_free(&text);
        }
        cw_arrow_schema_free(&schema);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct cw_arrow_message message = {.number = 0};
        struct cw_error err;
        uint64_t body_nbytes;
        struct cw_buffer built = {0};
        if (size > 0 && data[0] == 'b') {
                build(data + 1, size - 1, &built);
                data = (const uint8_t *)built.data;
                size = built.n;
        } else {
                take_first(&data, &size);
        }
        (void)cw_arrow_looks_like_message(data, size);
        must_be_data(cw_arrow_message_parse(&message, (struct cw_arrow_bytes){data, size}, 0, &body_nbytes, &err));
        try_schema(data, size, cw_arrow_schema_of_message);
        try_schema(data, size, cw_arrow_schema_of_footer);
        cw_buffer_free(&built);
        return 0;
}
