/* SPDX-License-Identifier: MIT */
/*
 * A comparison of two files as plain data: made by drift_files.c, read by write/.  The opaque handle cw_drift of
 * counterweight.h is this struct.
 */
#ifndef CW_BASE_DRIFT_RESULT_H
#define CW_BASE_DRIFT_RESULT_H

#include "base/status.h"

struct cw_drift {
        char *path[2]; /**< of A, of B */
        const char *kind[2];
        char *recipe[2];               /**< NULL where not known */
        struct cw_drift_label *labels; /**< those whose weight moved most first */
        size_t n_labels;
        char **names; /**< what labels[].name points to, in any order; n_labels of them, NULL where there is none */
        struct cw_drift_figures figures;
};

#endif
