/* SPDX-License-Identifier: MIT */
/*
 * TOML numbers, dates and times.  Floats and dates are judged, not evaluated.
 *
 *     integer = [+-] ( '0' | 1-9 digits )  |  0x hex  |  0o octal  |  0b binary      `_` between two digits
 *     float   = integer ( '.' digits [ exp ] | exp )  |  [+-] ( 'inf' | 'nan' )       exp = [eE] [+-] digits
 *     date    = YYYY-MM-DD        time = HH:MM:SS[.digits]
 *     value   = date  |  time  |  date ( 'T' | 't' | ' ' ) time [ 'Z' | 'z' | (+|-) HH:MM ]
 *
 * Ranges are those of RFC 3339: a 60th second is a leap second, 29 February needs a leap year.
 */
#include "base/toml_parser.h"

#include <string.h>

static bool
is_digit(int c)
{
        return c >= '0' && c <= '9';
}

static cw_status
no_number(struct cw_toml_parser *p)
{
        return cw_toml_expected(p, "a digit");
}

/* ---- dates and times ---------------------------------------------------------------------------------------- */

static bool
has_digits(const struct cw_toml_parser *p, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (!is_digit(cw_toml_peek(p, i)))
                        return false;
        return true;
}

/* Exactly `n` digits between `low` and `high`. */
static cw_status
read_field(struct cw_toml_parser *p, size_t n, unsigned low, unsigned high, const char *what, unsigned *field_ret)
{
        if (!has_digits(p, n))
                return cw_toml_bad(p, "expected %zu digits for the %s", n, what);
        unsigned field = 0;
        for (size_t i = 0; i < n; i++)
                field = field * 10 + (unsigned)(p->at[i] - '0');
        if (field < low || field > high)
                return cw_toml_bad(p, "expected %s from %u to %u, found %u", what, low, high, field);
        p->at += n;
        *field_ret = field;
        return CW_OK;
}

static cw_status
take(struct cw_toml_parser *p, char c, const char *wanted)
{
        if (cw_toml_peek(p, 0) != c)
                return cw_toml_expected(p, wanted);
        p->at++;
        return CW_OK;
}

static unsigned
days_of(unsigned year, unsigned month)
{
        static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        return month == 2 && leap ? 29 : days[month - 1];
}

static cw_status
read_date(struct cw_toml_parser *p)
{
        unsigned year, month, day;
        CW_TRY(read_field(p, 4, 0, 9999, "year", &year));
        CW_TRY(take(p, '-', "'-' in the date"));
        CW_TRY(read_field(p, 2, 1, 12, "month", &month));
        CW_TRY(take(p, '-', "'-' in the date"));
        return read_field(p, 2, 1, days_of(year, month), "day", &day);
}

static cw_status
read_time(struct cw_toml_parser *p)
{
        unsigned field;
        CW_TRY(read_field(p, 2, 0, 23, "hour", &field));
        CW_TRY(take(p, ':', "':' in the time"));
        CW_TRY(read_field(p, 2, 0, 59, "minute", &field));
        CW_TRY(take(p, ':', "':' and seconds in the time"));
        CW_TRY(read_field(p, 2, 0, 60, "second", &field));
        if (cw_toml_peek(p, 0) != '.')
                return CW_OK;
        p->at++;
        if (!is_digit(cw_toml_peek(p, 0)))
                return no_number(p);
        while (is_digit(cw_toml_peek(p, 0)))
                p->at++;
        return CW_OK;
}

static cw_status
read_offset(struct cw_toml_parser *p)
{
        const int c = cw_toml_peek(p, 0);
        unsigned field;
        if (c == 'Z' || c == 'z')
                p->at++;
        if (c != '+' && c != '-')
                return CW_OK;
        p->at++;
        CW_TRY(read_field(p, 2, 0, 23, "hour of the offset", &field));
        CW_TRY(take(p, ':', "':' in the offset"));
        return read_field(p, 2, 0, 59, "minute of the offset", &field);
}

static cw_status
read_date_time(struct cw_toml_parser *p)
{
        CW_TRY(read_date(p));
        const int c = cw_toml_peek(p, 0);
        /* a blank may be the delimiter or merely follow a date */
        if (c != 'T' && c != 't' && !(c == ' ' && is_digit(cw_toml_peek(p, 1))))
                return CW_OK;
        p->at++;
        CW_TRY(read_time(p));
        return read_offset(p);
}

