/* SPDX-License-Identifier: MIT */
/*
 * Counting from memory, but for Arrow streams: arrays of every type, small and large, tokens, names; places, refusals,
 * cancelling.  What is expected is arithmetic: id k of n occurs how often, in a pattern that is written out.
 */
#include "base/memory.h"
#include "counterweight.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL = 5000, LARGE = 3000000, N_IDS = 7 };

static struct cw_read_options
options_with(const char *labels)
{
        struct cw_read_options o;
        cw_read_options_init(&o);
        o.labels_text = labels;
        o.n_threads = 3;
        return o;
}

static cw_counter *
new_counter(const struct cw_read_options *o)
{
        cw_counter *c;
        struct cw_error err = {0};
        cr_assert_eq(cw_counter_new(o, &c, &err), CW_OK, "%s", err.message);
        return c;
}

static cw_counts *
finish(cw_counter **c)
{
        cw_counts *counts;
        struct cw_error err = {0};
        cr_assert_eq(cw_counter_finish(c, &counts, &err), CW_OK, "%s", err.message);
        cr_assert_null(*c);
        return counts;
}

/* ids 0 0 0 0 1 1 1 2 ...: of every 28, 7 - k are id k; and every 28th is -100 where there is a sign. */
static int64_t
id_at(size_t i, bool is_signed)
{
        static const int pattern[28] = {0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2,
                                        2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6};
        return is_signed && i % 29 == 28 ? -100 : pattern[i % 29 % 28];
}

static void
put_id(uint8_t *to, int64_t id, size_t nbytes, bool swapped)
{
        for (size_t k = 0; k < nbytes; k++)
                to[swapped ? nbytes - 1 - k : k] = (uint8_t)((uint64_t)id >> (8 * k));
}

struct type {
        const char *dtype;
        size_t nbytes;
        bool is_signed, swapped;
};

static void
check_type(struct type t, size_t n)
{
        const struct cw_read_options o = options_with(NULL);
        uint64_t wanted[N_IDS] = {0}, ignored = 0;
        uint8_t *memory = malloc(n * t.nbytes + 1), *ids = memory + 1; /* not aligned */
        for (size_t i = 0; i < n; i++) {
                const int64_t id = id_at(i, t.is_signed);
                put_id(ids + i * t.nbytes, id, t.nbytes, t.swapped);
                if (id < 0)
                        ignored++;
                else
                        wanted[id]++;
        }
        cw_counts *counts;
        struct cw_error err = {0};
        cr_assert_eq(cw_count_ids(ids, n, t.dtype, 9, &o, &counts, &err), CW_OK, "%s: %s", t.dtype, err.message);
        cr_assert_eq(cw_counts_n_labels(counts), N_IDS, "%s", t.dtype);
        for (size_t k = 0; k < N_IDS; k++)
                cr_expect_eq(cw_counts_label(counts, k).tokens, wanted[k], "%s, id %zu", t.dtype, k);
        const struct cw_totals totals = cw_counts_totals(counts);
        cr_expect(totals.ignored == ignored && totals.tokens == n - ignored && totals.sequences == 9 &&
                          totals.shards == 1,
                  "%s", t.dtype);
        cw_counts_free(&counts);
        free(memory);
}

Test(counter, arrays_of_every_type)
{
        static const struct type types[] = {
                {"i8", 1, true, false},  {"i16", 2, true, false},  {"i32", 4, true, false},  {"i64", 8, true, false},
                {"u8", 1, false, false}, {"u16", 2, false, false}, {"u32", 4, false, false}, {"u64", 8, false, false},
                {"<i4", 4, true, false}, {">i2", 2, true, true},   {">i4", 4, true, true},   {">i8", 8, true, true},
                {">u8", 8, false, true}, {"|i1", 1, true, false},  {"=i8", 8, true, false},  {"int32", 4, true, false},
        };
        for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
                check_type(types[i], SMALL);
                check_type(types[i], LARGE);
        }
}

Test(counter, booleans_are_0_and_1)
{
        const struct cw_read_options o = options_with(NULL);
        const uint8_t ids[] = {1, 0, 1, 1};
        cw_counts *counts;
        cr_assert_eq(cw_count_ids(ids, 4, "|b1", 1, &o, &counts, NULL), CW_OK);
        cr_expect(cw_counts_label(counts, 0).tokens == 1 && cw_counts_label(counts, 1).tokens == 3);
        cw_counts_free(&counts);
}

