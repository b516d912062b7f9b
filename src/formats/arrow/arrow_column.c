/* SPDX-License-Identifier: MIT */
/*
 * Choosing the label column: every field that has a name of its own is a candidate, with its dotted path; the common
 * rules choose (formats/column.h); the field chosen becomes levels.
 */
#include "formats/arrow/arrow_column.h"

#include "base/memory.h"
#include "formats/column.h"

#include <string.h>

enum { PATHS_NBYTES_MOST = 4 << 20 }; /* of all dotted paths together: names may be shared, paths multiply them */

/* ---- kinds ---------------------------------------------------------------------------------------------------- */

static bool
is_list(enum cw_arrow_type type)
{
        return type == CW_ARROW_LIST || type == CW_ARROW_LARGE_LIST || type == CW_ARROW_FIXED_LIST ||
               type == CW_ARROW_MAP;
}

static enum cw_column_kind
leaf_kind(const struct cw_arrow_field *f)
{
        switch (f->type) {
        case CW_ARROW_INT:
                return CW_COLUMN_INT;
        case CW_ARROW_UTF8:
        case CW_ARROW_LARGE_UTF8:
        case CW_ARROW_UTF8_VIEW:
                return CW_COLUMN_TEXT;
        default:
                return CW_COLUMN_OTHER;
        }
}

static enum cw_column_kind
list_of(enum cw_column_kind kind)
{
        return kind == CW_COLUMN_INT ? CW_COLUMN_INT_LIST : kind == CW_COLUMN_TEXT ? CW_COLUMN_TEXT_LIST : kind;
}

/* The field at the end of lists of lists; `lists_ret` whether there were any. */
static size_t
end_of_lists(const struct cw_arrow_schema *s, size_t field, bool *lists_ret)
{
        *lists_ret = false;
        while (!s->fields[field].encoded && is_list(s->fields[field].type)) {
                field = cw_arrow_first_child(s, field);
                *lists_ret = true;
        }
        return field;
}

/* ---- candidates ----------------------------------------------------------------------------------------------- */

struct candidates {
        struct cw_column *columns;
        size_t *fields; /* fields[i] is what columns[i] is */
        size_t n;
        size_t *paths; /* paths[field]: where its path begins in `text` */
        bool *below_list;
        struct cw_buffer text; /* paths, each with its NUL */
};

static void
candidates_free(struct candidates *c)
{
        cw_free(c->columns);
        cw_free(c->fields);
        cw_free(c->paths);
        cw_free(c->below_list);
        cw_buffer_free(&c->text);
}

/* Items of a list have no name: they go by that of the list. */
static cw_status
add_path(const struct cw_arrow_schema *s, size_t i, struct candidates *c, struct cw_error *err)
{
        const struct cw_arrow_field *f = &s->fields[i],
                                    *parent = f->parent == CW_ARROW_ROOT ? NULL : &s->fields[f->parent];
        c->below_list[i] = parent != NULL && (c->below_list[f->parent] || parent->type != CW_ARROW_STRUCT);
        if (parent != NULL && parent->type != CW_ARROW_STRUCT) {
                c->paths[i] = c->paths[f->parent];
                return CW_OK;
        }
        c->paths[i] = c->text.n;
        if (parent != NULL && !c->text.failed) {
                /* Not straight from the buffer, which may move. */
                char *above = cw_strdup(c->text.data + c->paths[f->parent]);
                if (above == NULL)
                        return cw_fail_memory(err, c->text.n);
                cw_buffer_printf(&c->text, "%s.", above);
                cw_free(above);
        }
        cw_buffer_add(&c->text, f->name, strlen(f->name) + 1);
        if (c->text.failed)
                return cw_fail_memory(err, c->text.cap);
        if (c->text.n > PATHS_NBYTES_MOST)
                return cw_fail(err, CW_E_LIMIT, "the names of the columns take more than %d bytes", PATHS_NBYTES_MOST);
        return CW_OK;
}

static cw_status
find_candidates(const struct cw_arrow_schema *s, bool nested, struct candidates *c, struct cw_error *err)
{
        c->columns = cw_calloc(s->n, sizeof(*c->columns));
        c->fields = cw_calloc(s->n, sizeof(*c->fields));
        c->paths = cw_calloc(s->n, sizeof(*c->paths));
        c->below_list = cw_calloc(s->n, sizeof(*c->below_list));
        if (c->columns == NULL || c->fields == NULL || c->paths == NULL || c->below_list == NULL)
                return cw_fail_memory(err, s->n * sizeof(*c->columns));
        for (size_t i = 0; i < s->n; i++) {
                const struct cw_arrow_field *f = &s->fields[i];
                bool lists;
                CW_TRY(add_path(s, i, c, err));
                const bool named = f->parent == CW_ARROW_ROOT || s->fields[f->parent].type == CW_ARROW_STRUCT;
                if (!named || f->in_dictionary || (c->below_list[i] && !nested))
                        continue;
                enum cw_column_kind kind = leaf_kind(&s->fields[end_of_lists(s, i, &lists)]);
                c->columns[c->n].kind = lists || c->below_list[i] ? list_of(kind) : kind;
                c->fields[c->n++] = i;
        }
        for (size_t i = 0; i < c->n; i++)
                c->columns[i].name = c->text.data + c->paths[c->fields[i]];
        return CW_OK;
}

/* ---- levels --------------------------------------------------------------------------------------------------- */

