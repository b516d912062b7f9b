/* SPDX-License-Identifier: MIT */
/*
 * The list of formats, and opening a shard: file -> first bytes -> codec -> format -> reader.
 */
#include "base/memory.h"
#include "formats/foreign.h"
#include "formats/format.h"
#include "formats/text/text.h"
#include "input/content.h"
#include "input/file_window.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { SAMPLE_NBYTES = 1 << 16, SAMPLE_GROWS = 8, INFLATE_STEP = 1 << 12, SCRATCH_STEP = 1 << 21 };

static const struct cw_format *const formats[] = {
        &cw_format_arrow, &cw_format_parquet, &cw_format_shard, &cw_format_counts, &cw_format_jsonl,
        &cw_format_json,  &cw_format_conll,   &cw_format_npy,   &cw_format_raw,
};

/* Large scratch grows in steps, so that blocks each a little larger than the one before do not move it each time. */
static size_t
scratch_cap(size_t want, uint64_t most)
{
        const size_t cap = (want + SCRATCH_STEP - 1) / SCRATCH_STEP * SCRATCH_STEP;
        return want < SCRATCH_STEP || cap > most ? want : cap;
}

cw_status
cw_scratch_text(struct cw_scratch *s, size_t want, struct cw_error *err)
{
        if (want <= s->text_cap)
                return CW_OK;
        if (want > s->max_nbytes)
                return cw_fail(err, CW_E_LIMIT,
                               "a record is longer than --max-memory (%llu bytes); raise it if that is "
                               "right",
                               (unsigned long long)s->max_nbytes);
        const size_t cap = scratch_cap(want, s->max_nbytes);
        char *text = cw_realloc_scratch(s->text, s->text_cap, cap + CW_TEXT_PAD);
        if (text == NULL)
                return cw_fail_memory(err, cap + CW_TEXT_PAD);
        s->text = text;
        s->text_cap = cap;
        return CW_OK;
}

cw_status
cw_scratch_raw(struct cw_scratch *s, size_t want, struct cw_error *err)
{
        if (want <= s->raw_cap)
                return CW_OK;
        if (want > s->max_nbytes)
                return cw_fail(err, CW_E_LIMIT, "a block of %zu bytes is larger than --max-memory (%llu bytes)", want,
                               (unsigned long long)s->max_nbytes);
        const size_t cap = scratch_cap(want, s->max_nbytes);
        uint8_t *raw = cw_realloc_scratch(s->raw, s->raw_cap, cap);
        if (raw == NULL)
                return cw_fail_memory(err, cap);
        s->raw = raw;
        s->raw_cap = cap;
        return CW_OK;
}

void
cw_scratch_free(struct cw_scratch *s)
{
        cw_free(s->text);
        cw_free(s->raw);
        cw_free(s->head);
        cw_codec_context_free(&s->codecs);
        cw_stream_free(&s->stream);
        if (s->extra != NULL)
                s->extra_free(s->extra);
        *s = (struct cw_scratch){0};
}

static bool
is_blank(const struct cw_sample *s)
{
        for (size_t i = 0; i < s->text_nbytes; i++) {
                if (strchr(" \t\r\n", s->text[i]) == NULL || s->text[i] == '\0')
                        return false;
        }
        return s->text_whole;
}

/* What content did not tell: the name does, and the format's own reader will say what is wrong with it.  A file without a
 * letter in it is all right whatever it is called, and as text without rows it holds no labels. */
