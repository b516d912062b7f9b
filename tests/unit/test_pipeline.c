/* SPDX-License-Identifier: MIT */
/*
 * The whole path from files to counts, through cw_count(): every verdict with its sentence, the same result and the same
 * sentence with 1, 2, 3 and 8 threads, shards large, small, many, mixed, damaged, silent.
 */
#include "spine_fixture.h"

#include "base/status.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

TestSuite(pipeline, .init = spine_enter, .fini = spine_leave, .timeout = 300);

enum { MIB = 1 << 20 };

/* ---- verdicts ----------------------------------------------------------------------------------------------- */

static void
expect_usage(const char *const *paths, size_t n, const struct cw_read_options *options, const char *sentence)
{
        struct cw_error err;
        cw_counts *counts = NULL;
        cr_assert_eq(cw_count(paths, n, options, &counts, &err), CW_E_USAGE);
        cr_assert_null(counts);
        cr_assert_str_eq(err.message, sentence);
}

Test(pipeline, wrong_usage)
{
        static const char *const paths[] = {"-", "-"};
        struct cw_read_options options = spine_options();
        expect_usage(paths, 0, &options, "no input is named; name files or folders, or - for standard input");
        expect_usage(paths, 2, &options, "standard input (-) is named twice; it can be read once");
        options.n_threads = 1025;
        expect_usage(paths, 1, &options, "the number of threads must be 1 to 1024, not 1025");
        options.n_threads = -1;
        expect_usage(paths, 1, &options, "the number of threads must be 1 to 1024, not -1");
        options = spine_options();
        options.max_memory = MIB - 1;
        expect_usage(paths, 1, &options, "--max-memory must be at least 1 MiB (1048576 bytes)");
}

Test(pipeline, system_faults)
{
        const struct cw_read_options options = spine_options();
        SPINE_FAILS("none.jsonl", &options, CW_E_IO, "none.jsonl: cannot open: No such file or directory");
        cr_assert_eq(mkdir("empty", 0777), 0);
        SPINE_FAILS("empty", &options, CW_E_DATA, "empty: the folder holds no data files");
        if (geteuid() == 0)
                return;
        spine_puts("secret.jsonl", "{\"tags\": [0]}\n");
        cr_assert_eq(chmod("secret.jsonl", 0), 0);
        SPINE_FAILS("secret.jsonl", &options, CW_E_IO, "secret.jsonl: cannot open: Permission denied");
}

Test(pipeline, data_that_does_not_fit)
{
        struct cw_read_options options = spine_options();
        spine_puts("a.jsonl", "{\"tags\": [0, 1]}\n\n{\"tags\": [2, -5, -5, 2]}\n{\"tags\": [-7]}\n");
        SPINE_FAILS("a.jsonl", &options, CW_E_DATA,
                    "a.jsonl: line 3: position 2: label id -5 is below 0 and not ignored; 2 tokens have it (and 1 more "
                    "such labels); use --ignore -100,-5 if it marks tokens without a label");
        spine_puts("labels.txt", "O\nB\n");
        options.labels_path = "labels.txt";
        options.ignore_ids = (const int64_t[]){-5, -7};
        options.n_ignore_ids = 2;
        SPINE_FAILS("a.jsonl", &options, CW_E_DATA,
                    "a.jsonl: line 3: position 1: label id 2 is not in the label map; 2 tokens have it; add it to the "
                    "label map, or use --unknown count or ignore");
        spine_puts("b.conll", "x O\ny B\n\nz I\nz I\n");
        SPINE_FAILS("b.conll", &options, CW_E_DATA,
                    "b.conll: line 4: position 1: label \"I\" is not in the label map; 2 tokens have it; add it to the "
                    "label map, or use --unknown count or ignore");
}

