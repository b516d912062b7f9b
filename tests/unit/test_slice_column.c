/* SPDX-License-Identifier: MIT */
/*
 * Slices by a column, in each format that is a table: rows find their slice whatever is null or empty beside them.
 */
#include "arrow_writer.h"
#include "spine_fixture.h"

#include <limits.h>
#include <stdint.h>

/* "NAME: id=tokens ...; " of each slice, ids with tokens only. */
static const char *
slices_of(const char *const *paths, size_t n, const char *column, const char *by, int n_threads)
{
        static char text[1100];
        struct cw_read_options options = spine_options();
        cw_counts *counts = NULL;
        struct cw_error err;
        size_t at = 0;
        options.column = column;
        options.by = CW_BY_COLUMN;
        options.by_column = by;
        options.n_threads = n_threads;
        if (cw_count(paths, n, &options, &counts, &err) != CW_OK) {
                snprintf(text, sizeof(text), "%d: %s", (int)err.status, err.message);
                return text;
        }
        text[0] = '\0';
        for (size_t k = 0; k < cw_counts_n_slices(counts); k++) {
                const struct cw_slice slice = cw_counts_slice(counts, k);
                at += (size_t)snprintf(text + at, sizeof(text) - at, "%s (%llu):", slice.name,
                                       (unsigned long long)slice.sequences);
                for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                        const uint64_t tokens = cw_counts_slice_tokens(counts, k, i);
                        if (tokens > 0)
                                at += (size_t)snprintf(text + at, sizeof(text) - at, " %lld=%llu",
                                                       (long long)cw_counts_label(counts, i).id,
                                                       (unsigned long long)tokens);
                }
                at += (size_t)snprintf(text + at, sizeof(text) - at, "; ");
        }
        cw_counts_free(&counts);
        return text;
}

static void
expect(const char *const *paths, size_t n, const char *column, const char *by, const char *wanted)
{
        for (int n_threads = 1; n_threads <= 3; n_threads++) {
                const char *found = slices_of(paths, n, column, by, n_threads);
                cr_expect_str_eq(found, wanted, "found: %s", found);
        }
}

static const char *const records[] = {
        "{\"tags\": [1, 2], \"from\": \"web\", \"n\": 10}",
        "{\"from\": null, \"tags\": [3], \"n\": -2}",
        "{\"tags\": null, \"n\": 9, \"from\": \"mail\"}",
        "{\"tags\": [], \"from\": \"web\", \"n\": 9}",
        "{\"meta\": [1], \"tags\": [1], \"from\": \"mail\", \"n\": 9}",
};

static const char by_from[] = "mail (2): 1=2; null (2): 3=2; web (4): 1=2 2=2; ";
static const char by_n[] = "-2 (2): 3=2; 9 (4): 1=2; 10 (2): 1=2 2=2; ";

Test(slice_column, json_lines_and_json, .init = spine_enter, .fini = spine_leave)
{
        struct cw_buffer lines = {0}, array = {0};
        for (size_t i = 0; i < CW_ARRAY_LEN(records); i++) {
                cw_buffer_printf(&lines, "%s\n%s", records[i], i % 2 ? "\n" : "");
                cw_buffer_printf(&array, "%s%s", i == 0 ? "[" : ",\n", records[i]);
        }
        cw_buffer_puts(&array, "]\n");
        spine_put("a.jsonl", lines.data, lines.n);
        spine_put("b.json", array.data, array.n);
        expect((const char *const[]){"a.jsonl", "b.json"}, 2, "tags", "from", by_from);
        expect((const char *const[]){"a.jsonl", "a.jsonl"}, 2, "tags", "n", by_n);
        spine_put_gzip("c.jsonl.gz", lines.data, lines.n);
        expect((const char *const[]){"a.jsonl", "c.jsonl.gz"}, 2, "tags", "from", by_from);
        cw_buffer_free(&lines);
        cw_buffer_free(&array);
}

Test(slice_column, long_text_in_many_blocks, .init = spine_enter, .fini = spine_leave)
{
        struct cw_buffer b = {0};
        uint64_t seed = 7, tokens[3][4] = {{0}};
        char wanted[256];
        for (size_t row = 0; b.n < 3 << 20; row++) {
                const uint32_t from = spine_random(&seed) % 3;
                cw_buffer_printf(&b, "{\"text\": \"%0*d\", \"from\": %u, \"tags\": [0",
                                 (int)(spine_random(&seed) % 300), 0, from);
                tokens[from][0]++;
                for (uint32_t k = spine_random(&seed) % 9; k > 0; k--) {
                        const uint32_t id = spine_random(&seed) % 4;
                        cw_buffer_printf(&b, ", %u", id);
                        tokens[from][id]++;
                }
                cw_buffer_puts(&b, "]}\n");
                tokens[from][0] += UINT64_C(1) << 32; /* the rows, above */
        }
        spine_put("long.jsonl", b.data, b.n);
        cw_buffer_free(&b);
        size_t at = 0;
        for (int k = 0; k < 3; k++)
                at += (size_t)snprintf(wanted + at, sizeof(wanted) - at, "%d (%llu): 0=%llu 1=%llu 2=%llu 3=%llu; ", k,
                                       (unsigned long long)(tokens[k][0] >> 32),
                                       (unsigned long long)(tokens[k][0] & UINT32_MAX),
                                       (unsigned long long)tokens[k][1], (unsigned long long)tokens[k][2],
                                       (unsigned long long)tokens[k][3]);
        expect((const char *const[]){"long.jsonl"}, 1, "tags", "from", wanted);
}

