/* SPDX-License-Identifier: MIT */
/*
 * Levels, codes and differences: what is encoded here, run by run, must come back counted and in order, for every width,
 * at every offset, and never past the end of its bytes.
 */
#include "base/buffer.h"
#include "formats/parquet/delta.h"
#include "formats/parquet/hybrid.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES = 3000 };

static uint64_t seed = 1;

static uint32_t
draw(uint32_t below)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (uint32_t)(seed >> 33) % below;
}

static void
add_varint(struct cw_buffer *b, uint64_t v)
{
        for (; v >= 0x80; v >>= 7)
                cw_buffer_putc(b, (char)(uint8_t)(v | 0x80));
        cw_buffer_putc(b, (char)v);
}

/* Values as bits, from the lowest on, in whole groups of eight. */
static void
add_packed(struct cw_buffer *b, const uint64_t *values, size_t n, unsigned width)
{
        uint8_t byte = 0;
        unsigned n_bits = 0;
        for (size_t i = 0; i < (n + 7) / 8 * 8; i++) {
                for (unsigned bit = 0; bit < width; bit++) {
                        byte |= (uint8_t)((i < n ? values[i] >> bit & 1 : 1) << n_bits);
                        if (++n_bits == 8) {
                                cw_buffer_putc(b, (char)byte);
                                byte = 0;
                                n_bits = 0;
                        }
                }
        }
}

/* Runs and packed pieces, of random lengths. */
static size_t
encode(struct cw_buffer *b, uint64_t *values, unsigned width)
{
        const uint32_t below = width == 0 ? 1 : width >= 31 ? UINT32_C(1) << 31 : UINT32_C(1) << width;
        size_t n = 0;
        while (n < VALUES) {
                size_t m = draw(3) == 0 ? 1 + draw(400) : 8 * (1 + draw(20));
                const bool is_run = draw(2) == 0;
                if (m > VALUES - n)
                        m = VALUES - n;
                const uint32_t value = draw(below);
                for (size_t i = 0; i < m; i++)
                        values[n + i] = is_run ? value : draw(below);
                if (is_run) {
                        uint8_t bytes[4];
                        add_varint(b, m << 1);
                        cw_store_le(bytes, value, 4);
                        cw_buffer_add(b, bytes, (width + 7) / 8);
                } else {
                        if (n + m < VALUES)
                                m = m / 8 * 8 == 0 ? 0 : m / 8 * 8;
                        add_varint(b, (m + 7) / 8 << 1 | 1);
                        add_packed(b, values + n, m, width);
                }
                n += m;
        }
        return n;
}

/* The bytes alone, so that a sanitizer sees a read beyond them. */
static uint8_t *
exact_copy(const struct cw_buffer *b)
{
        uint8_t *bytes = malloc(b->n > 0 ? b->n : 1);
        if (b->n > 0)
                memcpy(bytes, b->data, b->n);
        return bytes;
}

Test(parquet_hybrid, counts_and_reads_every_width)
{
        static uint64_t values[VALUES], bins[1 << 16], want[1 << 16];
        for (unsigned width = 0; width <= 16; width++) {
                for (int round = 0; round < 5; round++) {
                        struct cw_buffer b = {0};
                        const size_t n = encode(&b, values, width), n_bins = (size_t)1 << width;
                        uint8_t *bytes = exact_copy(&b);
                        struct cw_hybrid h = cw_hybrid_over(bytes, b.n, width);
                        memset(bins, 0, sizeof(bins));
                        memset(want, 0, sizeof(want));
                        for (size_t i = 0; i < n; i++)
                                want[values[i]]++;
                        /* In two bites, the second from the middle of a run. */
                        const size_t first = draw((uint32_t)n);
                        cr_assert(cw_hybrid_count(&h, first, cw_kernel_best(), bins, n_bins));
                        cr_assert(cw_hybrid_count(&h, n - first, cw_kernel_best(), bins, n_bins));
                        cr_assert_arr_eq(bins, want, n_bins * sizeof(bins[0]), "width %u", width);
                        free(bytes);
                        cw_buffer_free(&b);
                }
        }
}

Test(parquet_hybrid, counts_large_pages_by_every_kernel)
{
        enum { MANY = 200003 };
        static uint64_t values[MANY];
        for (unsigned width = 1; width <= 8; width++) {
                struct cw_buffer b = {0};
                uint64_t want[256] = {0};
                for (size_t i = 0; i < MANY; i++)
                        want[values[i] = draw(4) == 0 ? draw(UINT32_C(1) << width) : 0]++;
                for (size_t at = 0; at < MANY; at += 504) {
                        const size_t m = MANY - at < 504 ? MANY - at : 504;
                        add_varint(&b, (m + 7) / 8 << 1 | 1);
                        add_packed(&b, values + at, m, width);
                }
                uint8_t *bytes = exact_copy(&b);
                for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                        uint64_t bins[256] = {0};
                        struct cw_hybrid h = cw_hybrid_over(bytes, b.n, width);
                        if (!cw_kernel_at(k)->usable())
                                continue;
                        cr_assert(cw_hybrid_count(&h, MANY, cw_kernel_at(k), bins, (size_t)1 << width));
                        cr_assert_arr_eq(bins, want, sizeof(bins), "width %u", width);
                }
                free(bytes);
                cw_buffer_free(&b);
        }
}

