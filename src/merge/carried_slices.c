/* SPDX-License-Identifier: MIT */
/*
 * Slices of counts files.
 */
#include "merge/carried_slices.h"

#include "base/memory.h"
#include "input/folder.h"
#include "merge/row_index.h"

#include <stdlib.h>
#include <string.h>

void
cw_carried_slices_free(struct cw_carried_slices *s)
{
        for (size_t i = 0; i < s->n; i++)
                cw_free(s->items[i].tokens);
        cw_free(s->items);
        cw_free(s->column);
        cw_intern_free(&s->names);
        cw_intern_free(&s->labels);
        *s = (struct cw_carried_slices){0};
}

/* ---- adding --------------------------------------------------------------------------------------------------- */

/* The number of a label of a file; UINT32_MAX when memory is out. */
static uint32_t
number_of(struct cw_carried_slices *s, const struct cw_counts *file, const struct cw_count_row *label)
{
        char bytes[1 + sizeof(label->id)] = "i";
        const size_t n = label->name == NULL ? 0 : strlen(label->name);
        if (!file->ids_from_names || label->name == NULL) {
                memcpy(bytes + 1, &label->id, sizeof(label->id));
                return cw_intern_add(&s->labels, bytes, sizeof(bytes));
        }
        char *text = cw_malloc(n + 1);
        if (text == NULL)
                return UINT32_MAX;
        text[0] = 'n';
        memcpy(text + 1, label->name, n);
        const uint32_t number = cw_intern_add(&s->labels, text, n + 1);
        cw_free(text);
        return number;
}

static bool
number_labels(struct cw_carried_slices *s, const struct cw_counts *file, uint32_t *numbers)
{
        for (size_t i = 0; i < file->n_labels; i++)
                if ((numbers[i] = number_of(s, file, &file->labels[i])) == UINT32_MAX)
                        return false;
        return true;
}

static struct cw_carried_slice *
find_slice(struct cw_carried_slices *s, const char *name)
{
        const uint32_t number = cw_intern_add(&s->names, name, strlen(name));
        if (number == UINT32_MAX || number > s->n)
                return NULL;
        if (number == s->n) {
                if (!cw_grow(&s->items, &s->cap, s->n + 1, sizeof(*s->items)))
                        return NULL;
                s->items[s->n++] = (struct cw_carried_slice){0};
        }
        return &s->items[number];
}

static bool
add_row(struct cw_carried_slices *s, const struct cw_slice_row *row, const uint32_t *numbers, size_t n_labels)
{
        struct cw_carried_slice *to = find_slice(s, row->name);
        if (to == NULL || !cw_grow(&to->tokens, &to->cap, s->labels.n, sizeof(*to->tokens)))
                return false;
        memset(to->tokens + to->n_labels, 0, (s->labels.n - to->n_labels) * sizeof(*to->tokens));
        to->n_labels = s->labels.n;
        for (size_t i = 0; i < n_labels; i++)
                to->tokens[numbers[i]] += row->tokens[i];
        to->sequences += row->sequences;
        to->ignored += row->ignored;
        return true;
}

/* What the slices are by; false when memory is out. */
static bool
agree(struct cw_carried_slices *s, const struct cw_slices *more)
{
        const char *column = more->column;
        if (s->by == CW_BY_NOTHING)
                s->by = more->by;
        s->unlike |= s->by != more->by || (s->column != NULL && column != NULL && strcmp(s->column, column) != 0);
        if (s->column != NULL || column == NULL)
                return true;
        s->column = cw_strdup(column);
        return s->column != NULL;
}

cw_status
cw_carried_slices_add(struct cw_carried_slices *s, const struct cw_counts *file, struct cw_error *err)
{
        const struct cw_slices *slices = &file->slices;
        uint32_t *numbers = cw_malloc((file->n_labels + 1) * sizeof(*numbers));
        bool ok = numbers != NULL && agree(s, slices) && number_labels(s, file, numbers);
        for (size_t i = 0; ok && i < slices->n; i++)
                ok = add_row(s, &slices->rows[i], numbers, file->n_labels);
        cw_free(numbers);
        return ok ? CW_OK : cw_fail_memory(err, file->n_labels * sizeof(*numbers));
}

