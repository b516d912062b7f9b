/* SPDX-License-Identifier: MIT */
/*
 * Counts files as inputs: counting parts and merging the counts is counting the whole, for names, for ids with a map, for
 * ids alone; what was ignored stays ignored; and a counts file may be compressed, piped, beside data.
 */
#include "spine_fixture.h"

#include "base/status.h"

#include <sys/stat.h>

TestSuite(counts_format, .init = spine_enter, .fini = spine_leave, .timeout = 120);

/* Counts `input` into the counts file `output`. */
static void
count_into(const char *input, const struct cw_read_options *options, const char *output)
{
        char *text;
        size_t nbytes;
        cw_counts *counts = spine_count(&input, 1, options);
        cr_assert_eq(cw_counts_render(counts, CW_OUT_JSON, &text, &nbytes, NULL), CW_OK);
        spine_put(output, text, nbytes);
        cw_free_text(text);
        cw_counts_free(&counts);
}

/* Whether counts of the parts, merged, are what counting the parts gives; `second` are the options of merging. */
static void
expect_merged(const char *const *parts, size_t n, const struct cw_read_options *first,
              const struct cw_read_options *second)
{
        const char *merged[8];
        char names[8][32];
        for (size_t i = 0; i < n; i++) {
                snprintf(names[i], sizeof(names[i]), "%zu.counts", i);
                merged[i] = names[i];
                count_into(parts[i], first, names[i]);
        }
        char *whole = spine_same(parts, n, first), *sum = spine_same(merged, n, second);
        cr_expect_str_eq(sum, whole, "merged:\n%s\nat once:\n%s", sum, whole);
        free(sum);
        for (size_t i = 1; i < n; i += 2) /* some counted already, some not */
                merged[i] = parts[i];
        sum = spine_same(merged, n, second);
        cr_expect_str_eq(sum, whole, "mixed:\n%s\nat once:\n%s", sum, whole);
        free(sum);
        free(whole);
}

Test(counts_format, merging_is_counting_at_once)
{
        static const char *const conll[] = {"a.conll", "b.conll", "c.conll"};
        static const char *const jsonl[] = {"a.jsonl", "b.jsonl", "c.jsonl"};
        struct cw_read_options options = spine_options();
        spine_puts(conll[0], "x O\nx B-Z\n");
        spine_puts(conll[1], "x A\nx O\n\nx B-Z\n");
        spine_puts(conll[2], "x Q\nx O\n");
        expect_merged(conll, 3, &options, &options);
        spine_puts(jsonl[0], "{\"tags\": [0, 1, -100]}\n");
        spine_puts(jsonl[1], "{\"tags\": [3, 3]}\n{\"tags\": []}\n");
        spine_puts(jsonl[2], "{\"tags\": [0]}\n");
        expect_merged(jsonl, 3, &options, &options);
        spine_puts("labels.txt", "O\nA\nB-Z\nQ\n");
        options.labels_path = "labels.txt";
        expect_merged(conll, 3, &options, &options);
        struct cw_read_options without = spine_options();
        expect_merged(jsonl, 3, &options, &options);
        count_into(jsonl[1], &options, "n.counts");
        cw_counts *counts = spine_count(&(const char *){"n.counts"}, 1, &without);
        cr_expect_str_eq(cw_counts_label(counts, 3).name, "Q", "the counts file carries its names");
        cw_counts_free(&counts);
}

/* The middle and the first label of the map ignored: names keep their ids, and what was ignored stays so. */
Test(counts_format, ignored_labels_of_the_map)
{
        struct cw_read_options options = spine_options(), again = spine_options();
        spine_puts("a.jsonl", "{\"tags\": [0, 1, 2, 2, 3, -100]}\n");
        spine_puts("labels.txt", "O\nA\nB\nC\n");
        options.labels_path = "labels.txt";
        for (int64_t id = 0; id < 3; id++) {
                const int64_t ignore[] = {id, -100};
                options.ignore_ids = ignore;
                options.n_ignore_ids = 2;
                count_into("a.jsonl", &options, "a.counts");
                char *first = spine_same_file("a.jsonl", &options), *second = spine_same_file("a.counts", &again);
                cr_expect_str_eq(second, first, "ignoring %lld:\n%s\nfirst:\n%s", (long long)id, second, first);
                free(first);
                free(second);
        }
}

Test(counts_format, compressed_and_piped)
{
        static const char text[] =
                "\n {\"version\": 1, \"format\": \"counterweight-counts\", \"tokens\": 3, \"labels\": "
                "[{\"id\": 0, \"name\": \"O\", \"tokens\": 3}]}\n";
        static const char *const names[] = {"a.zst", "a.gz", "frames.zst", "pipe"};
        const struct cw_read_options options = spine_options();
        spine_puts("a.json", text);
        spine_put_zstd(names[0], text, sizeof(text) - 1, (struct spine_frames){0});
        spine_put_gzip(names[1], text, sizeof(text) - 1);
        spine_put_zstd(names[2], text, sizeof(text) - 1,
                       (struct spine_frames){.nbytes = 11, .mixed = true, .empty_every = 2});
        cr_assert_eq(mkfifo(names[3], 0666), 0);
        char *want = spine_same_file("a.json", &options);
        for (size_t i = 0; i < CW_ARRAY_LEN(names); i++) {
                cr_assert(i != 3 || system("cat a.json >pipe &") == 0);
                char *found = spine_outcome(&names[i], 1, &options, 2);
                cr_expect_str_eq(found, want, "%s: %s", names[i], found);
                free(found);
        }
        free(want);
}

Test(counts_format, refused)
{
        struct cw_read_options options = spine_options();
        struct cw_buffer big = {0};
        spine_puts("sum", "{\"format\": \"counterweight-counts\", \"version\": 1, \"tokens\": 4, \"labels\": "
                          "[{\"id\": 0, \"name\": \"O\", \"tokens\": 3}]}");
        SPINE_FAILS("sum", &options, CW_E_CORRUPT,
                    "sum: expected \"tokens\" to be the sum of \"labels[].tokens\", 3, found 4; the counts file is "
                    "damaged");
        cw_buffer_puts(&big, "{\"format\": \"counterweight-counts\", \"version\": 1, \"tokens\": 0, \"labels\": []");
        while (big.n <= 1 << 20)
                cw_buffer_puts(&big, "                                ");
        cw_buffer_puts(&big, "}");
        spine_put("big", big.data, big.n);
        options.max_memory = 1 << 20;
        SPINE_FAILS("big", &options, CW_E_LIMIT, "big: the counts file is larger than --max-memory");
        cw_buffer_free(&big);
        spine_puts("odd",
                   "{\"format\": \"counterweight-counts\", \"version\": 1, \"tokens\": 5, \"labels\": [{\"id\": 0, "
                   "\"name\": \"O\", \"tokens\": 3}, {\"id\": 5, \"name\": null, \"tokens\": 2}]}");
        SPINE_FAILS(
                "odd", &options, CW_E_DATA,
                "odd: label 2: label id 5 is not in the label map; 2 tokens have it; add it to the label map, or use "
                "--unknown count or ignore");
}
