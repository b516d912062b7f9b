/* SPDX-License-Identifier: MIT */
/*
 * A tiny writer of Arrow IPC for the tests: flatbuffers front to back, buffers as given, nothing checked, so that any
 * file, sound or not, can be written.  It shares no code with the reader.
 *
 *     struct aw w = {.file = true};
 *     aw_schema(&w, fields, n_fields, NULL);
 *     aw_add(&w, &offsets, sizeof(offsets)); ...        one call a buffer, in pre-order
 *     aw_record_batch(&w, n_rows, nodes, n_nodes);
 *     aw_end(&w);                                       w.out is the file
 */
#ifndef CW_TESTS_ARROW_WRITER_H
#define CW_TESTS_ARROW_WRITER_H

#include "base/buffer.h"
#include "base/cursor.h"

#include <lz4frame.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { AW_INT = 2, AW_FLOAT, AW_BINARY, AW_UTF8, AW_LIST = 12, AW_STRUCT, AW_UNION, AW_FIXED_LIST = 16, AW_MAP };
enum { AW_NULL = 1, AW_LARGE_UTF8 = 20, AW_LARGE_LIST, AW_UTF8_VIEW = 24, AW_LIST_VIEW };
enum { AW_PLAIN = 0, AW_LZ4, AW_ZSTD, AW_STORED };

struct aw_field {
        const char *name;
        unsigned type, bits; /**< bits of AW_INT; list size of AW_FIXED_LIST */
        bool is_unsigned;
        int64_t dictionary; /**< its id, from 1; 0: none */
        unsigned index_bits;
        bool index_unsigned;
        const struct aw_field *children;
        size_t n_children;
};

struct aw_node {
        int64_t length, n_nulls;
};

struct aw_block {
        int64_t offset, metadata_nbytes, body_nbytes;
};

enum { AW_MOST = 64 };

struct aw {
        /* what kind of file */
        bool file, legacy, big_endian, no_end;
        size_t alignment;     /**< of buffers; 0: 8 */
        unsigned compression; /**< AW_LZ4 ...; AW_STORED: declared zstd, all of -1 */
        unsigned version;     /**< 0: 5 */

        struct cw_buffer out, body;
        struct aw_block buffers[AW_MOST], records[AW_MOST], dictionaries[AW_MOST];
        size_t n_buffers, n_records, n_dictionaries;
        int64_t view_counts[AW_MOST];
        size_t n_view_counts;
        const struct aw_field *fields;
        size_t n_fields;
        const char *huggingface;
};

/* ---- flatbuffers ---------------------------------------------------------------------------------------------- */

struct aw_slot {
        unsigned nbytes; /**< 0: absent; 4 with ref: an offset, to be linked */
        uint64_t value;
        bool ref;
        size_t at; /**< where it was written */
};

static inline void
aw_le(struct cw_buffer *b, uint64_t v, size_t nbytes)
{
        uint8_t bytes[8];
        cw_store_le(bytes, v, nbytes);
        cw_buffer_add(b, bytes, nbytes);
}

static inline void
aw_pad(struct cw_buffer *b, size_t to)
{
        while (b->n % to != 0)
                cw_buffer_putc(b, 0);
}

/** The reference at `at` leads to the end of the buffer, where its target is to be written. */
static inline void
aw_link(struct cw_buffer *b, size_t at)
{
        cw_store_le((uint8_t *)b->data + at, b->n - at, 4);
}

/** A table at the end of the buffer, padded so that it begins 8-aligned; links `from` to it.  Every slot takes 8
 *  bytes. */
