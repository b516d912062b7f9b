/* SPDX-License-Identifier: MIT */
/*
 * From {"info": {"features": {...}}} to one column's label names.
 *
 *   "c": {"names": [...], "_type": "ClassLabel"}             one label a row
 *   "c": {"feature": {...}, "_type": "Sequence" or "List"}   a list, of datasets before and since version 4
 *   "c": [{...}]                                             a list, another spelling
 *   "c": {"a": {...}, "b": {...}}                            a struct: columns c.a and c.b
 */
#include "labels/label_features.h"

#include "base/memory.h"

#include <jansson.h>
#include <string.h>

enum { NBYTES_MOST = 4 << 20, DEEPEST = 64 };

/* Through the lists around it. */
static const json_t *
inside_lists(const json_t *node)
{
        for (int depth = 0; node != NULL && depth < DEEPEST; depth++) {
                if (json_is_array(node) && json_array_size(node) == 1)
                        node = json_array_get(node, 0);
                else if (json_is_string(json_object_get(node, "_type")) &&
                         (json_is_object(json_object_get(node, "feature")) ||
                          json_is_array(json_object_get(node, "feature"))))
                        node = json_object_get(node, "feature");
                else
                        return node;
        }
        return NULL;
}

/* A key may have dots of its own: the whole path is tried first, then ever shorter beginnings of it. */
static const json_t *
find_column(const json_t *features, const char *path, int depth)
{
        const json_t *found = json_object_get(features, path);
        char key[256];
        const size_t n = strlen(path);
        for (size_t at = n; found == NULL && at-- > 1 && depth < DEEPEST;) {
                if (path[at] != '.' || at >= sizeof(key))
                        continue;
                memcpy(key, path, at);
                key[at] = '\0';
                const json_t *below = inside_lists(json_object_get(features, key));
                if (below != NULL)
                        found = find_column(below, path + at + 1, depth + 1);
        }
        return found;
}

static cw_status
make_map(const json_t *names, const char *source, struct cw_label_map **map_ret, struct cw_error *err)
{
        const size_t n = json_array_size(names);
        const char **list = cw_calloc(n, sizeof(*list));
        if (list == NULL)
                return cw_fail_memory(err, n * sizeof(*list));
        bool all_text = n > 0;
        for (size_t i = 0; i < n; i++) {
                list[i] = json_string_value(json_array_get(names, i));
                all_text = all_text && list[i] != NULL;
        }
        cw_status status = all_text ? cw_label_map_from_names(list, n, source, map_ret, err) : CW_OK;
        cw_free(list);
        return status;
}

cw_status
cw_label_features(const char *json, size_t nbytes, const char *column, const char *source,
                  struct cw_label_map **map_ret, struct cw_error *err)
{
        *map_ret = NULL;
        if (nbytes > NBYTES_MOST)
                return CW_OK;
        json_t *tree = json_loadb(json, nbytes, JSON_DECODE_INT_AS_REAL, NULL);
        const json_t *features = json_object_get(json_object_get(tree, "info"), "features");
        const json_t *node = inside_lists(find_column(features, column, 0));
        const char *type = json_string_value(json_object_get(node, "_type"));
        cw_status status = CW_OK;
        if (type != NULL && strcmp(type, "ClassLabel") == 0)
                status = make_map(json_object_get(node, "names"), source, map_ret, err);
        json_decref(tree);
        return status;
}
