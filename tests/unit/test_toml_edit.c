/* SPDX-License-Identifier: MIT */
/*
 * The edit of a TOML file in place: what it makes of every arrangement of the two tables, what it refuses, and that it
 * leaves every other byte, the line ends and the mode alone.
 */
#include "../fuzz/toml_rest.h"
#include "write/toml_edit.h"
#include "write_fixture.h"

#include <inttypes.h>

#define LINES "0 = 1.0  # O\n1 = 0.5  # B\n2 = 0.25\n"
#define INFO "scheme = \"inverse\"\ntokens = 3\n"
#define BODY "[w]\n" LINES
#define INFO_BODY "[w_info]\n" INFO

static const struct cw_toml_table both[] = {{"w", "", LINES}, {"w", "_info", INFO}};

/* Edits twice, compares, and checks what must hold of any edit. */
static void
check(const struct cw_toml_table *tables, size_t n_tables, const char *before, const char *wanted)
{
        struct cw_buffer once, twice;
        struct cw_error err = {0};
        cr_assert_eq(cw_toml_edit(before, strlen(before), tables, n_tables, &once, &err), CW_OK, "%s", err.message);
        cr_expect_str_eq(once.data, wanted);
        cr_assert_eq(cw_toml_edit(once.data, once.n, tables, n_tables, &twice, &err), CW_OK, "%s", err.message);
        cr_expect_str_eq(twice.data, once.data, "the second edit changed something");
        cw_buffer_free(&once);
        cw_buffer_free(&twice);
}

Test(toml_edit, appends)
{
        static const char *const cases[][2] = {
                {"", BODY "\n" INFO_BODY},
                {"lr = 1", "lr = 1\n\n" BODY "\n" INFO_BODY},
                {"lr = 1\n", "lr = 1\n\n" BODY "\n" INFO_BODY},
                {"lr = 1\n\n", "lr = 1\n\n" BODY "\n" INFO_BODY},
                {"lr = 1\n \t\n", "lr = 1\n \t\n" BODY "\n" INFO_BODY},
                {"\n", "\n" BODY "\n" INFO_BODY},
                {"# only a comment", "# only a comment\n\n" BODY "\n" INFO_BODY},
                {"\xEF\xBB\xBF", "\xEF\xBB\xBF" BODY "\n" INFO_BODY},
                {"[a]\nb = [\n1,\n]", "[a]\nb = [\n1,\n]\n\n" BODY "\n" INFO_BODY},
                /* a sub-table alone does not make the table */
                {"[w.x]\ny = 1\n", "[w.x]\ny = 1\n\n" BODY "\n" INFO_BODY},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++)
                check(both, 2, cases[i][0], cases[i][1]);
}

Test(toml_edit, replaces)
{
        static const char *const cases[][2] = {
                {BODY INFO_BODY, BODY INFO_BODY},
                {"[w]\n[w_info]\n", BODY INFO_BODY},
                {"[w]", BODY "\n" INFO_BODY},
                /* out of order, other tables between, no line break at the end */
                {"a = 1\n[w_info]\nold = 1\n# about b\n[b]\nc = 2 # c\n\n[w]\n0 = 3.0",
                 "a = 1\n" INFO_BODY "# about b\n[b]\nc = 2 # c\n\n" BODY},
                /* comments and blank lines inside stay, with what they stand before */
                {"[w] # ours\n# majority\n0 = 9\n\n# entities\n1 = 9 # B\n9 = 9\n2 = 9\n# next\n[x]\n",
                 "[w] # ours\n# majority\n0 = 1.0  # O\n\n# entities\n1 = 0.5  # B\n2 = 0.25\n# "
                 "next\n[x]\n\n" INFO_BODY},
                /* keys in another order, quoted, indented; the header quoted */
                {"[ \"w\" ]\n  2 = 9\n\t'1' = 9\n\"\\u0030\" = 9\n[w_info]\n", "[ \"w\" ]\n" LINES INFO_BODY},
                /* a dotted key in the table is the table's */
                {"[w]\n0.a = 1\nb.c = 2\n[w_info]\n", BODY INFO_BODY},
                /* values over several lines */
                {"[w]\n0 = [\n 1, # x\n]\n1 = \"\"\"\n[w_info]\n\"\"\"\n[w_info]\n", BODY INFO_BODY},
                /* text that looks like the table but is a string */
                {"s = \"\"\"\n[w]\n0 = 1\n\"\"\"\n[w]\n[w_info]\n", "s = \"\"\"\n[w]\n0 = 1\n\"\"\"\n" BODY INFO_BODY},
                /* sub-tables are tables of their own */
                {"[w]\n5 = 1\n[w.x]\ny = 1\n[w_info]\n", BODY "[w.x]\ny = 1\n" INFO_BODY},
                /* a comment alone after the header may be the next table's */
                {"[w]\n# next\n[w_info]\n", BODY "# next\n" INFO_BODY},
                /* names that only begin like ours */
                {"[ww]\n0 = 1\n[w]\n[w_info]\n[w_infos]\n", "[ww]\n0 = 1\n" BODY INFO_BODY "[w_infos]\n"},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++)
                check(both, 2, cases[i][0], cases[i][1]);
}