/* ---- rows ----------------------------------------------------------------------------------------------------- */

/* An integer, whole. */
static bool
is_integer(const char *text, long long *value_ret)
{
        char *end;
        *value_ret = strtoll(text, &end, 10);
        return end != text && *end == '\0';
}

int
cw_slice_names_compare(const char *a, const char *b)
{
        long long x, y;
        const bool a_is = is_integer(a, &x), b_is = is_integer(b, &y);
        if (a_is != b_is)
                return a_is ? -1 : 1;
        if (a_is && x != y)
                return x < y ? -1 : 1;
        return cw_natural_compare(a, b);
}

static int
compare_rows(const void *pa, const void *pb)
{
        const struct cw_slice_row *a = pa, *b = pb;
        return cw_slice_names_compare(a->name, b->name);
}

/* The row of the result that each label has; -1: it is ignored there, -2: left out. */
static void
find_rows(const struct cw_carried_slices *from, const struct cw_counts *c, const struct cw_row_index *index,
          ptrdiff_t *rows)
{
        for (size_t i = 0; i < from->labels.n; i++) {
                const struct cw_intern_name *label = &from->labels.names[i];
                int64_t id = 0;
                if (label->text[0] == 'i')
                        memcpy(&id, label->text + 1, sizeof(id));
                const struct cw_count_row *row = label->text[0] == 'i'
                                                         ? cw_row_by_id(c->labels, c->n_labels, id)
                                                         : cw_row_by_name(index, label->text + 1, label->nbytes - 1);
                const int64_t here = row != NULL ? row->id : id;
                const bool ignored =
                        (row != NULL || label->text[0] == 'i') && cw_row_by_id(c->ignored, c->n_ignored, here) != NULL;
                rows[i] = ignored ? -1 : row == NULL ? -2 : row - c->labels;
        }
}

static bool
make_row(const struct cw_carried_slice *slice, const char *name, const ptrdiff_t *rows, const struct cw_counts *c,
         struct cw_slice_row *row)
{
        *row = (struct cw_slice_row){.name = cw_strdup(name),
                                     .tokens = cw_calloc(c->n_labels, sizeof(*row->tokens)),
                                     .sequences = slice->sequences,
                                     .ignored = slice->ignored};
        for (size_t i = 0; row->tokens != NULL && i < slice->n_labels; i++) {
                if (rows[i] == -1)
                        row->ignored += slice->tokens[i];
                if (rows[i] < 0)
                        continue;
                row->tokens[rows[i]] += slice->tokens[i];
                row->sum += slice->tokens[i];
        }
        return row->name != NULL && row->tokens != NULL;
}

cw_status
cw_carried_slices_fill(const struct cw_carried_slices *from, struct cw_counts *c, struct cw_error *err)
{
        struct cw_row_index index;
        ptrdiff_t *rows = NULL;
        cw_status status;
        CW_TRY_GOTO(cw_row_index_make(c, &index, err));
        rows = cw_malloc((from->labels.n + 1) * sizeof(*rows));
        c->slices.rows = cw_calloc(from->n, sizeof(*c->slices.rows));
        c->slices.column = from->column == NULL ? NULL : cw_strdup(from->column);
        if (rows == NULL || c->slices.rows == NULL || (from->column != NULL && c->slices.column == NULL))
                CW_TRY_GOTO(cw_fail_memory(err, from->n * sizeof(*c->slices.rows)));
        find_rows(from, c, &index, rows);
        c->slices.by = from->by;
        for (size_t k = 0; k < from->n; k++) {
                c->slices.n = k + 1;
                if (!make_row(&from->items[k], from->names.names[k].text, rows, c, &c->slices.rows[k]))
                        CW_TRY_GOTO(cw_fail_memory(err, c->n_labels * sizeof(uint64_t)));
        }
        if (c->slices.n > 1)
                qsort(c->slices.rows, c->slices.n, sizeof(*c->slices.rows), compare_rows);
done:
        cw_row_index_free(&index);
        cw_free(rows);
        return status;
}
