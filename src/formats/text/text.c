/* SPDX-License-Identifier: MIT */
/*
 * The line-based formats as the pipeline sees them: three structs that differ in their dialect only.
 */
#include "formats/text/text.h"

#include "base/memory.h"
#include "formats/text/text_shard.h"

static const struct cw_text_dialect *
dialect_of(const struct cw_format *format)
{
        return format == &cw_format_jsonl  ? &cw_dialect_jsonl
               : format == &cw_format_json ? &cw_dialect_json
                                           : &cw_dialect_conll;
}

/* Under cw_read_options.sample.  A stream is inflated by one worker at a time, whose turn must be worth it. */
static void
size_blocks(const struct cw_reader *r, struct cw_text_shard *t)
{
        enum { INFLATED = 8, STREAM_LEAST = 1 << 16 }; /* text is so many times its size on disk, by guess */
        const uint64_t nbytes = !r->file->seekable          ? 0
                                : t->codec == CW_CODEC_NONE ? r->file->nbytes
                                                            : INFLATED * r->file->nbytes;
        const size_t block = cw_sample_block_nbytes(nbytes);
        t->range_most = t->frames_most = block;
        t->stream_most = block > STREAM_LEAST ? block : STREAM_LEAST;
}

static cw_status
text_open(struct cw_reader *r, const struct cw_sample *sample, struct cw_error *err)
{
        const char *column = NULL;
        struct cw_text_shard *t = cw_calloc(1, sizeof(*t));
        if (t == NULL)
                return cw_fail_memory(err, sizeof(*t));
        r->state = t;
        t->dialect = dialect_of(r->format);
        t->whole = r->in_order;
        t->chained = t->dialect->border != NULL && !t->whole;
        t->range_most = t->chained ? CW_TEXT_CHUNK : CW_TEXT_BLOCK;
        t->frame_most =
                t->chained && r->options->max_memory / 2 > CW_TEXT_NESTED_FRAME ? CW_TEXT_NESTED_FRAME : CW_TEXT_BLOCK;
        t->frames_most = CW_TEXT_BLOCK;
        t->stream_most = CW_TEXT_STREAM_BLOCK;
        cw_text_chain_init(&t->sure.chain);
        cw_text_chain_init(&t->guess.chain);
        t->codec = sample->codec;
        if (cw_reader_samples(r))
                size_blocks(r, t);
        struct cw_read_options options = *r->options;
        if (r->column != NULL && t->dialect != &cw_dialect_conll)
                options.column = r->column;
        CW_TRY(t->dialect->learn(&options, sample->text, sample->text_nbytes, sample->text_whole, &t->learnt, &column,
                                 err));
        if (column != NULL && (r->chosen_column = cw_strdup(column)) == NULL)
                return cw_fail_memory(err, 1);
        CW_TRY(cw_join_new(t->dialect, t->learnt, r->options->max_memory, &t->sure.join, err));
        return cw_text_plan(r, err);
}

static cw_status
text_finish(struct cw_reader *r, struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err)
{
        struct cw_text_shard *t = r->state;
        (void)scratch;
        return cw_join_finish(cw_text_pass_of(t, t->guesses)->join, tally, err);
}

static uint64_t
text_rows_before(const struct cw_reader *r, uint64_t part)
{
        struct cw_text_shard *t = r->state;
        return cw_join_rows_before(cw_text_pass_of(t, t->guesses)->join, part);
}

static void
text_describe(const struct cw_reader *r, struct cw_buffer *out)
{
        static const char *const access[] = {"byte ranges in parallel", "zstd frames in parallel",
                                             "one stream, taken in by one thread at a time while others count"};
        const struct cw_text_shard *t = r->state;
        cw_buffer_printf(out, "codec: %s\n", cw_codec_name(t->codec));
        cw_buffer_printf(out, "read as: %s\n", t->whole ? "one piece, from the front" : access[t->access]);
        if (t->dialect->describe != NULL)
                t->dialect->describe(t->learnt, out);
}

static void
text_close(struct cw_reader *r)
{
        struct cw_text_shard *t = r->state;
        cw_join_free(&t->sure.join);
        cw_join_free(&t->guess.join);
        cw_text_chain_destroy(&t->sure.chain);
        cw_text_chain_destroy(&t->guess.chain);
        t->dialect->forget(t->learnt);
        cw_stream_free(&t->stream);
        cw_free(t->in);
        cw_free(t);
}

static int
probe_jsonl(const struct cw_sample *s)
{
        return cw_jsonl_probe(s->text, s->text_nbytes, s->text_whole);
}

static int
probe_json(const struct cw_sample *s)
{
        return cw_json_probe(s->text, s->text_nbytes, s->text_whole);
}

static int
probe_conll(const struct cw_sample *s)
{
        return cw_conll_probe(s->text, s->text_nbytes, s->text_whole);
}

#define TEXT_FORMAT(symbol, format_name, format_id, unit, cut, probe_function) \
        const struct cw_format symbol = {                                      \
                .name = format_name,                                           \
                .id = format_id,                                               \
                .row_unit = unit,                                              \
                .counts_rows = true,                                           \
                .sequences = cut,                                              \
                .probe = probe_function,                                       \
                .open = text_open,                                             \
                .next = cw_text_next,                                          \
                .begin_again = cw_text_begin_again,                            \
                .decode = cw_text_decode,                                      \
                .skip = cw_text_skip,                                          \
                .finish = text_finish,                                         \
                .rows_before = text_rows_before,                               \
                .describe = text_describe,                                     \
                .close = text_close,                                           \
        }

TEXT_FORMAT(cw_format_jsonl, "jsonl", CW_FORMAT_JSONL, "line", CW_SEQUENCES_WHOLE, probe_jsonl);
TEXT_FORMAT(cw_format_json, "json", CW_FORMAT_JSON, "record", CW_SEQUENCES_WHOLE, probe_json);
TEXT_FORMAT(cw_format_conll, "conll", CW_FORMAT_CONLL, "line", CW_SEQUENCES_GO_ON_JOINED, probe_conll);
