/* SPDX-License-Identifier: MIT */
/*
 * Random numbers that are the same everywhere: SplitMix64 (Steele, Lea and Flood 2014).
 */
#ifndef CW_WEIGH_RANDOM_H
#define CW_WEIGH_RANDOM_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t
cw_random_next(uint64_t *state)
{
        uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
        return z ^ (z >> 31);
}

/** The state that series `number` of a seed begins with; those of neighbouring seeds are far apart. */
static inline uint64_t
cw_random_seed(uint64_t seed, uint64_t number)
{
        uint64_t state = seed * UINT64_C(0xD1342543DE82EF95) + number;
        return cw_random_next(&state);
}

/** 0 .. n-1, each as likely: what would favour some is drawn again. */
static inline size_t
cw_random_below(uint64_t *state, size_t n)
{
        const uint64_t least = (0 - (uint64_t)n) % n;
        uint64_t z;
        do
                z = cw_random_next(state);
        while (z < least);
        return (size_t)(z % n);
}

#endif
