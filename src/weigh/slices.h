/* SPDX-License-Identifier: MIT */
/*
 * Slices of a data set against the rest of it: how far the label mix of each lies from that of all others, and whether it
 * stands out from what the slices show among themselves.  A shard whose conversion went wrong is found this way.
 *
 *     js      Jensen-Shannon divergence of the slice from all others, in bits (drift.h)
 *     r       G / (median of chi-square at its degrees of freedom), of the table slice x label; labels of which fewer
 *             than 5 tokens are expected in the slice are one cell.  About 1 where slices differ by chance alone, and
 *             divided by n/n' for slices with n tokens, more than the median n': a difference that is real grows with n;
 *             at least 1
 *     p       tail of chi-square at G / (what divided r) / (median r)
 *
 * An outlier has ln r more than 3.5 robust standard deviations above the median (1.4826 MAD, at least sqrt(2/degrees): the
 * modified z-score of Iglewicz and Hoaglin 1993), and p below 0.01 / slices.  So neither the size of the data nor a spread
 * that all slices share makes one, and of two slices nobody can say which is the odd one.
 *
 * One bad slice is a part of what the others are compared with.  So r of the others is taken without the farthest slice,
 * and when outliers are found, all is done again without them until no more are.
 */
#ifndef CW_WEIGH_SLICES_H
#define CW_WEIGH_SLICES_H

#include "base/result.h"

enum { CW_SLICES_FEWEST = 3 /**< to tell an outlier among */ };

/** Fills the figures of all slices of `counts`. */
CW_MUST_USE cw_status cw_slices_judge(struct cw_counts *counts, struct cw_error *err);

#endif