static inline void
aw_table(struct cw_buffer *b, size_t from, struct aw_slot *slots, size_t n)
{
        const size_t vtable_nbytes = 4 + 2 * n;
        while ((b->n + vtable_nbytes) % 8 != 0)
                cw_buffer_putc(b, 0);
        const size_t table = b->n + vtable_nbytes;
        aw_le(b, vtable_nbytes, 2);
        aw_le(b, 8 + 8 * n, 2);
        for (size_t i = 0; i < n; i++)
                aw_le(b, slots[i].nbytes == 0 ? 0 : 8 + 8 * i, 2);
        aw_link(b, from);
        aw_le(b, table - (table - vtable_nbytes), 4);
        aw_le(b, 0, 4);
        for (size_t i = 0; i < n; i++) {
                slots[i].at = b->n;
                aw_le(b, slots[i].value, 8);
        }
}

/** The head of a vector of n items, which begin 8-aligned. */
static inline void
aw_vector(struct cw_buffer *b, size_t from, size_t n)
{
        while ((b->n + 4) % 8 != 0)
                cw_buffer_putc(b, 0);
        aw_link(b, from);
        aw_le(b, n, 4);
}

static inline void
aw_string(struct cw_buffer *b, size_t from, const char *text)
{
        aw_pad(b, 4);
        aw_link(b, from);
        aw_le(b, strlen(text), 4);
        cw_buffer_add(b, text, strlen(text) + 1);
}

/* ---- schema --------------------------------------------------------------------------------------------------- */

static inline void
aw_int_type(struct cw_buffer *b, size_t from, unsigned bits, bool is_unsigned)
{
        struct aw_slot type[2] = {{.nbytes = 4, .value = bits}, {.nbytes = 1, .value = !is_unsigned}};
        aw_table(b, from, type, 2);
}

static inline void
aw_fields(struct cw_buffer *b, size_t from, const struct aw_field *fields, size_t n)
{
        aw_vector(b, from, n);
        const size_t items = b->n;
        for (size_t i = 0; i < n; i++)
                aw_le(b, 0, 4);
        for (size_t i = 0; i < n; i++) {
                const struct aw_field *f = &fields[i];
                struct aw_slot s[6] = {{.nbytes = 4, .ref = true},
                                       {.nbytes = 1, .value = 1},
                                       {.nbytes = 1, .value = f->type},
                                       {.nbytes = 4, .ref = true},
                                       {.nbytes = f->dictionary != 0 ? 4 : 0, .ref = true},
                                       {.nbytes = 4, .ref = true}};
                aw_table(b, items + 4 * i, s, 6);
                aw_string(b, s[0].at, f->name);
                if (f->type == AW_INT) {
                        aw_int_type(b, s[3].at, f->bits, f->is_unsigned);
                } else {
                        struct aw_slot size = {.nbytes = f->type == AW_FIXED_LIST ? 4
                                                         : f->type == AW_UNION    ? 2
                                                                                  : 0,
                                               .value = f->bits};
                        aw_table(b, s[3].at, &size, 1);
                }
                if (f->dictionary != 0) {
                        struct aw_slot encoding[2] = {{.nbytes = 8, .value = (uint64_t)f->dictionary},
                                                      {.nbytes = f->index_bits != 0 ? 4 : 0, .ref = true}};
                        aw_table(b, s[4].at, encoding, 2);
                        if (f->index_bits != 0)
                                aw_int_type(b, encoding[1].at, f->index_bits, f->index_unsigned);
                }
                aw_fields(b, s[5].at, f->children, f->n_children);
        }
}

static inline void
aw_schema_table(const struct aw *w, struct cw_buffer *b, size_t from)
{
        struct aw_slot s[3] = {{.nbytes = 2, .value = w->big_endian},
                               {.nbytes = 4, .ref = true},
                               {.nbytes = w->huggingface != NULL ? 4 : 0, .ref = true}};
        aw_table(b, from, s, 3);
        aw_fields(b, s[1].at, w->fields, w->n_fields);
        if (w->huggingface == NULL)
                return;
        aw_vector(b, s[2].at, 1);
        const size_t item = b->n;
        aw_le(b, 0, 4);
        struct aw_slot pair[2] = {{.nbytes = 4, .ref = true}, {.nbytes = 4, .ref = true}};
        aw_table(b, item, pair, 2);
        aw_string(b, pair[0].at, "huggingface");
        aw_string(b, pair[1].at, w->huggingface);
}

