/* SPDX-License-Identifier: MIT */
/*
 * Label maps.  What a form cannot hold is refused, for a map that reads back as another is worse than none.
 */
#include "write/labels_write.h"

#include "write/escape.h"

#include <inttypes.h>
#include <string.h>

static cw_status
check_names(const struct cw_counts *counts, const char *form, struct cw_error *err)
{
        if (counts->n_labels == 0)
                return cw_fail(err, CW_E_DATA, "expected labels to emit, found none");
        for (size_t i = 0; i < counts->n_labels; i++) {
                const struct cw_count_row *label = &counts->labels[i];
                if (label->name == NULL)
                        return cw_fail(err, CW_E_DATA,
                                       "expected a name for every label, found none for id %" PRId64
                                       "; give the label map with --labels",
                                       label->id);
                if (!cw_is_utf8(label->name))
                        return cw_fail(err, CW_E_DATA,
                                       "expected names in UTF-8, found other bytes in that of id %" PRId64
                                       ", which %s cannot hold",
                                       label->id, form);
        }
        return CW_OK;
}

cw_status
cw_labels_json(const struct cw_counts *counts, struct cw_buffer *out, struct cw_error *err)
{
        CW_TRY(check_names(counts, "JSON", err));
        cw_buffer_puts(out, "{\n  \"id2label\": {");
        for (size_t i = 0; i < counts->n_labels; i++) {
                cw_buffer_printf(out, "%s\n    \"%" PRId64 "\": ", i == 0 ? "" : ",", counts->labels[i].id);
                cw_escape_json(out, counts->labels[i].name);
        }
        cw_buffer_puts(out, "\n  },\n  \"label2id\": {");
        for (size_t i = 0; i < counts->n_labels; i++) {
                cw_buffer_puts(out, i == 0 ? "\n    " : ",\n    ");
                cw_escape_json(out, counts->labels[i].name);
                cw_buffer_printf(out, ": %" PRId64, counts->labels[i].id);
        }
        cw_buffer_puts(out, "\n  }\n}\n");
        return CW_OK;
}

cw_status
cw_labels_toml(const struct cw_counts *counts, struct cw_buffer *out, struct cw_error *err)
{
        CW_TRY(check_names(counts, "TOML", err));
        cw_buffer_puts(out, "[id2label]\n");
        for (size_t i = 0; i < counts->n_labels; i++) {
                cw_buffer_printf(out, "%" PRId64 " = ", counts->labels[i].id);
                cw_escape_toml(out, counts->labels[i].name);
                cw_buffer_putc(out, '\n');
        }
        return CW_OK;
}

cw_status
cw_labels_lines(const struct cw_counts *counts, struct cw_buffer *out, struct cw_error *err)
{
        CW_TRY(check_names(counts, "a list of lines", err));
        for (size_t i = 0; i < counts->n_labels; i++) {
                const struct cw_count_row *label = &counts->labels[i];
                if (label->id != (int64_t)i)
                        return cw_fail(err, CW_E_DATA,
                                       "expected ids without a hole, for a line is an id, found %" PRId64
                                       " where %zu should be; emit json",
                                       label->id, i);
                if (label->name[strspn(label->name, " \t\r\n")] == '\0' || strpbrk(label->name, "\r\n") != NULL)
                        return cw_fail(
                                err, CW_E_DATA,
                                "expected names that fit a line, found a blank one or a line break at id %" PRId64
                                "; emit json",
                                label->id);
                cw_buffer_printf(out, "%s\n", label->name);
        }
        return CW_OK;
}
