/* SPDX-License-Identifier: MIT */
/*
 * Drawing blocks.  Every row is of one block and of no other: what is counted in each block by itself adds up to what is
 * counted of the whole, for every format and way of reading; and what a draw counts is the sum of its blocks, whichever
 * are left out between them and whatever the number of threads.
 */
#include "arrow_writer.h"
#include "draw.h"
#include "numpy_fixture.h"
#include "parquet_rig.h"
#include "pipeline.h"
#include "settings.h"

#include "base/status.h"

TestSuite(sample, .init = spine_enter, .fini = spine_leave, .timeout = 300);

enum { IDS = 16 };

/* What a run has counted. */
struct sums {
        uint64_t tokens[IDS], ignored, sequences;
};

static void
add_counts(struct sums *to, const cw_counts *c)
{
        const struct cw_totals t = cw_counts_totals(c);
        for (size_t i = 0; i < cw_counts_n_labels(c); i++) {
                const struct cw_label_count label = cw_counts_label(c, i);
                cr_assert(label.id >= 0 && label.id < IDS);
                to->tokens[label.id] += label.tokens;
        }
        to->ignored += t.ignored;
        to->sequences += t.sequences;
}

static void
expect_equal(const struct sums *got, const struct sums *want, const char *what)
{
        for (size_t i = 0; i < IDS; i++)
                cr_assert_eq(got->tokens[i], want->tokens[i], "%s: id %zu: %llu, not %llu", what, i,
                             (unsigned long long)got->tokens[i], (unsigned long long)want->tokens[i]);
        cr_assert_eq(got->ignored, want->ignored, "%s: ignored", what);
        cr_assert_eq(got->sequences, want->sequences, "%s: sequences %llu, not %llu", what,
                     (unsigned long long)got->sequences, (unsigned long long)want->sequences);
}

/* Counts the blocks that `draw` takes, as they are. */
static void
run_draw(const char *path, const struct cw_read_options *options, struct cw_draw *draw, struct sums *sums)
{
        struct cw_settings s;
        struct cw_run_result result = {0};
        struct cw_counts *counts = NULL;
        struct cw_error err;
        struct cw_read_options o = *options;
        o.sample = draw->share;
        cr_assert_eq(cw_settings_init(&s, &o, &path, 1, &err), CW_OK, "%s", err.message);
        const struct cw_run run = {.options = &s.options,
                                   .inputs = &s.inputs,
                                   .map = s.map,
                                   .ignore = s.all_ignored,
                                   .n_ignore = s.n_all_ignored,
                                   .n_threads = s.options.n_threads,
                                   .draw = draw};
        cr_assert_eq(cw_run_count(&run, &result, &err), CW_OK, "%s", err.message);
        cr_assert_eq(cw_settings_conclude(&s, &result, &counts, &err), CW_OK, "%s", err.message);
        add_counts(sums, counts);
        cw_counts_free(&counts);
        cw_run_result_free(&result, s.inputs.n);
        cw_settings_free(&s);
}

/* `path` in at least `least` blocks. */
static void
expect_partition(const char *path, struct cw_read_options options, uint64_t least)
{
        struct sums whole = {.ignored = 0}, all = whole, parts = whole, half = whole, want_half = whole;
        struct cw_draw draw;
        cw_counts *exact = spine_count(&path, 1, &options);
        add_counts(&whole, exact);
        cw_counts_free(&exact);
        cw_draw_init(&draw, 1, 1);
        run_draw(path, &options, &draw, &all);
        expect_equal(&all, &whole, path);
        const uint64_t n = draw.n_blocks;
        cw_draw_free(&draw);
        cr_assert_geq(n, least, "%s: %llu blocks", path, (unsigned long long)n);

        struct cw_draw halves;
        cw_draw_init(&halves, 0.5, 7);
        for (uint64_t b = 0; b < n; b++) {
                struct sums one = {.ignored = 0};
                cw_draw_init(&draw, 1, 1);
                draw.lone = true;
                draw.lone_block = b;
                options.n_threads = 1 + (int)(b % 3);
                run_draw(path, &options, &draw, &one);
                cr_assert_eq(draw.n_blocks, n);
                cr_assert_eq(draw.n_taken, 1);
                cw_draw_free(&draw);
                for (size_t i = 0; i < IDS; i++) {
                        parts.tokens[i] += one.tokens[i];
                        want_half.tokens[i] += cw_draw_takes(&halves, 0, b) ? one.tokens[i] : 0;
                }
                parts.ignored += one.ignored;
                parts.sequences += one.sequences;
                want_half.ignored += cw_draw_takes(&halves, 0, b) ? one.ignored : 0;
                want_half.sequences += cw_draw_takes(&halves, 0, b) ? one.sequences : 0;
        }
        expect_equal(&parts, &whole, path);
        options.n_threads = 3;
        run_draw(path, &options, &halves, &half);
        expect_equal(&half, &want_half, path);
        cw_draw_free(&halves);
}

