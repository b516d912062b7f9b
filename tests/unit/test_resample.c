/* SPDX-License-Identifier: MIT */
/*
 * Intervals of estimates: against the formula for the variance of a total from clusters, and against the truth, over many
 * draws from data that is alike everywhere, drifts, or comes in runs that differ.
 */
#include "spine_fixture.h"

#include "base/result.h"
#include "weigh/resample.h"

#include <math.h>

TestSuite(resample, .init = spine_enter, .fini = spine_leave, .timeout = 300);

/* Tables of Student's t. */
Test(resample, student_t)
{
        static const struct {
                double degrees, t;
        } table[] = {{1, 12.7062},  {2, 4.30265},  {3, 3.18245},  {5, 2.57058},
                     {10, 2.22814}, {29, 2.04523}, {1e6, 1.95997}};
        for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
                cr_expect_float_eq(cw_student_t(table[i].degrees), table[i].t, 2e-3 * table[i].t, "%g: %g",
                                   table[i].degrees, cw_student_t(table[i].degrees));
}

/* ---- the formula -------------------------------------------------------------------------------------------- */

enum { GROUPS = 80 };

/* GROUPS blocks of `n_blocks`, with y tokens of one label in each. */
static void
make_counts(struct cw_counts *c, struct cw_estimate *e, const uint64_t *y, uint64_t n_blocks)
{
        static struct cw_count_row label;
        static struct cw_estimate_group groups[GROUPS];
        static struct cw_estimate_entry entries[GROUPS];
        static double low, high;
        uint64_t sum = 0;
        for (size_t i = 0; i < GROUPS; i++) {
                groups[i] = (struct cw_estimate_group){1, i + 1};
                entries[i] = (struct cw_estimate_entry){0, y[i]};
                sum += y[i];
        }
        *e = (struct cw_estimate){.asked = 0.1,
                                  .seed = 1,
                                  .n_blocks = n_blocks,
                                  .n_taken = GROUPS,
                                  .groups = groups,
                                  .entries = entries,
                                  .n_groups = GROUPS,
                                  .low = &low,
                                  .high = &high};
        label = (struct cw_count_row){.id = 1, .tokens = sum * n_blocks / GROUPS};
        *c = (struct cw_counts){.labels = &label, .n_labels = 1, .estimate = e};
}

/* Cochran, Sampling Techniques, eq. 2.9: var(M y_mean) = M^2 (1 - f) s^2 / m. */
Test(resample, variance_of_a_total)
{
        struct cw_counts c;
        struct cw_estimate e;
        uint64_t y[GROUPS], seed = 2;
        double sum = 0, squares = 0;
        for (size_t i = 0; i < GROUPS; i++) {
                y[i] = 1000 + spine_random(&seed) % 1000;
                sum += (double)y[i];
                squares += (double)y[i] * (double)y[i];
        }
        const double variance = (squares - sum * sum / GROUPS) / (GROUPS - 1);
        for (uint64_t n_blocks = GROUPS; n_blocks <= 32 * GROUPS; n_blocks *= 2) {
                make_counts(&c, &e, y, n_blocks);
                cr_assert_eq(cw_resample_tokens(&c, NULL), CW_OK);
                const double all = (double)n_blocks, f = GROUPS / all;
                const double half = cw_student_t(GROUPS - 1) * all * sqrt((1 - f) * variance / GROUPS);
                const double tokens = (double)c.labels[0].tokens;
                cr_expect_float_eq(tokens - e.low[0], half, 0.15 * half + 1, "%g and %g of %g", tokens - e.low[0], half,
                                   all);
                cr_expect_float_eq(e.high[0] - tokens, half, 0.15 * half + 1, "%g and %g of %g", e.high[0] - tokens,
                                   half, all);
        }
}

/* ---- the truth ---------------------------------------------------------------------------------------------- */

enum { LABELS = 9, DRAWS = 100 };

enum kind { ALIKE, DRIFTING, IN_RUNS };

