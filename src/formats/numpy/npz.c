/* SPDX-License-Identifier: MIT */
/*
 * Choosing the array of an .npz that holds the labels, as the column of a table is chosen, and opening it.  An array's
 * name is its member's without ".npy"; what it is, its header says, which is read of every member unless the user named
 * one.
 */
#include "formats/numpy/npz.h"

#include "base/memory.h"
#include "formats/column.h"
#include "formats/numpy/array_blocks.h"
#include "formats/numpy/npy.h"
#include "formats/numpy/zip_directory.h"

#include <string.h>

enum {
        HEADERS_MOST = 4096, /* arrays that are looked into; of more, one must be named */
        NAMES_SHOWN = 32
};

struct cw_npz {
        struct cw_zip zip;
        struct cw_column *columns; /* the arrays among the members */
        const struct cw_zip_member **members;
        size_t n;
        size_t chosen;
        const char *why;
};

void
cw_npz_free(struct cw_npz **npz_ref)
{
        struct cw_npz *z = *npz_ref;
        if (z == NULL)
                return;
        for (size_t i = 0; i < z->n; i++)
                cw_free((char *)(uintptr_t)z->columns[i].name);
        cw_free(z->columns);
        cw_free(z->members);
        cw_zip_free(&z->zip);
        cw_free(z);
        *npz_ref = NULL;
}

/* The names of all arrays. */
static cw_status
list_arrays(struct cw_npz *z, struct cw_error *err)
{
        z->columns = cw_calloc(z->zip.n, sizeof(*z->columns));
        z->members = cw_calloc(z->zip.n, sizeof(struct cw_zip_member *));
        if (z->columns == NULL || z->members == NULL)
                return cw_fail_memory(err, z->zip.n * sizeof(*z->columns));
        for (size_t i = 0; i < z->zip.n; i++) {
                const struct cw_zip_member *m = &z->zip.members[i];
                if (m->name_nbytes <= 4 || memcmp(m->name + m->name_nbytes - 4, ".npy", 4) != 0)
                        continue;
                z->columns[z->n].name = cw_strndup(m->name, m->name_nbytes - 4);
                if (z->columns[z->n].name == NULL)
                        return cw_fail_memory(err, m->name_nbytes);
                z->members[z->n++] = m;
        }
        return CW_OK;
}

/* A source that stands at the values of array `index`. */
static cw_status
open_array(struct cw_reader *r, const struct cw_npz *z, size_t index, struct cw_byte_source *source,
           struct cw_npy_array *array, struct cw_error *err)
{
        const struct cw_zip_member *m = z->members[index];
        const enum cw_codec codec = m->method == CW_ZIP_DEFLATED ? CW_CODEC_DEFLATE : CW_CODEC_NONE;
        uint64_t offset = 0;
        size_t header_nbytes = 0;
        CW_TRY(cw_zip_locate(r->file, &z->zip, m, &offset, err));
        CW_TRY(cw_byte_source_open(source, r->file, offset, m->packed_nbytes, codec, r->options->max_memory, err));
        source->sums = true;
        CW_TRY(cw_npy_take_header(source, array, &header_nbytes, err));
        if (header_nbytes > m->nbytes)
                return cw_fail(err, CW_E_CORRUPT,
                               "the .npy header is longer than the array's file; the file is damaged");
        return cw_npy_check_size(array, m->nbytes - header_nbytes, err);
}

/* An array that cannot be opened is none that is chosen unasked; memory and the system's failures end it all. */
static cw_status
find_kind(struct cw_reader *r, struct cw_npz *z, size_t index, struct cw_error *err)
{
        struct cw_byte_source source = {0};
        struct cw_npy_array array;
        cw_status status = open_array(r, z, index, &source, &array, err);
        if (status == CW_OK)
                z->columns[index].kind = array.n_dims == 0 ? CW_COLUMN_INT : CW_COLUMN_INT_LIST;
        cw_byte_source_close(&source);
        return status == CW_OK || cw_status_is_data(status) ? CW_OK : status;
}

static cw_status
choose(struct cw_reader *r, struct cw_npz *z, struct cw_error *err)
{
        const char *wanted = r->column != NULL ? r->column : r->options->column;
        struct cw_error first;
        if (z->n == 0)
                return cw_fail(err, CW_E_DATA, "the zip file holds no NumPy arrays");
        if (wanted == NULL && z->n > HEADERS_MOST)
                return cw_fail(err, CW_E_DATA, "%zu arrays are in it; name the one that holds the labels with --column",
                               z->n);
        for (size_t i = 0; i < z->n; i++) {
                if (wanted != NULL)
                        z->columns[i].kind = CW_COLUMN_INT_LIST; /* opening it will tell */
                else
                        CW_TRY(find_kind(r, z, i, &first));
        }
        /* The only array there is: why it is none of labels says more than that there is none. */
        if (z->n == 1 && wanted == NULL) {
                z->why = "the only array";
                return CW_OK;
        }
        CW_TRY(cw_column_choose(z->columns, z->n, wanted, &z->chosen, &z->why, err));
        for (size_t i = 0; i < z->n; i++) {
                if (i != z->chosen && strcmp(z->columns[i].name, z->columns[z->chosen].name) == 0)
                        return cw_fail(err, CW_E_CORRUPT, "two arrays are called '%.200s'", z->columns[i].name);
        }
        return CW_OK;
}

cw_status
cw_npz_open(struct cw_reader *r, struct cw_error *err)
{
        struct cw_array_blocks *b = r->state;
        struct cw_npz *z = cw_calloc(1, sizeof(*z));
        if (z == NULL)
                return cw_fail_memory(err, sizeof(*z));
        b->npz = z;
        CW_TRY(cw_zip_read(r->file, r->options->max_memory, &z->zip, err));
        CW_TRY(list_arrays(z, err));
        CW_TRY(choose(r, z, err));
        r->chosen_column = cw_strdup(z->columns[z->chosen].name);
        if (r->chosen_column == NULL)
                return cw_fail_memory(err, 1);
        b->codec = z->members[z->chosen]->method == CW_ZIP_DEFLATED ? CW_CODEC_DEFLATE : CW_CODEC_NONE;
        b->crc = z->members[z->chosen]->crc;
        return open_array(r, z, z->chosen, &b->source, &b->array, err);
}

void
cw_npz_describe(const struct cw_npz *z, struct cw_buffer *out)
{
        const struct cw_zip_member *m = z->members[z->chosen];
        cw_buffer_puts(out, "arrays: ");
        for (size_t i = 0; i < z->n && i < NAMES_SHOWN; i++)
                cw_buffer_printf(out, "%s%.80s", i == 0 ? "" : ", ", z->columns[i].name);
        cw_buffer_printf(out, "%s\nlabel column: %.200s\nchosen as: %s\ncompressed bytes: %llu\n",
                         z->n > NAMES_SHOWN ? ", ..." : "", z->columns[z->chosen].name, z->why,
                         (unsigned long long)m->packed_nbytes);
}
