/* SPDX-License-Identifier: MIT */
/*
 * Every counting kernel that this machine can run, on bytes, against a plain loop: all lengths from 0 to beyond 4096 and
 * some around the sizes at which kernels change their ways, at all misalignments, on data that is hard for one of the
 * ways; every label alone and in turn with another, and every number of labels.  test_wide_ids.c does the same for wider
 * ids; bench/kernel_speed.c times the same kernels.
 */
#include "base/cpu.h"
#include "patterns.h"

/* Lengths at which something changes in one kernel or another, each tried with its neighbours. */
static const size_t turning_points[] = {8192, 16384, 3 * 8192, 65536, 65536 + 8192, 3 * 65536};

static const struct pattern patterns[] = {
        {"all O", 1, 0, 0, 0, 0},
        {"all 63", 1, 0, 0, 0, 63},
        {"all 127", 1, 0, 0, 0, 127},
        {"all ignored", 1, 0, 1000, -100, 0},
        {"2 labels", 2, 0, 0, 0, 0},
        {"0 and 63", 1, 0, 500, 63, 0},
        {"0 and ignored", 1, 0, 500, -100, 0},
        {"3 labels", 3, 0, 0, 0, 0},
        {"8 labels", 8, 0, 0, 0, 0},
        {"9 labels", 9, 0, 0, 0, 0},
        {"17 labels, ignored ones", 17, 0, 300, -100, 0},
        {"33 labels", 33, 0, 0, 0, 0},
        {"64 labels", 64, 0, 0, 0, 0},
        {"64 labels, mostly O", 64, 90, 0, 0, 0},
        {"53 labels, mostly O, ignored ones", 53, 80, 100, -100, 0},
        {"53 labels, mostly ignored", 53, 0, 800, -100, 0},
        {"53 labels, one in a while 64", 53, 50, 1, 64, 0},
        {"53 labels, one in a while -1", 53, 0, 1, -1, 0},
        {"65 labels", 65, 0, 0, 0, 0},
        {"100 labels, mostly O", 100, 90, 0, 0, 0},
        {"128 labels, ignored ones", 128, 10, 100, -100, 0},
        {"127 and 128", 2, 0, 0, 0, 127},
        {"mostly -1", 60, 0, 800, -1, 0},
        {"every byte", 256, 0, 0, 0, 0},
        {"every byte, mostly O", 256, 90, 0, 0, 0},
        {"every byte, mostly ignored", 256, 0, 900, -100, 0},
};

static void
check_bytes(const struct cw_kernel *kernel, const char *what, const uint8_t *p, size_t n, const uint64_t want[256])
{
        uint64_t got[256];
        for (size_t b = 0; b < 256; b++)
                got[b] = b;
        kernel->bytes(p, n, got);
        for (size_t b = 0; b < 256; b++) {
                if (got[b] - b != want[b]) /* an assertion that holds costs more than the kernel does */
                        cr_assert_fail("%s, %s, %zu bytes: %llu of byte %zu, not %llu", kernel->name, what, n,
                                       (unsigned long long)(got[b] - b), b, (unsigned long long)want[b]);
        }
}

static void
check_bytes_at_lengths(const struct cw_kernel *kernel, const struct pattern *pattern, const uint8_t *end)
{
        uint64_t want[256] = {0};
        for (size_t n = 0; n < ARENA / 4; n++) {
                bool wanted = n <= EVERY_LENGTH_TO;
                for (size_t i = 0; i < CW_ARRAY_LEN(turning_points); i++)
                        wanted = wanted || (n + 2 >= turning_points[i] && n <= turning_points[i] + 2);
                if (wanted)
                        check_bytes(kernel, pattern->name, end - n, n, want);
                want[end[-(ptrdiff_t)n - 1]]++;
        }
}

Test(kernels, bytes_at_every_length)
{
        uint8_t *end = arena_end();
        for (size_t p = 0; p < CW_ARRAY_LEN(patterns); p++) {
                for (size_t i = 0; i < ARENA; i++)
                        end[-(ptrdiff_t)i - 1] = (uint8_t)next_label(&patterns[p]);
                for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                        if (cw_kernel_at(k)->usable())
                                check_bytes_at_lengths(cw_kernel_at(k), &patterns[p], end);
                }
        }
}