/* How likely each label is, in hundred-thousandths, at row `row` of `n`. */
static void
set_odds(enum kind kind, int row, int n, uint64_t *seed, uint32_t odds[LABELS])
{
        static const uint32_t base[LABELS] = {80000, 6000, 5000, 4000, 2000, 1500, 800, 500, 200};
        if (kind == IN_RUNS && row % 60 != 0)
                return;
        for (int i = 0; i < LABELS; i++) {
                odds[i] = base[i];
                if (kind == DRIFTING && row > n / 2 && i > 0)
                        odds[i] = base[LABELS - i];
                if (kind == IN_RUNS && i > 0)
                        odds[i] = base[i] / 4 + spine_random(seed) % (3 * base[i] / 2);
        }
}

static void
put_data(const char *path, enum kind kind)
{
        enum { ROWS = 12000 };
        struct cw_buffer out = {0};
        uint64_t seed = 17;
        uint32_t odds[LABELS] = {0};
        for (int row = 0; row < ROWS; row++) {
                uint32_t sum = 0;
                set_odds(kind, row, ROWS, &seed, odds);
                for (int i = 0; i < LABELS; i++)
                        sum += odds[i];
                cw_buffer_puts(&out, "{\"tags\": [0");
                for (uint32_t k = spine_random(&seed) % 60; k > 0; k--) {
                        uint32_t at = spine_random(&seed) % sum;
                        int label = 0;
                        for (; at >= odds[label]; label++)
                                at -= odds[label];
                        cw_buffer_printf(&out, ",%d", label);
                }
                cw_buffer_puts(&out, "]}\n");
        }
        spine_put(path, out.data, out.n);
        cw_buffer_free(&out);
}

static cw_weights *
weights_of(const char *path, const struct cw_read_options *options, cw_scheme scheme)
{
        struct cw_weigh_options weigh;
        cw_weights *weights = NULL;
        struct cw_error err;
        cw_weigh_options_init(&weigh);
        weigh.scheme = scheme;
        weigh.o_label = "0";
        cw_counts *counts = spine_count(&path, 1, options);
        cr_assert_eq(cw_weigh(counts, &weigh, &weights, &err), CW_OK, "%s", err.message);
        cw_counts_free(&counts);
        return weights;
}

/* How often the interval of each weight holds the true one; printed where it is not what it should be. */
static void
expect_coverage(enum kind kind, cw_scheme scheme)
{
        struct cw_read_options options = spine_options();
        double held[LABELS] = {0}, all = 0;
        put_data("rows.jsonl", kind);
        cw_weights *truth = weights_of("rows.jsonl", &options, scheme);
        options.sample = 0.15;
        for (int draw = 1; draw <= DRAWS; draw++) {
                options.sample_seed = (uint64_t)draw;
                cw_weights *w = weights_of("rows.jsonl", &options, scheme);
                for (size_t i = 1; i < LABELS; i++) {
                        double low, high;
                        cr_assert(cw_weights_interval(w, i, &low, &high));
                        cr_assert(low <= cw_weights_at(w, i) && cw_weights_at(w, i) <= high);
                        held[i] += low <= cw_weights_at(truth, i) && cw_weights_at(truth, i) <= high;
                }
                cw_weights_free(&w);
        }
        for (size_t i = 1; i < LABELS; i++) {
                cr_expect_geq(held[i] / DRAWS, 0.86, "data %d, scheme %d, label %zu: %.3f", (int)kind, (int)scheme, i,
                              held[i] / DRAWS);
                all += held[i] / DRAWS / (LABELS - 1);
        }
        cr_expect(all >= 0.91 && all <= 0.985, "data %d, scheme %d: %.3f", (int)kind, (int)scheme, all);
        cw_weights_free(&truth);
}

Test(resample, holds_the_truth_of_data_that_is_alike)
{
        expect_coverage(ALIKE, CW_SCHEME_INVERSE_SQRT);
        expect_coverage(ALIKE, CW_SCHEME_EFFECTIVE);
}

Test(resample, holds_the_truth_of_data_that_drifts)
{
        expect_coverage(DRIFTING, CW_SCHEME_INVERSE_SQRT);
}

Test(resample, holds_the_truth_of_data_in_runs)
{
        expect_coverage(IN_RUNS, CW_SCHEME_INVERSE_SQRT);
        expect_coverage(IN_RUNS, CW_SCHEME_LOG);
}
