/* SPDX-License-Identifier: MIT */
/*
 * Times every counting kernel that this machine can run, on ids that lie in the L2 cache: one core, best of many runs.
 *
 *     bench-kernel_speed [KERNEL [PATTERN]]
 *
 * A row a pattern of labels, a column a kernel, in ids a nanosecond (for one-byte ids: GB/s).  Whether the kernels are
 * right is tested in tests/kernels; this only times them.
 */
#include "count/kernels.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { N_BYTES = 1 << 20, N_RUNS = 150 };

static uint64_t state = 88172645463325252u;

static uint32_t
below(uint32_t n)
{
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (uint32_t)((state >> 32) * n >> 32);
}

static int
all_o(size_t i)
{
        (void)i;
        return 0;
}

static int
alternating(size_t i)
{
        return i % 2 == 0 ? 0 : 63;
}

/* Spans as in text of which a tenth is labelled: B-X, then I-X for a while. */
static int
spans(size_t i)
{
        static int inside;
        (void)i;
        if (inside > 0 && below(3) > 0)
                return inside + (inside % 2 == 1);
        inside = below(25) == 0 ? 1 + 2 * (int)below(26) : 0;
        return inside;
}

static int
padded_spans(size_t i)
{
        return i % 128 < 40 ? -100 : spans(i);
}

static int
uniform9(size_t i)
{
        (void)i;
        return (int)below(9);
}

static int
uniform32(size_t i)
{
        (void)i;
        return (int)below(32);
}

static int
uniform64(size_t i)
{
        (void)i;
        return (int)below(64);
}

static int
uniform128(size_t i)
{
        (void)i;
        return (int)below(128);
}

static int
uniform256(size_t i)
{
        (void)i;
        return (int)below(256) - 128;
}

static const struct pattern {
        const char *name;
        int (*label)(size_t i);
} patterns[] = {
        {"all-o", all_o},
        {"alternating", alternating},
        {"spans-53", spans},
        {"padded-53", padded_spans},
        {"uniform-9", uniform9},
        {"uniform-32", uniform32},
        {"uniform-64", uniform64},
        {"uniform-128", uniform128},
        {"uniform-256", uniform256},
};

static double
now_ns(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
fill(uint8_t *ids, size_t n, size_t width, int (*label)(size_t))
{
        for (size_t i = 0; i < n; i++) {
                const int64_t id = label(i);
                memcpy(ids + i * width, &id, width);
        }
}

static double
best_rate(const struct cw_kernel *kernel, const uint8_t *ids, size_t n, size_t width, struct cw_histogram *h)
{
        double best = 1e30;
        uint64_t counts[256] = {0};
        for (int run = 0; run < N_RUNS; run++) {
                const double start = now_ns();
                if (width == 1)
                        kernel->bytes(ids, n, counts);
                else
                        (width == 2 ? kernel->i16 : width == 4 ? kernel->i32 : kernel->i64)(ids, n, h);
                const double took = now_ns() - start;
                best = took < best ? took : best;
        }
        return (double)n / best;
}

int
main(int argc, char **argv)
{
        uint8_t *ids = malloc(N_BYTES);
        struct cw_histogram h;
        if (ids == NULL || cw_histogram_init(&h, NULL) != CW_OK)
                return 1;
        for (size_t width = 1; width <= 8; width *= 2) {
                printf("%zu-byte ids ", width);
                for (size_t k = 0; cw_kernel_at(k) != NULL; k++)
                        printf("%12s", cw_kernel_at(k)->name);
                printf("   ids/ns\n");
                for (size_t p = 0; p < CW_ARRAY_LEN(patterns); p++) {
                        if (argc > 2 && strcmp(argv[2], patterns[p].name) != 0)
                                continue;
                        const size_t n = N_BYTES / width;
                        fill(ids, n, width, patterns[p].label);
                        printf("%-12s", patterns[p].name);
                        for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                                const struct cw_kernel *kernel = cw_kernel_at(k);
                                if (kernel->usable() && (argc < 2 || strcmp(argv[1], kernel->name) == 0))
                                        printf("%12.2f", best_rate(kernel, ids, n, width, &h));
                                else
                                        printf("%12s", "-");
                        }
                        printf("\n");
                        fflush(stdout);
                }
        }
        cw_histogram_free(&h);
        free(ids);
        return 0;
}
