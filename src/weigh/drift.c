/* SPDX-License-Identifier: MIT */
/*
 * Distances between two label mixes.  Sums are compensated, and the terms of G are taken as n ln(n/E) - (n - E), which
 * sum to the same and are never negative: with a billion tokens and a drift of a millionth the plain terms would cancel.
 */
#include "weigh/drift.h"

#include "weigh/chi_square.h"
#include "weigh/fsum.h"

/* p log2(p/m) of one side, halved. */
static double
divergence(double p, double m)
{
        return p > 0 ? p / 2 * log2(p / m) : 0;
}

static double
psi_term(uint64_t a, uint64_t b, double sum_a, double sum_b)
{
        const double p = (a > 0 ? (double)a : 0.5) / sum_a, q = (b > 0 ? (double)b : 0.5) / sum_b;
        return (q - p) * log(q / p);
}

static double
g_term(uint64_t n, double expected)
{
        const double excess = (double)n - expected;
        return n == 0 ? expected : (double)n * log1p(excess / expected) - excess;
}

void
cw_drift_measure(const struct cw_drift_tokens *labels, size_t n, struct cw_drift_figures *figures)
{
        struct cw_fsum js = {0, 0}, psi = {0, 0}, g = {0, 0};
        uint64_t tokens_a = 0, tokens_b = 0, n_seen = 0;
        for (size_t i = 0; i < n; i++) {
                tokens_a += labels[i].a;
                tokens_b += labels[i].b;
                n_seen += labels[i].a + labels[i].b > 0;
        }
        figures->tokens_a = tokens_a;
        figures->tokens_b = tokens_b;
        figures->g_p = 1;
        if (tokens_a == 0 || tokens_b == 0)
                return;
        const double sum_a = (double)tokens_a, sum_b = (double)tokens_b, sum = sum_a + sum_b;
        for (size_t i = 0; i < n; i++) {
                const uint64_t a = labels[i].a, b = labels[i].b;
                if (a == 0 && b == 0)
                        continue;
                const double p = (double)a / sum_a, q = (double)b / sum_b, m = (p + q) / 2;
                const double both = (double)a + (double)b;
                if (fabs(p - q) > figures->l_infinity) {
                        figures->l_infinity = fabs(p - q);
                        figures->l_infinity_at = i;
                }
                cw_fsum_add(&js, divergence(p, m) + divergence(q, m));
                cw_fsum_add(&psi, psi_term(a, b, sum_a, sum_b));
                cw_fsum_add(&g, g_term(a, both / sum * sum_a));
                cw_fsum_add(&g, g_term(b, both / sum * sum_b));
        }
        const double least = 0; /* what rounding may have taken below */
        figures->jensen_shannon = fmax(least, cw_fsum_value(&js));
        figures->psi = fmax(least, cw_fsum_value(&psi));
        figures->g = fmax(least, 2 * cw_fsum_value(&g));
        figures->g_degrees = n_seen - 1;
        const struct cw_tail tail = cw_chi_square_tail(figures->g, figures->g_degrees);
        figures->g_p = tail.p;
        figures->g_log10_p = tail.log10_p;
}
