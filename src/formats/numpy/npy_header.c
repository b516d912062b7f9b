/* SPDX-License-Identifier: MIT */
/*
 * Parsing the header of an .npy file.
 *
 *     93 'N' 'U' 'M' 'P' 'Y'  major  minor    header length          a literal of Python, padded with blanks
 *     0                       6      7        8    u16 (version 1)   {'descr': '<i4', 'fortran_order': False,
 *                                                  u32 (2, 3)         'shape': (2, 3), }                     \n
 *
 * The dict must hold these three keys, each once, in any order; NumPy of Python 2 wrote the numbers as 3L.  A `descr` that
 * is a list is a structured array, which holds no labels.
 */
#include "formats/numpy/npy_header.h"

#include "base/buffer.h"
#include "base/cursor.h"

#include <inttypes.h>

static const uint8_t magic[6] = {0x93, 'N', 'U', 'M', 'P', 'Y'};

bool
cw_npy_is_magic(const uint8_t *bytes, size_t n)
{
        return n >= sizeof(magic) && memcmp(bytes, magic, sizeof(magic)) == 0;
}

cw_status
cw_npy_header_nbytes(const uint8_t *start, size_t n, size_t *nbytes_ret, struct cw_error *err)
{
        struct cw_cursor c = cw_cursor_over(start, n);
        if (!cw_npy_is_magic(start, n))
                return cw_fail(err, CW_E_CORRUPT, "expected the first bytes of an .npy file, found others");
        (void)cw_cursor_bytes(&c, sizeof(magic));
        const uint8_t major = cw_cursor_u8(&c), minor = cw_cursor_u8(&c);
        const size_t length_nbytes = major == 1 ? 2 : 4;
        const uint64_t length = cw_cursor_le(&c, length_nbytes);
        if (!cw_cursor_ok(&c))
                return cw_fail(err, CW_E_TRUNCATED, "the .npy header is cut off after %zu bytes", n);
        if (major < 1 || major > 3 || minor != 0)
                return cw_fail(err, CW_E_UNSUPPORTED, "expected .npy version 1.0, 2.0 or 3.0, found %d.%d", major,
                               minor);
        if (length > CW_NPY_HEADER_MOST)
                return cw_fail(err, CW_E_CORRUPT, "the .npy header is %" PRIu64 " bytes long; expected at most %d",
                               length, (int)CW_NPY_HEADER_MOST);
        *nbytes_ret = sizeof(magic) + 2 + length_nbytes + (size_t)length;
        return CW_OK;
}

/* ---- the literal ------------------------------------------------------------------------------------------- */

struct text {
        const char *at, *end;
};

static bool
skip_blanks(struct text *t)
{
        while (t->at < t->end && (*t->at == ' ' || *t->at == '\n' || *t->at == '\t' || *t->at == '\r'))
                t->at++;
        return t->at < t->end;
}

/* The byte, after blanks. */
static bool
take(struct text *t, char c)
{
        if (!skip_blanks(t) || *t->at != c)
                return false;
        t->at++;
        return true;
}

static bool
take_word(struct text *t, const char *word)
{
        const size_t n = strlen(word);
        if (!skip_blanks(t) || (size_t)(t->end - t->at) < n || memcmp(t->at, word, n) != 0)
                return false;
        t->at += n;
        return true;
}

static bool
take_string(struct text *t, struct text *string_ret)
{
        if (!skip_blanks(t) || (*t->at != '\'' && *t->at != '"'))
                return false;
        const char quote = *t->at++;
        const char *close = memchr(t->at, quote, (size_t)(t->end - t->at));
        if (close == NULL || memchr(t->at, '\\', (size_t)(close - t->at)) != NULL)
                return false;
        *string_ret = (struct text){t->at, close};
        t->at = close + 1;
        return true;
}

static bool
take_number(struct text *t, uint64_t *value_ret)
{
        uint64_t v = 0;
        if (!skip_blanks(t) || *t->at < '0' || *t->at > '9')
                return false;
        for (; t->at < t->end && *t->at >= '0' && *t->at <= '9'; t->at++) {
                if (v > UINT64_C(1) << 59)
                        return false;
                v = 10 * v + (uint64_t)(*t->at - '0');
        }
        t->at += t->at < t->end && *t->at == 'L';
        *value_ret = v;
        return true;
}

/* (), (3,), (2, 3), (2, 3,) */
static bool
take_shape(struct text *t, struct cw_npy_array *a)
{
        if (!take(t, '('))
                return false;
        a->n_dims = 0;
        while (!take(t, ')')) {
                if (a->n_dims == CW_NPY_DIMS_MOST || !take_number(t, &a->shape[a->n_dims]))
                        return false;
                a->n_dims++;
                if (take(t, ','))
                        continue;
                return a->n_dims > 1 && take(t, ')');
        }
        return true;
}

enum { SAW_DESCR = 1, SAW_ORDER = 2, SAW_SHAPE = 4, SAW_ALL = 7 };