static const struct cw_format *
by_extension(const struct cw_sample *s)
{
        static const struct {
                const char *extension;
                const struct cw_format *format;
        } known[] = {
                {".jsonl", &cw_format_jsonl}, {".ndjson", &cw_format_jsonl}, {".json", &cw_format_json},
                {".conll", &cw_format_conll}, {".conllu", &cw_format_conll}, {".conllup", &cw_format_conll},
                {".iob", &cw_format_conll},   {".iob2", &cw_format_conll},   {".bio", &cw_format_conll},
                {".tsv", &cw_format_conll},
        };
        size_t n = strlen(s->name);
        n -= s->codec == CW_CODEC_ZSTD && n > 4 && strcmp(s->name + n - 4, ".zst") == 0  ? 4
             : s->codec == CW_CODEC_GZIP && n > 3 && strcmp(s->name + n - 3, ".gz") == 0 ? 3
                                                                                         : 0;
        if (s->text_nbytes > 0 && memchr(s->text, '\0', s->text_nbytes) != NULL)
                return NULL;
        for (size_t i = 0; i < CW_ARRAY_LEN(known); i++) {
                size_t m = strlen(known[i].extension);
                if (n > m && memcmp(s->name + n - m, known[i].extension, m) == 0)
                        return known[i].format;
        }
        return is_blank(s) ? &cw_format_conll : NULL;
}

/* The forced one if `forced` is not CW_FORMAT_AUTO.  CW_E_UNSUPPORTED with the mend. */
static cw_status
find_format(const struct cw_sample *sample, cw_format_id forced, const struct cw_format **format_ret,
            struct cw_error *err)
{
        int best = 0;
        *format_ret = NULL;
        for (size_t i = 0; i < CW_ARRAY_LEN(formats); i++) {
                int score = forced == formats[i]->id ? 4 : forced != CW_FORMAT_AUTO ? 0 : formats[i]->probe(sample);
                if (score < 0)
                        return cw_fail_memory(err, sample->text_nbytes);
                if (score > best) {
                        best = score;
                        *format_ret = formats[i];
                }
        }
        if (best == 0)
                *format_ret = by_extension(sample);
        if (*format_ret != NULL)
                return CW_OK;
        return cw_fail(err, CW_E_UNSUPPORTED,
                       "expected a native shard, JSON lines, JSON, CoNLL text, Arrow, Parquet, NumPy or a counts file, "
                       "found %s",
                       cw_foreign_kind(sample));
}

/* A format that was asked for does not open: that it looks like another may be why. */
static void
add_guess(const struct cw_sample *sample, cw_format_id forced, struct cw_error *err)
{
        const struct cw_format *found = NULL;
        if (forced == CW_FORMAT_AUTO || err == NULL)
                return;
        const bool is_known = find_format(sample, CW_FORMAT_AUTO, &found, NULL) == CW_OK;
        if (is_known ? found->id == forced : !cw_is_weights_toml(sample))
                return;
        const char *const what = is_known ? found->name : "weights in TOML";
        const size_t n = strlen(err->message);
        if (forced == CW_FORMAT_COUNTS)
                (void)cw_fail(err, err->status, "expected a counts file, as 'counterweight count' writes it, found %s",
                              what);
        else
                snprintf(err->message + n, sizeof(err->message) - n, "; this looks like %s", what);
}

/* Inflates the start of a compressed file, as far as the raw sample goes, without moving the file.  Damage is not told
 * here but by the decoder, with its place; the steps are small so that what stands before it is still seen. */
static cw_status
inflate_sample(struct cw_sample *sample, const struct cw_read_options *options, char *text, size_t most,
               struct cw_error *err)
{
        struct cw_stream *stream = NULL;
        size_t in_pos = 0, out_pos = 0;
        cw_status status = CW_OK;
        CW_TRY(cw_stream_new(sample->codec, options->max_memory, &stream, err));
        for (size_t room = INFLATE_STEP; status == CW_OK && room <= most && out_pos + INFLATE_STEP == room;
             room += INFLATE_STEP)
                status = cw_stream_run(stream, sample->raw, sample->raw_nbytes, &in_pos, text, room, &out_pos, NULL);
        sample->text = text;
        sample->text_nbytes = out_pos;
        sample->text_whole = status == CW_OK && sample->raw_whole && in_pos == sample->raw_nbytes && out_pos < most &&
                             cw_stream_end(stream, NULL) == CW_OK;
        cw_stream_free(&stream);
        return status == CW_E_MEMORY ? cw_fail_memory(err, most) : CW_OK;
}

