/* SPDX-License-Identifier: MIT */
/*
 * Counting kernels: arrays of ids of one width into a histogram.  The table is filled once, at the first use; call sites
 * have no #ifdef.  The scalar kernel is always built and is the specification of all others: same bins, any alignment,
 * any length.
 */
#ifndef CW_COUNT_KERNELS_H
#define CW_COUNT_KERNELS_H

#include "count/histogram.h"

struct cw_kernel {
        const char *name;
        bool (*usable)(void); /**< whether this machine can run it */

        /** counts[b] += how often byte b occurs in bytes[0 .. n-1].  n < 2^32. */
        void (*bytes)(const uint8_t *bytes, size_t n, uint64_t counts[256]);

        /** Adds the ids of 2, 4 or 8 bytes to `h`, those outside the dense bins too. */
        void (*i16)(const uint8_t *ids, size_t n, struct cw_histogram *h);
        void (*i32)(const uint8_t *ids, size_t n, struct cw_histogram *h);
        void (*i64)(const uint8_t *ids, size_t n, struct cw_histogram *h);
};

extern const struct cw_kernel cw_kernel_scalar;

/** The fastest usable kernel. */
const struct cw_kernel *cw_kernel_best(void);

/** Kernel number `index` of the table, usable or not; NULL past the end.  For tests and benchmarks. */
const struct cw_kernel *cw_kernel_at(size_t index);

#endif
