/* SPDX-License-Identifier: MIT */
/*
 * What a file is, without reading it: device, inode, size and time of change to the nanosecond.  A file that keeps all
 * four is taken to be unchanged, as make, rsync and git do; who must know better reads it (cw_file_digest).
 *
 * The one hole in that: a clock that ticks.  A file changed twice within one tick shows the time of the first change for
 * good.  So a file is only taken at its word once its time lies a tick behind the time at which it was read.
 */
#ifndef CW_INPUT_IDENTITY_H
#define CW_INPUT_IDENTITY_H

#include "input/file.h"

struct cw_identity {
        uint64_t device, inode, nbytes;
        int64_t mtime_ns; /**< since 1970 */
};

struct stat;

/** False where there is nothing to be known: not there, no regular file, empty (which may be a file of /proc). */
bool cw_identity_of_stat(const struct stat *st, struct cw_identity *identity_ret);
bool cw_identity_of_path(const char *path, struct cw_identity *identity_ret);
bool cw_identity_of_file(const struct cw_file *file, struct cw_identity *identity_ret);
bool cw_identity_equal(const struct cw_identity *a, const struct cw_identity *b);

/** Now, on the clock that files are stamped by; in ns since 1970. */
int64_t cw_identity_now_ns(void);
/** Whether a file that was read at `read_ns` cannot have changed since without a sign of it in its time. */
bool cw_identity_is_settled(const struct cw_identity *identity, int64_t read_ns);

#endif
