/* SPDX-License-Identifier: MIT */
/*
 * The schema: a tree, stored as a list in depth-first order, to leaves with their levels and names.
 *
 *   SchemaElement   1 type  3 repetition (0 required, 1 optional, 2 repeated)  4 name  5 num_children
 *                   6 converted_type  10 logicalType (a union: the field that is set says which)
 *
 * An optional node adds a definition level, a repeated one a definition and a repetition level.  The names of nodes that
 * only make a list or a map (LogicalTypes.md, "Lists", with its rules for old writers) are left out of a leaf's name:
 *
 *   optional group c (LIST) { repeated group list { optional int64 element } }      c
 *   optional group c (LIST) { repeated int64 array }                                c
 *   optional group c (LIST) { repeated group array { int64 a; int64 b } }           c.a  c.b
 *   optional group c (MAP)  { repeated group key_value { binary key; int64 value } } c.key  c.value
 *   repeated int64 c                                                                c
 */
#include "base/memory.h"
#include "formats/parquet/metadata.h"
#include "formats/parquet/thrift.h"

#include <string.h>

enum { DEEPEST = 64, REQUIRED = 0, OPTIONAL = 1, REPEATED = 2 };

/* Numbers of ConvertedType, and of the fields of LogicalType. */
enum {
        CONVERTED_UTF8 = 0,
        CONVERTED_MAP = 1,
        CONVERTED_MAP_KEY_VALUE = 2,
        CONVERTED_LIST = 3,
        CONVERTED_ENUM = 4,
        CONVERTED_UINT_8 = 11,
        CONVERTED_INT_8 = 15,
        CONVERTED_INT_64 = 18,
        CONVERTED_JSON = 19,
        CONVERTED_BSON = 20,
        LOGICAL_STRING = 1,
        LOGICAL_MAP = 2,
        LOGICAL_LIST = 3,
        LOGICAL_ENUM = 4,
        LOGICAL_INTEGER = 10,
        LOGICAL_NULL = 11,
        LOGICAL_JSON = 12,
        LOGICAL_BSON = 13,
        LOGICAL_MOST = 18 /* what comes after is of a later format, and means no more than the type it is stored in */
};

struct element {
        const char *name;
        size_t name_nbytes;
        int32_t type, repetition, n_children, converted, logical; /* -1: not there */
        int32_t bits;
        bool is_unsigned;
};

/* What the children of a node are to its list or map. */
enum role { ROLE_FIELD, ROLE_LIST_REPEATED, ROLE_LIST_ELEMENT, ROLE_MAP_REPEATED };

struct node {
        int32_t children_left;
        enum role children;
        unsigned repetition, definition, list_definition;
        size_t path_nbytes, name_nbytes; /* of what the paths of its children begin with */
        const char *own_name;
        size_t own_nbytes;
        bool in_map;
};

struct walk {
        struct cw_parquet_metadata *m;
        const struct cw_parquet_bounds *bounds;
        struct node stack[DEEPEST];
        size_t depth;
        char path[1024], name[1024]; /* of the node at hand */
        struct cw_buffer names;
        struct cw_error *err;
};

static void
read_integer(struct cw_cursor *c, struct element *e)
{
        struct cw_thrift_field f = {0};
        while (cw_thrift_next(c, &f)) {
                if (f.id == 1)
                        e->bits = cw_thrift_i32(c, f);
                else if (f.id == 2)
                        e->is_unsigned = !cw_thrift_bool(c, f);
                else
                        cw_thrift_skip(c, f);
        }
}

static void
read_logical(struct cw_cursor *c, struct element *e)
{
        struct cw_thrift_field f = {0};
        while (cw_thrift_next(c, &f)) {
                e->logical = f.id <= LOGICAL_MOST ? f.id : -1;
                if (f.id == LOGICAL_INTEGER && cw_thrift_struct(c, f))
                        read_integer(c, e);
                else
                        cw_thrift_skip(c, f);
        }
}

static void
read_element(struct cw_cursor *c, struct element *e)
{
        struct cw_thrift_field f = {0};
        *e = (struct element){.type = -1, .converted = -1, .logical = -1, .name = ""};
        while (cw_thrift_next(c, &f)) {
                switch (f.id) {
                case 1:
                        e->type = cw_thrift_i32(c, f);
                        break;
                case 3:
                        e->repetition = cw_thrift_i32(c, f);
                        break;
                case 4:
                        e->name = cw_thrift_binary(c, f, &e->name_nbytes);
                        break;
                case 5:
                        e->n_children = cw_thrift_i32(c, f);
                        break;
                case 6:
                        e->converted = cw_thrift_i32(c, f);
                        break;
                case 10:
                        if (cw_thrift_struct(c, f))
                                read_logical(c, e);
                        break;
                default:
                        cw_thrift_skip(c, f);
                }
        }
        if (e->converted >= CONVERTED_UINT_8 && e->converted <= CONVERTED_INT_64 && e->logical < 0) {
                e->is_unsigned = e->converted < CONVERTED_INT_8;
                e->bits = 8 << ((e->converted - CONVERTED_UINT_8) & 3);
                e->logical = LOGICAL_INTEGER;
        }
}

