/* SPDX-License-Identifier: MIT */
/*
 * Distances between label mixes against figures from scipy 1.10 (chi2_contingency with lambda_="log-likelihood",
 * jensenshannon squared in base 2, chi2.sf), and against arithmetic written out where scipy's floats end.
 */
#include "base/status.h"
#include "weigh/chi_square.h"
#include "weigh/drift.h"

#include <criterion/criterion.h>
#include <math.h>

static void
assert_near(double found, double wanted, double rtol)
{
        cr_assert(fabs(found - wanted) <= rtol * fabs(wanted), "expected %.17g, found %.17g", wanted, found);
}

Test(drift, tail_of_chi_square)
{
        static const struct {
                double x;
                uint64_t degrees;
                double p, log10_p;
        } known[] = {
                {3.0, 1, 0.08326451666355042, -1.0795400346112236},
                {134.35099558047887, 52, 3.25213847831247e-09, -8.487830970123929},
                {10, 20, 0.9681719426937951, -0.014047507224793174},
                {0.5, 3, 0.9188914116546758, -0.03673580755354875},
                {100100, 100000, 0.4109807320121484, -0.38617853865180446},
                {99000, 100000, 0.9875216843619172, -0.005453359199904034},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(known); i++) {
                const struct cw_tail tail = cw_chi_square_tail(known[i].x, known[i].degrees);
                assert_near(tail.p, known[i].p, 1e-9);
                assert_near(tail.log10_p, known[i].log10_p, 1e-7);
        }
}

/* With an even number 2a of degrees the tail is the sum of e^-y y^k / k! for k < a, y = x / 2: in 60 decimal digits
 * -434063.26... for a = 50, y = 10^6, and -1025.97... for a = 26, y = 2500. */
Test(drift, tail_beyond_floats)
{
        const struct cw_tail far = cw_chi_square_tail(2e6, 100), near = cw_chi_square_tail(5000, 52);
        cr_assert_eq(far.p, 0.0);
        assert_near(far.log10_p, -434063.26598683903394, 1e-12);
        assert_near(near.log10_p, -1025.9739871857623507, 1e-12);
        cr_assert_eq(cw_chi_square_tail(0, 5).p, 1.0);
        cr_assert_eq(cw_chi_square_tail(7, 0).p, 1.0);
}

Test(drift, figures_of_scipy)
{
        const struct cw_drift_tokens small[] = {{900, 880}, {75, 75}, {25, 30}, {0, 15}};
        const struct cw_drift_tokens large[] = {{950000000, 949000000}, {20000000, 21000000}, {40, 40}, {0, 7}};
        struct cw_drift_figures f = {.has_tokens = true};
        cw_drift_measure(small, 4, &f);
        cr_assert_eq(f.tokens_a, 1000);
        cr_assert_eq(f.tokens_b, 1000);
        cr_assert_eq(f.l_infinity_at, 0);
        assert_near(f.l_infinity, 0.02, 1e-14);
        assert_near(f.jensen_shannon, 0.0077452211730541076, 1e-13);
        assert_near(f.psi, 0.0506784269351122, 1e-13);
        assert_near(f.g, 21.474312875662584, 1e-12);
        cr_assert_eq(f.g_degrees, 3);
        assert_near(f.g_p, 8.390382157599903e-05, 1e-11);

        f = (struct cw_drift_figures){.has_tokens = true};
        cw_drift_measure(large, 4, &f);
        assert_near(f.l_infinity, 0.0010309348527998141, 1e-12);
        assert_near(f.jensen_shannon, 9.26930025030885e-06, 1e-9);
        assert_near(f.psi, 5.1402579164146316e-05, 1e-11);
        assert_near(f.g, 24928.95973418001, 1e-9);
        cr_assert_eq(f.g_p, 0.0);
        cr_assert(f.g_log10_p < -5000 && f.g_log10_p > -6000); /* -G/2 log10(e) = -5413, and a little */
}

/* Two labels, half and half against a quarter and three quarters:
 *   m = 3/8, 5/8;  JS = 1/4 log2(4/3) + 1/4 log2(4/5) + 1/8 log2(2/3) + 3/8 log2(6/5)
 *   PSI = -1/4 ln(1/2) + 1/4 ln(3/2) = 1/4 ln 3 */
Test(drift, by_hand)
{
        const struct cw_drift_tokens halves[] = {{50, 25}, {50, 75}};
        struct cw_drift_figures f = {.has_tokens = true};
        cw_drift_measure(halves, 2, &f);
        assert_near(f.jensen_shannon, (log2(4.0 / 3) + log2(0.8)) / 4 + log2(2.0 / 3) / 8 + log2(1.2) * 3 / 8, 1e-14);
        assert_near(f.psi, log(3) / 4, 1e-14);
        assert_near(f.g, 2 * (50 * log(50 / 37.5) + 25 * log(25 / 37.5) + 50 * log(50 / 62.5) + 75 * log(75 / 62.5)),
                    1e-13);
}

Test(drift, the_same_and_nothing_in_common)
{
        const struct cw_drift_tokens scaled[] = {{900, 2700}, {75, 225}, {25, 75}, {0, 0}};
        const struct cw_drift_tokens apart[] = {{10, 0}, {0, 30}};
        const struct cw_drift_tokens empty[] = {{10, 0}};
        struct cw_drift_figures f = {.has_tokens = true};
        cw_drift_measure(scaled, 4, &f);
        cr_assert(f.l_infinity == 0 && f.jensen_shannon < 1e-15 && f.psi < 1e-15 && f.g < 1e-9);
        cr_assert_eq(f.g_degrees, 2);
        cr_assert(f.g_p > 0.999999);

        f = (struct cw_drift_figures){.has_tokens = true};
        cw_drift_measure(apart, 2, &f);
        cr_assert_eq(f.l_infinity, 1.0);
        assert_near(f.jensen_shannon, 1, 1e-15);
        assert_near(f.psi, (0.5 / 30 - 1) * log(0.5 / 30) + (1 - 0.05) * log(1 / 0.05), 1e-13);

        f = (struct cw_drift_figures){.has_tokens = true};
        cw_drift_measure(empty, 1, &f);
        cr_assert(f.g == 0 && f.g_p == 1 && f.psi == 0 && f.tokens_a == 10 && f.tokens_b == 0);
        cw_drift_measure(empty, 0, &f);
        cr_assert_eq(f.g_p, 1.0);
}
