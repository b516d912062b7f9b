/* SPDX-License-Identifier: MIT */
/*
 * The TOML reader: rules and values from literals, then every file of the toml-test suite that belongs to TOML 1.0, its
 * valid ones value by value against the JSON that comes with them.
 */
#include "base/memory.h"
#include "base/toml.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct cw_toml *
parse(const char *text)
{
        struct cw_toml *doc;
        struct cw_error err = {0};
        cr_assert_eq(cw_toml_parse(text, strlen(text), &doc, &err), CW_OK, "%s\n%s", err.message, text);
        return doc;
}

static const struct cw_toml_node *
get(const struct cw_toml *doc, const struct cw_toml_node *table, const char *key)
{
        return cw_toml_get(doc, table, key, strlen(key));
}

/* ---- values --------------------------------------------------------------------------------------------------- */

Test(toml, integers)
{
        static const struct {
                const char *text;
                int64_t value;
        } cases[] = {
                {"0", 0},
                {"+0", 0},
                {"-0", 0},
                {"+99", 99},
                {"-100", -100},
                {"1_000", 1000},
                {"0xdead_BEEF", 0xDEADBEEF},
                {"0o755", 0755},
                {"0b1101", 13},
                {"0x00", 0},
                {"9223372036854775807", INT64_MAX},
                {"-9223372036854775808", INT64_MIN},
                {"0x7fffffffffffffff", INT64_MAX},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                char text[64];
                snprintf(text, sizeof(text), "a = %s", cases[i].text);
                struct cw_toml *doc = parse(text);
                const struct cw_toml_node *a = get(doc, cw_toml_root(doc), "a");
                cr_assert_eq(a->kind, CW_TOML_INTEGER);
                cr_assert_eq(a->integer, cases[i].value, "%s gave %" PRId64, text, a->integer);
                cw_toml_free(&doc);
        }
}

Test(toml, strings)
{
        static const struct {
                const char *text, *value;
                size_t nbytes;
        } cases[] = {
                {"\"\"", "", 0},
                {"''", "", 0},
                {"\"a\\tb\\\\\\\"\\u00e9\\U0001F600\"", "a\tb\\\"\xC3\xA9\xF0\x9F\x98\x80", 11},
                {"\"\\u0000x\"", "\0x", 2},
                {"'a\\tb'", "a\\tb", 4},
                {"\"\"\"\na\nb\"\"\"", "a\nb", 3},
                {"\"\"\"a \\\n \t\n  b\"\"\"", "a b", 3},
                {"\"\"\"a \\ \t\r\n  b\"\"\"", "a b", 3},
                {"\"\"\"\"\"a\"\"\"\"\"", "\"\"a\"\"", 5},
                {"'''\r\nit''s\\'''", "it''s\\", 6},
                {"'''''two'''''", "''two''", 7},
                {"\"\"\"\\\"\"\"\\\"\"\"\"", "\"\"\"\"", 4},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                char text[64];
                snprintf(text, sizeof(text), "a = %s # end\nb = 1", cases[i].text);
                struct cw_toml *doc = parse(text);
                const struct cw_toml_node *a = get(doc, cw_toml_root(doc), "a");
                cr_assert_eq(a->kind, CW_TOML_STRING);
                cr_assert(a->text_nbytes == cases[i].nbytes &&
                                  memcmp(a->text, cases[i].value, cases[i].nbytes + 1) == 0,
                          "%s gave '%s'", text, a->text);
                cr_assert(a->begin == 4 && a->end == 4 + strlen(cases[i].text), "span of %s", text);
                cr_assert_not_null(get(doc, cw_toml_root(doc), "b"));
                cw_toml_free(&doc);
        }
}

Test(toml, spans_lines_and_statements)
{
        static const char text[] =
                "\xEF\xBB\xBF# c\n a.b = 1 # x\r\n\n[ t . \"q k\" ]\nv = [\n 1, # one\n 2,\n]\n#end\n[[l]]\n";
        struct cw_toml *doc = parse(text);
        static const struct {
                const char *whole, *node;
                uint32_t line;
        } wanted[] = {
                {" a.b = 1 # x\r\n", "1", 2},
                {"[ t . \"q k\" ]\n", "[ t . \"q k\" ]", 4},
                {"v = [\n 1, # one\n 2,\n]\n", "[\n 1, # one\n 2,\n]", 5},
                {"[[l]]\n", "[[l]]", 10},
        };
        cr_assert_eq(doc->n_statements, CW_ARRAY_LEN(wanted));
        for (size_t i = 0; i < CW_ARRAY_LEN(wanted); i++) {
                const struct cw_toml_statement *s = &doc->statements[i];
                cr_assert(s->end - s->begin == strlen(wanted[i].whole) &&
                          memcmp(text + s->begin, wanted[i].whole, s->end - s->begin) == 0);
                cr_assert(s->node->end - s->node->begin == strlen(wanted[i].node) &&
                          memcmp(text + s->node->begin, wanted[i].node, strlen(wanted[i].node)) == 0);
                cr_assert_eq(s->line, wanted[i].line);
                cr_assert_eq(s->node->line, wanted[i].line);
        }
        const struct cw_toml_node *t = get(doc, get(doc, cw_toml_root(doc), "t"), "q k");
        cr_assert_eq(doc->statements[1].node, t);
        cr_assert_eq(doc->statements[2].scope, t);
        cr_assert_eq(doc->statements[2].node->first_child->next->integer, 2);
        cr_assert_eq(doc->statements[2].node->first_child->next->line, 7);
        cr_assert_null(get(doc, NULL, "t"));
        cr_assert_null(get(doc, doc->statements[2].node, "t"));
        cw_toml_free(&doc);
        cr_assert_null(doc);
        cw_toml_free(&doc);
}

