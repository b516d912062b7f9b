/* SPDX-License-Identifier: MIT */
/*
 * The start of a stream or file: recognising it, its schema, the label column; and the footer of a file.
 */
#include "formats/arrow/arrow_state.h"

#include "base/cursor.h"
#include "base/memory.h"
#include "input/content.h"
#include "labels/label_features.h"

#include <inttypes.h>
#include <string.h>

static const char magic[6] = {'A', 'R', 'R', 'O', 'W', '1'};

enum {
        HEAD_NBYTES = 8, /* the magic bytes and two of padding */
        TAIL_NBYTES = 4 + (int)sizeof(magic),
        BLOCK_NBYTES = 24,
        SLICE_NBYTES = 16 << 20
};

/* ---- probe ---------------------------------------------------------------------------------------------------- */

static bool
begins_with(const uint8_t *data, size_t nbytes, const char *text)
{
        const size_t n = strlen(text);
        return nbytes >= n && memcmp(data, text, n) == 0;
}

/* Feather before it was Arrow is known by name only, to be refused by it. */
int
cw_arrow_probe(const struct cw_sample *sample)
{
        const uint8_t *p = (const uint8_t *)sample->text;
        size_t n = sample->text_nbytes;
        if (begins_with(p, n, "ARROW1") || begins_with(p, n, "FEA1"))
                return 3;
        /* Compressed as a whole, the first block may be longer than the sample: then only the name tells. */
        if (n == 0 && sample->codec != CW_CODEC_NONE)
                return strstr(sample->name, ".arrow.") != NULL || strstr(sample->name, ".feather.") != NULL;
        if (n < 8)
                return 0;
        const bool is_current = cw_load_le(p, 4) == UINT32_MAX;
        const size_t prefix = is_current ? 8 : 4;
        const uint64_t nbytes = cw_load_le(p + prefix - 4, 4);
        n -= prefix;
        if (nbytes < 16 || nbytes > INT32_MAX)
                return 0;
        return cw_arrow_looks_like_message(p + prefix, n < nbytes ? n : (size_t)nbytes) ? 3 : 0;
}

/* ---- footer --------------------------------------------------------------------------------------------------- */

static cw_status
find_footer(struct cw_arrow_source *source, struct cw_arrow_bytes *footer_ret, struct cw_error *err)
{
        const uint64_t n = source->nbytes;
        if (n < HEAD_NBYTES + TAIL_NBYTES || memcmp(source->map + n - sizeof(magic), magic, sizeof(magic)) != 0)
                return cw_fail(err, CW_E_TRUNCATED,
                               "expected a footer and the bytes ARROW1 at the end, at byte %" PRIu64
                               ", found others; the file is cut off, write or fetch it anew",
                               n);
        const uint64_t nbytes = cw_load_le(source->map + n - TAIL_NBYTES, 4);
        if (nbytes == 0 || nbytes > n - HEAD_NBYTES - TAIL_NBYTES)
                return cw_fail(err, CW_E_CORRUPT,
                               "footer: expected at most %" PRIu64 " bytes, found %" PRIu64 "; the file is damaged",
                               n - HEAD_NBYTES - TAIL_NBYTES, nbytes);
        *footer_ret = (struct cw_arrow_bytes){source->map + n - TAIL_NBYTES - nbytes, (size_t)nbytes};
        cw_content_show(source->file->content, n - TAIL_NBYTES - nbytes, footer_ret->at, (size_t)nbytes + TAIL_NBYTES);
        return CW_OK;
}

static cw_status
read_footer(struct cw_arrow_state *s, struct cw_error *err)
{
        struct cw_arrow_bytes bytes = {0};
        CW_TRY(find_footer(&s->source, &bytes, err));
        struct cw_flatbuffer fb = {.data = bytes.at, .nbytes = bytes.nbytes};
        const struct cw_fb_table footer = cw_fb_root(&fb);
        const uint64_t version = cw_fb_uint(&fb, &footer, 0, 2, 0);
        s->dictionaries.blocks = cw_fb_vector(&fb, &footer, 2, BLOCK_NBYTES);
        s->batches.blocks = cw_fb_vector(&fb, &footer, 3, BLOCK_NBYTES);
        if (fb.bad)
                return cw_fail(err, CW_E_CORRUPT, "the footer does not hold together; the file is damaged");
        /* Files of 0.14 say 1 here and mean 4, as their messages do, which are asked again. */
        if (version > CW_ARROW_V5)
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "expected metadata of version 4 or 5, found version %" PRIu64
                               "; write it anew with Arrow 1.0 or later",
                               version + 1);
        s->by_footer = true;
        return cw_arrow_schema_parse(&s->schema, bytes.at, bytes.nbytes, cw_arrow_schema_of_footer, err);
}

