/* SPDX-License-Identifier: MIT */
/*
 * The allocation seam: malloc and friends with an injectable failure.  The counter is atomic because workers allocate
 * side by side; it costs one relaxed load an allocation, of which there are few.
 */
#include "base/memory.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { HUGE_NBYTES = 1 << 21, LARGE_NBYTES = 2 * HUGE_NBYTES };

static atomic_long fail_countdown; /* 0: off; else allocations until failure, counting down to 1, which fails */

void
cw_memory_fail_at(long n)
{
        atomic_store(&fail_countdown, n);
}

static bool
must_fail(void)
{
        if (atomic_load_explicit(&fail_countdown, memory_order_relaxed) == 0)
                return false;
        long before = atomic_load(&fail_countdown);
        while (before > 1 && !atomic_compare_exchange_weak(&fail_countdown, &before, before - 1))
                ;
        return before == 1;
}

void *
cw_malloc(size_t nbytes)
{
        return must_fail() ? NULL : malloc(nbytes == 0 ? 1 : nbytes);
}

void *
cw_calloc(size_t n, size_t nbytes_each)
{
        return must_fail() ? NULL : calloc(n == 0 ? 1 : n, nbytes_each == 0 ? 1 : nbytes_each);
}

void *
cw_realloc(void *p, size_t nbytes)
{
        return must_fail() ? NULL : realloc(p, nbytes == 0 ? 1 : nbytes);
}

void *
cw_malloc_huge(size_t nbytes)
{
        void *p = NULL;
        nbytes = (nbytes + HUGE_NBYTES - 1) / HUGE_NBYTES * HUGE_NBYTES; /* in part of one there is none */
        if (must_fail() || posix_memalign(&p, HUGE_NBYTES, nbytes) != 0)
                return NULL;
        (void)madvise(p, nbytes, MADV_HUGEPAGE); /* advice: a system that cannot is as right, and slower */
        return p;
}

void *
cw_realloc_scratch(void *p, size_t n_kept, size_t nbytes)
{
        if (nbytes < LARGE_NBYTES)
                return cw_realloc(p, nbytes);
        void *grown = cw_malloc_huge(nbytes);
        if (grown == NULL)
                return NULL;
        if (p != NULL)
                memcpy(grown, p, n_kept);
        cw_free(p);
        return grown;
}

char *
cw_strndup(const char *s, size_t n)
{
        char *copy = cw_malloc(n + 1);
        if (copy != NULL) {
                memcpy(copy, s, n);
                copy[n] = '\0';
        }
        return copy;
}

char *
cw_strdup(const char *s)
{
        return cw_strndup(s, strlen(s));
}

void
cw_free(void *p)
{
        free(p);
}

bool
cw_grow(void *items_ref, size_t *cap_ref, size_t want, size_t nbytes_each)
{
        if (want <= *cap_ref)
                return true;
        size_t cap = *cap_ref < 8 ? 8 : *cap_ref;
        while (cap < want) {
                if (cap > SIZE_MAX / 2)
                        return false;
                cap *= 2;
        }
        if (cap > SIZE_MAX / nbytes_each)
                return false;
        void *items;
        memcpy(&items, items_ref, sizeof(items));
        items = cw_realloc(items, cap * nbytes_each);
        if (items == NULL)
                return false;
        memcpy(items_ref, &items, sizeof(items));
        *cap_ref = cap;
        return true;
}
