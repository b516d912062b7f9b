/* SPDX-License-Identifier: MIT */
/*
 * A weights file held against the data, as plain data: made by check.c, told by check_text.c.
 */
#ifndef CW_CHECK_H
#define CW_CHECK_H

#include "base/buffer.h"
#include "base/result.h"
#include "store/weights_file.h"

/** One id of either side. */
struct cw_check_row {
        int64_t id;
        const char *name_then, *name_now; /**< NULL where unknown; in the memory of file and counts */
        double then, now;                 /**< NaN: no weight on that side */
        bool has_tokens_then;
        uint64_t tokens_then, tokens_now;
        bool moved, appeared, vanished, renamed; /**< the last: the id has another name now */
};

struct cw_check {
        char *path;
        struct cw_weights_file file;
        struct cw_counts *counts; /**< of the data, a copy */
        double rtol, atol;
        cw_emit emit;              /**< what the values are */
        double log_scale;          /**< of a logarithm (cw_emit_is_log): what it is multiplied by; else 0 */
        struct cw_check_row *rows; /**< ascending id */
        size_t n;
        size_t n_moved, n_appeared, n_vanished, n_renamed;
};

/** Whether all is as it was. */
static inline bool
cw_check_is_good(const struct cw_check *c)
{
        return c->n_moved + c->n_appeared + c->n_vanished + c->n_renamed == 0;
}

/** By how much a value has moved, as --rtol measures it: a share of what it was; of a logarithm the difference, which is, by and
 *  large, such a share of what it is the logarithm of.  NaN where that is none. */
double cw_check_change(const struct cw_check *check, const struct cw_check_row *row);

void cw_check_put_text(const struct cw_check *check, struct cw_buffer *out);
void cw_check_put_json(const struct cw_check *check, struct cw_buffer *out);

#endif
