/* SPDX-License-Identifier: MIT */
/*
 * Weights files as they are found: ours, a colleague's, edited by hand, damaged.
 */
#include "store/weights_file.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static cw_status
read_toml(const char *text, struct cw_weights_file *file, struct cw_error *err)
{
        return cw_weights_file_from_toml(text, strlen(text), "class_weights", file, err);
}

Test(weights_file, toml_as_written)
{
        static const char text[] =
                "lr = 0.1\n[class_weights]\n0 = 1.0  # O\n2 = 0.31415927  # B-PS, x\r\n1 = 1e-7\n3 = 2\n"
                "[class_weights_info]\nscheme = \"inverse_sqrt\"\ntokens = 1000\n";
        struct cw_weights_file f;
        struct cw_error err;
        cr_assert_eq(read_toml(text, &f, &err), CW_OK, "%s", err.message);
        cr_assert_eq(f.n, 4);
        cr_assert_eq(f.entries[1].id, 1);
        cr_assert_eq(f.entries[1].weight, 1e-7);
        cr_assert_null(f.entries[1].name);
        cr_assert_eq(f.entries[2].weight, 0.31415927);
        cr_assert_str_eq(f.entries[2].name, "B-PS, x");
        cr_assert_eq(f.entries[3].weight, 2.0);
        cr_assert_str_eq(f.scheme, "inverse_sqrt");
        cr_assert_null(f.counts);
        cw_weights_file_free(&f);
}

/* Without our table of facts a comment is somebody's remark. */
Test(weights_file, toml_by_hand)
{
        static const char text[] = "[class_weights]\n0 = 1.0 # pasted from a notebook\n1 = +1_0.5\n2 = 0x10\n";
        struct cw_weights_file f;
        struct cw_error err;
        cr_assert_eq(read_toml(text, &f, &err), CW_OK, "%s", err.message);
        cr_assert_null(f.entries[0].name);
        cr_assert_eq(f.entries[1].weight, 10.5);
        cr_assert_eq(f.entries[2].weight, 16.0);
        cr_assert_null(f.scheme);
        cw_weights_file_free(&f);
}

Test(weights_file, toml_of_another_table)
{
        static const char text[] =
                "[train.\"my weights\"]\n0 = 0.5 # O\n[train.\"my weights_info\"]\nscheme = \"inverse\"\n";
        static const char table[] = "train.\"my weights\"";
        struct cw_weights_file f;
        cr_assert_eq(cw_weights_file_from_toml(text, strlen(text), table, &f, NULL), CW_OK);
        cr_assert_str_eq(f.entries[0].name, "O");
        cr_assert_str_eq(f.scheme, "inverse");
        cw_weights_file_free(&f);
        cr_assert_eq(read_toml(text, &f, NULL), CW_E_DATA);
        cw_weights_file_free(&f);
}

Test(weights_file, toml_refused)
{
        static const struct {
                const char *text;
                unsigned line;
                const char *says;
        } bad[] = {
                {"[class_weights]\n0 = 1.0\nO = 1.0\n", 3, "expected a label id"},
                {"[class_weights]\n0 = \"1.0\"\n", 2, "expected a weight"},
                {"[class_weights]\n0 = -1.0\n", 2, "expected a weight"},
                {"[class_weights]\n0 = nan\n", 2, "expected a weight"},
                {"[class_weights]\n0 = inf\n", 2, "expected a weight"},
                {"[class_weights]\n99999999999999999999 = 1.0\n", 2, "expected a label id"},
                {"[class_weights]\n1 = 1.0\n01 = 1.0\n", 1, "found 1 twice"},
                {"[class_weights\n", 1, "expected"},
                {"class_weights = 1\n", 0, "expected a table"},
                {"", 0, "expected a table"},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(bad); i++) {
                struct cw_weights_file f;
                struct cw_error err = {.row = 0};
                cr_assert_eq(read_toml(bad[i].text, &f, &err), CW_E_DATA, "%s", bad[i].text);
                cr_assert_not_null(strstr(err.message, bad[i].says), "%s: %s", bad[i].text, err.message);
                cr_assert_eq(err.row, bad[i].line, "%s: line %u", bad[i].text, (unsigned)err.row);
                cw_weights_file_free(&f);
        }
}

Test(weights_file, json)
{
        static const char text[] =
                "{\"format\": \"counterweight-weights\", \"version\": 1, \"tokens\": 7, \"scheme\": \"inverse\", "
                "\"labels\": [{\"id\": 0, \"name\": \"O\", \"tokens\": 5, \"weight\": 1.0}, "
                "{\"id\": 3, \"name\": null, \"tokens\": 2, \"weight\": null}]}";
        struct cw_weights_file f;
        struct cw_error err;
        cr_assert(cw_weights_file_probe(text, strlen(text)));
        cr_assert_eq(cw_weights_file_from_json(text, strlen(text), &f, &err), CW_OK, "%s", err.message);
        cr_assert_eq(f.n, 2);
        cr_assert_eq(f.counts->labels[1].tokens, 2);
        cr_assert_eq(f.entries[0].weight, 1.0);
        cr_assert(isnan(f.entries[1].weight));
        cr_assert_str_eq(f.scheme, "inverse");
        cw_weights_file_free(&f);
}

Test(weights_file, json_refused)
{
        static const char head[] = "{\"format\": \"counterweight-weights\", \"version\": 1, \"tokens\": 5, "
                                   "\"labels\": [{\"id\": 0, \"name\": \"O\", \"tokens\": 5";
        static const char *const tails[] = {"}]}", ", \"weight\": \"1\"}]}", ", \"weight\": -1}]}",
                                            ", \"weight\": 1}]"};
        for (size_t i = 0; i < CW_ARRAY_LEN(tails); i++) {
                char text[400];
                struct cw_weights_file f;
                snprintf(text, sizeof(text), "%s%s", head, tails[i]);
                cr_assert_neq(cw_weights_file_from_json(text, strlen(text), &f, NULL), CW_OK, "%s", text);
                cw_weights_file_free(&f);
        }
        cr_assert_not(cw_weights_file_probe("{\"format\": \"counterweight-counts\"}", 34));
}
