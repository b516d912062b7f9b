/* SPDX-License-Identifier: MIT */
/*
 * Parquet files made by hand for the tests: one column `tags` of lists of integers, as Hugging Face writes it, in row
 * groups of v1 pages, dictionary-encoded or plain, uncompressed or by Snappy.  Levels are packed, a run a page.
 */
#ifndef PARQUET_RIG_H
#define PARQUET_RIG_H

#include "base/buffer.h"
#include "base/cursor.h"

#include <isa-l/crc.h>
#include <snappy-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Thrift, written ------------------------------------------------------------------------------------------ */

static inline void
put_varint(struct cw_buffer *b, uint64_t v)
{
        for (; v >= 0x80; v >>= 7)
                cw_buffer_putc(b, (char)(uint8_t)(v | 0x80));
        cw_buffer_putc(b, (char)v);
}

static inline void
put_int(struct cw_buffer *b, unsigned delta, unsigned type, int64_t v)
{
        cw_buffer_putc(b, (char)(delta << 4 | type));
        put_varint(b, (uint64_t)v << 1 ^ (0 - (uint64_t)(v < 0)));
}

#define PUT_I32(b, delta, v) put_int((b), (delta), 5, (v))
#define PUT_I64(b, delta, v) put_int((b), (delta), 6, (int64_t)(v))

static inline void
put_text(struct cw_buffer *b, unsigned delta, const char *text)
{
        cw_buffer_putc(b, (char)(delta << 4 | 8));
        put_varint(b, strlen(text));
        cw_buffer_puts(b, text);
}

static inline void
put_open(struct cw_buffer *b, unsigned delta, unsigned type)
{
        cw_buffer_putc(b, (char)(delta << 4 | type)); /* 12 struct; 9 list, whose header follows */
}

static inline void
put_list(struct cw_buffer *b, unsigned delta, unsigned element, size_t n)
{
        put_open(b, delta, 9);
        cw_buffer_putc(b, (char)(0xF0 | element));
        put_varint(b, n);
}

static inline void
put_stop(struct cw_buffer *b)
{
        cw_buffer_putc(b, '\0');
}

/* ---- pages ---------------------------------------------------------------------------------------------------- */

static inline void
put_le32(struct cw_buffer *b, uint64_t v)
{
        uint8_t bytes[4];
        cw_store_le(bytes, v, 4);
        cw_buffer_add(b, bytes, 4);
}

/* `n` values of `width` bits, at most 8, as one packed run. */
static inline void
put_packed(struct cw_buffer *b, const uint8_t *values, size_t n, unsigned width)
{
        uint32_t bits = 0;
        unsigned n_bits = 0;
        put_varint(b, (n + 7) / 8 << 1 | 1);
        for (size_t i = 0; i < (n + 7) / 8 * 8; i++) {
                bits |= (uint32_t)(i < n ? values[i] : 0) << n_bits;
                for (n_bits += width; n_bits >= 8; n_bits -= 8, bits >>= 8)
                        cw_buffer_putc(b, (char)(bits & 0xFF));
        }
}

static inline void
put_page(struct cw_buffer *file, int type, size_t n_values, int encoding, const struct cw_buffer *body, bool with_crc,
         bool is_snappy)
{
        size_t n = is_snappy ? snappy_max_compressed_length(body->n) : body->n;
        char *const stored = malloc(n);
        if (!is_snappy)
                memcpy(stored, body->data, n);
        else if (snappy_compress(body->data, body->n, stored, &n) != SNAPPY_OK)
                abort();
        PUT_I32(file, 1, type);
        PUT_I32(file, 1, (int64_t)body->n);
        PUT_I32(file, 1, (int64_t)n);
        if (with_crc)
                PUT_I32(file, 1, (int32_t)crc32_gzip_refl(0, (const uint8_t *)stored, n));
        put_open(file, (type == 0 ? 5u : 7u) - (with_crc ? 4u : 3u), 12);
        PUT_I32(file, 1, (int64_t)n_values);
        PUT_I32(file, 1, encoding);
        if (type == 0) {
                PUT_I32(file, 1, 3);
                PUT_I32(file, 1, 3);
        }
        put_stop(file);
        put_stop(file);
        cw_buffer_add(file, stored, n);
        free(stored);
}

/* ---- a file --------------------------------------------------------------------------------------------------- */

enum { RIG_LABELS = 5, RIG_GROUPS_MOST = 64 };

struct rig_file {
        size_t n_groups, pages_per_group, rows_per_page;
        bool with_crc, is_snappy, plain_after_first; /* pages after a group's first fall back to PLAIN */
        const char *features;                        /* value of the key "huggingface", or NULL */
        int64_t labels[RIG_LABELS];                  /* the dictionary; {0} : 0 1 2 3 4 */
};

struct rig_truth {
        uint64_t counts[RIG_LABELS], sequences, n_rows;
};

/* Rows by number: each seventh is null, each fifth is empty, the others have a null among their values now and then. */
static inline size_t
rig_row(uint64_t row, uint8_t repetition[32], uint8_t definition[32], uint8_t codes[32], size_t *n_codes)
{
        size_t n = 0;
        *n_codes = 0;
        if (row % 7 == 6 || row % 5 == 4) {
                repetition[0] = 0;
                definition[0] = row % 7 == 6 ? 0 : 1;
                return 1;
        }
        for (; n < 1 + row % 23; n++) {
                repetition[n] = n > 0;
                definition[n] = (row + n) % 11 == 10 ? 2 : 3;
                if (definition[n] == 3)
                        codes[(*n_codes)++] = (uint8_t)((row + n) % 3 != 0 ? 0 : (row * 31 + n) % RIG_LABELS);
        }
        return n;
}