Test(pipeline, damaged_cut_off_and_not_supported_are_three_things)
{
        const struct cw_read_options options = spine_options();
        size_t n;
        char *text = spine_jsonl(3000, 1, &n, NULL);
        spine_put_zstd("a.jsonl.zst", text, n, (struct spine_frames){0});
        spine_put_gzip("a.jsonl.gz", text, n);
        char *zst = spine_get("a.jsonl.zst", &n);
        spine_put("cut.jsonl.zst", zst, n - 10);
        SPINE_FAILS("cut.jsonl.zst", &options, CW_E_TRUNCATED,
                    "cut.jsonl.zst: the zstd frame at byte 0 goes on past the end of the file; it is cut off");
        zst[n - 1] ^= 1;
        spine_put("bad.jsonl.zst", zst, n);
        SPINE_FAILS("bad.jsonl.zst", &options, CW_E_CORRUPT,
                    "bad.jsonl.zst: the zstd checksum differs; the file is damaged");
        char *gz = spine_get("a.jsonl.gz", &n);
        spine_put("cut.jsonl.gz", gz, n - 10);
        SPINE_FAILS("cut.jsonl.gz", &options, CW_E_TRUNCATED,
                    "cut.jsonl.gz: the gzip data ends within a member, at byte %zu; the file is cut off", n - 10);
        gz[n - 6] ^= 1;
        spine_put("bad.jsonl.gz", gz, n);
        SPINE_FAILS("bad.jsonl.gz", &options, CW_E_CORRUPT,
                    "bad.jsonl.gz: the gzip checksum differs; the file is damaged");
        spine_put("binary", "\0\1\2\3\4", 5);
        SPINE_FAILS("binary", &options, CW_E_UNSUPPORTED,
                    "binary: expected a native shard, JSON lines, JSON, CoNLL text, Arrow, Parquet, NumPy or a counts "
                    "file, found binary data; "
                    "name the format with --format if it is one of these");
        free(text);
        free(zst);
        free(gz);
}

/* The sentence names the line where the record begins, whatever holds it. */
Test(pipeline, record_longer_than_the_bound)
{
        static const char *const plain[] = {"long.jsonl", "long.zst", "frames.zst", "long.gz"};
        struct cw_read_options options = spine_options();
        struct cw_buffer text = {0};
        options.max_memory = MIB;
        cw_buffer_puts(&text, "{\"tags\": [1]}\n\n{\"tags\": [0");
        while (text.n < 3 * MIB)
                cw_buffer_puts(&text, ", 1");
        cw_buffer_puts(&text, "]}\n{\"tags\": [3]}\n");
        spine_put(plain[0], text.data, text.n);
        spine_put_zstd(plain[1], text.data, text.n, (struct spine_frames){0});
        spine_put_zstd(plain[2], text.data, text.n, (struct spine_frames){.nbytes = 300000, .mixed = true});
        spine_put_gzip(plain[3], text.data, text.n);
        for (size_t i = 0; i < CW_ARRAY_LEN(plain); i++)
                SPINE_FAILS(
                        plain[i], &options, CW_E_LIMIT,
                        "%s: line 3: a record is longer than --max-memory (1048576 bytes); raise it if that is right",
                        plain[i]);
        options.max_memory = 4 * MIB;
        char *whole = spine_same_file(plain[0], &options);
        cr_assert_not_null(strstr(whole, "\"sequences\": 3,"), "%s", whole);
        for (size_t i = 1; i < CW_ARRAY_LEN(plain); i++) {
                char *other = spine_same_file(plain[i], &options);
                cr_assert_str_eq(other, whole);
                free(other);
        }
        free(whole);
        cw_buffer_free(&text);
}

Test(pipeline, json_record_longer_than_the_bound)
{
        struct cw_read_options options = spine_options();
        struct cw_buffer text = {0};
        options.max_memory = MIB;
        cw_buffer_puts(&text, "[{\"tags\": [1]}, {\"tags\": [0");
        while (text.n < MIB - 100)
                cw_buffer_puts(&text, ", 1");
        cw_buffer_puts(&text, "]}]");
        spine_put("a.json", text.data, text.n);
        free(spine_same_file("a.json", &options));
        cw_counts *counts = spine_count(&(const char *){"a.json"}, 1, &options);
        cr_expect_eq(cw_counts_totals(counts).sequences, 2, "a record just below the bound is all right");
        cw_counts_free(&counts);
        text.n -= 3;
        while (text.n < MIB + 100)
                cw_buffer_puts(&text, ", 1");
        cw_buffer_puts(&text, "]}]");
        spine_put("b.json", text.data, text.n);
        SPINE_FAILS(
                "b.json", &options, CW_E_LIMIT,
                "b.json: record 2: a record is longer than --max-memory (1048576 bytes); raise it if that is right");
        cw_buffer_free(&text);
}

