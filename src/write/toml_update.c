/* SPDX-License-Identifier: MIT */
/*
 * `--update FILE`: read the file, set the two tables (toml_edit.c), show the difference (unified_diff.c), write it back
 * (output_file.c).  Also the TOML that goes to `-o`: the same edit of an empty document, so that there is one writer.
 */
#include "write/toml_update.h"

#include "base/memory.h"
#include "base/toml.h"
#include "write/output_file.h"
#include "write/toml_edit.h"
#include "write/toml_write.h"
#include "write/unified_diff.h"

#include <string.h>

/* Both tables in `text`; `out` gets the new document. */
static cw_status
set_tables(const struct cw_weights *weights, const char *table, const char *text, size_t nbytes, struct cw_buffer *out,
           struct cw_error *err)
{
        struct cw_buffer lines = {0}, info = {0};
        cw_status status;
        cw_buffer_puts(&lines, ""); /* even if no label has a line, there is a text */
        CW_TRY_GOTO(cw_toml_weight_lines(weights, &lines, err));
        cw_toml_info_lines(weights, &info);
        if (lines.failed || info.failed)
                CW_TRY_GOTO(cw_fail_memory(err, lines.n + info.n));
        const struct cw_toml_table tables[] = {{table, "", lines.data}, {table, "_info", info.data}};
        CW_TRY_GOTO(cw_toml_edit(text, nbytes, tables, CW_ARRAY_LEN(tables), out, err));
done:
        cw_buffer_free(&lines);
        cw_buffer_free(&info);
        return status;
}

cw_status
cw_toml_render(const struct cw_weights *weights, const char *table, struct cw_buffer *out, struct cw_error *err)
{
        return set_tables(weights, table, "", 0, out, err);
}

/* An edit of the file's text under way. */
struct update {
        const char *path;
        struct cw_buffer before, after, diff;
        bool existed;
};

static cw_status
plan(struct update *u, const struct cw_weights *weights, const char *table, struct cw_error *err)
{
        CW_TRY(cw_output_file_read(u->path, CW_TOML_MAX_NBYTES, &u->before, &u->existed, err));
        const cw_status status =
                set_tables(weights, table, u->before.n == 0 ? "" : u->before.data, u->before.n, &u->after, err);
        if (status != CW_OK && status != CW_E_USAGE && err != NULL)
                cw_error_locate(err, u->path, "line", err->row);
        return status;
}

static cw_status
show(struct update *u, char **diff_ret, struct cw_error *err)
{
        const struct cw_diff_text before = {u->before.data, u->before.n}, after = {u->after.data, u->after.n};
        CW_TRY(cw_unified_diff(before, after, u->path, !u->existed, &u->diff, err));
        return cw_buffer_take(&u->diff, diff_ret, NULL, err);
}

static cw_status
run(struct update *u, bool changed, bool dry_run, char **diff_ret, struct cw_error *err)
{
        char *diff = NULL;
        if (diff_ret != NULL)
                CW_TRY(show(u, &diff, err));
        cw_status status = CW_OK;
        if (changed && !dry_run)
                status = cw_write_file(u->path, u->after.data, u->after.n, err);
        if (status != CW_OK) {
                cw_free(diff);
                return status;
        }
        if (diff_ret != NULL)
                *diff_ret = diff;
        return CW_OK;
}

cw_status
cw_weights_update_toml(const cw_weights *weights, const char *path, const struct cw_write_options *options,
                       bool dry_run, char **diff_ret, bool *changed_ret, struct cw_error *err)
{
        struct cw_write_options defaults;
        cw_write_options_init(&defaults);
        struct update u = {.path = path};
        cw_status status;
        if (diff_ret != NULL)
                *diff_ret = NULL;
        if (changed_ret != NULL)
                *changed_ret = false;
        if (strcmp(path, "-") == 0)
                CW_TRY_GOTO(cw_fail(err, CW_E_USAGE, "expected a file to update, found '-'; name the file"));
        CW_TRY_GOTO(
                plan(&u, weights, options != NULL && options->table != NULL ? options->table : defaults.table, err));
        const bool changed =
                !u.existed || u.before.n != u.after.n || memcmp(u.before.data, u.after.data, u.after.n) != 0;
        CW_TRY_GOTO(run(&u, changed, dry_run, diff_ret, err));
        if (changed_ret != NULL)
                *changed_ret = changed;
done:
        cw_buffer_free(&u.before);
        cw_buffer_free(&u.after);
        cw_buffer_free(&u.diff);
        return status;
}