/* The same rows as above. */
Test(slice_column, arrow, .init = spine_enter, .fini = spine_leave)
{
        static const struct aw_field item = {.name = "item", .type = AW_INT, .bits = 8};
        static const struct aw_field fields[] = {{.name = "from", .type = AW_UTF8},
                                                 {.name = "n", .type = AW_INT, .bits = 64},
                                                 {.name = "tags", .type = AW_LIST, .children = &item, .n_children = 1}};
        static const int32_t text[] = {0, 3, 3, 7, 10, 14}, offsets[] = {0, 2, 3, 3, 3, 4};
        static const int64_t n[] = {10, -2, 9, 9, 9};
        static const int8_t ids[] = {1, 2, 3, 1};
        static const uint8_t from_valid = 0x1D, tags_valid = 0x1B, none[1];
        static const struct aw_node nodes[] = {{5, 1}, {5, 0}, {5, 1}, {4, 0}};
        struct aw w = {.file = true};
        aw_schema(&w, fields, 3, NULL);
        for (int batch = 0; batch < 2; batch++) {
                aw_add(&w, &from_valid, 1);
                aw_add(&w, text, sizeof(text));
                aw_add(&w, "webmailwebmail", 14);
                aw_add(&w, none, 0);
                aw_add(&w, n, sizeof(n));
                aw_add(&w, &tags_valid, 1);
                aw_add(&w, offsets, sizeof(offsets));
                aw_add(&w, none, 0);
                aw_add(&w, ids, sizeof(ids));
                aw_record_batch(&w, 5, nodes, 4);
        }
        aw_end(&w);
        spine_put("a.arrow", w.out.data, w.out.n);
        cw_buffer_free(&w.out);
        expect((const char *const[]){"a.arrow"}, 1, "tags", "from", by_from);
        expect((const char *const[]){"a.arrow"}, 1, "tags", "n", by_n);
}

/* Rows (a, e): abc [1 2 3], abc null, abc null, null [1 2 3], abc [1 2]; b counts them from 1.  As parquet-testing says. */
Test(slice_column, parquet)
{
        static char path[PATH_MAX + 96];
        const char *shared = getenv("CW_SHARED_DATA");
        snprintf(path, sizeof(path), "%s/parquet-testing/data/datapage_v2.snappy.parquet",
                 shared != NULL ? shared : "../shared/data");
        if (access(path, R_OK) != 0)
                cr_skip_test("skipped: %s is not there", path);
        expect((const char *const[]){path}, 1, "e", "a", "abc (2): 1=2 2=2 3=1; null (1): 1=1 2=1 3=1; ");
        expect((const char *const[]){path}, 1, "e", "b",
               "1 (1): 1=1 2=1 3=1; 2 (0):; 3 (0):; 4 (1): 1=1 2=1 3=1; 5 (1): 1=1 2=1; ");
}

Test(slice_column, refusals, .init = spine_enter, .fini = spine_leave)
{
        struct cw_buffer b = {0};
        spine_puts("a.jsonl", "{\"tags\": [1], \"x\": [1, 2]}\n");
        spine_puts("b.conll", "a O\n\n");
        expect((const char *const[]){"a.jsonl"}, 1, "tags", "x",
               "5: a.jsonl: expected one value a row to slice by, found a list in row 1");
        expect((const char *const[]){"b.conll"}, 1, NULL, "x",
               "4: b.conll: expected JSON lines, JSON, Arrow or Parquet to slice by a column, found conll");
        expect((const char *const[]){"a.jsonl"}, 1, "tags", NULL,
               "1: --by column: expected the name of a column after it");
        for (int i = 0; i < 300; i++)
                cw_buffer_printf(&b, "{\"tags\": [1], \"x\": %d}\n", i);
        spine_put("c.jsonl", b.data, b.n);
        cw_buffer_free(&b);
        expect((const char *const[]){"c.jsonl"}, 1, "tags", "x",
               "6: c.jsonl: expected at most 256 different values to slice by, found more; choose another column");
}
