/* SPDX-License-Identifier: MIT */
/*
 * What inspect says of a stream or file: its columns, the label column and why it is that, and, where the file is
 * mapped, a walk over all messages for rows, batches, dictionaries, codecs and sizes.  Bodies are not read but for
 * the sizes that compressed buffers begin with.
 */
#include "formats/arrow/arrow_state.h"

#include "base/cursor.h"

#include <inttypes.h>

enum { COLUMNS_SHOWN = 100 };

struct survey {
        uint64_t n_batches, n_rows, most_rows, n_dictionaries, body_nbytes, raw_nbytes;
        bool lz4, zstd;
};

static void
add_sizes(struct survey *v, const struct cw_arrow_message *m)
{
        v->body_nbytes += m->body.nbytes;
        v->lz4 |= m->compression == CW_ARROW_LZ4_FRAME;
        v->zstd |= m->compression == CW_ARROW_ZSTD;
        for (size_t i = 0; i < m->buffers.n; i++) {
                const uint64_t offset = cw_load_le(m->buffers.items + 16 * i, 8);
                uint64_t nbytes = cw_load_le(m->buffers.items + 16 * i + 8, 8);
                if (offset > m->body.nbytes || nbytes > m->body.nbytes - offset)
                        continue;
                if (m->compression != CW_ARROW_PLAIN && nbytes >= 8) {
                        const uint64_t raw = cw_load_le(m->body.at + offset, 8);
                        nbytes = raw == UINT64_MAX ? nbytes - 8 : raw;
                }
                v->raw_nbytes += nbytes;
        }
}

static cw_status
add_message(struct survey *v, struct cw_arrow_source *source, struct cw_arrow_message *m, uint64_t body_nbytes,
            struct cw_error *err)
{
        const uint8_t *body = source->map + source->at;
        CW_TRY(cw_arrow_source_skip(source, m, body_nbytes, err));
        m->body = (struct cw_arrow_bytes){body, (size_t)body_nbytes};
        if (m->header == CW_ARROW_DICTIONARY_BATCH)
                v->n_dictionaries++;
        if (m->header == CW_ARROW_RECORD_BATCH) {
                v->n_batches++;
                v->n_rows += m->n_rows;
                v->most_rows = m->n_rows > v->most_rows ? m->n_rows : v->most_rows;
        }
        add_sizes(v, m);
        return CW_OK;
}

static cw_status
survey_blocks(struct survey *v, struct cw_arrow_source *source, struct cw_arrow_blocks blocks,
              enum cw_arrow_header header, struct cw_error *err)
{
        blocks.next = 0;
        blocks.end = 0;
        for (bool more = true; more;) {
                struct cw_arrow_message m = {.header = header, .number = v->n_batches};
                uint64_t body_nbytes;
                CW_TRY(cw_arrow_take_block(source, &blocks, &m, &body_nbytes, &more, err));
                if (more)
                        CW_TRY(add_message(v, source, &m, body_nbytes, err));
        }
        return CW_OK;
}

/* On a copy of the source: a mapping has no state but its place. */
static cw_status
survey(struct survey *v, const struct cw_arrow_state *s, struct cw_error *err)
{
        struct cw_arrow_source source = s->source;
        *v = (struct survey){0};
        if (s->by_footer) {
                CW_TRY(survey_blocks(v, &source, s->dictionaries, CW_ARROW_DICTIONARY_BATCH, err));
                return survey_blocks(v, &source, s->batches, CW_ARROW_RECORD_BATCH, err);
        }
        for (bool end = false; !end;) {
                struct cw_arrow_message m = {.number = v->n_batches};
                uint64_t body_nbytes;
                CW_TRY(cw_arrow_source_message(&source, &m, &body_nbytes, &end, err));
                if (!end)
                        CW_TRY(add_message(v, &source, &m, body_nbytes, err));
        }
        return CW_OK;
}

static void
describe_columns(const struct cw_arrow_schema *schema, struct cw_buffer *out)
{
        size_t n = 0;
        for (size_t i = 0; i < schema->n; i++) {
                if (schema->fields[i].parent != CW_ARROW_ROOT)
                        continue;
                n++;
                if (n > COLUMNS_SHOWN)
                        continue;
                cw_buffer_printf(out, "%s%.200s ", n == 1 ? "columns: " : ", ", schema->fields[i].name);
                cw_arrow_type_name(schema, i, out);
        }
        if (n > COLUMNS_SHOWN)
                cw_buffer_printf(out, ", and %zu more", n - COLUMNS_SHOWN);
        cw_buffer_puts(out, n > 0 ? "\n" : "");
}

static void
describe_sizes(const struct survey *v, struct cw_buffer *out)
{
        cw_buffer_printf(out, "rows: %" PRIu64 "\nrecord batches: %" PRIu64 "\nlargest batch: %" PRIu64 "\n", v->n_rows,
                         v->n_batches, v->most_rows);
        if (v->n_dictionaries > 0)
                cw_buffer_printf(out, "dictionary batches: %" PRIu64 "\n", v->n_dictionaries);
        cw_buffer_printf(out, "compression: %s%s%s\n", v->lz4 ? "lz4" : "", v->lz4 && v->zstd ? ", " : "",
                         v->zstd  ? "zstd"
                         : v->lz4 ? ""
                                  : "none");
        cw_buffer_printf(out, "body bytes: %" PRIu64 "\nraw bytes: %" PRIu64 "\n", v->body_nbytes, v->raw_nbytes);
}

void
cw_arrow_describe(const struct cw_reader *reader, struct cw_buffer *out)
{
        const struct cw_arrow_state *s = reader->state;
        struct survey v;
        struct cw_error err;
        cw_buffer_printf(out, "kind: %s\n", s->has_magic ? "file (Feather 2)" : "stream");
        describe_columns(&s->schema, out);
        cw_buffer_printf(out, "label column: %s\nlabel type: ", reader->chosen_column);
        cw_arrow_type_name(&s->schema, s->field, out);
        cw_buffer_printf(out, "\nchosen as: %s\n", s->why);
        if (s->source.map == NULL)
                return;
        if (survey(&v, s, &err) == CW_OK)
                describe_sizes(&v, out);
        else
                cw_buffer_printf(out, "damage: %s\n", err.message);
}