/* ---- messages ------------------------------------------------------------------------------------------------- */

/** A Message whose header is still to be written at *header_ret. */
static inline void
aw_message(const struct aw *w, struct cw_buffer *b, unsigned kind, size_t *header_ret)
{
        struct aw_slot s[4] = {{.nbytes = 2, .value = (w->version == 0 ? 5 : w->version) - 1},
                               {.nbytes = 1, .value = kind},
                               {.nbytes = 4, .ref = true},
                               {.nbytes = 8, .value = w->body.n}};
        aw_le(b, 0, 8);
        aw_table(b, 0, s, 4);
        *header_ret = s[2].at;
}

/** Frames metadata and the body that has been gathered. */
static inline struct aw_block
aw_send(struct aw *w, struct cw_buffer *metadata)
{
        const size_t prefix = w->legacy ? 4 : 8;
        struct aw_block block = {.offset = (int64_t)w->out.n, .body_nbytes = (int64_t)w->body.n};
        while ((metadata->n + prefix) % 8 != 0)
                cw_buffer_putc(metadata, 0);
        if (!w->legacy)
                aw_le(&w->out, UINT32_MAX, 4);
        aw_le(&w->out, metadata->n, 4);
        cw_buffer_add(&w->out, metadata->data, metadata->n);
        if (w->body.n > 0)
                cw_buffer_add(&w->out, w->body.data, w->body.n);
        block.metadata_nbytes = (int64_t)(prefix + metadata->n);
        cw_buffer_free(metadata);
        cw_buffer_free(&w->body);
        w->n_buffers = w->n_view_counts = 0;
        return block;
}

static inline void
aw_schema(struct aw *w, const struct aw_field *fields, size_t n, const char *huggingface)
{
        struct cw_buffer b = {0};
        size_t header;
        w->fields = fields;
        w->n_fields = n;
        w->huggingface = huggingface;
        if (w->file)
                cw_buffer_add(&w->out, "ARROW1\0", 8);
        aw_message(w, &b, 1, &header);
        aw_schema_table(w, &b, header);
        aw_send(w, &b);
}

/** The next buffer of the batch to come. */
static inline void
aw_add(struct aw *w, const void *data, size_t nbytes)
{
        aw_pad(&w->body, w->alignment == 0 ? 8 : w->alignment);
        const size_t begin = w->body.n;
        if (w->compression == AW_PLAIN || nbytes == 0) {
                if (nbytes > 0)
                        cw_buffer_add(&w->body, data, nbytes);
        } else if (w->compression == AW_STORED) {
                aw_le(&w->body, UINT64_MAX, 8);
                cw_buffer_add(&w->body, data, nbytes);
        } else {
                const size_t cap = LZ4F_compressFrameBound(nbytes, NULL) + ZSTD_compressBound(nbytes);
                void *packed = malloc(cap);
                const size_t n = w->compression == AW_LZ4 ? LZ4F_compressFrame(packed, cap, data, nbytes, NULL)
                                                          : ZSTD_compress(packed, cap, data, nbytes, 1);
                aw_le(&w->body, nbytes, 8);
                cw_buffer_add(&w->body, packed, n);
                free(packed);
        }
        w->buffers[w->n_buffers++] = (struct aw_block){(int64_t)begin, 0, (int64_t)(w->body.n - begin)};
}

