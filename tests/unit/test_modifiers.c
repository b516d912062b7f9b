/* SPDX-License-Identifier: MIT */
/*
 * The modifiers of weights, each by itself against arithmetic written out, in their order where two meet, and what is
 * refused.
 */
#include "weigh_fixture.h"

enum { N_EASY = 5 };

static const struct label easy[N_EASY] = {{"O", 55}, {"B-X", 1}, {"B-Y", 4}, {"I-Y", 12}, {"I-X", 0}};

static struct cw_weigh_options
plain(void)
{
        struct cw_weigh_options o;
        cw_weigh_options_init(&o);
        o.scheme = CW_SCHEME_INVERSE;
        o.normalize = CW_NORMALIZE_NONE;
        return o;
}

static void
assert_weights(const struct cw_weigh_options *o, const double wanted[N_EASY])
{
        struct cw_weights *w = weigh_with(counts_of(easy, N_EASY), o);
        for (size_t i = 0; i < N_EASY; i++)
                assert_close(cw_weights_at(w, i), wanted[i], 1e-15);
        cw_weights_free(&w);
}

/* N = 72, K = 4, so N/K = 18. */
Test(modifiers, none)
{
        const struct cw_weigh_options o = plain();
        assert_weights(&o, (double[]){1, 18, 4.5, 1.5, 1});
}

Test(modifiers, smooth_adds_to_what_was_seen)
{
        struct cw_weigh_options o = plain();
        o.smooth = 2; /* N = 72 + 4 * 2 = 80 */
        assert_weights(&o, (double[]){1, 20.0 / 3, 20.0 / 6, 20.0 / 14, 1});
}

Test(modifiers, min_count_lifts)
{
        struct cw_weigh_options o = plain();
        o.min_count = 4; /* N = 75 */
        assert_weights(&o, (double[]){1, 75.0 / 16, 75.0 / 16, 75.0 / 48, 1});
        o.smooth = 2; /* before it: 3, 6, 14 become 4, 6, 14; N = 57 + 24 = 81 */
        assert_weights(&o, (double[]){1, 81.0 / 16, 81.0 / 24, 81.0 / 56, 1});
}

Test(modifiers, tied_prefixes_share_a_weight)
{
        struct cw_weigh_options o = plain();
        o.tie_prefixes = true; /* X has 1, Y 16; K = 3 with O; I-X was not seen, but X was */
        assert_weights(&o, (double[]){1, 24, 1.5, 1.5, 24});
        struct cw_weights *w = weigh_with(counts_of(easy, N_EASY), &o);
        cr_assert_eq(cw_weights_diagnosis(w).n_unseen, 0);
        cw_weights_free(&w);
        o.normalize = CW_NORMALIZE_MEAN; /* of the labels seen: B-X, B-Y, I-Y */
        assert_weights(&o, (double[]){1, 24.0 / 9, 1.5 / 9, 1.5 / 9, 24.0 / 9});
}

Test(modifiers, other_prefixes_and_separators_tie_too)
{
        static const struct label labels[] = {{"O", 50}, {"B_X", 1}, {"E_X", 2}, {"S-Y", 3},  {"M-Y", 4},
                                              {"Y", 5},  {"N-Y", 6}, {"L-Y", 7}, {"U-Y-Z", 8}};
        struct cw_weigh_options o = plain();
        o.tie_prefixes = true; /* X 3, Y 14; Y, N-Y and Y-Z by themselves; N = 86, K = 6 */
        struct cw_weights *w = weigh_with(counts_of(labels, 9), &o);
        static const double n[] = {50, 3, 3, 14, 14, 5, 6, 14, 8};
        for (size_t i = 1; i < 9; i++)
                assert_close(cw_weights_at(w, i), 86.0 / 6 / n[i], 1e-15);
        cw_weights_free(&w);
}

Test(modifiers, boost_comes_before_the_bound_and_the_normaliser)
{
        struct cw_weigh_options o = plain();
        const struct cw_label_setting boosts[] = {{"B-Y", 3}, {"3", 2}, {"B-Y", 2}}; /* the last of a label counts */
        o.boosts = boosts;
        o.n_boosts = 3;
        assert_weights(&o, (double[]){1, 18, 9, 3, 1});
        o.max_ratio = 4;
        assert_weights(&o, (double[]){1, 12, 9, 3, 1});
        o.normalize = CW_NORMALIZE_MAX;
        assert_weights(&o, (double[]){1, 1, 0.75, 0.25, 1});
}

Test(modifiers, clipping_comes_after_the_normaliser_and_before_o)
{
        struct cw_weigh_options o = plain();
        o.normalize = CW_NORMALIZE_MIN; /* 12, 3, 1 */
        o.min_weight = 2;
        o.max_weight = 5;
        assert_weights(&o, (double[]){1, 5, 3, 2, 1});
        o.o_policy = CW_O_AUTO; /* (5 + 4 * 3 + 12 * 2) / 17 is above 1 */
        assert_weights(&o, (double[]){1, 5, 3, 2, 1});
        o.min_weight = 0;
        o.max_weight = 0.5; /* all of them */
        assert_weights(&o, (double[]){0.5, 0.5, 0.5, 0.5, 1});
}

