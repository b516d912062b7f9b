/* SPDX-License-Identifier: MIT */
/*
 * What a file or folder is: each shard opened as for counting, described, and, where the format carries checksums, read
 * once from end to end to verify them.
 */
#include "base/memory.h"
#include "pipeline.h"
#include "settings.h"

#include <jansson.h>
#include <string.h>

enum { NAMES_SHOWN = 100 }; /* label names shown to a person; all in JSON */

static cw_status
describe(const struct cw_reader *r, struct cw_buffer *out)
{
        cw_buffer_printf(out, "format: %s\n", r->format->name);
        if (r->file->seekable)
                cw_buffer_printf(out, "bytes: %llu\n", (unsigned long long)r->file->nbytes);
        r->format->describe(r, out);
        return out->failed ? CW_E_MEMORY : CW_OK;
}

static void
text_names(const struct cw_label_map *names, struct cw_buffer *out)
{
        if (names == NULL)
                return;
        cw_buffer_printf(out, "  label names: %zu\n", names->n);
        for (size_t i = 0; i < names->n && i < NAMES_SHOWN; i++)
                cw_buffer_printf(out, "%s%zu %s", i % 8 == 0 ? (i == 0 ? "    " : ",\n    ") : ", ", i,
                                 names->names[i]);
        cw_buffer_puts(out, names->n > NAMES_SHOWN ? ", ...\n" : "\n");
}

/* "key: value" lines as members of a JSON object; a value that is a whole number becomes one. */
static bool
json_lines(json_t *object, const char *lines)
{
        while (*lines != '\0') {
                const char *end = strchr(lines, '\n'), *colon = strstr(lines, ": ");
                if (end == NULL)
                        end = lines + strlen(lines);
                if (colon != NULL && colon < end) {
                        char key[64];
                        size_t n =
                                (size_t)(colon - lines) < sizeof(key) - 1 ? (size_t)(colon - lines) : sizeof(key) - 1;
                        for (size_t i = 0; i < n; i++)
                                key[i] = lines[i] == ' ' ? '_' : lines[i];
                        key[n] = '\0';
                        const char *value = colon + 2;
                        size_t value_n = (size_t)(end - value);
                        json_t *v = value_n > 0 && value_n < 19 && strspn(value, "0123456789") == value_n
                                            ? json_integer(strtoll(value, NULL, 10))
                                            : json_stringn_nocheck(value, value_n);
                        if (json_object_set_new_nocheck(object, key, v) != 0)
                                return false;
                }
                lines = *end == '\0' ? end : end + 1;
        }
        return true;
}

static bool
json_shard(json_t *list, const char *path, const char *lines, const struct cw_label_map *names)
{
        json_t *object = json_object();
        bool ok = json_object_set_new_nocheck(object, "path", json_string_nocheck(path)) == 0 &&
                  json_lines(object, lines);
        if (ok && names != NULL) {
                json_t *array = json_array();
                for (size_t i = 0; i < names->n; i++)
                        ok = json_array_append_new(array, json_string_nocheck(names->names[i])) == 0 && ok;
                ok = json_object_set_new_nocheck(object, "label_names", array) == 0 && ok;
        }
        return json_array_append_new(list, object) == 0 && ok;
}

/* Reads the shard once so that every checksum in it is verified. */
static cw_status
verify(const struct cw_settings *s, const char *path, struct cw_error *err)
{
        struct cw_read_options options = s->options;
        struct cw_counts *counts = NULL;
        options.unknown = CW_UNKNOWN_COUNT;
        options.keep_going = false;
        options.per_shard = false;
        options.progress = NULL;
        CW_TRY(cw_count(&path, 1, &options, &counts, err));
        cw_counts_free(&counts);
        return CW_OK;
}

/* Those that the shard carries, else those that lie beside it. */
static const struct cw_label_map *
names_of(const struct cw_settings *s, const struct cw_reader *r)
{
        const bool is_users = s->options.labels_path != NULL || s->options.labels_text != NULL;
        return r->names != NULL || is_users ? r->names : s->map;
}

static cw_status
inspect_one(const struct cw_settings *s, const char *path, json_t *list, struct cw_buffer *out, struct cw_error *err)
{
        struct cw_reader *r = NULL;
        struct cw_buffer lines = {0};
        cw_status status;
        CW_TRY_GOTO(cw_reader_open(path, &s->options, NULL, false, &r, err));
        if (describe(r, &lines) != CW_OK)
                CW_TRY_GOTO(cw_fail_memory(err, lines.cap));
        if (r->format->id == CW_FORMAT_SHARD && r->file->seekable) {
                CW_TRY_GOTO(verify(s, path, err));
                cw_buffer_puts(&lines, "checksums: verified, every frame\n");
        }
        if (list != NULL) {
                if (lines.failed || !json_shard(list, path, lines.data, names_of(s, r)))
                        status = cw_fail_memory(err, lines.cap);
        } else {
                cw_buffer_printf(out, "%s\n", r->file->name);
                for (const char *line = lines.data; line != NULL && *line != '\0';) {
                        const char *end = strchr(line, '\n');
                        size_t n = end == NULL ? strlen(line) : (size_t)(end - line) + 1;
                        cw_buffer_puts(out, "  ");
                        cw_buffer_add(out, line, n);
                        line += n;
                }
                text_names(names_of(s, r), out);
        }
done:
        cw_buffer_free(&lines);
        cw_reader_close(&r);
        return status;
}

static int
add_to_buffer(const char *text, size_t nbytes, void *buffer)
{
        cw_buffer_add(buffer, text, nbytes);
        return 0;
}

static cw_status
inspect_all(const struct cw_settings *s, bool json, char **text_ret, struct cw_error *err)
{
        struct cw_buffer out = {0};
        json_t *list = json ? json_array() : NULL;
        cw_status status = CW_OK;
        for (size_t i = 0; status == CW_OK && i < s->inputs.n; i++)
                status = inspect_one(s, s->inputs.items[i].path, list, &out, err);
        if (status == CW_OK && json) {
                if (json_dump_callback(list, add_to_buffer, &out, JSON_INDENT(1)) != 0)
                        out.failed = true;
                cw_buffer_putc(&out, '\n');
        }
        json_decref(list);
        if (status == CW_OK)
                return cw_buffer_take(&out, text_ret, NULL, err);
        cw_buffer_free(&out);
        return status;
}

cw_status
cw_inspect(const char *const *inputs, size_t n_inputs, const struct cw_read_options *options, bool json,
           char **text_ret, struct cw_error *err)
{
        struct cw_settings s;
        struct cw_read_options every = *options;
        *text_ret = NULL;
        if (every.split == NULL)
                every.split = CW_EVERY_SPLIT; /* who looks need not know which there are */
        every.sample = 0;
        cw_status status = cw_settings_init(&s, &every, inputs, n_inputs, err);
        if (status == CW_OK)
                status = inspect_all(&s, json, text_ret, err);
        cw_settings_free(&s);
        return status;
}
