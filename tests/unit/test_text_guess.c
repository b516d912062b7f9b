/* SPDX-License-Identifier: MIT */
/*
 * Borders in JSON that are guessed: which places are taken for the end of a record, and that nothing in a document, be it made
 * for that, can make a guess that is wrong count.  What must come out is known of how a document was put together, or is what
 * its text tells as a stream, where nobody guesses.
 */
#include "spine_fixture.h"

#include "base/status.h"
#include "formats/text/json_border.h"

TestSuite(text_guess, .init = spine_enter, .fini = spine_leave, .timeout = 300);

/* Where the guess is marked by a `^` behind its brace; none where there is no mark. */
static void
expect_guess(const char *name, const char *marked)
{
        struct cw_json_path path;
        char text[512 + CW_TEXT_PAD] = {0};
        const char *const mark = strchr(marked, '^');
        const size_t want = mark != NULL ? (size_t)(mark - marked) : SIZE_MAX;
        const size_t n = strlen(marked) - (mark != NULL);
        cr_assert_lt(n, 512);
        memcpy(text, marked, mark != NULL ? want : n);
        if (mark != NULL)
                memcpy(text + want, mark + 1, n - want);
        cr_assert_eq(cw_json_path_init(&path, name, NULL), CW_OK);
        const size_t found = cw_json_guess(&path, text, n);
        cr_expect_eq(found, want, "%s: %zu, not %zu", marked, found, want);
        /* Cut anywhere, it is that place or none. */
        for (size_t k = 0; k < n; k++) {
                const size_t cut = cw_json_guess(&path, text, k);
                cr_expect(cut == SIZE_MAX || (cut == want && cut < k), "%s: %zu of %zu bytes", marked, cut, k);
        }
}

Test(text_guess, places)
{
        expect_guess("k", "0]}^, {\"k\": [1]}, {");
        expect_guess("k", "}^\r\n\t , \n {\"x\": {}, \"k\": 1} ]");
        expect_guess("k", "\": \"}, {\\\"k\\\": [1]}, \", \"k\": []}^,{\"k\":[]},");
        expect_guess("k", "{\"a\": 1}, {\"a\": 2}, {\"a\": \"k\"}]}^, {\"x\": {\"k\": 1}, \"k\": [1]}]");
        expect_guess("a.b", "}, {\"a\": 1}, {\"a\": {\"c\": 2}}^, {\"a\": {\"b\": 2}},");
        expect_guess("k", "}}}^,{\"k\":[[]]}\n]");
        expect_guess("k", "}, {\"k\": [1]}");     /* what is behind it is not known */
        expect_guess("k", "}, {\"k\": [1]}}");    /* no list goes on or ends there */
        expect_guess("k", "}, [{\"k\": [1]}], "); /* a list in the list */
        expect_guess("k", "} {\"k\": [1]}, {\"k\": ");
        expect_guess("k", "{\"x\": 1}, {\"y\": 1}, 1");
        expect_guess("k", "]}, {\"k\" [1]}, ");
        expect_guess("k", "");
        expect_guess(",", "\"s\": [\"}^,{\",\":[7]},\",\"x\"]}"); /* it can be wrong */
}

/* What is guessed is worth no more than so much looking. */
Test(text_guess, is_not_looked_for_without_end)
{
        struct cw_json_path path;
        struct cw_buffer text = {0};
        cr_assert_eq(cw_json_path_init(&path, "k", NULL), CW_OK);
        for (size_t i = 0; i < 300000; i++)
                cw_buffer_puts(&text, "},{\"a\":\"");
        cw_buffer_puts(&text, "\"},{\"k\":1},");
        cr_assert_not(text.failed);
        cr_expect_eq(cw_json_guess(&path, text.data, text.n - CW_TEXT_PAD), SIZE_MAX);
        cw_buffer_free(&text);
}

/* ---- documents ---------------------------------------------------------------------------------------------- */

/* A record, and what it adds. */
struct piece {
        const char *text;
        uint64_t n[10]; /* tokens of the ids 0 .. 9 */
};

/* Of the column ",": the first is plain; in all others something looks like the end of a record with one of sevens behind it, which
 * no record has. */
static const struct piece plain = {"{\",\":[1,1,2],\"text\":\"a word \\\" or two\"}", {0, 2, 1}};
static const struct piece traps[] = {
        {"{\",\":[1],\"s\":[\"},{\",\":[7]},\",\"x\"]}", {0, 1}},
        {"{\"s\":[\"},{\",\":[7]},{\",\":[7]},\",\"x\"],\",\":[3,3]}", {0, 0, 0, 2}},
        {"{\"alt\":[{},{\",\":[7,7]},{\",\":[7]},{\",\":[7]}],\",\":[4]}", {0, 0, 0, 0, 1}},
        {"{\",\":[5],\"alt\":{\"x\":[[{\"a\":1},{\",\":[7]},{\"b\":1}]]}}", {0, 0, 0, 0, 0, 1}},
};

