/* SPDX-License-Identifier: MIT */
/*
 * Page headers, checksums, decompression and the cut into levels and values; see page.h for the bytes.
 */
#include "formats/parquet/page.h"

#include "codecs/blocks.h"
#include "formats/parquet/thrift.h"

#include <isa-l/crc.h>
#include <string.h>

/* ---- header ------------------------------------------------------------------------------------------------ */

/* A size or a count, which cannot be negative. */
static size_t
take_size(struct cw_cursor *c, struct cw_thrift_field f)
{
        const int32_t v = cw_thrift_i32(c, f);
        c->bad = c->bad || v < 0;
        return v < 0 ? 0 : (size_t)v;
}

/* Of a data page, or of a dictionary, whose header begins alike. */
static void
read_data_header(struct cw_cursor *c, struct cw_parquet_page *p, bool has_levels)
{
        struct cw_thrift_field f = {0};
        while (cw_thrift_next(c, &f)) {
                if (f.id == 1)
                        p->n_values = take_size(c, f);
                else if (f.id == 2)
                        p->encoding = cw_thrift_i32(c, f);
                else if (f.id == 3 && has_levels)
                        p->definition_encoding = cw_thrift_i32(c, f);
                else if (f.id == 4 && has_levels)
                        p->repetition_encoding = cw_thrift_i32(c, f);
                else
                        cw_thrift_skip(c, f);
        }
}

static void
read_data_header_v2(struct cw_cursor *c, struct cw_parquet_page *p)
{
        struct cw_thrift_field f = {0};
        while (cw_thrift_next(c, &f)) {
                if (f.id == 1)
                        p->n_values = take_size(c, f);
                else if (f.id == 4)
                        p->encoding = cw_thrift_i32(c, f);
                else if (f.id == 5)
                        p->definition_nbytes = take_size(c, f);
                else if (f.id == 6)
                        p->repetition_nbytes = take_size(c, f);
                else if (f.id == 7)
                        p->is_compressed = cw_thrift_bool(c, f);
                else
                        cw_thrift_skip(c, f);
        }
}

bool
cw_parquet_page_header(const uint8_t *data, size_t nbytes, struct cw_parquet_page *p)
{
        struct cw_cursor c = cw_cursor_over(data, nbytes);
        struct cw_thrift_field f = {0};
        bool has_sizes = false, has_kind = false;
        *p = (struct cw_parquet_page){.type = -1,
                                      .encoding = -1,
                                      .definition_encoding = CW_PARQUET_RLE,
                                      .repetition_encoding = CW_PARQUET_RLE,
                                      .is_compressed = true};
        while (cw_thrift_next(&c, &f)) {
                switch (f.id) {
                case 1:
                        p->type = cw_thrift_i32(&c, f);
                        break;
                case 2:
                        p->plain_nbytes = take_size(&c, f);
                        break;
                case 3:
                        p->stored_nbytes = take_size(&c, f);
                        has_sizes = true;
                        break;
                case 4:
                        p->crc = (uint32_t)cw_thrift_i32(&c, f);
                        p->has_crc = true;
                        break;
                case 5:
                case 7:
                        has_kind = has_kind || f.id == (p->type == CW_PARQUET_DATA ? 5 : 7);
                        if (cw_thrift_struct(&c, f))
                                read_data_header(&c, p, f.id == 5);
                        break;
                case 8:
                        has_kind = has_kind || p->type == CW_PARQUET_DATA_V2;
                        if (cw_thrift_struct(&c, f))
                                read_data_header_v2(&c, p);
                        break;
                default:
                        cw_thrift_skip(&c, f);
                }
        }
        p->header_nbytes = (size_t)(c.at - data);
        const bool needs_kind =
                p->type == CW_PARQUET_DATA || p->type == CW_PARQUET_DICTIONARY || p->type == CW_PARQUET_DATA_V2;
        return cw_cursor_ok(&c) && p->type >= 0 && has_sizes && (has_kind || !needs_kind);
}

/* ---- body -------------------------------------------------------------------------------------------------- */

static cw_status
inflate(enum cw_parquet_codec codec, struct cw_parquet_codecs *codecs, struct cw_scratch *scratch, const uint8_t *in,
        size_t in_nbytes, size_t out_cap, size_t *out_nbytes_ret, struct cw_error *err)
{
        char *const out = scratch->text;
        switch (codec) {
        case CW_PARQUET_SNAPPY:
                return cw_snappy_block(in, in_nbytes, out, out_cap, out_nbytes_ret, err);
        case CW_PARQUET_GZIP:
                if (codecs->gzip == NULL)
                        CW_TRY(cw_stream_new(CW_CODEC_GZIP, 0, &codecs->gzip, err));
                return cw_gzip_block(codecs->gzip, in, in_nbytes, out, out_cap, out_nbytes_ret, err);
        case CW_PARQUET_BROTLI:
                return cw_brotli_block(in, in_nbytes, out, out_cap, out_nbytes_ret, err);
        case CW_PARQUET_LZ4:
                return cw_lz4_hadoop(in, in_nbytes, out, out_cap, out_nbytes_ret, err);
        case CW_PARQUET_LZ4_RAW:
                return cw_lz4_block(in, in_nbytes, out, out_cap, out_nbytes_ret, err);
        case CW_PARQUET_ZSTD:
                if (scratch->codecs == NULL)
                        CW_TRY(cw_codec_context_new(&scratch->codecs, err));
                return cw_zstd_frames(scratch->codecs, in, in_nbytes, out, out_cap, out_nbytes_ret, err);
        case CW_PARQUET_UNCOMPRESSED:
        case CW_PARQUET_LZO:
                break;
        }
        return cw_fail(err, CW_E_UNSUPPORTED, "LZO is not read; rewrite the file with another codec");
}

