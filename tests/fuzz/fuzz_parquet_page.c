/* SPDX-License-Identifier: MIT */
/*
 * One page at a time, without a file around it.  The first bytes of the input choose column type, levels and codec, then
 * a dictionary page and data pages follow, header and body, as they stand in a column chunk.  Each data page is counted,
 * and its values are taken in order too: where both go well, they agree on how many there are.
 */
#include "count/tally.h"
#include "formats/parquet/page.h"
#include "formats/parquet/page_values.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_MEMORY = 1 << 20, CHOICES = 4, VALUES_MOST = 1 << 16 };

static const struct cw_parquet_leaf leaves[] = {
        {.type = CW_PARQUET_INT32, .meaning = CW_PARQUET_SIGNED, .type_name = "int32"},
        {.type = CW_PARQUET_INT32, .meaning = CW_PARQUET_UNSIGNED, .type_name = "uint32"},
        {.type = CW_PARQUET_INT64, .meaning = CW_PARQUET_SIGNED, .type_name = "int64"},
        {.type = CW_PARQUET_INT64, .meaning = CW_PARQUET_UNSIGNED, .type_name = "uint64"},
        {.type = CW_PARQUET_BYTE_ARRAY, .meaning = CW_PARQUET_TEXT, .type_name = "string"},
};

struct fixture {
        struct cw_parquet_leaf leaf;
        enum cw_parquet_codec codec;
        struct cw_parquet_codecs codecs;
        struct cw_parquet_dictionary dictionary;
        struct cw_scratch scratch;
        struct cw_tally tally;
        char *last;
        struct cw_error err;
};

static void
must_be_told(const struct fixture *f, cw_status status)
{
        if (status != CW_OK && (cw_exit_code(status) != 3 || f->err.message[0] == '\0'))
                abort();
}

static cw_status
take_data(struct fixture *f, const struct cw_parquet_page *page, const struct cw_parquet_body *body)
{
        struct cw_parquet_parts parts;
        struct cw_parquet_values values;
        uint64_t levels[65] = {0}, n = page->n_values;
        CW_TRY(cw_parquet_page_parts(page, body, &f->leaf, &parts, &f->err));
        if (f->leaf.max_repetition > 0)
                (void)cw_hybrid_count(&parts.repetition, n, cw_kernel_best(), levels, f->leaf.max_repetition + 1);
        memset(levels, 0, sizeof(levels));
        if (f->leaf.max_definition > 0) {
                if (!cw_hybrid_count(&parts.definition, n, cw_kernel_best(), levels, f->leaf.max_definition + 1))
                        return CW_OK;
                n = levels[f->leaf.max_definition];
        }
        for (int way = 0; way < 2; way++) {
                CW_TRY(cw_parquet_values_open(&values, &f->leaf, page->encoding, parts.values, parts.nbytes, n,
                                              &f->dictionary, f->last, &f->err));
                if (way == 0)
                        CW_TRY(cw_parquet_values_count(&values, n < VALUES_MOST ? n : VALUES_MOST, &f->tally, &f->err));
                for (uint64_t left = n < VALUES_MOST ? n : VALUES_MOST; way == 1 && left > 0;) {
                        const uint64_t m = left < 100 ? left : 100;
                        CW_TRY(values.take(&values, m, &f->tally, &f->err));
                        left -= m;
                }
        }
        cw_parquet_dictionary_tally(&f->dictionary, &f->tally);
        return CW_OK;
}

/* False at the end, or where no page follows. */
static bool
take_page(struct fixture *f, struct cw_cursor *c)
{
        struct cw_parquet_page page;
        struct cw_parquet_body body;
        if (!cw_parquet_page_header(c->at, cw_cursor_left(c), &page))
                return false;
        page.has_crc = false;
        (void)cw_cursor_bytes(c, page.header_nbytes);
        const uint8_t *stored = cw_cursor_bytes(c, page.stored_nbytes);
        if (stored == NULL)
                return false;
        cw_status status = cw_parquet_page_body(&page, stored, f->codec, &f->codecs, &f->scratch, &body, &f->err);
        if (status == CW_OK && page.type == CW_PARQUET_DICTIONARY)
                status = cw_parquet_dictionary_load(&f->dictionary, &f->leaf, body.data, body.nbytes, page.n_values,
                                                    &f->err);
        else if (status == CW_OK && page.type != CW_PARQUET_INDEX)
                status = take_data(f, &page, &body);
        must_be_told(f, status);
        return status == CW_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        if (size < CHOICES)
                return 0;
        struct fixture f = {.leaf = leaves[data[0] % CW_ARRAY_LEN(leaves)],
                            .codec = (enum cw_parquet_codec)(data[1] % 8),
                            .scratch = {.max_nbytes = MAX_MEMORY},
                            .last = malloc(CW_PARQUET_TEXT_MOST)};
        f.leaf.max_repetition = data[2] % 4;
        f.leaf.max_definition = f.leaf.max_repetition + data[3] % 8;
        if (f.last == NULL || cw_tally_init(&f.tally, &f.err) != CW_OK)
                abort();
        struct cw_cursor c = cw_cursor_over(data + CHOICES, size - CHOICES);
        while (take_page(&f, &c))
                ;
        cw_stream_free(&f.codecs.gzip);
        cw_parquet_dictionary_free(&f.dictionary);
        cw_scratch_free(&f.scratch);
        cw_tally_free(&f.tally);
        free(f.last);
        return 0;
}
