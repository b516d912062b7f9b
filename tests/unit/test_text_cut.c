/* SPDX-License-Identifier: MIT */
/*
 * Text cut into blocks at every place: zstd frames of 1 to 200 bytes, every other one without its size, so that each is
 * a block of its own and the seams fall everywhere: between CR and LF, within a character, in front of a line with #, a
 * thousand of them in one row.  Counts and sentences must be those of the same text in one frame.
 */
#include "spine_fixture.h"

#include "base/status.h"
#include "formats/text/text_shard.h"

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

/* A list of records, and things in the way of finding one in the middle. */
static const char json_list[] =
        "\xEF\xBB\xBF [ {\"tags\": [0, 1], \"text\": \"}, {\\\"tags\\\": [9]}, {\\\\\"},\n"
        "{\"x\": [{\"tags\": [7]}, {\"tags\": [7]}], \"tags\": [2]}, [], [[{\"tags\": [-100]}, {\"tags\": []}], "
        "{\"tags\": [3]}],"
        "{\"tags\": [1], \"y\": \"\\\\\\\\\\\"\"},{\"tags\":[4],\"z\":{\"a\":[[]],\"b\":{\"c\":\"[[[{{\"}}} , "
        "{\"tags\": "
        "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}\n"
        ",\n  {\"text\": \"r\xC3\xA9gion \xE6\x9D\xB1\xE4\xBA\xAC\", \"tags\": [5]}\n]\n\n";

/* The list under a key, with other lists before and behind it. */
static const char json_holder[] =
        "{\"version\": [1, {\"n\": [\"]}\"]}], \"notes\": \"\\\"data\\\": [\", \"data\": [{\"tags\": [0, 1]}, "
        "{\"tags\": [1]},"
        "{\"text\": \"]}, {\", \"tags\": [2]}\n, {\"tags\": []}, [{\"tags\": [3]}, {\"tags\": [3]}], {\"tags\": "
        "[-100]}], \"more\":"
        " [{\"a\": [{\"b\": 1}, {\"b\": 2}]}, {\"a\": {}}, [{}]], \"end\": {\"x\": [{}, {}]}}\n";

static const char json_record[] = "{\"text\": \"[{\", \"tags\": [0, 1, 2], \"spans\": [[1, 2], [3, 4]]}";

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

Test(text_cut, json)
{
        const struct cw_read_options options = spine_options();
        expect_same("a.json.zst", json_list, sizeof(json_list) - 1, &options, 200);
        expect_tokens("a.json.zst", &options, 2 + 1 + 1 + 1 + 1 + 48 + 1, 9);
        expect_same("a.json.zst", json_holder, sizeof(json_holder) - 1, &options, 200);
        expect_tokens("a.json.zst", &options, 2 + 1 + 1 + 1 + 1, 7);
        expect_same("a.json.zst", json_record, sizeof(json_record) - 1, &options, 100);
        expect_tokens("a.json.zst", &options, 3, 1);
}

/* A byte that is another at every place in turn: the verdict and its place do not depend on the cuts. */
static void
expect_same_damage(const char *text, size_t n)
{
        static const char bytes[] = "\"\\[}";
        struct cw_read_options options = spine_options();
        options.format = CW_FORMAT_JSON;
        options.column = "tags";
        const char *const path = "a.zst";
        char *copy = strdup(text);
        for (size_t i = 0; i < n; i++) {
                for (size_t k = i % 3; k + 1 < sizeof(bytes); k += 3) {
                        struct spine_frames how = ways[(i / 3 + k) % 2];
                        copy[i] = bytes[k];
                        options.skip_bad_rows = (i / 3 + k) % 3 == 0;
                        spine_put_zstd(path, copy, n, (struct spine_frames){0});
                        char *want = spine_outcome(&path, 1, &options, 1);
                        how.nbytes = 1 + (i * 7 + k) % 90;
                        spine_put_zstd(path, copy, n, how);
                        char *found = spine_outcome(&path, 1, &options, 1 + (int)(i / 3 + k) % 3);
                        cr_assert_str_eq(found, want, "byte %zu is '%c', frames of %zu:\n%s\nin one:\n%s", i, bytes[k],
                                         how.nbytes, found, want);
                        free(want);
                        free(found);
                }
                copy[i] = text[i];
        }
        free(copy);
}

