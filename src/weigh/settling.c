/* SPDX-License-Identifier: MIT */
/*
 * Settling of one weight.
 */
#include "weigh/settling.h"

#include <math.h>

/* How far from the final weight, as a share of it; infinitely, where there was no weight yet. */
static double
distance(double weight, double final)
{
        if (isnan(weight) || isnan(final))
                return isnan(weight) && isnan(final) ? 0 : INFINITY;
        if (weight == final)
                return 0;
        return final == 0 ? INFINITY : fabs(weight / final - 1);
}

void
cw_settle(const double *weights, size_t n, size_t since, double tolerance, struct cw_growth_label *label)
{
        const double final = weights[n - 1];
        size_t at = n - 1;
        while (at > 0 && distance(weights[at - 1], final) <= tolerance)
                at--;
        label->settled_at = at;
        label->settled = n > 1 && at <= since;
        label->still = 0;
        for (size_t i = since; i < n; i++)
                label->still = fmax(label->still, distance(weights[i], final));
}

double
cw_move_size(double from, double to)
{
        return from > 0 && to > 0 ? fabs(log(to / from)) : 0;
}
