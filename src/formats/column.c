/* SPDX-License-Identifier: MIT */
/*
 * Choosing the label column of a table.
 */
#include "formats/column.h"

#include "base/buffer.h"

#include <stdio.h>
#include <string.h>

static const char *const usual[] = {"pii_labels", "ner_tags", "labels", "label_ids", "tags"};

static bool
is_usual(const struct cw_column *c)
{
        for (size_t i = 0; c->kind != CW_COLUMN_OTHER && i < CW_ARRAY_LEN(usual); i++) {
                if (strcmp(c->name, usual[i]) == 0)
                        return true;
        }
        return false;
}

/* What is looked for in turn: column kinds, or the usual names (CW_COLUMN_OTHER). */
static bool
is_candidate(const struct cw_column *c, enum cw_column_kind kind)
{
        return kind == CW_COLUMN_OTHER ? is_usual(c) : c->kind == kind;
}

static cw_status
fail_with_names(const struct cw_column *columns, size_t n, const char *what, struct cw_error *err)
{
        struct cw_buffer names = {0};
        for (size_t i = 0; i < n && names.n < 400; i++)
                cw_buffer_printf(&names, "%s%.80s", i == 0 ? "" : ", ", columns[i].name);
        cw_status status = cw_fail(err, CW_E_DATA, "%s; the columns are: %s; choose one with --column", what,
                                   names.failed || n == 0 ? "(none)" : names.data);
        cw_buffer_free(&names);
        return status;
}

static cw_status
choose_wanted(const struct cw_column *columns, size_t n, const char *wanted, size_t *index_ret, struct cw_error *err)
{
        for (size_t i = 0; i < n; i++) {
                if (strcmp(columns[i].name, wanted) != 0)
                        continue;
                *index_ret = i;
                if (columns[i].kind != CW_COLUMN_OTHER)
                        return CW_OK;
                return cw_fail(err, CW_E_DATA,
                               "column '%.200s' holds neither integers nor strings; choose another with "
                               "--column",
                               wanted);
        }
        char what[300];
        snprintf(what, sizeof(what), "there is no column '%.200s'", wanted);
        return fail_with_names(columns, n, what, err);
}

cw_status
cw_column_choose(const struct cw_column *columns, size_t n, const char *wanted, size_t *index_ret, const char **why_ret,
                 struct cw_error *err)
{
        static const struct {
                enum cw_column_kind kind;
                const char *why;
        } rules[] = {
                {CW_COLUMN_OTHER, "the only one of the usual names"},
                {CW_COLUMN_INT_LIST, "the only list of integers"},
                {CW_COLUMN_TEXT_LIST, "the only list of strings"},
        };
        *why_ret = "named by --column";
        if (wanted != NULL)
                return choose_wanted(columns, n, wanted, index_ret, err);
        for (size_t r = 0; r < CW_ARRAY_LEN(rules); r++) {
                size_t found = 0;
                for (size_t i = 0; i < n; i++) {
                        if (!is_candidate(&columns[i], rules[r].kind))
                                continue;
                        if (++found == 2)
                                return cw_fail(err, CW_E_DATA,
                                               "columns '%.200s' and '%.200s' may both hold the labels; choose with "
                                               "--column",
                                               columns[*index_ret].name, columns[i].name);
                        *index_ret = i;
                }
                if (found == 1) {
                        *why_ret = rules[r].why;
                        return CW_OK;
                }
        }
        /* A table of one integer or string column needs no choosing. */
        size_t found = 0;
        for (size_t i = 0; i < n; i++) {
                if (columns[i].kind == CW_COLUMN_INT || columns[i].kind == CW_COLUMN_TEXT) {
                        *index_ret = i;
                        found++;
                }
        }
        *why_ret = "the only column of integers or strings";
        return found == 1 ? CW_OK : fail_with_names(columns, n, "no column is sure to hold the labels", err);
}