/* ---- corner cases ------------------------------------------------------------------------------------------- */

Test(pipeline, files_with_nothing_in_them)
{
        static const char *const names[] = {"a.jsonl", "b.conll", "c.json", "d.zst", "e.gz", "f.zst"};
        struct cw_read_options options = spine_options();
        spine_puts("a.jsonl", "");
        spine_puts("b.conll", "\n \n\r\n\n");
        spine_puts("c.json", " \n");
        spine_put_zstd("d.zst", "", 0, (struct spine_frames){.skip_every = 1, .empty_every = 1});
        spine_put_gzip("e.gz", "", 0);
        spine_put_zstd("f.zst", "\n\n\n", 3, (struct spine_frames){.nbytes = 1, .unsized = true, .empty_every = 1});
        for (size_t i = 0; i < CW_ARRAY_LEN(names); i++) {
                cw_counts *counts = spine_count(&names[i], 1, &options);
                struct cw_totals t = cw_counts_totals(counts);
                cr_expect(t.tokens == 0 && t.sequences == 0 && t.shards == 1, "%s", names[i]);
                cr_expect_eq(cw_counts_n_labels(counts), 0, "%s", names[i]);
                cw_counts_free(&counts);
        }
        free(spine_same(names, CW_ARRAY_LEN(names), &options));
}

Test(pipeline, last_line_without_its_newline)
{
        static const char *const names[] = {"a.jsonl", "b.conll", "c.zst", "d.gz", "e.zst"};
        static const char text[] = "x O\ny B\n\nz I\r\n\nw O";
        const struct cw_read_options options = spine_options();
        spine_puts(names[0], "{\"tags\": [\"O\", \"B\"]}\n{\"tags\": [\"I\"]}\n{\"tags\": [\"O\"]}");
        spine_puts(names[1], text);
        spine_put_zstd(names[2], text, sizeof(text) - 1, (struct spine_frames){0});
        spine_put_gzip(names[3], text, sizeof(text) - 1);
        spine_put_zstd(names[4], text, sizeof(text) - 1, (struct spine_frames){.nbytes = 4});
        for (size_t i = 0; i < CW_ARRAY_LEN(names); i++) {
                cw_counts *counts = spine_count(&names[i], 1, &options);
                cr_expect_eq(cw_counts_totals(counts).sequences, 3, "%s", names[i]);
                cr_expect_eq(cw_counts_totals(counts).tokens, 4, "%s", names[i]);
                cr_expect_eq(spine_tokens(counts, 0), 2, "%s", names[i]);
                cw_counts_free(&counts);
        }
}

/* ---- large, small, many ------------------------------------------------------------------------------------- */

Test(pipeline, one_large_file_in_every_wrapping)
{
        static const char *const names[] = {"one.zst", "frames.zst", "unsized.zst", "tiny.zst", "one.gz", "pipe"};
        const struct cw_read_options options = spine_options();
        size_t n, n_lines;
        char *text = spine_jsonl(20 * MIB, 7, &n, &n_lines), *zst, found[64];
        spine_put("plain.jsonl", text, n);
        char *want = spine_same_file("plain.jsonl", &options);
        snprintf(found, sizeof(found), "\"sequences\": %zu,", n_lines);
        cr_assert_not_null(strstr(want, found));
        spine_put_zstd(names[0], text, n, (struct spine_frames){0});
        spine_put_zstd(names[1], text, n, (struct spine_frames){.nbytes = 1500001, .skip_every = 3, .empty_every = 2});
        spine_put_zstd(names[2], text, n, (struct spine_frames){.nbytes = 2500001, .unsized = true});
        spine_put_zstd(names[3], text, n, (struct spine_frames){.nbytes = 4099, .mixed = true});
        spine_put_gzip(names[4], text, n);
        for (size_t i = 0; i < 5; i++) {
                zst = spine_outcome(&names[i], 1, &options, i % 2 == 0 ? 3 : 8);
                cr_expect_str_eq(zst, want, "%s", names[i]);
                free(zst);
        }
        cr_assert_eq(mkfifo(names[5], 0666), 0);
        cr_assert_eq(system("cat plain.jsonl >pipe &"), 0);
        zst = spine_outcome(&names[5], 1, &options, 2);
        cr_expect_str_eq(zst, want);
        free(zst);
        free(want);
        free(text);
}

