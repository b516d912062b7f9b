/* SPDX-License-Identifier: MIT */
/*
 * Several shards in one run, through cw_count(): which failure is told, whose names and column hold, rows a shard, and
 * being interrupted.  The verdicts on one shard are in test_pipeline.c.
 */
#include "spine_fixture.h"

#include "base/status.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

TestSuite(pipeline_shards, .init = spine_enter, .fini = spine_leave, .timeout = 300);

enum { MIB = 1 << 20 };

enum { N_FEW = 40 };

static void
put_few(char paths[N_FEW][16], const char *refs[N_FEW])
{
        for (size_t i = 0; i < N_FEW; i++) {
                snprintf(paths[i], sizeof(paths[i]), "%zu.jsonl", i);
                refs[i] = paths[i];
                spine_puts(paths[i], "{\"tags\": [0, 1]}\n{\"tags\": [2]}\n");
        }
}

Test(pipeline_shards, first_of_several_failing_shards)
{
        char paths[N_FEW][16], zst_path[] = "31.jsonl";
        const char *refs[N_FEW];
        struct cw_read_options options = spine_options();
        put_few(paths, refs);
        spine_puts(paths[17], "{\"tags\": [0, 1]}\n\n{\"tags\": [1}\n");
        spine_put(zst_path, "\x28\xB5\x2F\xFD", 4);
        spine_puts(paths[23], "{\"tags\": [0]}\n{\"tags\": \n");
        char *found = spine_same(refs, N_FEW, &options);
        cr_expect_eq(strncmp(found, "2: 17.jsonl: line 3: ", 21), 0, "found: %s", found);
        free(found);
        options.keep_going = true;
        found = spine_same(refs, N_FEW, &options);
        const char *a = strstr(found, "17.jsonl: line 3: "), *b = strstr(found, "23.jsonl: line 2: "),
                   *c = strstr(found, "31.jsonl: ");
        cr_expect(a == found && a < b && b < c, "told in order: %s", found);
        cr_expect_not_null(strstr(found, "\"tokens\": 111,"), "found: %s", found);
        cr_expect_not_null(strstr(found, "3 failed, 0 rows skipped"));
        free(found);
        /* What keep_going does not cover ends the run, and only shards before it are told. */
        cr_assert_eq(unlink(paths[20]), 0);
        cr_assert_eq(mkdir(paths[20], 0777), 0);
        refs[20] = "20.jsonl/";
        SPINE_EXPECT(refs, N_FEW, &options, "%d: 20.jsonl/: the folder holds no data files", (int)CW_E_DATA);
}

Test(pipeline_shards, all_shards_damaged)
{
        static const char *const paths[] = {"a.jsonl", "b.jsonl"};
        struct cw_read_options options = spine_options();
        spine_puts(paths[0], "{\"tags\": [0}\n");
        spine_puts(paths[1], "{\"tags\": [0]}\n{\"tags\": {}}\n");
        options.keep_going = true;
        char *found = spine_same(paths, 2, &options);
        cr_expect_not_null(strstr(found, "\"tokens\": 0,"));
        cr_expect_not_null(strstr(found, "\"shards\": 0,"));
        cr_expect_not_null(strstr(found, "2 failed, 0 rows skipped"));
        free(found);
}

/* ---- columns and names -------------------------------------------------------------------------------------- */

Test(pipeline_shards, column_of_the_first_shard_that_shows_one)
{
        static const char *const paths[] = {"a.conll", "b.jsonl", "c.jsonl", "d.jsonl"};
        struct cw_read_options options = spine_options();
        spine_puts(paths[0], "x O\n");
        spine_puts(paths[1], "\n\n");
        spine_puts(paths[2], "{\"ner\": [\"O\", \"B\"]}\n");
        spine_puts(paths[3], "{\"ner\": [\"O\"], \"pos\": [\"X\"]}\n");
        char *found = spine_same(paths, 4, &options);
        cr_expect_not_null(strstr(found, "\"tokens\": 4,"), "found: %s", found);
        free(found);
        /* A shard that is left out does not settle anything, nor keep others from it. */
        spine_puts(paths[1], "{\"ner\": [\"O\"], \"pos\": [\"X\"]}\n");
        found = spine_same(&paths[1], 3, &options);
        cr_expect_eq(strncmp(found, "5: b.jsonl: ", 12), 0, "found: %s", found);
        free(found);
        spine_puts(paths[1], "[}\n");
        options.keep_going = true;
        found = spine_same(&paths[1], 3, &options);
        cr_expect_not_null(strstr(found, "\"tokens\": 3,"), "found: %s", found);
        cr_expect_not_null(strstr(found, "1 failed, 0 rows skipped"));
        free(found);
}

