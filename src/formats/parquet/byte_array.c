/* SPDX-License-Identifier: MIT */
/*
 * Strings in PLAIN, DELTA_LENGTH_BYTE_ARRAY and DELTA_BYTE_ARRAY; see page_values.h for the bytes.
 *
 * The lengths of the delta encodings stand before all bytes.  Where they end is found by going over their blocks once,
 * without unpacking; then lengths and bytes are read side by side, so that nothing is allocated.
 */
#include "formats/parquet/page.h"
#include "formats/parquet/page_values.h"

#include <string.h>

enum { PIECE = 256 }; /* lengths decoded at a time */

static cw_status
fail_long(uint64_t nbytes, struct cw_error *err)
{
        return cw_fail(err, CW_E_DATA,
                       "a string of %llu bytes is no label (at most %d are read); choose another column with --column",
                       (unsigned long long)nbytes, (int)CW_PARQUET_TEXT_MOST);
}

static cw_status
take_plain(struct cw_parquet_values *v, uint64_t n, struct cw_tally *tally, struct cw_error *err)
{
        for (; n > 0; n--) {
                const uint32_t nbytes = cw_cursor_u32(&v->c);
                const uint8_t *text = cw_cursor_bytes(&v->c, nbytes);
                if (text == NULL)
                        return cw_parquet_values_end(err);
                if (nbytes > CW_PARQUET_TEXT_MOST)
                        return fail_long(nbytes, err);
                cw_tally_name(tally, (const char *)text, nbytes);
        }
        return CW_OK;
}

static cw_status
take_lengths(struct cw_parquet_values *v, uint64_t n, struct cw_tally *tally, struct cw_error *err)
{
        int64_t lengths[PIECE];
        while (n > 0) {
                const size_t m = n < PIECE ? (size_t)n : PIECE;
                if (!cw_delta_read(&v->numbers, lengths, m))
                        return cw_parquet_values_end(err);
                for (size_t i = 0; i < m; i++) {
                        const uint64_t nbytes = (uint32_t)lengths[i];
                        const uint8_t *text = cw_cursor_bytes(&v->c, (size_t)nbytes);
                        if (text == NULL)
                                return cw_parquet_values_end(err);
                        if (nbytes > CW_PARQUET_TEXT_MOST)
                                return fail_long(nbytes, err);
                        cw_tally_name(tally, (const char *)text, (size_t)nbytes);
                }
                n -= m;
        }
        return CW_OK;
}

/* v->last, its first `kept` bytes and then the next `added` of the suffixes. */
static cw_status
next_text(struct cw_parquet_values *v, int64_t kept, int64_t added, struct cw_error *err)
{
        if (kept < 0 || added < 0 || (uint64_t)kept > v->last_nbytes || (uint64_t)added > cw_cursor_left(&v->c))
                return cw_parquet_values_end(err);
        const size_t nbytes = (size_t)kept + (size_t)added;
        if (nbytes > CW_PARQUET_TEXT_MOST)
                return fail_long(nbytes, err);
        const uint8_t *suffix = cw_cursor_bytes(&v->c, (size_t)added);
        if (added > 0)
                memcpy(v->last + kept, suffix, (size_t)added);
        v->last_nbytes = nbytes;
        return CW_OK;
}

static cw_status
take_prefixes(struct cw_parquet_values *v, uint64_t n, struct cw_tally *tally, struct cw_error *err)
{
        int64_t kept[PIECE], added[PIECE];
        while (n > 0) {
                const size_t m = n < PIECE ? (size_t)n : PIECE;
                if (!cw_delta_read(&v->prefixes, kept, m) || !cw_delta_read(&v->numbers, added, m))
                        return cw_parquet_values_end(err);
                for (size_t i = 0; i < m; i++) {
                        CW_TRY(next_text(v, kept[i], added[i], err));
                        cw_tally_name(tally, v->last, v->last_nbytes);
                }
                n -= m;
        }
        return CW_OK;
}

/* Opens delta-packed numbers at v->c, and moves v->c behind them. */
static bool
open_numbers(struct cw_parquet_values *v, struct cw_delta *numbers)
{
        if (!cw_delta_open(numbers, v->c.at, cw_cursor_left(&v->c)))
                return false;
        struct cw_delta ahead = *numbers;
        if (!cw_delta_skip(&ahead))
                return false;
        v->c = ahead.c;
        return true;
}

cw_status
cw_parquet_text_open(struct cw_parquet_values *v, int32_t encoding, const uint8_t *data, size_t nbytes,
                     struct cw_error *err)
{
        v->c = cw_cursor_over(data, nbytes);
        switch (encoding) {
        case CW_PARQUET_PLAIN:
                v->take = take_plain;
                return CW_OK;
        case CW_PARQUET_DELTA_LENGTH_BYTE_ARRAY:
                v->take = take_lengths;
                return nbytes == 0 || open_numbers(v, &v->numbers) ? CW_OK : cw_parquet_values_end(err);
        case CW_PARQUET_DELTA_BYTE_ARRAY:
                v->take = take_prefixes;
                return nbytes == 0 || (open_numbers(v, &v->prefixes) && open_numbers(v, &v->numbers))
                               ? CW_OK
                               : cw_parquet_values_end(err);
        default:
                return CW_E_UNSUPPORTED;
        }
}
