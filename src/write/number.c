/* SPDX-License-Identifier: MIT */
/*
 * Shortest decimals, by asking the C library and never trusting its locale.
 *
 * The digits come from printf's %e, whose one character that depends on the locale is skipped; they are read back as
 * "DIGITSeEXPONENT", which has no radix character at all.  That some decimal of p digits reads back implies that one of
 * p + 1 digits does (append a 0), so p is found by bisection.  Of p digits, only the two decimals on either side of the
 * value can do it if any can; the nearer of them is what %e gives, and the other is its neighbour up or down.  The
 * neighbour is needed just above powers of two, where the gap below is half the gap above (2^-44 as float64).
 *
 * Ryu or Grisu would be faster; there is one number a label, so they would not be noticed.
 */
#include "write/number.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* value = digits * 10^exponent */
struct decimal {
        uint64_t digits;
        int exponent;
};

typedef bool reads_back_fn(struct decimal d, double value);

static void
format_plain(struct decimal d, char text[CW_NUMBER_NBYTES])
{
        snprintf(text, CW_NUMBER_NBYTES, "%" PRIu64 "e%d", d.digits, d.exponent);
}

static bool
reads_back_float32(struct decimal d, double value)
{
        char text[CW_NUMBER_NBYTES];
        format_plain(d, text);
        const float read = strtof(text, NULL);
        const float wanted = (float)value;
        return memcmp(&read, &wanted, sizeof(read)) == 0;
}

static bool
reads_back_float64(struct decimal d, double value)
{
        char text[CW_NUMBER_NBYTES];
        format_plain(d, text);
        const double read = strtod(text, NULL);
        return memcmp(&read, &value, sizeof(read)) == 0;
}

/* The decimal of `n_digits` digits nearest to `value`, which is above 0. */
static struct decimal
nearest(double value, int n_digits)
{
        char text[64];
        snprintf(text, sizeof(text), "%.*e", n_digits - 1, value);
        struct decimal d = {0, 1 - n_digits};
        const char *s = text;
        for (; *s != 'e'; s++)
                if (*s >= '0' && *s <= '9')
                        d.digits = d.digits * 10 + (uint64_t)(*s - '0');
        d.exponent += (int)strtol(s + 1, NULL, 10);
        return d;
}

static bool
find_with_digits(double value, int n_digits, reads_back_fn *reads_back, struct decimal *found_ret)
{
        static const int neighbours[] = {0, -1, 1};
        const struct decimal d = nearest(value, n_digits);
        for (size_t i = 0; i < 3; i++) {
                const struct decimal try = {d.digits + (uint64_t)(int64_t)neighbours[i], d.exponent};
                if (reads_back(try, value)) {
                        *found_ret = try;
                        return true;
                }
        }
        return false;
}

/* `max_digits` digits always read back.  What has at most `sure_digits` of them is its own nearest decimal of so many, with
 * zeros at the end, so that fewer need not be tried: but for subnormal numbers, which hold less than that. */
static struct decimal
shortest(double value, int max_digits, int sure_digits, reads_back_fn *reads_back)
{
        struct decimal best = nearest(value, max_digits);
        for (int low = sure_digits, high = max_digits; low < high;) {
                const int middle = (low + high) / 2;
                if (find_with_digits(value, middle, reads_back, &best))
                        high = middle;
                else
                        low = middle + 1;
        }
        while (best.digits % 10 == 0 && best.digits != 0) {
                best.digits /= 10;
                best.exponent++;
        }
        return best;
}

/* Plain notation from 0.0001 to 9999999999999999.0, as Python's repr() has it; an exponent beyond. */
static void
lay_out(struct decimal d, char *out)
{
        char digits[24];
        const int n = snprintf(digits, sizeof(digits), "%" PRIu64, d.digits);
        const int point = n + d.exponent; /* digits before the radix point */
        if (point < -3 || point > 16) {
                const char *dot = n > 1 ? "." : "";
                snprintf(out, CW_NUMBER_NBYTES - 1, "%c%s%se%d", digits[0], dot, digits + 1, point - 1);
        } else if (point <= 0) {
                snprintf(out, CW_NUMBER_NBYTES - 1, "0.%.*s%s", -point, "000", digits);
        } else if (point >= n) {
                snprintf(out, CW_NUMBER_NBYTES - 1, "%s%.*s.0", digits, point - n, "0000000000000000");
        } else {
                snprintf(out, CW_NUMBER_NBYTES - 1, "%.*s.%s", point, digits, digits + point);
        }
}

static bool
write_shortest(double value, int max_digits, int sure_digits, reads_back_fn *reads_back, char out[CW_NUMBER_NBYTES])
{
        out[0] = '\0';
        if (!isfinite(value))
                return false;
        if (signbit(value))
                *out++ = '-';
        if (value == 0)
                memcpy(out, "0.0", sizeof("0.0"));
        else
                lay_out(shortest(fabs(value), max_digits, sure_digits, reads_back), out);
        return true;
}

bool
cw_number_float32(double value, char out[CW_NUMBER_NBYTES])
{
        const int sure_digits = fabs(value) >= (double)FLT_MIN ? FLT_DIG : 1;
        return write_shortest((double)(float)value, FLT_DECIMAL_DIG, sure_digits, reads_back_float32, out);
}

bool
cw_number_float64(double value, char out[CW_NUMBER_NBYTES])
{
        const int sure_digits = fabs(value) >= DBL_MIN ? DBL_DIG : 1;
        return write_shortest(value, DBL_DECIMAL_DIG, sure_digits, reads_back_float64, out);
}
