/* SPDX-License-Identifier: MIT */
/*
 * Opening a Parquet file: from its last bytes to the chunks of the label column.
 */
#include "base/memory.h"
#include "formats/column.h"
#include "formats/parquet/parquet_state.h"
#include "labels/label_features.h"

#include <inttypes.h>
#include <string.h>

enum { MAGIC_NBYTES = 4, TRAILER_NBYTES = 8 };

#define MAGIC "PAR1"
#define MAGIC_ENCRYPTED "PARE"

int
cw_parquet_probe(const struct cw_sample *s)
{
        const bool plain = s->raw_nbytes >= MAGIC_NBYTES && (memcmp(s->raw, MAGIC, MAGIC_NBYTES) == 0 ||
                                                             memcmp(s->raw, MAGIC_ENCRYPTED, MAGIC_NBYTES) == 0);
        const bool packed = s->codec != CW_CODEC_NONE && s->text_nbytes >= MAGIC_NBYTES &&
                            memcmp(s->text, MAGIC, MAGIC_NBYTES) == 0;
        return plain || packed ? 3 : 0;
}

static cw_status
fail_cut_off(struct cw_error *err)
{
        return cw_fail(
                err, CW_E_TRUNCATED,
                "expected \"PAR1\" at the end of a Parquet file, found other bytes; the file is cut off (copy it "
                "anew)");
}

static cw_status
read_exactly(const struct cw_reader *reader, uint64_t offset, void *buffer, size_t nbytes, struct cw_error *err)
{
        size_t got = 0;
        CW_TRY(cw_file_read_at(reader->file, offset, buffer, nbytes, &got, err));
        return got < nbytes ? fail_cut_off(err) : CW_OK;
}

/* Where the footer lies, from the trailer: u32 its length, "PAR1". */
static cw_status
find_footer(const struct cw_reader *reader, uint64_t *offset_ret, size_t *nbytes_ret, struct cw_error *err)
{
        const uint64_t file_nbytes = reader->file->nbytes;
        uint8_t trailer[TRAILER_NBYTES];
        if (file_nbytes < MAGIC_NBYTES + TRAILER_NBYTES)
                return fail_cut_off(err);
        CW_TRY(read_exactly(reader, file_nbytes - TRAILER_NBYTES, trailer, TRAILER_NBYTES, err));
        if (memcmp(trailer + 4, MAGIC_ENCRYPTED, MAGIC_NBYTES) == 0)
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "the footer is encrypted (\"PARE\"), which is not read; decrypt the file first");
        if (memcmp(trailer + 4, MAGIC, MAGIC_NBYTES) != 0)
                return fail_cut_off(err);
        const uint64_t nbytes = cw_load_le(trailer, 4), room = file_nbytes - MAGIC_NBYTES - TRAILER_NBYTES;
        if (nbytes > room)
                return cw_fail(err, CW_E_CORRUPT,
                               "expected a footer of at most %" PRIu64 " bytes, found %" PRIu64 "; the file is damaged",
                               room, nbytes);
        if (nbytes > reader->options->max_memory / 4)
                return cw_fail(err, CW_E_LIMIT,
                               "the footer of %" PRIu64 " bytes is too large for --max-memory (%" PRIu64 "); raise it",
                               nbytes, reader->options->max_memory);
        *offset_ret = file_nbytes - TRAILER_NBYTES - nbytes;
        *nbytes_ret = (size_t)nbytes;
        return CW_OK;
}

/* ---- the label column ---------------------------------------------------------------------------------------- */

static enum cw_column_kind
kind_of(const struct cw_parquet_leaf *leaf, bool wanted)
{
        const bool list = leaf->max_repetition > 0;
        /* A map's keys and values are no labels, unless somebody says so. */
        if (leaf->in_map && !wanted)
                return CW_COLUMN_OTHER;
        switch (leaf->meaning) {
        case CW_PARQUET_SIGNED:
        case CW_PARQUET_UNSIGNED:
                return list ? CW_COLUMN_INT_LIST : CW_COLUMN_INT;
        case CW_PARQUET_TEXT:
                return list ? CW_COLUMN_TEXT_LIST : CW_COLUMN_TEXT;
        case CW_PARQUET_OTHER:
                break;
        }
        return CW_COLUMN_OTHER;
}