Test(modifiers, set_wins_over_all_and_unseen_comes_last)
{
        struct cw_weigh_options o = plain();
        const struct cw_label_setting sets[] = {{"B-X", 100}, {"I-X", 0.25}, {"O", 0.125}};
        o.sets = sets;
        o.n_sets = 1;
        o.unseen = CW_UNSEEN_MAX;
        assert_weights(&o, (double[]){1, 100, 4.5, 1.5, 100});
        o.n_sets = 3;
        o.unseen = CW_UNSEEN_ERROR; /* no label is left without a weight */
        assert_weights(&o, (double[]){0.125, 100, 4.5, 1.5, 0.25});
}

Test(modifiers, the_result_owns_its_settings)
{
        char label[] = "B-X";
        struct cw_label_setting set = {label, 2};
        struct cw_weigh_options o = plain();
        o.sets = &set;
        o.n_sets = 1;
        struct cw_weights *w = weigh_with(counts_of(easy, N_EASY), &o);
        memset(label, '?', 3);
        set.value = 3;
        cr_assert_str_eq(w->options.sets[0].label, "B-X");
        cr_assert(w->options.sets[0].value == 2);
        cw_weights_free(&w);
}

/* ---- refusals ----------------------------------------------------------------------------------------------- */

static void
assert_refused(const struct cw_weigh_options *o, cw_status status, const char *says)
{
        struct cw_counts *c = counts_of(easy, N_EASY);
        struct cw_weights *w = NULL;
        struct cw_error err;
        cr_assert_eq(cw_weigh(c, o, &w, &err), status, "%s", says);
        cr_assert_null(w);
        ASSERT_SAYS(err.message, says);
        cw_counts_free(&c);
}

Test(modifiers, numbers_out_of_range)
{
        static const struct {
                size_t at;
                double value;
                const char *says;
        } cases[] = {
                {offsetof(struct cw_weigh_options, prototypes), 0.5, "--prototypes"},
                {offsetof(struct cw_weigh_options, prototypes), NAN, "--prototypes"},
                {offsetof(struct cw_weigh_options, alpha), 1.5, "--alpha"},
                {offsetof(struct cw_weigh_options, alpha), NAN, "--alpha"},
                {offsetof(struct cw_weigh_options, enet_k), 1, "--enet-k"},
                {offsetof(struct cw_weigh_options, mu), 0, "--mu"},
                {offsetof(struct cw_weigh_options, smooth), -1, "--smooth"},
                {offsetof(struct cw_weigh_options, smooth), INFINITY, "--smooth"},
                {offsetof(struct cw_weigh_options, min_count), -1, "--min-count"},
                {offsetof(struct cw_weigh_options, max_ratio), 0.5, "--max-ratio"},
                {offsetof(struct cw_weigh_options, min_weight), -1, "--min-weight"},
                {offsetof(struct cw_weigh_options, max_weight), NAN, "--max-weight"},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                struct cw_weigh_options o = plain();
                memcpy((char *)&o + cases[i].at, &cases[i].value, sizeof(double));
                assert_refused(&o, CW_E_USAGE, cases[i].says);
        }
        struct cw_weigh_options o = plain();
        o.normalize = (cw_normalizer)9;
        assert_refused(&o, CW_E_USAGE, "normalisers");
        o = plain();
        o.o_policy = (cw_o_policy)9;
        assert_refused(&o, CW_E_USAGE, "weight of O");
        o = plain();
        o.min_weight = 3;
        o.max_weight = 2;
        assert_refused(&o, CW_E_USAGE, "no weight lies between");
}

Test(modifiers, options_that_do_not_go_together)
{
        struct cw_weigh_options o = plain();
        o.prototypes = 10;
        o.beta_auto = true;
        assert_refused(&o, CW_E_USAGE, "--prototypes, found both");
        o = plain();
        o.scheme = CW_SCHEME_MEDIAN_FREQ;
        assert_refused(&o, CW_E_DATA, "median_freq needs");
        o.tie_prefixes = true;
        assert_refused(&o, CW_E_USAGE, "--tie-prefixes");
}

Test(modifiers, settings_of_labels_that_are_not_there_or_out_of_range)
{
        struct cw_label_setting setting = {"B-XX", 2};
        struct cw_weigh_options o = plain();
        o.boosts = &setting;
        o.n_boosts = 1;
        assert_refused(&o, CW_E_DATA, "--boost: expected one of the 5 labels, found B-XX; the nearest is B-X");
        setting = (struct cw_label_setting){"B-X", 0};
        assert_refused(&o, CW_E_USAGE, "--boost B-X=F");
        o = plain();
        o.sets = &setting;
        o.n_sets = 1;
        setting = (struct cw_label_setting){"B-X", -1};
        assert_refused(&o, CW_E_USAGE, "--set B-X=W");
        setting = (struct cw_label_setting){"O", 1.5};
        assert_refused(&o, CW_E_USAGE, "drown out");
}
