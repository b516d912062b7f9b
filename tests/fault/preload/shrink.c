/* SPDX-License-Identifier: MIT */
/*
 * Somebody cuts a file off while it is read: to be put in front of the C library (LD_PRELOAD).
 *
 *      CW_SHRINK_FILE  the file
 *      CW_SHRINK_AT    at which look into it: each pread(), mmap() and, of what is mapped, madvise() is one.  What is mapped
 *                      is cut off behind that, what is read before
 *      CW_SHRINK_TO    bytes that are left of it
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_int n_looks;
static char *_Atomic mapped;
static atomic_size_t n_mapped;

static bool
is_file(int fd)
{
        struct stat here, there;
        const char *const path = getenv("CW_SHRINK_FILE");
        return path != NULL && fd >= 0 && fstat(fd, &here) == 0 && stat(path, &there) == 0 &&
               here.st_ino == there.st_ino && here.st_dev == there.st_dev;
}

/* Counts a look into the file; whether it is the one. */
static bool
is_it(void)
{
        const char *const at = getenv("CW_SHRINK_AT");
        return at != NULL && ++n_looks == atoi(at);
}

static void
shrink(void)
{
        const char *const to = getenv("CW_SHRINK_TO");
        if (truncate(getenv("CW_SHRINK_FILE"), to != NULL ? atol(to) : 0) != 0)
                abort();
}

void *
mmap(void *address, size_t n, int protection, int flags, int fd, off_t offset)
{
        static void *(*real)(void *, size_t, int, int, int, off_t);
        if (real == NULL)
                *(void **)&real = dlsym(RTLD_NEXT, "mmap");
        void *const p = real(address, n, protection, flags, fd, offset);
        if (!is_file(fd))
                return p;
        mapped = p;
        n_mapped = n;
        if (is_it())
                shrink();
        return p;
}

int
madvise(void *address, size_t n, int advice)
{
        static int (*real)(void *, size_t, int);
        if (real == NULL)
                *(void **)&real = dlsym(RTLD_NEXT, "madvise");
        char *const begin = mapped;
        if (begin != NULL && (char *)address >= begin && (char *)address < begin + n_mapped && is_it())
                shrink();
        return real(address, n, advice);
}

ssize_t
pread(int fd, void *buffer, size_t n, off_t offset)
{
        static ssize_t (*real)(int, void *, size_t, off_t);
        if (real == NULL)
                *(void **)&real = dlsym(RTLD_NEXT, "pread");
        if (is_file(fd) && is_it())
                shrink();
        return real(fd, buffer, n, offset);
}

void *
mmap64(void *address, size_t n, int protection, int flags, int fd, off_t offset)
{
        return mmap(address, n, protection, flags, fd, offset);
}

ssize_t
pread64(int fd, void *buffer, size_t n, off_t offset)
{
        return pread(fd, buffer, n, offset);
}