Test(pipeline, many_small_files)
{
        enum { N = 1500 };
        char *paths[N];
        uint64_t seed = 3, tokens = 0;
        struct cw_read_options options = spine_options();
        options.per_shard = true;
        for (int i = 0; i < N; i++) {
                struct cw_buffer text = {0};
                char name[32];
                const uint32_t n = spine_random(&seed) % 30;
                snprintf(name, sizeof(name), "%d.%s", i, i % 3 == 0 ? "conll" : "jsonl");
                cw_buffer_puts(&text, i % 3 == 0 ? "t O\n" : "{\"tags\": [\"O\"");
                for (uint32_t k = 0; k < n; k++)
                        cw_buffer_printf(&text, i % 3 == 0 ? "t L%u\n" : ", \"L%u\"", spine_random(&seed) % 20);
                cw_buffer_puts(&text, i % 3 == 0 ? "" : "]}");
                spine_put(name, text.data, text.n);
                cw_buffer_free(&text);
                paths[i] = strdup(name);
                tokens += n + 1;
        }
        free(spine_same((const char *const *)paths, N, &options));
        cw_counts *counts = spine_count((const char *const *)paths, N, &options);
        const struct cw_totals t = cw_counts_totals(counts);
        cr_expect_eq(t.tokens, tokens);
        cr_expect_eq(t.shards, N);
        cr_expect_eq(t.sequences, N);
        cr_expect_eq(spine_tokens(counts, 0), N);
        cw_counts_free(&counts);
        for (int i = 0; i < N; i++)
                free(paths[i]);
}

Test(pipeline, formats_mixed_and_their_totals)
{
        static const char *const names[] = {"O", "B", "I"};
        static const char *const paths[] = {"a.jsonl", "b.conll", "c.shard", "d.json", "e.jsonl.gz", "f.counts"};
        static const int64_t ids[] = {0, 1, -100, 2, 2};
        struct cw_read_options options = spine_options();
        spine_puts(paths[0], "{\"tags\": [0, 1, -100, -100]}\n{\"tags\": []}\n");
        spine_puts(paths[1], "token tag\n\nx O\ny I\n");
        spine_put_shard(paths[2], (struct cw_shard_header){.names = names, .n_names = 3}, ids, 5, 2);
        spine_puts(paths[3], "[{\"tags\": [2]}, {\"tags\": [0]}]");
        spine_put_gzip(paths[4], "{\"tags\": [1]}", 13);
        spine_puts(paths[5], "{\"format\": \"counterweight-counts\", \"version\": 1, \"tokens\": 7, \"ignored\": 2, "
                             "\"unknown\": 4, \"rows_skipped\": 9, \"sequences\": 3, \"shards\": 12, \"labels\": "
                             "[{\"id\": 0, \"name\": \"O\", \"tokens\": 7}], \"ignored_ids\": {\"-100\": 2}}");
        options.conll_header = true;
        free(spine_same(paths, CW_ARRAY_LEN(paths), &options));
        cw_counts *counts = spine_count(paths, CW_ARRAY_LEN(paths), &options);
        const struct cw_totals t = cw_counts_totals(counts);
        uint64_t bytes = 0;
        for (size_t i = 0; i < CW_ARRAY_LEN(paths); i++) {
                struct stat st;
                cr_assert_eq(stat(paths[i], &st), 0);
                bytes += (uint64_t)st.st_size;
        }
        cr_expect_eq(cw_counts_n_labels(counts), 3);
        cr_expect_eq(spine_tokens(counts, 0), 1 + 1 + 1 + 1 + 7);
        cr_expect_eq(spine_tokens(counts, 1), 1 + 1 + 1);
        cr_expect_eq(spine_tokens(counts, 2), 1 + 2 + 1);
        cr_expect_eq(t.tokens, 18);
        cr_expect_eq(t.ignored, 2 + 1 + 2);
        cr_expect_eq(t.unknown, 4);
        cr_expect_eq(t.rows_skipped, 9);
        cr_expect_eq(t.sequences, 2 + 1 + 1 + 2 + 1 + 3);
        cr_expect_eq(t.shards, 5 + 12);
        cr_expect_eq(t.bytes, bytes);
        cr_expect_eq(t.shards_failed, 0);
        cw_counts_free(&counts);
}

