/* SPDX-License-Identifier: MIT */
/*
 * JSON Lines: one record a line.
 *
 *     {"text": "Ada met Bob", "ner_tags": [1, 0, 1]}\n
 *     \n                                                  blank lines are lines, but not records
 *     {"text": "x", "ner_tags": null}\r\n
 *
 * A line break cannot stand within a string, so that a file may be cut at any line break, and a line that does not parse
 * costs that line only.
 */
#include "base/memory.h"
#include "formats/text/json_record.h"
#include "formats/text/text.h"

#include <string.h>

struct learnt {
        struct cw_json_column column;
};

/* The next line from *at_ref on, without its break; false if there is none that is whole. */
static bool
next_line(const char **at_ref, const char *end, bool last, struct cw_json_cursor *line_ret)
{
        const char *const begin = *at_ref;
        if (begin == end)
                return false;
        const char *const newline = memchr(begin, '\n', (size_t)(end - begin));
        if (newline == NULL && !last)
                return false;
        *line_ret = (struct cw_json_cursor){.at = begin, .end = newline != NULL ? newline : end};
        *at_ref = newline != NULL ? newline + 1 : end;
        return true;
}

/* To the first byte of the record, past a byte-order mark, which is at the start of a file or where files were put
 * together; false for a blank line. */
static bool
line_begin(struct cw_json_cursor *line)
{
        line->at += cw_json_bom(line->at, (size_t)(line->end - line->at));
        return cw_json_blanks(line);
}

/* The key asked for, which mostly is that of the shards before this one, need only be seen once. */
static bool
has_seen_enough(const struct cw_json_profile *p)
{
        return p->n_records == CW_JSON_PROFILE_RECORDS || p->n_at_path > 0;
}

static cw_status
profile_lines(struct cw_json_profile *p, const char *at, const char *end, bool whole_file, struct cw_error *err)
{
        struct cw_json_cursor line;
        while (!has_seen_enough(p) && next_line(&at, end, whole_file || p->n_records == 0, &line)) {
                if (line_begin(&line) && *line.at == '{')
                        CW_TRY(cw_json_profile_add(p, &line, err));
        }
        return CW_OK;
}

static cw_status
learn_sample(struct learnt *l, const struct cw_read_options *options, const char *sample, size_t nbytes,
             bool whole_file, struct cw_error *err)
{
        struct cw_json_path path;
        struct cw_json_profile profile = {.cut_at = NULL};
        if (options->column != NULL) {
                CW_TRY(cw_json_path_init(&path, options->column, err));
                profile.path = &path;
        }
        char *const text = cw_json_sample_copy(sample, nbytes);
        if (text == NULL)
                return cw_fail_memory(err, nbytes);
        if (!whole_file)
                profile.cut_at = text + nbytes;
        cw_status status = profile_lines(&profile, text, text + nbytes, whole_file, err);
        if (status == CW_OK)
                status = cw_json_column_choose(&l->column, &profile, options->column,
                                               options->skip_bad_rows && !whole_file, err);
        cw_json_profile_free(&profile);
        cw_free(text);
        return status;
}

static void
jsonl_forget(void *learnt)
{
        struct learnt *const l = learnt;
        if (l == NULL)
                return;
        cw_json_column_free(&l->column);
        cw_free(l);
}

static cw_status
jsonl_learn(const struct cw_read_options *options, const char *sample, size_t nbytes, bool whole_file,
            void **learnt_ret, const char **column_ret, struct cw_error *err)
{
        *learnt_ret = NULL;
        struct learnt *const l = cw_calloc(1, sizeof(*l));
        if (l == NULL)
                return cw_fail_memory(err, sizeof(*l));
        const cw_status status = learn_sample(l, options, sample, nbytes, whole_file, err);
        if (status != CW_OK) {
                jsonl_forget(l);
                return status;
        }
        *learnt_ret = l;
        *column_ret = l->column.name;
        return CW_OK;
}

