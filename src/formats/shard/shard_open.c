/* SPDX-License-Identifier: MIT */
/*
 * The start of a native shard: recognising it, reading its header, and what inspect says of it.
 */
#include "base/cursor.h"
#include "base/memory.h"
#include "formats/shard/shard_state.h"

#include <inttypes.h>
#include <string.h>

cw_status
cw_shard_at_byte(struct cw_error *err, uint64_t offset, cw_status status)
{
        if (err != NULL && cw_status_is_data(status))
                err->byte_offset = offset;
        return status;
}

cw_status
cw_shard_take(struct cw_reader *reader, void *buffer, size_t want, size_t *got_ret, struct cw_error *err)
{
        struct cw_shard_state *s = reader->state;
        CW_TRY(reader->file->seekable ? cw_file_read_at(reader->file, s->offset, buffer, want, got_ret, err)
                                      : cw_file_read(reader->file, buffer, want, got_ret, err));
        s->offset += *got_ret;
        return CW_OK;
}

/* One damaged byte among the twelve is forgiven here and told by open(): a shard must not pass for another format. */
int
cw_shard_probe(const struct cw_sample *sample)
{
        unsigned matches = cw_shard_magic_matches(sample->raw, sample->raw_nbytes);
        if (sample->raw_nbytes >= CW_SHARD_PROBE_NBYTES)
                return matches >= 11 ? 3 : 0;
        /* A stump: all that is left must match, and the magic of four bytes be among it. */
        size_t after_size =
                sample->raw_nbytes > CW_SHARD_SKIPPABLE_NBYTES ? sample->raw_nbytes - CW_SHARD_SKIPPABLE_NBYTES : 0;
        return sample->raw_whole && matches >= 4 && matches == 4 + after_size ? 3 : 0;
}

/* All of its bytes; cw_free(). */
static cw_status
read_header(struct cw_reader *reader, uint8_t **bytes_ret, size_t *nbytes_ret, struct cw_error *err)
{
        uint8_t first[CW_SHARD_PROBE_NBYTES];
        size_t got = 0, rest = 0;
        CW_TRY(cw_shard_take(reader, first, sizeof(first), &got, err));
        if (got < sizeof(first))
                return cw_fail(err, CW_E_TRUNCATED,
                               "header at byte 0: expected %zu bytes, found %zu; " CW_SHARD_CUT_OFF, sizeof(first),
                               got);
        if (cw_shard_magic_matches(first, sizeof(first)) < 12)
                return cw_fail(
                        err, CW_E_CORRUPT,
                        "header at byte 0: expected the magic bytes of a native shard, found others; the file is "
                        "damaged, or is no native shard");
        const uint64_t nbytes = CW_SHARD_SKIPPABLE_NBYTES + cw_load_le(first + 4, 4);
        if (nbytes < CW_SHARD_HEADER_LEAST || nbytes > CW_SHARD_HEADER_MOST)
                return cw_fail(err, CW_E_CORRUPT,
                               "header at byte 0: expected %d to %d bytes, found %" PRIu64 "; " CW_SHARD_DAMAGED,
                               (int)CW_SHARD_HEADER_LEAST, (int)CW_SHARD_HEADER_MOST, nbytes);
        if (reader->file->seekable && nbytes > reader->file->nbytes)
                return cw_fail(err, CW_E_TRUNCATED,
                               "header at byte 0: expected %" PRIu64 " bytes, found %" PRIu64 "; " CW_SHARD_CUT_OFF,
                               nbytes, reader->file->nbytes);
        uint8_t *bytes = *bytes_ret = cw_malloc(nbytes);
        if (bytes == NULL)
                return cw_fail_memory(err, nbytes);
        *nbytes_ret = nbytes;
        memcpy(bytes, first, sizeof(first));
        CW_TRY(cw_shard_take(reader, bytes + sizeof(first), nbytes - sizeof(first), &rest, err));
        if (sizeof(first) + rest < nbytes)
                return cw_fail(err, CW_E_TRUNCATED,
                               "header at byte 0: expected %" PRIu64 " bytes, found %zu; " CW_SHARD_CUT_OFF, nbytes,
                               sizeof(first) + rest);
        return CW_OK;
}

static cw_status
settle_column(struct cw_reader *reader, struct cw_error *err)
{
        const char *have = ((const struct cw_shard_state *)reader->state)->header.column;
        const char *want = reader->options->column;
        if (have == NULL)
                return CW_OK;
        if (want != NULL && strcmp(want, have) != 0)
                return cw_fail(err, CW_E_DATA,
                               "expected the column \"%.200s\", found a shard of \"%.200s\"; leave "
                               "--column out to take it",
                               want, have);
        reader->chosen_column = cw_strdup(have);
        return reader->chosen_column == NULL ? cw_fail_memory(err, strlen(have)) : CW_OK;
}

/* A header that was right, and what was made of it: another one of the same bytes is the same. */
struct kept_header {
        uint8_t *bytes;
        size_t nbytes;
        struct cw_shard_header header;
        void *memory;
        struct cw_label_map *names;
};

