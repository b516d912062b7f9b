/* SPDX-License-Identifier: MIT */
/*
 * Where the label mix shifts: the border between two pieces at which the data, cut in two there, differs most by the G
 * statistic (weigh/drift.h), provided that chance does not do as well.
 *
 * Tokens of one text are alike, so the chi-square tail would find a shift in any data.  The pieces themselves are the
 * yardstick: they are put in random order, and the best cut of that is taken, 99 times.  Where none of these is as good as
 * the real one, chance would have done it one time in a hundred at most.
 */
#ifndef CW_WEIGH_CHANGE_POINT_H
#define CW_WEIGH_CHANGE_POINT_H

#include "weigh/growth_path.h"

struct cw_change_point {
        bool any;
        size_t at; /**< pieces before it */
};

/** The pieces in the order of the data; there is no answer for fewer than 8 of them. */
CW_MUST_USE cw_status cw_change_point_find(const struct cw_growth_pieces *pieces, struct cw_change_point *point_ret,
                                           struct cw_error *err);

#endif
