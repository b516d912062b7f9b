/* SPDX-License-Identifier: MIT */
/*
 * Rows by id and by name.
 */
#include "merge/row_index.h"

#include "base/memory.h"

#include <string.h>

cw_status
cw_row_index_make(const struct cw_counts *c, struct cw_row_index *index, struct cw_error *err)
{
        *index = (struct cw_row_index){.counts = c, .row = cw_malloc(c->n_labels * sizeof(*index->row))};
        if (index->row == NULL)
                return cw_fail_memory(err, c->n_labels * sizeof(*index->row));
        for (size_t i = 0; i < c->n_labels; i++) {
                const char *name = c->labels[i].name;
                if (name == NULL)
                        continue;
                const uint32_t number = cw_intern_add(&index->names, name, strlen(name));
                if (number == UINT32_MAX)
                        return cw_fail_memory(err, strlen(name));
                index->row[number] = i;
        }
        return CW_OK;
}

void
cw_row_index_free(struct cw_row_index *index)
{
        cw_intern_free(&index->names);
        cw_free(index->row);
}

struct cw_count_row *
cw_row_by_id(struct cw_count_row *rows, size_t n, int64_t id)
{
        size_t from = 0, to = n;
        while (from < to) {
                const size_t middle = from + (to - from) / 2;
                if (rows[middle].id < id)
                        from = middle + 1;
                else
                        to = middle;
        }
        return from < n && rows[from].id == id ? &rows[from] : NULL;
}

struct cw_count_row *
cw_row_by_name(const struct cw_row_index *index, const char *name, size_t nbytes)
{
        const uint32_t number = cw_intern_find(&index->names, name, nbytes);
        return number == UINT32_MAX ? NULL : &index->counts->labels[index->row[number]];
}
