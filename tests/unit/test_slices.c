/* SPDX-License-Identifier: MIT */
/*
 * Judging slices.  Divergences and probabilities are those of scipy 1.10 (jensenshannon squared, base 2; chi2_contingency
 * with lambda_ = "log-likelihood"; chi2.sf), by the rule written out once more in numpy.
 */
#include "weigh/slices.h"

#include "base/memory.h"
#include "spine_fixture.h"

#include <math.h>

enum { N_LABELS = 3, MOST = 40 };

/* The counts of these slices; free with cw_counts_free(). */
static struct cw_counts *
counts_of(const uint64_t (*tokens)[N_LABELS], size_t n)
{
        struct cw_counts *c = cw_calloc(1, sizeof(*c));
        c->n_labels = N_LABELS;
        c->labels = cw_calloc(N_LABELS, sizeof(*c->labels));
        c->slices.rows = cw_calloc(n, sizeof(*c->slices.rows));
        for (size_t i = 0; i < n; i++) {
                struct cw_slice_row *row = &c->slices.rows[c->slices.n++];
                row->name = cw_strdup("slice");
                row->tokens = cw_calloc(N_LABELS, sizeof(*row->tokens));
                for (size_t k = 0; k < N_LABELS; k++) {
                        row->tokens[k] = tokens[i][k];
                        row->sum += tokens[i][k];
                        c->labels[k].tokens += tokens[i][k];
                        c->totals.tokens += tokens[i][k];
                }
        }
        return c;
}

static size_t
n_outliers(const struct cw_counts *c)
{
        size_t n = 0;
        for (size_t i = 0; i < c->slices.n; i++)
                n += c->slices.rows[i].outlier;
        return n;
}

Test(slices, figures_of_scipy)
{
        static const uint64_t tokens[][N_LABELS] = {
                {800, 100, 100}, {790, 110, 100}, {1620, 190, 190}, {805, 97, 98}, {500, 100, 400}};
        static const double js[] = {0.005445076203010285, 0.005436936958742011, 0.01041940951296632,
                                    0.006061544044780674, 0.0967688273808261};
        static const double p[] = {0.8470098604741381, 0.4242574823665739, 0.9136228475788554, 0.9914566511037558,
                                   1.0597225514908974e-109};
        struct cw_counts *c = counts_of(tokens, 5);
        cr_assert_eq(cw_slices_judge(c, NULL), CW_OK);
        for (size_t i = 0; i < 5; i++) {
                const struct cw_slice_row *row = &c->slices.rows[i];
                cr_expect(fabs(row->jensen_shannon - js[i]) < 1e-12, "%zu: %.17g", i, row->jensen_shannon);
                cr_expect(fabs(row->p - p[i]) < 1e-9 * p[i], "%zu: %.17g", i, row->p);
                cr_expect_eq(row->outlier, i == 4);
        }
        cw_counts_free(&c);
}

Test(slices, of_two_nobody_can_say)
{
        static const uint64_t tokens[][N_LABELS] = {{9000, 500, 500}, {5000, 2500, 2500}};
        struct cw_counts *c = counts_of(tokens, 2);
        cr_assert_eq(cw_slices_judge(c, NULL), CW_OK);
        cr_expect_eq(n_outliers(c), 0);
        cr_expect_eq(c->slices.rows[0].jensen_shannon, c->slices.rows[1].jensen_shannon);
        cw_counts_free(&c);
}

Test(slices, empty_tiny_and_all_of_it)
{
        static const uint64_t tokens[][N_LABELS] = {{0, 0, 0}, {1, 0, 0}, {0, 2, 0}, {900000, 50000, 50000}, {0, 0, 0}};
        struct cw_counts *c = counts_of(tokens, 5);
        cr_assert_eq(cw_slices_judge(c, NULL), CW_OK);
        cr_expect_eq(n_outliers(c), 0);
        cr_expect_eq(c->slices.rows[0].p, 1);
        cw_counts_free(&c);
        c = counts_of(&tokens[3], 1);
        cr_assert_eq(cw_slices_judge(c, NULL), CW_OK);
        cr_expect_eq(c->slices.rows[0].jensen_shannon, 0);
        cw_counts_free(&c);
}

/* Draws `n` tokens by shares of 1000. */
static void
draw(uint64_t *tokens, uint64_t n, const uint32_t *shares, uint64_t *seed)
{
        for (uint64_t i = 0; i < n; i++) {
                const uint32_t at = spine_random(seed) % 1000;
                tokens[at < shares[0] ? 0 : at < shares[0] + shares[1] ? 1 : 2]++;
        }
}