/* ---- text --------------------------------------------------------------------------------------------------- */

/* JSON lines, some of them longer than some blocks. */
static char *
make_jsonl(size_t *n_ret)
{
        struct cw_buffer out = {0};
        uint64_t seed = 5;
        for (int row = 0; row < 500; row++) {
                const uint32_t pad = row % 40 == 7 ? 9000 : spine_random(&seed) % 200;
                cw_buffer_puts(&out, "{\"text\": \"");
                for (uint32_t i = 0; i < pad; i++)
                        cw_buffer_putc(&out, (char)('a' + i % 26));
                cw_buffer_puts(&out, "\", \"tags\": [0");
                for (uint32_t k = spine_random(&seed) % 60; k > 0; k--)
                        cw_buffer_printf(&out, ", %d", (int)(spine_random(&seed) % 10) == 9 ? -100 : row / 50);
                cw_buffer_puts(&out, row % 3 == 0 ? "]}\r\n" : "]}\n");
                if (row % 50 == 9)
                        cw_buffer_puts(&out, "\n");
        }
        *n_ret = out.n - 1; /* the last line has no break */
        return out.data;
}

static void
expect_text(const char *stem, const char *text, size_t n, const struct cw_read_options *options)
{
        static const size_t frames[] = {300, 1000, 5000, 777};
        char path[64];
        snprintf(path, sizeof(path), "%s", stem);
        spine_put(path, text, n);
        expect_partition(path, *options, 20);
        snprintf(path, sizeof(path), "%s.gz", stem);
        spine_put_gzip(path, text, n);
        expect_partition(path, *options, 2);
        snprintf(path, sizeof(path), "%s.zst", stem);
        spine_put_zstd(path, text, n, (struct spine_frames){0});
        expect_partition(path, *options, 2);
        for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
                const bool unsized = frames[i] == 777;
                spine_put_zstd(
                        path, text, n,
                        (struct spine_frames){.nbytes = frames[i], .unsized = unsized, .empty_every = unsized ? 5 : 0});
                expect_partition(path, *options, 10);
        }
}

Test(sample, json_lines)
{
        size_t n;
        char *text = make_jsonl(&n);
        struct cw_read_options options = spine_options();
        expect_text("rows.jsonl", text, n, &options);
        free(text);
}

Test(sample, conll)
{
        static const char *const tags[] = {"O", "B-X", "I-X", "B-Y"};
        struct cw_buffer out = {0};
        uint64_t seed = 3;
        struct cw_read_options options = spine_options();
        options.labels_text = "[\"O\", \"B-X\", \"I-X\", \"B-Y\"]";
        for (int row = 0; row < 9000; row++) {
                if (row % 700 == 650)
                        for (int i = 0; i < 9000; i++)
                                cw_buffer_putc(&out, '#');
                cw_buffer_printf(&out, "#token%d NN %s\n", row, tags[spine_random(&seed) % 4]);
                if (spine_random(&seed) % 12 == 0)
                        cw_buffer_puts(&out, spine_random(&seed) % 2 == 0 ? "\n" : "\n# a comment\n");
        }
        expect_text("rows.conll", out.data, out.n, &options);
        cw_buffer_free(&out);
}

