/* SPDX-License-Identifier: MIT */
/*
 * Kernels, histogram and tally: every kernel against a plain loop at every short length and alignment, on the inputs
 * that are hard for tables (all alike, alternating, every byte); ids at the edges of the dense bins; the first place of
 * an unknown id whichever path found it.
 */
#include "count/kernels.h"
#include "count/tally.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { N = 4096, PAD = 64 };

static uint64_t
next_random(uint64_t *state)
{
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        return *state;
}

static uint8_t
pattern_byte(int pattern, size_t i, uint64_t *random)
{
        switch (pattern) {
        case 0:
                return 0;
        case 1:
                return i % 2 == 0 ? 0 : 7;
        case 2:
                return (uint8_t)i;
        case 3:
                return next_random(random) % 10 == 0 ? (uint8_t)(next_random(random) % 53) : 0;
        case 4:
                return next_random(random) % 20 == 0 ? 0x9C : (uint8_t)(next_random(random) % 3);
        default:
                return (uint8_t)next_random(random);
        }
}

Test(count, bytes_of_every_kernel_at_every_length_and_alignment)
{
        static uint8_t data[N + 2 * PAD];
        for (size_t k = 0; cw_kernel_at(k) != NULL; k++) {
                const struct cw_kernel *kernel = cw_kernel_at(k);
                for (int pattern = 0; kernel->usable() && pattern < 6; pattern++) {
                        uint64_t random = 88172645463325252u;
                        for (size_t i = 0; i < sizeof(data); i++)
                                data[i] = pattern_byte(pattern, i, &random);
                        for (size_t n = 0; n <= N; n += n < 300 ? 1 : 61) {
                                const uint8_t *p = data + n % PAD;
                                uint64_t want[256] = {0}, got[256] = {0};
                                for (size_t i = 0; i < n; i++)
                                        want[p[i]]++;
                                kernel->bytes(p, n, got);
                                cr_assert_arr_eq(got, want, sizeof(want), "%s, pattern %d, %zu bytes", kernel->name,
                                                 pattern, n);
                        }
                }
        }
}

static void
check_width(enum cw_width width)
{
        static const int64_t some[] = {0, 1, 52, 127, -128, -100, -1, 895, 896, 897, 32767, -129, -32768};
        uint8_t bytes[3 + 8 * 64];
        for (size_t shift = 0; shift < 3; shift++) {
                struct cw_histogram h, want;
                cr_assert_eq(cw_histogram_init(&h, NULL), CW_OK);
                cr_assert_eq(cw_histogram_init(&want, NULL), CW_OK);
                uint8_t *p = bytes + shift;
                size_t n = 64;
                for (size_t i = 0; i < n; i++) {
                        int64_t id = some[(i * 7) % CW_ARRAY_LEN(some)];
                        memcpy(p + i * width, &id, width);
                        cw_histogram_add(&want, id, 1);
                }
                const struct cw_kernel *kernel = cw_kernel_best();
                (width == CW_I16 ? kernel->i16 : width == CW_I32 ? kernel->i32 : kernel->i64)(p, n, &h);
                for (size_t i = 0; i < CW_ARRAY_LEN(some); i++)
                        cr_assert_eq(cw_histogram_get(&h, some[i]), cw_histogram_get(&want, some[i]), "id %lld",
                                     (long long)some[i]);
                cw_histogram_free(&h);
                cw_histogram_free(&want);
        }
}

Test(count, wide_ids_of_every_width)
{
        check_width(CW_I16);
        check_width(CW_I32);
        check_width(CW_I64);
}

struct sums {
        uint64_t ids, tokens;
        int64_t least, most;
};

static void
add_to_sums(void *user, int64_t id, uint64_t tokens)
{
        struct sums *s = user;
        s->ids++;
        s->tokens += tokens;
        s->least = id < s->least ? id : s->least;
        s->most = id > s->most ? id : s->most;
}

