/* SPDX-License-Identifier: MIT */
/*
 * How far two label mixes lie apart.  With p and q the shares of a label in A and B, n_A and n_B its tokens:
 *
 *     L-infinity       largest |p - q|
 *     Jensen-Shannon   sum of p/2 log2(p/m) + q/2 log2(q/m), m = (p + q)/2; in bits, 0 to 1      (Lin 1991)
 *     PSI              sum of (q - p) ln(q/p); a label that one side lacks counts half a token there
 *     G                2 sum of n ln(n/E) over both sides, E = tokens of the side x share in both; chi-square with
 *                      (labels - 1) degrees of freedom                                            (Woolf 1957)
 *
 * Plain arrays in, figures out; which label of A is which of B is settled by who calls.
 */
#ifndef CW_WEIGH_DRIFT_H
#define CW_WEIGH_DRIFT_H

#include "base/status.h"

/** The tokens of one label on both sides. */
struct cw_drift_tokens {
        uint64_t a, b;
};

/** Fills the figures of the label mix, and tokens_a and tokens_b.  Without tokens on either side they are 0, p is 1. */
void cw_drift_measure(const struct cw_drift_tokens *labels, size_t n, struct cw_drift_figures *figures);

#endif
