/* SPDX-License-Identifier: MIT */
/*
 * Numbers as text: known ones, then random bit patterns that must read back as the same bits, in as few digits as any
 * decimal can, in a shape that JSON and TOML both read.
 */
#include "base/toml.h"
#include "write/number.h"

#include <criterion/criterion.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t random_state = 0x9E3779B97F4A7C15;

/* splitmix64 */
static uint64_t
random_bits(void)
{
        uint64_t z = random_state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
}

static int
n_digits(const char *number)
{
        int n = 0, zeros = 0;
        for (; *number != '\0' && *number != 'e'; number++) {
                if (*number < '0' || *number > '9' || (n == 0 && *number == '0'))
                        continue;
                zeros = *number == '0' ? zeros + 1 : 0;
                n++;
        }
        return n - zeros;
}

static bool
is_toml_float(const char *number)
{
        char text[80];
        struct cw_toml *doc;
        snprintf(text, sizeof(text), "a = %s", number);
        if (cw_toml_parse(text, strlen(text), &doc, NULL) != CW_OK)
                return false;
        const bool is_float = cw_toml_root(doc)->first_child->kind == CW_TOML_FLOAT;
        cw_toml_free(&doc);
        return is_float;
}

static void
check_float32(float value)
{
        char text[CW_NUMBER_NBYTES], shorter[64];
        cr_assert(cw_number_float32((double)value, text));
        const float read = strtof(text, NULL);
        cr_assert(memcmp(&read, &value, sizeof(read)) == 0, "%.9g became %s", (double)value, text);
        cr_assert(is_toml_float(text), "%s", text);
        if (n_digits(text) > 1) {
                snprintf(shorter, sizeof(shorter), "%.*e", n_digits(text) - 2, (double)value);
                cr_assert(strtof(shorter, NULL) != value, "%s is shorter than %s", shorter, text);
        }
}

Test(number, known_float32)
{
        static const struct {
                double value;
                const char *text;
        } cases[] = {
                {1, "1.0"},
                {0, "0.0"},
                {-0.0, "-0.0"},
                {-2.5, "-2.5"},
                {0.1, "0.1"},
                {0.31415926535, "0.31415927"},
                {5.727932319647777, "5.7279325"},
                {0.0001, "0.0001"},
                {0.00001, "1e-5"},
                {1.2345679e-7, "1.2345679e-7"},
                {16777216, "16777216.0"},
                {1e16, "1e16"},
                {1e15, "1000000000000000.0"},
                {3.4028234663852886e38, "3.4028235e38"},
                {1.401298464324817e-45, "1e-45"},
                {1.1754943508222875e-38, "1.1754944e-38"},
                {8388609, "8388609.0"},
                {9.5367431640625e-7, "9.536743e-7"},
                {1e-60, "0.0"},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                char text[CW_NUMBER_NBYTES];
                cr_expect(cw_number_float32(cases[i].value, text));
                cr_expect_str_eq(text, cases[i].text);
        }
}

Test(number, known_float64)
{
        static const struct {
                double value;
                const char *text;
        } cases[] = {
                {1, "1.0"},
                {0.999, "0.999"},
                {1.0 / 3, "0.3333333333333333"},
                {0.1 + 0.2, "0.30000000000000004"},
                {5.684341886080801e-14, "5.684341886080801e-14"}, /* 2^-44: the nearest 16 digits do not read back */
                {9007199254740992, "9007199254740992.0"},
                {5e-324, "5e-324"},
                {DBL_MAX, "1.7976931348623157e308"},
                {-DBL_MIN, "-2.2250738585072014e-308"},
                {123456.789, "123456.789"},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                char text[CW_NUMBER_NBYTES];
                cr_expect(cw_number_float64(cases[i].value, text));
                cr_expect_str_eq(text, cases[i].text);
        }
}

Test(number, what_is_not_finite_is_refused)
{
        char text[CW_NUMBER_NBYTES] = "x";
        cr_expect_not(cw_number_float64(INFINITY, text));
        cr_expect_str_empty(text);
        cr_expect_not(cw_number_float64(NAN, text));
        cr_expect_not(cw_number_float32(-INFINITY, text));
        cr_expect_not(cw_number_float32(1e39, text));
        cr_expect(cw_number_float64(1e39, text));
}

Test(number, random_float32)
{
        for (int i = 0; i < 100000; i++) {
                const uint32_t bits = (uint32_t)random_bits();
                float value;
                memcpy(&value, &bits, sizeof(value));
                if (isfinite(value))
                        check_float32(value);
        }
}

Test(number, every_power_of_two_and_its_neighbours)
{
        for (int e = -149; e < 128; e++) {
                const float value = ldexpf(1, e);
                check_float32(value);
                check_float32(nextafterf(value, 0));
                check_float32(nextafterf(value, FLT_MAX));
        }
}

Test(number, random_float64)
{
        for (int i = 0; i < 50000; i++) {
                const uint64_t bits = random_bits();
                double value;
                memcpy(&value, &bits, sizeof(value));
                char text[CW_NUMBER_NBYTES];
                if (!cw_number_float64(value, text))
                        continue;
                const double read = strtod(text, NULL);
                cr_assert(memcmp(&read, &value, sizeof(read)) == 0, "%.17g became %s", value, text);
                cr_assert(is_toml_float(text), "%s", text);
        }
}

/* Installed locales cannot be relied on: one that has nothing but a decimal comma is made. */
static const char *
comma_locale(void)
{
        static char folder[] = "/tmp/cw-locale-XXXXXX";
        char command[512];
        if (mkdtemp(folder) == NULL)
                return NULL;
        snprintf(command, sizeof(command),
                 "cd %s && printf 'LC_NUMERIC\\ndecimal_point \",\"\\nthousands_sep \".\"\\ngrouping 3;3\\nEND "
                 "LC_NUMERIC\\n'"
                 " >source && localedef -c -i ./source -f ANSI_X3.4-1968 ./comma >log 2>&1",
                 folder);
        const int result = system(command);
        (void)result; /* localedef warns about what is missing, and says so in its result */
        setenv("LOCPATH", folder, 1);
        const char *locale = setlocale(LC_NUMERIC, "comma");
        snprintf(command, sizeof(command), "rm -r %s", folder);
        return system(command) == 0 ? locale : NULL;
}

Test(number, locale_with_a_comma)
{
        char text[CW_NUMBER_NBYTES];
        if (comma_locale() == NULL)
                cr_skip_test("localedef makes no locale here");
        snprintf(text, sizeof(text), "%.1f", 1.5);
        cr_assert_str_eq(text, "1,5");
        cr_assert(cw_number_float32(0.31415926535, text));
        cr_assert_str_eq(text, "0.31415927");
        cr_assert(cw_number_float64(1.0 / 3, text));
        cr_assert_str_eq(text, "0.3333333333333333");
        cr_assert(cw_number_float64(12345678.5, text));
        cr_assert_str_eq(text, "12345678.5");
}
