/* SPDX-License-Identifier: MIT */
/*
 * Private to src/labels/label_map*.c.  How a label map comes to be:
 *
 *     bytes -> label_map_read.c (which language?) -> json, yaml, toml -> one tree -> label_map_tree.c (which shape?)
 *                                                 -> labels.txt       ------------> draft -> cw_label_map
 *
 * The tree is jansson's, whatever the language was, so that each shape is recognised once.  A draft is a heap of
 * (id, name) as they stood in the file; finishing it finds holes and duplicates.  Sentences made here name no file; the
 * line, where one is to blame, is left in err->row.
 */
#ifndef CW_LABELS_LABEL_MAP_PARTS_H
#define CW_LABELS_LABEL_MAP_PARTS_H

#include "labels/label_map.h"

#include <jansson.h>

enum {
        CW_LABEL_MAX_NBYTES = 16 << 20, /**< of a file */
        CW_LABEL_MAX_VALUES = 2000000,  /**< of a file; a jansson value takes about 100 bytes, so this bounds memory */
        CW_LABEL_MAX_ID = 10000000,
        CW_LABEL_MAX_DEPTH = 64
};

/* ---- drafts: label_map_draft.c ---------------------------------------------------------------------------- */

struct cw_label_entry {
        int64_t id;
        const char *name; /**< borrowed: lives in the file's bytes or its tree */
        size_t nbytes;
};

struct cw_label_draft {
        struct cw_label_entry *entries;
        size_t n, cap;
        bool ids_are_lines; /**< id + 1 is a line of the file, and sentences say so */
};

/** Adds a pair.  CW_E_DATA for an id out of range or a name that holds a NUL. */
CW_MUST_USE cw_status cw_label_draft_add(struct cw_label_draft *draft, int64_t id, const char *name, size_t nbytes,
                                         struct cw_error *err);

/** Makes the map; sorts the draft.  Negative ids become `ignored`.  An empty map is all right here. */
CW_MUST_USE cw_status cw_label_draft_finish(struct cw_label_draft *draft, const char *source,
                                            struct cw_label_map **map_ret, struct cw_error *err);
void cw_label_draft_free(struct cw_label_draft *draft);

/** Builds map->slots; CW_E_DATA for a name that is there twice.  In label_map.c. */
CW_MUST_USE cw_status cw_label_map_index(struct cw_label_map *map, bool ids_are_lines, struct cw_error *err);

/* ---- sentences -------------------------------------------------------------------------------------------- */

/** A name in double quotes, fit for one line: control characters as '?', long names cut between characters. */
struct cw_label_quoted {
        char text[72];
};

struct cw_label_quoted cw_label_quote(const char *name, size_t nbytes);

/** Leaves the line to blame in err->row; returns `status`. */
cw_status cw_label_at_line(struct cw_error *err, cw_status status, size_t line);

/** CW_E_DATA if two maps of one file are not the same; they are called `a_name` and `b_name`. */
CW_MUST_USE cw_status cw_label_map_same(const struct cw_label_map *a, const char *a_name, const struct cw_label_map *b,
                                        const char *b_name, struct cw_error *err);

/* ---- the languages: text -> tree, or text -> draft ---------------------------------------------------------- */

/* Each tree is freed with json_decref(). */
CW_MUST_USE cw_status cw_label_tree_from_json(const char *text, size_t nbytes, json_t **tree_ret, struct cw_error *err);
/** A YAML document, or the front matter of a dataset card: begins with "---", and what comes after the next is left. */
CW_MUST_USE cw_status cw_label_tree_from_yaml(const char *text, size_t nbytes, json_t **tree_ret, struct cw_error *err);
CW_MUST_USE cw_status cw_label_tree_from_toml(const char *text, size_t nbytes, json_t **tree_ret, struct cw_error *err);
CW_MUST_USE cw_status cw_label_draft_from_lines(const char *text, size_t nbytes, struct cw_label_draft *draft,
                                                struct cw_error *err);

/* ---- the shapes: tree -> map ------------------------------------------------------------------------------ */

/** Finds the label map in a tree: label_map_tree.c.  With a column, only that of its class label, and NULL if it has
 *  none. */
CW_MUST_USE cw_status cw_label_map_from_tree(const json_t *tree, const char *column, const char *source,
                                             struct cw_label_map **map_ret, struct cw_error *err);

/* One container as pairs: label_map_pairs.c. */

/** A list of names, or an object of id and name. */
CW_MUST_USE cw_status cw_label_draft_add_names(struct cw_label_draft *draft, const json_t *names, struct cw_error *err);
/** An object of name and id. */
CW_MUST_USE cw_status cw_label_draft_add_ids(struct cw_label_draft *draft, const json_t *ids, struct cw_error *err);
/** Either of these, or a list of {"id": 0, "name": "O"}, told apart by what it holds. */
CW_MUST_USE cw_status cw_label_draft_add_any(struct cw_label_draft *draft, const json_t *node, struct cw_error *err);
/** Whether any member of an object is a name and an id. */
bool cw_label_has_pair(const json_t *object);

#endif