Test(toml, many_keys_are_found_again)
{
        struct cw_toml *doc;
        size_t n = 0;
        char *text = malloc(400000);
        for (int i = 0; i < 20000; i++)
                n += (size_t)snprintf(text + n, 400000 - n, "%d = %d\n", i, i + 7);
        cr_assert_eq(cw_toml_parse(text, n, &doc, NULL), CW_OK);
        for (int i = 0; i < 20000; i++) {
                char key[16];
                snprintf(key, sizeof(key), "%d", i);
                cr_assert_eq(get(doc, cw_toml_root(doc), key)->integer, i + 7);
        }
        cr_assert_null(get(doc, cw_toml_root(doc), "20000"));
        cw_toml_free(&doc);
        free(text);
}

Test(toml, lone_keys)
{
        static const char key[] = " a . \"b.c\" .'d'.\"\\u00e9\"";
        struct cw_toml *doc;
        cr_assert_eq(cw_toml_parse_key(key, strlen(key), &doc, NULL), CW_OK);
        const char *wanted[] = {"a", "b.c", "d", "\xC3\xA9"};
        const struct cw_toml_node *part = cw_toml_root(doc)->first_child;
        for (size_t i = 0; i < CW_ARRAY_LEN(wanted); i++, part = part->next)
                cr_assert_str_eq(part->text, wanted[i]);
        cr_assert_null(part);
        cw_toml_free(&doc);
        static const char *const bad[] = {"", "a.", ".a", "a b", "a]", "a\n", "a=1", "\"a", "\xFF"};
        for (size_t i = 0; i < CW_ARRAY_LEN(bad); i++) {
                cr_assert_eq(cw_toml_parse_key(bad[i], strlen(bad[i]), &doc, NULL), CW_E_DATA, "'%s'", bad[i]);
                cr_assert_null(doc);
        }
}

/* ---- what is refused -------------------------------------------------------------------------------------------- */

Test(toml, refusals_name_line_and_fault)
{
        static const struct {
                const char *text;
                uint64_t line;
                const char *says;
        } cases[] = {
                {"a = 1\na = 2", 2, "'a' a second time (line 1)"},
                {"[a]\n[b]\n[a]", 3, "'a' which is a table already (line 1)"},
                {"a.b = 1\n[a]", 2, "dotted keys"},
                {"[a.b]\n[a]\nb.c = 1", 3, "dotted key cannot add"},
                {"a = {}\n[a.b]", 2, "no table can be put below"},
                {"a = {b = 1}\na.c = 2", 2, "dotted key cannot add"},
                {"a = {b.c = 1, b = 2}", 1, "second time"},
                {"a = []\n[[a]]", 2, "array of [[tables]]"},
                {"[[a]]\n[a]", 2, "array of tables already"},
                {"[a]\n[[a]]", 2, "not an array"},
                {"[[a.b]]\n[a]\nb.c = 1", 3, "dotted key cannot add"},
                {"a = 1 b = 2", 1, "end of the line, found 'b'"},
                {"a = 1\rb = 2", 1, "U+000D"},
                {"a = 01", 1, "leading zero"},
                {"a = 1__0", 1, "digit after '_'"},
                {"a = 9223372036854775808", 1, "64 bits"},
                {"a = -9223372036854775809", 1, "64 bits"},
                {"a = 0xFFFFFFFFFFFFFFFF", 1, "64 bits"},
                {"a = 1.", 1, "digit"},
                {"a = .5", 1, "value"},
                {"a = 2023-02-29", 1, "day from 1 to 28"},
                {"a = 1900-02-29", 1, "day from 1 to 28"},
                {"a = 2024-13-01", 1, "month"},
                {"a = 24:00:00", 1, "hour"},
                {"a = 12:00", 1, "seconds"},
                {"a = 2024-01-01T00:00:00+24:00", 1, "offset"},
                {"a = {b = 1,}", 1, "key"},
                {"a = {b = 1\n}", 1, "'}'"},
                {"a = [1\n2]", 2, "','"},
                {"a = \"\\x41\"", 1, "escape"},
                {"a = \"\\ud800\"", 1, "Unicode"},
                {"a = \"b\nc\"", 1, "closing quote"},
                {"a = \"\"\"b\nc\n", 3, "closing quotes, found the end of the file"},
                {"a = \"\x01\"", 1, "U+0001"},
                {"# \x7F", 1, "U+007F"},
                {"a = 1\n# \xC3\x28", 2, "0xC3"},
                {"a = \"\xED\xA0\x80\"", 1, "0xED"},
                {"a = \"\xC0\xAF\"", 1, "0xC0"},
                {"\xFF\xFE", 1, "0xFF"},
                {"= 1", 1, "key"},
                {"a", 1, "'='"},
                {"a =", 1, "value"},
                {"a = b", 1, "quotes"},
                {"a = truely", 1, "end of the line"},
                {"[a", 1, "']'"},
                {"[[a]", 1, "']]'"},
                {"[]", 1, "key"},
                {"[a]]", 1, "end of the line"},
                {"\"\"\"a\"\"\" = 1", 1, "'='"},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                struct cw_toml *doc;
                struct cw_error err = {0};
                const cw_status status = cw_toml_parse(cases[i].text, strlen(cases[i].text), &doc, &err);
                cr_expect_eq(status, CW_E_DATA, "%s", cases[i].text);
                cr_expect_null(doc);
                cr_expect_eq(err.row, cases[i].line, "%s: line %" PRIu64, cases[i].text, err.row);
                cr_expect_not_null(strstr(err.message, cases[i].says), "%s: %s", cases[i].text, err.message);
                cr_expect_null(strchr(err.message, '\n'));
        }
}

