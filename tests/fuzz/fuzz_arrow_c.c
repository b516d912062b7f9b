/* SPDX-License-Identifier: MIT */
/*
 * ArrowSchema trees of any shape through the C data interface: format strings are the input's own words, a line a field,
 * with as many tabs in front as it is deep; '@' in front of a format makes the field dictionary-encoded by that type.
 * Pointers and the sizes in metadata are the producer's word and not fuzzed.
 */
#include "base/memory.h"
#include "formats/arrow/arrow_c.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIELDS_MOST = 200 };

struct field {
        struct ArrowSchema schema, values;
        struct ArrowSchema *children[FIELDS_MOST];
        unsigned depth;
};

/* Takes the children of field `i`, which follow it one level deeper. */
static void
adopt(struct field *fields, size_t n, size_t i)
{
        struct ArrowSchema *s = fields[i].schema.dictionary != NULL ? &fields[i].values : &fields[i].schema;
        s->children = fields[i].children;
        for (size_t k = i + 1; k < n && fields[k].depth > fields[i].depth; k++)
                if (fields[k].depth == fields[i].depth + 1)
                        s->children[s->n_children++] = &fields[k].schema;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct field *fields = calloc(FIELDS_MOST, sizeof(*fields));
        char *text = calloc(1, size + 1), *rest = text;
        size_t n = 0;
        memcpy(text, data, size);
        for (char *line; n < FIELDS_MOST && (line = strsep(&rest, "\n")) != NULL; n++) {
                struct field *f = &fields[n];
                const unsigned deepest = n == 0 ? 0 : fields[n - 1].depth + 1;
                for (; *line == '\t'; line++)
                        f->depth += f->depth < deepest;
                f->depth = n > 0 && f->depth == 0 ? 1 : f->depth; /* one root */
                f->values.format = line + (*line == '@');
                f->schema.format = *line == '@' ? "i" : line;
                f->schema.name = n % 3 == 0 ? "tags" : n % 3 == 1 ? "a" : NULL;
                f->schema.dictionary = *line == '@' ? &f->values : NULL;
        }
        for (size_t i = 0; i < n; i++)
                adopt(fields, n, i);
        struct cw_arrow_schema schema;
        struct cw_arrow_column column;
        struct cw_error err;
        bool is_struct;
        if (n > 0 && cw_arrow_c_schema(&fields[0].schema, &schema, &is_struct, &err) == CW_OK) {
                static const char *const wanted[] = {NULL, "tags", "a", "a.tags"};
                for (size_t i = 0; i < CW_ARRAY_LEN(wanted); i++) {
                        const char *why;
                        size_t field;
                        char *path;
                        cw_status status =
                                cw_arrow_column_choose(&schema, wanted[i], &column, &path, &why, &field, &err);
                        if (status == CW_OK)
                                status = cw_arrow_c_add_root(&column, &err);
                        if (status != CW_OK && err.message[0] == '\0')
                                abort(); /* a failure has a sentence */
                        cw_free(path);
                }
        }
        if (n > 0)
                cw_arrow_schema_free(&schema);
        free(text);
        free(fields);
        return 0;
}
