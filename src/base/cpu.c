/* SPDX-License-Identifier: MIT */
/*
 * The system has asked the processor, and whether it keeps the wide registers itself, before main() begins: reading a feature
 * here is reading a variable.  Under a hypervisor each question takes some microseconds.  So glibc's answers are taken, where it
 * gives them (2.33), and else those of the compiler's runtime, which asks all over again.
 */
#include "base/cpu.h"

#include <stdatomic.h>
#include <stdbool.h>

#if defined(__has_include)
#if __has_include(<sys/platform/x86.h>)
#include <sys/platform/x86.h>
#endif
#endif

static atomic_uint mask = CW_CPU_ALL;

#if CW_CPU_X86

#ifdef CPU_FEATURE_ACTIVE
/* As x86_cpu_active(), which moves a signed one into the sign where a feature has the last bit of its word. */
static bool
is_active(unsigned feature)
{
        const struct cpuid_feature *const leaf = __x86_get_cpuid_feature_leaf(feature / 128);
        return (leaf->active_array[feature / 32 % 4] >> (feature % 32) & 1) != 0;
}

#define HAS(name, upper_name) is_active(x86_cpu_##upper_name)
#else
#define HAS(name, upper_name) (__builtin_cpu_supports(name) != 0)
#endif

static unsigned
machine_features(void)
{
        unsigned features = 0;
        if (HAS("avx2", AVX2) && HAS("popcnt", POPCNT) && HAS("pclmul", PCLMULQDQ) && HAS("bmi", BMI1))
                features |= CW_CPU_AVX2;
        if ((features & CW_CPU_AVX2) != 0 && HAS("avx512f", AVX512F) && HAS("avx512bw", AVX512BW) &&
            HAS("avx512vl", AVX512VL))
                features |= CW_CPU_AVX512;
        if ((features & CW_CPU_AVX512) != 0 && HAS("avx512vbmi", AVX512_VBMI) && HAS("avx512vbmi2", AVX512_VBMI2) &&
            HAS("avx512vpopcntdq", AVX512_VPOPCNTDQ))
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
