/* SPDX-License-Identifier: MIT */
/*
 * Counting by sequence: what is found in random sentences against a plain loop over them, for every form that the same
 * sentences can take and any number of threads; what failed shards leave behind; counts files.
 */
#include "presence_fixture.h"

static void
assert_truth(const char *path, const struct truth *truth, uint64_t times)
{
        for (int threads = 1; threads <= 4; threads++) {
                struct cw_read_options o;
                cw_read_options_init(&o);
                o.n_threads = threads;
                o.presence = CW_PRESENCE_COUNT;
                cw_counts *counts = count_with(&path, 1, &o);
                cr_assert(cw_counts_has_presence(counts));
                cr_assert_eq(cw_counts_n_labels(counts), N_LABELS, "%s", path);
                for (size_t l = 0; l < N_LABELS; l++) {
                        const struct cw_label_count label = cw_counts_label(counts, l);
                        cr_assert_eq(label.tokens, times * truth->tokens[l], "%s: label %zu", path, l);
                        cr_assert_eq(label.sequences, times * truth->sequences[l], "%s: label %zu", path, l);
                        cr_assert_eq(label.sequence_tokens, times * truth->around[l], "%s: label %zu", path, l);
                }
                cw_counts_free(&counts);
        }
}

static int8_t sentences[N_SENTENCES][LONGEST];
static size_t lengths[N_SENTENCES];

Test(presence, the_same_in_every_form, .init = spine_enter, .fini = spine_leave, .timeout = 60)
{
        struct truth truth = {0};
        make_sentences(7, sentences, lengths, &truth);
        put_json_lines("ids.jsonl", false, sentences, lengths);
        put_json_lines("names.jsonl", true, sentences, lengths);
        put_conll("text.conll", sentences, lengths);
        assert_truth("ids.jsonl", &truth, 1);
        assert_truth("names.jsonl", &truth, 1);
        assert_truth("text.conll", &truth, 1);
        pack("ids.jsonl", "ids.labels.zst", CW_PACK_IDS);
        pack("ids.jsonl", "phrases.labels.zst", CW_PACK_PHRASES);
        pack("names.jsonl", "names.labels.zst", CW_PACK_IDS);
        assert_truth("ids.labels.zst", &truth, 1);
        assert_truth("phrases.labels.zst", &truth, 1);
        assert_truth("names.labels.zst", &truth, 1);
}

/* A sentence of 400,000 tokens between short ones: several blocks of text, and hundreds of frames, hold nothing but it. */
enum { GIANT = 400000, BEFORE = 40000, AFTER = 40000 };

static void
put_giant(const char *path, bool conll, struct truth *t)
{
        struct cw_buffer text = {0};
        uint32_t seed = 11;
        for (size_t i = 0; i < BEFORE + 1 + AFTER; i++) {
                const size_t n = i == BEFORE ? GIANT : 1 + next_random(&seed) % 20;
                bool has[N_LABELS] = {false};
                if (!conll)
                        cw_buffer_puts(&text, "{\"ner_tags\": [");
                for (size_t k = 0; k < n; k++) {
                        const uint32_t r = next_random(&seed) % 64;
                        const size_t label = i == BEFORE && k + 1 < n ? 0 : r < 50 ? 0 : r % N_LABELS;
                        if (conll)
                                cw_buffer_printf(&text, "word\t%s\n", names[label]);
                        else
                                cw_buffer_printf(&text, "%s\"%s\"", k == 0 ? "" : ",", names[label]);
                        has[label] = true;
                        t->tokens[label]++;
                }
                cw_buffer_puts(&text, conll ? "\n" : "]}\n");
                for (size_t l = 0; l < N_LABELS; l++) {
                        t->sequences[l] += has[l];
                        t->around[l] += has[l] ? n : 0;
                }
        }
        cr_assert_not(text.failed);
        spine_put(path, text.data, text.n);
        cw_buffer_free(&text);
}

Test(presence, sequences_that_reach_over_blocks, .init = spine_enter, .fini = spine_leave, .timeout = 120)
{
        struct truth truth = {0}, again = {0};
        put_giant("text.conll", true, &truth);
        put_giant("names.jsonl", false, &again);
        assert_truth("text.conll", &truth, 1);
        assert_truth("names.jsonl", &truth, 1);
        pack("text.conll", "ids.labels.zst", CW_PACK_IDS);
        pack("text.conll", "phrases.labels.zst", CW_PACK_PHRASES);
        assert_truth("ids.labels.zst", &truth, 1);
        assert_truth("phrases.labels.zst", &truth, 1);
        cr_assert_eq(system("gzip -k text.conll"), 0);
        assert_truth("text.conll.gz", &truth, 1);
}

Test(presence, many_shards_on_many_threads, .init = spine_enter, .fini = spine_leave, .timeout = 60)
{
        struct truth truth = {0};
        char path[32];
        make_sentences(8, sentences, lengths, &truth);
        cr_assert_eq(system("mkdir d"), 0);
        for (int i = 0; i < 7; i++) {
                snprintf(path, sizeof(path), "d/%d.jsonl", i);
                put_json_lines(path, true, sentences, lengths);
        }
        assert_truth("d", &truth, 7);
}

