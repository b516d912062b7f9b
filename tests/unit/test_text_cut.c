/* SPDX-License-Identifier: MIT */
/*
 * Text cut into blocks at every place: zstd frames of 1 to 200 bytes, every other one without its size, so that each is
 * a block of its own and the seams fall everywhere: between CR and LF, within a character, in front of a line with #, a
 * thousand of them in one row.  Counts and sentences must be those of the same text in one frame.
 */
#include "spine_fixture.h"

#include "base/status.h"

TestSuite(text_cut, .init = spine_enter, .fini = spine_leave, .timeout = 300);

static const char conll[] = "\xEF\xBB\xBF-DOCSTART- -X- O O\r\n"
                            "\r\n"
                            "# id = 1\r\n"
                            "EU NNP B-NP B-ORG\r\n"
                            "# NN I-NP O\r\n"
                            "#\tNN I-NP I-ORG\r\n"
                            "r\xC3\xA9gion NN I-NP B-\xC3\x89T\xC3\x89\r\n"
                            "\n"
                            " \t \n"
                            "# a comment # with more cells than a row has B-PER\n"
                            "## another\n"
                            "\xE6\x9D\xB1\xE4\xBA\xAC NNP B-NP B-LOC\n"
                            "\xF0\x9F\x98\x80 SYM O O\r\n"
                            "\n\n\n"
                            "-DOCSTART- -X- O O\n"
                            "a b c O\n"
                            "-DOCSTART- -X- O O\n"
                            "#a b c B-X\n"
                            "c b c I-X\n"
                            "\n"
                            "# tail\n"
                            "last NN I-NP O";

static const char jsonl[] =
        "\xEF\xBB\xBF{\"tokens\": [\"a\", \"b\"], \"tags\": [0, 1]}\r\n"
        "\n"
        "  \t{\"tags\": [], \"text\": \"tags\\\": [9, 9]\"}\n"
        "{\"text\": \"\\\\\", \"tags\": [2, -100, 2]}\r\n"
        "\r\n"
        "{\"x\": {\"tags\": [7]}, \"tags\": [3], \"y\": [[], {}, \"}\\n{\"]}\n"
        "{\"text\": \"r\xC3\xA9gion \xE6\x9D\xB1\xE4\xBA\xAC \xF0\x9F\x98\x80\", \"tags\": [1,1 , 1]}\n"
        "{\"tags\":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,"
        "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}\n"
        "{\"tags\": [4], \"\\u0074ags2\": [5]}";

static const struct spine_frames ways[] = {
        {.mixed = true},
        {.mixed = true, .skip_every = 2},
        {.mixed = true, .empty_every = 3},
        {.unsized = true, .empty_every = 2, .skip_every = 3},
        {.skip_every = 1},
};

/* Whether the file `path` with this text has one outcome, however it is cut. */
static void
expect_same(const char *path, const char *text, size_t n, const struct cw_read_options *options, size_t most)
{
        spine_put_zstd(path, text, n, (struct spine_frames){0});
        char *whole = spine_outcome(&path, 1, options, 1);
        for (size_t i = 0; i < CW_ARRAY_LEN(ways); i++) {
                for (size_t step = 1; step <= most; step += i == 0 ? 1 : 7) {
                        struct spine_frames how = ways[i];
                        how.nbytes = step;
                        spine_put_zstd(path, text, n, how);
                        const int n_threads = step % 4 == 0 ? 8 : step % 4 == 1 ? 1 : 2;
                        char *cut = spine_outcome(&path, 1, options, n_threads);
                        cr_assert_str_eq(cut, whole, "frames of %zu, way %zu, %d threads:\n%s\nin one:\n%s", step, i,
                                         n_threads, cut, whole);
                        free(cut);
                }
        }
        free(whole);
}

static void
expect_tokens(const char *path, const struct cw_read_options *options, uint64_t tokens, uint64_t sequences)
{
        cw_counts *counts = spine_count(&path, 1, options);
        cr_expect_eq(cw_counts_totals(counts).tokens, tokens);
        cr_expect_eq(cw_counts_totals(counts).sequences, sequences);
        cw_counts_free(&counts);
}

Test(text_cut, conll)
{
        struct cw_read_options options = spine_options();
        expect_same("a.conll.zst", conll, sizeof(conll) - 1, &options, 200);
        expect_tokens("a.conll.zst", &options, 9, 5); /* `#a b c B-X` between sentences is a comment */
        options.conll_comment = "none";
        options.skip_bad_rows = true;
        expect_same("a.conll.zst", conll, sizeof(conll) - 1, &options, 60);
        options.conll_comment = "#";
        expect_same("a.conll.zst", conll, sizeof(conll) - 1, &options, 60);
}

Test(text_cut, jsonl)
{
        const struct cw_read_options options = spine_options();
        expect_same("a.jsonl.zst", jsonl, sizeof(jsonl) - 1, &options, 200);
        expect_tokens("a.jsonl.zst", &options, 2 + 2 + 1 + 3 + 89 + 1, 7);
}