/* ---- what a leaf holds ------------------------------------------------------------------------------------- */

static void
integer_leaf(struct cw_parquet_leaf *leaf, const struct element *e)
{
        static const char *const names[2][4] = {{"int8", "int16", "int32", "int64"},
                                                {"uint8", "uint16", "uint32", "uint64"}};
        const unsigned stored = leaf->type == CW_PARQUET_INT32 ? 32 : 64;
        const bool plain = e->logical < 0 && e->converted < 0;
        if (!plain && e->logical != LOGICAL_INTEGER) {
                leaf->type_name = e->logical == LOGICAL_NULL ? "null"
                                  : stored == 32             ? "int32 (date, time or decimal)"
                                                             : "int64 (time or decimal)";
                return;
        }
        const bool known = e->bits == 8 || e->bits == 16 || e->bits == 32 || e->bits == 64;
        leaf->bits = !plain && known && (unsigned)e->bits <= stored ? (unsigned)e->bits : stored;
        leaf->meaning = !plain && e->is_unsigned ? CW_PARQUET_UNSIGNED : CW_PARQUET_SIGNED;
        const unsigned log = leaf->bits == 8 ? 0 : leaf->bits == 16 ? 1 : leaf->bits == 32 ? 2 : 3;
        leaf->type_name = names[leaf->meaning == CW_PARQUET_UNSIGNED][log];
}

static void
bytes_leaf(struct cw_parquet_leaf *leaf, const struct element *e)
{
        static const int32_t converted[] = {-1, CONVERTED_UTF8, CONVERTED_ENUM, CONVERTED_JSON, CONVERTED_BSON};
        static const int32_t logical[] = {-1, LOGICAL_STRING, LOGICAL_ENUM, LOGICAL_JSON, LOGICAL_BSON};
        bool text = false;
        for (size_t i = 0; i < CW_ARRAY_LEN(logical); i++)
                text = text || (e->logical >= 0 ? e->logical == logical[i] : e->converted == converted[i]);
        leaf->meaning = text ? CW_PARQUET_TEXT : CW_PARQUET_OTHER;
        leaf->type_name = !text                                ? "byte_array (of a kind that is not text)"
                          : e->logical < 0 && e->converted < 0 ? "binary"
                                                               : "string";
}

static void
describe_leaf(struct cw_parquet_leaf *leaf, const struct element *e)
{
        static const char *const names[] = {"boolean", NULL,     NULL, "int96",
                                            "float",   "double", NULL, "fixed_len_byte_array"};
        leaf->type = (enum cw_parquet_type)e->type;
        leaf->type_name = names[e->type];
        if (leaf->type == CW_PARQUET_INT32 || leaf->type == CW_PARQUET_INT64)
                integer_leaf(leaf, e);
        else if (leaf->type == CW_PARQUET_BYTE_ARRAY)
                bytes_leaf(leaf, e);
}

/* ---- the walk ---------------------------------------------------------------------------------------------- */

static bool
append_name(char path[1024], size_t *nbytes_ref, const struct element *e)
{
        const size_t dot = *nbytes_ref > 0;
        if (e->name_nbytes + dot >= 1024 - *nbytes_ref ||
            (e->name_nbytes > 0 && memchr(e->name, '\0', e->name_nbytes) != NULL))
                return false;
        if (dot != 0)
                path[*nbytes_ref] = '.';
        if (e->name_nbytes > 0)
                memcpy(path + *nbytes_ref + dot, e->name, e->name_nbytes);
        *nbytes_ref += e->name_nbytes + dot;
        path[*nbytes_ref] = '\0';
        return true;
}

static bool
is_named(const struct element *e, const char *name)
{
        return e->name_nbytes == strlen(name) && memcmp(e->name, name, e->name_nbytes) == 0;
}

/* Whether the repeated group of a list is an element itself, as old writers had it, and not a level around it. */
static bool
is_two_level(const struct node *list, const struct element *e)
{
        static const char suffix[] = "_tuple";
        return e->n_children != 1 || is_named(e, "array") ||
               (e->name_nbytes == list->own_nbytes + strlen(suffix) &&
                memcmp(e->name, list->own_name, list->own_nbytes) == 0 &&
                memcmp(e->name + list->own_nbytes, suffix, strlen(suffix)) == 0);
}

static enum role
role_of_children(const struct node *parent, const struct element *e)
{
        if (parent->children == ROLE_LIST_REPEATED && e->repetition == REPEATED && !is_two_level(parent, e))
                return ROLE_LIST_ELEMENT;
        if (e->logical == LOGICAL_LIST || e->converted == CONVERTED_LIST)
                return ROLE_LIST_REPEATED;
        if (e->logical == LOGICAL_MAP || e->converted == CONVERTED_MAP ||
            (e->converted == CONVERTED_MAP_KEY_VALUE && parent->children != ROLE_MAP_REPEATED))
                return ROLE_MAP_REPEATED;
        return ROLE_FIELD;
}

