/* SPDX-License-Identifier: MIT */
/*
 * Which part of a tree is the label map.  Looked for from the top down, and not inside what was found:
 *
 *     {"id2label": {...}, "label2id": {...}}                 config.json, label_mappings.json below a task's key
 *     {"names": [...], "_type": "ClassLabel"}                dataset_info.json: features.COLUMN[.feature]
 *     {"class_label": {"names": {...}}}                      dataset card: features: - name: COLUMN / sequence:
 *
 * and only if there is none of these, at the top:
 *
 *     [...]    {"labels": ...} or "names", "label_list"      lists, counts files      see label_map_pairs.c
 *     {...}                                                  the object is the map
 *
 * A file often holds several: columns for parts of speech and for entities, one set of columns a configuration.  Those
 * of the columns that hold token labels by custom are preferred, then those of lists; what remains must agree.
 */
#include "labels/label_map_parts.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

enum {
        MAX_VISITS = 2 * CW_LABEL_MAX_VALUES, /* shared nodes of YAML are visited each time */
        MAX_FOUND = 4096
};

/* Where the walk is, and how the place is called in a sentence. */
struct path {
        char text[160];
        char column[64]; /* the last key that is not structure */
        bool in_list;
};

struct found {
        const json_t *node; /* names, or the object that holds id2label and label2id */
        bool is_names;
        struct path path;
};

struct finder {
        struct found *found;
        size_t n, cap;
        size_t n_visits;
};

static bool
is_one_of(const char *word, const char *const *words, size_t n_words)
{
        for (size_t i = 0; i < n_words; i++)
                if (strcmp(word, words[i]) == 0)
                        return true;
        return false;
}

static bool
is_container(const json_t *node)
{
        return json_is_object(node) || json_is_array(node);
}

static bool
is_filled(const json_t *node)
{
        return json_array_size(node) > 0 || json_object_size(node) > 0;
}

/* ---- paths ------------------------------------------------------------------------------------------------ */

static bool
is_structure(const char *key)
{
        static const char *const words[] = {"feature", "features", "sequence", "list",  "large_list",  "struct",
                                            "dtype",   "info",     "names",    "class", "dataset_info"};
        return is_one_of(key, words, CW_ARRAY_LEN(words));
}

static struct path
path_below(const struct path *above, const char *key)
{
        static const char *const lists[] = {"sequence", "list", "large_list", "feature"};
        struct path path = *above;
        if (!is_structure(key)) {
                const size_t n = strlen(path.text);
                snprintf(path.text + n, sizeof(path.text) - n, "%s%.60s", n > 0 ? "." : "", key);
                for (char *c = path.text + n; *c != '\0'; c++)
                        if ((unsigned char)*c < 0x20)
                                *c = '?';
                snprintf(path.column, sizeof(path.column), "%s", key);
        }
        path.in_list = path.in_list || is_one_of(key, lists, CW_ARRAY_LEN(lists));
        return path;
}

/** An item of a list is called by its name: a feature by its column, a configuration of a card by its own. */
static struct path
path_of_item(const struct path *above, const json_t *item, size_t index)
{
        char number[24];
        snprintf(number, sizeof(number), "%zu", index);
        const char *name = json_string_value(json_object_get(item, "config_name"));
        if (name == NULL)
                name = json_string_value(json_object_get(item, "name"));
        struct path path = path_below(above, name != NULL ? name : number);
        if (name == NULL) {
                memcpy(path.column, above->column, sizeof(path.column));
                path.in_list = true; /* a feature in brackets is a list of it */
        }
        return path;
}

/* ---- the walk --------------------------------------------------------------------------------------------- */

/** Bounds the work: an alias of YAML makes much of little. */
static cw_status
count_visits(struct finder *f, const json_t *node, struct cw_error *err)
{
        f->n_visits += json_array_size(node) + json_object_size(node);
        if (f->n_visits > MAX_VISITS)
                return cw_fail(err, CW_E_DATA, "more than %d values; is this a label map?", MAX_VISITS);
        return CW_OK;
}

static cw_status
keep(struct finder *f, const json_t *node, bool is_names, const struct path *path, struct cw_error *err)
{
        for (size_t i = 0; i < f->n; i++)
                if (f->found[i].node == node)
                        return CW_OK;
        if (f->n == MAX_FOUND)
                return cw_fail(err, CW_E_DATA, "holds more than %d label maps; keep one of them in a file of its own",
                               MAX_FOUND);
        if (!cw_grow(&f->found, &f->cap, f->n + 1, sizeof(*f->found)))
                return cw_fail_memory(err, f->n * sizeof(*f->found));
        CW_TRY(count_visits(f, is_names ? node : json_object_get(node, "id2label"), err));
        CW_TRY(count_visits(f, is_names ? NULL : json_object_get(node, "label2id"), err));
        f->found[f->n++] = (struct found){node, is_names, *path};
        return CW_OK;
}