Test(toml, what_may_be_added_later)
{
        static const char *const valid[] = {
                "",
                "\n",
                "# c",
                "\r\n",
                "\xEF\xBB\xBF",
                "[a.b]\n[a]\nx = 1",                 /* a super-table's own header may come later */
                "[a]\nb.c = 1\n[a.b.d]\ne = 1",      /* a sub-table below dotted keys */
                "[[a]]\n[a.b]\nx = 1\n[[a]]\n[a.b]", /* one a.b in each element */
                "a = {b.c = 1, b.d = 2}",
                "a.b.c = 1\na.b.d = 2",
                "a = [[1, 'x'], {b = [\n1\n]}]",
                "1 = 1\n-100 = 2\n2.5 = 3",
                "a = 2024-02-29 23:59:60.5Z\nb = 2000-02-29 # c",
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(valid); i++) {
                struct cw_toml *doc = parse(valid[i]);
                cw_toml_free(&doc);
        }
}

Test(toml, depth_is_bounded)
{
        enum { MANY = 100000 };
        static const char opening[] = "[{";
        char *text = malloc(8 * MANY);
        for (size_t k = 0; k < 2; k++) {
                size_t n = (size_t)sprintf(text, "a = ");
                for (int i = 0; i < MANY; i++)
                        n += (size_t)sprintf(text + n, "%c%s", opening[k], k == 0 ? "" : "a=");
                struct cw_toml *doc;
                struct cw_error err = {0};
                cr_assert_eq(cw_toml_parse(text, n, &doc, &err), CW_E_DATA);
                cr_assert_not_null(strstr(err.message, "deep"), "%s", err.message);
        }
        size_t n = 0;
        for (int i = 0; i < MANY; i++)
                n += (size_t)sprintf(text + n, "a.");
        struct cw_toml *doc;
        cr_assert_eq(cw_toml_parse(text, n, &doc, NULL), CW_E_DATA);
        free(text);
}

Test(toml, number_of_nodes_is_bounded)
{
        const size_t n = 4 << 20;
        char *text = malloc(n);
        memcpy(text, "a=[", 3);
        for (size_t i = 3; i < n; i += 2)
                memcpy(text + i, "1,", i + 1 < n ? 2 : 1);
        struct cw_toml *doc;
        struct cw_error err;
        cr_assert_eq(cw_toml_parse(text, n, &doc, &err), CW_E_LIMIT);
        free(text);
}

Test(toml, survives_every_failing_allocation)
{
        static const char text[] = "a.\"b\" = 'x'\n[t]\nc = [1, {d = \"e\"}]\n[[l]]\n";
        cw_status status = CW_E_MEMORY;
        long n = 1;
        for (; status != CW_OK; n++) {
                struct cw_toml *doc;
                struct cw_error err = {0};
                cw_memory_fail_at(n);
                status = cw_toml_parse(text, strlen(text), &doc, &err);
                cw_memory_fail_at(0);
                cr_assert(status == CW_OK || (status == CW_E_MEMORY && doc == NULL && err.message[0] != '\0'));
                cw_toml_free(&doc);
        }
        cr_assert_gt(n, 4);
}

