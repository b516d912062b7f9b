/* SPDX-License-Identifier: MIT */
/*
 * A counts file as a format, so that it is an input wherever data is: one block, which is the whole document, or, where it
 * has a row for each shard and these make up the whole, a block a row.
 *
 * A file whose ids were given by counterweight itself (the data had names only) says so, and its labels get ids anew,
 * together with those of all other inputs: that is what makes merging counts equal to counting all at once.  Else its
 * names are a label map.
 */
#include "base/memory.h"
#include "count/sequences.h"
#include "formats/format.h"
#include "store/counts_file.h"

#include <string.h>

struct counts_state {
        struct cw_counts *counts;
        int64_t *ignored;
        bool by_shard;          /* a block a row */
        bool presence_by_shard; /* and its figures by sequence are those of the row */
        size_t n_handed_out;
};

/* Rows of shards need not be those of all shards: of a merge, say, some files may have had rows. */
static bool
rows_add_up(const struct cw_counts *c)
{
        for (size_t i = 0; i < c->n_labels; i++) {
                uint64_t sum = 0;
                for (size_t k = 0; k < c->n_shard_rows; k++)
                        sum += c->shard_rows[k].tokens[i];
                if (sum != c->labels[i].tokens)
                        return false;
        }
        return c->n_shard_rows > 0;
}

/* Likewise what they say of sequences. */
static bool
presence_adds_up(const struct cw_counts *c)
{
        for (size_t i = 0; c->presence != NULL && i < c->n_labels; i++) {
                struct cw_label_presence sum = {0};
                for (size_t k = 0; k < c->n_shard_rows; k++) {
                        if (c->shard_rows[k].presence == NULL)
                                return false;
                        sum.sequences += c->shard_rows[k].presence[i].sequences;
                        sum.around += c->shard_rows[k].presence[i].around;
                }
                if (sum.sequences != c->presence[i].sequences || sum.around != c->presence[i].around)
                        return false;
        }
        return c->presence != NULL;
}

static int
counts_probe(const struct cw_sample *s)
{
        return cw_counts_file_probe(s->text, s->text_nbytes) ? 3 : 0;
}

/* The whole file, inflated where it is compressed. */
static cw_status
read_document(struct cw_reader *r, enum cw_codec codec, struct cw_buffer *text, struct cw_error *err)
{
        enum { PIECE = 1 << 16 };
        struct cw_stream *stream = NULL;
        cw_status status = CW_OK;
        size_t got = PIECE, out_pos;
        char *in = cw_malloc(2 * (size_t)PIECE);
        if (in == NULL)
                return cw_fail_memory(err, 2 * (size_t)PIECE);
        char *const out = in + PIECE;
        if (codec != CW_CODEC_NONE)
                CW_TRY_GOTO(cw_stream_new(codec, r->options->max_memory, &stream, err));
        while (got == PIECE) {
                CW_TRY_GOTO(cw_file_read(r->file, in, PIECE, &got, err));
                size_t in_pos = 0;
                if (stream == NULL)
                        cw_buffer_add(text, in, got);
                do {
                        out_pos = 0;
                        if (stream != NULL)
                                CW_TRY_GOTO(cw_stream_run(stream, in, got, &in_pos, out, PIECE, &out_pos, err));
                        cw_buffer_add(text, out, out_pos);
                } while (out_pos > 0 && text->n <= r->options->max_memory);
                if (text->n > r->options->max_memory)
                        CW_TRY_GOTO(cw_fail(err, CW_E_LIMIT, "the counts file is larger than --max-memory"));
        }
        if (stream != NULL)
                status = cw_stream_end(stream, err);
        if (status == CW_OK && text->failed)
                status = cw_fail_memory(err, text->cap);
done:
        cw_stream_free(&stream);
        cw_free(in);
        return status;
}