/* ---- the failure that stands first -------------------------------------------------------------------------- */

/* A large file with faults in several of its blocks; the last line of a block is as good a place as any. */
static char *
faulty(size_t nbytes, const size_t *lines, size_t n, size_t *nbytes_ret)
{
        struct cw_buffer out = {0};
        size_t line = 1, at = 0;
        for (; out.n < nbytes; line++) {
                if (at < n && lines[at] == line) {
                        cw_buffer_puts(&out, "{\"tags\": [0, 1.5], \"pad\": \"fault\"}\n");
                        at++;
                } else {
                        cw_buffer_printf(&out, "{\"tags\": [0, %zu, 2], \"pad\": \"%0*zu\"}\n", line % 5,
                                         (int)(line % 90) + 1, line);
                }
        }
        cr_assert_eq(at, n);
        *nbytes_ret = out.n;
        return out.data;
}

Test(pipeline, first_of_several_failing_blocks)
{
        static const char *const names[] = {"a.jsonl", "a.zst", "a.frames.zst", "a.gz"};
        static const size_t lines[] = {61234, 61235, 90000, 120001};
        struct cw_read_options options = spine_options();
        size_t n;
        char *text = faulty(12 * MIB, lines, CW_ARRAY_LEN(lines), &n), *found, place[64];
        spine_put(names[0], text, n);
        spine_put_zstd(names[1], text, n, (struct spine_frames){0});
        spine_put_zstd(names[2], text, n, (struct spine_frames){.nbytes = 70001});
        spine_put_gzip(names[3], text, n);
        for (size_t i = 0; i < CW_ARRAY_LEN(names); i++) {
                found = spine_same_file(names[i], &options);
                snprintf(place, sizeof(place), "%d: %s: line 61234: ", (int)CW_E_DATA, names[i]);
                cr_expect_eq(strncmp(found, place, strlen(place)), 0, "found: %s", found);
                free(found);
        }
        options.skip_bad_rows = true;
        options.column = "tags";
        for (size_t i = 0; i < CW_ARRAY_LEN(names); i++) {
                found = spine_same_file(names[i], &options);
                for (size_t k = 0; k < 3; k++) {
                        snprintf(place, sizeof(place), "%s: line %zu: left out: ", names[i], lines[k]);
                        cr_expect_not_null(strstr(found, place), "%s is not told in %.500s", place, found);
                }
                cr_expect_not_null(strstr(found, "0 failed, 4 rows skipped"));
                cr_expect_null(strstr(found, "line 120001"), "three are told");
                free(found);
        }
        free(text);
}

/* A name that no label map, and no file of ours, could hold: the first is told, in whatever order they are met. */
Test(pipeline, names_with_a_nul)
{
        static const char text[] = "{\"tags\": [\"O\", \"B-\"]}\n{\"tags\": [\"O\", \"B-\\u0000b\"]}\n"
                                   "{\"tags\": [\"B-\\u0000a\", \"B-\\u0000b\"]}\n";
        struct cw_read_options options = spine_options();
        spine_puts("a.jsonl", text);
        char *found = spine_same_file("a.jsonl", &options);
        char want[80];
        snprintf(want, sizeof(want), "%d: a.jsonl: line 2: expected labels that are text", (int)CW_E_DATA);
        cr_expect_eq(strncmp(found, want, strlen(want)), 0, "found: %s", found);
        free(found);
}

