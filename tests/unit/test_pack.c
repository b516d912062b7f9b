/* SPDX-License-Identifier: MIT */
/*
 * cw_pack() and cw_unpack() as a user meets them: from files, folders and a pipe, with label map and without, names and
 * ids, back to the same labels and sequences; and what packing refuses.
 */
#include "spine_fixture.h"

#include "base/status.h"

#include <fcntl.h>

TestSuite(pack, .init = spine_enter, .fini = spine_leave, .timeout = 120);

static cw_status
pack(const char *const *inputs, size_t n, const struct cw_read_options *options, const char *output,
     struct cw_error *err)
{
        struct cw_pack_options how;
        struct cw_pack_summary summary;
        cw_pack_options_init(&how);
        how.frame_nbytes = 8; /* many frames */
        return cw_pack(inputs, n, options, &how, output, &summary, err);
}

static void
must_pack(const char *const *inputs, size_t n, const struct cw_read_options *options, const char *output)
{
        struct cw_error err;
        cr_assert_eq(pack(inputs, n, options, output, &err), CW_OK, "%s", err.message);
}

static void
expect_unpacked(const char *shard, cw_unpack_format format, const char *want)
{
        const struct cw_read_options options = spine_options();
        struct cw_error err;
        size_t n;
        cr_assert_eq(cw_unpack(shard, format, "unpacked", &options, &err), CW_OK, "%s", err.message);
        char *found = spine_get("unpacked", &n);
        cr_expect_str_eq(found, want, "found: %s", found);
        free(found);
}

static void
expect_refused(const char *const *inputs, size_t n, const struct cw_read_options *options, cw_status status,
               const char *sentence)
{
        struct cw_error err;
        cr_expect_eq(pack(inputs, n, options, "none.zst", &err), status);
        cr_expect_str_eq(err.message, sentence, "found: %s", err.message);
        cr_expect_eq(err.status, status);
        cr_expect_neq(access("none.zst", F_OK), 0, "nothing is written");
}

/* The counts of the shard are those of what was packed. */
static void
expect_same_counts(const char *const *inputs, size_t n, const char *shard, const struct cw_read_options *options)
{
        cw_counts *a = spine_count(inputs, n, options), *b = spine_count(&shard, 1, options);
        cr_assert_eq(cw_counts_n_labels(a), cw_counts_n_labels(b));
        for (size_t i = 0; i < cw_counts_n_labels(a); i++) {
                const struct cw_label_count x = cw_counts_label(a, i), y = cw_counts_label(b, i);
                cr_expect(x.id == y.id && x.tokens == y.tokens);
                cr_expect((x.name == NULL) == (y.name == NULL) && (x.name == NULL || strcmp(x.name, y.name) == 0));
        }
        cr_expect_eq(cw_counts_totals(a).ignored, cw_counts_totals(b).ignored);
        cr_expect_eq(cw_counts_totals(a).sequences, cw_counts_totals(b).sequences);
        cw_counts_free(&a);
        cw_counts_free(&b);
}

Test(pack, ids)
{
        static const char *const inputs[] = {"a.jsonl"};
        static const char text[] = "{\"tags\": [0, 1, -100]}\n{\"tags\": []}\n{\"tags\": [300, 2, 2, 2, 2, 0, 0, 1]}\n";
        const struct cw_read_options options = spine_options();
        spine_puts(inputs[0], text);
        must_pack(inputs, 1, &options, "p.zst");
        expect_unpacked("p.zst", CW_UNPACK_JSONL, text);
        expect_unpacked("p.zst", CW_UNPACK_TEXT, "0\n1\n-100\n\n\n300\n2\n2\n2\n2\n0\n0\n1\n\n");
        expect_same_counts(inputs, 1, "p.zst", &options);
}

