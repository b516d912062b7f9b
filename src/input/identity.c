/* SPDX-License-Identifier: MIT */
/*
 * Identities of files.
 */
#include "input/identity.h"

#include <sys/stat.h>
#include <time.h>

#define NS_A_SECOND INT64_C(1000000000)
/* Kernels stamp files by their tick, 10 ms at the longest.  A time of whole seconds is the sign of a file system that
 * keeps no fraction: FAT counts in twos. */
#define TICK_NS (20 * INT64_C(1000000))
#define COARSE_TICK_NS (3 * NS_A_SECOND)

/* Times past the year 2262 wrap around, and stay different from each other. */
static int64_t
ns_of(struct timespec t)
{
        return (int64_t)((uint64_t)t.tv_sec * (uint64_t)NS_A_SECOND + (uint64_t)t.tv_nsec);
}

bool
cw_identity_of_stat(const struct stat *st, struct cw_identity *identity_ret)
{
        if (!S_ISREG(st->st_mode) || st->st_size <= 0)
                return false;
        *identity_ret = (struct cw_identity){(uint64_t)st->st_dev, (uint64_t)st->st_ino, (uint64_t)st->st_size,
                                             ns_of(st->st_mtim)};
        return true;
}

bool
cw_identity_of_path(const char *path, struct cw_identity *identity_ret)
{
        struct stat st;
        return stat(path, &st) == 0 && cw_identity_of_stat(&st, identity_ret);
}

bool
cw_identity_of_file(const struct cw_file *file, struct cw_identity *identity_ret)
{
        struct stat st;
        return fstat(file->fd, &st) == 0 && cw_identity_of_stat(&st, identity_ret);
}

bool
cw_identity_equal(const struct cw_identity *a, const struct cw_identity *b)
{
        return a->device == b->device && a->inode == b->inode && a->nbytes == b->nbytes && a->mtime_ns == b->mtime_ns;
}

int64_t
cw_identity_now_ns(void)
{
        struct timespec t;
        if (clock_gettime(CLOCK_REALTIME, &t) != 0)
                return INT64_MIN; /* then nothing is settled */
        return ns_of(t);
}

bool
cw_identity_is_settled(const struct cw_identity *identity, int64_t read_ns)
{
        const int64_t tick = identity->mtime_ns % NS_A_SECOND == 0 ? COARSE_TICK_NS : TICK_NS;
        return identity->mtime_ns < INT64_MAX - tick && identity->mtime_ns + tick < read_ns;
}