struct document {
        struct cw_buffer text;
        uint64_t n[10];
        uint64_t n_records;
};

static void
add_record(struct document *d, const struct piece *piece)
{
        cw_buffer_printf(&d->text, "%s%s", d->n_records == 0 ? "" : ",\n", piece->text);
        for (size_t i = 0; i < CW_ARRAY_LEN(d->n); i++)
                d->n[i] += piece->n[i];
        d->n_records++;
}

static void
add_plain(struct document *d, size_t nbytes)
{
        while (d->text.n < nbytes)
                add_record(d, &plain);
}

static struct cw_read_options
guess_options(void)
{
        struct cw_read_options options = spine_options();
        options.format = CW_FORMAT_JSON;
        options.column = ",";
        return options;
}

static void
expect_counts(struct document *d, const char *end)
{
        static const int threads[] = {1, 2, 3, 8};
        const struct cw_read_options options = guess_options();
        const char *const path = "a.json";
        cw_buffer_puts(&d->text, end);
        cr_assert_not(d->text.failed);
        spine_put(path, d->text.data, d->text.n);
        for (size_t i = 0; i < CW_ARRAY_LEN(threads); i++) {
                struct cw_read_options o = options;
                o.n_threads = threads[i];
                cw_counts *counts = spine_count(&path, 1, &o);
                cr_expect_eq(cw_counts_totals(counts).sequences, d->n_records);
                for (int64_t id = 0; id < 10; id++) {
                        const uint64_t n = spine_tokens(counts, id), want = d->n[id] > 0 ? d->n[id] : UINT64_MAX;
                        cr_expect_eq(n, want, "%d threads, id %d: %llu, not %llu", threads[i], (int)id,
                                     (unsigned long long)n, (unsigned long long)want);
                }
                cw_counts_free(&counts);
        }
        cw_buffer_free(&d->text);
}

/* What is wrong of every guess there can be. */
Test(text_guess, traps_everywhere)
{
        for (size_t k = 0; k < CW_ARRAY_LEN(traps); k++) {
                struct document d = {0};
                cw_buffer_puts(&d.text, "[");
                while (d.text.n < 7 << 20)
                        add_record(&d, &traps[k]);
                expect_counts(&d, "]");
        }
}

/* Nothing is wrong of the guesses but of the last. */
Test(text_guess, traps_late)
{
        for (size_t k = 0; k < CW_ARRAY_LEN(traps); k++) {
                struct document d = {0};
                cw_buffer_puts(&d.text, "{\"version\": 1, \"data\": [");
                add_plain(&d, (9 << 20) + 500000);
                while (d.text.n < 11 << 20)
                        add_record(&d, &traps[k]);
                expect_counts(&d, "], \"more\": [{}, {\"a\": 1}]}");
        }
}

/* The list ends, and what follows looks like it: a second list under another key, which is refused as such. */
Test(text_guess, behind_the_list)
{
        struct document d = {0};
        struct cw_read_options options = guess_options();
        cw_buffer_puts(&d.text, "{\"data\": [");
        add_plain(&d, 4 << 20);
        const size_t n = d.text.n;
        cw_buffer_puts(&d.text, "], \"data2\": [");
        while (d.text.n < 9 << 20)
                cw_buffer_printf(&d.text, "%s{\"b\": {\"x\": [{},{\",\":[7]},{\"a\": 1}]}}",
                                 d.text.n == n + 13 ? "" : ",");
        expect_counts(&d, "]}");
        d = (struct document){0};
        cw_buffer_puts(&d.text, "{\"data\": [");
        add_plain(&d, 4 << 20);
        cw_buffer_puts(&d.text, "], \"data2\": [");
        for (size_t i = 0; d.text.n < 9 << 20; i++)
                cw_buffer_printf(&d.text, "%s%s", i == 0 ? "" : ",", plain.text);
        cw_buffer_puts(&d.text, "]}");
        spine_put("a.json", d.text.data, d.text.n);
        SPINE_FAILS("a.json", &options, CW_E_DATA,
                    "a.json: record %llu: expected one list of records in the document, found a second one with \",\"; "
                    "put each into a file of its own",
                    (unsigned long long)d.n_records + 1);
        cw_buffer_free(&d.text);
}

