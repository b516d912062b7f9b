/* SPDX-License-Identifier: MIT */
/*
 * Labels for the tests of the kernels, and memory that ends at a page that cannot be read, so that a byte too many is a
 * crash.
 */
#ifndef KERNEL_PATTERNS_H
#define KERNEL_PATTERNS_H

#include "base/memory.h"
#include "count/kernels.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, ARENA = 1 << 20, EVERY_LENGTH_TO = 4096 + 65, IGNORED = 0x9C };

static uint64_t state = 88172645463325252u;

static inline uint32_t
below(uint32_t n)
{
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (uint32_t)((state >> 32) * n >> 32);
}

/* Labels 0 to `n_labels` - 1, of which 0 is `n_common` in 100 beyond its share, and `n_other` in 1000 are `other`. */
struct pattern {
        const char *name;
        uint32_t n_labels, n_common, n_other;
        int64_t other;
        uint32_t first; /* added to the labels */
};

static inline int64_t
next_label(const struct pattern *p)
{
        if (p->n_other > 0 && below(1000) < p->n_other)
                return p->other;
        return (int64_t)p->first + (p->n_common > 0 && below(100) < p->n_common ? 0 : below(p->n_labels));
}

/* ARENA bytes before a page that cannot be read. */
static inline uint8_t *
arena_end(void)
{
        uint8_t *arena = mmap(NULL, ARENA + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        cr_assert_neq(arena, MAP_FAILED);
        cr_assert_eq(mprotect(arena + ARENA, PAGE, PROT_NONE), 0);
        return arena + ARENA;
}

#endif