Test(pipeline_shards, names_at_odds_are_told_of_the_later_shard)
{
        static const char *const first[] = {"O", "B", "I"}, *const other[] = {"O", "I", "B"};
        static const int64_t ids[] = {0, 1, 2, 1};
        char paths[12][16];
        const char *refs[12];
        const struct cw_read_options options = spine_options();
        for (size_t i = 0; i < 12; i++) {
                struct cw_shard_header header = {.names = i == 3 || i == 9 ? other : first, .n_names = i % 2 ? 3 : 2};
                header.n_names = i == 3 || i == 9 ? 3 : header.n_names;
                snprintf(paths[i], sizeof(paths[i]), "%zu.zst", i);
                refs[i] = paths[i];
                spine_put_shard(paths[i], header, ids, header.n_names == 3 ? 4 : 2, 1024);
        }
        char *found = spine_same(refs, 12, &options);
        cr_expect_eq(strncmp(found, "5: 3.zst: ", 10), 0, "found: %s", found);
        free(found);
        found = spine_same(refs, 3, &options);
        cr_expect_not_null(strstr(found, "\"name\": \"I\", \"tokens\": 1"), "found: %s", found);
        free(found);
}

/* The shard whose names stand for all of them still says where an id outside of them is. */
Test(pipeline_shards, id_beyond_the_names_of_a_shard)
{
        static const char *const names[] = {"O", "B"};
        static const int64_t ids[] = {0, 1, 0, 1, 0, 5, 0, 5};
        const struct cw_read_options options = spine_options();
        spine_put_shard("a.zst", (struct cw_shard_header){.names = names, .n_names = 2}, ids, 5, 2);
        spine_put_shard("b.zst", (struct cw_shard_header){.names = names, .n_names = 2}, ids, 8, 2);
        static const char *const paths[] = {"a.zst", "b.zst"};
        SPINE_FAILS("b.zst", &options, CW_E_DATA,
                    "b.zst: label 6: label id 5 is not in the label map; 2 tokens have it; add it to the label map, or "
                    "use --unknown count or ignore");
        SPINE_EXPECT(
                paths, 2, &options,
                "5: b.zst: label 6: label id 5 is not in the label map; 2 tokens have it; add it to the label map, "
                "or use --unknown count or ignore");
}

Test(pipeline_shards, damaged_frame_of_a_native_shard)
{
        enum { N = 20000 };
        static int64_t ids[N];
        const struct cw_read_options options = spine_options();
        uint64_t seed = 5;
        size_t n;
        char want[64];
        for (size_t i = 0; i < N; i++)
                ids[i] = spine_random(&seed) % 100;
        spine_put_shard("a.zst", (struct cw_shard_header){0}, ids, N, 100);
        char *data = spine_get("a.zst", &n);
        /* The header and a frame take more than 64 bytes: this cuts into one of the last of 200 frames. */
        spine_put("cut.zst", data, n - 5000);
        char *found = spine_same_file("cut.zst", &options);
        snprintf(want, sizeof(want), "%d: cut.zst: frame 1", (int)CW_E_TRUNCATED);
        cr_expect_eq(strncmp(found, want, strlen(want)), 0, "found: %s", found);
        free(found);
        /* Damaged in a frame's labels, and cut off further on: the first is told. */
        data[n / 2] ^= 0x10;
        data[n / 2 + 1000] ^= 0x10;
        spine_put("both.zst", data, n - 5000);
        found = spine_same_file("both.zst", &options);
        snprintf(want, sizeof(want), "%d: both.zst: frame ", (int)CW_E_CORRUPT);
        cr_expect_eq(strncmp(found, want, strlen(want)), 0, "found: %s", found);
        free(found);
        free(data);
}

/* Names that the map calls ignored, ids that a shard calls ignored. */
Test(pipeline_shards, ignored_by_map_and_by_data)
{
        static const int64_t ids[] = {0, 3, 3, 1}, three[] = {3};
        static const char *const paths[] = {"a.conll", "b.zst", "c.jsonl"};
        struct cw_read_options options = spine_options();
        spine_puts("map.json", "{\"id2label\": {\"-100\": \"IGNORE\", \"0\": \"O\", \"1\": \"B\", \"2\": \"I\", "
                               "\"3\": \"PAD\"}}");
        spine_puts(paths[0], "x O\nx IGNORE\nx PAD\nx B\n");
        spine_put_shard(paths[1], (struct cw_shard_header){.ignored = three, .n_ignored = 1}, ids, 4, 1024);
        spine_puts(paths[2], "{\"tags\": [2, -100, 3]}\n");
        options.labels_path = "map.json";
        free(spine_same(paths, 3, &options));
        cw_counts *counts = spine_count(paths, 3, &options);
        cr_expect_eq(cw_counts_n_ignored(counts), 2);
        cr_expect_eq(cw_counts_ignored(counts, 0).tokens, 2);
        cr_expect_eq(cw_counts_ignored(counts, 1).id, 3);
        cr_expect_eq(cw_counts_ignored(counts, 1).tokens, 4);
        cr_expect_eq(cw_counts_n_labels(counts), 4, "the map is there as a whole");
        cr_expect_eq(spine_tokens(counts, 3), 0);
        cr_expect_eq(cw_counts_totals(counts).tokens, 2 + 2 + 1);
        cw_counts_free(&counts);
}

