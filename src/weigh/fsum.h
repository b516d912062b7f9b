/* SPDX-License-Identifier: MIT */
/*
 * A compensated sum (Neumaier 1974): as good as a sum in twice the precision, in plain doubles, so that every machine
 * with IEEE arithmetic gives the same bits.  long double was rejected: its width differs between machines.
 */
#ifndef CW_WEIGH_FSUM_H
#define CW_WEIGH_FSUM_H

#include <math.h>

struct cw_fsum {
        double sum;
        double lost; /**< what the additions to `sum` have rounded away */
};

static inline void
cw_fsum_add(struct cw_fsum *s, double value)
{
        const double sum = s->sum + value;
        if (fabs(s->sum) >= fabs(value))
                s->lost += (s->sum - sum) + value;
        else
                s->lost += (value - sum) + s->sum;
        s->sum = sum;
}

static inline double
cw_fsum_value(const struct cw_fsum *s)
{
        return s->sum + s->lost;
}

#endif