/* Every misalignment with one length that has whole pieces and a rest, which the lengths above leave out. */
Test(kernels, bytes_at_every_misalignment)
{
        static uint8_t data[64 + 20000];
        for (size_t p = 0; p < CW_ARRAY_LEN(patterns); p++) {
                for (size_t i = 0; i < sizeof(data); i++)
                        data[i] = (uint8_t)next_label(&patterns[p]);
                for (size_t shift = 0; shift < 64; shift++) {
                        uint64_t want[256] = {0};
                        for (size_t i = 0; i < 20000; i++)
                                want[data[shift + i]]++;
                        for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                                if (cw_kernel_at(k)->usable())
                                        check_bytes(cw_kernel_at(k), patterns[p].name, data + shift, 20000, want);
                        }
                }
        }
}

/* The same bytes by all kernels. */
static void
check_bytes_by_all(const char *what, const uint8_t *p, size_t n)
{
        uint64_t want[256] = {0};
        for (size_t i = 0; i < n; i++)
                want[p[i]]++;
        for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                if (cw_kernel_at(k)->usable())
                        check_bytes(cw_kernel_at(k), what, p, n, want);
        }
}

Test(kernels, bytes_of_one_label_and_of_two_in_turn)
{
        static const size_t lengths[] = {1, 65, 4096, 16384, 19999};
        static const uint8_t others[] = {0, 1, 63, 64, 127, 128, 255, IGNORED};
        static uint8_t data[20000];
        for (unsigned label = 0; label < 256; label++) {
                for (size_t o = 0; o <= CW_ARRAY_LEN(others); o++) {
                        memset(data, (int)label, sizeof(data));
                        for (size_t i = 1; o < CW_ARRAY_LEN(others) && i < sizeof(data); i += 2)
                                data[i] = others[o];
                        for (size_t l = 0; l < CW_ARRAY_LEN(lengths); l++)
                                check_bytes_by_all("in turn", data, lengths[l]);
                }
        }
}

Test(kernels, bytes_of_every_number_of_labels)
{
        static uint8_t data[20000];
        for (uint32_t n_labels = 2; n_labels <= 256; n_labels++) {
                for (uint32_t n_ignored = 0; n_ignored <= 300; n_ignored += 150) {
                        const struct pattern p = {"", n_labels, n_ignored / 2, n_ignored, -100, 0};
                        for (size_t i = 0; i < sizeof(data); i++)
                                data[i] = (uint8_t)next_label(&p);
                        check_bytes_by_all("as many labels", data, sizeof(data));
                }
        }
}

/* One byte that is different from all others, at every place and of every value: none is lost, whichever way it goes. */
Test(kernels, one_byte_unlike_the_others)
{
        static uint8_t data[16384];
        for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                const struct cw_kernel *kernel = cw_kernel_at(k);
                for (size_t at = 0; kernel->usable() && at < sizeof(data); at += 13) {
                        const uint8_t others = at % 3 == 0 ? 0 : at % 3 == 1 ? 63 : IGNORED, odd = (uint8_t)(at / 13);
                        uint64_t want[256] = {0};
                        memset(data, others, sizeof(data));
                        data[at] = odd;
                        want[others] += sizeof(data) - 1;
                        want[odd]++;
                        check_bytes(kernel, "one unlike the others", data, sizeof(data), want);
                }
        }
}

/* Changes of character inside an array: each stretch is for another of the ways. */
Test(kernels, bytes_that_change_their_ways)
{
        static uint8_t data[ARENA];
        for (int turn = 0; turn < 40; turn++) {
                uint64_t want[256] = {0};
                for (size_t i = 0; i < sizeof(data);) {
                        const struct pattern *p = &patterns[below(CW_ARRAY_LEN(patterns))];
                        for (size_t left = 1 + below(40000); left > 0 && i < sizeof(data); left--)
                                data[i++] = (uint8_t)next_label(p);
                }
                for (size_t i = 0; i < sizeof(data); i++)
                        want[data[i]]++;
                for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                        if (cw_kernel_at(k)->usable())
                                check_bytes(cw_kernel_at(k), "changing", data, sizeof(data), want);
                }
        }
}

/* ---- the choice ---- */

Test(kernels, are_found_by_name)
{
        for (size_t k = 0; cw_kernel_at(k) != NULL; k++)
                cr_assert_eq(cw_kernel_by_name(cw_kernel_at(k)->name), cw_kernel_at(k));
        cr_assert_eq(cw_kernel_by_name("scalar"), &cw_kernel_scalar);
        cr_assert_null(cw_kernel_by_name("mmx"));
        cr_assert_null(cw_kernel_by_name(""));
}