static inline void
rig_page(struct cw_buffer *file, const struct rig_file *f, uint64_t first_row, bool plain, struct rig_truth *truth,
         uint64_t *n_levels_ref)
{
        static uint8_t repetition[1 << 22], definition[1 << 22], codes[1 << 22];
        size_t n_levels = 0, n_codes = 0;
        struct cw_buffer body = {0}, levels = {0};
        for (uint64_t row = first_row; row < first_row + f->rows_per_page; row++) {
                size_t m;
                n_levels += rig_row(row, repetition + n_levels, definition + n_levels, codes + n_codes, &m);
                n_codes += m;
                truth->sequences += row % 7 != 6;
        }
        put_packed(&levels, repetition, n_levels, 1);
        put_le32(&body, levels.n);
        cw_buffer_add(&body, levels.data, levels.n);
        levels.n = 0;
        put_packed(&levels, definition, n_levels, 2);
        put_le32(&body, levels.n);
        cw_buffer_add(&body, levels.data, levels.n);
        for (size_t i = 0; i < n_codes; i++) {
                uint8_t bytes[8];
                truth->counts[codes[i]]++;
                cw_store_le(bytes, (uint64_t)f->labels[codes[i]], 8);
                if (plain)
                        cw_buffer_add(&body, bytes, 8);
        }
        if (!plain) {
                cw_buffer_putc(&body, 3);
                put_packed(&body, codes, n_codes, 3);
        }
        put_page(file, 0, n_levels, plain ? 0 : 8, &body, f->with_crc, f->is_snappy);
        *n_levels_ref += n_levels;
        cw_buffer_free(&body);
        cw_buffer_free(&levels);
}

static inline void
rig_element(struct cw_buffer *b, const char *name, int repetition, int type, int n_children, int converted)
{
        unsigned last = 0;
        if (type >= 0) {
                PUT_I32(b, 1, type);
                last = 1;
        }
        PUT_I32(b, 3 - last, repetition);
        put_text(b, 1, name);
        last = 4;
        if (n_children > 0) {
                PUT_I32(b, 1, n_children);
                last = 5;
        }
        if (converted >= 0)
                PUT_I32(b, 6 - last, converted);
        put_stop(b);
}

/* All of the file; `truth_ret` is what is in it. */
static inline void
rig_write(struct cw_buffer *file, struct rig_file f, struct rig_truth *truth_ret)
{
        uint64_t offsets[RIG_GROUPS_MOST], sizes[RIG_GROUPS_MOST], n_levels[RIG_GROUPS_MOST] = {0}, row = 0;
        struct cw_buffer dictionary = {0};
        *truth_ret = (struct rig_truth){0};
        for (int i = 0; i < RIG_LABELS; i++) {
                uint8_t bytes[8];
                if (f.labels[RIG_LABELS - 1] == 0)
                        for (int k = 0; k < RIG_LABELS; k++)
                                f.labels[k] = k;
                cw_store_le(bytes, (uint64_t)f.labels[i], 8);
                cw_buffer_add(&dictionary, bytes, 8);
        }
        cw_buffer_puts(file, "PAR1");
        for (size_t g = 0; g < f.n_groups; g++) {
                offsets[g] = file->n;
                put_page(file, 2, RIG_LABELS, 0, &dictionary, f.with_crc, f.is_snappy);
                for (size_t p = 0; p < f.pages_per_group; p++, row += f.rows_per_page)
                        rig_page(file, &f, row, p > 0 && f.plain_after_first, truth_ret, &n_levels[g]);
                sizes[g] = file->n - offsets[g];
        }
        truth_ret->n_rows = row;
        const size_t footer = file->n;
        PUT_I32(file, 1, 2);
        put_list(file, 1, 12, 4);
        rig_element(file, "schema", 0, -1, 1, -1);
        rig_element(file, "tags", 1, -1, 1, 3);
        rig_element(file, "list", 2, -1, 1, -1);
        rig_element(file, "element", 1, 2, 0, -1);
        PUT_I64(file, 1, row);
        put_list(file, 1, 12, f.n_groups);
        for (size_t g = 0; g < f.n_groups; g++) {
                put_list(file, 1, 12, 1);
                put_open(file, 3, 12);
                PUT_I32(file, 1, 2);
                put_list(file, 1, 5, 1);
                put_varint(file, 8 << 1);
                put_list(file, 1, 8, 1);
                put_varint(file, 4);
                cw_buffer_puts(file, "tags");
                PUT_I32(file, 1, f.is_snappy);
                PUT_I64(file, 1, n_levels[g]);
                PUT_I64(file, 1, sizes[g]);
                PUT_I64(file, 1, sizes[g]);
                PUT_I64(file, 2, offsets[g] + 1); /* of the data page: behind the dictionary, wherever that ends */
                PUT_I64(file, 2, offsets[g]);
                put_stop(file);
                put_stop(file);
                PUT_I64(file, 1, sizes[g]);
                PUT_I64(file, 1, f.pages_per_group * f.rows_per_page);
                put_stop(file);
        }
        if (f.features != NULL) {
                put_list(file, 1, 12, 1);
                put_text(file, 1, "huggingface");
                put_text(file, 1, f.features);
                put_stop(file);
        }
        put_stop(file);
        put_le32(file, file->n - footer);
        cw_buffer_puts(file, "PAR1");
        cw_buffer_free(&dictionary);
}

#endif