/** Keeps the label map that `node` itself is; *kept_ret says whether it is one. */
static cw_status
keep_if_map(struct finder *f, const json_t *node, const struct path *path, bool *kept_ret, struct cw_error *err)
{
        const char *type = json_string_value(json_object_get(node, "_type"));
        const json_t *names = NULL;
        if (type != NULL && strcmp(type, "ClassLabel") == 0)
                names = json_object_get(node, "names");
        if (json_is_object(json_object_get(node, "class_label")))
                names = json_object_get(json_object_get(node, "class_label"), "names");
        *kept_ret = true;
        if (is_container(names))
                return keep(f, names, true, path, err);
        if (is_container(json_object_get(node, "id2label")) || json_is_object(json_object_get(node, "label2id")))
                return keep(f, node, false, path, err);
        *kept_ret = false;
        return CW_OK;
}

static cw_status
walk(struct finder *f, const json_t *node, const struct path *path, int depth, struct cw_error *err)
{
        bool kept = false;
        if (depth > CW_LABEL_MAX_DEPTH)
                return cw_fail(err, CW_E_DATA, "nested deeper than %d levels", CW_LABEL_MAX_DEPTH);
        CW_TRY(count_visits(f, node, err));
        CW_TRY(keep_if_map(f, node, path, &kept, err));
        if (kept)
                return CW_OK;
        for (size_t i = 0; i < json_array_size(node); i++) {
                const json_t *item = json_array_get(node, i);
                if (is_container(item)) {
                        const struct path below = path_of_item(path, item, i);
                        CW_TRY(walk(f, item, &below, depth + 1, err));
                }
        }
        const char *key;
        json_t *value;
        json_object_foreach((json_t *)(uintptr_t)node, key, value)
        {
                if (is_container(value)) {
                        const struct path below = path_below(path, key);
                        CW_TRY(walk(f, value, &below, depth + 1, err));
                }
        }
        return CW_OK;
}

/* ---- choosing among several ------------------------------------------------------------------------------- */

/** The columns that SPEC's --column takes by itself, and the tasks of which these are the labels. */
static bool
is_custom(const struct found *found)
{
        static const char *const words[] = {"pii_labels", "ner_tags", "labels", "label_ids", "tags", "pii", "ner"};
        return is_one_of(found->path.column, words, CW_ARRAY_LEN(words));
}

static bool
is_list(const struct found *found)
{
        return found->path.in_list;
}

/** Leaves only those that are `wanted`, if any are. */
static void
prefer(struct finder *f, bool (*wanted)(const struct found *))
{
        size_t n = 0;
        for (size_t i = 0; i < f->n; i++) {
                if (wanted(&f->found[i])) {
                        const struct found moved = f->found[n];
                        f->found[n++] = f->found[i];
                        f->found[i] = moved;
                }
        }
        if (n > 0)
                f->n = n;
}

/* ---- making the map --------------------------------------------------------------------------------------- */

/** Moves the ignored ids of label2id to the draft of id2label: they need not be in both. */
static cw_status
move_ignored(struct cw_label_draft *to, struct cw_label_draft *from, struct cw_error *err)
{
        size_t n_left = 0;
        for (size_t i = 0; i < from->n; i++) {
                const struct cw_label_entry e = from->entries[i];
                if (e.id >= 0)
                        from->entries[n_left++] = e;
                else
                        CW_TRY(cw_label_draft_add(to, e.id, e.name, e.nbytes, err));
        }
        from->n = n_left;
        return CW_OK;
}

static cw_status
make_from_both(const json_t *id2label, const json_t *label2id, const char *source, struct cw_label_map **map_ret,
               struct cw_error *err)
{
        struct cw_label_draft names = {0}, ids = {0};
        struct cw_label_map *other = NULL;
        cw_status status = CW_OK;
        CW_TRY_GOTO(cw_label_draft_add_names(&names, id2label, err));
        CW_TRY_GOTO(cw_label_draft_add_ids(&ids, label2id, err));
        CW_TRY_GOTO(move_ignored(&names, &ids, err));
        CW_TRY_GOTO(cw_label_draft_finish(&ids, source, &other, err));
        CW_TRY_GOTO(cw_label_draft_finish(&names, source, map_ret, err));
        CW_TRY_GOTO(cw_label_map_same(*map_ret, "id2label", other, "label2id", err));
done:
        if (status != CW_OK)
                cw_label_map_free(map_ret);
        cw_label_map_free(&other);
        cw_label_draft_free(&names);
        cw_label_draft_free(&ids);
        return status;
}

