/* SPDX-License-Identifier: MIT */
/*
 * xxHash behind one small interface: XXH3 for interning, fingerprints and the checks inside native shards.
 */
#ifndef CW_BASE_HASH_H
#define CW_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** XXH3, 64 bits, seed 0. */
uint64_t cw_hash64(const void *data, size_t nbytes);

/** XXH64, seed 0: of which zstd's checksums are the lower half. */
uint64_t cw_hash_xxh64(const void *data, size_t nbytes);

/** XXH3-128 of some bytes. */
struct cw_digest {
        uint64_t lo, hi;
};

struct cw_digest cw_hash128(const void *data, size_t nbytes);
/** The same digest, on processors with AVX2 (base/cpu.h) alone; for cw_hash128(). */
struct cw_digest cw_hash128_avx2(const void *data, size_t nbytes);

static inline bool
cw_digest_equal(struct cw_digest a, struct cw_digest b)
{
        return a.lo == b.lo && a.hi == b.hi;
}

/** -1, 0, 1. */
static inline int
cw_digest_compare(struct cw_digest a, struct cw_digest b)
{
        if (a.hi != b.hi)
                return a.hi < b.hi ? -1 : 1;
        return a.lo == b.lo ? 0 : a.lo < b.lo ? -1 : 1;
}

/** Lower-case hex of a digest, 32 digits and a NUL. */
void cw_digest_hex(struct cw_digest digest, char hex_ret[33]);

#endif
