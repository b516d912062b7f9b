/* SPDX-License-Identifier: MIT */
/*
 * Growth of median_freq: at each checkpoint against the data up to it, and from counts files.
 */
#include "presence_fixture.h"

static int8_t sentences[N_SENTENCES][LONGEST];
static size_t lengths[N_SENTENCES];

/* The first `n_tokens` labels, sentence by sentence, the last one cut off. */
static void
put_start(const char *path, uint64_t n_tokens)
{
        struct cw_buffer text = {0};
        for (size_t i = 0; i < N_SENTENCES && n_tokens > 0; i++) {
                for (size_t k = 0; k < lengths[i] && n_tokens > 0; k++) {
                        if (sentences[i][k] < 0)
                                continue;
                        cw_buffer_printf(&text, "w\t%s\n", names[sentences[i][k]]);
                        n_tokens--;
                }
                cw_buffer_putc(&text, '\n');
        }
        spine_put(path, text.data, text.n);
        cw_buffer_free(&text);
}

static size_t
find_series(const cw_growth *g, cw_scheme scheme)
{
        for (size_t i = 0; i < cw_growth_n_schemes(g); i++)
                if (cw_growth_scheme(g, i).scheme == scheme)
                        return i;
        return SIZE_MAX;
}

static cw_growth *
grow(const char *const *paths, size_t n, struct cw_read_options *o, const struct cw_weigh_options *wo,
     const struct cw_growth_options *go)
{
        cw_growth *g = NULL;
        struct cw_error err;
        cr_assert_eq(cw_growth_run(paths, n, o, wo, go, &g, &err), CW_OK, "%s", err.message);
        return g;
}

/* At each checkpoint the weights are those of the data that ends there. */
static void
assert_grows(const char *path, int threads)
{
        struct cw_read_options o;
        struct cw_weigh_options wo;
        struct cw_growth_options go;
        const char *const start = "start.conll";
        cw_read_options_init(&o);
        cw_weigh_options_init(&wo);
        cw_growth_options_init(&go);
        o.n_threads = threads;
        o.labels_path = "map.txt";
        o.presence = CW_PRESENCE_COUNT;
        cw_growth *g = grow(&path, 1, &o, &wo, &go);
        const size_t series = find_series(g, CW_SCHEME_MEDIAN_FREQ);
        cr_assert_neq(series, SIZE_MAX);
        cr_assert_gt(cw_growth_n_points(g), 5);
        wo.scheme = CW_SCHEME_MEDIAN_FREQ;
        for (size_t p = 0; p < cw_growth_n_points(g); p++) {
                struct cw_error err;
                cw_weights *w = NULL;
                put_start(start, cw_growth_point(g, p).tokens);
                cw_counts *counts = count_with(&start, 1, &o);
                cr_assert_eq(cw_weigh(counts, &wo, &w, &err), CW_OK, "%s", err.message);
                for (size_t l = 0; l < N_LABELS; l++)
                        cr_assert_eq(cw_growth_weight(g, series, l, p), cw_weights_at(w, l), "%s: point %zu, label %zu",
                                     path, p, l);
                cw_weights_free(&w);
                cw_counts_free(&counts);
        }
        cw_growth_free(&g);
}

Test(presence_growth, growth_at_each_checkpoint, .init = spine_enter, .fini = spine_leave, .timeout = 120)
{
        struct truth truth = {0};
        make_sentences(5, sentences, lengths, &truth);
        spine_puts("map.txt", "O\nB-X\nB-Y\nI-X\nI-Y\n");
        put_json_lines("ids.jsonl", false, sentences, lengths);
        pack("ids.jsonl", "ids.labels.zst", CW_PACK_IDS);
        pack("ids.jsonl", "phrases.labels.zst", CW_PACK_PHRASES);
        for (int threads = 1; threads <= 3; threads++) {
                assert_grows("ids.labels.zst", threads);
                assert_grows("phrases.labels.zst", threads);
        }
}

/* Without being asked, growth does not look at sequences; asked for the scheme, it does. */
Test(presence_growth, growth_counts_it_when_asked, .init = spine_enter, .fini = spine_leave)
{
        static const char *const paths[] = {"a.jsonl"};
        spine_puts("a.jsonl", "{\"ner_tags\": [\"O\", \"B-X\"]}\n{\"ner_tags\": [\"O\", \"B-Y\", \"B-Y\"]}\n");
        struct cw_read_options o;
        struct cw_weigh_options wo;
        struct cw_growth_options go;
        cw_read_options_init(&o);
        cw_weigh_options_init(&wo);
        cw_growth_options_init(&go);
        cw_growth *g = grow(paths, 1, &o, &wo, &go);
        cr_assert_eq(find_series(g, CW_SCHEME_MEDIAN_FREQ), SIZE_MAX);
        cr_assert_not(cw_counts_has_presence(cw_growth_counts(g)));
        cw_growth_free(&g);
        wo.scheme = CW_SCHEME_MEDIAN_FREQ;
        go.one_scheme = true;
        g = grow(paths, 1, &o, &wo, &go);
        cr_assert_eq(find_series(g, CW_SCHEME_MEDIAN_FREQ), 0);
        cw_growth_free(&g);
        go.shuffle = true; /* bands are weighed by sequences too */
        go.repeats = 5;
        g = grow(paths, 1, &o, &wo, &go);
        double low, high;
        cr_assert(cw_growth_band(g, 0, 1, cw_growth_n_points(g) - 1, &low, &high));
        cr_assert_eq(low, cw_growth_weight(g, 0, 1, cw_growth_n_points(g) - 1));
        cw_growth_free(&g);
}

