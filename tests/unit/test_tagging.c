/* SPDX-License-Identifier: MIT */
/*
 * Tagging schemes and spans, by which labels follow each other.
 */
#include "presence_fixture.h"

#include <inttypes.h>

static int8_t sentences[N_SENTENCES][LONGEST];
static size_t lengths[N_SENTENCES];

static void
assert_tagging(const char *conll, const struct cw_tagging *wanted, const char *says)
{
        static const char *const paths[] = {"a.conll"};
        struct cw_read_options o;
        struct cw_tagging t;
        struct cw_error err;
        char *text;
        spine_puts("a.conll", conll);
        cw_read_options_init(&o);
        o.spans = true;
        cw_counts *counts = count_with(paths, 1, &o);
        cr_assert(cw_counts_has_spans(counts));
        cr_assert_eq(cw_counts_tagging(counts, &t, &err), CW_OK);
        cr_assert_str_eq(t.scheme, wanted->scheme);
        cr_assert_eq(t.spans, wanted->spans, "%s: %" PRIu64, conll, t.spans);
        cr_assert_eq(t.span_tokens, wanted->span_tokens, "%s: %" PRIu64, conll, t.span_tokens);
        cr_assert_eq(t.invalid, wanted->invalid, "%s: %" PRIu64, conll, t.invalid);
        cr_assert_eq(t.n_without_b, wanted->n_without_b);
        cr_assert_eq(cw_tagging_text(counts, &text, &err), CW_OK);
        cr_assert_not_null(strstr(text, says), "%s", text);
        cw_free_text(text);
        cw_counts_free(&counts);
}

Test(tagging, schemes_are_told_and_spans_counted, .init = spine_enter, .fini = spine_leave)
{
        assert_tagging("w O\nw B-X\nw I-X\nw B-X\nw B-Y\n\nw I-Y\nw O\nw I-Z\n\n",
                       &(struct cw_tagging){"IOB2", 5, 6, 2, 1},
                       "2 transitions IOB2 does not allow: the beginning > I-Y (1), O > I-Z (1)\n"
                       "without a B- of their type: I-Z\n");
        assert_tagging("w I-X\nw I-X\nw B-X\nw O\nw I-Y\nw I-X\n\nw I-Y\nw O\nw B-Y\n\n",
                       &(struct cw_tagging){"IOB1", 6, 7, 1, 0}, "O > B-Y (1)");
        assert_tagging("w B-X\nw I-X\nw E-X\nw S-Y\nw O\nw B-Y\nw E-Y\n\nw B-X\nw O\n\n",
                       &(struct cw_tagging){"BIOES", 4, 7, 1, 0}, "B-X > O (1)");
        assert_tagging("w B-X\nw I-X\nw L-X\nw U-Y\nw O\nw I-Y\n\n", &(struct cw_tagging){"BILOU", 3, 5, 2, 1},
                       "O > I-Y (1)");
        assert_tagging("w B-X\nw M-X\nw E-X\nw S-Y\n\n", &(struct cw_tagging){"BMES", 2, 4, 0, 0}, "BMES; 2 spans");
        assert_tagging("w I-X\nw I-X\nw O\nw I-X\n\n", &(struct cw_tagging){"IO", 2, 3, 0, 0}, "IO; 2 spans");
        assert_tagging("w NOUN\nw VERB\n\n", &(struct cw_tagging){"none", 0, 0, 0, 0}, "none");
}

Test(tagging, pairs_do_not_depend_on_threads_or_shards, .init = spine_enter, .fini = spine_leave, .timeout = 60)
{
        struct truth truth = {0};
        struct cw_tagging first = {.spans = 0}, t;
        struct cw_error err;
        char path[32];
        const char *folder = "d";
        make_sentences(9, sentences, lengths, &truth);
        cr_assert_eq(system("mkdir d"), 0);
        for (int i = 0; i < 5; i++) {
                snprintf(path, sizeof(path), "d/%d.jsonl", i);
                put_json_lines(path, i % 2 == 0, sentences, lengths);
        }
        spine_puts("map.txt", "O\nB-X\nB-Y\nI-X\nI-Y\n");
        for (int threads = 1; threads <= 4; threads++) {
                struct cw_read_options o;
                cw_read_options_init(&o);
                o.n_threads = threads;
                o.spans = true;
                o.labels_path = "map.txt";
                cw_counts *counts = count_with(&folder, 1, &o);
                cr_assert_eq(cw_counts_tagging(counts, &t, &err), CW_OK);
                if (threads == 1)
                        first = t;
                cr_assert_eq(t.spans, first.spans);
                cr_assert_eq(t.invalid, first.invalid);
                cr_assert_eq(t.span_tokens,
                             5 * (truth.tokens[1] + truth.tokens[2] + truth.tokens[3] + truth.tokens[4]));
                cw_counts_free(&counts);
        }
}

Test(tagging, counts_files_have_no_order, .init = spine_enter, .fini = spine_leave)
{
        static const char *const paths[] = {"c.json"};
        spine_puts("a.jsonl", "{\"ner_tags\": [\"O\", \"B-X\"]}\n");
        write_counts("a.jsonl", CW_PRESENCE_COUNT, "c.json");
        struct cw_read_options o;
        struct cw_error err;
        struct cw_tagging t;
        cw_counts *counts = NULL;
        cw_read_options_init(&o);
        o.spans = true;
        cr_assert_eq(cw_count(paths, 1, &o, &counts, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "name the data itself"), "%s", err.message);
        o.spans = false;
        counts = count_with(paths, 1, &o);
        cr_assert_eq(cw_counts_tagging(counts, &t, &err), CW_E_USAGE);
        cw_counts_free(&counts);
}
