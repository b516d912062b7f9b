/* SPDX-License-Identifier: MIT */
/*
 * What `--update --dry-run` shows: the difference of two texts as a unified diff that `patch -p1` applies.
 */
#ifndef CW_WRITE_UNIFIED_DIFF_H
#define CW_WRITE_UNIFIED_DIFF_H

#include "base/buffer.h"

/** A side of the diff. */
struct cw_diff_text {
        const char *text;
        size_t nbytes;
};

/** Adds the diff to `out`, nothing if the texts are equal.  `path` goes behind `a/` and `b/`; `is_new`: the file is not
 *  there yet.  O(n log n) in the lines.  CW_E_LIMIT beyond 2^30 lines, CW_E_MEMORY. */
CW_MUST_USE cw_status cw_unified_diff(struct cw_diff_text before, struct cw_diff_text after, const char *path,
                                      bool is_new, struct cw_buffer *out, struct cw_error *err);

#endif
