/* SPDX-License-Identifier: MIT */
/*
 * jsonl and json against real data with known counts, and against the JSON parser corpus.
 */
#include "json_driver.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <jansson.h>

/* The folder of real data, or the test is skipped. */
static const char *
shared_data(void)
{
        static char path[4096];
        const char *given = getenv("CW_SHARED_DATA");
        snprintf(path, sizeof(path), "%s", given != NULL ? given : "../shared/data");
        DIR *dir = opendir(path);
        if (dir == NULL)
                cr_skip_test("%s is not there; CW_SHARED_DATA names the folder", path);
        closedir(dir);
        return path;
}

/* All of a file; free().  NULL if it cannot be read. */
static char *
read_all(const char *path, size_t *n_ret)
{
        FILE *f = fopen(path, "rb");
        if (f == NULL)
                return NULL;
        fseek(f, 0, SEEK_END);
        *n_ret = (size_t)ftell(f);
        rewind(f);
        char *text = malloc(*n_ret + 1);
        if (fread(text, 1, *n_ret, f) != *n_ret)
                *n_ret = 0;
        fclose(f);
        return text;
}

/* "ids 0:5 ... names O:3 ..." without sequences, from a truth's counts. */
static char *
expected_counts(json_t *counts)
{
        struct cw_tally t;
        const char *label;
        json_t *n;
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        json_object_foreach(counts, label, n)
        {
                char *end;
                long long id = strtoll(label, &end, 10);
                for (json_int_t i = 0; i < json_integer_value(n); i++) {
                        if (*end == '\0')
                                cw_tally_run(&t, id, 1);
                        else
                                cw_tally_name(&t, label, strlen(label));
                }
        }
        char *line = json_counted(&t, 0, false);
        strstr(line, " seq ")[0] = '\0';
        cw_tally_free(&t);
        return line;
}

static void
check_list(const char *path, const char *column, json_t *list, json_int_t records)
{
        size_t n;
        char *text = read_all(path, &n), *expected = expected_counts(json_object_get(list, "counts"));
        cr_assert_neq(text, NULL, "%s", path);
        const struct cw_text_dialect *d =
                cw_json_probe(text, n, true) > cw_jsonl_probe(text, n, true) ? &cw_dialect_json : &cw_dialect_jsonl;
        for (uint32_t seed = 0; seed < 3; seed++) {
                char rest[100];
                struct json_run r = json_run_sampled(d, column, false, text, n, n < 5000 ? n : 5000, seed);
                cr_assert_eq(r.status, CW_OK, "%s: %s", path, r.err.message);
                json_int_t missing = json_integer_value(json_object_get(list, "missing"));
                snprintf(rest, sizeof(rest), " seq %lld rows %lld skipped 0", (long long)(records - missing),
                         (long long)records);
                char *at = strstr(r.counted, " seq ");
                cr_expect_str_eq(at, rest, "%s: %s", path, at);
                *at = '\0';
                cr_expect_str_eq(r.counted, expected, "%s: %s", path, r.counted);
                free(r.counted);
        }
        free(expected);
        free(text);
}

/* The lists that the truth of one set names; how many. */
static int
check_set(const char *folder, const char *set)
{
        char path[8192];
        const char *file, *column;
        json_t *about, *list;
        int n = 0;
        snprintf(path, sizeof(path), "%s/%s/truth.json", folder, set);
        json_t *truth = json_load_file(path, 0, NULL);
        json_object_foreach(json_object_get(truth, "files"), file, about)
        {
                json_object_foreach(json_object_get(about, "lists"), column, list)
                {
                        snprintf(path, sizeof(path), "%s/%s/%s", folder, set, file);
                        check_list(path, column, list, json_integer_value(json_object_get(about, "records")));
                        n++;
                }
        }
        json_decref(truth);
        return n;
}

Test(json_truth, real_sets_with_label_lists)
{
        const char *folder = shared_data();
        DIR *dir = opendir(folder);
        int n = 0;
        for (struct dirent *e; (e = readdir(dir)) != NULL;) {
                if (strncmp(e->d_name, "jsonl-", 6) == 0)
                        n += check_set(folder, e->d_name);
        }
        closedir(dir);
        cr_expect_geq(n, 4, "only %d lists were checked", n);
}

/* Names and ids of the same records count alike, label by label in order of frequency. */
Test(json_truth, ronec_names_are_ronec_ids)
{
        char path[8192];
        size_t n;
        snprintf(path, sizeof(path), "%s/jsonl-ronec/valid.json", shared_data());
        char *text = read_all(path, &n);
        if (text == NULL)
                cr_skip_test("%s is not there", path);
        struct json_run chosen = json_run(&cw_dialect_json, NULL, false, text, n, 0);
        cr_expect_str_eq(chosen.column, "ner_tags");
        cr_expect(strstr(chosen.counted, " O:43762 ") != NULL && strstr(chosen.counted, " B-PERSON:2733 ") != NULL);
        struct json_run ids = json_run(&cw_dialect_json, "ner_ids", false, text, n, 0);
        cr_expect(strstr(ids.counted, " 0:43762 1:2733 ") != NULL, "%s", ids.counted);
        free(chosen.counted);
        free(ids.counted);
        free(text);
}

