/* SPDX-License-Identifier: MIT */
/*
 * What bench/kernel_speed.c sees of Turbo-Histogram, if it was built with it.
 */
#ifndef BENCH_TURBOHIST_H
#define BENCH_TURBOHIST_H

#include <stddef.h>
#include <stdint.h>

struct turbohist {
        const char *name; /* NULL: the end */
        void (*count)(const uint8_t *bytes, size_t n, uint32_t *counts);
};

extern const struct turbohist turbohist[];

#endif