Test(text_cut, damaged_json)
{
        expect_same_damage(json_list, sizeof(json_list) - 1);
        expect_same_damage(json_holder, sizeof(json_holder) - 1);
}

/* A document of some MiB, which is looked at in windows. */
static void
put_document(struct cw_buffer *out, const char *before, size_t n_padding, const char *records, size_t times,
             const char *behind)
{
        cw_buffer_printf(out, "%s", before);
        for (size_t i = 0; i < n_padding; i++)
                cw_buffer_printf(out, "\"}]\\\"[{%zu\",", i);
        for (size_t i = 0; i < times; i++)
                cw_buffer_printf(out, "%s%s", i == 0 ? "" : ",", records);
        cw_buffer_printf(out, "%s", behind);
        cr_assert_not(out->failed);
}

/* As a plain file, sound and with a few bytes that are others, as in one frame. */
static void
expect_same_windows(struct cw_buffer *text)
{
        static const char bytes[] = "\"\\[}0";
        const char *const path = "a.json";
        struct cw_read_options options = spine_options();
        options.column = "tags";
        cr_assert_gt(text->n, 5 << 20);
        for (size_t i = 0; i <= 24; i++) {
                char *const byte = &text->data[i == 0 ? 0 : text->n / 25 * i + i % 7];
                const char sound = *byte;
                *byte = i == 0 ? sound : bytes[i % (sizeof(bytes) - 1)];
                options.skip_bad_rows = i % 3 == 1;
                spine_put_zstd(path, text->data, text->n, (struct spine_frames){0});
                char *const want = spine_outcome(&path, 1, &options, 1);
                spine_put(path, text->data, text->n);
                char *const found = spine_outcome(&path, 1, &options, 1 + (int)(i % 3));
                cr_assert_str_eq(found, want, "byte %zu is '%c':\n%s\nin one:\n%s", (size_t)(byte - text->data), *byte,
                                 found, want);
                free(want);
                free(found);
                *byte = sound;
        }
        cw_buffer_free(text);
}