Test(counter, types_that_are_none_are_refused)
{
        static const char *const bad[] = {"", "i9", "f4", "<f8", "|O", "<U4", "i", "<i3", "|b2", "x"};
        const struct cw_read_options o = options_with(NULL);
        const uint8_t ids[16] = {0};
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                cw_counts *counts = (cw_counts *)(uintptr_t)1;
                struct cw_error err = {0};
                cr_expect_neq(cw_count_ids(ids, 1, bad[i], 1, &o, &counts, &err), CW_OK, "%s", bad[i]);
                cr_expect(counts == NULL && err.message[0] != '\0');
        }
}

Test(counter, everything_adds_up)
{
        const struct cw_read_options o = options_with("[\"O\", \"B-X\", \"I-X\"]");
        cw_counter *c = new_counter(&o);
        const int8_t small[] = {0, 1, 2, -100, 0};
        int16_t *large = calloc(LARGE, sizeof(*large));
        cr_assert_eq(cw_counter_add_ids(c, small, 5, "i8", NULL), CW_OK);
        cr_assert_eq(cw_counter_add_ids(c, large, LARGE, "i16", NULL), CW_OK);
        cr_assert_eq(cw_counter_add_ids(c, small, 0, "i8", NULL), CW_OK);
        cr_assert_eq(cw_counter_add_tokens(c, 2, UINT64_C(1) << 40, NULL), CW_OK);
        cr_assert_eq(cw_counter_add_name(c, "I-X", 3, 5, NULL), CW_OK);
        cw_counter_end_sequences(c, 3);
        cw_counter_end_sequences(c, 4);
        cw_counts *counts = finish(&c);
        cr_expect_eq(cw_counts_label(counts, 0).tokens, LARGE + 2);
        cr_expect_eq(cw_counts_label(counts, 1).tokens, 1);
        cr_expect_eq(cw_counts_label(counts, 2).tokens, (UINT64_C(1) << 40) + 6);
        cr_expect_str_eq(cw_counts_label(counts, 2).name, "I-X");
        cr_expect_eq(cw_counts_totals(counts).sequences, 7);
        cr_expect_eq(cw_counts_totals(counts).ignored, 1);
        cw_counts_free(&counts);
        free(large);
}

Test(counter, names_get_ids_as_those_of_files_do)
{
        const struct cw_read_options o = options_with(NULL);
        cw_counter *c = new_counter(&o);
        cr_assert_eq(cw_counter_add_name(c, "I-A", 3, 2, NULL), CW_OK);
        cr_assert_eq(cw_counter_add_name(c, "O", 1, 7, NULL), CW_OK);
        cr_assert_eq(cw_counter_add_name(c, "B-A", 3, 1, NULL), CW_OK);
        cr_assert_eq(cw_counter_add_name(c, "O", 1, 3, NULL), CW_OK);
        cw_counts *counts = finish(&c);
        static const char *const names[] = {"O", "B-A", "I-A"};
        static const uint64_t tokens[] = {10, 1, 2};
        cr_assert_eq(cw_counts_n_labels(counts), 3);
        for (size_t i = 0; i < 3; i++) {
                const struct cw_label_count label = cw_counts_label(counts, i);
                cr_expect(label.id == (int64_t)i && label.tokens == tokens[i] && strcmp(label.name, names[i]) == 0);
        }
        cw_counts_free(&counts);
}

static void
expect_failure(cw_counter **c, cw_status wanted, const char *sentence)
{
        cw_counts *counts;
        struct cw_error err = {0};
        cr_expect_eq(cw_counter_finish(c, &counts, &err), wanted);
        cr_expect_null(counts);
        cr_expect_not_null(strstr(err.message, sentence), "%s", err.message);
}

Test(counter, names_and_ids_cannot_be_mixed_without_a_map)
{
        const struct cw_read_options o = options_with(NULL);
        cw_counter *c = new_counter(&o);
        cr_assert_eq(cw_counter_add_name(c, "O", 1, 7, NULL), CW_OK);
        cr_assert_eq(cw_counter_add_tokens(c, 1, 7, NULL), CW_OK);
        expect_failure(&c, CW_E_DATA, "map");
}

Test(counter, names_are_text)
{
        const struct cw_read_options o = options_with(NULL);
        cw_counter *c = new_counter(&o);
        cr_assert_eq(cw_counter_add_name(c, "O", 1, 7, NULL), CW_OK);
        cr_assert_eq(cw_counter_add_name(c, "B-\0X", 4, 7, NULL), CW_OK);
        expect_failure(&c, CW_E_DATA, "NUL");
}