/* Ids outside the map, one a block: the first is named, with the tokens of all. */
Test(pipeline, first_place_of_an_unknown_label)
{
        struct cw_buffer text = {0};
        struct cw_read_options options = spine_options();
        for (size_t line = 1; line <= 200000; line++)
                cw_buffer_printf(&text, "{\"id\": %zu, \"tags\": [0, 1%s, 0]}\n", line,
                                 line >= 77777 && line % 11 == 7 ? ", 7"
                                 : line % 1000 == 999            ? ", -100"
                                                                 : "");
        spine_put("a.jsonl", text.data, text.n);
        spine_put_zstd("a.zst", text.data, text.n, (struct spine_frames){.nbytes = 100003});
        spine_puts("labels.txt", "O\nB\n");
        options.labels_path = "labels.txt";
        unsigned n = 0, first = 0;
        for (unsigned line = 77777; line <= 200000; line++) {
                if (line % 11 == 7) {
                        first = n == 0 ? line : first;
                        n++;
                }
        }
        SPINE_FAILS(
                "a.jsonl", &options, CW_E_DATA,
                "a.jsonl: line %u: position 3: label id 7 is not in the label map; %u tokens have it; add it to the "
                "label map, or use --unknown count or ignore",
                first, n);
        SPINE_FAILS("a.zst", &options, CW_E_DATA,
                    "a.zst: line %u: position 3: label id 7 is not in the label map; %u tokens have it; add it to the "
                    "label map, or use --unknown count or ignore",
                    first, n);
        options.unknown = CW_UNKNOWN_IGNORE;
        cw_counts *counts = spine_count(&(const char *){"a.jsonl"}, 1, &options);
        cr_expect_eq(cw_counts_totals(counts).unknown, n);
        cr_expect_eq(cw_counts_n_labels(counts), 2);
        cw_counts_free(&counts);
        options.unknown = CW_UNKNOWN_COUNT;
        counts = spine_count(&(const char *){"a.zst"}, 1, &options);
        cr_expect_eq(spine_tokens(counts, 7), n);
        cr_expect_eq(cw_counts_totals(counts).unknown, 0);
        cw_counts_free(&counts);
        cw_buffer_free(&text);
}

/* A first record of a megabyte, its tokens first: they are lists of strings, too, and all that its first 64 KiB show. */
Test(pipeline, the_first_record_is_longer_than_the_first_bytes_looked_at)
{
        enum { WORDS = 100000 };
        struct cw_buffer record = {0}, text = {0};
        struct cw_read_options options;
        cw_read_options_init(&options);
        cw_buffer_puts(&record, "{\"id\": \"a\", \"tokens\": [\"first\"");
        for (int i = 1; i < WORDS; i++)
                cw_buffer_puts(&record, ", \"another\"");
        cw_buffer_puts(&record, "], \"ner_tags\": [0");
        for (int i = 1; i < WORDS; i++)
                cw_buffer_printf(&record, ", %d", i % 4);
        cw_buffer_puts(&record, "]}");
        cw_buffer_printf(&text, "%s\n{\"tokens\": [\"b\"], \"ner_tags\": [3]}\n", record.data);
        spine_put("a.jsonl", text.data, text.n);
        spine_put_gzip("b.jsonl.gz", text.data, text.n);
        spine_put_zstd("c.jsonl.zst", text.data, text.n, (struct spine_frames){.nbytes = 50000});
        text.n = 0;
        cw_buffer_printf(&text, "[%s, {\"tokens\": [\"b\"], \"ner_tags\": [3]}]", record.data);
        spine_put("d.json", text.data, text.n);
        text.n = 0;
        cw_buffer_printf(&text, "{\"v\": 1, \"data\": [%s, {\"tokens\": [\"b\"], \"ner_tags\": [3]}]}", record.data);
        spine_put("e.json", text.data, text.n);
        static const char *const names[] = {"a.jsonl", "b.jsonl.gz", "c.jsonl.zst", "d.json", "e.json"};
        for (size_t i = 0; i < CW_ARRAY_LEN(names); i++) {
                cw_counts *counts = spine_count(&names[i], 1, &options);
                cr_expect_eq(cw_counts_totals(counts).tokens, WORDS + 1, "%s", names[i]);
                cr_assert_eq(cw_counts_n_labels(counts), 4, "%s", names[i]);
                cr_expect_eq(cw_counts_label(counts, 3).tokens, WORDS / 4 + 1, "%s", names[i]);
                cw_counts_free(&counts);
        }
        cw_buffer_free(&record);
        cw_buffer_free(&text);
}
