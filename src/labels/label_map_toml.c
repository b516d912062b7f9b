/* SPDX-License-Identifier: MIT */
/*
 * TOML to tree.
 *
 *     [label2id]            [id2label]            labels = ["O", "B-PER"]
 *     O = 0                 0 = "O"
 *     "B-PER" = 1           1 = "B-PER"
 *
 * Tables become objects; what cannot be a name or an id (dates, floats, truth values) becomes null.  Keys that are there
 * twice are refused by the parser already.
 */
#include "labels/label_map_parts.h"

#include "base/toml.h"

#include <string.h>

static cw_status convert(const struct cw_toml_node *node, int depth, json_t **tree_ret, struct cw_error *err);

static cw_status
add_child(json_t *parent, const struct cw_toml_node *child, int depth, struct cw_error *err)
{
        json_t *value;
        if (child->key != NULL && memchr(child->key, '\0', child->key_nbytes) != NULL)
                return cw_fail(err, CW_E_DATA, "a key holds a NUL character; expected text");
        CW_TRY(convert(child, depth, &value, err));
        const int failed = json_is_array(parent) ? json_array_append_new(parent, value)
                                                 : json_object_set_new_nocheck(parent, child->key, value);
        return failed ? cw_fail_memory(err, child->key_nbytes) : CW_OK;
}

static cw_status
convert(const struct cw_toml_node *node, int depth, json_t **tree_ret, struct cw_error *err)
{
        json_t *tree = NULL;
        *tree_ret = NULL;
        if (depth > CW_LABEL_MAX_DEPTH)
                return cw_label_at_line(
                        err, cw_fail(err, CW_E_DATA, "nested deeper than %d levels", CW_LABEL_MAX_DEPTH), node->line);
        switch (node->kind) {
        case CW_TOML_TABLE:
                tree = json_object();
                break;
        case CW_TOML_ARRAY:
                tree = json_array();
                break;
        case CW_TOML_STRING:
                tree = json_stringn_nocheck(node->text, node->text_nbytes);
                break;
        case CW_TOML_INTEGER:
                tree = json_integer(node->integer);
                break;
        default:
                tree = json_null();
        }
        if (tree == NULL)
                return cw_fail_memory(err, node->text_nbytes);
        for (const struct cw_toml_node *child = node->first_child; child != NULL; child = child->next) {
                const cw_status status = add_child(tree, child, depth + 1, err);
                if (status != CW_OK) {
                        json_decref(tree);
                        return status;
                }
        }
        *tree_ret = tree;
        return CW_OK;
}

cw_status
cw_label_tree_from_toml(const char *text, size_t nbytes, json_t **tree_ret, struct cw_error *err)
{
        struct cw_toml *doc = NULL;
        size_t n_values = 0;
        *tree_ret = NULL;
        for (size_t i = 0; i < nbytes; i++)
                n_values += text[i] == ',' || text[i] == '=' || text[i] == '[' || text[i] == '.';
        if (n_values > CW_LABEL_MAX_VALUES)
                return cw_fail(err, CW_E_DATA, "more than %d values; is this a label map?", CW_LABEL_MAX_VALUES);
        CW_TRY(cw_toml_parse(text, nbytes, &doc, err));
        const cw_status status = convert(cw_toml_root(doc), 0, tree_ret, err);
        cw_toml_free(&doc);
        return status;
}