Test(text_cut, windows_of_json)
{
        static const char records[] =
                "{\"tags\": [0, 1], \"text\": \"}, {\\\"tags\\\": [9]}, {\\\\\"},\n"
                "{\"x\": [{\"tags\": [7]}, {\"tags\": [7]}], \"tags\": [2]}, [], [[{\"tags\": [-100]}]]";
        struct cw_buffer text = {0};
        put_document(&text, "[", 0, records, 50000, "]\n");
        expect_same_windows(&text);
        /* A record as long as some windows, and one that is all there is. */
        put_document(&text, "[{\"tags\": [1]}, {\"tags\": [4], \"x\": [", 400000, "0", 1, "]}, {\"tags\": [5]}]");
        expect_same_windows(&text);
        put_document(&text, "{\"tags\": [4], \"x\": [", 400000, "0", 1, "]}");
        expect_same_windows(&text);
        /* The list begins late, and ends early. */
        put_document(&text, "{\"x\": [", 400000, "0], \"data\": [{\"tags\": [1, 1, 2]}", 1, "");
        put_document(&text, "", 0, ", {\"tags\": [3]}", 1, "], \"more\": [");
        put_document(&text, "", 400000, "0", 1, "]}");
        expect_same_windows(&text);
        put_document(&text, "{\"data\": [", 0, records, 30000, "], \"more\": [");
        put_document(&text, "", 200000, "0", 1, "]}");
        expect_same_windows(&text);
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
        expect_same("a.json.zst", json_list, sizeof(json_list) - 1, &options, 100);
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

Test(text_cut, random_json)
{
        static const char *const pieces[] = {"{\"t\": [0, 1]},",
                                             "{\"t\": []}\n,",
                                             "[",
                                             "]",
                                             "],",
                                             "{\"t\": 1.5},",
                                             "{},",
                                             "{\"u\": \"\\\"}, {\", \"t\": [-100]},",
                                             "\"},\"",
                                             "{\"t\": [3]",
                                             "}",
                                             "{\"d\": [",
                                             "1, ",
                                             "{\"t\": [null]},",
                                             "{\"u\": [{\"t\": 1}, {\"t\": 2}], \"t\": 4},",
                                             " ",
                                             "\\"};
        struct cw_read_options options = spine_options();
        options.format = CW_FORMAT_JSON;
        options.column = "t";
        random_texts("a.zst", pieces, CW_ARRAY_LEN(pieces), &options);
        options.skip_bad_rows = true;
        random_texts("a.zst", pieces, CW_ARRAY_LEN(pieces), &options);
}

/* A plain file of many blocks, in which records are longer than one, and one that is not there at all. */
Test(text_cut, blocks_of_a_plain_json_file)
{
        struct cw_buffer out = {0};
        const struct cw_read_options options = spine_options();
        uint64_t n_tokens = 0, n_sequences = 0, seed = 5;
        cw_buffer_puts(&out, "[");
        while (out.n < 5 << 20) {
                const uint32_t n = spine_random(&seed) % 50 == 0 ? 100000 : spine_random(&seed) % 600;
                cw_buffer_puts(&out, out.n > 1 ? ", {\"text\": \"}, {\", \"tags\": [" : "{\"tags\": [");
                for (uint32_t i = 0; i < n; i++)
                        cw_buffer_puts(&out, i == 0 ? "1" : ", 1");
                cw_buffer_puts(&out, "]}");
                n_tokens += n;
                n_sequences++;
        }
        cw_buffer_puts(&out, "]");
        spine_put("a.json", out.data, out.n);
        for (int n_threads = 1; n_threads <= 4; n_threads++) {
                struct cw_read_options o = options;
                o.n_threads = n_threads;
                expect_tokens("a.json", &o, n_tokens, n_sequences);
        }
        cw_buffer_free(&out);
}

/* Windows are the larger the more of a file there is for each worker: what is told must not depend on it. */
Test(text_cut, windows_that_grow_with_the_file)
{
        struct cw_buffer out = {0};
        struct cw_read_options options = spine_options();
        uint64_t seed = 11;
        while (out.n < 36 << 20) {
                cw_buffer_puts(&out, "{\"text\": \"");
                for (uint32_t k = spine_random(&seed) % 3000; k > 0; k--)
                        cw_buffer_puts(&out, "word ");
                cw_buffer_puts(&out, "\", \"tags\": [0");
                for (uint32_t k = spine_random(&seed) % 40; k > 0; k--)
                        cw_buffer_printf(&out, ", %u", spine_random(&seed) % 10);
                cw_buffer_puts(&out, spine_random(&seed) % 500 == 0 ? "}\n" : "]}\n");
        }
        spine_put("a", out.data, out.n);
        free(spine_same_file("a", &options));
        options.skip_bad_rows = true;
        free(spine_same_file("a", &options));
        cw_buffer_free(&out);
}

/* The last window ends with the file, before, at and behind where scanners find too little of its last page behind it. */
Test(text_cut, windows_that_end_with_the_file)
{
        enum { PAGE = 4096 };
        static const int lasts[] = {
                0, 1, PAGE / 2, PAGE - CW_TEXT_PAD - 1, PAGE - CW_TEXT_PAD, PAGE - CW_TEXT_PAD + 1, PAGE - 1};
        static const char *const packed[] = {"a.zst", "a.zst", "a.zst"}, *const plain[] = {"a", "a", "a"};
        const struct cw_read_options options = spine_options();
        struct cw_buffer out = {0};
        while (out.n < CW_TEXT_WINDOW)
                cw_buffer_puts(&out, "{\"tags\": [0, 1, 1, 2]}\n");
        for (size_t i = 0; i < CW_ARRAY_LEN(lasts); i++) {
                cw_buffer_puts(&out, "{\"text\": \"");
                while ((out.n + strlen("\", \"tags\": [3, 4]}")) % PAGE != (size_t)lasts[i])
                        cw_buffer_puts(&out, "x");
                cw_buffer_puts(&out, "\", \"tags\": [3, 4]}");
                spine_put("a", out.data, out.n);
                spine_put_zstd("a.zst", out.data, out.n, (struct spine_frames){0});
                for (size_t n = 1; n <= CW_ARRAY_LEN(plain); n += 2) {
                        char *const want = spine_outcome(packed, n, &options, 1);
                        char *const found = spine_outcome(plain, n, &options, 2);
                        cr_assert_str_eq(found, want, "%zu bytes:\n%s\nin one:\n%s", out.n, found, want);
                        free(want);
                        free(found);
                }
                cw_buffer_puts(&out, "\n");
        }
        cw_buffer_free(&out);
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