/* Names 0 .. n-1 as far as they go without a hole; what lies behind was unknown when it was counted. */
static cw_status
carry_names(struct cw_reader *r, const struct cw_counts *c, struct cw_error *err)
{
        size_t n = 0;
        const char **names = cw_calloc(c->n_labels, sizeof(*names));
        if (names == NULL)
                return cw_fail_memory(err, c->n_labels * sizeof(*names));
        for (size_t i = 0; i < c->n_labels; i++) {
                if (c->labels[i].id == (int64_t)n && c->labels[i].name != NULL)
                        names[n++] = c->labels[i].name;
        }
        cw_status status = n == 0 ? CW_OK : cw_label_map_from_names(names, n, r->file->name, &r->names, err);
        cw_free(names);
        return status;
}

static cw_status
carry_ignored(struct cw_reader *r, struct counts_state *state, struct cw_error *err)
{
        const struct cw_counts *c = state->counts;
        state->ignored = cw_calloc(c->n_ignored, sizeof(*state->ignored));
        if (state->ignored == NULL)
                return cw_fail_memory(err, c->n_ignored * sizeof(*state->ignored));
        for (size_t i = 0; i < c->n_ignored; i++)
                state->ignored[i] = c->ignored[i].id;
        r->ignored = state->ignored;
        r->n_ignored = c->n_ignored;
        return CW_OK;
}

static cw_status
counts_open(struct cw_reader *r, const struct cw_sample *sample, struct cw_error *err)
{
        struct cw_buffer text = {0};
        struct counts_state *state = cw_calloc(1, sizeof(*state));
        if (state == NULL)
                return cw_fail_memory(err, sizeof(*state));
        r->state = state;
        cw_status status = read_document(r, sample->codec, &text, err);
        if (status == CW_OK)
                status = cw_counts_file_parse(text.data == NULL ? "" : text.data, text.n, &state->counts, err);
        cw_buffer_free(&text);
        if (status == CW_OK && state->counts->column != NULL &&
            (r->chosen_column = cw_strdup(state->counts->column)) == NULL)
                status = cw_fail_memory(err, strlen(state->counts->column));
        if (status == CW_OK)
                status = carry_names(r, state->counts, err);
        if (status == CW_OK)
                status = carry_ignored(r, state, err);
        r->is_estimate = status == CW_OK && state->counts->estimate != NULL;
        r->ids_from_names = status == CW_OK && state->counts->ids_from_names;
        if (status == CW_OK)
                state->by_shard = rows_add_up(state->counts);
        state->presence_by_shard = state->by_shard && presence_adds_up(state->counts);
        return status;
}

static cw_status
counts_next(struct cw_reader *r, struct cw_scratch *scratch, struct cw_block *block, bool *more_ret,
            struct cw_error *err)
{
        struct counts_state *state = r->state;
        (void)scratch;
        (void)err;
        const uint64_t nbytes = r->file->seekable ? r->file->nbytes : r->file->at;
        const size_t n = state->by_shard ? state->counts->n_shard_rows : 1, i = state->n_handed_out;
        *block = (struct cw_block){.seq = i, .offset = cw_counts_file_row_offset(nbytes, i, n), .nbytes = nbytes / n};
        *more_ret = i < n;
        state->n_handed_out += *more_ret;
        return CW_OK;
}

/* Of block `seq`.  By name where ids were given here, as with any data. */
static cw_status
tell_presence(const struct counts_state *state, uint64_t seq, const struct cw_collector *collector,
              struct cw_error *err)
{
        const struct cw_counts *c = state->counts;
        const bool of_rows = !state->by_shard || state->presence_by_shard;
        const bool known = c->presence != NULL && (of_rows || !collector->needs_rows);
        const struct cw_label_presence *here = state->presence_by_shard ? c->shard_rows[seq].presence : c->presence;
        const bool is_here = state->presence_by_shard || seq == 0;
        if (collector->needs_order)
                return cw_fail(
                        err, CW_E_DATA,
                        "expected data in which labels follow each other, found a counts file; name the data itself");
        if (collector->needs_counted && c->presence == NULL)
                return cw_fail(err, CW_E_DATA,
                               "expected counts by sequence, found a counts file without them; count its data again "
                               "with 'count --presence'");
        if (collector->needs_counted && !known)
                return cw_fail(
                        err, CW_E_DATA,
                        "expected counts by sequence in the row of each shard, found rows without them; count its "
                        "data again with 'count --per-shard --presence'");
        for (size_t i = 0; (is_here || !known) && i < c->n_labels; i++) {
                const struct cw_count_row *l = &c->labels[i];
                if (collector->counted(collector->user, c->ids_from_names ? l->name : NULL, l->id,
                                       known ? &here[i] : NULL) != CW_OK)
                        return cw_fail_memory(err, c->n_labels * sizeof(*c->presence));
        }
        return CW_OK;
}

