/* SPDX-License-Identifier: MIT */
/*
 * What this machine's processor can do, as far as our kernels ask.  Tests take features away, to run what a lesser
 * machine would run; nothing gives a feature that is not there.  Which kernel is used is not decided here.
 */
#ifndef CW_BASE_CPU_H
#define CW_BASE_CPU_H

/* Where the kernels for x86 exist; -DCW_CPU_X86=0 builds what other machines have. */
#ifndef CW_CPU_X86
#if defined(__x86_64__) && defined(__GNUC__)
#define CW_CPU_X86 1
#else
#define CW_CPU_X86 0
#endif
#endif

enum {
        CW_CPU_AVX2 = 1 << 0,      /**< with POPCNT, PCLMUL and BMI1, which all such machines have */
        CW_CPU_AVX512 = 1 << 1,    /**< the above, and F, BW and VL */
        CW_CPU_AVX512ICL = 1 << 2, /**< as Ice Lake and Zen 4: the above, VBMI, VBMI2, VPOPCNTDQ */
        CW_CPU_ALL = CW_CPU_AVX2 | CW_CPU_AVX512 | CW_CPU_AVX512ICL
};

/** CW_CPU_* that processor and operating system have and the mask lets through; 0 on other machines than x86. */
unsigned cw_cpu_features(void);

/** For tests: only `allowed` features are told from now on.  CW_CPU_ALL ends that. */
void cw_cpu_mask(unsigned allowed);

#endif