/* ---- integers and floats ------------------------------------------------------------------------------------ */

/* Decimal digits with single underscores between them. */
static cw_status
skip_digits(struct cw_toml_parser *p)
{
        if (!is_digit(cw_toml_peek(p, 0)))
                return no_number(p);
        for (int c = cw_toml_peek(p, 0); is_digit(c) || c == '_'; c = cw_toml_peek(p, 0)) {
                p->at++;
                if (c == '_' && !is_digit(cw_toml_peek(p, 0)))
                        return cw_toml_expected(p, "a digit after '_'");
        }
        return CW_OK;
}

/* Digits of `radix` from `at`, underscores skipped; at least one. */
static cw_status
evaluate(struct cw_toml_parser *p, unsigned radix, bool negative, int64_t *value_ret)
{
        const uint64_t limit = (uint64_t)INT64_MAX + negative;
        uint64_t value = 0;
        bool after_digit = false;
        for (;; p->at++) {
                const int c = cw_toml_peek(p, 0);
                const unsigned letter = (unsigned)(c | 0x20) - 'a';
                const unsigned digit = is_digit(c) ? (unsigned)(c - '0') : letter < 6 ? 10 + letter : 16;
                if (c == '_' && after_digit) {
                        after_digit = false;
                        continue;
                }
                if (digit >= radix)
                        break;
                if (value > (limit - digit) / radix)
                        return cw_toml_bad(p, "expected an integer of 64 bits, found a larger one");
                value = value * radix + digit;
                after_digit = true;
        }
        if (!after_digit)
                return cw_toml_expected(p, radix == 10 ? "a digit" : "a digit of the number");
        /* -2^63 has no positive counterpart: negate without leaving the range */
        *value_ret = negative && value > 0 ? -(int64_t)(value - 1) - 1 : (int64_t)value;
        return CW_OK;
}

static cw_status
read_prefixed(struct cw_toml_parser *p, struct cw_toml_node *node, unsigned radix)
{
        p->at += 2;
        node->kind = CW_TOML_INTEGER;
        return evaluate(p, radix, false, &node->integer);
}

static cw_status
read_fraction(struct cw_toml_parser *p)
{
        if (cw_toml_peek(p, 0) == '.') {
                p->at++;
                CW_TRY(skip_digits(p));
        }
        if ((cw_toml_peek(p, 0) | 0x20) != 'e')
                return CW_OK;
        p->at++;
        if (cw_toml_peek(p, 0) == '+' || cw_toml_peek(p, 0) == '-')
                p->at++;
        return skip_digits(p);
}

static cw_status
read_decimal(struct cw_toml_parser *p, struct cw_toml_node *node, bool negative)
{
        const char *const digits = p->at;
        CW_TRY(skip_digits(p));
        if (*digits == '0' && p->at - digits > 1) {
                p->at = digits;
                return cw_toml_bad(p, "expected a number without a leading zero");
        }
        const int c = cw_toml_peek(p, 0);
        if (c == '.' || c == 'e' || c == 'E') {
                node->kind = CW_TOML_FLOAT;
                return read_fraction(p);
        }
        p->at = digits;
        node->kind = CW_TOML_INTEGER;
        return evaluate(p, 10, negative, &node->integer);
}

cw_status
cw_toml_read_number(struct cw_toml_parser *p, struct cw_toml_node *node)
{
        const int c = cw_toml_peek(p, 0);
        if (is_digit(c)) {
                node->kind = CW_TOML_DATETIME;
                if (has_digits(p, 2) && cw_toml_peek(p, 2) == ':')
                        return read_time(p);
                if (has_digits(p, 4) && cw_toml_peek(p, 4) == '-')
                        return read_date_time(p);
                const int prefix = c == '0' ? cw_toml_peek(p, 1) : 0;
                if (prefix == 'x' || prefix == 'o' || prefix == 'b')
                        return read_prefixed(p, node, prefix == 'x' ? 16 : prefix == 'o' ? 8 : 2);
        }
        if (c == '+' || c == '-')
                p->at++;
        if (p->end - p->at >= 3 && (memcmp(p->at, "inf", 3) == 0 || memcmp(p->at, "nan", 3) == 0)) {
                node->kind = CW_TOML_FLOAT;
                p->at += 3;
                return CW_OK;
        }
        return read_decimal(p, node, c == '-');
}
