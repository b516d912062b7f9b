/* SPDX-License-Identifier: MIT */
/*
 * Packing reads its inputs more than once, which standard input cannot be: it is kept in a temporary file meanwhile.
 */
#ifndef CW_PACK_SPOOL_H
#define CW_PACK_SPOOL_H

#include "settings.h"

struct cw_spool {
        char path[4096]; /**< "" where standard input is not among the inputs */
        cw_notice_fn *notice;
        void (*progress)(void *user, const struct cw_progress *p);
        void *user;
};

/** Copies standard input, if it is among the inputs of `s`, into a file in TMPDIR, which takes its place there; notices and
 *  progress speak of standard input all the same.  Whatever happens, cw_spool_remove(). */
CW_MUST_USE cw_status cw_spool_stdin(struct cw_spool *spool, struct cw_settings *s, struct cw_error *err);
/** The same for a failure. */
void cw_spool_rename_error(const struct cw_spool *spool, struct cw_error *err);
void cw_spool_remove(const struct cw_spool *spool);

#endif
