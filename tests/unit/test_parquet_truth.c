/* SPDX-License-Identifier: MIT */
/*
 * Real Parquet files of other people's writers against what DuckDB read in them (truth.json): the label counts of every
 * integer and text list, its rows that are not null, and that damaged files are refused or read as DuckDB reads them.
 */
#include "counterweight.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *
shared_data(void)
{
        const char *folder = getenv("CW_SHARED_DATA");
        return folder != NULL ? folder : "../shared/data";
}

static cw_status
count_file(const char *path, const char *column, cw_counts **counts_ret, struct cw_error *err)
{
        struct cw_read_options options;
        cw_read_options_init(&options);
        options.column = column;
        options.format = CW_FORMAT_PARQUET;
        options.unknown = CW_UNKNOWN_COUNT;
        options.n_ignore_ids = 0;
        options.n_threads = 2;
        return cw_count(&path, 1, &options, counts_ret, err);
}

static uint64_t
expected_tokens(const json_t *counts, struct cw_label_count label, bool by_name)
{
        char id[24];
        snprintf(id, sizeof(id), "%lld", (long long)label.id);
        return (uint64_t)json_integer_value(json_object_get(counts, by_name ? label.name : id));
}

static void
check_list(const char *path, const char *column, const json_t *list)
{
        const json_t *want = json_object_get(list, "counts");
        cw_counts *counts = NULL;
        struct cw_error err;
        size_t n_seen = json_object_get(want, "<null>") != NULL; /* nulls are no labels */
        if (want == NULL || json_object_size(want) == 0)
                return;
        cr_assert_eq(count_file(path, column, &counts, &err), CW_OK, "%s", err.message);
        /* Ids given by name tell nothing; names of a ClassLabel stand beside ids that do. */
        const struct cw_label_count first = cw_counts_label(counts, 0);
        const bool by_name = first.name != NULL && json_object_get(want, first.name) != NULL;
        for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                const struct cw_label_count label = cw_counts_label(counts, i);
                n_seen += label.tokens > 0;
                cr_assert_eq(label.tokens, expected_tokens(want, label, by_name), "%s %s label %lld", path, column,
                             (long long)label.id);
        }
        cr_assert_eq(n_seen, json_object_size(want), "%s %s", path, column);
        const uint64_t n_lists = (uint64_t)(json_integer_value(json_object_get(list, "n_rows")) -
                                            json_integer_value(json_object_get(list, "null_lists")));
        cr_assert_eq(cw_counts_totals(counts).sequences, n_lists, "%s %s", path, column);
        cw_counts_free(&counts);
}

static size_t
check_set(const char *set)
{
        char path[512];
        size_t n_lists = 0;
        snprintf(path, sizeof(path), "%s/%s/truth.json", shared_data(), set);
        json_t *truth = json_load_file(path, 0, NULL);
        if (truth == NULL)
                cr_skip_test("%s is not there", path);
        const char *name, *column;
        json_t *file, *list;
        json_object_foreach(json_object_get(truth, "files"), name, file)
        {
                if (strstr(name, "bad_data") != NULL || strstr(name, "corrupt") != NULL)
                        continue;
                snprintf(path, sizeof(path), "%s/%s/%s", shared_data(), set, name);
                json_object_foreach(json_object_get(file, "lists"), column, list)
                {
                        check_list(path, column, list);
                        n_lists += json_object_size(json_object_get(list, "counts")) > 0;
                }
        }
        json_decref(truth);
        return n_lists;
}

Test(parquet_truth, hugging_face)
{
        cr_assert_geq(check_set("parquet-hf-ncbi") + check_set("parquet-hf-crypto"), 6);
}

Test(parquet_truth, duckdb_fixtures)
{
        cr_assert_gt(check_set("parquet-duckdb"), 0);
}

Test(parquet_truth, hyparquet_fixtures)
{
        cr_assert_gt(check_set("parquet-hyparquet"), 0);
}

Test(parquet_truth, parquet_testing)
{
        cr_assert_gt(check_set("parquet-testing"), 0);
}

/* Its writer said of compressed pages that they are not.  What is right is in the file's own statistics: 1 to 5, a to e. */
Test(parquet_truth, pages_that_deny_their_compression)
{
        static const char *const columns[] = {"col1", "col2"};
        static const char *const labels[] = {"a", "b", "c", "d", "e"};
        char path[512];
        snprintf(path, sizeof(path), "%s/arrow-testing/parquet/ARROW-17100.parquet", shared_data());
        if (access(path, R_OK) != 0)
                cr_skip_test("%s is not there", path);
        for (size_t c = 0; c < 2; c++) {
                cw_counts *counts = NULL;
                struct cw_error err;
                cr_assert_eq(count_file(path, columns[c], &counts, &err), CW_OK, "%s", err.message);
                cr_assert_eq(cw_counts_n_labels(counts), 5);
                for (size_t i = 0; i < 5; i++) {
                        const struct cw_label_count label = cw_counts_label(counts, i);
                        cr_assert_eq(label.tokens, 1);
                        if (c == 0)
                                cr_assert_eq(label.id, (int64_t)i + 1);
                        else
                                cr_assert_str_eq(label.name, labels[i]);
                }
                cw_counts_free(&counts);
        }
}

Test(parquet_truth, damaged_files_are_refused_or_read)
{
        static const char *const folders[] = {"parquet-testing/bad_data", "arrow-testing/parquet/fuzzing"};
        size_t n = 0;
        for (size_t f = 0; f < sizeof(folders) / sizeof(folders[0]); f++) {
                char folder[256], path[512 + 256];
                snprintf(folder, sizeof(folder), "%s/%s", shared_data(), folders[f]);
                DIR *dir = opendir(folder);
                if (dir == NULL)
                        cr_skip_test("%s is not there", folder);
                for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
                        cw_counts *counts = NULL;
                        struct cw_error err;
                        if (entry->d_name[0] == '.' || strstr(entry->d_name, ".md") != NULL)
                                continue;
                        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
                        const cw_status status = count_file(path, NULL, &counts, &err);
                        cr_assert(status == CW_OK || cw_exit_code(status) == 3, "%s", err.message);
                        cw_counts_free(&counts);
                        n++;
                }
                closedir(dir);
        }
        cr_assert_gt(n, 50);
}