/* Names that stand in a trap only are not met. */
Test(text_guess, names)
{
        struct cw_buffer text = {0};
        struct cw_read_options options = guess_options();
        const char *const path = "a.json";
        cw_buffer_puts(&text, "[");
        for (size_t i = 0; text.n < 6 << 20; i++) {
                cw_buffer_puts(&text, i == 0 ? "" : ",");
                if (text.n < 5 << 20)
                        cw_buffer_puts(&text, "{\",\":[\"O\",\"B-X\"]}");
                else
                        cw_buffer_printf(&text, "{\",\":[\"O\"],\"s\":[{},{\",\":[\"B-%zu\"]},{\",\":[\"B-%zu\"]},0]}",
                                         i, i);
        }
        cw_buffer_puts(&text, "]");
        spine_put(path, text.data, text.n);
        for (int n_threads = 1; n_threads < 4; n_threads++) {
                options.n_threads = n_threads;
                cw_counts *counts = spine_count(&path, 1, &options);
                cr_expect_eq(cw_counts_n_labels(counts), 2);
                cw_counts_free(&counts);
        }
        cw_buffer_free(&text);
}

/* ---- against the same text as a stream ---------------------------------------------------------------------- */

static void
expect_as_stream(const char *text, size_t n, const struct cw_read_options *options, int n_threads, size_t frame)
{
        const char *const path = "a.json";
        spine_put_zstd(path, text, n, (struct spine_frames){0});
        char *const want = spine_outcome(&path, 1, options, 1);
        if (frame != 0)
                spine_put_zstd(path, text, n, (struct spine_frames){.nbytes = frame, .mixed = true});
        else
                spine_put(path, text, n);
        char *const found = spine_outcome(&path, 1, options, n_threads);
        cr_assert_str_eq(found, want, "%d threads, frames of %zu:\n%s\nas a stream:\n%s", n_threads, frame, found,
                         want);
        free(want);
        free(found);
}

/* Everything that is told of sequences, of rows left out and of labels that are unknown, in documents with and without traps. */
Test(text_guess, whatever_is_told)
{
        spine_puts("labels.txt", "a\nb\nc\n");
        for (size_t k = 0; k < 12; k++) {
                struct document d = {0};
                struct cw_read_options options = guess_options();
                cw_buffer_puts(&d.text, "\xEF\xBB\xBF [");
                add_plain(&d, (5 << 20) + k * 1000);
                for (size_t i = 0; i < k % 4 * 1000; i++)
                        add_record(&d, &traps[i % CW_ARRAY_LEN(traps)]);
                cw_buffer_puts(&d.text, k % 2 == 0 ? ",{\",\":[1.5]},{},{\",\":[[9],[]]}\r\n]" : "]\n");
                options.skip_bad_rows = k % 3 != 0;
                options.presence = k % 2 == 0 ? CW_PRESENCE_KEEP : CW_PRESENCE_NO;
                options.spans = k % 5 == 0;
                options.labels_path = k % 4 == 1 ? "labels.txt" : NULL;
                expect_as_stream(d.text.data, d.text.n, &options, 1 + (int)(k % 3), 0);
                cw_buffer_free(&d.text);
        }
}

/* Documents put together at random, in frames that hold a few records each, with bytes that are others. */
Test(text_guess, random_documents)
{
        static const char bytes[] = "\"\\[]{},: 0\n";
        struct cw_read_options options = guess_options();
        uint64_t seed = 17;
        for (int turn = 0; turn < 400; turn++) {
                struct document d = {0};
                const uint32_t rare = spine_random(&seed) % 40;
                cw_buffer_puts(&d.text, turn % 3 == 0 ? "{\"x\":[],\"d\":[" : "[");
                for (uint32_t k = 20 + spine_random(&seed) % 60; k > 0; k--) {
                        const bool is_trap = spine_random(&seed) % 40 < rare;
                        add_record(&d, is_trap ? &traps[spine_random(&seed) % CW_ARRAY_LEN(traps)] : &plain);
                }
                cw_buffer_puts(&d.text, turn % 3 == 0 ? "],\"y\":{}}" : "]");
                for (uint32_t k = spine_random(&seed) % 3; k > 0; k--)
                        d.text.data[spine_random(&seed) % d.text.n] = bytes[spine_random(&seed) % (sizeof(bytes) - 1)];
                options.skip_bad_rows = turn % 4 == 0;
                expect_as_stream(d.text.data, d.text.n, &options, 1 + turn % 4, 150 + spine_random(&seed) % 500);
                cw_buffer_free(&d.text);
        }
}