/* Rows of shards have it too, so that growth can follow it. */
Test(presence_growth, rows_of_shards, .init = spine_enter, .fini = spine_leave)
{
        static const char *const data[] = {"a.jsonl", "b.jsonl"}, *const file[] = {"with.json"};
        spine_puts("a.jsonl", "{\"ner_tags\": [\"O\", \"B-X\"]}\n{\"ner_tags\": [\"O\"]}\n");
        spine_puts("b.jsonl", "{\"ner_tags\": [\"O\", \"B-Y\", \"O\", \"B-X\"]}\n");
        struct cw_read_options o;
        struct cw_weigh_options wo;
        struct cw_growth_options go;
        struct cw_error err;
        char *text;
        size_t nbytes;
        cw_read_options_init(&o);
        cw_weigh_options_init(&wo);
        cw_growth_options_init(&go);
        go.at = (struct cw_growth_at[]){{.value = 1}, {.value = 0.4}};
        go.n_at = 2;
        o.presence = CW_PRESENCE_COUNT;
        o.per_shard = true;
        cw_counts *counts = count_with(data, 2, &o);
        cr_assert_eq(cw_counts_render(counts, CW_OUT_JSON, &text, &nbytes, &err), CW_OK);
        cr_assert_not_null(strstr(text, "\"tokens\": [2, 1, 0], \"label_sequences\": [2, 1, 0], "
                                        "\"sequence_tokens\": [3, 2, 0]}"),
                           "%s", text);
        spine_put("with.json", text, nbytes);
        cw_free_text(text);
        cw_counts_free(&counts);
        o.per_shard = false;

        counts = count_with(file, 1, &o);
        cr_assert_eq(cw_counts_label(counts, 0).sequences, 3);
        cr_assert_eq(cw_counts_label(counts, 1).sequence_tokens, 6);
        cw_counts_free(&counts);

        cw_growth *from_data = grow(data, 2, &o, &wo, &go), *from_file = grow(file, 1, &o, &wo, &go);
        cr_assert_eq(cw_growth_n_schemes(from_file), 10);
        cr_assert_eq(cw_growth_n_points(from_file), 2);
        for (size_t p = 0; p < 2; p++)
                for (size_t l = 0; l < 3; l++)
                        cr_assert_eq(cw_growth_weight(from_file, find_series(from_file, CW_SCHEME_MEDIAN_FREQ), l, p),
                                     cw_growth_weight(from_data, find_series(from_data, CW_SCHEME_MEDIAN_FREQ), l, p));
        cw_growth_free(&from_data);
        cw_growth_free(&from_file);
}

/* Rows that say nothing of sequences: nobody can tell how it grew, though the whole says what it came to. */
Test(presence_growth, rows_of_shards_without_it, .init = spine_enter, .fini = spine_leave)
{
        static const char *const paths[] = {"c.json"};
        spine_puts("c.json",
                   "{\"format\": \"counterweight-counts\", \"version\": 1, \"tokens\": 9, \"labels\": ["
                   "{\"id\": 0, \"name\": \"O\", \"tokens\": 6, \"sequences\": 2, \"sequence_tokens\": 9}, "
                   "{\"id\": 1, \"name\": \"B-X\", \"tokens\": 3, \"sequences\": 1, \"sequence_tokens\": 5}], "
                   "\"shard_counts\": [{\"name\": \"a\", \"tokens\": [4, 0]}, "
                   "{\"name\": \"b\", \"tokens\": [2, 3]}]}");
        struct cw_read_options o;
        struct cw_weigh_options wo;
        struct cw_growth_options go;
        struct cw_error err;
        cw_growth *g = NULL;
        cw_read_options_init(&o);
        cw_weigh_options_init(&wo);
        cw_growth_options_init(&go);
        o.presence = CW_PRESENCE_COUNT;
        cw_counts *counts = count_with(paths, 1, &o);
        cr_assert_eq(cw_counts_label(counts, 0).sequences, 2); /* once, not once a row */
        cr_assert_eq(cw_counts_label(counts, 1).sequence_tokens, 5);
        cw_counts_free(&counts);
        cr_assert_eq(cw_growth_run(paths, 1, &o, &wo, &go, &g, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "count --per-shard --presence"), "%s", err.message);
        o.presence = CW_PRESENCE_NO; /* then the other schemes are shown */
        g = grow(paths, 1, &o, &wo, &go);
        cr_assert_eq(cw_growth_n_schemes(g), 9);
        cw_growth_free(&g);
}