Test(counter, an_unknown_id_is_told_with_its_place_among_all_labels)
{
        struct cw_read_options o = options_with("[\"O\", \"B-X\"]");
        const int32_t ids[] = {0, 1, 0, 2, 0};
        cw_counter *c = new_counter(&o);
        cr_assert_eq(cw_counter_add_ids(c, ids, 3, "i32", NULL), CW_OK);
        cr_assert_eq(cw_counter_add_ids(c, ids, 5, "i32", NULL), CW_OK);
        expect_failure(&c, CW_E_DATA, "ids in memory: label 7: label id 2");

        int32_t *large = calloc(LARGE, sizeof(*large));
        large[2999998] = 77;
        c = new_counter(&o);
        cr_assert_eq(cw_counter_add_ids(c, ids, 3, "i32", NULL), CW_OK);
        cr_assert_eq(cw_counter_add_ids(c, large, LARGE, "i32", NULL), CW_OK);
        expect_failure(&c, CW_E_DATA, "ids in memory: label 3000002: label id 77");
        free(large);

        o.unknown = CW_UNKNOWN_IGNORE;
        c = new_counter(&o);
        cr_assert_eq(cw_counter_add_ids(c, ids, 5, "i32", NULL), CW_OK);
        cw_counts *counts = finish(&c);
        cr_expect_eq(cw_counts_totals(counts).unknown, 1);
        cw_counts_free(&counts);
}

/* ---- lists of an interpreter: here a list is an array whose first element is its length, with -1 for what is none --- */

static int64_t *nested[] = {(int64_t[]){3, 0, -1, 2}, (int64_t[]){0}, (int64_t[]){2, 2, 1}, (int64_t[]){1, -7}, NULL};
static bool number_failed;

static ptrdiff_t
list_size(void *list)
{
        return list == (void *)nested ? 3 : (ptrdiff_t) * (int64_t *)list;
}

static void *
list_item(void *list, ptrdiff_t i)
{
        return list == (void *)nested ? (void *)nested[i] : (int64_t *)list + 1 + i;
}

static long long
list_integer(void *object)
{
        const int64_t id = *(int64_t *)object;
        number_failed = id == -7;
        return number_failed ? -1 : id;
}

static void *
list_failure(void)
{
        return number_failed ? nested : NULL;
}

Test(counter, lists_of_an_interpreter)
{
        static const struct cw_list_calls calls = {list_size, list_item, list_integer, list_failure};
        static const int64_t minus_one[] = {-1};
        struct cw_read_options o = options_with(NULL);
        o.ignore_ids = minus_one;
        cw_counter *c = new_counter(&o);
        struct cw_error err = {0};
        cr_assert_eq(cw_counter_add_lists(c, nested, &calls, &err), CW_OK, "%s", err.message);
        nested[1] = nested[3]; /* an item that is no integer, behind some that are */
        cr_expect_eq(cw_counter_add_lists(c, nested, &calls, &err), CW_E_DATA);
        nested[1] = NULL; /* an item that cannot be had */
        cr_expect_eq(cw_counter_add_lists(c, nested, &calls, &err), CW_E_DATA);
        nested[1] = (int64_t[]){-1};
        cr_expect_eq(cw_counter_add_lists(c, nested, &calls, &err), CW_E_DATA);
        cw_counts *counts = finish(&c);
        cr_assert_eq(cw_counts_n_labels(counts), 3);
        static const uint64_t wanted[] = {1, 1, 2};
        for (size_t i = 0; i < 3; i++)
                cr_expect(cw_counts_label(counts, i).id == (int64_t)i &&
                          cw_counts_label(counts, i).tokens == wanted[i]);
        cr_expect_eq(cw_counts_totals(counts).ignored, 1);
        cw_counts_free(&counts);
}

Test(counter, ids_beyond_63_bits_are_refused_and_nothing_of_them_is_counted)
{
        const struct cw_read_options o = options_with(NULL);
        uint64_t *large = calloc(LARGE, sizeof(*large));
        const uint64_t small[] = {1, UINT64_MAX};
        const size_t at[] = {1, LARGE - 1};
        cw_counter *c = new_counter(&o);
        struct cw_error err = {0};
        large[at[1]] = UINT64_C(1) << 63;
        cr_assert_eq(cw_counter_add_tokens(c, 0, 10, NULL), CW_OK);
        cr_expect_eq(cw_counter_add_ids(c, small, 2, "u64", &err), CW_E_DATA);
        cr_expect_not_null(strstr(err.message, "ids in memory: label 12: "), "%s", err.message);
        cr_expect_eq(cw_counter_add_ids(c, large, LARGE, "u64", &err), CW_E_DATA);
        cr_expect_not_null(strstr(err.message, "ids in memory: label 3000010: "), "%s", err.message);
        cw_counts *counts = finish(&c);
        cr_expect(cw_counts_n_labels(counts) == 1 && cw_counts_totals(counts).tokens == 10);
        cw_counts_free(&counts);
        free(large);
}