Test(count, ids_at_the_ends_of_their_range_cost_no_memory)
{
        struct cw_histogram h;
        cr_assert_eq(cw_histogram_init(&h, NULL), CW_OK);
        const int64_t far[] = {INT64_MIN, INT64_MAX, -129, CW_DENSE_MOST - CW_DENSE_BIAS, INT64_C(1) << 40};
        for (size_t i = 0; i < CW_ARRAY_LEN(far); i++)
                cw_histogram_add(&h, far[i], i + 1);
        cr_assert_eq(h.dense_n, CW_DENSE_FIRST);
        cw_histogram_add(&h, CW_DENSE_MOST - CW_DENSE_BIAS - 1, 1);
        cr_assert_eq(h.dense_n, CW_DENSE_MOST);
        for (size_t i = 0; i < CW_ARRAY_LEN(far); i++)
                cr_assert_eq(cw_histogram_get(&h, far[i]), i + 1);
        struct sums s = {0};
        cw_histogram_each(&h, add_to_sums, &s);
        cr_assert_eq(s.ids, 6);
        cr_assert_eq(s.tokens, 16);
        cr_assert_eq(s.least, INT64_MIN);
        cr_assert_eq(s.most, INT64_MAX);
        cw_histogram_clear(&h);
        s = (struct sums){0};
        cw_histogram_each(&h, add_to_sums, &s);
        cr_assert_eq(s.ids, 0);
        cw_histogram_free(&h);
}

Test(count, a_hundred_thousand_labels)
{
        struct cw_histogram h;
        cr_assert_eq(cw_histogram_init(&h, NULL), CW_OK);
        for (int round = 0; round < 3; round++) {
                for (int64_t id = 0; id < 100000; id++)
                        cw_histogram_add(&h, id, 1);
        }
        struct sums s = {0};
        cw_histogram_each(&h, add_to_sums, &s);
        cr_assert_eq(s.ids, 100000);
        cr_assert_eq(s.tokens, 300000);
        cr_assert_eq(h.n_stray, 0);
        cw_histogram_free(&h);
}

Test(count, too_many_stray_ids_are_refused_not_hoarded)
{
        struct cw_tally t;
        struct cw_error err;
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        for (int64_t i = 0; i < CW_LABELS_MOST + 10; i++) {
                int64_t id = (INT64_C(1) << 40) + i;
                cw_tally_ids(&t, &id, 1, CW_I64);
        }
        cr_assert_eq(cw_tally_status(&t, &err), CW_E_LIMIT);
        cr_assert(strstr(err.message, "--column") != NULL);
        cw_tally_free(&t);
}

/* Ids that are alike in all low bits, or far below 0, would else be looked for one by one. */
Test(count, ids_a_power_of_two_apart_have_slots_apart)
{
        enum { IDS = 1024, CAP = 4096, MOST = 8 };
        for (unsigned shift = 0; shift <= 54; shift++) {
                uint8_t n_at[CAP] = {0};
                for (int64_t i = 0; i < IDS; i++) {
                        const size_t slot = cw_id_slot((int64_t)((uint64_t)i << shift), CAP);
                        cr_assert_lt(slot, CAP);
                        cr_assert_leq(++n_at[slot], MOST, "multiples of 2^%u", shift);
                }
        }
}

/* More unknown ids than places are kept of, the last ones first: each kept place is that of the id, and its lowest. */
Test(count, places_of_more_unknown_ids_than_are_kept)
{
        enum { IDS = 3000, KEPT = 1024 };
        struct cw_tally t;
        int64_t ids[IDS];
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        t.n_known = 10;
        for (int64_t i = 0; i < IDS; i++)
                ids[i] = i % 2 == 0 ? 10 + i : -(i << 40);
        for (int round = 0; round < 2; round++) {
                for (uint64_t row = 2; row-- > 0;) {
                        cw_tally_row(&t, row);
                        cw_tally_ids(&t, ids, IDS, CW_I64);
                }
                cr_assert_eq(t.n_odd, KEPT);
                for (size_t i = 0; i < t.n_odd; i++) {
                        cr_assert_eq(t.odd[i].place.row, 0);
                        cr_assert_lt(t.odd[i].place.position, IDS);
                        cr_assert_eq(t.odd[i].id, ids[t.odd[i].place.position]);
                        cr_assert(i == 0 || t.odd[i].place.position > t.odd[i - 1].place.position, "each once");
                }
                cw_tally_clear(&t);
        }
        cw_tally_free(&t);
}