Test(kernels, are_chosen_if_the_machine_can_run_them)
{
        const struct cw_kernel *kernel = NULL;
        struct cw_error err;
        cr_assert_eq(cw_kernel_choose(NULL, &kernel, &err), CW_OK);
        cr_assert_eq(kernel, cw_kernel_best());
        cr_assert_eq(cw_kernel_choose("scalar", &kernel, &err), CW_OK);
        cr_assert_eq(kernel, &cw_kernel_scalar);
        cw_cpu_mask(0);
        cr_assert_eq(cw_kernel_choose("mmx", &kernel, &err), CW_E_USAGE);
        cr_assert_str_eq(err.message, "there is no counting kernel 'mmx'; this machine can run scalar");
        if (cw_kernel_by_name("avx2") != NULL) {
                cr_assert_eq(cw_kernel_choose("avx2", &kernel, &err), CW_E_USAGE);
                cr_assert_str_eq(err.message,
                                 "this processor cannot run the kernel 'avx2'; this machine can run scalar");
        }
        cr_assert_eq(kernel, &cw_kernel_scalar);
}

Test(kernels, best_is_what_the_processor_can_do)
{
        static const struct {
                unsigned features;
                const char *name;
        } machines[] = {
                {0, "scalar"},
                {CW_CPU_AVX2, "avx2"},
                {CW_CPU_AVX2 | CW_CPU_AVX512, "avx512"},
                {CW_CPU_ALL, "avx512icl"},
        };
        const unsigned here = cw_cpu_features();
        for (size_t i = 0; i < CW_ARRAY_LEN(machines); i++) {
                cw_cpu_mask(machines[i].features);
                if ((machines[i].features & ~here) == 0)
                        cr_assert_str_eq(cw_kernel_best()->name, machines[i].name);
                cr_assert(cw_kernel_best()->usable());
        }
        cw_cpu_mask(CW_CPU_ALL);
        cr_assert_eq(cw_cpu_features(), here);
}

/* Code `index` of `width` bits, found bit by bit. */
static uint8_t
code_at(const uint8_t *packed, size_t index, unsigned width)
{
        unsigned code = 0;
        for (unsigned b = 0; b < width; b++) {
                const size_t bit = index * width + b;
                code |= (packed[bit / 8] >> bit % 8 & 1u) << b;
        }
        return (uint8_t)code;
}

Test(kernels, unpack_every_width_up_to_the_end_of_memory)
{
        enum { GROUPS = 133 };
        uint8_t *end = arena_end(), got[8 * GROUPS + CW_UNPACK_SLACK + 1];
        for (size_t i = 0; i < ARENA; i++)
                end[-(ptrdiff_t)i - 1] = (uint8_t)below(256);
        for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                const struct cw_kernel *kernel = cw_kernel_at(k);
                for (unsigned width = 1; kernel->usable() && width <= 8; width++) {
                        for (size_t n = 0; n <= GROUPS; n++) {
                                const uint8_t *packed = end - n * width;
                                memset(got, 0xA5, sizeof(got));
                                kernel->unpack(packed, n, width, got);
                                for (size_t i = 0; i < 8 * n; i++)
                                        cr_assert_eq(got[i], code_at(packed, i, width),
                                                     "%s, width %u, code %zu of %zu groups", kernel->name, width, i, n);
                                cr_assert_eq(got[8 * n + CW_UNPACK_SLACK], 0xA5, "%s, width %u, %zu groups",
                                             kernel->name, width, n);
                        }
                }
        }
}

Test(kernels, ones_of_every_length)
{
        uint8_t *end = arena_end();
        for (size_t i = 0; i < ARENA; i++)
                end[-(ptrdiff_t)i - 1] = below(4) == 0 ? 0xFF : (uint8_t)below(256);
        uint64_t want = 0;
        for (size_t n = 0; n <= EVERY_LENGTH_TO; n++) {
                for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                        const struct cw_kernel *kernel = cw_kernel_at(k);
                        if (kernel->usable())
                                cr_assert_eq(kernel->ones(end - n, n), want, "%s, %zu bytes", kernel->name, n);
                }
                for (unsigned bit = 0; bit < 8; bit++)
                        want += (size_t)end[-(ptrdiff_t)n - 1] >> bit & 1;
        }
}
