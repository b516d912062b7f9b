/* SPDX-License-Identifier: MIT */
/*
 * What the tests of NumPy's formats share: .npy and .npz files made byte by byte, and what counting them, or taking their
 * labels in order, comes to as one string.
 */
#ifndef NUMPY_FIXTURE_H
#define NUMPY_FIXTURE_H

#include "spine_fixture.h"

#include <isa-l/crc.h>

/* ---- files --------------------------------------------------------------------------------------------------- */

/* A header of version `major` around `dict`, padded as NumPy does. */
__attribute__((unused)) static void
npy_add_header(struct cw_buffer *out, int major, const char *dict)
{
        const size_t fixed = major == 1 ? 10 : 12, dict_n = strlen(dict);
        const size_t n = (fixed + dict_n + 1 + 63) / 64 * 64 - fixed;
        cw_buffer_add(out, "\x93NUMPY", 6);
        cw_buffer_putc(out, (char)major);
        cw_buffer_putc(out, '\0');
        for (size_t i = 0; i < fixed - 8; i++)
                cw_buffer_putc(out, (char)(n >> (8 * i)));
        cw_buffer_puts(out, dict);
        for (size_t i = dict_n; i + 1 < n; i++)
                cw_buffer_putc(out, ' ');
        cw_buffer_putc(out, '\n');
}

/* `values` as they lie in the file. */
__attribute__((unused)) static struct cw_buffer
npy_make(const char *descr, bool fortran_order, const char *shape, const void *values, size_t nbytes)
{
        struct cw_buffer out = {0};
        char dict[200];
        snprintf(dict, sizeof(dict), "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }", descr,
                 fortran_order ? "True" : "False", shape);
        npy_add_header(&out, 1, dict);
        cw_buffer_add(&out, values, nbytes);
        return out;
}

__attribute__((unused)) static void
npy_put(const char *path, const char *descr, bool fortran_order, const char *shape, const void *values, size_t nbytes)
{
        struct cw_buffer b = npy_make(descr, fortran_order, shape, values, nbytes);
        spine_put(path, b.data, b.n);
        cw_buffer_free(&b);
}

/* ---- zip files ----------------------------------------------------------------------------------------------- */

__attribute__((unused)) static void
put_le(struct cw_buffer *out, uint64_t v, size_t n)
{
        for (size_t i = 0; i < n; i++)
                cw_buffer_putc(out, (char)(i < 8 ? v >> (8 * i) : 0));
}

/* Bare deflate. */
__attribute__((unused)) static struct cw_buffer
zip_deflate(const void *data, size_t nbytes)
{
        struct cw_buffer out = {0};
        struct isal_zstream z;
        const size_t cap = nbytes + nbytes / 8 + 1024;
        uint8_t *packed = malloc(cap), *in = malloc(nbytes + 1);
        if (nbytes > 0)
                memcpy(in, data, nbytes);
        isal_deflate_stateless_init(&z);
        z.end_of_stream = 1;
        z.next_in = in;
        z.avail_in = (uint32_t)nbytes;
        z.next_out = packed;
        z.avail_out = (uint32_t)cap;
        cr_assert_eq(isal_deflate_stateless(&z), COMP_OK);
        cw_buffer_add(&out, packed, cap - z.avail_out);
        free(in);
        free(packed);
        return out;
}

struct zip_maker {
        struct cw_buffer file, directory;
        size_t n;
        /* lies for the next member; 0: the truth */
        unsigned method, flags;
        uint32_t crc;
        bool zip64;
};

__attribute__((unused)) static void
zip_add(struct zip_maker *z, const char *name, const void *data, size_t nbytes, bool deflated)
{
        struct cw_buffer packed = {0};
        if (deflated)
                packed = zip_deflate(data, nbytes);
        else
                cw_buffer_add(&packed, data, nbytes);
        const uint32_t crc = z->crc != 0 ? z->crc : crc32_gzip_refl(0, data, nbytes);
        const unsigned method = z->method != 0 ? z->method : deflated ? 8 : 0;
        const uint64_t offset = z->file.n;
        put_le(&z->file, 0x04034B50, 4);
        put_le(&z->file, 20, 2);
        put_le(&z->file, z->flags, 2);
        put_le(&z->file, method, 2);
        put_le(&z->file, 0, 4);
        put_le(&z->file, crc, 4);
        put_le(&z->file, packed.n, 4);
        put_le(&z->file, nbytes, 4);
        put_le(&z->file, strlen(name), 2);
        put_le(&z->file, 4, 2); /* an extra field of nothing */
        cw_buffer_puts(&z->file, name);
        put_le(&z->file, 0x0000CAFE, 4);
        cw_buffer_add(&z->file, packed.data, packed.n);

        put_le(&z->directory, 0x02014B50, 4);
        put_le(&z->directory, 0x00140014, 4);
        put_le(&z->directory, z->flags, 2);
        put_le(&z->directory, method, 2);
        put_le(&z->directory, 0, 4);
        put_le(&z->directory, crc, 4);
        put_le(&z->directory, z->zip64 ? UINT32_MAX : packed.n, 4);
        put_le(&z->directory, z->zip64 ? UINT32_MAX : nbytes, 4);
        put_le(&z->directory, strlen(name), 2);
        put_le(&z->directory, z->zip64 ? 28 : 0, 2);
        put_le(&z->directory, 0, 2 + 8);
        put_le(&z->directory, z->zip64 ? UINT32_MAX : offset, 4);
        cw_buffer_puts(&z->directory, name);
        if (z->zip64) {
                put_le(&z->directory, 1, 2);
                put_le(&z->directory, 24, 2);
                put_le(&z->directory, nbytes, 8);
                put_le(&z->directory, packed.n, 8);
                put_le(&z->directory, offset, 8);
        }
        z->n++;
        cw_buffer_free(&packed);
}

