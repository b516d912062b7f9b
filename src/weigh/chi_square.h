/* SPDX-License-Identifier: MIT */
/*
 * The tail of the chi-square distribution, for tests whose statistic may be in the millions: its logarithm is given too,
 * which does not vanish where the probability itself does.
 */
#ifndef CW_WEIGH_CHI_SQUARE_H
#define CW_WEIGH_CHI_SQUARE_H

#include <stdint.h>

struct cw_tail {
        double p;       /**< probability of a statistic as large or larger; 0 below 1e-308 */
        double log10_p; /**< its decimal logarithm, whatever p is */
};

/** `statistic` at least 0; with 0 degrees of freedom nothing can differ, and p is 1. */
struct cw_tail cw_chi_square_tail(double statistic, uint64_t degrees_of_freedom);

#endif
