/* SPDX-License-Identifier: MIT */
/*
 * Label names from the schema's metadata, as Hugging Face writes it under the key "huggingface":
 *
 *     {"info": {"features": {
 *             "ner_tags": {"feature": {"names": ["O", ...], "_type": "ClassLabel"}, "_type": "Sequence"}}}}
 *
 * "_type" of a list is "Sequence" (old), "List" or "LargeList"; old files put a list in brackets, [{...}]; a struct
 * is an object without "_type".  Only the names of the chosen column are taken.  What is not of this shape has no
 * names: the metadata is a courtesy, and the labels can be counted without it.
 */
#include "formats/arrow/arrow_column.h"

#include "base/memory.h"

#include <jansson.h>
#include <string.h>

enum { UNWRAP_MOST = 2 * CW_ARROW_DEPTH_MOST };

/* The feature of the items, for a list. */
static const json_t *
unwrap(const json_t *node)
{
        for (int i = 0; i < UNWRAP_MOST; i++) {
                const json_t *inner = json_array_size(node) == 1 ? json_array_get(node, 0) : NULL;
                if (inner == NULL && json_is_string(json_object_get(node, "_type")))
                        inner = json_object_get(node, "feature");
                if (inner == NULL)
                        break;
                node = inner;
        }
        return node;
}

/* A member of a struct: `path` is "name" or "name.more", and names may hold dots themselves.  *rest_ret is what
 * follows the name, NULL if nothing does. */
static const json_t *
member(const json_t *node, const char *path, const char **rest_ret)
{
        const char *key;
        json_t *value;
        *rest_ret = NULL;
        const json_t *whole = json_object_get(node, path);
        if (whole != NULL)
                return whole;
        json_object_foreach((json_t *)(uintptr_t)node, key, value)
        {
                const size_t n = strlen(key);
                if (strncmp(path, key, n) == 0 && path[n] == '.') {
                        *rest_ret = path + n + 1;
                        return value;
                }
        }
        return NULL;
}

static const json_t *
find_feature(const json_t *root, const char *path)
{
        const json_t *node = json_object_get(json_object_get(root, "info"), "features");
        while (node != NULL && path != NULL)
                node = unwrap(member(node, path, &path));
        return node;
}

/* The strings of a list, or no names if it holds anything else. */
static cw_status
take_names(const json_t *list, const char *source, struct cw_label_map **names_ret, struct cw_error *err)
{
        const size_t n = json_array_size(list);
        bool all = n > 0;
        const char **names = cw_calloc(n, sizeof(*names));
        if (names == NULL)
                return cw_fail_memory(err, n * sizeof(*names));
        for (size_t i = 0; i < n; i++) {
                names[i] = json_string_value(json_array_get(list, i));
                all = all && names[i] != NULL;
        }
        cw_status status = all ? cw_label_map_from_names(names, n, source, names_ret, err) : CW_OK;
        cw_free(names);
        return status;
}

cw_status
cw_arrow_column_names(const struct cw_arrow_schema *schema, const char *path, const char *source,
                      struct cw_label_map **names_ret, struct cw_error *err)
{
        cw_status status = CW_OK;
        *names_ret = NULL;
        if (schema->huggingface == NULL)
                return CW_OK;
        json_t *root = json_loadb(schema->huggingface, schema->huggingface_nbytes, 0, NULL);
        const json_t *feature = find_feature(root, path);
        const char *type = json_string_value(json_object_get(feature, "_type"));
        if (type != NULL && strcmp(type, "ClassLabel") == 0)
                status = take_names(json_object_get(feature, "names"), source, names_ret, err);
        json_decref(root);
        return status;
}
