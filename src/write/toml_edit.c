/* SPDX-License-Identifier: MIT */
/*
 * Editing a TOML document in place.  The document is parsed for the spans of its statements; the new lines are parsed
 * too, so that "which new line belongs to this old key" is a lookup, however the old key was quoted.  The old keys that
 * stay and are in the new order are anchors: everything between anchors that is not a statement of the table is copied.
 *
 * Nothing here reads or writes files (toml_update.c), and no line is ever broken or joined.
 */
#include "write/toml_edit.h"

#include "base/toml.h"

#include <string.h>

/* One table to set in one text. */
struct edit {
        const char *text;
        size_t nbytes;
        struct cw_toml *doc;                  /* of `text` */
        struct cw_toml *path;                 /* parts of the table's name; the suffix is not in it */
        struct cw_toml *fresh;                /* of the new lines: line i + 1 is statement i */
        const char *lines, *suffix, *newline; /* newline: what ends a line here */
        struct cw_buffer *out;
        struct cw_error *err;
};

/* ---- names -------------------------------------------------------------------------------------------------- */

/* The part as a string with the suffix, if it is the last. */
static void
add_part(struct cw_buffer *b, const struct cw_toml_node *part, const char *suffix)
{
        cw_buffer_add(b, part->text, part->text_nbytes);
        if (part->next == NULL)
                cw_buffer_puts(b, suffix);
}

