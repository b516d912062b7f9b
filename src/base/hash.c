/* SPDX-License-Identifier: MIT */
/*
 * The only file that includes xxHash.
 */
#include "base/hash.h"

#include "base/cpu.h"

#include <stdio.h>
#include <xxhash.h>

#if CW_CPU_X86
#include <immintrin.h>
#endif

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

#if CW_CPU_X86

/* The same hash by the widest vectors that the processor has, two to three times as fast as by SSE2; a libxxhash that was
 * built without it has no such symbol. */
XXH128_hash_t XXH3_128bits_dispatch(const void *data, size_t nbytes) __attribute__((weak));

/* It leaves the upper halves of the registers in use, under which all code of SSE that comes after is slow. */
__attribute__((target("avx2"), noinline)) static void
clear_upper_halves(void)
{
        _mm256_zeroupper();
}

static XXH128_hash_t
hash128(const void *data, size_t nbytes)
{
        enum { WORTH_IT = 1024 };
        if (nbytes < WORTH_IT || XXH3_128bits_dispatch == NULL || (cw_cpu_features() & CW_CPU_AVX2) == 0)
                return XXH3_128bits(data, nbytes);
        const XXH128_hash_t h = XXH3_128bits_dispatch(data, nbytes);
        clear_upper_halves();
        return h;
}

#else

static XXH128_hash_t
hash128(const void *data, size_t nbytes)
{
        return XXH3_128bits(data, nbytes);
}

#endif

struct cw_digest
cw_hash128(const void *data, size_t nbytes)
{
        const XXH128_hash_t h = hash128(data, nbytes);
        return (struct cw_digest){h.low64, h.high64};
}

void
cw_digest_hex(struct cw_digest digest, char hex_ret[33])
{
        snprintf(hex_ret, 33, "%016llx%016llx", (unsigned long long)digest.hi, (unsigned long long)digest.lo);
}
