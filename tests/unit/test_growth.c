/* SPDX-License-Identifier: MIT */
/*
 * Growth on literals: borders and orders of pieces, when a weight settled, why it moved, the band, where the mix shifts.
 */
#include "weigh_fixture.h"

#include "weigh/change_point.h"
#include "weigh/growth_band.h"
#include "weigh/growth_weigh.h"
#include "weigh/settling.h"

#include <math.h>

/* ---- settling ----------------------------------------------------------------------------------------------- */

static struct cw_growth_label
settle(const double *weights, size_t n, size_t since)
{
        struct cw_growth_label label = {.moves = true};
        cw_settle(weights, n, since, 0.05, &label);
        return label;
}

/* |w / 1.00 - 1| = 0.40, 0.04, 0.10, 0.03, 0.01, 0: the last above 0.05 is that of checkpoint 2. */
Test(growth, settles_after_the_last_excursion)
{
        static const double weights[] = {1.40, 1.04, 1.10, 0.97, 1.01, 1.00};
        const struct cw_growth_label by_4 = settle(weights, 6, 4), by_2 = settle(weights, 6, 2);
        cr_assert_eq(by_4.settled_at, 3);
        cr_assert(by_4.settled);
        assert_close(by_4.still, 0.01, 1e-12);
        cr_assert_eq(by_2.settled_at, 3);
        cr_assert_not(by_2.settled);
        assert_close(by_2.still, 0.10, 1e-12);
}

Test(growth, settles_at_the_edge_of_the_tolerance)
{
        static const double within[] = {0.96, 1.0}, beyond[] = {0.94, 1.0}, one[] = {3.0};
        cr_assert_eq(settle(within, 2, 0).settled_at, 0);
        cr_assert_eq(settle(beyond, 2, 0).settled_at, 1);
        cr_assert_not(settle(beyond, 2, 0).settled);
        cr_assert_not(settle(one, 1, 0).settled);
}

Test(growth, a_weight_that_was_not_there_had_not_settled)
{
        const double late[] = {(double)NAN, 1.0, 1.0}, left_out[] = {(double)NAN, (double)NAN};
        const struct cw_growth_label label = settle(late, 3, 0);
        cr_assert_eq(label.settled_at, 1);
        cr_assert(!label.settled && isinf(label.still));
        cr_assert(settle(left_out, 2, 0).settled);
}

/* ---- the path ----------------------------------------------------------------------------------------------- */

static struct cw_growth_pieces
pieces_of(struct cw_growth_piece *items, size_t n, size_t n_labels)
{
        struct cw_growth_pieces p = {items, n, n_labels, 0};
        for (size_t i = 0; i < n; i++) {
                items[i].tokens = 0;
                for (size_t k = 0; k < items[i].n; k++)
                        items[i].tokens += items[i].entries[k].tokens;
                p.tokens += items[i].tokens;
        }
        return p;
}

/* Pieces of 10, 30, 5, 55 tokens: borders at 10, 40, 45, 100. */
Test(growth, borders_are_the_nearest)
{
        static const struct cw_piece_entry entries[] = {{0, 10, 0}, {0, 30, 0}, {0, 5, 0}, {0, 55, 0}};
        struct cw_growth_piece items[4];
        for (size_t i = 0; i < 4; i++)
                items[i] = (struct cw_growth_piece){.entries = &entries[i], .n = 1};
        const struct cw_growth_pieces pieces = pieces_of(items, 4, 1);
        static const double wanted[] = {1, 24, 26, 41, 43, 72, 73, 100};
        static const size_t expected[] = {1, 1, 2, 2, 3, 3, 4, 4};
        size_t order[4], borders[8];
        cw_path_in_order(order, 4);
        cw_path_borders(&pieces, order, wanted, 8, borders);
        for (size_t i = 0; i < 8; i++)
                cr_assert_eq(borders[i], expected[i], "%g: %zu", wanted[i], borders[i]);
        uint64_t tokens[1] = {0};
        cw_path_add(&pieces, order, 1, 3, tokens, NULL);
        cr_assert_eq(tokens[0], 35);
}