cw_status
cw_arrow_take_block(struct cw_arrow_source *source, struct cw_arrow_blocks *blocks, struct cw_arrow_message *message,
                    uint64_t *body_nbytes_ret, bool *more_ret, struct cw_error *err)
{
        bool end = false;
        *more_ret = blocks->next < blocks->blocks.n;
        if (!*more_ret)
                return CW_OK;
        const uint8_t *block = blocks->blocks.items + BLOCK_NBYTES * blocks->next++;
        const uint64_t offset = cw_load_le(block, 8), body_nbytes = cw_load_le(block + 16, 8);
        *message = (struct cw_arrow_message){.offset = offset, .header = message->header, .number = message->number};
        if (offset < blocks->end || offset > source->nbytes)
                return cw_arrow_fail(err, CW_E_CORRUPT, message,
                                     "the footer leads out of the file, or twice to the same place");
        source->at = offset;
        CW_TRY(cw_arrow_source_message(source, message, body_nbytes_ret, &end, err));
        if (end || *body_nbytes_ret != body_nbytes)
                return cw_arrow_fail(err, CW_E_CORRUPT, message, "the footer says another size of it");
        blocks->end = offset + message->nbytes;
        return CW_OK;
}

/* ---- open ----------------------------------------------------------------------------------------------------- */

static cw_status
read_schema_message(struct cw_arrow_state *s, struct cw_error *err)
{
        struct cw_arrow_message m = {.number = 0};
        uint64_t body_nbytes;
        bool end;
        CW_TRY(cw_arrow_source_message(&s->source, &m, &body_nbytes, &end, err));
        if (end)
                return cw_fail(err, CW_E_TRUNCATED, "expected a schema, found the end; the file is cut off");
        if (m.header != CW_ARROW_SCHEMA && s->has_magic)
                return cw_fail(
                        err, CW_E_UNSUPPORTED,
                        "the file has its schema in its footer only, which comes last through a pipe; name the file "
                        "itself");
        if (m.header != CW_ARROW_SCHEMA)
                return cw_arrow_fail(err, CW_E_CORRUPT, &m, "expected a schema before it");
        CW_TRY(cw_arrow_schema_parse(&s->schema, m.metadata.at, m.metadata.nbytes, cw_arrow_schema_of_message, err));
        return cw_arrow_source_skip(&s->source, &m, body_nbytes, err);
}

static cw_status
check_kind(const struct cw_sample *sample, struct cw_error *err)
{
        if (sample->codec != CW_CODEC_NONE)
                return cw_fail(
                        err, CW_E_UNSUPPORTED,
                        "an Arrow file that is compressed as a whole is not read; decompress it first (%s -d), or "
                        "pipe it in",
                        cw_codec_name(sample->codec));
        if (begins_with(sample->raw, sample->raw_nbytes, "FEA1"))
                return cw_fail(err, CW_E_UNSUPPORTED,
                               "Feather version 1 is not read; write it anew as version 2, which is an Arrow file");
        return CW_OK;
}

static cw_status
read_start(struct cw_arrow_state *s, const struct cw_sample *sample, struct cw_error *err)
{
        uint8_t head[HEAD_NBYTES];
        size_t got = 0;
        s->has_magic = begins_with(sample->raw, sample->raw_nbytes, "ARROW1");
        if (!s->has_magic)
                return read_schema_message(s, err);
        if (s->source.map != NULL)
                return read_footer(s, err);
        CW_TRY(cw_arrow_source_read(&s->source, head, sizeof(head), &got, err));
        return read_schema_message(s, err);
}

cw_status
cw_arrow_open(struct cw_reader *reader, const struct cw_sample *sample, struct cw_error *err)
{
        CW_TRY(check_kind(sample, err));
        struct cw_arrow_state *s = cw_calloc(1, sizeof(*s));
        if (s == NULL)
                return cw_fail_memory(err, sizeof(*s));
        reader->state = s;
        cw_lock_init(&s->lock);
        s->slice_nbytes = cw_reader_samples(reader) ? cw_sample_block_nbytes(reader->file->nbytes) : SLICE_NBYTES;
        CW_TRY(cw_arrow_source_open(&s->source, reader->file, reader->options->max_memory, err));
        CW_TRY(read_start(s, sample, err));
        const char *wanted = reader->column != NULL ? reader->column : reader->options->column;
        CW_TRY(cw_arrow_column_choose(&s->schema, wanted, &s->column, &reader->chosen_column, &s->why, &s->field, err));
        const struct cw_arrow_level *leaf =
                s->column.encoded ? &s->column.values : &s->column.levels[s->column.n_levels - 1];
        if (leaf->layout != CW_ARROW_INTEGERS)
                return CW_OK; /* labels that are names themselves */
        if (s->schema.huggingface == NULL)
                return CW_OK;
        return cw_label_features(s->schema.huggingface, s->schema.huggingface_nbytes, reader->chosen_column,
                                 reader->file->name, &reader->names, err);
}

static void
free_tickets(struct cw_arrow_ticket *t)
{
        while (t != NULL) {
                struct cw_arrow_ticket *next = t->next;
                if (t->dictionary != NULL && --t->dictionary->n_holders == 0)
                        cw_arrow_dictionary_free(&t->dictionary);
                cw_free(t);
                t = next;
        }
}

void
cw_arrow_close(struct cw_reader *reader)
{
        struct cw_arrow_state *s = reader->state;
        free_tickets(s->out);
        free_tickets(s->free);
        if (s->dictionary != NULL && --s->dictionary->n_holders == 0)
                cw_arrow_dictionary_free(&s->dictionary);
        cw_arrow_schema_free(&s->schema);
        cw_arrow_source_close(&s->source);
        cw_lock_destroy(&s->lock);
        cw_free(s);
}