static cw_status
fail_header(struct cw_error *err, const char *why)
{
        return cw_fail(err, CW_E_CORRUPT, "the .npy header is damaged: expected %s", why);
}

static cw_status
take_descr(struct text *t, struct cw_npy_array *a, struct cw_error *err)
{
        struct text descr;
        if (skip_blanks(t) && (*t->at == '[' || *t->at == '('))
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "expected an array of integers, found a structured array; save its label field as an "
                               "array of its own");
        if (!take_string(t, &descr))
                return fail_header(err, "the name of a type after 'descr'");
        return cw_dtype_parse(descr.at, (size_t)(descr.end - descr.at), &a->dtype, err);
}

static cw_status
take_member(struct text *t, unsigned *seen_ref, struct cw_npy_array *a, struct cw_error *err)
{
        struct text key;
        if (!take_string(t, &key) || !take(t, ':'))
                return fail_header(err, "a key");
        const size_t n = (size_t)(key.end - key.at);
        unsigned saw = 0;
        if (n == 5 && memcmp(key.at, "descr", n) == 0) {
                saw = SAW_DESCR;
                CW_TRY(take_descr(t, a, err));
        } else if (n == 13 && memcmp(key.at, "fortran_order", n) == 0) {
                saw = SAW_ORDER;
                a->fortran_order = take_word(t, "True");
                if (!a->fortran_order && !take_word(t, "False"))
                        return fail_header(err, "True or False after 'fortran_order'");
        } else if (n == 5 && memcmp(key.at, "shape", n) == 0) {
                saw = SAW_SHAPE;
                if (!take_shape(t, a))
                        return fail_header(err, "a tuple of lengths after 'shape'");
        }
        if (saw == 0 || (*seen_ref & saw) != 0)
                return fail_header(err, "the keys 'descr', 'fortran_order' and 'shape', each once");
        *seen_ref |= saw;
        return CW_OK;
}

/* Products are taken where they cannot overflow: of lengths below 2^63 in all. */
static cw_status
multiply(struct cw_npy_array *a, struct cw_error *err)
{
        const uint64_t most = (UINT64_C(1) << 60) - 1;
        bool empty = false;
        a->n_values = 1;
        for (unsigned i = 0; i < a->n_dims; i++)
                empty = empty || a->shape[i] == 0;
        for (unsigned i = 0; !empty && i < a->n_dims; i++) {
                if (a->shape[i] > most / a->n_values)
                        return fail_header(err, "a shape of fewer than 2^60 values");
                a->n_values *= a->shape[i];
        }
        if (empty)
                a->n_values = 0;
        a->row_len = a->n_dims == 0 ? 1 : a->shape[a->n_dims - 1];
        return CW_OK;
}

cw_status
cw_npy_header_parse(const uint8_t *bytes, size_t nbytes, struct cw_npy_array *array_ret, struct cw_error *err)
{
        size_t whole = 0;
        unsigned seen = 0;
        *array_ret = (struct cw_npy_array){.dtype.width = CW_I8};
        CW_TRY(cw_npy_header_nbytes(bytes, nbytes, &whole, err));
        if (whole > nbytes)
                return cw_fail(err, CW_E_TRUNCATED, "the .npy header is cut off: expected %zu bytes, found %zu", whole,
                               nbytes);
        const char *dict = (const char *)bytes + sizeof(magic) + 2 + (bytes[6] == 1 ? 2 : 4);
        struct text t = {dict, (const char *)bytes + whole};
        if (!take(&t, '{'))
                return fail_header(err, "a dict");
        while (!take(&t, '}')) {
                CW_TRY(take_member(&t, &seen, array_ret, err));
                if (take(&t, ','))
                        continue;
                if (!take(&t, '}'))
                        return fail_header(err, "',' or '}' after a value");
                break;
        }
        if (seen != SAW_ALL)
                return fail_header(err, "the keys 'descr', 'fortran_order' and 'shape', each once");
        if (skip_blanks(&t))
                return fail_header(err, "blanks after the dict");
        return multiply(array_ret, err);
}

void
cw_npy_describe(const struct cw_npy_array *a, struct cw_buffer *out)
{
        cw_buffer_printf(out, "dtype: %s\nshape: (", a->dtype.name);
        for (unsigned i = 0; i < a->n_dims; i++)
                cw_buffer_printf(out, "%s%" PRIu64 "%s", i == 0 ? "" : ", ", a->shape[i], a->n_dims == 1 ? "," : "");
        cw_buffer_printf(out, ")\norder: %s\nvalues: %" PRIu64 "\n", a->fortran_order ? "Fortran" : "C", a->n_values);
        if (a->n_dims > 1 && a->row_len > 0)
                cw_buffer_printf(out, "rows: %" PRIu64 "\n", a->n_values / a->row_len);
        cw_buffer_printf(out, "raw bytes: %" PRIu64 "\n", a->n_values * a->dtype.nbytes);
}
