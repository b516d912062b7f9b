/* SPDX-License-Identifier: MIT */
/*
 * Somebody writes to a file behind a look into it, and puts its time to some other one that is long past: to be put in front of
 * the C library (LD_PRELOAD).
 *
 *      CW_BEHIND_FILE  the file, whose byte 10 becomes a 9
 *      CW_BEHIND_AT    behind which pread() of it
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void
change(const char *path)
{
        const struct timespec times[2] = {{1700000000, 5000}, {1700000000, 5000}};
        const int fd = open(path, O_WRONLY);
        if (fd < 0 || pwrite(fd, "9", 1, 10) != 1 || futimens(fd, times) != 0 || close(fd) != 0)
                abort();
}

ssize_t
pread(int fd, void *buffer, size_t n, off_t offset)
{
        static int n_looks;
        struct stat here, there;
        ssize_t (*const next)(int, void *, size_t, off_t) =
                (ssize_t(*)(int, void *, size_t, off_t))dlsym(RTLD_NEXT, "pread");
        const ssize_t got = next(fd, buffer, n, offset);
        const char *const path = getenv("CW_BEHIND_FILE"), *const at = getenv("CW_BEHIND_AT");
        if (path != NULL && at != NULL && fstat(fd, &here) == 0 && stat(path, &there) == 0 &&
            here.st_ino == there.st_ino && here.st_dev == there.st_dev && ++n_looks == atoi(at))
                change(path);
        return got;
}