Test(presence, numpy_rows, .init = spine_enter, .fini = spine_leave)
{
        /* Two rows of four bytes; a one-dimensional array is one sequence. */
        static const char header[] = "\x93NUMPY\1\0v\0{'descr': '|i1', 'fortran_order': False, 'shape': (2, 4), }";
        static const char *const paths[] = {"a.npy"};
        char file[128 + 8];
        memset(file, ' ', sizeof(file));
        memcpy(file, header, sizeof(header) - 1);
        file[127] = '\n';
        memcpy(file + 128, "\0\0\1\x9c\0\2\2\0", 8); /* 0 0 1 -100, 0 2 2 0 */
        spine_put("a.npy", file, sizeof(file));
        struct cw_read_options o;
        cw_read_options_init(&o);
        o.presence = CW_PRESENCE_COUNT;
        cw_counts *counts = count_with(paths, 1, &o);
        const struct cw_label_count zero = cw_counts_label(counts, 0), one = cw_counts_label(counts, 1),
                                    two = cw_counts_label(counts, 2);
        cr_assert(zero.sequences == 2 && zero.sequence_tokens == 7);
        cr_assert(one.sequences == 1 && one.sequence_tokens == 3);
        cr_assert(two.sequences == 1 && two.sequence_tokens == 4);
        cw_counts_free(&counts);
}

Test(presence, a_damaged_shard_leaves_no_trace, .init = spine_enter, .fini = spine_leave)
{
        static const char *const paths[] = {"good.jsonl", "bad.jsonl", "good.jsonl"};
        spine_puts("good.jsonl", "{\"ner_tags\": [0, 1]}\n");
        spine_puts("bad.jsonl", "{\"ner_tags\": [0, 1, 1, 2]}\n{\"ner_tags\": [0, oops]}\n");
        struct cw_read_options o;
        cw_read_options_init(&o);
        o.presence = CW_PRESENCE_COUNT;
        o.keep_going = true;
        cw_counts *counts = count_with(paths, 3, &o);
        cr_assert_eq(cw_counts_totals(counts).shards_failed, 1);
        cr_assert_eq(cw_counts_n_labels(counts), 2);
        cr_assert_eq(cw_counts_label(counts, 1).sequences, 2);
        cr_assert_eq(cw_counts_label(counts, 1).sequence_tokens, 4);
        cw_counts_free(&counts);
}

Test(presence, unknown_labels_that_are_left_out_are_not_there, .init = spine_enter, .fini = spine_leave)
{
        static const char *const paths[] = {"ids.jsonl"}, *const by_name[] = {"names.jsonl"};
        spine_puts("map.txt", "O\nB-X\n");
        spine_puts("ids.jsonl", "{\"ner_tags\": [0, 1, 5, -1]}\n");
        spine_puts("names.jsonl", "{\"ner_tags\": [\"O\", \"B-X\", \"B-Z\"]}\n");
        struct cw_read_options o;
        cw_read_options_init(&o);
        o.presence = CW_PRESENCE_COUNT;
        o.labels_path = "map.txt";
        o.unknown = CW_UNKNOWN_IGNORE;
        cw_counts *counts = count_with(paths, 1, &o);
        cr_assert_eq(cw_counts_label(counts, 1).sequence_tokens, 2);
        cw_counts_free(&counts);
        counts = count_with(by_name, 1, &o);
        cr_assert_eq(cw_counts_label(counts, 0).sequence_tokens, 2);
        cw_counts_free(&counts);
        o.unknown = CW_UNKNOWN_COUNT;
        counts = count_with(by_name, 1, &o);
        cr_assert_eq(cw_counts_label(counts, 2).sequence_tokens, 3);
        cw_counts_free(&counts);
}

/* ---- counts files ------------------------------------------------------------------------------------------- */

Test(presence, counts_files_keep_it_and_add_it, .init = spine_enter, .fini = spine_leave)
{
        static const char *const both[] = {"with.json", "with.json"}, *const mixed[] = {"with.json", "without.json"};
        spine_puts("a.jsonl", "{\"ner_tags\": [\"O\", \"B-X\"]}\n{\"ner_tags\": [\"O\"]}\n");
        write_counts("a.jsonl", CW_PRESENCE_COUNT, "with.json");
        write_counts("a.jsonl", CW_PRESENCE_NO, "without.json");
        struct cw_read_options o;
        struct cw_error err;
        cw_read_options_init(&o);
        o.presence = CW_PRESENCE_KEEP;
        cw_counts *counts = count_with(both, 2, &o);
        cr_assert(cw_counts_has_presence(counts));
        cr_assert_eq(cw_counts_label(counts, 0).sequences, 4);
        cr_assert_eq(cw_counts_label(counts, 1).sequence_tokens, 4);
        cw_counts_free(&counts);
        counts = count_with(mixed, 2, &o);
        cr_assert_not(cw_counts_has_presence(counts));
        cr_assert_eq(cw_counts_label(counts, 1).sequences, 0);
        cw_counts_free(&counts);
        o.presence = CW_PRESENCE_COUNT;
        cr_assert_eq(cw_count(mixed, 2, &o, &counts, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "without.json: expected counts by sequence"), "%s", err.message);
        cr_assert_not_null(strstr(err.message, "count --presence"), "%s", err.message);
}

