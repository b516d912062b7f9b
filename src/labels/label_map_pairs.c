/* SPDX-License-Identifier: MIT */
/*
 * One container of a tree as pairs of id and name.
 *
 *     ["O", "B-PER"]                        a name's index is its id
 *     {"0": "O", "1": "B-PER"}              id and name, as in id2label; ids are text since JSON's keys are
 *     {"O": 0, "B-PER": "1"}                name and id, as in label2id
 *     [{"id": 0, "name": "O"}, ...]         rows, as in a counts file
 *
 * Which container of a file is the label map is not known here: label_map_tree.c.
 */
#include "labels/label_map_parts.h"

#include <string.h>

static cw_status
add_name(struct cw_label_draft *draft, int64_t id, const json_t *name, struct cw_error *err)
{
        if (!json_is_string(name))
                return cw_fail(err, CW_E_DATA, "expected a name in quotes for id %lld, found something else",
                               (long long)id);
        return cw_label_draft_add(draft, id, json_string_value(name), json_string_length(name), err);
}

/** An integer in decimal, with or without leading zeros; nothing else. */
static bool
parse_id(const char *text, int64_t *id_ret)
{
        const bool negative = *text == '-';
        const char *at = text + negative;
        int64_t id = 0;
        if (*at == '\0')
                return false;
        for (; *at >= '0' && *at <= '9'; at++)
                if (id < INT64_C(1000000000000000)) /* beyond any limit, it only must stay there */
                        id = id * 10 + (*at - '0');
        *id_ret = negative ? -id : id;
        return *at == '\0';
}

static bool
read_id(const json_t *value, int64_t *id_ret)
{
        if (json_is_string(value))
                return parse_id(json_string_value(value), id_ret);
        const double x = json_number_value(value); /* 0 for what is no number */
        if (!json_is_number(value) || !(x >= -1e15 && x <= 1e15) || (double)(int64_t)x < x || (double)(int64_t)x > x)
                return false;
        *id_ret = (int64_t)x;
        return true;
}

cw_status
cw_label_draft_add_names(struct cw_label_draft *draft, const json_t *names, struct cw_error *err)
{
        for (size_t i = 0; i < json_array_size(names); i++)
                CW_TRY(add_name(draft, (int64_t)i, json_array_get(names, i), err));
        const char *key;
        json_t *name;
        json_object_foreach((json_t *)(uintptr_t)names, key, name)
        {
                int64_t id;
                if (!parse_id(key, &id))
                        return cw_fail(err, CW_E_DATA, "expected an id, found %s; ids are integers",
                                       cw_label_quote(key, strlen(key)).text);
                CW_TRY(add_name(draft, id, name, err));
        }
        return CW_OK;
}

cw_status
cw_label_draft_add_ids(struct cw_label_draft *draft, const json_t *ids, struct cw_error *err)
{
        const char *name;
        json_t *value;
        json_object_foreach((json_t *)(uintptr_t)ids, name, value)
        {
                int64_t id;
                if (!read_id(value, &id))
                        return cw_fail(err, CW_E_DATA, "expected an integer as the id of %s, found something else",
                                       cw_label_quote(name, strlen(name)).text);
                CW_TRY(cw_label_draft_add(draft, id, name, strlen(name), err));
        }
        return CW_OK;
}

/* A list of {"id": 0, "name": "O"}; those without a name are left out. */
static cw_status
add_rows(struct cw_label_draft *draft, const json_t *rows, struct cw_error *err)
{
        for (size_t i = 0; i < json_array_size(rows); i++) {
                const json_t *row = json_array_get(rows, i), *name = json_object_get(row, "name");
                int64_t id;
                if (!read_id(json_object_get(row, "id"), &id))
                        return cw_fail(err, CW_E_DATA,
                                       "expected {\"id\": 0, \"name\": \"O\"} as entry %zu of the labels, "
                                       "found one without an id",
                                       i + 1);
                if (!json_is_null(name))
                        CW_TRY(add_name(draft, id, name, err));
        }
        return CW_OK;
}

cw_status
cw_label_draft_add_any(struct cw_label_draft *draft, const json_t *node, struct cw_error *err)
{
        if (json_is_array(node)) {
                const bool rows = json_is_object(json_array_get(node, 0));
                return rows ? add_rows(draft, node, err) : cw_label_draft_add_names(draft, node, err);
        }
        /* {"0": "O"} and {"O": "0"} look alike: the first reading that fits every key, ids in front. */
        bool keys_are_ids = true;
        const char *key;
        json_t *value;
        json_object_foreach((json_t *)(uintptr_t)node, key, value)
        {
                int64_t id;
                keys_are_ids = keys_are_ids && parse_id(key, &id) && json_is_string(value);
        }
        return keys_are_ids ? cw_label_draft_add_names(draft, node, err) : cw_label_draft_add_ids(draft, node, err);
}

bool
cw_label_has_pair(const json_t *object)
{
        const char *key;
        json_t *value;
        json_object_foreach((json_t *)(uintptr_t)object, key, value)
        {
                int64_t id;
                if (read_id(value, &id) || (parse_id(key, &id) && json_is_string(value)))
                        return true;
        }
        return false;
}
