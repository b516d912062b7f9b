/* SPDX-License-Identifier: MIT */
/*
 * Integers in every encoding, and which reader an encoding has; see page_values.h.  Strings are in byte_array.c, dictionaries
 * in parquet_dictionary.c.
 */
#include "formats/parquet/page_values.h"

#include "formats/parquet/page.h"

#include <string.h>

enum { PIECE = 1024 }; /* integers decoded at a time */

cw_status
cw_parquet_values_end(struct cw_error *err)
{
        return cw_fail(err, CW_E_CORRUPT, "its values end early");
}

static size_t
stored_width(const struct cw_parquet_leaf *leaf)
{
        return leaf->type == CW_PARQUET_INT32 ? 4 : 8;
}

int64_t
cw_parquet_id(const struct cw_parquet_leaf *leaf, const uint8_t *stored)
{
        if (leaf->type != CW_PARQUET_INT32)
                return (int64_t)cw_load_le(stored, 8);
        const uint32_t v = (uint32_t)cw_load_le(stored, 4);
        return leaf->meaning == CW_PARQUET_UNSIGNED ? (int64_t)v : (int32_t)v;
}

static cw_status
fail_large(struct cw_error *err)
{
        return cw_fail(err, CW_E_DATA,
                       "expected ids below 2^63, found a larger one; choose another column with --column");
}

cw_status
cw_parquet_tally_stored(const struct cw_parquet_leaf *leaf, const uint8_t *stored, size_t n, struct cw_tally *tally,
                        struct cw_error *err)
{
        const bool is_unsigned = leaf->meaning == CW_PARQUET_UNSIGNED;
        if (leaf->type == CW_PARQUET_INT32) {
                cw_tally_ids(tally, stored, n, is_unsigned ? CW_U32 : CW_I32);
                return CW_OK;
        }
        uint64_t top = 0;
        for (size_t i = 0; is_unsigned && i < n; i++)
                top |= stored[8 * i + 7];
        if (top >> 7 != 0)
                return fail_large(err);
        cw_tally_ids(tally, stored, n, CW_I64);
        return CW_OK;
}

static cw_status
take_plain(struct cw_parquet_values *v, uint64_t n, struct cw_tally *tally, struct cw_error *err)
{
        const size_t width = stored_width(v->leaf);
        const uint8_t *stored = n > cw_cursor_left(&v->c) / width ? NULL : cw_cursor_bytes(&v->c, (size_t)n * width);
        return stored == NULL ? cw_parquet_values_end(err)
                              : cw_parquet_tally_stored(v->leaf, stored, (size_t)n, tally, err);
}

/* Decoded integers, still as wide as they are stored: INT32 sums wrap at 32 bits. */
static cw_status
tally_decoded(const struct cw_parquet_leaf *leaf, int64_t *ids, size_t n, struct cw_tally *tally, struct cw_error *err)
{
        const bool is_unsigned = leaf->meaning == CW_PARQUET_UNSIGNED;
        uint64_t all = 0;
        for (size_t i = 0; leaf->type == CW_PARQUET_INT32 && i < n; i++)
                ids[i] = is_unsigned ? (int64_t)(uint32_t)ids[i] : (int32_t)ids[i];
        for (size_t i = 0; is_unsigned && i < n; i++)
                all |= (uint64_t)ids[i];
        if (all >> 63 != 0)
                return fail_large(err);
        cw_tally_ids(tally, ids, n, CW_I64);
        return CW_OK;
}

static cw_status
take_delta(struct cw_parquet_values *v, uint64_t n, struct cw_tally *tally, struct cw_error *err)
{
        int64_t ids[PIECE];
        while (n > 0) {
                const size_t m = n < PIECE ? (size_t)n : PIECE;
                if (!cw_delta_read(&v->numbers, ids, m))
                        return cw_parquet_values_end(err);
                CW_TRY(tally_decoded(v->leaf, ids, m, tally, err));
                n -= m;
        }
        return CW_OK;
}

/* All first bytes, then all second bytes: value i is gathered from as many places as it is wide. */
static cw_status
take_split(struct cw_parquet_values *v, uint64_t n, struct cw_tally *tally, struct cw_error *err)
{
        int64_t ids[PIECE];
        const size_t width = stored_width(v->leaf);
        if (n > v->n - v->at)
                return cw_parquet_values_end(err);
        while (n > 0) {
                const size_t m = n < PIECE ? (size_t)n : PIECE;
                memset(ids, 0, m * sizeof(ids[0]));
                for (size_t b = 0; b < width; b++) {
                        const uint8_t *bytes = v->c.at + b * (size_t)v->n + v->at;
                        for (size_t i = 0; i < m; i++)
                                ids[i] = (int64_t)((uint64_t)ids[i] | (uint64_t)bytes[i] << (8 * b));
                }
                CW_TRY(tally_decoded(v->leaf, ids, m, tally, err));
                v->at += m;
                n -= m;
        }
        return CW_OK;
}