__attribute__((unused)) static void
zip_add_npy(struct zip_maker *z, const char *name, struct cw_buffer npy, bool deflated)
{
        zip_add(z, name, npy.data, npy.n, deflated);
        cw_buffer_free(&npy);
}

/* Writes the file and forgets it. */
__attribute__((unused)) static void
zip_put(const char *path, struct zip_maker *z, const char *comment)
{
        const uint64_t at = z->file.n, nbytes = z->directory.n;
        cw_buffer_add(&z->file, z->directory.data, z->directory.n);
        if (z->zip64) {
                const uint64_t end = z->file.n;
                put_le(&z->file, 0x06064B50, 4);
                put_le(&z->file, 44, 8);
                put_le(&z->file, 0x002D002D, 4);
                put_le(&z->file, 0, 8);
                put_le(&z->file, z->n, 8);
                put_le(&z->file, z->n, 8);
                put_le(&z->file, nbytes, 8);
                put_le(&z->file, at, 8);
                put_le(&z->file, 0x07064B50, 4);
                put_le(&z->file, 0, 4);
                put_le(&z->file, end, 8);
                put_le(&z->file, 1, 4);
        }
        put_le(&z->file, 0x06054B50, 4);
        put_le(&z->file, 0, 4);
        put_le(&z->file, z->zip64 ? UINT16_MAX : z->n, 2);
        put_le(&z->file, z->zip64 ? UINT16_MAX : z->n, 2);
        put_le(&z->file, z->zip64 ? UINT32_MAX : nbytes, 4);
        put_le(&z->file, z->zip64 ? UINT32_MAX : at, 4);
        put_le(&z->file, strlen(comment), 2);
        cw_buffer_puts(&z->file, comment);
        spine_put(path, z->file.data, z->file.n);
        cw_buffer_free(&z->file);
        cw_buffer_free(&z->directory);
        *z = (struct zip_maker){0};
}

/* ---- outcomes ------------------------------------------------------------------------------------------------ */

__attribute__((unused)) static struct cw_read_options
numpy_options(void)
{
        struct cw_read_options o;
        cw_read_options_init(&o);
        o.unknown = CW_UNKNOWN_COUNT;
        o.n_threads = 2;
        return o;
}

/* "0:12 7:3 -100:1, 4 sequences" of a path, ids ascending and the ignored behind them; or "STATUS: sentence". */
__attribute__((unused)) static const char *
numpy_count(const char *path, const struct cw_read_options *options)
{
        static char text[4096];
        size_t n = 0;
        cw_counts *counts = NULL;
        struct cw_error err;
        const cw_status status = cw_count(&path, 1, options, &counts, &err);
        if (status != CW_OK) {
                snprintf(text, sizeof(text), "%d: %s", (int)status, err.message);
                return text;
        }
        for (size_t i = 0; i < cw_counts_n_labels(counts) + cw_counts_n_ignored(counts) && n < sizeof(text) - 100;
             i++) {
                const size_t n_labels = cw_counts_n_labels(counts);
                const struct cw_label_count l =
                        i < n_labels ? cw_counts_label(counts, i) : cw_counts_ignored(counts, i - n_labels);
                n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%lld:%llu", i == 0 ? "" : " ", (long long)l.id,
                                      (unsigned long long)l.tokens);
        }
        snprintf(text + n, sizeof(text) - n, ", %llu sequences",
                 (unsigned long long)cw_counts_totals(counts).sequences);
        cw_counts_free(&counts);
        return text;
}

/* The labels in order, a list a line: packed and unpacked.  Or "STATUS: sentence". */
__attribute__((unused)) static const char *
numpy_order(const char *path, const struct cw_read_options *options)
{
        static char text[4096];
        struct cw_pack_options pack;
        struct cw_error err;
        cw_pack_options_init(&pack);
        cw_status status = cw_pack(&path, 1, options, &pack, "order.zst", NULL, &err);
        if (status == CW_OK)
                status = cw_unpack("order.zst", CW_UNPACK_TEXT, "order.txt", options, &err);
        if (status != CW_OK) {
                snprintf(text, sizeof(text), "%d: %s", (int)status, err.message);
                return text;
        }
        size_t n;
        char *data = spine_get("order.txt", &n);
        cr_assert_lt(n, sizeof(text));
        size_t at = 0;
        for (size_t i = 0; i < n; i++) {
                const bool ends = data[i] == '\n' && i > 0 && data[i - 1] == '\n';
                if (ends)
                        at--;
                text[at++] = data[i] == '\n' && !ends ? ' ' : ends ? '|' : data[i];
        }
        text[at] = '\0';
        free(data);
        return text;
}

#define expect_count(path, options, want) cr_expect_str_eq(numpy_count(path, options), want)
#define expect_order(path, options, want) cr_expect_str_eq(numpy_order(path, options), want)

/* Fails with `status`, and the sentence holds `part`. */
__attribute__((unused)) static void
expect_refused(const char *path, const struct cw_read_options *options, cw_status status, const char *part)
{
        const char *text = numpy_count(path, options);
        char start[16];
        snprintf(start, sizeof(start), "%d: ", (int)status);
        cr_expect(strncmp(text, start, strlen(start)) == 0 && strstr(text, part) != NULL,
                  "%s: expected status %d with \"%s\", found \"%s\"", path, (int)status, part, text);
}

#endif
