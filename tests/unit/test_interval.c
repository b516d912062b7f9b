/* SPDX-License-Identifier: MIT */
/*
 * Poisson intervals against the quantiles of the chi-square distribution (scipy.stats.chi2.ppf), and the intervals of
 * weights they lead to.
 */
#include "weigh/interval.h"

#include "weigh_fixture.h"

Test(interval, quantiles_of_chi_square)
{
        static const struct {
                double n, low, high;
        } cases[] = {
                {1, 0.02531780798428988, 5.571643390938898},     {2, 0.242209278543965, 7.22468766772396},
                {5, 1.623486390118421, 11.66833207932267},       {10, 4.795388696132433, 18.39035604201778},
                {29, 19.42175513754794, 41.6488374385866},       {30, 20.24087402142091, 42.82686539480766},
                {31, 21.06299597914185, 44.00202550324875},      {50, 37.11096373746187, 65.91876666433681},
                {100, 81.36399125092314, 121.6267937924264},     {1000, 938.9730184076952, 1063.952136016302},
                {1000000, 998040.9833402939, 1001961.911945432},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                const double rtol = cases[i].n <= 30 ? 1e-9 : 2e-4;
                double low, high;
                cw_poisson_interval(cases[i].n, &low, &high);
                assert_close(low, cases[i].low, rtol);
                assert_close(high, cases[i].high, rtol);
        }
}

Test(interval, of_a_weight_is_the_scheme_at_both_ends)
{
        static const struct label labels[] = {{"O", 900}, {"B-X", 10}, {"B-Y", 90}, {"B-NEVER", 0}};
        struct cw_weights *w = weigh_by(labels, 4, CW_SCHEME_INVERSE);
        double low, high, few, many;
        cw_poisson_interval(10, &few, &many);
        cr_assert(cw_weights_interval(w, 1, &low, &high));
        assert_close(low, cw_weights_at(w, 1) * 10 / many, 1e-14);
        assert_close(high, cw_weights_at(w, 1) * 10 / few, 1e-14);
        cr_assert_not(cw_weights_interval(w, 0, &low, &high));
        cr_assert_not(cw_weights_interval(w, 3, &low, &high));
        cw_weights_free(&w);
}

Test(interval, modifiers_are_in_it)
{
        static const struct label labels[] = {{"O", 900}, {"B-X", 10}, {"I-X", 20}, {"B-Y", 90}, {"I-Y", 1}};
        const struct cw_label_setting set = {"B-Y", 2};
        struct cw_weigh_options o;
        double low, high, few, many;
        cw_weigh_options_init(&o);
        o.scheme = CW_SCHEME_INVERSE;
        o.tie_prefixes = true;
        o.smooth = 5;
        o.sets = &set;
        o.n_sets = 1;
        struct cw_weights *w = weigh_with(counts_of(labels, 5), &o);
        cw_poisson_interval(30, &few, &many); /* of B-X and I-X together, each smoothed by 5 */
        cr_assert(cw_weights_interval(w, 2, &low, &high));
        assert_close(low, cw_weights_at(w, 2) * 40 / (many + 10), 1e-14);
        assert_close(high, cw_weights_at(w, 2) * 40 / (few + 10), 1e-14);
        cr_assert_not(cw_weights_interval(w, 3, &low, &high));
        cw_weights_free(&w);

        o.tie_prefixes = false;
        o.smooth = 0;
        o.min_count = 100; /* all but O, and chance does not lift 20 tokens above */
        w = weigh_with(counts_of(labels, 5), &o);
        cr_assert(cw_weights_interval(w, 2, &low, &high));
        cr_assert(low == cw_weights_at(w, 2) && high == cw_weights_at(w, 2));
        cw_weights_free(&w);
}