Test(toml_edit, line_ends_of_the_file)
{
        static const struct cw_toml_table one = {"w", "", "0 = 1.0\n1 = 2.0\n"};
        check(&one, 1, "a = 1\r\n", "a = 1\r\n\r\n[w]\r\n0 = 1.0\r\n1 = 2.0\r\n");
        check(&one, 1, "a = 1\r\nb = 2", "a = 1\r\nb = 2\r\n\r\n[w]\r\n0 = 1.0\r\n1 = 2.0\r\n");
        check(&one, 1, "[w]\r\n0 = 3\r\n\r\n# x\r\n", "[w]\r\n0 = 1.0\r\n1 = 2.0\r\n\r\n# x\r\n");
        /* mixed: the table's own header decides */
        check(&one, 1, "a = 1\n[w]\r\n0 = 3\n[b]\n", "a = 1\n[w]\r\n0 = 1.0\r\n1 = 2.0\r\n[b]\n");
        check(&one, 1, "a = 1\r\n[w]\n0 = 3\r\n[b]\n", "a = 1\r\n[w]\n0 = 1.0\n1 = 2.0\n[b]\n");
}

Test(toml_edit, dotted_and_odd_names)
{
        static const struct cw_toml_table dotted[] = {{"training . w", "", "0 = 1.0\n"},
                                                      {"training.w", "_info", "a = 1\n"}};
        static const struct cw_toml_table odd = {"\"a b\".\"\\\"\".''", "", "0 = 1.0\n"};
        check(dotted, 2, "", "[training.w]\n0 = 1.0\n\n[training.w_info]\na = 1\n");
        check(dotted, 2, "[training]\nlr = 1\n[training.w]\n[other]\n",
              "[training]\nlr = 1\n[training.w]\n0 = 1.0\n[other]\n\n[training.w_info]\na = 1\n");
        check(dotted, 2, "training.lr = 1\n", "training.lr = 1\n\n[training.w]\n0 = 1.0\n\n[training.w_info]\na = 1\n");
        check(&odd, 1, "", "[\"a b\".\"\\\"\".\"\"]\n0 = 1.0\n");
}

Test(toml_edit, refuses_with_line_and_mend)
{
        static const struct {
                const char *text;
                uint64_t line;
                const char *says;
        } cases[] = {
                {"a = 1\nw = {0 = 1.0}\n", 2, "[w], found an inline table"},
                {"w = 1\n", 1, "another value"},
                {"\n[[w]]\n", 2, "array of tables"},
                {"w.0 = 1\n", 1, "dotted keys"},
                {"[w]\n[w.1]\n", 2, "table of its own"},
                {"[w]\n[[w.1]]\n", 2, "table of its own"},
                {"a = 1\nb = \n", 2, "expected a value"},
                {"[w]\n0 = 1\n0 = 2\n", 3, "second time"},
                {"a = \"\xFF\"", 1, "UTF-8"},
                {"w_info = {}\n", 1, "[w_info]"},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                struct cw_buffer out;
                struct cw_error err = {0};
                cr_expect_eq(cw_toml_edit(cases[i].text, strlen(cases[i].text), both, 2, &out, &err), CW_E_DATA, "%s",
                             cases[i].text);
                cr_expect_null(out.data);
                cr_expect_eq(err.row, cases[i].line, "%s: line %" PRIu64, cases[i].text, err.row);
                cr_expect_not_null(strstr(err.message, cases[i].says), "%s: %s", cases[i].text, err.message);
        }
        static const char *const names[] = {"", "a b", "a.", "[a]", "a\n"};
        for (size_t i = 0; i < CW_ARRAY_LEN(names); i++) {
                const struct cw_toml_table table = {names[i], "", "0 = 1.0\n"};
                struct cw_buffer out;
                cr_expect_eq(cw_toml_edit("", 0, &table, 1, &out, NULL), CW_E_USAGE, "'%s'", names[i]);
        }
        static const struct cw_toml_table below = {"t.w", "", "0 = 1.0\n"};
        static const char *const texts[] = {"[[t]]\n", "t = {}\n", "t = 1\n", "t.w.x = 1\n"};
        for (size_t i = 0; i < CW_ARRAY_LEN(texts); i++) {
                struct cw_buffer out;
                cr_expect_eq(cw_toml_edit(texts[i], strlen(texts[i]), &below, 1, &out, NULL), CW_E_DATA, "%s",
                             texts[i]);
        }
}