/* A document is read whole, and what is left out is counted nowhere. */
Test(sample, json_document)
{
        size_t n;
        char *rows = make_jsonl(&n);
        struct cw_buffer out = {0};
        struct cw_read_options options = spine_options();
        cw_buffer_puts(&out, "{\"about\": \"[\", \"data\": [\n");
        for (size_t i = 0; i < n; i++) {
                const bool ends_row = rows[i] == '}' && i + 1 < n;
                cw_buffer_putc(&out, rows[i]);
                if (ends_row)
                        cw_buffer_putc(&out, ',');
        }
        cw_buffer_puts(&out, "]}\n");
        spine_put("rows.json", out.data, out.n);
        expect_partition("rows.json", options, 20);
        spine_put_gzip("rows.json.gz", out.data, out.n);
        expect_partition("rows.json.gz", options, 2);
        spine_put_zstd("rows.json.zst", out.data, out.n, (struct spine_frames){.nbytes = 3000, .mixed = true});
        expect_partition("rows.json.zst", options, 10);
        cw_buffer_free(&out);
        free(rows);
}

/* ---- the others --------------------------------------------------------------------------------------------- */

static uint8_t *
make_ids(size_t n)
{
        uint8_t *ids = malloc(n);
        uint64_t seed = 11;
        for (size_t i = 0; i < n; i++)
                ids[i] = (uint8_t)(spine_random(&seed) % 3 + i * 12 / n);
        return ids;
}

Test(sample, arrays)
{
        enum { N = 120000, ROW = 50 };
        uint8_t *ids = make_ids(N);
        struct cw_read_options options = spine_options();
        char shape[32];
        snprintf(shape, sizeof(shape), "(%d, %d)", N / ROW, ROW);
        npy_put("a.npy", "|u1", false, shape, ids, N);
        expect_partition("a.npy", options, 20);
        npy_put("f.npy", "|u1", true, shape, ids, N);
        expect_partition("f.npy", options, 20);
        npy_put("flat.npy", "|u1", false, "(120000,)", ids, N);
        expect_partition("flat.npy", options, 20);
        for (int deflated = 0; deflated < 2; deflated++) {
                struct zip_maker z = {.n = 0};
                zip_add_npy(&z, "labels.npy", npy_make("|u1", false, shape, ids, N), deflated == 1);
                zip_put("a.npz", &z, "");
                expect_partition("a.npz", options, 20);
        }
        spine_put("a.raw", ids, N);
        options.format = CW_FORMAT_RAW;
        options.dtype = "u8";
        expect_partition("a.raw", options, 20);
        free(ids);
}

Test(sample, native_shard)
{
        enum { N = 50000 };
        uint8_t *ids = make_ids(N);
        int64_t *wide = malloc(N * sizeof(*wide));
        for (size_t i = 0; i < N; i++)
                wide[i] = ids[i];
        spine_put_shard("a.labels.zst", (struct cw_shard_header){.id_nbytes = 1}, wide, N, 1000);
        expect_partition("a.labels.zst", spine_options(), 50);
        free(wide);
        free(ids);
}

/* Batches that are cut, batches that are not, and a dictionary that those left out must not hold back. */
Test(sample, arrow)
{
        enum { ROWS = 30000, BATCHES = 3 };
        static struct aw_field leaf;
        uint8_t *ids = make_ids(ROWS * BATCHES);
        leaf = (struct aw_field){.name = "tags", .type = AW_INT, .bits = 8};
        for (unsigned compression = 0; compression < 2; compression++) {
                struct aw w = {.file = true, .version = 5, .alignment = 8, .compression = compression};
                const struct aw_node node = {ROWS, 0};
                aw_schema(&w, &leaf, 1, NULL);
                for (size_t i = 0; i < BATCHES; i++) {
                        aw_add(&w, NULL, 0);
                        aw_add(&w, ids + i * ROWS, ROWS);
                        aw_record_batch(&w, ROWS, &node, 1);
                }
                aw_end(&w);
                spine_put("a.arrow", w.out.data, w.out.n);
                struct cw_read_options options = spine_options();
                options.column = "tags";
                expect_partition("a.arrow", options, compression == 0 ? 10 : BATCHES);
                cw_buffer_free(&w.out);
        }
        free(ids);
}

