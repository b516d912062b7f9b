/* SPDX-License-Identifier: MIT */
/*
 * An array that is mapped already.  Where sequences end is known to the caller only.
 */
#include "formats/numpy/memory_ids.h"

#include "base/memory.h"
#include "formats/numpy/array_blocks.h"

static uint64_t
memory_rows_before(const struct cw_reader *reader, uint64_t part)
{
        const struct cw_array_blocks *b = reader->state;
        (void)part;
        return b->n_before;
}

static const struct cw_format format = {
        .name = "ids",
        .id = CW_FORMAT_RAW,
        .sequences = CW_SEQUENCES_GO_ON,
        .row_unit = "label",
        .flat = true,
        .next = cw_array_next,
        .decode = cw_array_decode,
        .rows_before = memory_rows_before,
        .close = cw_array_close,
};

cw_status
cw_memory_ids_open(const void *ids, size_t n, const struct cw_dtype *dtype, uint64_t n_before,
                   const struct cw_read_options *options, struct cw_reader **reader_ret, struct cw_error *err)
{
        struct cw_reader *reader = cw_calloc(1, sizeof(*reader));
        struct cw_array_blocks *b = cw_calloc(1, sizeof(*b));
        *reader_ret = NULL;
        if (reader == NULL || b == NULL) {
                cw_free(reader);
                cw_free(b);
                return cw_fail_memory(err, sizeof(*b));
        }
        b->array.dtype = *dtype;
        b->array.n_dims = 1;
        b->array.n_values = b->array.row_len = b->array.shape[0] = n;
        b->values = ids;
        b->n_before = n_before;
        reader->format = &format;
        reader->options = options;
        reader->state = b;
        *reader_ret = reader;
        return CW_OK;
}