/* Every valid file of the suite as a configuration to edit: all that is not ours is there afterwards. */
static size_t
check_list_of_files(const char *folder, FILE *list)
{
        static const struct rest_path paths[] = {{"w", NULL}, {"w_info", NULL}};
        char name[256], path[1200];
        size_t n_files = 0;
        while (fgets(name, sizeof(name), list) != NULL) {
                name[strcspn(name, "\n")] = '\0';
                const size_t length = strlen(name);
                if (strncmp(name, "valid/", 6) != 0 || strcmp(name + length - 5, ".toml") != 0)
                        continue;
                size_t n;
                snprintf(path, sizeof(path), "%s/%s", folder, name);
                char *text = get_file(path, &n);
                struct cw_buffer out, before = {0}, after = {0};
                struct cw_error err = {0};
                struct cw_toml *doc;
                cr_assert_eq(cw_toml_edit(text, n, both, 2, &out, &err), CW_OK, "%s: %s", name, err.message);
                cr_assert_eq(cw_toml_parse(text, n, &doc, &err), CW_OK);
                rest_of(doc, text, n, paths, 2, &before);
                cw_toml_free(&doc);
                cr_assert_eq(cw_toml_parse(out.data, out.n, &doc, &err), CW_OK);
                rest_of(doc, out.data, out.n, paths, 2, &after);
                cw_toml_free(&doc);
                cr_assert(rest_is_kept(&before, &after), "%s", name);
                cw_buffer_free(&out);
                cw_buffer_free(&before);
                cw_buffer_free(&after);
                free(text);
                n_files++;
        }
        return n_files;
}

Test(toml_edit, suite)
{
        const char *data = getenv("CW_SHARED_DATA");
        char folder[900], path[1000];
        snprintf(folder, sizeof(folder), "%s/toml-test/tests", data != NULL ? data : "../shared/data");
        snprintf(path, sizeof(path), "%s/files-toml-1.0.0", folder);
        FILE *list = fopen(path, "r");
        if (list == NULL)
                cr_skip_test("the data folder has no toml-test");
        cr_assert_gt(check_list_of_files(folder, list), 200);
        fclose(list);
}

static cw_status
edit_attempt(struct cw_error *err)
{
        static const char text[] = "[w]\n# c\n0 = 9\n'1' = 2\n[\"w_info\"]\n[z]\n";
        struct cw_buffer out;
        const cw_status status = cw_toml_edit(text, strlen(text), both, 2, &out, err);
        cw_buffer_free(&out);
        return status;
}

static cw_status
refused_edit_attempt(struct cw_error *err)
{
        struct cw_buffer out;
        const cw_status status = cw_toml_edit("w.x = 1", 7, both, 2, &out, err);
        cw_buffer_free(&out);
        return status == CW_E_DATA ? CW_OK : status;
}

Test(toml_edit, survives_every_failing_allocation)
{
        cr_assert_gt(fail_each_allocation(edit_attempt), 20);
        cr_assert_gt(fail_each_allocation(refused_edit_attempt), 5);
}

/* ---- cw_weights_update_toml() ------------------------------------------------------------------------------------- */

TestSuite(toml_update, .init = sample_folder_enter, .fini = sample_folder_remove);