Test(pack, names_without_a_map)
{
        static const char *const inputs[] = {"a.conll", "b.jsonl"}, *const shards[] = {"p.zst", "q.zst"};
        const struct cw_read_options options = spine_options();
        spine_puts(inputs[0], "x B-Z\nx O\n\nx O\n");
        spine_puts(inputs[1], "{\"tags\": [\"O\", \"A\"]}\n");
        must_pack(inputs, 2, &options, "both.zst");
        expect_unpacked("both.zst", CW_UNPACK_JSONL,
                        "{\"tags\": [\"B-Z\", \"O\"]}\n{\"tags\": [\"O\"]}\n{\"tags\": [\"O\", \"A\"]}\n");
        expect_same_counts(inputs, 2, "both.zst", &options);
        /* Packed one by one, they have the same ids for other names; together they are what they were. */
        must_pack(&inputs[0], 1, &options, shards[0]);
        must_pack(&inputs[1], 1, &options, shards[1]);
        expect_same_counts(inputs, 2, "both.zst", &options);
        must_pack(shards, 2, &options, "again.zst");
        size_t n, m;
        char *once = spine_get("both.zst", &n), *twice = spine_get("again.zst", &m);
        cr_expect(n == m && memcmp(once, twice, n) == 0, "repacking gives the same bytes");
        free(once);
        free(twice);
        char *at_once = spine_outcome(inputs, 2, &options, 1), *by_shards = spine_same(shards, 2, &options);
        cr_expect_str_eq(by_shards, at_once, "%s", by_shards);
        free(at_once);
        free(by_shards);
}

Test(pack, names_and_ids_with_a_map)
{
        static const char *const inputs[] = {"a.conll", "b.jsonl"};
        struct cw_read_options options = spine_options(), without = spine_options();
        spine_puts("labels.txt", "O\nA\nB-Z\nNEVER\n");
        spine_puts(inputs[0], "x B-Z\nx O\n");
        spine_puts(inputs[1], "{\"tags\": [1, -100, 0]}\n");
        options.labels_path = "labels.txt";
        must_pack(inputs, 2, &options, "p.zst");
        expect_unpacked("p.zst", CW_UNPACK_TEXT, "B-Z\nO\n\nA\n-100\nO\n\n");
        expect_same_counts(inputs, 2, "p.zst", &options);
        cw_counts *counts = spine_count(&(const char *){"p.zst"}, 1, &without);
        cr_expect_eq(cw_counts_n_labels(counts), 4);
        cr_expect_str_eq(cw_counts_label(counts, 3).name, "NEVER");
        cw_counts_free(&counts);
        /* An ignored label of the map keeps its name, and stays ignored. */
        options.ignore_ids = (const int64_t[]){1, -100};
        options.n_ignore_ids = 2;
        must_pack(inputs, 2, &options, "i.zst");
        counts = spine_count(&(const char *){"i.zst"}, 1, &without);
        cr_expect_eq(cw_counts_n_labels(counts), 4);
        cr_expect_eq(cw_counts_totals(counts).ignored, 2);
        cr_expect_eq(spine_tokens(counts, 1), 0);
        cw_counts_free(&counts);
}

/* Standard input is read twice all the same, and is called what the user calls it. */
Test(pack, standard_input_through_a_pipe)
{
        static const char *const inputs[] = {"a.jsonl", "-"}, *const files[] = {"a.jsonl", "in.jsonl"};
        struct cw_read_options options = spine_options();
        struct cw_buffer told = {0};
        cr_assert_eq(setenv("TMPDIR", ".", 1), 0);
        spine_puts(files[0], "{\"tags\": [7]}\n");
        spine_puts(files[1], "{\"tags\": [0, 1]}\n{\"tags\": [1.5]}\n{\"tags\": [2]}\n");
        options.skip_bad_rows = true;
        must_pack(files, 2, &options, "files.zst");
        FILE *in = popen("cat in.jsonl in.jsonl", "r");
        cr_assert_geq(dup2(fileno(in), STDIN_FILENO), 0);
        options.skip_bad_rows = false;
        expect_refused(
                inputs, 2, &options, CW_E_DATA,
                "standard input: line 2: expected integer labels, found a fraction under \"tags\"; choose another "
                "--column or --bad-rows skip");
        pclose(in);
        in = popen("cat in.jsonl", "r");
        cr_assert_geq(dup2(fileno(in), STDIN_FILENO), 0);
        options.skip_bad_rows = true;
        options.notice = spine_note;
        options.user = &told;
        must_pack(inputs, 2, &options, "pipe.zst");
        pclose(in);
        cr_expect_eq(strncmp(told.data, "standard input: line 2: left out: ", 34), 0, "told: %s", told.data);
        cr_expect_eq(strchr(told.data, '\n'), told.data + told.n - 1, "told once");
        cw_buffer_free(&told);
        size_t n, m;
        char *a = spine_get("files.zst", &n), *b = spine_get("pipe.zst", &m);
        cr_expect(n == m && memcmp(a, b, n) == 0);
        free(a);
        free(b);
        cr_expect_neq(system("ls counterweight-* >/dev/null 2>&1"), 0, "the temporary file is gone");
}

