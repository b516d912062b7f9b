/* SPDX-License-Identifier: MIT */
/*
 * Types of values.
 *
 *     [<>|=] kind size      NumPy: byte order, a letter, bytes      <i4 is int32, i8 would be int64
 *     kind bits             --dtype                                 i8 is int8, as in Rust and Arrow
 *
 * The two disagree on what i8 means, so that without a byte order only the second is read, and its widths (8, 16, 32, 64)
 * and NumPy's (1, 2, 4) have no number in common but the 8.
 */
#include "formats/numpy/dtype.h"

#include <stdio.h>
#include <string.h>

static bool
is_order(char c)
{
        return c == '<' || c == '>' || c == '|' || c == '=';
}

/* What a letter of NumPy's stands for. */
static const char *
kind_name(char kind)
{
        static const struct {
                char kind;
                const char *name;
        } kinds[] = {
                {'f', "floating-point numbers"},
                {'c', "complex numbers"},
                {'S', "byte strings"},
                {'a', "byte strings"},
                {'U', "strings"},
                {'O', "objects (pickle)"},
                {'V', "raw records"},
                {'M', "dates"},
                {'m', "time spans"},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(kinds); i++) {
                if (kinds[i].kind == kind)
                        return kinds[i].name;
        }
        return NULL;
}

static bool
make(bool is_signed, size_t nbytes, bool big_endian, struct cw_dtype *d)
{
        static const enum cw_width is[] = {[1] = CW_I8, [2] = CW_I16, [4] = CW_I32, [8] = CW_I64};
        static const enum cw_width us[] = {[1] = CW_U8, [2] = CW_U16, [4] = CW_U32, [8] = CW_I64};
        if (nbytes != 1 && nbytes != 2 && nbytes != 4 && nbytes != 8)
                return false;
        *d = (struct cw_dtype){.width = is_signed ? is[nbytes] : us[nbytes],
                               .nbytes = nbytes,
                               .swapped = big_endian && nbytes > 1,
                               .is_uint64 = !is_signed && nbytes == 8};
        d->name[0] = nbytes == 1 ? '|' : big_endian ? '>' : '<';
        d->name[1] = is_signed ? 'i' : 'u';
        d->name[2] = (char)('0' + nbytes);
        return true;
}

/* Bytes after the letter: one digit, or none where it is neither. */
static size_t
one_digit(const char *text, size_t n)
{
        return n == 1 && text[0] >= '1' && text[0] <= '9' ? (size_t)(text[0] - '0') : 0;
}

cw_status
cw_dtype_parse(const char *descr, size_t n, struct cw_dtype *dtype_ret, struct cw_error *err)
{
        const size_t at = n > 0 && is_order(descr[0]);
        const char kind = at < n ? descr[at] : '\0';
        const bool big_endian = at > 0 && descr[0] == '>';
        const size_t nbytes = at < n ? one_digit(descr + at + 1, n - at - 1) : 0;
        const int shown = n < 40 ? (int)n : 40;
        if (kind_name(kind) != NULL)
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "expected an array of integers, found %s (dtype '%.*s'); save the label ids with "
                               ".astype('int64')",
                               kind_name(kind), shown, descr);
        if (((kind == 'i' || kind == 'u') && make(kind == 'i', nbytes, big_endian, dtype_ret)) ||
            (kind == 'b' && nbytes == 1 && make(false, 1, false, dtype_ret)))
                return CW_OK;
        return cw_fail(err, CW_E_CORRUPT, "expected a type of NumPy's, found '%.*s'; the header is damaged", shown,
                       descr);
}

cw_status
cw_dtype_from_user(const char *text, struct cw_dtype *dtype_ret, struct cw_error *err)
{
        static const char *const bits[] = {"8", "16", "32", "64"};
        const bool numpy = is_order(text[0]);
        const char *at = text + numpy;
        const bool is_signed = *at != 'u';
        if (!numpy && strncmp(at, is_signed ? "int" : "uint", is_signed ? 3 : 4) == 0)
                at += is_signed ? 3 : 4;
        else if (*at == 'i' || *at == 'u')
                at++;
        else
                at = "";
        size_t nbytes = numpy ? one_digit(at, strlen(at)) : 0;
        for (size_t i = 0; !numpy && i < CW_ARRAY_LEN(bits); i++)
                nbytes = strcmp(at, bits[i]) == 0 ? (size_t)1 << i : nbytes;
        if (make(is_signed, nbytes, text[0] == '>', dtype_ret))
                return CW_OK;
        return cw_fail(err, CW_E_USAGE,
                       "--dtype: expected i8, i16, i32, i64, u8, u16, u32 or u64 (bits), or NumPy's '<i4' or '>i2' "
                       "(bytes), found '%.40s'",
                       text);
}

/* A loop for each width, which compilers turn into vectors. */
#define SWAP_ALL(bits)                                       \
        for (size_t i = 0; i < n; i++) {                     \
                uint##bits##_t v;                            \
                memcpy(&v, from + i * sizeof(v), sizeof(v)); \
                v = __builtin_bswap##bits(v);                \
                memcpy(to + i * sizeof(v), &v, sizeof(v));   \
        }

void
cw_dtype_swap(const struct cw_dtype *dtype, const uint8_t *from, size_t n, uint8_t *to)
{
        if (dtype->nbytes == 2)
                SWAP_ALL(16)
        else if (dtype->nbytes == 4)
                SWAP_ALL(32)
        else
                SWAP_ALL(64)
}

size_t
cw_dtype_beyond(const uint8_t *values, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                int64_t v;
                memcpy(&v, values + 8 * i, sizeof(v));
                if (v < 0)
                        return i;
        }
        return n;
}
