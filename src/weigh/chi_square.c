/* SPDX-License-Identifier: MIT */
/*
 * The upper tail is Q(a, x) with a = degrees / 2 and x = statistic / 2, the regularised incomplete gamma function
 * (Abramowitz & Stegun 26.4.19).  Two expansions, each where it converges fast:
 *
 *     x < a + 1   P = x^a e^-x / Gamma(a+1) (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...),  Q = 1 - P       (6.5.29)
 *     else        Q = x^a e^-x / Gamma(a) 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...)))               (6.5.31)
 *
 * the continued fraction by Lentz's method as Thompson and Barnett (1986) gave it.
 */
#include "weigh/chi_square.h"

#include <float.h>
#include <math.h>

enum { MOST_STEPS = 1000000 }; /* both need some sqrt(a) steps; a of 10^10 would be cut off here, at 8 digits */

/* log of x^a e^-x / Gamma(a).  Not lgamma(): it writes a global. */
static double
log_front(double a, double x)
{
        int sign;
        return a * log(x) - x - lgamma_r(a, &sign);
}

static double
lower_series(double a, double x)
{
        double term = 1 / a, sum = term;
        for (int i = 1; i < MOST_STEPS && term > sum * DBL_EPSILON; i++) {
                term *= x / (a + i);
                sum += term;
        }
        return sum;
}

static double
upper_fraction(double a, double x)
{
        const double tiny = DBL_MIN / DBL_EPSILON;
        double b = x + 1 - a, c = 1 / tiny, d = 1 / b, value = d;
        for (int i = 1; i < MOST_STEPS; i++) {
                const double numerator = -i * (i - a);
                b += 2;
                d = numerator * d + b;
                d = fabs(d) < tiny ? 1 / tiny : 1 / d;
                c = b + numerator / c;
                c = fabs(c) < tiny ? tiny : c;
                value *= d * c;
                if (fabs(d * c - 1) <= DBL_EPSILON)
                        break;
        }
        return value;
}

struct cw_tail
cw_chi_square_tail(double statistic, uint64_t degrees_of_freedom)
{
        const double a = (double)degrees_of_freedom / 2, x = statistic / 2;
        if (degrees_of_freedom == 0 || !(x > 0))
                return (struct cw_tail){1, 0};
        if (x < a + 1) {
                const double p = 1 - exp(log_front(a, x)) * lower_series(a, x);
                return (struct cw_tail){p, log10(p)};
        }
        const double log_p = log_front(a, x) + log(upper_fraction(a, x));
        return (struct cw_tail){exp(log_p), log_p / log(10)};
}
