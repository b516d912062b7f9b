/* SPDX-License-Identifier: MIT */
/*
 * Times every counting kernel that this machine can run: one core, best of many runs.
 *
 *     bench-kernel_speed [KERNEL [PATTERN]]
 *
 * First ids that lie in the L2 cache: a row a pattern of labels, a column a kernel, in ids a nanosecond (for one-byte ids:
 * GB/s); beside the one-byte ids the best of Turbo-Histogram's functions, if it was built with them (make TURBOHIST=FOLDER).
 * Then ids in memory, beside a loop that adds them up.  Whether the kernels are right is tested in tests/kernels.
 */
#include "count/kernels.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef BENCH_TURBOHIST
#include "peers/turbohist.h"
#else
/* Nobody to be held against. */
static const struct turbohist {
        const char *name;
        void (*count)(const uint8_t *bytes, size_t n, uint32_t *counts);
} turbohist[] = {{NULL, NULL}};
#endif

enum { IN_L2 = 1 << 19, IN_MEMORY = 1 << 28, N_RUNS = 100, N_MEMORY_RUNS = 5 };

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

static void
count_once(const struct cw_kernel *kernel, const uint8_t *ids, size_t n, size_t width, struct cw_histogram *h)
{
        static uint64_t counts[256];
        if (width == 1)
                kernel->bytes(ids, n, counts);
        else
                (width == 2 ? kernel->i16 : width == 4 ? kernel->i32 : kernel->i64)(ids, n, h);
}

static double
best_rate(const struct cw_kernel *kernel, const uint8_t *ids, size_t n, size_t width, int n_runs,
          struct cw_histogram *h)
{
        double best = 1e30;
        for (int run = 0; run < n_runs; run++) {
                const double start = now_ns();
                count_once(kernel, ids, n, width, h);
                const double took = now_ns() - start;
                best = took < best ? took : best;
        }
        return (double)n / best;
}

/* The best of Turbo-Histogram's functions, after their counts were compared with ours. */
static double
best_turbohist(const uint8_t *ids, size_t n, const char **name_ret)
{
        double best = 1e30;
        uint64_t truth[256] = {0};
        cw_kernel_scalar.bytes(ids, n, truth);
        *name_ret = "";
        for (size_t i = 0; turbohist[i].name != NULL; i++) {
                uint32_t counts[256];
                for (int run = 0; run < N_RUNS; run++) {
                        const double start = now_ns();
                        turbohist[i].count(ids, n, counts);
                        const double took = now_ns() - start;
                        if (took < best) {
                                best = took;
                                *name_ret = turbohist[i].name;
                        }
                }
                for (int b = 0; b < 256; b++) {
                        if (counts[b] != truth[b])
                                fprintf(stderr, "bench-kernel_speed: %s counts wrong\n", turbohist[i].name);
                }
        }
        return best == 1e30 ? 0 : (double)n / best;
}

static bool
is_asked_for(const struct cw_kernel *kernel, int argc, char **argv)
{
        return kernel->usable() && (argc < 2 || strcmp(argv[1], kernel->name) == 0);
}

static void
time_in_l2(int argc, char **argv, size_t width, uint8_t *ids, struct cw_histogram *h)
{
        printf("%zu-byte ids  ", width);
        for (size_t k = 0; cw_kernel_at(k) != NULL; k++)
                printf("%12s", cw_kernel_at(k)->name);
        printf("%s   ids/ns, in L2\n", width == 1 && turbohist[0].name != NULL ? "   Turbo-Histogram" : "");
        for (size_t p = 0; p < CW_ARRAY_LEN(patterns); p++) {
                if (argc > 2 && strcmp(argv[2], patterns[p].name) != 0)
                        continue;
                const size_t n = IN_L2 / width;
                const char *name;
                fill(ids, n, width, patterns[p].label);
                printf("%-12s", patterns[p].name);
                for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                        if (is_asked_for(cw_kernel_at(k), argc, argv))
                                printf("%12.2f", best_rate(cw_kernel_at(k), ids, n, width, N_RUNS, h));
                        else
                                printf("%12s", "-");
                }
                const double theirs = width == 1 ? best_turbohist(ids, n, &name) : 0;
                if (theirs > 0)
                        printf("%9.2f %s", theirs, name);
                printf("\n");
                fflush(stdout);
        }
}

/* ---- from memory ----------------------------------------------------------------------------------------------- */

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define VECTORS __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define VECTORS
#endif

#define DEFINE_SUM(name, type, sum_type)                     \
        VECTORS static int64_t name(const void *p, size_t n) \
        {                                                    \
                const type *ids = p;                         \
                sum_type sum = 0;                            \
                for (size_t i = 0; i < n; i++)               \
                        sum += ids[i];                       \
                return (int64_t)sum;                         \
        }

DEFINE_SUM(sum_i8, int8_t, int32_t)
DEFINE_SUM(sum_i16, int16_t, int32_t)
DEFINE_SUM(sum_i32, int32_t, int64_t)
DEFINE_SUM(sum_i64, int64_t, int64_t)

static double
best_sum(const uint8_t *ids, size_t n, size_t width)
{
        static volatile int64_t sink;
        double best = 1e30;
        for (int run = 0; run < N_MEMORY_RUNS; run++) {
                const double start = now_ns();
                sink = (width == 1 ? sum_i8 : width == 2 ? sum_i16 : width == 4 ? sum_i32 : sum_i64)(ids, n);
                const double took = now_ns() - start;
                best = took < best ? took : best;
        }
        (void)sink;
        return (double)n / best;
}

static void
time_in_memory(int argc, char **argv, uint8_t *ids, struct cw_histogram *h)
{
        const size_t piece = IN_L2;
        printf("%-12s", "spans-53");
        for (size_t k = 0; cw_kernel_at(k) != NULL; k++)
                printf("%12s", cw_kernel_at(k)->name);
        printf("    GB/s of a summing loop, and of it the share that counting reaches; in memory\n");
        for (size_t width = 8; width > 0; width /= 2) {
                fill(ids, piece / width, width, spans);
                for (size_t at = piece; at < IN_MEMORY; at += piece)
                        memcpy(ids + at, ids, piece);
                const size_t n = IN_MEMORY / width;
                const double sum = best_sum(ids, n, width);
                printf("%zu-byte ids ", width);
                for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                        if (is_asked_for(cw_kernel_at(k), argc, argv))
                                printf("%11.0f%%",
                                       100 * best_rate(cw_kernel_at(k), ids, n, width, N_MEMORY_RUNS, h) / sum);
                        else
                                printf("%12s", "-");
                }
                printf("%8.1f\n", sum * (double)width);
                fflush(stdout);
        }
}

int
main(int argc, char **argv)
{
        uint8_t *ids = malloc(IN_MEMORY);
        struct cw_histogram h;
        if (ids == NULL || cw_histogram_init(&h, NULL) != CW_OK)
                return 1;
        for (size_t width = 1; width <= 8; width *= 2)
                time_in_l2(argc, argv, width, ids, &h);
        time_in_memory(argc, argv, ids, &h);
        cw_histogram_free(&h);
        free(ids);
        return 0;
}