/* Row groups, and runs of pages of one that is large. */
Test(sample, parquet)
{
        static const struct rig_file files[] = {
                {.n_groups = 8, .pages_per_group = 3, .rows_per_page = 200},
                {.n_groups = 2, .pages_per_group = 60, .rows_per_page = 2000, .plain_after_first = true},
        };
        for (size_t i = 0; i < 2; i++) {
                struct cw_buffer b = {0};
                struct rig_truth truth;
                rig_write(&b, files[i], &truth);
                spine_put("a.parquet", b.data, b.n);
                expect_partition("a.parquet", spine_options(), 8);
                cw_buffer_free(&b);
        }
}

/* ---- the public face ---------------------------------------------------------------------------------------- */

static char *
sample_json(const char *const *paths, size_t n, double share, uint64_t seed)
{
        struct cw_read_options options = spine_options();
        options.sample = share;
        options.sample_seed = seed;
        return spine_same(paths, n, &options);
}

/* The same for any number of threads and ranks, exact at 100 %, and another draw for another seed. */
Test(sample, threads_and_seeds)
{
        static const char *const paths[] = {"a.jsonl", "b.jsonl.gz"};
        size_t n;
        char *text = make_jsonl(&n);
        spine_put(paths[0], text, n);
        spine_put_gzip(paths[1], text, n);
        char *first = sample_json(paths, 2, 0.3, 1), *second = sample_json(paths, 2, 0.3, 2);
        cr_assert_str_neq(first, second);
        cr_assert_not_null(strstr(first, "\"estimate\": {\"share\": 0."));
        free(first);
        free(second);
        struct cw_read_options options = spine_options();
        cw_counts *exact = spine_count(paths, 2, &options);
        options.sample = 1;
        cw_counts *all = spine_count(paths, 2, &options);
        struct cw_sample_info info;
        double low, high;
        cr_assert_not(cw_counts_sample(exact, &info));
        cr_assert(cw_counts_sample(all, &info));
        cr_assert_eq(info.blocks, info.blocks_total);
        cr_assert_eq(info.tokens, cw_counts_totals(exact).tokens);
        for (size_t i = 0; i < cw_counts_n_labels(exact); i++) {
                const uint64_t tokens = cw_counts_label(exact, i).tokens;
                cr_assert_eq(cw_counts_label(all, i).tokens, tokens);
                cr_assert(cw_counts_interval(all, i, &low, &high));
                cr_assert_float_eq(low, (double)tokens, 1e-9);
                cr_assert_float_eq(high, (double)tokens, 1e-9);
                cr_assert_not(cw_counts_interval(exact, i, &low, &high));
        }
        cw_counts_free(&exact);
        cw_counts_free(&all);
        free(text);
}

/* Where no block is drawn, one is all the same; of a pipe it cannot be gone back to. */
Test(sample, one_block_at_least)
{
        static const char path[] = "few.jsonl", *const paths[] = {path};
        size_t n;
        char *text = spine_jsonl(20000, 1, &n, NULL);
        struct cw_read_options options = spine_options();
        struct cw_sample_info info;
        double low, high;
        spine_put(path, text, n);
        options.sample = 1e-9;
        cw_counts *counts = spine_count(paths, 1, &options);
        cr_assert(cw_counts_sample(counts, &info));
        cr_assert_eq(info.blocks, 1);
        cr_assert_eq(info.blocks_total, 5);
        cr_assert_not(cw_counts_interval(counts, 0, &low, &high));
        struct cw_weigh_options weigh;
        cw_weights *weights = NULL;
        struct cw_error err;
        cw_weigh_options_init(&weigh);
        cr_assert_eq(cw_weigh(counts, &weigh, &weights, &err), CW_OK, "%s", err.message);
        cr_assert_not(cw_weights_interval(weights, 1, &low, &high));
        cw_weights_free(&weights);
        cw_counts_free(&counts);
        free(text);
}