/* The place of the first unknown id must be the same by the short path and by the kernel's. */
static void
check_first_place(size_t n, enum cw_width width)
{
        const int64_t ignore[] = {-100};
        uint8_t *ids = calloc(n, width);
        struct cw_tally t;
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        t.n_known = 10;
        t.ignore = ignore;
        t.n_ignore = 1;
        const int64_t odd = 11, negative = -1, ignored = -100;
        memcpy(ids + 3 * width, &ignored, width);
        memcpy(ids + 500 * width, &odd, width);
        memcpy(ids + 501 * width, &odd, width);
        memcpy(ids + 700 * width, &negative, width);
        t.at = (struct cw_place){.part = 5};
        cw_tally_row(&t, 4);
        cw_tally_ids(&t, ids, n, width);
        cr_assert_eq(t.n_odd, 2);
        cr_assert_eq(t.odd[0].id, 11);
        cr_assert_eq(t.odd[0].place.part, 5);
        cr_assert_eq(t.odd[0].place.row, 4);
        cr_assert_eq(t.odd[0].place.position, 500);
        cr_assert_eq(t.odd[1].id, -1);
        cr_assert_eq(t.odd[1].place.position, 700);
        cr_assert_eq(cw_histogram_get(&t.ids, 11), 2);
        cr_assert_eq(cw_histogram_get(&t.ids, -100), 1);
        cr_assert_eq(cw_histogram_get(&t.ids, 0), n - 4);
        cw_tally_free(&t);
        free(ids);
}

Test(count, first_place_of_an_unknown_id)
{
        const enum cw_width widths[] = {CW_I8, CW_I16, CW_I32, CW_I64};
        for (size_t i = 0; i < CW_ARRAY_LEN(widths); i++) {
                check_first_place(1000, widths[i]);
                check_first_place(5000, widths[i]);
        }
}

Test(count, names_and_their_first_places)
{
        struct cw_tally t;
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        t.at.part = 3;
        cw_tally_row(&t, 8);
        cw_tally_name(&t, "O", 1);
        cw_tally_name(&t, "B-PER", 5);
        cw_tally_name(&t, "B-PER", 5);
        cw_tally_name(&t, "", 0);
        /* a row at the seam in front of the block, joined later */
        t.at = (struct cw_place){.part = 2};
        t.in_seam = true;
        cw_tally_name(&t, "B-PER", 5);
        cr_assert_eq(t.names.n, 3);
        cr_assert_eq(t.name_tokens[0], 1);
        cr_assert_eq(t.name_tokens[1], 3);
        cr_assert_eq(t.name_tokens[2], 1);
        cr_assert_eq(t.name_first[1].part, 2);
        cr_assert_eq(t.name_first[2].position, 3);
        cw_tally_clear(&t);
        cr_assert_eq(t.names.n, 3, "the names stay warm");
        cr_assert_eq(t.name_tokens[1], 0);
        cw_tally_free(&t);
}

Test(count, bad_rows_keep_the_lowest_places)
{
        struct cw_tally t;
        struct cw_error err;
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        t.at.row = 41;
        cr_assert_eq(cw_tally_bad_row(&t, &err, "expected %d cells", 2), CW_E_DATA);
        cr_assert_eq(err.row, 42);
        cr_assert_str_eq(err.message, "expected 2 cells");
        t.skip_bad_rows = true;
        const uint64_t rows[] = {9, 4, 7, 1, 8};
        for (size_t i = 0; i < CW_ARRAY_LEN(rows); i++) {
                t.at.row = rows[i];
                cr_assert_eq(cw_tally_bad_row(&t, &err, "row %d", (int)rows[i]), CW_OK);
        }
        cr_assert_eq(t.rows_skipped, 5);
        cr_assert_eq(t.n_bad, 3);
        cr_assert_str_eq(t.bad[0].why, "row 1");
        cr_assert_str_eq(t.bad[1].why, "row 4");
        cr_assert_str_eq(t.bad[2].why, "row 7");
        cw_tally_free(&t);
}
