/* SPDX-License-Identifier: MIT */
/*
 * Interning: numbers in the order of arrival, every length around the borders of the comparison, growth, bytes of any
 * value, texts that stay where they are, and memory that runs out at each allocation.
 */
#include "base/memory.h"
#include "labels/intern.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(intern, numbers_come_in_order_of_arrival)
{
        struct cw_intern t = {0};
        cr_assert_eq(cw_intern_find(&t, "O", 1), UINT32_MAX);
        cr_assert_eq(cw_intern_add(&t, "O", 1), 0);
        cr_assert_eq(cw_intern_add(&t, "B-PER", 5), 1);
        cr_assert_eq(cw_intern_add(&t, "O", 1), 0);
        cr_assert_eq(cw_intern_add(&t, "", 0), 2);
        cr_assert_eq(cw_intern_add(&t, "", 0), 2);
        cr_assert_eq(cw_intern_find(&t, "B-PER", 5), 1);
        cr_assert_eq(cw_intern_find(&t, "B-PE", 4), UINT32_MAX);
        cr_assert_eq(t.n, 3);
        cr_assert_eq(t.nbytes, 6);
        cr_assert_str_eq(t.names[1].text, "B-PER");
        cw_intern_free(&t);
        cr_assert_eq(t.n, 0);
        cw_intern_free(&t);
}

Test(intern, every_length_and_every_byte_counts)
{
        /* Strings of 0 .. 40 bytes, and each of them with one byte changed, at every place: all are different.  They lie
         * in blocks of their own so that a read past the end is seen by the sanitizers. */
        struct cw_intern t = {0};
        uint32_t next = 0;
        for (size_t n = 0; n <= 40; n++) {
                for (size_t changed = 0; changed <= n; changed++) {
                        char *text = malloc(n > 0 ? n : 1);
                        memset(text, 'a', n);
                        if (changed < n)
                                text[changed] = 'b';
                        cr_assert_eq(cw_intern_find(&t, text, n), UINT32_MAX, "%zu bytes, changed at %zu", n, changed);
                        cr_assert_eq(cw_intern_add(&t, text, n), next);
                        cr_assert_eq(cw_intern_add(&t, text, n), next);
                        cr_assert_eq(memcmp(t.names[next].text, text, n), 0);
                        cr_assert_eq(t.names[next].nbytes, n);
                        cr_assert_eq(t.names[next].text[n], '\0');
                        next++;
                        free(text);
                }
        }
        cw_intern_free(&t);
}

Test(intern, nuls_and_high_bytes_are_bytes)
{
        struct cw_intern t = {0};
        cr_assert_eq(cw_intern_add(&t, "a\0b", 3), 0);
        cr_assert_eq(cw_intern_add(&t, "a\0c", 3), 1);
        cr_assert_eq(cw_intern_add(&t, "a", 1), 2);
        cr_assert_eq(cw_intern_add(&t, "\xff\xfe", 2), 3);
        cr_assert_eq(cw_intern_find(&t, "a\0b", 3), 0);
        cr_assert_eq(cw_intern_find(&t, "\xff\xfe", 2), 3);
        cw_intern_free(&t);
}

Test(intern, texts_stay_where_they_are)
{
        enum { N = 200000 };
        struct cw_intern t = {0};
        char text[32];
        const char *first = NULL;
        for (uint32_t i = 0; i < N; i++) {
                const int n = snprintf(text, sizeof(text), "B-LABEL-%u", i * 7919u);
                cr_assert_eq(cw_intern_add(&t, text, (size_t)n), i);
                first = i == 0 ? t.names[0].text : first;
        }
        cr_assert_eq(t.n, N);
        cr_assert_eq(first, t.names[0].text);
        cr_assert_str_eq(first, "B-LABEL-0");
        cr_assert_leq(2 * t.n, t.n_slots);
        for (uint32_t i = 0; i < N; i++)
                cr_assert_eq(cw_intern_find(&t, t.names[i].text, t.names[i].nbytes), i);
        cw_intern_free(&t);
}

Test(intern, a_label_larger_than_a_chunk)
{
        enum { LONG = 3 << 20 };
        struct cw_intern t = {0};
        char *text = malloc(LONG);
        memset(text, 'x', LONG);
        cr_assert_eq(cw_intern_add(&t, "O", 1), 0);
        cr_assert_eq(cw_intern_add(&t, text, LONG), 1);
        cr_assert_eq(cw_intern_add(&t, "I", 1), 2);
        cr_assert_eq(cw_intern_add(&t, text, LONG), 1);
        cr_assert_eq(cw_intern_find(&t, text, LONG - 1), UINT32_MAX);
        cr_assert_eq(memcmp(t.names[1].text, text, LONG), 0);
        free(text);
        cw_intern_free(&t);
}

Test(intern, out_of_memory_leaves_the_table_whole)
{
        /* Enough names for every kind of allocation; at each, one failure, then the same name goes in. */
        struct cw_intern t = {0};
        char text[64];
        size_t n_failures = 0;
        for (uint32_t i = 0; i < 2000; i++) {
                const int n = snprintf(text, sizeof(text), "%u-a-label-of-some-length-to-fill-chunks", i);
                for (long k = 1;; k++) {
                        cw_memory_fail_at(k);
                        const uint32_t number = cw_intern_add(&t, text, (size_t)n);
                        cw_memory_fail_at(0);
                        if (number == i)
                                break;
                        n_failures++;
                        cr_assert_eq(number, UINT32_MAX);
                        cr_assert_eq(t.n, i);
                        cr_assert_eq(cw_intern_find(&t, text, (size_t)n), UINT32_MAX);
                }
                cr_assert_eq(cw_intern_find(&t, text, (size_t)n), i);
        }
        cr_assert_gt(n_failures, 10);
        cw_intern_free(&t);
}

/* As every_length_and_every_byte_counts, by the way for texts with bytes behind them, whose value must not matter. */
Test(intern, padded_texts_have_the_same_numbers)
{
        struct cw_intern t = {0};
        uint32_t next = 0;
        for (size_t n = 0; n <= 40; n++) {
                for (size_t changed = 0; changed <= n; changed++) {
                        char *const text = malloc(n + CW_INTERN_PAD);
                        for (int pad = 0; pad < 3; pad++) {
                                memset(text, pad == 2 ? '\0' : 'a' + pad, n + CW_INTERN_PAD);
                                memset(text, 'a', n);
                                if (changed < n)
                                        text[changed] = 'b';
                                cr_assert_eq(cw_intern_add_padded(&t, text, n), next, "%zu bytes, changed at %zu", n,
                                             changed);
                        }
                        cr_assert_eq(cw_intern_find(&t, text, n), next);
                        cr_assert_eq(cw_intern_add(&t, text, n), next);
                        next++;
                        free(text);
                }
        }
        cr_assert_eq(t.n, next);
        cw_intern_free(&t);
}

/* More of them than the table for short ones may have. */
Test(intern, very_many_padded_texts)
{
        struct cw_intern t = {0};
        char text[16 + CW_INTERN_PAD] = "";
        for (int turn = 0; turn < 2; turn++) {
                for (uint32_t i = 0; i < 20000; i++) {
                        const int n = snprintf(text, sizeof(text), "label-%u", (unsigned)i);
                        cr_assert_eq(cw_intern_add_padded(&t, text, (size_t)n), i);
                }
        }
        cr_assert_eq(t.n, 20000);
        cw_intern_free(&t);
}