static void
count_calls(void *user, const struct cw_progress *p)
{
        int *calls = user;
        cr_expect_leq(p->bytes_done, p->bytes_total);
        ++*calls;
}

Test(counter, cancelling_and_progress)
{
        struct cw_read_options o = options_with(NULL);
        volatile int cancel = 1;
        uint8_t *ids = calloc(64, 1 << 20);
        struct cw_error err;
        o.cancel = &cancel;
        cw_counter *c = new_counter(&o);
        cr_expect_eq(cw_counter_add_ids(c, ids, 10, "u8", &err), CW_E_INTERRUPTED);
        cr_expect_eq(cw_counter_add_ids(c, ids, (size_t)64 << 20, "u8", &err), CW_E_INTERRUPTED);
        cancel = 0;
        cr_assert_eq(cw_counter_add_ids(c, ids, (size_t)64 << 20, "u8", &err), CW_OK);
        cw_counts *counts = finish(&c);
        cr_expect_eq(cw_counts_totals(counts).tokens, (uint64_t)64 << 20);
        cw_counts_free(&counts);
        int calls = 0;
        o.cancel = NULL;
        o.progress = count_calls;
        o.user = &calls;
        c = new_counter(&o);
        for (int i = 0; i < 1000 && calls == 0; i++) /* at most ten a second: until one comes */
                cr_assert_eq(cw_counter_add_ids(c, ids, 8 << 20, "i64", NULL), CW_OK);
        cr_expect_gt(calls, 0);
        cw_counter_free(&c);
        free(ids);
}

Test(counter, options_are_checked)
{
        cw_counter *c;
        struct cw_error err;
        struct cw_read_options o = options_with("[\"O\", \"O\"]");
        cr_expect_eq(cw_counter_new(&o, &c, &err), CW_E_DATA);
        cr_expect_null(c);
        o = options_with("[\"O\"]");
        o.labels_path = "labels.txt";
        cr_expect_eq(cw_counter_new(&o, &c, &err), CW_E_USAGE);
        o = options_with(NULL);
        o.n_threads = 5000;
        cr_expect_eq(cw_counter_new(&o, &c, &err), CW_E_USAGE);
        o = options_with(NULL);
        o.kernel = "none such";
        cr_expect_eq(cw_counter_new(&o, &c, &err), CW_E_USAGE);
        o = options_with(NULL);
        o.presence = CW_PRESENCE_COUNT;
        cr_expect_eq(cw_counter_new(&o, &c, &err), CW_E_USAGE);
        o = options_with(NULL);
        o.spans = true;
        cr_expect_eq(cw_counter_new(&o, &c, &err), CW_E_USAGE);
        cw_counter_free(&c);
        cw_counter_free(&c);
}

static cw_status
count_all(struct cw_error *err)
{
        static int64_t large[200000];
        struct cw_read_options o = options_with("{\"0\": \"O\", \"1\": \"B-X\"}");
        cw_counter *c;
        cw_counts *counts = NULL;
        o.n_threads = 1;
        cw_status status = cw_counter_new(&o, &c, err);
        if (status == CW_OK)
                status = cw_counter_add_ids(c, large, 200000, "i64", err);
        if (status == CW_OK)
                status = cw_counter_add_ids(c, large, 20, "i64", err);
        if (status == CW_OK)
                status = cw_counter_add_name(c, "B-X", 3, 2, err);
        if (status == CW_OK)
                status = cw_counter_finish(&c, &counts, err);
        cw_counter_free(&c);
        cw_counts_free(&counts);
        return status;
}

Test(counter, survives_every_failing_allocation)
{
        for (long n = 1;; n++) {
                struct cw_error err = {0};
                cw_memory_fail_at(n);
                const cw_status status = count_all(&err);
                cw_memory_fail_at(0);
                if (status == CW_OK) {
                        cr_expect_gt(n, 10);
                        return;
                }
                cr_assert_eq(status, CW_E_MEMORY, "allocation %ld: %s", n, err.message);
        }
}