/** A map from one container, by the given reading of it. */
static cw_status
make_from(cw_status (*read)(struct cw_label_draft *, const json_t *, struct cw_error *), const json_t *node,
          const char *source, struct cw_label_map **map_ret, struct cw_error *err)
{
        struct cw_label_draft draft = {0};
        cw_status status = read(&draft, node, err);
        if (status == CW_OK)
                status = cw_label_draft_finish(&draft, source, map_ret, err);
        cw_label_draft_free(&draft);
        return status;
}

static cw_status
make_from_found(const struct found *found, const char *source, struct cw_label_map **map_ret, struct cw_error *err)
{
        if (found->is_names)
                return make_from(cw_label_draft_add_names, found->node, source, map_ret, err);
        const json_t *id2label = json_object_get(found->node, "id2label");
        const json_t *label2id = json_object_get(found->node, "label2id");
        if (is_filled(id2label) && is_filled(label2id))
                return make_from_both(id2label, label2id, source, map_ret, err);
        if (is_filled(label2id))
                return make_from(cw_label_draft_add_ids, label2id, source, map_ret, err);
        return make_from(cw_label_draft_add_names, id2label, source, map_ret, err);
}

static cw_status
make_from_all(const struct finder *f, const char *source, struct cw_label_map **map_ret, struct cw_error *err)
{
        cw_status status = make_from_found(&f->found[0], source, map_ret, err);
        for (size_t i = 1; i < f->n && status == CW_OK; i++) {
                struct cw_label_map *other = NULL;
                status = make_from_found(&f->found[i], source, &other, err);
                if (status == CW_OK)
                        status = cw_label_map_same(*map_ret, f->found[0].path.text, other, f->found[i].path.text, err);
                cw_label_map_free(&other);
        }
        if (status != CW_OK)
                cw_label_map_free(map_ret);
        return status;
}

/** The map of a tree that says nowhere that it holds one: the tree itself, or what stands under a usual key. */
static cw_status
make_from_top(const json_t *tree, const char *source, struct cw_label_map **map_ret, struct cw_error *err)
{
        static const char *const keys[] = {"labels", "names", "label_list"};
        const json_t *node = tree;
        for (size_t i = 0; i < CW_ARRAY_LEN(keys) && node == tree; i++)
                if (is_container(json_object_get(tree, keys[i])))
                        node = json_object_get(tree, keys[i]);
        if (!is_container(node) || (json_object_size(node) > 0 && !cw_label_has_pair(node)))
                return cw_fail(err, CW_E_DATA,
                               "holds no label map; expected id2label or label2id, names of a class "
                               "label, a list of names, or names and ids");
        return make_from(cw_label_draft_add_any, node, source, map_ret, err);
}

/** Leaves only the class labels of a column, which the last of the names on its path is; of any where it is "". */
static void
keep_column(struct finder *f, const char *column)
{
        const char *dot = strrchr(column, '.'), *last = dot == NULL ? column : dot + 1;
        size_t n = 0;
        for (size_t i = 0; i < f->n; i++)
                if (f->found[i].is_names && (last[0] == '\0' || strcmp(f->found[i].path.column, last) == 0))
                        f->found[n++] = f->found[i];
        f->n = n;
}

cw_status
cw_label_map_from_tree(const json_t *tree, const char *column, const char *source, struct cw_label_map **map_ret,
                       struct cw_error *err)
{
        struct finder f = {.n = 0};
        const struct path top = {.text = ""};
        *map_ret = NULL;
        cw_status status = walk(&f, tree, &top, 0, err);
        if (status == CW_OK && column != NULL) {
                keep_column(&f, column);
                if (column[0] == '\0') {
                        prefer(&f, is_custom);
                        prefer(&f, is_list);
                }
                status = f.n == 0 ? CW_OK : make_from_all(&f, source, map_ret, err);
        } else if (status == CW_OK && f.n > 0) {
                prefer(&f, is_custom);
                prefer(&f, is_list);
                status = make_from_all(&f, source, map_ret, err);
        } else if (status == CW_OK) {
                status = make_from_top(tree, source, map_ret, err);
        }
        cw_free(f.found);
        return status;
}
