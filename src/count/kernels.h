/* SPDX-License-Identifier: MIT */
/*
 * Counting kernels: arrays of ids of one width into a histogram.  A tally chooses its kernel from the table once, by
 * what the processor can do or by name; call sites have no #ifdef.  The scalar kernel is always built and is the
 * specification of all others: same bins, any alignment, any length.
 */
#ifndef CW_COUNT_KERNELS_H
#define CW_COUNT_KERNELS_H

#include "count/histogram.h"

enum { CW_UNPACK_SLACK = 64 }; /**< bytes that unpack() may write behind its result */

/** Adds `n` ids of one type, at any address, to `h`, those outside the dense bins too. */
typedef void cw_count_ids_fn(const uint8_t *ids, size_t n, struct cw_histogram *h);

struct cw_kernel {
        const char *name;
        bool (*usable)(void); /**< whether this machine can run it */

        /** counts[b] += how often byte b occurs in bytes[0 .. n-1].  n < 2^32. */
        void (*bytes)(const uint8_t *bytes, size_t n, uint64_t counts[256]);

        cw_count_ids_fn *i16, *i32, *i64, *u16, *u32;

        /** Codes of `width` bits, 1 to 8, packed from the lowest bit of the first byte on, to a byte each: `n_groups` groups
         *  of eight codes, which are `width` bytes.  Reads nothing beyond them. */
        void (*unpack)(const uint8_t *packed, size_t n_groups, unsigned width, uint8_t *bytes);

        /** How many bits are set in bytes[0 .. n-1]. */
        uint64_t (*ones)(const uint8_t *bytes, size_t n);
};

extern const struct cw_kernel cw_kernel_scalar;

/** The portable unpack(), for kernels that know no better. */
void cw_unpack_groups(const uint8_t *packed, size_t n_groups, unsigned width, uint8_t *bytes);

/* The others exist on x86-64 only; the table knows. */
extern const struct cw_kernel cw_kernel_avx2;
extern const struct cw_kernel cw_kernel_avx512;
extern const struct cw_kernel cw_kernel_avx512icl;

/** The fastest usable kernel. */
const struct cw_kernel *cw_kernel_best(void);

/** The kernel that a user asked for, NULL: the fastest.  A name that is unknown, or not for this machine, is CW_E_USAGE. */
CW_MUST_USE cw_status cw_kernel_choose(const char *name, const struct cw_kernel **kernel_ret, struct cw_error *err);

/** The kernel of this name, usable or not; NULL: there is none. */
const struct cw_kernel *cw_kernel_by_name(const char *name);

/** Kernel number `index` of the table, usable or not; NULL past the end.  For tests and benchmarks. */
const struct cw_kernel *cw_kernel_at(size_t index);

#endif