Test(parquet_hybrid, reads_in_order)
{
        static uint64_t values[VALUES];
        for (unsigned width = 0; width <= 32; width++) {
                struct cw_buffer b = {0};
                const size_t n = encode(&b, values, width);
                uint8_t *bytes = exact_copy(&b);
                struct cw_hybrid h = cw_hybrid_over(bytes, b.n, width);
                uint32_t piece[50];
                for (size_t at = 0; at < n;) {
                        uint64_t m;
                        bool is_run;
                        cr_assert(cw_hybrid_read(&h, n - at, piece, 50, &m, &is_run));
                        for (size_t i = 0; i < m; i++)
                                cr_assert_eq(piece[is_run ? 0 : i], values[at + i], "width %u at %zu", width, at + i);
                        at += m;
                }
                free(bytes);
                cw_buffer_free(&b);
        }
}

Test(parquet_hybrid, refuses_what_is_beyond_the_bins)
{
        uint64_t bins[4] = {0};
        const uint8_t run[] = {8 << 1, 3}, packed[] = {3, 0xE4, 0xE4}, short_run[] = {2 << 1};
        struct cw_hybrid h = cw_hybrid_over(run, sizeof(run), 2);
        cr_assert_not(cw_hybrid_count(&h, 8, cw_kernel_best(), bins, 3));
        h = cw_hybrid_over(packed, sizeof(packed), 2);
        cr_assert_not(cw_hybrid_count(&h, 8, cw_kernel_best(), bins, 3));
        h = cw_hybrid_over(short_run, sizeof(short_run), 2);
        cr_assert_not(cw_hybrid_count(&h, 2, cw_kernel_best(), bins, 3));
        h = cw_hybrid_over(packed, 2, 2);
        cr_assert_not(cw_hybrid_count(&h, 8, cw_kernel_best(), bins, 4), "only four values are there");
}

Test(parquet_hybrid, takes_old_bit_packed_levels)
{
        /* 1 0 1 1 0 0 0 1 | 1: from the highest bit on. */
        const uint8_t bytes[] = {0xB1, 0x80};
        uint64_t bins[2] = {0};
        struct cw_hybrid h = cw_hybrid_over_bit_packed(bytes, sizeof(bytes), 1, 9);
        cr_assert(cw_hybrid_count(&h, 9, cw_kernel_best(), bins, 2));
        cr_assert_eq(bins[1], 5);
        cr_assert_eq(bins[0], 4);
}

/* ---- differences --------------------------------------------------------------------------------------------- */

static void
add_zigzag(struct cw_buffer *b, int64_t v)
{
        add_varint(b, (uint64_t)v << 1 ^ (0 - (uint64_t)(v < 0)));
}

/* Blocks of 64 values in two miniblocks, all of `width`. */
static void
encode_delta(struct cw_buffer *b, const int64_t *values, size_t n, unsigned width)
{
        add_varint(b, 64);
        add_varint(b, 2);
        add_varint(b, n);
        add_zigzag(b, values[0]);
        for (size_t at = 1; at < n; at += 64) {
                uint64_t differences[64] = {0};
                const size_t m = n - at < 64 ? n - at : 64;
                add_zigzag(b, -5);
                cw_buffer_putc(b, (char)width);
                cw_buffer_putc(b, (char)(m > 32 ? width : 77)); /* a width that nothing uses may be anything */
                for (size_t i = 0; i < m; i++)
                        differences[i] = (uint64_t)values[at + i] - (uint64_t)values[at + i - 1] + 5;
                add_packed(b, differences, 32, width);
                if (m > 32)
                        add_packed(b, differences + 32, 32, width);
        }
}

Test(parquet_delta, reads_every_width)
{
        for (unsigned width = 0; width <= 64; width++) {
                for (size_t n = 1; n < 300; n += 37) {
                        int64_t values[300], got[300];
                        struct cw_buffer b = {0};
                        values[0] = (int64_t)draw(1000) - 500;
                        for (size_t i = 1; i < n; i++) {
                                const uint64_t raw = (uint64_t)draw(UINT32_MAX) << 33 ^ draw(UINT32_MAX);
                                const uint64_t d = width == 0 ? 0 : raw >> (64 - width);
                                values[i] = (int64_t)((uint64_t)values[i - 1] + d - 5);
                        }
                        encode_delta(&b, values, n, width);
                        uint8_t *bytes = exact_copy(&b);
                        struct cw_delta d, ahead;
                        cr_assert(cw_delta_open(&d, bytes, b.n));
                        ahead = d;
                        cr_assert(cw_delta_read(&d, got, n / 3));
                        cr_assert(cw_delta_read(&d, got + n / 3, n - n / 3));
                        cr_assert_arr_eq(got, values, n * sizeof(got[0]), "width %u, %zu values", width, n);
                        cr_assert_not(cw_delta_read(&d, got, 1));
                        cr_assert(cw_delta_skip(&ahead));
                        cr_assert_eq(cw_cursor_left(&ahead.c), 0);
                        free(bytes);
                        cw_buffer_free(&b);
                }
        }
}

Test(parquet_delta, refuses_damage)
{
        struct cw_delta d;
        int64_t got[64];
        const uint8_t no_miniblocks[] = {64, 0, 3, 0}, uneven[] = {65, 2, 3, 0}, wide[] = {64, 2, 3, 0, 0, 65, 0};
        const uint8_t cut[] = {64, 2, 40, 0, 0, 8, 8, 1, 2, 3};
        cr_assert_not(cw_delta_open(&d, no_miniblocks, sizeof(no_miniblocks)));
        cr_assert_not(cw_delta_open(&d, uneven, sizeof(uneven)));
        cr_assert(cw_delta_open(&d, wide, sizeof(wide)));
        cr_assert_not(cw_delta_read(&d, got, 3));
        cr_assert(cw_delta_open(&d, cut, sizeof(cut)));
        cr_assert_not(cw_delta_read(&d, got, 40));
}