Test(toml_update, changes_nothing_but_the_tables)
{
        static const char before[] =
                "# config\r\nlr = 3e-5   # rate\r\n\r\n[class_weights]\r\n0 = 2\r\n# tail\r\n[z]\r\n";
        static const char wanted[] =
                "# config\r\nlr = 3e-5   # rate\r\n\r\n[class_weights]\r\n0 = 1.0  # O\r\n"
                "1 = 0.31415927  # B-SURNAME\r\n2 = 1.6858407  # B-PS,\r\n3 = 1.0\r\n# tail\r\n[z]\r\n"
                "\r\n[class_weights_info]\r\n";
        struct cw_error err = {0};
        bool changed = false;
        char *diff;
        put_file("c.toml", before, strlen(before));
        cr_assert_eq(chmod("c.toml", 0640), 0);

        cr_assert_eq(cw_weights_update_toml(&sample_weights, "c.toml", NULL, true, &diff, &changed, &err), CW_OK);
        cr_assert(changed && strncmp(diff, "--- a/c.toml\n+++ b/c.toml\n@@ -2,", 32) == 0, "%s", diff);
        cw_free_text(diff);
        assert_file("c.toml", before);

        cr_assert_eq(cw_weights_update_toml(&sample_weights, "c.toml", NULL, false, NULL, &changed, &err), CW_OK);
        cr_assert(changed);
        char *text = get_file("c.toml", NULL);
        cr_assert(strncmp(text, wanted, strlen(wanted)) == 0, "%s", text);
        struct stat st;
        cr_assert(stat("c.toml", &st) == 0 && (st.st_mode & 07777) == 0640);

        /* the second run does not even write */
        const ino_t inode = st.st_ino;
        cr_assert_eq(cw_weights_update_toml(&sample_weights, "c.toml", NULL, false, &diff, &changed, &err), CW_OK);
        cr_assert(!changed && diff[0] == '\0' && stat("c.toml", &st) == 0 && st.st_ino == inode);
        assert_file("c.toml", text);
        cw_free_text(diff);
        free(text);
}

Test(toml_update, missing_file_is_created)
{
        const struct cw_write_options options = {.table = "train.w"};
        char *rendered, *diff;
        bool changed;
        cr_assert_eq(cw_weights_update_toml(&sample_weights, "new.toml", &options, true, &diff, &changed, NULL), CW_OK);
        cr_assert(changed && strncmp(diff, "--- /dev/null\n+++ b/new.toml\n@@ -0,0 +1,", 40) == 0, "%s", diff);
        cw_free_text(diff);
        cr_assert_neq(access("new.toml", F_OK), 0);
        cr_assert_eq(cw_weights_update_toml(&sample_weights, "new.toml", &options, false, NULL, NULL, NULL), CW_OK);
        cr_assert_eq(cw_weights_render(&sample_weights, CW_OUT_TOML, &options, &rendered, NULL, NULL), CW_OK);
        assert_file("new.toml", rendered);
        cw_free_text(rendered);
}

Test(toml_update, refused_file_is_whole)
{
        static const char bad[] = "a = 1\nb = = 2\n";
        struct cw_error err;
        char *diff = (char[]){"x"};
        put_file("bad.toml", bad, strlen(bad));
        cr_assert_eq(cw_weights_update_toml(&sample_weights, "bad.toml", NULL, false, &diff, NULL, &err), CW_E_DATA);
        cr_assert_str_eq(err.message, "bad.toml: line 2: expected a value (text needs quotes), found '='");
        cr_assert(err.row == 2 && diff == NULL);
        assert_file("bad.toml", bad);
        const struct cw_write_options options = {.table = "a b"};
        cr_assert_eq(cw_weights_update_toml(&sample_weights, "x.toml", &options, false, NULL, NULL, &err), CW_E_USAGE);
        cr_assert_eq(cw_weights_update_toml(&sample_weights, "-", NULL, false, NULL, NULL, &err), CW_E_USAGE);
        cr_assert_eq(cw_weights_update_toml(&sample_weights, ".", NULL, false, NULL, NULL, &err), CW_E_IO);
        cr_assert_eq(cw_weights_update_toml(&sample_weights, "no/x.toml", NULL, false, NULL, NULL, &err), CW_E_IO);
        cr_assert_neq(access("x.toml", F_OK), 0);
}

static cw_status
update_attempt(struct cw_error *err)
{
        char *diff = NULL;
        const cw_status status = cw_weights_update_toml(&sample_weights, "c.toml", NULL, false, &diff, NULL, err);
        if (status != CW_OK)
                assert_file("c.toml", "a = 1\n");
        cr_assert_eq(status == CW_OK, diff != NULL);
        cw_free_text(diff);
        return status;
}

Test(toml_update, survives_every_failing_allocation)
{
        put_file("c.toml", "a = 1\n", 6);
        cr_assert_gt(fail_each_allocation(update_attempt), 30);
        cr_assert_eq(system("test $(ls -A | wc -l) = 1"), 0, "a temporary file is left");
}
