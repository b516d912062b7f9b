/* SPDX-License-Identifier: MIT */
/*
 * xxHash as the library has it; hash_avx2.c has the part that is worth more.
 */
#include "base/hash.h"

#include "base/cpu.h"

#include <stdio.h>
#include <xxhash.h>

uint64_t
cw_hash64(const void *data, size_t nbytes)
{
        return XXH3_64bits(data, nbytes);
}

uint64_t
cw_hash_xxh64(const void *data, size_t nbytes)
{
        return XXH64(data, nbytes, 0);
}

struct cw_digest
cw_hash128(const void *data, size_t nbytes)
{
#if CW_CPU_X86
        enum { WORTH_ASKING = 1024 };
        if (nbytes >= WORTH_ASKING && (cw_cpu_features() & CW_CPU_AVX2) != 0)
                return cw_hash128_avx2(data, nbytes);
#endif
        XXH128_hash_t h = XXH3_128bits(data, nbytes);
        return (struct cw_digest){h.low64, h.high64};
}

void
cw_digest_hex(struct cw_digest digest, char hex_ret[33])
{
        snprintf(hex_ret, 33, "%016llx%016llx", (unsigned long long)digest.hi, (unsigned long long)digest.lo);
}