Test(growth, shards_stay_together_in_a_random_order)
{
        enum { N = 12 };
        struct cw_growth_piece items[N] = {{0}};
        for (size_t i = 0; i < N; i++)
                items[i].shard = i / 3;
        const struct cw_growth_pieces pieces = {items, N, 1, 0};
        size_t order[N], again[N], n_different = 0;
        for (uint64_t number = 0; number < 50; number++) {
                bool seen[N] = {false};
                cr_assert_eq(cw_path_shuffle(&pieces, true, 7, number, order, NULL), CW_OK);
                cr_assert_eq(cw_path_shuffle(&pieces, true, 7, number, again, NULL), CW_OK);
                for (size_t i = 0; i < N; i++) {
                        cr_assert_eq(order[i], again[i]);
                        cr_assert_not(seen[order[i]]);
                        seen[order[i]] = true;
                        cr_assert_eq(order[i] % 3, i % 3);
                        cr_assert(i % 3 == 0 || order[i] == order[i - 1] + 1);
                }
                n_different += order[0] != 0;
        }
        cr_assert(n_different > 25 && n_different < 50); /* three of four shards are not the first */
}

Test(growth, quantiles)
{
        static const double sorted[] = {1, 2, 4, 8, 16};
        cr_assert_eq(cw_quantile(sorted, 5, 0.5), 4);
        assert_close(cw_quantile(sorted, 5, 0.05), 1.2, 1e-12);  /* a fifth of the way from 1 to 2 */
        assert_close(cw_quantile(sorted, 5, 0.95), 14.4, 1e-12); /* four fifths from 8 to 16 */
        cr_assert_eq(cw_quantile(sorted, 1, 0.3), 1);
        cr_assert(isnan(cw_quantile(sorted, 0, 0.3)));
}

/* ---- weights and causes ------------------------------------------------------------------------------------- */

enum { LABELS = 4 };

struct grown {
        struct cw_growth g;
        struct cw_growth_point points[3];
        struct cw_growth_series s;
        double weight[3 * LABELS];
        struct cw_growth_label labels[LABELS];
};

/* Labels O, A, B, C at two or three checkpoints. */
static void
grow(struct grown *r, const uint64_t *tokens, size_t n_points, cw_scheme scheme)
{
        const uint64_t *last = tokens + (n_points - 1) * LABELS;
        const struct label labels[LABELS] = {{"O", last[0]}, {"A", last[1]}, {"B", last[2]}, {"C", last[3]}};
        struct cw_weigh_options options;
        struct cw_weigh_plan plan;
        struct cw_error err;
        *r = (struct grown){.g = {.n_points = n_points, .settle = 0.05}};
        for (size_t p = 0; p < n_points; p++)
                r->points[p].share = (double)(p + 1) / (double)n_points;
        r->g.points = r->points;
        r->g.counts = counts_of(labels, LABELS);
        r->s.weight = r->weight;
        r->s.labels = r->labels;
        cw_weigh_options_init(&options);
        options.scheme = scheme;
        cr_assert_eq(cw_weigh_plan_init(&plan, r->g.counts, &options, &err), CW_OK, "%s", err.message);
        cr_assert_eq(cw_growth_weigh(&plan, tokens, NULL, &r->g, &r->s, &err), CW_OK, "%s", err.message);
        cw_weigh_plan_free(&plan);
        cw_counts_free(&r->g.counts);
}

/* inverse, mean 1: with A = B = 100 and no C both are 1.  With A 300, B 100: raw 1/3 : 1, so 0.5 and 1.5.
 * A's own share grew by 3 / (N1/N0); B's share did not change beyond that: the mean it is divided by did. */