Test(slices, chance_alone_names_none_and_a_bad_one_is_found)
{
        static const uint32_t mix[] = {850, 100, 50}, swapped[] = {850, 50, 100}, all_o[] = {1000, 0, 0};
        size_t n_false = 0;
        for (uint64_t seed = 1, turn = 0; turn < 50; turn++) {
                uint64_t tokens[MOST][N_LABELS] = {{0}};
                const size_t bad = spine_random(&seed) % MOST, worse = (bad + 1) % MOST;
                for (size_t i = 0; i < MOST; i++)
                        draw(tokens[i], 1000 + spine_random(&seed) % 4000, mix, &seed);
                struct cw_counts *c = counts_of((const uint64_t(*)[N_LABELS])tokens, MOST);
                cr_assert_eq(cw_slices_judge(c, NULL), CW_OK);
                n_false += n_outliers(c);
                cw_counts_free(&c);
                memset(tokens[bad], 0, sizeof(tokens[bad]));
                memset(tokens[worse], 0, sizeof(tokens[worse]));
                draw(tokens[bad], 8000, swapped, &seed);
                draw(tokens[worse], 300, all_o, &seed);
                c = counts_of((const uint64_t(*)[N_LABELS])tokens, MOST);
                cr_assert_eq(cw_slices_judge(c, NULL), CW_OK);
                cr_expect(c->slices.rows[bad].outlier, "turn %llu", (unsigned long long)turn);
                cr_expect(c->slices.rows[worse].outlier, "turn %llu", (unsigned long long)turn);
                cr_expect_eq(n_outliers(c), 2);
                cw_counts_free(&c);
        }
        cr_expect_eq(n_false, 0, "%zu false alarms", n_false);
}

/* ---- through cw_count() --------------------------------------------------------------------------------------- */

Test(slices, of_files_and_folders, .init = spine_enter, .fini = spine_leave)
{
        static const char *const paths[] = {"a/1.jsonl", "b/1.jsonl", "a/2.jsonl", "3.jsonl"};
        struct cw_read_options options = spine_options();
        cr_assert_eq(system("mkdir a b"), 0);
        spine_puts(paths[0], "{\"tags\": [\"O\", \"B\"]}\n{\"tags\": [\"O\"]}\n");
        spine_puts(paths[1], "{\"tags\": [\"C\", \"C\"]}\n");
        spine_puts(paths[2], "{\"tags\": [\"O\", \"C\"]}\n");
        spine_puts(paths[3], "{\"tags\": [\"A\"]}\n");
        options.by = CW_BY_SHARD;
        char *found = spine_same(paths, 4, &options);
        cr_expect_not_null(strstr(found, "\"sliced_by\": \"shard\""));
        const char *a1 = strstr(found, "\"a/1.jsonl\", \"tokens\": 3, \"sequences\": 2, \"ignored\": 0"),
                   *b1 = strstr(found, "\"b/1.jsonl\", \"tokens\": 2"), *last = strstr(found, "\"3.jsonl\"");
        cr_expect(a1 != NULL && a1 < b1 && b1 < last, "in their order: %s", found);
        cr_expect_not_null(strstr(a1, "\"label_tokens\": [2, 0, 1, 0]"), "%s", a1);
        free(found);
        options.by = CW_BY_FOLDER;
        found = spine_same(paths, 4, &options);
        cr_expect_not_null(strstr(found, "{\"name\": \"a\", \"tokens\": 5, \"sequences\": 3"), "%s", found);
        cr_expect_not_null(strstr(found, "{\"name\": \".\", \"tokens\": 1, \"sequences\": 1"), "%s", found);
        free(found);
        spine_puts(paths[1], "{\"tags\": [\"C\"\n");
        options.keep_going = true;
        found = spine_same(paths, 4, &options);
        cr_expect_null(strstr(found, "{\"name\": \"b\""), "left out as damaged: %s", found);
        free(found);
}

Test(slices, are_weighed_each_alone, .init = spine_enter, .fini = spine_leave)
{
        static const char *const paths[] = {"1.jsonl", "2.jsonl", "3.jsonl"};
        struct cw_read_options options = spine_options();
        struct cw_weigh_options weigh;
        cw_weights *weights = NULL, *alone = NULL;
        spine_puts(paths[0], "{\"tags\": [\"O\", \"O\", \"O\", \"B\", \"C\", \"C\"]}\n");
        spine_puts(paths[1], "{\"tags\": [\"O\", \"B\", \"B\", \"B\", \"C\"]}\n");
        spine_puts(paths[2], "{\"tags\": [\"O\", \"O\"]}\n");
        options.by = CW_BY_SHARD;
        cw_weigh_options_init(&weigh);
        cw_counts *counts = spine_count(paths, 3, &options), *second = spine_count(&paths[1], 1, &options);
        cr_assert_eq(cw_weigh(counts, &weigh, &weights, NULL), CW_OK);
        cr_assert_eq(cw_weigh(second, &weigh, &alone, NULL), CW_OK);
        cr_assert_eq(cw_counts_n_slices(cw_weights_counts(weights)), 3);
        for (size_t i = 0; i < 3; i++)
                cr_expect_eq(cw_weights_slice_at(weights, 1, i), cw_weights_at(alone, i));
        /* sqrt(1/1) and sqrt(1/2), divided by their mean */
        const double mean = (1 + sqrt(0.5)) / 2;
        cr_expect(fabs(cw_weights_slice_at(weights, 0, 1) - 1 / mean) < 1e-12);
        cr_expect(fabs(cw_weights_slice_at(weights, 0, 2) - sqrt(0.5) / mean) < 1e-12);
        cr_expect(isnan(cw_weights_slice_at(weights, 2, 1)), "a slice of O alone cannot be weighed");
        cw_weights_free(&weights);
        cw_weights_free(&alone);
        cw_counts_free(&counts);
        cw_counts_free(&second);
}