static struct cw_arrow_level
level_of(const struct cw_arrow_field *f)
{
        struct cw_arrow_level level = {.list_size = f->list_size,
                                       .integer = f->integer,
                                       .n_nodes = f->n_nodes,
                                       .n_buffers = f->n_buffers,
                                       .n_views = f->n_views,
                                       .n_unions = f->n_unions,
                                       .n_nulls = f->n_nulls};
        switch (f->type) {
        case CW_ARROW_LIST:
        case CW_ARROW_MAP:
                level.layout = CW_ARROW_LIST32;
                break;
        case CW_ARROW_LARGE_LIST:
                level.layout = CW_ARROW_LIST64;
                break;
        case CW_ARROW_FIXED_LIST:
                level.layout = CW_ARROW_LIST_OF_N;
                break;
        case CW_ARROW_INT:
                level.layout = CW_ARROW_INTEGERS;
                break;
        case CW_ARROW_UTF8:
                level.layout = CW_ARROW_TEXT32;
                break;
        case CW_ARROW_LARGE_UTF8:
                level.layout = CW_ARROW_TEXT64;
                break;
        case CW_ARROW_UTF8_VIEW:
                level.layout = CW_ARROW_TEXT_VIEWS;
                break;
        default:
                level.layout = CW_ARROW_IN_STRUCT;
                break;
        }
        return level;
}

static cw_status
make_levels(const struct cw_arrow_schema *s, size_t leaf, const char *path, struct cw_arrow_column *column,
            struct cw_error *err)
{
        const struct cw_arrow_field *f = &s->fields[leaf];
        *column = (struct cw_arrow_column){.n_levels = f->depth + 1, .row_level = f->depth, .batch = s->sums};
        int at = (int)leaf;
        for (size_t k = column->n_levels; k-- > 0; at = s->fields[at].parent) {
                column->levels[k] = level_of(&s->fields[at]);
                const bool is_way = is_list(s->fields[at].type) || s->fields[at].type == CW_ARROW_STRUCT;
                if (at != (int)leaf && !is_way)
                        return cw_fail(
                                err, CW_E_UNSUPPORTED,
                                "column '%.200s' lies in a union, a list view or a run-end encoded column, which "
                                "is not read; choose another with --column, or write it anew as a list",
                                path);
                if (is_list(s->fields[at].type) && at != (int)leaf)
                        column->row_level = k;
                /* So that what rows there are is bounded by the bytes there are. */
                if (column->levels[k].layout == CW_ARROW_LIST_OF_N && column->levels[k].list_size == 0)
                        return cw_fail(err, CW_E_DATA, "column '%.200s' has lists of fixed size 0: there are no labels",
                                       path);
        }
        if (!f->encoded)
                return CW_OK;
        struct cw_arrow_level *indices = &column->levels[f->depth];
        column->encoded = true;
        column->dictionary = f->dictionary;
        column->values = *indices;
        column->values.n_nodes = column->values.n_buffers = column->values.n_views = 0;
        column->values.n_unions = column->values.n_nulls = 0;
        indices->layout = CW_ARROW_INTEGERS;
        indices->integer = f->index;
        return CW_OK;
}

/* A name that is there twice would be the first of them by chance. */
static cw_status
check_single(const struct candidates *c, size_t chosen, struct cw_error *err)
{
        for (size_t i = 0; i < c->n; i++) {
                if (i != chosen && strcmp(c->columns[i].name, c->columns[chosen].name) == 0)
                        return cw_fail(err, CW_E_DATA,
                                       "there are two columns '%.200s'; write the file anew with names that differ",
                                       c->columns[i].name);
        }
        return CW_OK;
}

/* A column that the user names and that cannot be counted, by its type: the common rules know no types. */
static cw_status
check_wanted(const struct cw_arrow_schema *s, const struct candidates *c, const char *wanted, struct cw_error *err)
{
        for (size_t i = 0; wanted != NULL && i < c->n; i++) {
                struct cw_buffer type = {0};
                if (strcmp(c->columns[i].name, wanted) != 0)
                        continue;
                if (c->columns[i].kind != CW_COLUMN_OTHER)
                        return CW_OK;
                cw_arrow_type_name(s, c->fields[i], &type);
                cw_status status = cw_fail(err, CW_E_DATA,
                                           "column '%.200s' is of type %.200s; expected integers, strings, or lists of "
                                           "them; choose another with --column",
                                           wanted, type.failed ? "?" : type.data);
                cw_buffer_free(&type);
                return status;
        }
        return CW_OK;
}

cw_status
cw_arrow_column_choose(const struct cw_arrow_schema *schema, const char *wanted, struct cw_arrow_column *column_ret,
                       char **path_ret, const char **why_ret, size_t *field_ret, struct cw_error *err)
{
        struct candidates c = {0};
        size_t chosen = 0;
        bool lists;
        *path_ret = NULL;
        cw_status status = find_candidates(schema, wanted != NULL, &c, err);
        if (status == CW_OK)
                status = check_wanted(schema, &c, wanted, err);
        if (status == CW_OK)
                status = cw_column_choose(c.columns, c.n, wanted, &chosen, why_ret, err);
        if (status == CW_OK)
                status = check_single(&c, chosen, err);
        if (status == CW_OK) {
                *field_ret = c.fields[chosen];
                *path_ret = cw_strdup(c.columns[chosen].name);
                status = *path_ret == NULL ? cw_fail_memory(err, c.text.n)
                                           : make_levels(schema, end_of_lists(schema, *field_ret, &lists), *path_ret,
                                                         column_ret, err);
        }
        if (status != CW_OK) {
                cw_free(*path_ret);
                *path_ret = NULL;
        }
        candidates_free(&c);
        return status;
}
