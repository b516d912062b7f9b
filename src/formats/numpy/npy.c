/* SPDX-License-Identifier: MIT */
/*
 * NumPy files as a format: one array (.npy), plain or compressed, or one of several (.npz, see npz.c).
 *
 *     .npy    header | values
 *
 * Two structs, of which the first is the registered one: an array of one axis has no rows, and the place of an unknown id
 * in it is the number of a label.  Which of the two a file is read by is known when its header is.
 */
#include "formats/numpy/npy.h"

#include "base/memory.h"
#include "formats/numpy/array_blocks.h"
#include "formats/numpy/npz.h"
#include "formats/numpy/zip_directory.h"

#include <inttypes.h>
#include <string.h>

cw_status
cw_npy_take_header(struct cw_byte_source *source, struct cw_npy_array *array_ret, size_t *nbytes_ret,
                   struct cw_error *err)
{
        uint8_t start[CW_NPY_START];
        size_t nbytes = 0, got = 0, rest = 0;
        CW_TRY(cw_byte_source_read(source, start, sizeof(start), &got, err));
        CW_TRY(cw_npy_header_nbytes(start, got, &nbytes, err));
        if (nbytes < sizeof(start))
                return cw_fail(err, CW_E_CORRUPT, "the .npy header is damaged: expected a dict");
        uint8_t *bytes = cw_malloc(nbytes);
        if (bytes == NULL)
                return cw_fail_memory(err, nbytes);
        memcpy(bytes, start, sizeof(start));
        cw_status status = cw_byte_source_read(source, bytes + sizeof(start), nbytes - sizeof(start), &rest, err);
        if (status == CW_OK)
                status = cw_npy_header_parse(bytes, sizeof(start) + rest, array_ret, err);
        cw_free(bytes);
        *nbytes_ret = nbytes;
        return status;
}

cw_status
cw_npy_check_size(const struct cw_npy_array *a, uint64_t nbytes, struct cw_error *err)
{
        const uint64_t want = a->n_values * a->dtype.nbytes;
        if (nbytes < want)
                return cw_fail(err, CW_E_TRUNCATED,
                               "expected %" PRIu64 " bytes of values after the header, found %" PRIu64
                               "; the file is cut off",
                               want, nbytes);
        if (nbytes > want)
                return cw_fail(err, CW_E_CORRUPT,
                               "expected %" PRIu64 " bytes of values after the header, found %" PRIu64
                               "; the file is damaged, or holds several arrays (save them as .npz)",
                               want, nbytes);
        return CW_OK;
}

static int
npy_probe(const struct cw_sample *s)
{
        const uint8_t *bytes = (const uint8_t *)s->text;
        if (cw_npy_is_magic(bytes, s->text_nbytes))
                return 3;
        /* Of zip files, those whose first member is an array, or which say by their name what they are. */
        if (!cw_zip_is_magic(bytes, s->text_nbytes))
                return 0;
        const size_t name_n = s->text_nbytes > 30 ? (size_t)bytes[26] + 256 * (size_t)bytes[27] : 0;
        const bool array = name_n > 4 && name_n <= s->text_nbytes - 30 && memcmp(bytes + 26 + name_n, ".npy", 4) == 0;
        const size_t n = strlen(s->name);
        return array ? 3 : n > 4 && strcmp(s->name + n - 4, ".npz") == 0 ? 2 : 0;
}

static cw_status
open_npy(struct cw_reader *r, struct cw_error *err)
{
        struct cw_array_blocks *b = r->state;
        size_t header_nbytes = 0;
        CW_TRY(cw_byte_source_open(&b->source, r->file, 0, UINT64_MAX, b->codec, r->options->max_memory, err));
        CW_TRY(cw_npy_take_header(&b->source, &b->array, &header_nbytes, err));
        if (b->codec != CW_CODEC_NONE || !r->file->seekable)
                return CW_OK; /* then the end tells */
        return cw_npy_check_size(&b->array, r->file->nbytes - header_nbytes, err);
}

static const struct cw_format npy_flat;

static cw_status
npy_open(struct cw_reader *r, const struct cw_sample *sample, struct cw_error *err)
{
        struct cw_array_blocks *b = cw_calloc(1, sizeof(*b));
        if (b == NULL)
                return cw_fail_memory(err, sizeof(*b));
        r->state = b;
        b->codec = sample->codec;
        const bool zip = cw_zip_is_magic((const uint8_t *)sample->text, sample->text_nbytes);
        if (zip && (b->codec != CW_CODEC_NONE || !r->file->seekable))
                return cw_fail(
                        err, CW_E_UNSUPPORTED,
                        "an .npz is read from its end, which a compressed file or a pipe does not let; give it as "
                        "a plain file");
        CW_TRY(zip ? cw_npz_open(r, err) : open_npy(r, err));
        if (b->array.n_dims < 2)
                r->format = &npy_flat;
        return cw_array_plan(r, err);
}

static void
npy_describe(const struct cw_reader *r, struct cw_buffer *out)
{
        const struct cw_array_blocks *b = r->state;
        cw_array_describe(b, out);
        if (b->npz != NULL)
                cw_npz_describe(b->npz, out);
        cw_npy_describe(&b->array, out);
}

#define NPY_FORMAT(unit, is_flat)                                                                             \
        {                                                                                                     \
                .name = "npy", .id = CW_FORMAT_NPY, .row_unit = unit, .independent = true, .flat = is_flat,   \
                .sequences = CW_SEQUENCES_GO_ON, .probe = npy_probe, .open = npy_open, .next = cw_array_next, \
                .decode = cw_array_decode, .finish = cw_array_finish, .rows_before = cw_array_rows_before,    \
                .describe = npy_describe, .close = cw_array_close,                                            \
        }

const struct cw_format cw_format_npy = NPY_FORMAT("row", false);
static const struct cw_format npy_flat = NPY_FORMAT("label", true);
