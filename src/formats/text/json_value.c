/* SPDX-License-Identifier: MIT */
/*
 * Scalars.  Numbers are never turned into floating point on the way: 9007199254740993.0 is that integer, and so is
 * 1.5e1, while 1e-1 is none.
 */
#include "formats/text/json_value.h"

#include <string.h>

/* A decimal as digits x 10^power, without zeros at the end of the digits. */
struct decimal {
        uint64_t digits;
        int64_t power;
        bool overflow; /* more digits than 64 bits hold */
};

static inline bool
is_digit(const struct cw_json_cursor *c)
{
        return c->at < c->end && *c->at >= '0' && *c->at <= '9';
}

static void
times_ten_plus(struct decimal *d, unsigned digit)
{
        d->overflow = d->overflow || __builtin_mul_overflow(d->digits, UINT64_C(10), &d->digits) ||
                      __builtin_add_overflow(d->digits, (uint64_t)digit, &d->digits);
}

/* A run of digits, at least one.  Zeros wait until a digit follows that gives them weight. */
static bool
take_digits(struct cw_json_cursor *c, struct decimal *d, int64_t *zeros, bool fraction)
{
        if (!is_digit(c))
                return cw_json_fault(c, CW_E_CORRUPT, "expected a digit");
        for (; is_digit(c); c->at++) {
                const unsigned digit = (unsigned)(*c->at - '0');
                d->power -= fraction;
                ++*zeros;
                if (digit == 0)
                        continue;
                for (; *zeros > 1 && d->digits != 0 && !d->overflow; --*zeros)
                        times_ten_plus(d, 0);
                times_ten_plus(d, digit);
                *zeros = 0;
        }
        return true;
}

/* The exponent; far beyond what matters it stays where it is. */
static bool
take_exponent(struct cw_json_cursor *c, int64_t *power)
{
        const int64_t most = INT64_MAX / 100;
        int64_t exponent = 0;
        const bool negative = c->at < c->end && *c->at == '-';
        if (c->at < c->end && (*c->at == '-' || *c->at == '+'))
                c->at++;
        if (!is_digit(c))
                return cw_json_fault(c, CW_E_CORRUPT, "expected a digit of the exponent");
        for (; is_digit(c); c->at++) {
                if (exponent < most)
                        exponent = exponent * 10 + (*c->at - '0');
        }
        *power += negative ? -exponent : exponent;
        return true;
}

static bool
take_decimal(struct cw_json_cursor *c, struct decimal *d)
{
        int64_t zeros = 0;
        if (c->at + 1 < c->end && c->at[0] == '0' && c->at[1] >= '0' && c->at[1] <= '9')
                return cw_json_fault(c, CW_E_CORRUPT, "expected a number without leading zeros");
        if (!take_digits(c, d, &zeros, false))
                return false;
        if (c->at < c->end && *c->at == '.') {
                c->at++;
                if (!take_digits(c, d, &zeros, true))
                        return false;
        }
        d->power += zeros;
        if (c->at < c->end && (*c->at == 'e' || *c->at == 'E')) {
                c->at++;
                return take_exponent(c, &d->power);
        }
        return true;
}

bool
cw_json_integer(struct cw_json_cursor *c, int64_t *value_ret)
{
        static const char too_large[] = "expected integer labels of 64 bits, found a larger number";
        struct decimal d = {0};
        const bool negative = c->at < c->end && *c->at == '-';
        c->at += negative;
        if (!take_decimal(c, &d))
                return false;
        *value_ret = 0;
        if (d.digits == 0 && !d.overflow)
                return true;
        if (d.power < 0)
                return cw_json_fault(c, CW_E_DATA, "expected integer labels, found a fraction");
        for (; d.power > 0 && !d.overflow; d.power--)
                times_ten_plus(&d, 0);
        if (d.overflow || d.digits > (uint64_t)INT64_MAX + negative)
                return cw_json_fault(c, CW_E_DATA, too_large);
        /* In unsigned arithmetic, since -INT64_MIN is no int64_t. */
        *value_ret = (int64_t)(negative ? 0 - d.digits : d.digits);
        return true;
}

/* Four hex digits at p, which has so many bytes left; UINT32_MAX if they are none. */
static uint32_t
hex4(const char *p, const char *end)
{
        uint32_t v = 0;
        if (end - p < 4)
                return UINT32_MAX;
        for (int i = 0; i < 4; i++) {
                const char lower = (char)(p[i] | 0x20);
                if (p[i] >= '0' && p[i] <= '9')
                        v = v << 4 | (uint32_t)(p[i] - '0');
                else if (lower >= 'a' && lower <= 'f')
                        v = v << 4 | (uint32_t)(lower - 'a' + 10);
                else
                        return UINT32_MAX;
        }
        return v;
}

static size_t
put_utf8(uint32_t code, char out[4])
{
        static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
        const size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        for (size_t i = n; i-- > 1; code >>= 6)
                out[i] = (char)(0x80 | (code & 0x3F));
        out[0] = (char)(lead[n] | code);
        return n;
}

/* \u and perhaps the second half of a pair; c->at is behind the `u`. */
static size_t
take_unicode(struct cw_json_cursor *c, const char *end, char out[4])
{
        uint32_t code = hex4(c->at, end);
        if (code == UINT32_MAX)
                return cw_json_fault(c, CW_E_CORRUPT, "expected four hex digits after \\u");
        c->at += 4;
        if (code >= 0xD800 && code < 0xE000) {
                const uint32_t low = end - c->at >= 2 && c->at[0] == '\\' && c->at[1] == 'u' ? hex4(c->at + 2, end) : 0;
                if (code >= 0xDC00 || low < 0xDC00 || low >= 0xE000)
                        return cw_json_fault(c, CW_E_CORRUPT, "expected both halves of a surrogate pair");
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                c->at += 6;
        }
        return put_utf8(code, out);
}

/* The escape at c->at, a backslash; the bytes it stands for, 1 to 4 of them, or 0 with a fault. */
static size_t
take_escape(struct cw_json_cursor *c, const char *end, char out[4])
{
        static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
        const char byte = end - c->at >= 2 ? c->at[1] : '\0';
        if (byte == 'u') {
                c->at += 2;
                return take_unicode(c, end, out);
        }
        const char *const known = byte != '\0' ? strchr(from, byte) : NULL;
        if (known == NULL)
                return cw_json_fault(c, CW_E_CORRUPT, "expected an escape such as \\n or \\u00e9");
        c->at += 2;
        out[0] = to[known - from];
        return 1;
}

bool
cw_json_unescape(struct cw_json_cursor *c, struct cw_json_span text, char *out, size_t *nbytes_ret)
{
        size_t n = 0;
        c->at = text.begin;
        while (c->at < text.end) {
                char bytes[4];
                const char *piece = c->at;
                size_t piece_nbytes;
                if (*c->at == '\\') {
                        piece_nbytes = take_escape(c, text.end, bytes);
                        if (piece_nbytes == 0)
                                return false;
                        piece = bytes;
                } else {
                        const char *const next = memchr(c->at, '\\', (size_t)(text.end - c->at));
                        c->at = next != NULL ? next : text.end;
                        piece_nbytes = (size_t)(c->at - piece);
                }
                if (piece_nbytes > CW_JSON_TEXT_MOST - n)
                        return cw_json_fault(c, CW_E_DATA, "expected labels of at most 4096 bytes, found a longer one");
                memcpy(out + n, piece, piece_nbytes);
                n += piece_nbytes;
        }
        *nbytes_ret = n;
        return true;
}
