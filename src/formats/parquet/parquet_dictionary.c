/* SPDX-License-Identifier: MIT */
/*
 * The dictionary of a column chunk: its entries, and how often each code was counted.  Codes become labels once a block,
 * however many tokens they stand for.
 */
#include "base/memory.h"
#include "formats/parquet/page_values.h"

#include <string.h>

static cw_status
load_ids(struct cw_parquet_dictionary *d, const struct cw_parquet_leaf *leaf, const uint8_t *data, size_t nbytes,
         size_t n, struct cw_error *err)
{
        const size_t width = leaf->type == CW_PARQUET_INT32 ? 4 : 8;
        if (n > nbytes / width)
                return cw_parquet_values_end(err);
        if (!cw_grow(&d->ids, &d->ids_cap, n + 1, sizeof(*d->ids)))
                return cw_fail_memory(err, (n + 1) * sizeof(*d->ids));
        for (size_t i = 0; i < n; i++) {
                d->ids[i] = cw_parquet_id(leaf, data + i * width);
                if (d->ids[i] < 0 && leaf->meaning == CW_PARQUET_UNSIGNED)
                        return cw_fail(
                                err, CW_E_DATA,
                                "expected ids below 2^63, found a larger one; choose another column with --column");
        }
        return CW_OK;
}

static cw_status
load_texts(struct cw_parquet_dictionary *d, const uint8_t *data, size_t nbytes, size_t n, struct cw_error *err)
{
        if (n > nbytes / 4)
                return cw_parquet_values_end(err);
        if (!cw_grow(&d->texts, &d->texts_cap, n + 1, sizeof(*d->texts)) ||
            !cw_grow(&d->bytes, &d->bytes_cap, nbytes + 1, 1))
                return cw_fail_memory(err, nbytes + (n + 1) * sizeof(*d->texts));
        memcpy(d->bytes, data, nbytes);
        struct cw_cursor c = cw_cursor_over(d->bytes, nbytes);
        for (size_t i = 0; i < n; i++) {
                const uint32_t text_nbytes = cw_cursor_u32(&c);
                const uint8_t *text = cw_cursor_bytes(&c, text_nbytes);
                if (text == NULL)
                        return cw_parquet_values_end(err);
                d->texts[i] = (struct cw_parquet_text){(const char *)text, text_nbytes};
        }
        return CW_OK;
}

cw_status
cw_parquet_dictionary_load(struct cw_parquet_dictionary *d, const struct cw_parquet_leaf *leaf, const uint8_t *data,
                           size_t nbytes, uint64_t n, struct cw_error *err)
{
        if (n > nbytes)
                return cw_parquet_values_end(err);
        d->n = (size_t)n;
        d->is_text = leaf->meaning == CW_PARQUET_TEXT;
        CW_TRY(d->is_text ? load_texts(d, data, nbytes, d->n, err) : load_ids(d, leaf, data, nbytes, d->n, err));
        if (!cw_grow(&d->codes, &d->codes_cap, d->n + 1, sizeof(*d->codes)))
                return cw_fail_memory(err, (d->n + 1) * sizeof(*d->codes));
        memset(d->codes, 0, d->n * sizeof(*d->codes));
        d->loaded = true;
        return CW_OK;
}

void
cw_parquet_dictionary_tally_code(const struct cw_parquet_dictionary *d, size_t code, uint64_t n, struct cw_tally *tally)
{
        if (d->is_text)
                cw_tally_name_run(tally, d->texts[code].text, d->texts[code].nbytes, n);
        else
                cw_tally_run(tally, d->ids[code], n);
}

void
cw_parquet_dictionary_tally(struct cw_parquet_dictionary *d, struct cw_tally *tally)
{
        for (size_t i = 0; d->loaded && i < d->n; i++) {
                if (d->codes[i] > 0)
                        cw_parquet_dictionary_tally_code(d, i, d->codes[i], tally);
                d->codes[i] = 0;
        }
}

void
cw_parquet_dictionary_free(struct cw_parquet_dictionary *d)
{
        cw_free(d->ids);
        cw_free(d->texts);
        cw_free(d->codes);
        cw_free(d->bytes);
        *d = (struct cw_parquet_dictionary){0};
}