Test(presence, counts_files_that_cannot_be_true, .init = spine_enter, .fini = spine_leave)
{
        static const char *const paths[] = {"c.json"};
        static const char *const labels[] = {
                "{\"id\": 0, \"tokens\": 5, \"sequences\": 6, \"sequence_tokens\": 9}",
                "{\"id\": 0, \"tokens\": 5, \"sequences\": 2, \"sequence_tokens\": 4}",
                "{\"id\": 0, \"tokens\": 5, \"sequences\": 0, \"sequence_tokens\": 9}",
                "{\"id\": 0, \"tokens\": 5, \"sequences\": -1, \"sequence_tokens\": 9}",
                "{\"id\": 0, \"tokens\": 5, \"sequences\": 1}",
                "{\"id\": 0, \"tokens\": 5, \"sequences\": 1, \"sequence_tokens\": 5}, {\"id\": 1, \"tokens\": 0}",
        };
        for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
                struct cw_read_options o;
                struct cw_error err;
                cw_counts *counts = NULL;
                char text[512];
                snprintf(text, sizeof(text),
                         "{\"format\": \"counterweight-counts\", \"version\": 1, \"tokens\": 5, \"labels\": [%s]}",
                         labels[i]);
                spine_puts("c.json", text);
                cw_read_options_init(&o);
                cr_assert_eq(cw_count(paths, 1, &o, &counts, &err), CW_E_CORRUPT, "%s", labels[i]);
        }
}

Test(presence, labels_of_one_sequence_are_told, .init = spine_enter, .fini = spine_leave)
{
        static const char *const paths[] = {"a.jsonl"};
        spine_puts("a.jsonl", "{\"ner_tags\": [\"O\", \"B-X\", \"B-X\", \"B-Y\"]}\n{\"ner_tags\": [\"O\", \"B-Y\"]}\n");
        struct cw_read_options o;
        struct cw_weigh_options wo;
        struct cw_error err;
        char *text;
        cw_read_options_init(&o);
        cw_weigh_options_init(&wo);
        o.presence = CW_PRESENCE_COUNT;
        cw_counts *counts = count_with(paths, 1, &o);
        cw_weights *w = NULL;
        cr_assert_eq(cw_weigh(counts, &wo, &w, &err), CW_OK);
        cr_assert_eq(cw_weights_diagnosis(w).n_in_one_sequence, 1);
        cr_assert_eq(cw_diagnosis_text(w, &text, &err), CW_OK);
        cr_assert_not_null(strstr(text, "1 label has all tokens in one sequence, so its weight says little of others: "
                                        "B-X (2)\n"));
        cw_free_text(text);
        cw_weights_free(&w);
        cw_counts_free(&counts);
}

Test(presence, median_freq_is_the_median_over_the_frequency, .init = spine_enter, .fini = spine_leave)
{
        static const char *const paths[] = {"a.jsonl"};
        /* O: 5 of 8, X: 2 of 5, Y: 1 of 3; the median is 2/5, so the raw weights are 0.64, 1 and 1.2 */
        spine_puts("a.jsonl", "{\"ner_tags\": [\"O\", \"B-X\", \"B-X\", \"O\", \"O\"]}\n"
                              "{\"ner_tags\": [\"O\", \"O\", \"B-Y\"]}\n");
        struct cw_read_options o;
        struct cw_weigh_options wo;
        struct cw_error err;
        cw_read_options_init(&o);
        o.presence = CW_PRESENCE_COUNT;
        cw_weigh_options_init(&wo);
        wo.scheme = CW_SCHEME_MEDIAN_FREQ;
        wo.normalize = CW_NORMALIZE_NONE;
        wo.o_policy = CW_O_FORMULA;
        cw_counts *counts = count_with(paths, 1, &o);
        cw_weights *w = NULL;
        cr_assert_eq(cw_weigh(counts, &wo, &w, &err), CW_OK, "%s", err.message);
        cr_assert_float_eq(cw_weights_at(w, 0), 0.64, 1e-15);
        cr_assert_float_eq(cw_weights_at(w, 1), 1, 1e-15);
        cr_assert_float_eq(cw_weights_at(w, 2), 1.2, 1e-15);
        cw_comparison *all = NULL;
        cr_assert_eq(cw_compare(counts, &wo, &all, &err), CW_OK);
        cr_assert_eq(cw_comparison_n_schemes(all), 10);
        cw_comparison_free(&all);
        cw_weights_free(&w);
        cw_counts_free(&counts);
}
