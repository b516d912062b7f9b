/* SPDX-License-Identifier: MIT */
/*
 * The TOML reader on any bytes; and, where it accepts them, the editor: what it hands out is valid, holds the new lines,
 * keeps every byte that is not of the tables, and does not change when it is edited again.  The diff is made too.
 *
 * The tables have short names so that a fuzzer finds them: [w], [w_info] and [t.w].
 */
#include "../fuzz/toml_rest.h"
#include "write/toml_edit.h"
#include "write/unified_diff.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct cw_toml_table tables[] = {
        {"w", "", "0 = 1.0  # O\n1 = 0.5  # B-X\n2 = 1e-7\n"},
        {"w", "_info", "scheme = \"inverse_sqrt\"\n"},
        {"t.w", "", "0 = 1.0\n"},
};
static const struct rest_path paths[] = {{"w", NULL}, {"w_info", NULL}, {"t", "w"}};

#define REQUIRE(condition) ((condition) ? (void)0 : abort())

static void
check_spans(const struct cw_toml *doc, size_t nbytes)
{
        size_t at = 0;
        for (size_t i = 0; i < doc->n_statements; i++) {
                const struct cw_toml_statement *s = &doc->statements[i];
                REQUIRE(at <= s->begin && s->begin < s->end && s->end <= nbytes);
                REQUIRE(s->begin <= s->node->begin && s->node->begin < s->node->end && s->node->end <= s->end);
                at = s->end;
        }
}

/* Values that stand in the table itself: sub-tables may be there beside them. */
static size_t
n_values(const struct cw_toml_node *table)
{
        size_t n = 0;
        for (const struct cw_toml_node *child = table->first_child; child != NULL; child = child->next)
                n += child->origin == CW_TOML_VALUE;
        return n;
}

static void
check_edited(const struct cw_toml *doc, const struct cw_buffer *before, const struct cw_buffer *after)
{
        struct cw_toml *edited;
        struct cw_error err;
        REQUIRE(cw_toml_parse(after->data, after->n, &edited, &err) == CW_OK);
        check_spans(edited, after->n);
        REQUIRE(n_values(rest_find(edited, paths[0])) == 3);
        REQUIRE(n_values(rest_find(edited, paths[1])) == 1);
        REQUIRE(n_values(rest_find(edited, paths[2])) == 1);

        struct cw_buffer rest_before = {0}, rest_after = {0};
        rest_of(doc, before->data, before->n, paths, 3, &rest_before);
        rest_of(edited, after->data, after->n, paths, 3, &rest_after);
        REQUIRE(rest_is_kept(&rest_before, &rest_after));
        cw_buffer_free(&rest_before);
        cw_buffer_free(&rest_after);
        cw_toml_free(&edited);
}

static void
check_editor(const struct cw_toml *doc, const struct cw_buffer *before)
{
        struct cw_buffer once, twice, diff = {0};
        struct cw_error err;
        if (cw_toml_edit(before->data, before->n, tables, 3, &once, &err) != CW_OK)
                return;
        check_edited(doc, before, &once);
        REQUIRE(cw_toml_edit(once.data, once.n, tables, 3, &twice, &err) == CW_OK);
        REQUIRE(once.n == twice.n && memcmp(once.data, twice.data, once.n) == 0);
        const struct cw_diff_text from = {before->data, before->n}, to = {once.data, once.n};
        REQUIRE(cw_unified_diff(from, to, "f", false, &diff, &err) == CW_OK);
        cw_buffer_free(&once);
        cw_buffer_free(&twice);
        cw_buffer_free(&diff);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct cw_toml *doc = NULL;
        struct cw_error err;
        struct cw_buffer text = {0};
        cw_buffer_add(&text, data, size);
        if (cw_toml_parse(text.data, size, &doc, &err) == CW_OK) {
                check_spans(doc, size);
                check_editor(doc, &text);
        } else {
                REQUIRE(doc == NULL && err.row >= 1 && err.message[0] != '\0' && strchr(err.message, '\n') == NULL);
        }
        cw_toml_free(&doc);
        cw_buffer_free(&text);
        return 0;
}