static void
expect_refusal(const char *path, const struct cw_read_options *options, cw_status status, const char *words)
{
        struct cw_error err;
        cw_counts *counts = NULL;
        cr_expect_eq(cw_count(&path, 1, options, &counts, &err), status, "%s", err.message);
        cr_expect_not_null(strstr(err.message, words), "%s", err.message);
        cw_counts_free(&counts);
}

Test(sample, what_does_not_go_with_it)
{
        static const char path[] = "few.jsonl", *const paths[] = {path};
        size_t n, nbytes;
        char *text = spine_jsonl(20000, 1, &n, NULL), *json;
        struct cw_read_options options = spine_options(), o;
        spine_put(path, text, n);
        options.sample = 0.5;
        static const double wrong[] = {-0.1, 1.1};
        for (size_t i = 0; i < 2; i++) {
                o = options;
                o.sample = wrong[i];
                expect_refusal(path, &o, CW_E_USAGE, "a share above 0 % and at most 100 %");
        }
        o = options;
        o.presence = CW_PRESENCE_COUNT;
        expect_refusal(path, &o, CW_E_USAGE, "--presence");
        o = options;
        o.spans = true;
        expect_refusal(path, &o, CW_E_USAGE, "--spans");
        o = options;
        o.per_shard = true;
        expect_refusal(path, &o, CW_E_USAGE, "--per-shard");
        o = options;
        o.by = CW_BY_SHARD;
        expect_refusal(path, &o, CW_E_USAGE, "--by");
        o = options;
        o.sample_seed = UINT64_MAX;
        expect_refusal(path, &o, CW_E_USAGE, "--seed");

        /* An estimate that was kept is no input, and exact counts have no blocks. */
        cw_counts *counts = spine_count(paths, 1, &options);
        cr_assert_eq(cw_counts_render(counts, CW_OUT_JSON, &json, &nbytes, NULL), CW_OK);
        spine_put("estimate.json", json, nbytes);
        cw_free_text(json);
        cr_assert_eq(cw_counts_render(counts, CW_OUT_CSV, &json, &nbytes, NULL), CW_E_USAGE);
        cw_counts_free(&counts);
        o = spine_options();
        expect_refusal("estimate.json", &o, CW_E_DATA, "found an estimate");
        counts = spine_count(paths, 1, &o);
        cr_assert_eq(cw_counts_render(counts, CW_OUT_JSON, &json, &nbytes, NULL), CW_OK);
        spine_put("counts.json", json, nbytes);
        cw_free_text(json);
        cw_counts_free(&counts);
        expect_refusal("counts.json", &options, CW_E_USAGE, "a counts file, which has no blocks");

        struct cw_error err;
        cw_counter *counter = NULL;
        cr_assert_eq(cw_counter_new(&options, &counter, &err), CW_E_USAGE);
        cw_growth *growth = NULL;
        struct cw_growth_options g;
        struct cw_weigh_options w;
        cw_growth_options_init(&g);
        cw_weigh_options_init(&w);
        cr_assert_eq(cw_growth_run(paths, 1, &options, &w, &g, &growth, &err), CW_E_USAGE);
        cr_assert_eq(cw_pack(paths, 1, &options, NULL, "x.labels.zst", NULL, &err), CW_E_USAGE);
        free(text);
}

/* A place is not told where it would be wrong: rows of blocks that were left out were not counted. */
Test(sample, rows_without_numbers)
{
        struct cw_buffer out = {0};
        struct cw_read_options options = spine_options();
        options.sample = 0.5;
        for (int i = 0; i < 2000; i++)
                cw_buffer_puts(&out, i % 100 == 99 ? "{\"tags\": [0, \"x\"]}\n"
                                                   : "{\"tags\": [0, 1, 2], \"pad\": \"...\"}\n");
        spine_put("bad.jsonl", out.data, out.n);
        const char *path = "bad.jsonl";
        char *found = spine_same(&path, 1, &options);
        cr_expect_null(strstr(found, "line "), "%s", found);
        cr_expect_not_null(strstr(found, "bad.jsonl: "), "%s", found);
        free(found);
        options.skip_bad_rows = true;
        found = spine_same(&path, 1, &options);
        cr_expect_null(strstr(found, "line "), "%s", found);
        free(found);
        cw_buffer_free(&out);
}