static size_t
jsonl_head(const void *learnt, const char *text, size_t nbytes, struct cw_text_state *state)
{
        (void)learnt;
        const char *const newline = nbytes > 0 ? memchr(text, '\n', nbytes) : NULL;
        *state = (struct cw_text_state){0};
        return newline != NULL ? (size_t)(newline - text) + 1 : SIZE_MAX;
}

/* The record that the line is, to its end. */
static bool
find_value(const struct cw_json_record *r, struct cw_json_cursor *line, struct cw_json_span *value_ret)
{
        if (*line->at != '{')
                return cw_json_fault(line, CW_E_CORRUPT, "expected the '{' of a record");
        if (!cw_json_record_find(r, line, value_ret))
                return false;
        if (!cw_json_blanks(line))
                return true;
        cw_json_scratch_undo(r->scratch);
        return cw_json_fault(line, CW_E_CORRUPT, "expected the end of the line after a record");
}

/* Decodes a line that is not blank.  `cut`: the file ends with it, and not with a line break. */
static cw_status
decode_line(const struct cw_json_record *r, struct cw_json_cursor *line, bool cut, struct cw_error *err)
{
        struct cw_json_span value = {0};
        if (*line->at != '{' && cw_json_is_other_value(*line->at))
                return cw_json_record_none(r, *line->at, err);
        if (find_value(r, line, &value))
                return cw_json_record_count(r, value, err);
        if (line->status == CW_E_TRUNCATED && !cut)
                line->status = CW_E_CORRUPT;
        return cw_json_record_fault(r, line, true, err);
}

/* The record at `at` as nearly all are, one line by itself: its end is found by the walk, and not looked for before.  The place
 * of the next line; NULL, with nothing done: any other line, sound or not. */
static const char *
find_line(const struct cw_json_record *r, const char *at, const char *end, struct cw_json_span *value_ret)
{
        struct cw_json_cursor c = {.at = at, .end = end, .by_line = true};
        if (r->column->name == NULL || at == end || *at != '{')
                return NULL;
        if (cw_json_record_find(r, &c, value_ret)) {
                while (c.at < end && (*c.at == ' ' || *c.at == '\r' || *c.at == '\t'))
                        c.at++;
                if (c.at < end && *c.at == '\n')
                        return c.at + 1;
        }
        cw_json_scratch_undo(r->scratch);
        return NULL;
}

static cw_status
jsonl_decode(const void *learnt, struct cw_text_state *state, const char *text, size_t nbytes, bool last,
             struct cw_tally *tally, size_t *consumed_ret, struct cw_error *err)
{
        const struct learnt *const l = learnt;
        struct cw_json_scratch scratch;
        struct cw_json_cursor line;
        const char *at = text, *const end = text + nbytes;
        cw_status status = CW_OK;
        *consumed_ret = 0;
        cw_json_scratch_begin(&scratch, tally);
        while (status == CW_OK) {
                const struct cw_json_record record = {&l->column, &scratch, tally, at, "line"};
                struct cw_json_span value = {0};
                cw_tally_row(tally, state->row);
                const char *const next = find_line(&record, at, end, &value);
                if (next != NULL) {
                        status = cw_json_record_count(&record, value, err);
                        at = next;
                } else if (!next_line(&at, end, last, &line)) {
                        break;
                } else if (line_begin(&line)) {
                        status = decode_line(&record, &line, line.end == end, err);
                }
                if (status == CW_OK) {
                        state->row++;
                        *consumed_ret = (size_t)(at - text);
                }
        }
        cw_json_scratch_end(&scratch, tally);
        return status;
}

static void
jsonl_describe(const void *learnt, struct cw_buffer *out)
{
        const struct learnt *const l = learnt;
        if (l->column.name != NULL)
                cw_buffer_printf(out, "key: %s (%s)\n", l->column.shown, l->column.why);
}

const struct cw_text_dialect cw_dialect_jsonl = {
        .row_unit = "line",
        .learn = jsonl_learn,
        .forget = jsonl_forget,
        .head = jsonl_head,
        .decode = jsonl_decode,
        .describe = jsonl_describe,
};
