/* SPDX-License-Identifier: MIT */
/*
 * Turbo-Histogram's functions, as far as they count bytes into 256 bins, for bench/kernel_speed.c.  Its sources are not
 * here and are never to be: TURBOHIST names a folder that has them, which is searched for turbohist_.c.
 */
#include <stdint.h>
#include <string.h>

#include "turbohist_.c"

#include "peers/turbohist.h"

#define WRAP(name)                                                                  \
        static void wrap_##name(const uint8_t *bytes, size_t n, uint32_t *counts)   \
        {                                                                           \
                (void)name((unsigned char *)(uintptr_t)bytes, (unsigned)n, counts); \
        }

WRAP(hist_4_8)
WRAP(hist_8_8)
WRAP(hist_4_32)
WRAP(hist_8_32)
WRAP(hist_4_64)
WRAP(hist_8_64)
WRAP(hist_4_128)
WRAP(hist_8_128)
WRAP(hist_4_256)
WRAP(hist_8_256)

const struct turbohist turbohist[] = {
        {"hist_4_8", wrap_hist_4_8},
        {"hist_8_8", wrap_hist_8_8},
        {"hist_4_32", wrap_hist_4_32},
        {"hist_8_32", wrap_hist_8_32},
        {"hist_4_64", wrap_hist_4_64},
        {"hist_8_64", wrap_hist_8_64},
        {"hist_4_128", wrap_hist_4_128},
        {"hist_8_128", wrap_hist_8_128},
        {"hist_4_256", wrap_hist_4_256},
        {"hist_8_256", wrap_hist_8_256},
        {NULL, NULL},
};
