/* SPDX-License-Identifier: MIT */
/*
 * The compiler's runtime has asked the processor, and whether the operating system keeps the wide registers, before
 * main() begins: reading a feature here is reading a variable.
 */
#include "base/cpu.h"

#include <stdatomic.h>

static atomic_uint mask = CW_CPU_ALL;

#if CW_CPU_X86

static unsigned
machine_features(void)
{
        unsigned features = 0;
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul") &&
            __builtin_cpu_supports("bmi"))
                features |= CW_CPU_AVX2;
        if ((features & CW_CPU_AVX2) != 0 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512vl"))
                features |= CW_CPU_AVX512;
        if ((features & CW_CPU_AVX512) != 0 && __builtin_cpu_supports("avx512vbmi") &&
            __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vpopcntdq"))
                features |= CW_CPU_AVX512ICL;
        return features;
}

#else

static unsigned
machine_features(void)
{
        return 0;
}

#endif

unsigned
cw_cpu_features(void)
{
        return machine_features() & atomic_load_explicit(&mask, memory_order_relaxed);
}

void
cw_cpu_mask(unsigned allowed)
{
        atomic_store_explicit(&mask, allowed, memory_order_relaxed);
}