static inline void
aw_batch_table(struct aw *w, struct cw_buffer *b, size_t from, int64_t n_rows, const struct aw_node *nodes, size_t n)
{
        struct aw_slot s[5] = {{.nbytes = 8, .value = (uint64_t)n_rows},
                               {.nbytes = 4, .ref = true},
                               {.nbytes = 4, .ref = true},
                               {.nbytes = w->compression != AW_PLAIN ? 4 : 0, .ref = true},
                               {.nbytes = w->n_view_counts > 0 ? 4 : 0, .ref = true}};
        aw_table(b, from, s, 5);
        aw_vector(b, s[1].at, n);
        for (size_t i = 0; i < n; i++) {
                aw_le(b, (uint64_t)nodes[i].length, 8);
                aw_le(b, (uint64_t)nodes[i].n_nulls, 8);
        }
        aw_vector(b, s[2].at, w->n_buffers);
        for (size_t i = 0; i < w->n_buffers; i++) {
                aw_le(b, (uint64_t)w->buffers[i].offset, 8);
                aw_le(b, (uint64_t)w->buffers[i].body_nbytes, 8);
        }
        if (w->compression != AW_PLAIN) {
                struct aw_slot codec[2] = {{.nbytes = 1, .value = w->compression != AW_LZ4}, {.nbytes = 1}};
                aw_table(b, s[3].at, codec, 2);
        }
        if (w->n_view_counts > 0) {
                aw_vector(b, s[4].at, w->n_view_counts);
                for (size_t i = 0; i < w->n_view_counts; i++)
                        aw_le(b, (uint64_t)w->view_counts[i], 8);
        }
}

static inline void
aw_record_batch(struct aw *w, int64_t n_rows, const struct aw_node *nodes, size_t n_nodes)
{
        struct cw_buffer b = {0};
        size_t header;
        aw_pad(&w->body, 8);
        aw_message(w, &b, 3, &header);
        aw_batch_table(w, &b, header, n_rows, nodes, n_nodes);
        w->records[w->n_records++ % AW_MOST] = aw_send(w, &b);
}

static inline void
aw_dictionary_batch(struct aw *w, int64_t id, bool is_delta, int64_t n_rows, const struct aw_node *nodes,
                    size_t n_nodes)
{
        struct cw_buffer b = {0};
        size_t header;
        struct aw_slot s[3] = {
                {.nbytes = 8, .value = (uint64_t)id}, {.nbytes = 4, .ref = true}, {.nbytes = 1, .value = is_delta}};
        aw_pad(&w->body, 8);
        aw_message(w, &b, 2, &header);
        aw_table(&b, header, s, 3);
        aw_batch_table(w, &b, s[1].at, n_rows, nodes, n_nodes);
        w->dictionaries[w->n_dictionaries++ % AW_MOST] = aw_send(w, &b);
}

static inline void
aw_blocks(struct cw_buffer *b, size_t from, const struct aw_block *blocks, size_t n)
{
        aw_vector(b, from, n);
        for (size_t i = 0; i < n; i++) {
                aw_le(b, (uint64_t)blocks[i].offset, 8);
                aw_le(b, (uint64_t)blocks[i].metadata_nbytes, 8);
                aw_le(b, (uint64_t)blocks[i].body_nbytes, 8);
        }
}

static inline void
aw_end(struct aw *w)
{
        if (!w->no_end)
                aw_le(&w->out, w->legacy ? 0 : UINT32_MAX, w->legacy ? 4 : 8);
        if (!w->file)
                return;
        struct cw_buffer b = {0};
        struct aw_slot s[4] = {{.nbytes = 2, .value = (w->version == 0 ? 5 : w->version) - 1},
                               {.nbytes = 4, .ref = true},
                               {.nbytes = 4, .ref = true},
                               {.nbytes = 4, .ref = true}};
        aw_le(&b, 0, 8);
        aw_table(&b, 0, s, 4);
        aw_schema_table(w, &b, s[1].at);
        aw_blocks(&b, s[2].at, w->dictionaries, w->n_dictionaries);
        aw_blocks(&b, s[3].at, w->records, w->n_records);
        cw_buffer_add(&w->out, b.data, b.n);
        aw_le(&w->out, b.n, 4);
        cw_buffer_add(&w->out, "ARROW1", 6);
        cw_buffer_free(&b);
}

#endif