/* ---- one row a shard ---------------------------------------------------------------------------------------- */

Test(pipeline_shards, rows_of_shards)
{
        static const char *const paths[] = {"a.conll", "b.conll", "c.conll", "d.conll"};
        struct cw_read_options options = spine_options();
        spine_puts(paths[0], "x O\nx I-Z\n");
        spine_puts(paths[1], "x B-A\nx I-Z\nx I-Z\n\nx O\n");
        spine_puts(paths[2], "x\n");
        spine_puts(paths[3], "");
        options.per_shard = options.keep_going = true;
        options.conll_field = "2";
        char *found = spine_same(paths, 4, &options);
        cr_expect_not_null(
                strstr(found, "{\"name\": \"a.conll\", \"sequences\": 1, \"ignored\": 0, \"tokens\": [1, 0, 1]}"),
                "found: %s", found);
        cr_expect_not_null(
                strstr(found, "{\"name\": \"b.conll\", \"sequences\": 2, \"ignored\": 0, \"tokens\": [1, 1, 2]}"));
        cr_expect_null(strstr(found, "\"name\": \"c.conll\""), "left out as damaged");
        cr_expect_not_null(
                strstr(found, "{\"name\": \"d.conll\", \"sequences\": 0, \"ignored\": 0, \"tokens\": [0, 0, 0]}"));
        free(found);
}

/* ---- interrupted -------------------------------------------------------------------------------------------- */

static volatile int cancelled;

static void *
cancel_soon(void *unused)
{
        (void)unused;
        nanosleep(&(struct timespec){.tv_nsec = 150 * 1000 * 1000}, NULL);
        __atomic_store_n(&cancelled, 1, __ATOMIC_RELAXED);
        return NULL;
}

/* One worker waits for a pipe that nobody writes to, the others have nothing to do; then the flag is set. */
Test(pipeline_shards, interrupted_while_a_pipe_is_silent)
{
        static const char *const paths[] = {"a.jsonl", "pipe", "b.jsonl"};
        struct cw_read_options options = spine_options();
        spine_puts(paths[0], "{\"tags\": [0]}\n");
        spine_puts(paths[2], "{\"tags\": [0]}\n");
        cr_assert_eq(mkfifo("pipe", 0666), 0);
        const int writer = open("pipe", O_RDWR);
        cr_assert_geq(writer, 0);
        options.cancel = &cancelled;
        for (int n_threads = 1; n_threads <= 8; n_threads *= 2) {
                pthread_t thread;
                cancelled = 0;
                cr_assert_eq(pthread_create(&thread, NULL, cancel_soon, NULL), 0);
                char *found = spine_outcome(paths, 3, &options, n_threads);
                cr_expect_str_eq(found, "9: interrupted; nothing was written");
                free(found);
                pthread_join(thread, NULL);
        }
        close(writer);
}

Test(pipeline_shards, interrupted_before_it_began)
{
        struct cw_read_options options = spine_options();
        size_t n;
        char *text = spine_jsonl(3 * MIB, 7, &n, NULL);
        spine_put("a.jsonl", text, n);
        spine_put_zstd("a.zst", text, n, (struct spine_frames){.nbytes = 1000});
        spine_puts("a.json", "[{\"tags\": [0]}]");
        cancelled = 1;
        options.cancel = &cancelled;
        options.keep_going = true;
        SPINE_FAILS("a.jsonl", &options, CW_E_INTERRUPTED, "interrupted; nothing was written");
        SPINE_FAILS("a.zst", &options, CW_E_INTERRUPTED, "interrupted; nothing was written");
        SPINE_FAILS("a.json", &options, CW_E_INTERRUPTED, "interrupted; nothing was written");
        free(text);
}

/* ---- talk --------------------------------------------------------------------------------------------------- */

static void
note_progress(void *user, const struct cw_progress *p)
{
        struct cw_progress *last = user;
        cr_assert_geq(p->bytes_done, last->bytes_done);
        cr_assert_geq(p->shards_done, last->shards_done);
        cr_assert_leq(p->shards_done, p->shards_total);
        *last = *p;
}

Test(pipeline_shards, progress_only_grows)
{
        struct cw_progress last = {0};
        struct cw_read_options options = spine_options();
        size_t n;
        char *text = spine_jsonl(8 * MIB, 7, &n, NULL);
        static const char *const paths[] = {"a.jsonl", "a.jsonl", "a.jsonl"};
        spine_put("a.jsonl", text, n);
        options.progress = note_progress;
        options.user = &last;
        options.n_threads = 3;
        cw_counts *counts = spine_count(paths, 3, &options);
        cr_expect_leq(last.bytes_done, cw_counts_totals(counts).bytes);
        cr_expect(last.bytes_total == 0 || last.bytes_total == 3 * n);
        cw_counts_free(&counts);
        free(text);
}