static cw_status
counts_decode(struct cw_reader *r, const struct cw_block *block, struct cw_scratch *scratch, struct cw_tally *tally,
              struct cw_error *err)
{
        const struct counts_state *state = r->state;
        const struct cw_counts *c = state->counts;
        (void)scratch;
        struct cw_collector *const collector = tally->collector;
        if (collector != NULL && !collector->counts_too)
                return cw_fail(err, CW_E_DATA, "counts have no order and cannot be packed; name the data itself");
        if (collector != NULL)
                CW_TRY(tell_presence(state, block->seq, collector, err));
        tally->collector = NULL; /* there is nothing in order to be seen */
        for (size_t i = 0; i < c->n_labels; i++) {
                const struct cw_count_row *l = &c->labels[i];
                cw_tally_row(tally, i);
                cw_tally_run(tally, l->id, state->by_shard ? c->shard_rows[block->seq].tokens[i] : l->tokens);
        }
        if (block->seq > 0)
                return cw_tally_status(tally, err);
        for (size_t i = 0; i < c->n_ignored; i++)
                cw_tally_run(tally, c->ignored[i].id, c->ignored[i].tokens);
        tally->sequences += c->totals.sequences;
        tally->collector = collector;
        return cw_tally_status(tally, err);
}

static uint64_t
counts_rows_before(const struct cw_reader *r, uint64_t part)
{
        (void)r;
        (void)part;
        return 0;
}

static void
counts_add_totals(const struct cw_reader *r, struct cw_totals *totals)
{
        const struct counts_state *state = r->state;
        totals->shards += state->counts->totals.shards;
        totals->unknown += state->counts->totals.unknown;
        totals->rows_skipped += state->counts->totals.rows_skipped;
        totals->shards_failed += state->counts->totals.shards_failed;
        totals->shards_failed_before += state->counts->totals.shards_failed;
}

static struct cw_counts *
counts_take_sliced(struct cw_reader *r)
{
        struct counts_state *state = r->state;
        struct cw_counts *counts = state->counts;
        if (counts->slices.rows == NULL)
                return NULL;
        state->counts = NULL;
        return counts;
}

static void
counts_describe(const struct cw_reader *r, struct cw_buffer *out)
{
        const struct counts_state *state = r->state;
        const struct cw_counts *c = state->counts;
        cw_buffer_puts(out, c->estimate != NULL ? "exact: no, an estimate from a sample of blocks\n" : "");
        cw_buffer_printf(out, "tokens: %llu\nlabels: %zu\nignored: %llu\nsequences: %llu\nshards: %llu\n",
                         (unsigned long long)c->totals.tokens, c->n_labels, (unsigned long long)c->totals.ignored,
                         (unsigned long long)c->totals.sequences, (unsigned long long)c->totals.shards);
}

static void
counts_close(struct cw_reader *r)
{
        struct counts_state *state = r->state;
        cw_counts_free(&state->counts);
        cw_free(state->ignored);
        cw_free(state);
}

const struct cw_format cw_format_counts = {
        .name = "counts",
        .id = CW_FORMAT_COUNTS,
        .row_unit = "label",
        .flat = true,
        .probe = counts_probe,
        .open = counts_open,
        .next = counts_next,
        .decode = counts_decode,
        .rows_before = counts_rows_before,
        .add_totals = counts_add_totals,
        .take_sliced = counts_take_sliced,
        .describe = counts_describe,
        .close = counts_close,
};