/* ---- dictionary codes -------------------------------------------------------------------------------------- */

static cw_status
fail_codes(const struct cw_parquet_dictionary *d, struct cw_error *err)
{
        return cw_fail(err, CW_E_CORRUPT, "its dictionary codes end early, or refer beyond the %zu entries there are",
                       d->n);
}

static cw_status
take_codes(struct cw_parquet_values *v, uint64_t n, struct cw_tally *tally, struct cw_error *err)
{
        uint32_t codes[PIECE];
        while (n > 0) {
                uint64_t m;
                bool is_run;
                if (!cw_hybrid_read(&v->codes, n, codes, PIECE, &m, &is_run))
                        return fail_codes(v->dictionary, err);
                for (uint64_t i = 0; i < (is_run ? 1 : m); i++) {
                        if (codes[i] >= v->dictionary->n)
                                return fail_codes(v->dictionary, err);
                        cw_parquet_dictionary_tally_code(v->dictionary, codes[i], is_run ? m : 1, tally);
                }
                n -= m;
        }
        return CW_OK;
}

static cw_status
open_codes(struct cw_parquet_values *v, const uint8_t *data, size_t nbytes, uint64_t n, struct cw_error *err)
{
        if (!v->dictionary->loaded)
                return cw_fail(err, CW_E_CORRUPT,
                               "it refers to a dictionary, but the column has none in this row group");
        v->take = take_codes;
        if (nbytes == 0) {
                v->codes = cw_hybrid_over(data, 0, 0);
                return n == 0 ? CW_OK : cw_parquet_values_end(err);
        }
        if (data[0] > CW_HYBRID_WIDTH_MOST)
                return cw_fail(err, CW_E_CORRUPT, "expected dictionary codes of at most 32 bits, found %u", data[0]);
        v->codes = cw_hybrid_over(data + 1, nbytes - 1, data[0]);
        return CW_OK;
}

/* ---- which reader ------------------------------------------------------------------------------------------ */

static cw_status
open_integers(struct cw_parquet_values *v, int32_t encoding, const uint8_t *data, size_t nbytes, uint64_t n,
              struct cw_error *err)
{
        switch (encoding) {
        case CW_PARQUET_PLAIN:
                v->take = take_plain;
                return CW_OK;
        case CW_PARQUET_DELTA_BINARY_PACKED:
                v->take = take_delta;
                return n == 0 || cw_delta_open(&v->numbers, data, nbytes) ? CW_OK : cw_parquet_values_end(err);
        case CW_PARQUET_BYTE_STREAM_SPLIT:
                v->take = take_split;
                v->n = nbytes / stored_width(v->leaf);
                return CW_OK;
        default:
                return CW_E_UNSUPPORTED;
        }
}

cw_status
cw_parquet_values_open(struct cw_parquet_values *v, const struct cw_parquet_leaf *leaf, int32_t encoding,
                       const uint8_t *data, size_t nbytes, uint64_t n, struct cw_parquet_dictionary *dictionary,
                       char *last, struct cw_error *err)
{
        *v = (struct cw_parquet_values){
                .leaf = leaf, .c = cw_cursor_over(data, nbytes), .dictionary = dictionary, .last = last};
        if (encoding == CW_PARQUET_PLAIN_DICTIONARY || encoding == CW_PARQUET_RLE_DICTIONARY)
                return open_codes(v, data, nbytes, n, err);
        cw_status status = leaf->meaning == CW_PARQUET_TEXT ? cw_parquet_text_open(v, encoding, data, nbytes, err)
                                                            : open_integers(v, encoding, data, nbytes, n, err);
        if (status != CW_E_UNSUPPORTED)
                return status;
        const char *name = encoding < 0 ? NULL : cw_parquet_encoding_name((unsigned)encoding);
        return cw_fail(err, status, "encoding %s (%d) is not read for %s columns; rewrite the file with another",
                       name != NULL ? name : "unknown", encoding, leaf->type_name);
}

cw_status
cw_parquet_values_count(struct cw_parquet_values *v, uint64_t n, struct cw_tally *tally, struct cw_error *err)
{
        if (v->take != take_codes || tally->collector != NULL)
                return v->take(v, n, tally, err);
        const struct cw_parquet_dictionary *d = v->dictionary;
        return cw_hybrid_count(&v->codes, n, tally->kernel, d->codes, d->n) ? CW_OK : fail_codes(d, err);
}