/* The bytes as they lie in the file.  Those of a native shard say all that there is to know, and are not inflated, for there
 * may be ten thousand of them. */
static cw_status
take_raw(struct cw_file *file, size_t most, struct cw_sample *sample, bool *is_shard_ret, struct cw_error *err)
{
        *sample = (struct cw_sample){.name = file->name};
        CW_TRY(cw_file_peek(file, most, &sample->raw, &sample->raw_nbytes, err));
        sample->raw_whole = sample->raw_nbytes < most || (file->seekable && file->nbytes == most);
        sample->codec = cw_codec_detect(sample->raw, sample->raw_nbytes);
        *is_shard_ret = sample->codec == CW_CODEC_ZSTD && cw_format_shard.probe(sample) == 3;
        return CW_OK;
}

/* The text in them; *memory_ret (cw_free) holds it where it had to be inflated. */
static cw_status
take_text(const struct cw_read_options *options, size_t most, struct cw_sample *sample, char **memory_ret,
          struct cw_error *err)
{
        static_assert((int)CW_PEEK_PAD >= (int)CW_TEXT_PAD, "the bytes of the file are looked at where they are");
        if (sample->codec == CW_CODEC_NONE) {
                sample->text = (const char *)sample->raw;
                sample->text_nbytes = sample->raw_nbytes;
                sample->text_whole = sample->raw_whole;
                return CW_OK;
        }
        char *text = *memory_ret = cw_calloc(1, most + CW_TEXT_PAD);
        return text == NULL ? cw_fail_memory(err, most) : inflate_sample(sample, options, text, most, err);
}

/* Zeros that were seen where the file had been explain whatever else was wrong. */
static cw_status
after(struct cw_file_window *w, cw_status status, struct cw_error *err)
{
        struct cw_error seen;
        const cw_status gone = cw_file_window_close(w, &seen);
        if (gone == CW_OK)
                return status;
        if (err != NULL)
                *err = seen;
        return gone;
}

size_t
cw_sample_block_nbytes(uint64_t nbytes)
{
        enum { WANTED = 8192, LEAST = 1 << 12, MOST = 1 << 18 };
        size_t block = LEAST;
        while (block < MOST && (nbytes == 0 || (uint64_t)block * WANTED < nbytes))
                block *= 2;
        return block;
}

/* Opens the file of `r` and finds its format; *text_ret (cw_free) holds the sample's text. */
static cw_status
open_file(struct cw_reader *r, const char *path, size_t most, struct cw_sample *sample, char **text_ret,
          struct cw_error *err)
{
        const cw_format_id wanted = r->options->format;
        bool is_shard = false;
        *text_ret = NULL;
        CW_TRY(cw_file_open(path, &r->file, err));
        r->file->cancel = r->options->cancel;
        if (r->options->cache != NULL)
                cw_content_watch(r->file);
        CW_TRY(take_raw(r->file, most, sample, &is_shard, err));
        if (is_shard && (wanted == CW_FORMAT_AUTO || wanted == CW_FORMAT_SHARD)) {
                r->format = &cw_format_shard;
                return CW_OK;
        }
        CW_TRY(take_text(r->options, most, sample, text_ret, err));
        return find_format(sample, wanted, &r->format, err);
}

/* A reader with the options and the like of `as`, unless it is of one format, chosen by the first `most` bytes; *more_ret: these
 * were too few, and there are more. */