static void
free_header(const struct cw_shard_header *header, void *memory)
{
        if (header->phrases != NULL)
                cw_phrases_free(header->phrases);
        cw_free(memory);
}

static void
free_kept(void *what)
{
        struct kept_header *k = what;
        free_header(&k->header, k->memory);
        cw_label_map_free(&k->names);
        cw_free(k->bytes);
        cw_free(k);
}

/* Whether the header is one that was kept; then it need not be made anew. */
static bool
use_kept(struct cw_reader *reader, const uint8_t *bytes, size_t nbytes)
{
        struct cw_shard_state *s = reader->state;
        if (reader->kept == NULL || reader->kept->free != free_kept)
                return false;
        const struct kept_header *k = reader->kept->what;
        if (k->nbytes != nbytes || memcmp(k->bytes, bytes, nbytes) != 0)
                return false;
        s->header = k->header;
        reader->names = k->names == NULL ? NULL : cw_label_map_share(k->names);
        return true;
}

/* Keeps the header, and takes its bytes over, if memory for that can be had. */
static void
keep(struct cw_reader *reader, uint8_t **bytes_ref, size_t nbytes)
{
        struct cw_shard_state *s = reader->state;
        struct cw_kept *kept = reader->kept;
        struct kept_header *k = kept == NULL ? NULL : cw_malloc(sizeof(*k));
        if (k == NULL)
                return;
        *k = (struct kept_header){*bytes_ref, nbytes, s->header, s->header_memory, NULL};
        if (reader->names != NULL)
                k->names = cw_label_map_share(reader->names);
        *bytes_ref = NULL;
        s->header_memory = NULL;
        if (kept->what != NULL)
                kept->free(kept->what);
        *kept = (struct cw_kept){k, free_kept};
}

static cw_status
load_header(struct cw_reader *reader, const uint8_t *bytes, size_t nbytes, struct cw_error *err)
{
        struct cw_shard_state *s = reader->state;
        CW_TRY(cw_shard_at_byte(err, 0, cw_shard_header_load(bytes, nbytes, &s->header, &s->header_memory, err)));
        if (s->header.phrases != NULL)
                CW_TRY(cw_phrases_expand(s->header.phrases, err));
        return s->header.n_names == 0 ? CW_OK
                                      : cw_label_map_from_names(s->header.names, s->header.n_names, reader->file->name,
                                                                &reader->names, err);
}

cw_status
cw_shard_open(struct cw_reader *reader, const struct cw_sample *sample, struct cw_error *err)
{
        (void)sample;
        cw_status status;
        uint8_t *bytes = NULL;
        size_t nbytes = 0;
        struct cw_shard_state *s = cw_calloc(1, sizeof(*s));
        if (s == NULL)
                return cw_fail_memory(err, sizeof(*s));
        reader->state = s;
        CW_TRY_GOTO(cw_shard_at_byte(err, 0, read_header(reader, &bytes, &nbytes, err)));
        const bool is_known = use_kept(reader, bytes, nbytes);
        if (!is_known)
                CW_TRY_GOTO(load_header(reader, bytes, nbytes, err));
        CW_TRY_GOTO(settle_column(reader, err));
        reader->ids_from_names = s->header.ids_from_names && reader->names != NULL;
        reader->ignored = s->header.ignored;
        reader->n_ignored = s->header.n_ignored;
        if (!is_known)
                keep(reader, &bytes, nbytes);
done:
        cw_free(bytes);
        return status;
}

void
cw_shard_close(struct cw_reader *reader)
{
        struct cw_shard_state *s = reader->state;
        if (s != NULL && s->header_memory != NULL)
                free_header(&s->header, s->header_memory);
        cw_free(s);
        reader->state = NULL;
}

void
cw_shard_describe(const struct cw_reader *reader, struct cw_buffer *out)
{
        const struct cw_shard_header *h = cw_shard_reader_header(reader);
        struct cw_shard_end end;
        if (h->phrases == NULL)
                cw_buffer_puts(out, "encoding: ids\n");
        else
                cw_buffer_printf(out, "encoding: phrases\nphrases: %u\n", h->phrases->n - h->phrases->n_symbols);
        cw_buffer_printf(out, "id width: %u byte%s\n", h->id_nbytes, h->id_nbytes == 1 ? "" : "s");
        if (h->column != NULL)
                cw_buffer_printf(out, "column: %s\n", h->column);
        cw_buffer_printf(out, "labels were: %s\n", h->labels_were_text ? "text" : "ids");
        if (h->n_ignored > 0) {
                cw_buffer_puts(out, "ignored ids:");
                for (size_t i = 0; i < h->n_ignored; i++)
                        cw_buffer_printf(out, " %" PRId64, h->ignored[i]);
                cw_buffer_putc(out, '\n');
        }
        if (cw_shard_find_end(reader, &end))
                cw_buffer_printf(out, "labels: %" PRIu64 "\nsequences: %" PRIu64 "\nframes: %" PRIu64 "\n",
                                 end.n_labels, end.n_sequences, end.n_frames);
}

const struct cw_shard_header *
cw_shard_reader_header(const struct cw_reader *reader)
{
        return &((const struct cw_shard_state *)reader->state)->header;
}