Test(growth, composition_and_normaliser)
{
        static const uint64_t tokens[] = {0, 100, 100, 0, /**/ 0, 300, 100, 0};
        struct grown r;
        grow(&r, tokens, 2, CW_SCHEME_INVERSE);
        assert_close(r.weight[1], 1, 1e-15);
        assert_close(r.weight[LABELS + 1], 0.5, 1e-15);
        assert_close(r.weight[LABELS + 2], 1.5, 1e-15);
        cr_assert_eq(r.labels[1].move_at, 1);
        assert_close(r.labels[1].move, 0.5, 1e-15);
        cr_assert_eq(r.labels[1].cause, CW_CAUSE_COMPOSITION);
        assert_close(r.labels[2].move, 1.5, 1e-15);
        cr_assert_not(r.labels[3].moves);
        cr_assert_eq(r.s.summary.n_moving, 2);
        cr_assert_not(r.labels[0].moves);
}

/* inverse: O 1000 A 100 B 100, then ten times O only: shares of A and B fall alike, and nothing moves. */
Test(growth, what_o_does_cancels)
{
        static const uint64_t tokens[] = {1000, 100, 100, 0, /**/ 10000, 100, 100, 0};
        struct grown r;
        grow(&r, tokens, 2, CW_SCHEME_INVERSE);
        cr_assert_eq(r.weight[LABELS + 1], 1.0);
        cr_assert(r.labels[1].settled && r.labels[1].settled_at == 0);
}

/* A label of which nothing was seen: C itself is first seen; A and B move because the mean takes C in.
 * inverse: A = B = 100, C = 1: raw 1 : 1 : 100, mean 34, so A goes from 1 to 1/34 and C from its unseen 1 to 100/34. */
Test(growth, a_label_first_seen)
{
        static const uint64_t tokens[] = {0, 100, 100, 0, /**/ 0, 100, 100, 1};
        struct grown r;
        grow(&r, tokens, 2, CW_SCHEME_INVERSE);
        assert_close(r.labels[1].move, 1.0 / 34, 1e-12);
        cr_assert_eq(r.labels[1].cause, CW_CAUSE_NEWCOMER);
        cr_assert_eq(r.labels[3].cause, CW_CAUSE_FIRST_SEEN);
        assert_close(r.labels[3].move, 100.0 / 34, 1e-12);
        cr_assert_eq(r.labels[3].first_seen, 1);
        cr_assert_eq(r.labels[1].first_seen, 0);
}

/* effective with b = 0.999: ten times as many tokens of the same mix.  1/(1 - b^n) of n = 100 is 10.502..., of 1000 it is
 * 1.5817..., and of 10000 1.0000...: the rare label falls, for no other reason than that there is more. */
Test(growth, saturation)
{
        static const uint64_t tokens[] = {0, 1000, 100, 0, /**/ 0, 10000, 1000, 0};
        struct grown r;
        grow(&r, tokens, 2, CW_SCHEME_EFFECTIVE);
        const double a0 = 1 / (1 - pow(0.999, 1000)), b0 = 1 / (1 - pow(0.999, 100));
        const double a1 = 1 / (1 - pow(0.999, 10000)), b1 = 1 / (1 - pow(0.999, 1000));
        assert_close(r.weight[2], 2 * b0 / (a0 + b0), 1e-12);
        assert_close(r.weight[LABELS + 2], 2 * b1 / (a1 + b1), 1e-12);
        cr_assert_eq(r.labels[2].cause, CW_CAUSE_SATURATION);
        cr_assert_eq(r.labels[1].cause, CW_CAUSE_SATURATION);
}

/* The largest move is kept, not the last; nothing to weigh at first is no move. */
Test(growth, largest_move_of_three_checkpoints)
{
        static const uint64_t tokens[] = {50, 0, 0, 0, /**/ 50, 100, 400, 0, /**/ 50, 110, 400, 0};
        struct grown r;
        grow(&r, tokens, 3, CW_SCHEME_INVERSE);
        cr_assert(isnan(r.weight[1]));
        cr_assert_eq(r.labels[1].move_at, 2);
        cr_assert_eq(r.labels[1].cause, CW_CAUSE_COMPOSITION);
        cr_assert_eq(r.s.summary.since, 1);
}