/* The wanted column by its name, or spelt as the file stores it ("tags.list.element"). */
static const char *
wanted_name(const struct cw_parquet_metadata *m, const char *wanted)
{
        const char *by_path = NULL;
        for (size_t i = 0; wanted != NULL && i < m->n_leaves; i++) {
                if (strcmp(m->leaves[i].name, wanted) == 0)
                        return wanted;
                if (strcmp(m->leaves[i].path, wanted) == 0)
                        by_path = m->leaves[i].name;
        }
        return by_path != NULL ? by_path : wanted;
}

static cw_status
choose_column(struct cw_reader *reader, struct cw_error *err)
{
        struct cw_parquet_state *s = reader->state;
        const struct cw_parquet_metadata *m = &s->metadata;
        const char *wanted = wanted_name(m, reader->column != NULL ? reader->column : reader->options->column);
        struct cw_column *columns = cw_calloc(m->n_leaves, sizeof(*columns));
        if (columns == NULL)
                return cw_fail_memory(err, m->n_leaves * sizeof(*columns));
        for (size_t i = 0; i < m->n_leaves; i++) {
                columns[i].name = m->leaves[i].name;
                columns[i].kind = kind_of(&m->leaves[i], wanted != NULL);
        }
        cw_status status = cw_column_choose(columns, m->n_leaves, wanted, &s->column, &s->why, err);
        cw_free(columns);
        for (size_t i = 0; status != CW_OK && wanted != NULL && i < m->n_leaves; i++) {
                if (strcmp(m->leaves[i].name, wanted) == 0)
                        return cw_fail(
                                err, CW_E_UNSUPPORTED,
                                "column '%.200s' is of type %s, which is not read as labels (integers and byte_array "
                                "strings are); choose another with --column",
                                wanted, m->leaves[i].type_name);
        }
        if (status == CW_OK && (reader->chosen_column = cw_strdup(m->leaves[s->column].name)) == NULL)
                return cw_fail_memory(err, 1);
        return status;
}

static cw_status
read_footer(struct cw_reader *reader, uint8_t *footer, uint64_t offset, size_t nbytes, struct cw_error *err)
{
        struct cw_parquet_state *s = reader->state;
        const struct cw_parquet_bounds bounds = {offset, reader->options->max_memory};
        CW_TRY(read_exactly(reader, offset, footer, nbytes, err));
        CW_TRY(cw_parquet_metadata_load(&s->metadata, footer, nbytes, &bounds, err));
        CW_TRY(choose_column(reader, err));
        CW_TRY(cw_parquet_metadata_chunks(&s->metadata, s->column, &bounds, err));
        if (s->metadata.features == NULL || s->metadata.leaves[s->column].meaning == CW_PARQUET_TEXT)
                return CW_OK;
        return cw_label_features(s->metadata.features, s->metadata.features_nbytes, reader->chosen_column,
                                 reader->file->name, &reader->names, err);
}

cw_status
cw_parquet_open(struct cw_reader *reader, const struct cw_sample *sample, struct cw_error *err)
{
        uint64_t offset = 0;
        size_t nbytes = 0;
        if (sample->codec != CW_CODEC_NONE)
                return cw_fail(err, CW_E_UNSUPPORTED, "a Parquet file inside %s is not read; decompress it first",
                               cw_codec_name(sample->codec));
        if (!reader->file->seekable)
                return cw_fail(
                        err, CW_E_UNSUPPORTED,
                        "a Parquet file has its directory at the end and cannot be read from a pipe; save it to a "
                        "file and name that");
        struct cw_parquet_state *s = cw_calloc(1, sizeof(*s));
        if (s == NULL)
                return cw_fail_memory(err, sizeof(*s));
        reader->state = s;
        CW_TRY(find_footer(reader, &offset, &nbytes, err));
        uint8_t *footer = cw_malloc(nbytes);
        if (footer == NULL)
                return cw_fail_memory(err, nbytes);
        cw_status status = read_footer(reader, footer, offset, nbytes, err);
        cw_parquet_metadata_detach(&s->metadata);
        cw_free(footer);
        return status;
}

void
cw_parquet_close(struct cw_reader *reader)
{
        struct cw_parquet_state *s = reader->state;
        if (s != NULL) {
                cw_parquet_metadata_free(&s->metadata);
                cw_free(s->blocks);
        }
        cw_free(s);
        reader->state = NULL;
}
