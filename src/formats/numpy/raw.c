/* SPDX-License-Identifier: MIT */
/*
 * Bare integers as a format: no header, no names, no rows, plain or compressed.  Any file could be one, so that it is
 * never guessed: the user says --format raw and what the integers are.
 */
#include "base/memory.h"
#include "formats/numpy/array_blocks.h"

#include <inttypes.h>

static int
raw_probe(const struct cw_sample *sample)
{
        (void)sample;
        return 0;
}

static cw_status
raw_open(struct cw_reader *r, const struct cw_sample *sample, struct cw_error *err)
{
        struct cw_array_blocks *b = cw_calloc(1, sizeof(*b));
        if (b == NULL)
                return cw_fail_memory(err, sizeof(*b));
        r->state = b;
        b->codec = sample->codec;
        if (r->options->dtype == NULL)
                return cw_fail(err, CW_E_USAGE,
                               "--format raw: expected the type of the integers; name it with --dtype, as i32 or u8");
        CW_TRY(cw_dtype_from_user(r->options->dtype, &b->array.dtype, err));
        const size_t nbytes = b->array.dtype.nbytes;
        b->array.n_dims = 1;
        b->array.n_values = UINT64_MAX;
        if (b->codec == CW_CODEC_NONE && r->file->seekable) {
                if (r->file->nbytes % nbytes != 0)
                        return cw_fail(err, CW_E_TRUNCATED,
                                       "expected values of %zu bytes each, found %" PRIu64
                                       " bytes; the file is cut off, or --dtype is another",
                                       nbytes, r->file->nbytes);
                b->array.n_values = r->file->nbytes / nbytes;
        }
        b->array.row_len = b->array.shape[0] = b->array.n_values;
        CW_TRY(cw_byte_source_open(&b->source, r->file, 0, UINT64_MAX, b->codec, r->options->max_memory, err));
        return cw_array_plan(r, err);
}

static void
raw_describe(const struct cw_reader *r, struct cw_buffer *out)
{
        const struct cw_array_blocks *b = r->state;
        cw_array_describe(b, out);
        cw_buffer_printf(out, "dtype: %s\n", b->array.dtype.name);
        if (b->array.n_values != UINT64_MAX)
                cw_buffer_printf(out, "values: %" PRIu64 "\n", b->array.n_values);
}

const struct cw_format cw_format_raw = {
        .name = "raw",
        .id = CW_FORMAT_RAW,
        .independent = true,
        .sequences = CW_SEQUENCES_GO_ON,
        .row_unit = "label",
        .flat = true,
        .probe = raw_probe,
        .open = raw_open,
        .next = cw_array_next,
        .decode = cw_array_decode,
        .finish = cw_array_finish,
        .rows_before = cw_array_rows_before,
        .describe = raw_describe,
        .close = cw_array_close,
};
