/* SPDX-License-Identifier: MIT */
/*
 * As much of Criterion as our tests use, in a file, for the thread sanitizer: Criterion's sandbox maps addresses that the
 * sanitizer keeps for itself.  runner.c runs each test in a child of its own, so that a failed one ends without the rest.
 * Only CONFIG=tsan finds this header.
 */
#ifndef CW_TESTS_TSAN_CRITERION_H
#define CW_TESTS_TSAN_CRITERION_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct test_options {
        bool given; /* so that a list may be empty */
        void (*init)(void);
        void (*fini)(void);
        double timeout; /* not heeded: the sanitizer takes its time */
};

struct test_case {
        const char *suite, *name; /* name is NULL: the options of the whole suite */
        void (*body)(void);
        struct test_options options;
        struct test_case *next;
};

void test_register(struct test_case *test);
/* Says what failed and where; does not return if `fatal`. */
void test_failed(bool fatal, const char *file, int line, const char *condition, const char *format, ...);
_Noreturn void test_skipped(const char *format, ...);
void test_said(const char *format, ...);

#define TEST_CASE(suite, name, text, body, ...)                                                                     \
        static struct test_case suite##_##name##_case = {#suite, text, body, {.given = true, ##__VA_ARGS__}, NULL}; \
        __attribute__((constructor)) static void suite##_##name##_register(void)                                    \
        {                                                                                                           \
                test_register(&suite##_##name##_case);                                                              \
        }
#define Test(suite, name, ...)                                              \
        static void suite##_##name##_body(void);                            \
        TEST_CASE(suite, name, #name, suite##_##name##_body, ##__VA_ARGS__) \
        static void suite##_##name##_body(void)
#define TestSuite(suite, ...) TEST_CASE(suite, whole_suite, NULL, NULL, ##__VA_ARGS__) _Static_assert(true, "")

#define TEST_CHECK(fatal, holds, text, ...)                                           \
        do {                                                                          \
                if (!(holds))                                                         \
                        test_failed(fatal, __FILE__, __LINE__, text, "" __VA_ARGS__); \
        } while (0)
#define TEST_COMPARE(fatal, a, op, b, ...) TEST_CHECK(fatal, (a)op(b), #a " " #op " " #b, ##__VA_ARGS__)

#define cr_assert(x, ...) TEST_CHECK(true, x, #x, ##__VA_ARGS__)
#define cr_expect(x, ...) TEST_CHECK(false, x, #x, ##__VA_ARGS__)
#define cr_assert_not(x, ...) TEST_CHECK(true, !(x), "not " #x, ##__VA_ARGS__)
#define cr_expect_not(x, ...) TEST_CHECK(false, !(x), "not " #x, ##__VA_ARGS__)
#define cr_assert_null(x, ...) TEST_CHECK(true, (x) == NULL, #x " is NULL", ##__VA_ARGS__)
#define cr_expect_null(x, ...) TEST_CHECK(false, (x) == NULL, #x " is NULL", ##__VA_ARGS__)
#define cr_assert_not_null(x, ...) TEST_CHECK(true, (x) != NULL, #x " is not NULL", ##__VA_ARGS__)
#define cr_expect_not_null(x, ...) TEST_CHECK(false, (x) != NULL, #x " is not NULL", ##__VA_ARGS__)

#define cr_assert_eq(a, b, ...) TEST_COMPARE(true, a, ==, b, ##__VA_ARGS__)
#define cr_expect_eq(a, b, ...) TEST_COMPARE(false, a, ==, b, ##__VA_ARGS__)
#define cr_assert_neq(a, b, ...) TEST_COMPARE(true, a, !=, b, ##__VA_ARGS__)
#define cr_expect_neq(a, b, ...) TEST_COMPARE(false, a, !=, b, ##__VA_ARGS__)
#define cr_assert_lt(a, b, ...) TEST_COMPARE(true, a, <, b, ##__VA_ARGS__)
#define cr_expect_lt(a, b, ...) TEST_COMPARE(false, a, <, b, ##__VA_ARGS__)
#define cr_assert_leq(a, b, ...) TEST_COMPARE(true, a, <=, b, ##__VA_ARGS__)
#define cr_expect_leq(a, b, ...) TEST_COMPARE(false, a, <=, b, ##__VA_ARGS__)
#define cr_assert_gt(a, b, ...) TEST_COMPARE(true, a, >, b, ##__VA_ARGS__)
#define cr_expect_gt(a, b, ...) TEST_COMPARE(false, a, >, b, ##__VA_ARGS__)
#define cr_assert_geq(a, b, ...) TEST_COMPARE(true, a, >=, b, ##__VA_ARGS__)
#define cr_expect_geq(a, b, ...) TEST_COMPARE(false, a, >=, b, ##__VA_ARGS__)

#define cr_assert_str_eq(a, b, ...) TEST_CHECK(true, strcmp(a, b) == 0, #a " is " #b, ##__VA_ARGS__)
#define cr_expect_str_eq(a, b, ...) TEST_CHECK(false, strcmp(a, b) == 0, #a " is " #b, ##__VA_ARGS__)
#define cr_assert_str_neq(a, b, ...) TEST_CHECK(true, strcmp(a, b) != 0, #a " is not " #b, ##__VA_ARGS__)
#define cr_expect_str_neq(a, b, ...) TEST_CHECK(false, strcmp(a, b) != 0, #a " is not " #b, ##__VA_ARGS__)
#define cr_assert_str_not_empty(a, ...) TEST_CHECK(true, (a)[0] != '\0', #a " is not empty", ##__VA_ARGS__)
#define cr_expect_str_empty(a, ...) TEST_CHECK(false, (a)[0] == '\0', #a " is empty", ##__VA_ARGS__)
#define cr_assert_arr_eq(a, b, n, ...) TEST_CHECK(true, memcmp(a, b, n) == 0, #a " are the bytes of " #b, ##__VA_ARGS__)
#define cr_expect_arr_eq(a, b, n, ...) \
        TEST_CHECK(false, memcmp(a, b, n) == 0, #a " are the bytes of " #b, ##__VA_ARGS__)
#define cr_expect_float_eq(a, b, e, ...) TEST_CHECK(false, fabs((a) - (b)) <= (e), #a " is about " #b, ##__VA_ARGS__)
#define cr_assert_float_eq(a, b, e, ...) TEST_CHECK(true, fabs((a) - (b)) <= (e), #a " is about " #b, ##__VA_ARGS__)
#define cr_assert_fail(...) TEST_CHECK(true, false, "this is not reached", ##__VA_ARGS__)

#define cr_skip_test(...) test_skipped("" __VA_ARGS__)
#define cr_log_error(...) test_said("" __VA_ARGS__)

#endif