static cw_status
open_by_sample(const char *path, const struct cw_reader *as, const struct cw_format *unless, size_t most,
               bool *more_ret, struct cw_reader **reader_ret, struct cw_error *err)
{
        struct cw_sample sample;
        struct cw_file_window window;
        cw_status status = CW_OK;
        *reader_ret = NULL;
        *more_ret = false;
        char *text = NULL;
        struct cw_reader *r = cw_calloc(1, sizeof(*r));
        if (r == NULL)
                return cw_fail_memory(err, sizeof(*r));
        *r = *as;
        CW_TRY_GOTO(open_file(r, path, most, &sample, &text, err));
        if (r->format == unless) {
                cw_reader_close(&r);
                goto done;
        }
        cw_file_window_over(&window, r->file);
        status = after(&window, r->format->open(r, &sample, err), err);
        *more_ret = status == CW_E_LIMIT && r->file->seekable && !sample.text_whole && sample.text_nbytes == most;
        if (cw_status_is_data(status))
                add_guess(&sample, as->options->format, err);
done:
        cw_free(text);
        if (status != CW_OK) {
                cw_error_locate(err, strcmp(path, "-") == 0 ? "standard input" : path, NULL, 0);
                cw_reader_close(&r);
        }
        *reader_ret = r;
        return status;
}

/* A first record may be a book. */
static cw_status
open_reader(const char *path, const struct cw_reader *as, const struct cw_format *unless, struct cw_reader **reader_ret,
            struct cw_error *err)
{
        for (size_t most = SAMPLE_NBYTES;; most *= SAMPLE_GROWS) {
                bool more;
                const cw_status status = open_by_sample(path, as, unless, most, &more, reader_ret, err);
                if (!more || most > as->options->max_memory / SAMPLE_GROWS)
                        return status;
        }
}

cw_status
cw_reader_open(const char *path, const struct cw_read_options *options, const char *column, bool in_order,
               struct cw_reader **reader_ret, struct cw_error *err)
{
        return cw_reader_open_next(path, options, column, in_order, NULL, reader_ret, err);
}

cw_status
cw_reader_open_next(const char *path, const struct cw_read_options *options, const char *column, bool in_order,
                    struct cw_kept *kept, struct cw_reader **reader_ret, struct cw_error *err)
{
        const struct cw_reader as = {.options = options, .column = column, .in_order = in_order, .kept = kept};
        return open_reader(path, &as, NULL, reader_ret, err);
}

cw_status
cw_reader_open_unless(const char *path, const struct cw_read_options *options, const struct cw_format *format,
                      struct cw_reader **reader_ret, struct cw_error *err)
{
        const struct cw_reader as = {.options = options};
        return open_reader(path, &as, format, reader_ret, err);
}

void
cw_reader_close(struct cw_reader **reader_ref)
{
        struct cw_reader *r = *reader_ref;
        if (r == NULL)
                return;
        if (r->format != NULL && r->state != NULL)
                r->format->close(r);
        cw_label_map_free(&r->names);
        cw_file_close(&r->file);
        cw_free(r->chosen_column);
        cw_free(r);
        *reader_ref = NULL;
}

/* Where nothing is wrong the size of the file is not asked for with each block, of which there may be very many, but at the end
 * (cw_reader_finish), for all of them. */
cw_status
cw_reader_next(struct cw_reader *r, struct cw_scratch *scratch, struct cw_block *block_ret, bool *more_ret,
               struct cw_error *err)
{
        struct cw_file_window window;
        cw_file_window_over(&window, r->file);
        const cw_status status = r->format->next(r, scratch, block_ret, more_ret, err);
        window.unasked = status == CW_OK;
        return after(&window, status, err);
}

cw_status
cw_reader_decode(struct cw_reader *r, const struct cw_block *block, struct cw_scratch *scratch, struct cw_tally *tally,
                 struct cw_error *err)
{
        struct cw_file_window window;
        cw_file_window_over(&window, r->file);
        const cw_status status = r->format->decode(r, block, scratch, tally, err);
        window.unasked = status == CW_OK;
        return after(&window, status, err);
}

cw_status
cw_reader_finish(struct cw_reader *r, struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err)
{
        struct cw_file_window window;
        cw_file_window_over(&window, r->file);
        return after(&window, r->format->finish == NULL ? CW_OK : r->format->finish(r, scratch, tally, err), err);
}
