/* SPDX-License-Identifier: MIT */
/*
 * Sets of column names, in the text that a counts file shows.  Keeping the lowest few of a union is as indifferent to
 * order as the union itself, so the bound does not show in what order files came.
 */
#include "merge/columns.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <string.h>

static const char separator[] = ", ";

struct column {
        const char *name; /* in one of the two texts, `nbytes` of it */
        size_t nbytes;
};

struct columns {
        struct column items[CW_COLUMNS_MOST]; /* ascending, each once */
        size_t n;
};

static int
compare(struct column a, struct column b)
{
        const int order = memcmp(a.name, b.name, a.nbytes < b.nbytes ? a.nbytes : b.nbytes);
        return order != 0 ? order : (a.nbytes > b.nbytes) - (a.nbytes < b.nbytes);
}

static void
insert(struct columns *set, struct column c)
{
        size_t at = 0;
        while (at < set->n && compare(set->items[at], c) < 0)
                at++;
        if (at == CW_COLUMNS_MOST || (at < set->n && compare(set->items[at], c) == 0))
                return;
        const size_t n = set->n < CW_COLUMNS_MOST ? set->n + 1 : CW_COLUMNS_MOST;
        memmove(&set->items[at + 1], &set->items[at], (n - at - 1) * sizeof(c));
        set->items[at] = c;
        set->n = n;
}

static void
insert_all(struct columns *set, const char *text)
{
        while (text != NULL) {
                const char *end = strstr(text, separator);
                insert(set, (struct column){text, end != NULL ? (size_t)(end - text) : strlen(text)});
                text = end != NULL ? end + sizeof(separator) - 1 : NULL;
        }
}

cw_status
cw_columns_join(char **all_ref, const char *more, struct cw_error *err)
{
        struct columns set = {.n = 0};
        struct cw_buffer text = {0};
        char *joined;
        size_t nbytes;
        if (more == NULL || (*all_ref != NULL && strcmp(*all_ref, more) == 0))
                return CW_OK;
        insert_all(&set, *all_ref);
        insert_all(&set, more);
        for (size_t i = 0; i < set.n; i++) {
                cw_buffer_puts(&text, i == 0 ? "" : separator);
                cw_buffer_add(&text, set.items[i].name, set.items[i].nbytes);
        }
        CW_TRY(cw_buffer_take(&text, &joined, &nbytes, err));
        cw_free(*all_ref);
        *all_ref = joined;
        return CW_OK;
}