/* A bad row at every line in turn: the sentence names that line. */
static void
expect_same_faults(const char *path, const char *text, const char *row, size_t from_line, size_t n_lines)
{
        struct cw_read_options options = spine_options();
        const char *at = text;
        for (size_t line = 1; line <= n_lines; line++) {
                if (line >= from_line) {
                        struct cw_buffer bad = {0};
                        cw_buffer_add(&bad, text, (size_t)(at - text));
                        cw_buffer_printf(&bad, "%s\n%s", row, at);
                        options.skip_bad_rows = line % 2 == 0;
                        expect_same(path, bad.data, bad.n, &options, 40);
                        cw_buffer_free(&bad);
                }
                at = strchr(at, '\n') + 1;
        }
}

Test(text_cut, bad_rows_of_conll)
{
        static const char text[] = "a b O\nc d B\n\ne f I\n#x\n\n# y\ng h O\r\n\r\ni j O\n";
        expect_same_faults("a.conll.zst", text, "one", 1, 10);
}

Test(text_cut, bad_rows_of_jsonl)
{
        expect_same_faults("a.jsonl.zst", jsonl, "{\"tags\": [0, 1.5]}", 2, 8);
        expect_same_faults("a.jsonl.zst", jsonl, "{\"tags\": [0, 1}", 2, 8);
}

/* Unknown labels: the line and the position do not depend on the cuts. */
Test(text_cut, unknown_labels)
{
        struct cw_read_options options = spine_options();
        spine_puts("labels.txt", "O\nB-ORG\nI-ORG\nB-LOC\n");
        options.labels_path = "labels.txt";
        expect_same("a.conll.zst", conll, sizeof(conll) - 1, &options, 100);
        spine_puts("labels.txt", "a\nb\nc\nd\n");
        expect_same("a.jsonl.zst", jsonl, sizeof(jsonl) - 1, &options, 100);
}

/* Texts put together at random from the pieces that matter. */
static void
random_texts(const char *path, const char *const *pieces, size_t n_pieces, const struct cw_read_options *options)
{
        uint64_t seed = 11;
        for (int turn = 0; turn < 150; turn++) {
                struct cw_buffer text = {0};
                for (uint32_t k = spine_random(&seed) % 40; k > 0; k--)
                        cw_buffer_puts(&text, pieces[spine_random(&seed) % n_pieces]);
                if (text.n > 0)
                        expect_same(path, text.data, text.n, options, 1 + spine_random(&seed) % 12);
                cw_buffer_free(&text);
        }
}

Test(text_cut, random_conll)
{
        static const char *const pieces[] = {
                "a O\n", "b\tB\r\n",       "# c\n",        "#\tO\n",  "\n",     "\r\n", " \n", "# d e f\r\n",
                "x\n",   "-DOCSTART- O\n", "\xC3\xA9 I\n", "# x B\n", "y  I\n", "\t\n", "# ",  "z O"};
        struct cw_read_options options = spine_options();
        options.format = CW_FORMAT_CONLL;
        random_texts("a.zst", pieces, CW_ARRAY_LEN(pieces), &options);
        options.skip_bad_rows = true;
        random_texts("a.zst", pieces, CW_ARRAY_LEN(pieces), &options);
}

Test(text_cut, random_jsonl)
{
        static const char *const pieces[] = {"{\"t\": [0, 1]}\n",
                                             "{\"t\": []}\r\n",
                                             "\n",
                                             " \r\n",
                                             "{\"t\": [\"\n\"]}\n",
                                             "{\"t\": 1.5}\n",
                                             "{}\n",
                                             "{\"u\": \"\\\"\", \"t\": [-100]}\n",
                                             "{\"t\": [3]",
                                             "}\n",
                                             "{\"t\": [null]}\n"};
        struct cw_read_options options = spine_options();
        options.format = CW_FORMAT_JSONL;
        options.column = "t";
        random_texts("a.zst", pieces, CW_ARRAY_LEN(pieces), &options);
        options.skip_bad_rows = true;
        random_texts("a.zst", pieces, CW_ARRAY_LEN(pieces), &options);
}

/* More blocks than may wait for their turn, and one that takes long: those who are ahead must sleep, not grow. */
Test(text_cut, many_blocks_behind_a_slow_one)
{
        struct cw_buffer out = {0};
        const struct cw_read_options options = spine_options();
        cw_buffer_puts(&out, "{\"tags\": [0");
        while (out.n < 4 << 20)
                cw_buffer_puts(&out, ", 1, 2");
        cw_buffer_puts(&out, "]}\n");
        while (out.n < 6 << 20)
                cw_buffer_puts(&out, "{\"tags\": [0, 1]}\n");
        spine_put("a", out.data, out.n);
        char *want = spine_same_file("a", &options);
        spine_put_zstd("a", out.data, out.n, (struct spine_frames){.nbytes = 3001, .mixed = true});
        char *found = spine_same_file("a", &options);
        cr_expect_str_eq(found, want);
        free(found);
        free(want);
        cw_buffer_free(&out);
}