/* Cut into blocks for counting, in one piece for packing: the order of a large file stays. */
Test(pack, order_of_a_large_file)
{
        static const char *const names[] = {"a.jsonl", "a.zst", "a.gz"};
        const struct cw_read_options options = spine_options();
        struct cw_buffer text = {0};
        struct cw_pack_options how;
        struct cw_pack_summary summary;
        struct cw_error err;
        uint64_t seed = 9;
        cw_pack_options_init(&how);
        how.frame_nbytes = 1 << 16;
        for (int line = 0; text.n < 4 << 20; line++) {
                cw_buffer_printf(&text, "{\"tags\": [%d", line % 100);
                for (uint32_t k = spine_random(&seed) % 60; k > 0; k--)
                        cw_buffer_printf(&text, ", %u", spine_random(&seed) % 100);
                cw_buffer_puts(&text, "]}\n");
        }
        cw_buffer_putc(&text, '\0');
        spine_put(names[0], text.data, text.n - 1);
        spine_put_zstd(names[1], text.data, text.n - 1, (struct spine_frames){.nbytes = 100003, .mixed = true});
        spine_put_gzip(names[2], text.data, text.n - 1);
        for (size_t i = 0; i < CW_ARRAY_LEN(names); i++) {
                cr_assert_eq(cw_pack(&names[i], 1, &options, &how, "p.zst", &summary, &err), CW_OK, "%s", err.message);
                cr_expect_gt(summary.frames, 1);
                cr_expect_eq(summary.id_nbytes, 1);
                expect_unpacked("p.zst", CW_UNPACK_JSONL, text.data);
        }
        cw_buffer_free(&text);
}

Test(pack, refused)
{
        static const char *const names[] = {"O", "B"}, *const other[] = {"O", "C"};
        static const char *const shards[] = {"a.zst", "b.zst"}, *const counts[] = {"c.counts"};
        static const int64_t ids[] = {0, 1};
        struct cw_read_options options = spine_options();
        spine_put_shard(shards[0], (struct cw_shard_header){.names = names, .n_names = 2}, ids, 2, 8);
        spine_put_shard(shards[1], (struct cw_shard_header){.names = other, .n_names = 2}, ids, 2, 8);
        struct cw_error err;
        cr_expect_eq(pack(shards, 2, &options, "none.zst", &err), CW_E_DATA);
        cr_expect_eq(strncmp(err.message, "b.zst: ", 7), 0, "%s", err.message);
        spine_puts(counts[0],
                   "{\"format\": \"counterweight-counts\", \"version\": 1, \"tokens\": 1, \"labels\": [{\"id\": "
                   "0, \"name\": \"O\", \"tokens\": 1}]}");
        expect_refused(counts, 1, &options, CW_E_DATA,
                       "c.counts: counts have no order and cannot be packed; name the data itself");
        options.unknown = CW_UNKNOWN_IGNORE;
        expect_refused(shards, 1, &options, CW_E_USAGE,
                       "--unknown ignore has no meaning for packing, which keeps every label; use --unknown count");
}

/* The disk fills up in the second pass: the sentence is that of the system, and no half of a shard is left. */
Test(pack, output_that_cannot_be_written)
{
        static const char *const inputs[] = {"a.jsonl"};
        const struct cw_read_options options = spine_options();
        struct cw_error err;
        spine_puts(inputs[0], "{\"tags\": [0, 1]}\n");
        if (access("/dev/full", W_OK) != 0)
                cr_skip_test("skipped: there is no /dev/full");
        cr_expect_eq(pack(inputs, 1, &options, "/dev/full", &err), CW_E_IO);
        cr_expect_not_null(strstr(err.message, "/dev/full: "), "%s", err.message);
        cr_expect_eq(pack(inputs, 1, &options, "nowhere/p.zst", &err), CW_E_IO);
        cr_expect_not_null(strstr(err.message, "nowhere/p.zst: "), "%s", err.message);
}