/* ---- where the mix shifts ----------------------------------------------------------------------------------- */

enum { PIECES = 40 };

/* Pieces of 10,000 tokens; the second label has `before` of them, from piece `at` on `after`, give or take `noise`. */
static struct cw_change_point
find_shift(size_t n, size_t at, uint64_t before, uint64_t after, uint64_t noise)
{
        struct cw_piece_entry entries[PIECES][2];
        struct cw_growth_piece items[PIECES];
        struct cw_change_point point;
        uint64_t state = 1;
        for (size_t i = 0; i < n; i++) {
                state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
                const uint64_t some = (i < at ? before : after) + (noise == 0 ? 0 : (state >> 33) % noise);
                entries[i][0] = (struct cw_piece_entry){0, 10000 - some, 0};
                entries[i][1] = (struct cw_piece_entry){1, some, 0};
                items[i] = (struct cw_growth_piece){.entries = entries[i], .n = 2, .shard = i};
        }
        const struct cw_growth_pieces pieces = pieces_of(items, n, 2);
        cr_assert_eq(cw_change_point_find(&pieces, &point, NULL), CW_OK);
        return point;
}

Test(change_point, finds_the_border)
{
        for (size_t at = 5; at < PIECES - 5; at += 7) {
                const struct cw_change_point point = find_shift(PIECES, at, 200, 400, 60);
                cr_assert(point.any, "%zu", at);
                cr_assert_eq(point.at, at, "%zu: %zu", at, point.at);
        }
}

Test(change_point, chance_is_no_shift)
{
        cr_assert_not(find_shift(PIECES, PIECES, 200, 200, 200).any);
        cr_assert_not(find_shift(PIECES, PIECES, 200, 200, 20).any);
        cr_assert_not(find_shift(PIECES, PIECES, 200, 200, 0).any); /* every piece the same */
}

Test(change_point, too_few_pieces)
{
        cr_assert_not(find_shift(7, 3, 100, 5000, 0).any);
        cr_assert(find_shift(12, 6, 100, 5000, 10).any);
}

/* ---- options ------------------------------------------------------------------------------------------------ */

static cw_status
run_with(const struct cw_growth_options *options)
{
        const char *const no_such_file = "no/such/file";
        struct cw_read_options read;
        struct cw_weigh_options weigh;
        cw_growth *growth;
        cw_read_options_init(&read);
        cw_weigh_options_init(&weigh);
        const cw_status status = cw_growth_run(&no_such_file, 1, &read, &weigh, options, &growth, NULL);
        cr_assert_null(growth);
        return status;
}

Test(growth, options_out_of_range)
{
        const struct cw_growth_at beyond = {.value = 1.5}, at_nothing = {.value = 0, .is_tokens = true};
        struct cw_growth_options sound, bad[8];
        cw_growth_options_init(&sound);
        for (size_t i = 0; i < CW_ARRAY_LEN(bad); i++)
                bad[i] = sound;
        bad[0].n_points = 1;
        bad[1].n_points = 1001;
        bad[2].repeats = -1;
        bad[3].repeats = 1001;
        bad[4].settle = 0;
        bad[5].settle = 1.5;
        bad[6].at = &beyond;
        bad[7].at = &at_nothing;
        bad[6].n_at = bad[7].n_at = 1;
        for (size_t i = 0; i < CW_ARRAY_LEN(bad); i++)
                cr_expect_eq(run_with(&bad[i]), CW_E_USAGE, "%zu", i);
        cr_expect_eq(run_with(&sound), CW_E_IO);
        sound.n_at = 1; /* means nothing without `at` */
        cr_expect_eq(run_with(&sound), CW_E_IO);
}