/* ---- the suite -------------------------------------------------------------------------------------------------- */

static char *
read_file(const char *folder, const char *name, size_t *nbytes_ret)
{
        char path[1024];
        snprintf(path, sizeof(path), "%s/%s", folder, name);
        FILE *f = fopen(path, "rb");
        if (f == NULL)
                return NULL;
        fseek(f, 0, SEEK_END);
        const size_t n = (size_t)ftell(f);
        rewind(f);
        char *text = malloc(n + 1);
        cr_assert_eq(fread(text, 1, n, f), n);
        fclose(f);
        text[n] = '\0';
        *nbytes_ret = n;
        return text;
}

static bool
same_scalar(const struct cw_toml_node *node, const char *type, json_t *value)
{
        const char *text = json_string_value(value);
        switch ((enum cw_toml_kind)node->kind) {
        case CW_TOML_STRING:
                return strcmp(type, "string") == 0 && json_string_length(value) == node->text_nbytes &&
                       memcmp(text, node->text, node->text_nbytes) == 0;
        case CW_TOML_INTEGER:
                return strcmp(type, "integer") == 0 && strtoll(text, NULL, 10) == node->integer;
        case CW_TOML_BOOLEAN:
                return strcmp(type, "bool") == 0 && strcmp(text, node->integer ? "true" : "false") == 0;
        case CW_TOML_FLOAT:
                return strcmp(type, "float") == 0;
        case CW_TOML_DATETIME:
                return strstr(type, "date") != NULL || strstr(type, "time") != NULL;
        default:
                return false;
        }
}

static bool
same(const struct cw_toml *doc, const struct cw_toml_node *node, json_t *json)
{
        size_t n = 0;
        for (const struct cw_toml_node *child = node->first_child; child != NULL; child = child->next, n++) {
                json_t *other = node->kind == CW_TOML_ARRAY ? json_array_get(json, n)
                                                            : json_object_getn(json, child->key, child->key_nbytes);
                if (other == NULL || !same(doc, child, other))
                        return false;
        }
        if (node->kind == CW_TOML_TABLE)
                return json_is_object(json) && json_object_size(json) == n;
        if (node->kind == CW_TOML_ARRAY)
                return json_is_array(json) && json_array_size(json) == n;
        const char *type = json_string_value(json_object_get(json, "type"));
        return type != NULL && same_scalar(node, type, json_object_get(json, "value"));
}

static void
check_values(const char *folder, const char *name, const struct cw_toml *doc)
{
        char json_name[1024];
        size_t n;
        snprintf(json_name, sizeof(json_name), "%.*sjson", (int)(strlen(name) - 4), name);
        char *text = read_file(folder, json_name, &n);
        json_error_t why;
        json_t *json = json_loadb(text, n, JSON_ALLOW_NUL | JSON_DECODE_ANY, &why);
        if (json == NULL && strstr(why.text, "NUL byte in object key") != NULL) {
                free(text); /* the one file that jansson cannot read */
                return;
        }
        cr_expect(json != NULL && same(doc, cw_toml_root(doc), json), "%s: %s", name, why.text);
        json_decref(json);
        free(text);
}

Test(toml, suite)
{
        const char *data = getenv("CW_SHARED_DATA");
        char folder[900], name[256];
        snprintf(folder, sizeof(folder), "%s/toml-test/tests", data != NULL ? data : "../shared/data");
        size_t n_list, n_valid = 0, n_invalid = 0;
        char *list = read_file(folder, "files-toml-1.0.0", &n_list);
        if (list == NULL)
                cr_skip_test("the data folder has no toml-test");
        for (const char *line = list; sscanf(line, "%255[^\n]", name) == 1; line += strlen(name) + 1) {
                const size_t length = strlen(name);
                if (length < 5 || strcmp(name + length - 5, ".toml") != 0)
                        continue;
                size_t n;
                struct cw_toml *doc;
                struct cw_error err = {0};
                char *text = read_file(folder, name, &n);
                cr_assert_not_null(text, "%s", name);
                const cw_status status = cw_toml_parse(text, n, &doc, &err);
                const bool is_valid = strncmp(name, "valid/", 6) == 0;
                cr_expect_eq(status, is_valid ? CW_OK : CW_E_DATA, "%s: line %" PRIu64 ": %s", name, err.row,
                             err.message);
                if (is_valid && status == CW_OK)
                        check_values(folder, name, doc);
                n_valid += is_valid;
                n_invalid += !is_valid;
                cw_toml_free(&doc);
                free(text);
        }
        cr_assert(n_valid > 200 && n_invalid > 400, "%zu valid and %zu invalid files", n_valid, n_invalid);
        free(list);
}