static bool
is_hidden(const struct node *parent, const struct element *e)
{
        return parent->children == ROLE_LIST_ELEMENT ||
               (e->repetition == REPEATED &&
                (parent->children == ROLE_LIST_REPEATED || parent->children == ROLE_MAP_REPEATED));
}

/* The names are kept as offsets until the last has been added. */
static cw_status
add_leaf(struct walk *w, const struct element *e, const struct node *n)
{
        struct cw_parquet_metadata *m = w->m;
        if (!cw_grow(&m->leaves, &m->leaves_cap, m->n_leaves + 1, sizeof(*m->leaves)))
                return cw_fail_memory(w->err, (m->n_leaves + 1) * sizeof(*m->leaves));
        struct cw_parquet_leaf *leaf = &m->leaves[m->n_leaves++];
        *leaf = (struct cw_parquet_leaf){.max_repetition = n->repetition,
                                         .max_definition = n->definition,
                                         .list_definition = n->list_definition,
                                         .in_map = n->in_map};
        describe_leaf(leaf, e);
        cw_buffer_add(&w->names, w->path, n->path_nbytes + 1);
        cw_buffer_add(&w->names, w->name, n->name_nbytes + 1);
        if (w->names.failed)
                return cw_fail_memory(w->err, w->names.cap);
        if (w->names.n + m->n_leaves * sizeof(*m->leaves) > w->bounds->max_memory / 4)
                return cw_fail(w->err, CW_E_LIMIT, "the schema is too large for --max-memory (%llu bytes); raise it",
                               (unsigned long long)w->bounds->max_memory);
        return CW_OK;
}

static cw_status
add_node(struct walk *w, const struct element *e)
{
        struct node *parent = &w->stack[w->depth - 1];
        struct node n = *parent;
        n.children_left = e->n_children;
        n.children = role_of_children(parent, e);
        n.in_map = parent->in_map || n.children == ROLE_MAP_REPEATED;
        n.own_name = e->name;
        n.own_nbytes = e->name_nbytes;
        w->path[n.path_nbytes] = w->name[n.name_nbytes] = '\0';
        if (!append_name(w->path, &n.path_nbytes, e) ||
            (!is_hidden(parent, e) && !append_name(w->name, &n.name_nbytes, e)))
                return cw_fail(w->err, CW_E_UNSUPPORTED,
                               "a column's dotted name is longer than 1,023 bytes, or holds a NUL");
        if (e->repetition == REPEATED && n.repetition++ == 0)
                n.list_definition = n.definition;
        n.definition += e->repetition != REQUIRED;
        parent->children_left--;
        if (e->n_children == 0)
                return add_leaf(w, e, &n);
        if (w->depth == DEEPEST)
                return cw_fail(w->err, CW_E_UNSUPPORTED, "columns are nested deeper than %d levels", DEEPEST - 1);
        w->stack[w->depth++] = n;
        return CW_OK;
}

static cw_status
fail_schema(struct cw_error *err, const char *why)
{
        return cw_fail(err, CW_E_CORRUPT, "the schema in the footer is damaged: %s", why);
}

static cw_status
walk_elements(struct walk *w, struct cw_cursor *c, size_t n_elements)
{
        struct element e;
        read_element(c, &e);
        if (n_elements == 0 || !cw_cursor_ok(c) || e.n_children < 0)
                return fail_schema(w->err, "it has no root");
        w->stack[w->depth++] = (struct node){.children_left = e.n_children, .own_name = ""};
        for (size_t i = 1; i < n_elements; i++) {
                while (w->depth > 0 && w->stack[w->depth - 1].children_left == 0)
                        w->depth--;
                read_element(c, &e);
                if (!cw_cursor_ok(c))
                        return fail_schema(w->err, "an element is not whole");
                if (w->depth == 0)
                        return fail_schema(w->err, "it has more elements than its groups have children");
                if (e.n_children < 0 || e.repetition < REQUIRED || e.repetition > REPEATED ||
                    (e.n_children == 0 && (e.type < CW_PARQUET_BOOLEAN || e.type > CW_PARQUET_FIXED)))
                        return fail_schema(w->err, "an element is of no known type");
                CW_TRY(add_node(w, &e));
        }
        for (; w->depth > 0; w->depth--) {
                if (w->stack[w->depth - 1].children_left != 0)
                        return fail_schema(w->err, "a group has fewer children than it says");
        }
        return CW_OK;
}

static void
point_at_names(struct cw_parquet_metadata *m)
{
        const char *at = m->names;
        for (size_t i = 0; i < m->n_leaves; i++) {
                m->leaves[i].path = at;
                m->leaves[i].name = at += strlen(at) + 1;
                at += strlen(at) + 1;
        }
}

cw_status
cw_parquet_schema_load(struct cw_parquet_metadata *m, struct cw_cursor *c, size_t n_elements,
                       const struct cw_parquet_bounds *bounds, struct cw_error *err)
{
        struct walk w = {.m = m, .bounds = bounds, .err = err};
        cw_status status = walk_elements(&w, c, n_elements);
        if (status == CW_OK)
                status = cw_buffer_take(&w.names, &m->names, NULL, err);
        if (status == CW_OK)
                point_at_names(m);
        cw_buffer_free(&w.names);
        return status;
}
