/* SPDX-License-Identifier: MIT */
/*
 * What is drawn of each result, as scripts for gnuplot: the ten series that matter in colours, with names, the rest grey.
 *
 *     growth    weights over tokens, both logarithmic; those that moved longest in colours; where the mix shifts, a line
 *     drift     how much each weight changed, as a factor on a logarithmic axis
 *     schemes   weights over the tokens of the label, both logarithmic, a line a scheme
 */
#ifndef CW_WRITE_PLOTS_H
#define CW_WRITE_PLOTS_H

#include "base/drift_result.h"
#include "base/growth_result.h"

/* Each writes the picture; fails as cw_gnuplot_run(), and with CW_E_DATA where there is nothing to draw. */
CW_MUST_USE cw_status cw_growth_draw(const struct cw_growth *growth, const char *path, struct cw_error *err);
CW_MUST_USE cw_status cw_drift_draw(const struct cw_drift *drift, const char *path, struct cw_error *err);
CW_MUST_USE cw_status cw_comparison_draw(const struct cw_comparison *comparison, const char *path,
                                         struct cw_error *err);

#endif