static bool
is_bare(const struct cw_buffer *part)
{
        static const char bare[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
        return part->n > 0 && strspn(part->data, bare) == part->n;
}

/* Quoted as TOML; unlike escape.h this is for text that may hold NULs and is known to be UTF-8. */
static void
put_quoted(struct cw_buffer *out, const struct cw_buffer *part)
{
        cw_buffer_putc(out, '"');
        for (size_t i = 0; i < part->n; i++) {
                const unsigned char c = (unsigned char)part->data[i];
                if (c < 0x20 || c == 0x7F)
                        cw_buffer_printf(out, "\\u%04X", c);
                else if (c == '"' || c == '\\')
                        cw_buffer_printf(out, "\\%c", c);
                else
                        cw_buffer_putc(out, (char)c);
        }
        cw_buffer_putc(out, '"');
}

/* `a."b c"`: the whole name of the table. */
static void
put_name(struct cw_buffer *out, const struct edit *e)
{
        for (const struct cw_toml_node *part = e->path->root->first_child; part != NULL; part = part->next) {
                struct cw_buffer text = {0};
                add_part(&text, part, e->suffix);
                if (is_bare(&text))
                        cw_buffer_add(out, text.data, text.n);
                else
                        put_quoted(out, &text);
                out->failed |= text.failed;
                cw_buffer_free(&text);
                if (part->next != NULL)
                        cw_buffer_putc(out, '.');
        }
}

/* ---- finding the table -------------------------------------------------------------------------------------- */

static cw_status
refuse(const struct edit *e, const struct cw_toml_node *found, const char *what)
{
        struct cw_buffer name = {0};
        put_name(&name, e);
        const cw_status status =
                name.failed ? cw_fail_memory(e->err, name.cap)
                            : cw_fail(e->err, CW_E_DATA,
                                      "expected a table under its own header [%.200s], found %s; write it under that "
                                      "header, or remove it and run again",
                                      name.data, what);
        cw_buffer_free(&name);
        if (e->err != NULL)
                e->err->row = found->line;
        return status;
}

/* *table_ret: the node whose header is to be edited, NULL if the table is to be appended. */
static cw_status
find_table(const struct edit *e, const struct cw_toml_node **table_ret)
{
        const struct cw_toml_node *table = e->doc->root;
        *table_ret = NULL;
        for (const struct cw_toml_node *part = e->path->root->first_child; part != NULL; part = part->next) {
                struct cw_buffer key = {0};
                add_part(&key, part, e->suffix);
                table = key.failed ? NULL : cw_toml_get(e->doc, table, key.data, key.n);
                const bool failed = key.failed;
                cw_buffer_free(&key);
                if (failed)
                        return cw_fail_memory(e->err, part->text_nbytes);
                if (table == NULL)
                        return CW_OK;
                if (table->origin == CW_TOML_HEADERS)
                        return refuse(e, table, "an array of tables");
                if (table->origin == CW_TOML_VALUE)
                        return refuse(e, table, table->kind == CW_TOML_TABLE ? "an inline table" : "another value");
        }
        if (table->origin == CW_TOML_DOTTED)
                return refuse(e, table, "dotted keys");
        /* a table that only longer headers have named, [class_weights.x], has no lines: its header is still to come */
        *table_ret = table->origin == CW_TOML_HEADER ? table : NULL;
        return CW_OK;
}

/* ---- writing ------------------------------------------------------------------------------------------------ */

/* New lines [from, to), by their statements. */
static void
put_lines(const struct edit *e, size_t from, size_t to)
{
        for (size_t i = from; i < to; i++) {
                const struct cw_toml_statement *line = &e->fresh->statements[i];
                cw_buffer_add(e->out, e->lines + line->begin, line->end - line->begin - 1);
                cw_buffer_puts(e->out, e->newline);
        }
}

/* What ends the line that ends at `end`; NULL if the text ends without a line break there. */
static const char *
newline_before(const struct edit *e, size_t end)
{
        if (end == 0 || e->text[end - 1] != '\n')
                return NULL;
        return end > 1 && e->text[end - 2] == '\r' ? "\r\n" : "\n";
}

static const char *
newline_of_first_line(const struct edit *e)
{
        const char *lf = e->nbytes == 0 ? NULL : memchr(e->text, '\n', e->nbytes);
        return lf == NULL ? "\n" : newline_before(e, (size_t)(lf - e->text) + 1);
}

static bool
ends_in_blank_line(const struct edit *e)
{
        size_t n = e->nbytes;
        if (n == 0 || e->text[n - 1] != '\n')
                return false;
        n--;
        while (n > 0 && (e->text[n - 1] == ' ' || e->text[n - 1] == '\t' || e->text[n - 1] == '\r'))
                n--;
        return n == 0 || e->text[n - 1] == '\n';
}

static void
append_table(struct edit *e)
{
        const bool has_mark_only = e->nbytes == 3 && memcmp(e->text, "\xEF\xBB\xBF", 3) == 0;
        e->newline = newline_of_first_line(e);
        cw_buffer_add(e->out, e->text, e->nbytes);
        if (e->nbytes > 0 && !has_mark_only) {
                if (newline_before(e, e->nbytes) == NULL)
                        cw_buffer_puts(e->out, e->newline);
                if (!ends_in_blank_line(e))
                        cw_buffer_puts(e->out, e->newline);
        }
        cw_buffer_putc(e->out, '[');
        put_name(e->out, e);
        cw_buffer_putc(e->out, ']');
        cw_buffer_puts(e->out, e->newline);
        put_lines(e, 0, e->fresh->n_statements);
}

/* Index of the new line for an old statement of the table, `none` if its key is gone or is a dotted one. */
static size_t
new_line_for(const struct edit *e, const struct cw_toml_statement *old, size_t none)
{
        if (old->node->parent != old->scope)
                return none;
        const struct cw_toml_node *node = cw_toml_get(e->fresh, e->fresh->root, old->node->key, old->node->key_nbytes);
        return node == NULL ? none : node->line - 1;
}

/* `header` is the index of the table's header among the statements; its own statements follow it directly. */
static void
replace_table(struct edit *e, size_t header)
{
        const struct cw_toml_statement *statements = e->doc->statements;
        const size_t n_lines = e->fresh->n_statements;
        size_t copied = statements[header].end, next_line = 0, i = header + 1;
        e->newline = newline_before(e, copied);
        cw_buffer_add(e->out, e->text, copied);
        if (e->newline == NULL) {
                e->newline = newline_of_first_line(e);
                cw_buffer_puts(e->out, e->newline);
        }
        for (; i < e->doc->n_statements && statements[i].scope == statements[header].node; i++) {
                const struct cw_toml_statement *old = &statements[i];
                const size_t line = new_line_for(e, old, n_lines);
                cw_buffer_add(e->out, e->text + copied, old->begin - copied);
                copied = old->end;
                if (line < next_line || line == n_lines)
                        continue;
                put_lines(e, next_line, line + 1);
                next_line = line + 1;
        }
        put_lines(e, next_line, n_lines);
        cw_buffer_add(e->out, e->text + copied, e->nbytes - copied);
}

/* A sub-table such as [class_weights.3] whose key is one of the new ones. */
static cw_status
check_sub_tables(const struct edit *e, const struct cw_toml_node *table)
{
        for (const struct cw_toml_node *child = table->first_child; child != NULL; child = child->next) {
                const bool has_header = child->origin == CW_TOML_HEADER || child->origin == CW_TOML_HEADERS ||
                                        child->origin == CW_TOML_SUPERTABLE;
                if (has_header && cw_toml_get(e->fresh, e->fresh->root, child->key, child->key_nbytes) != NULL)
                        return refuse(e, child, "a table of its own for one of its keys");
        }
        return CW_OK;
}

static cw_status
set_table(struct edit *e)
{
        const struct cw_toml_node *table;
        CW_TRY(find_table(e, &table));
        if (table == NULL) {
                append_table(e);
        } else {
                CW_TRY(check_sub_tables(e, table));
                size_t header = 0;
                while (e->doc->statements[header].node != table ||
                       e->doc->statements[header].kind != CW_TOML_TABLE_HEADER)
                        header++;
                replace_table(e, header);
        }
        return e->out->failed ? cw_fail_memory(e->err, e->out->cap) : CW_OK;
}

static cw_status
edit_one(const char *text, size_t nbytes, const struct cw_toml_table *table, struct cw_buffer *out,
         struct cw_error *err)
{
        struct edit e = {
                .text = text, .nbytes = nbytes, .lines = table->lines, .suffix = table->suffix, .out = out, .err = err};
        cw_status status;
        struct cw_error key_error;
        if (cw_toml_parse_key(table->name, strlen(table->name), &e.path, &key_error) != CW_OK) {
                status = cw_fail(err, key_error.status == CW_E_DATA ? CW_E_USAGE : key_error.status,
                                 "table name '%.200s': %.500s", table->name, key_error.message);
                goto done;
        }
        CW_TRY_GOTO(cw_toml_parse(table->lines, strlen(table->lines), &e.fresh, err));
        CW_TRY_GOTO(cw_toml_parse(text, nbytes, &e.doc, err));
        CW_TRY_GOTO(set_table(&e));
done:
        cw_toml_free(&e.path);
        cw_toml_free(&e.fresh);
        cw_toml_free(&e.doc);
        return status;
}

/* Whatever the editor did, what it hands out is a document that other readers accept. */
static cw_status
check_result(const struct cw_buffer *out, struct cw_error *err)
{
        struct cw_toml *doc;
        struct cw_error why;
        const cw_status status = cw_toml_parse(out->data, out->n, &doc, &why);
        cw_toml_free(&doc);
        if (status == CW_E_MEMORY)
                return cw_fail_memory(err, out->n);
        if (status != CW_OK)
                return cw_fail(err, status, "expected to leave valid TOML, found that line %llu would not be: %.500s",
                               (unsigned long long)why.row, why.message);
        return CW_OK;
}

cw_status
cw_toml_edit(const char *text, size_t nbytes, const struct cw_toml_table *tables, size_t n_tables,
             struct cw_buffer *out, struct cw_error *err)
{
        struct cw_buffer now = {0};
        cw_status status = CW_OK;
        *out = (struct cw_buffer){0};
        cw_buffer_add(&now, text, nbytes);
        for (size_t i = 0; i < n_tables && status == CW_OK && !now.failed; i++) {
                struct cw_buffer next = {0};
                status = edit_one(now.data, now.n, &tables[i], &next, err);
                cw_buffer_free(&now);
                now = next;
        }
        if (status == CW_OK)
                status = now.failed ? cw_fail_memory(err, nbytes) : check_result(&now, err);
        if (status == CW_OK)
                *out = now;
        else
                cw_buffer_free(&now);
        return status;
}
