/* SPDX-License-Identifier: MIT */
/*
 * What inspect says of a Parquet file, all of it from the footer.
 */
#include "formats/parquet/parquet_state.h"

#include <inttypes.h>

enum { COLUMNS_SHOWN = 200 };

static void
add_names(struct cw_buffer *out, uint32_t bits, const char *(*name_of)(unsigned))
{
        bool first = true;
        for (unsigned i = 0; i < 32; i++) {
                if ((bits >> i & 1) == 0)
                        continue;
                cw_buffer_printf(out, "%s%s", first ? "" : ", ", name_of(i) != NULL ? name_of(i) : "unknown");
                first = false;
        }
        cw_buffer_puts(out, first ? "none\n" : "\n");
}

/* "list<list<int64>>" */
static void
add_type(struct cw_buffer *out, const struct cw_parquet_leaf *leaf)
{
        for (unsigned i = 0; i < leaf->max_repetition; i++)
                cw_buffer_puts(out, "list<");
        cw_buffer_puts(out, leaf->type_name);
        for (unsigned i = 0; i < leaf->max_repetition; i++)
                cw_buffer_putc(out, '>');
}

static void
add_columns(struct cw_buffer *out, const struct cw_parquet_metadata *m)
{
        cw_buffer_puts(out, "columns: ");
        for (size_t i = 0; i < m->n_leaves && i < COLUMNS_SHOWN; i++) {
                cw_buffer_printf(out, "%s%s ", i == 0 ? "" : ", ", m->leaves[i].name);
                add_type(out, &m->leaves[i]);
        }
        cw_buffer_puts(out, m->n_leaves > COLUMNS_SHOWN ? ", ...\n" : "\n");
}

void
cw_parquet_describe(const struct cw_reader *reader, struct cw_buffer *out)
{
        const struct cw_parquet_state *s = reader->state;
        const struct cw_parquet_metadata *m = &s->metadata;
        const struct cw_parquet_leaf *leaf = &m->leaves[s->column];
        uint64_t stored = 0, plain = 0;
        for (size_t i = 0; i < m->n_leaves; i++) {
                stored += m->leaves[i].stored_nbytes;
                plain += m->leaves[i].plain_nbytes;
        }
        if (m->created_by[0] != '\0')
                cw_buffer_printf(out, "created by: %s\n", m->created_by);
        add_columns(out, m);
        cw_buffer_printf(out, "label column: %s\nlabel type: ", leaf->name);
        add_type(out, leaf);
        cw_buffer_printf(out, "\nchosen as: %s\n", s->why);
        cw_buffer_printf(out, "rows: %" PRIu64 "\nrow groups: %zu\n", m->n_rows, m->n_chunks);
        cw_buffer_puts(out, "codecs: ");
        add_names(out, leaf->codecs, cw_parquet_codec_name);
        cw_buffer_puts(out, "encodings: ");
        add_names(out, leaf->encodings, cw_parquet_encoding_name);
        cw_buffer_printf(out, "column bytes: %" PRIu64 "\ncolumn bytes raw: %" PRIu64 "\n", leaf->stored_nbytes,
                         leaf->plain_nbytes);
        cw_buffer_printf(out, "all columns bytes: %" PRIu64 "\nall columns bytes raw: %" PRIu64 "\n", stored, plain);
}