/* Sets with spans have no token labels: they are refused for that and for nothing else, and what their truth says of the
 * number of records holds with a scalar key that all records have. */
Test(json_truth, sets_without_token_labels)
{
        static const struct {
                const char *file, *scalar;
                long records;
        } cases[] = {
                {"jsonl-pii-presidio/tests/data/generated_small.json", "masked", 100},
                {"jsonl-pii-presidio/tests/data/generated_large.json", "template_id", 2109},
                {"jsonl-prodigy-recipes/example-datasets/annotated_reddit-PRODUCT-ner.jsonl", "answer", 1800},
                {"jsonl-prodigy-recipes/example-datasets/annotated_github-issues-DOCUMENTATION-textcat.jsonl", "answer",
                 830},
        };
        const char *folder = shared_data();
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                char path[8192], rest[64];
                size_t n;
                snprintf(path, sizeof(path), "%s/%s", folder, cases[i].file);
                char *text = read_all(path, &n);
                if (text == NULL)
                        continue;
                const struct cw_text_dialect *d =
                        cw_jsonl_probe(text, n, true) == 2 ? &cw_dialect_jsonl : &cw_dialect_json;
                struct json_run r = json_run(d, NULL, false, text, n, 0);
                cr_expect_eq(r.status, CW_E_DATA, "%s: %d", path, (int)r.status);
                free(r.counted);
                r = json_run(d, cases[i].scalar, false, text, n, 5);
                cr_expect_eq(r.status, CW_OK, "%s: %s", path, r.err.message);
                snprintf(rest, sizeof(rest), " seq %ld rows %ld skipped 0", cases[i].records, cases[i].records);
                cr_expect(strstr(r.counted, rest) != NULL, "%s: %s", path, strstr(r.counted, " seq "));
                free(r.counted);
                free(text);
        }
}

/* prodigy's `answer`, one a record, against its truth. */
Test(json_truth, scalar_labels_of_prodigy)
{
        char path[8192];
        const char *folder = shared_data(), *file, *answer;
        json_t *about, *n_answers;
        snprintf(path, sizeof(path), "%s/jsonl-prodigy-recipes/truth.json", folder);
        json_t *truth = json_load_file(path, 0, NULL);
        if (truth == NULL)
                cr_skip_test("%s is not there", path);
        json_object_foreach(json_object_get(truth, "files"), file, about)
        {
                size_t n;
                snprintf(path, sizeof(path), "%s/jsonl-prodigy-recipes/%s", folder, file);
                char *text = read_all(path, &n);
                struct json_run r = json_run(&cw_dialect_jsonl, "answer", false, text, n, 9);
                cr_assert_eq(r.status, CW_OK, "%s: %s", path, r.err.message);
                json_object_foreach(json_object_get(about, "answers"), answer, n_answers)
                {
                        char piece[128];
                        snprintf(piece, sizeof(piece), " %s:%lld ", answer, (long long)json_integer_value(n_answers));
                        cr_expect(strstr(r.counted, piece) != NULL, "%s: '%s' is not in '%s'", file, piece, r.counted);
                }
                free(r.counted);
                free(text);
        }
        json_decref(truth);
}

/* y_ is accepted, or refused for want of labels; n_ and i_ only must not hurt. */
Test(json_truth, parser_corpus)
{
        static const char *const folders[] = {"test_parsing", "test_transform"};
        const char *folder = shared_data();
        int n_good = 0, n_all = 0;
        for (size_t i = 0; i < 2; i++) {
                char path[8192];
                snprintf(path, sizeof(path), "%s/json-testsuite/%s", folder, folders[i]);
                DIR *dir = opendir(path);
                if (dir == NULL)
                        cr_skip_test("%s is not there", path);
                for (struct dirent *e; (e = readdir(dir)) != NULL;) {
                        size_t n;
                        if (e->d_name[0] == '.')
                                continue;
                        snprintf(path, sizeof(path), "%s/json-testsuite/%s/%s", folder, folders[i], e->d_name);
                        char *text = read_all(path, &n);
                        for (uint32_t k = 0; k < 8; k++) {
                                const struct cw_text_dialect *d = k % 2 != 0 ? &cw_dialect_json : &cw_dialect_jsonl;
                                struct json_run r = json_run(d, k < 4 ? NULL : "a", k % 4 < 2, text, n, k < 4 ? 0 : k);
                                if (d == &cw_dialect_json && strncmp(e->d_name, "y_", 2) == 0) {
                                        cr_expect(r.status == CW_OK || r.status == CW_E_DATA, "%s: status %d, %s",
                                                  e->d_name, (int)r.status, r.err.message);
                                        n_good++;
                                }
                                free(r.counted);
                                n_all++;
                        }
                        free(text);
                }
                closedir(dir);
        }
        cr_expect_gt(n_good, 90 * 4, "only %d", n_good);
        cr_expect_gt(n_all, 300 * 8, "only %d", n_all);
}