/* What a page does not hold of what its header says is damage, whatever the library calls it. */
static cw_status
decompress(const struct cw_parquet_page *page, const uint8_t *in, size_t in_nbytes, size_t want,
           enum cw_parquet_codec codec, struct cw_parquet_codecs *codecs, struct cw_scratch *scratch,
           struct cw_error *err)
{
        size_t got = 0;
        CW_TRY(cw_scratch_text(scratch, want > 0 ? want : 1, err));
        if (in_nbytes == 0 && (want == 0 || page->n_values == 0))
                return CW_OK;
        cw_status status = inflate(codec, codecs, scratch, in, in_nbytes, want, &got, err);
        if (status == CW_E_LIMIT || status == CW_E_TRUNCATED)
                return cw_fail(err, CW_E_CORRUPT, "the compressed data does not decompress to %zu bytes, as it should",
                               want);
        if (status == CW_OK && got != want)
                return cw_fail(err, CW_E_CORRUPT, "expected %zu bytes after decompression, found %zu", want, got);
        return status;
}

cw_status
cw_parquet_page_body(const struct cw_parquet_page *page, const uint8_t *stored, enum cw_parquet_codec codec,
                     struct cw_parquet_codecs *codecs, struct cw_scratch *scratch, struct cw_parquet_body *body_ret,
                     struct cw_error *err)
{
        const bool v2 = page->type == CW_PARQUET_DATA_V2;
        size_t levels_nbytes = 0;
        if (page->has_crc && crc32_gzip_refl(0, stored, page->stored_nbytes) != page->crc)
                return cw_fail(err, CW_E_CORRUPT, "checksum differs");
        if (v2) {
                levels_nbytes = page->definition_nbytes + page->repetition_nbytes;
                if (levels_nbytes > page->stored_nbytes || levels_nbytes > page->plain_nbytes)
                        return cw_fail(err, CW_E_CORRUPT, "its levels are longer than the page");
        }
        *body_ret = (struct cw_parquet_body){stored, stored + levels_nbytes, page->stored_nbytes - levels_nbytes};
        if (codec == CW_PARQUET_UNCOMPRESSED || (v2 && !page->is_compressed))
                return CW_OK;
        const size_t want = page->plain_nbytes - levels_nbytes;
        CW_TRY(decompress(page, body_ret->data, body_ret->nbytes, want, codec, codecs, scratch, err));
        body_ret->nbytes = body_ret->nbytes == 0 ? 0 : want;
        body_ret->data = (const uint8_t *)scratch->text;
        return CW_OK;
}

/* ---- levels ------------------------------------------------------------------------------------------------ */

unsigned
cw_parquet_level_width(unsigned max)
{
        return max == 0 ? 0 : 32u - (unsigned)__builtin_clz(max);
}

/* Takes the levels of a v1 page from the front of `c`. */
static cw_status
take_levels(struct cw_cursor *c, unsigned max, int32_t encoding, uint64_t n_values, const char *what,
            struct cw_hybrid *levels_ret, struct cw_error *err)
{
        const unsigned width = cw_parquet_level_width(max);
        *levels_ret = (struct cw_hybrid){0};
        if (max == 0)
                return CW_OK;
        if (encoding != CW_PARQUET_RLE && encoding != CW_PARQUET_BIT_PACKED)
                return cw_fail(err, CW_E_CORRUPT, "its %s levels are in encoding %d, which is none for levels", what,
                               encoding);
        const uint64_t nbytes = encoding == CW_PARQUET_RLE ? cw_cursor_u32(c) : (n_values * width + 7) / 8;
        const uint8_t *data = nbytes > cw_cursor_left(c) ? NULL : cw_cursor_bytes(c, (size_t)nbytes);
        if (data == NULL)
                return cw_fail(err, CW_E_CORRUPT, "its %s levels are longer than the page", what);
        *levels_ret = encoding == CW_PARQUET_RLE ? cw_hybrid_over(data, (size_t)nbytes, width)
                                                 : cw_hybrid_over_bit_packed(data, (size_t)nbytes, width, n_values);
        return CW_OK;
}

cw_status
cw_parquet_page_parts(const struct cw_parquet_page *page, const struct cw_parquet_body *body,
                      const struct cw_parquet_leaf *leaf, struct cw_parquet_parts *parts, struct cw_error *err)
{
        struct cw_cursor c = cw_cursor_over(body->data, body->nbytes);
        if (page->type == CW_PARQUET_DATA_V2) {
                const uint8_t *definition = body->levels + page->repetition_nbytes;
                parts->repetition = cw_hybrid_over(body->levels, page->repetition_nbytes,
                                                   cw_parquet_level_width(leaf->max_repetition));
                parts->definition = cw_hybrid_over(definition, page->definition_nbytes,
                                                   cw_parquet_level_width(leaf->max_definition));
        } else {
                CW_TRY(take_levels(&c, leaf->max_repetition, page->repetition_encoding, page->n_values, "repetition",
                                   &parts->repetition, err));
                CW_TRY(take_levels(&c, leaf->max_definition, page->definition_encoding, page->n_values, "definition",
                                   &parts->definition, err));
        }
        parts->values = c.at;
        parts->nbytes = cw_cursor_left(&c);
        return CW_OK;
}
