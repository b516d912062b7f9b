/* SPDX-License-Identifier: MIT */
/*
 * The CoNLL dialect of the line-based formats: one token a line, the label in one of its cells.
 *
 *     -DOCSTART-\tO\n        document row: ends a sentence, not counted
 *     # id 7\n               comment, unless it looks like a row or stands within a sentence
 *     John\tB-PER\n          row
 *     #\tO\n                 row: the token is "#"
 *     \n                     sentence break
 *
 * Line feeds and separators are found 64 bytes at a time, as bits of one mask, and visited in order.  At a line feed the
 * cells of the line are known, and for the usual row that is all there is to do; lines that begin with a special byte
 * go through conll_row.c.  What the dialect of a file is has been settled by conll_learn.c.
 *
 *     text     J o h n \t B - P E R \n # \t O \n
 *     marks    0 0 0 0 1  0 0 0 0 0 1  0 1  0 1          last cell = from behind the last mark to the line feed
 */
#include "formats/text/conll_dialect.h"

#include "base/bytes.h"

#include <string.h>

/* cw_text_state.mode: all that a line needs to know of the lines before it. */
enum mode {
        AT_START = 0, /* of the file: a byte-order mark may stand here */
        AT_BREAK,     /* no row since the start, the last break or the last document row */
        IN_SENTENCE
};

enum { CUTS_MOST = 64 }; /* separators a line that are kept; a line with more goes the long way */

/* One call of decode. */
struct run {
        const struct cw_conll *d;
        struct cw_tally *tally;
        struct cw_error *err;
        uint64_t row;
        int mode;
        bool wary; /* see cuts_will_do() */
};

static void
end_sentence(struct run *r)
{
        if (r->mode == IN_SENTENCE)
                cw_tally_end_sequence(r->tally);
        r->mode = AT_BREAK;
}

static inline void
take_label(struct run *r, const char *label, size_t nbytes)
{
        cw_tally_row(r->tally, r->row);
        cw_tally_name(r->tally, label, nbytes);
        r->mode = IN_SENTENCE;
}

static cw_status
take_bad_row(struct run *r, struct cw_span line)
{
        const struct cw_conll *d = r->d;
        const size_t n = cw_conll_count_cells(d->separator, line);
        cw_tally_row(r->tally, r->row);
        if (d->comments == CW_CONLL_HASH && line.at[0] == '#')
                return cw_tally_bad_row(
                        r->tally, r->err,
                        "expected a row within the sentence, found a line with # and %zu cells; use --comment "
                        "PREFIX if it is a comment, or --bad-rows skip",
                        n);
        if (n < d->least_cells)
                return cw_tally_bad_row(
                        r->tally, r->err,
                        "expected at least %zu cells, found %zu; use --bad-rows skip to leave such rows "
                        "out, --comment for comments, or --field",
                        d->least_cells, n);
        return cw_tally_bad_row(r->tally, r->err,
                                "expected a label in field %ld, found an empty cell; use --bad-rows skip to leave "
                                "such rows out, or --field",
                                d->field);
}

/* Any line, by the long way. */
static cw_status
take_line(struct run *r, struct cw_span line)
{
        struct cw_span label;
        line = cw_conll_chomp(line);
        enum cw_conll_kind kind = cw_conll_classify(r->d, line, &label);
        if (kind == CW_CONLL_UNSETTLED)
                kind = cw_conll_settle(r->d, line, r->mode == IN_SENTENCE, &label);
        switch (kind) {
        case CW_CONLL_BREAK:
        case CW_CONLL_DOCUMENT:
                end_sentence(r);
                break;
        case CW_CONLL_TOKEN:
                take_label(r, label.at, label.n);
                break;
        case CW_CONLL_BAD:
                return take_bad_row(r, line);
        case CW_CONLL_COMMENT:
        case CW_CONLL_HEADER:
        case CW_CONLL_NO_TOKEN:
        case CW_CONLL_UNSETTLED:
                break;
        }
        return CW_OK;
}

/* The separators of the line at hand, as offsets into the text. */
struct cuts {
        size_t n;
        size_t at[CUTS_MOST];
};

/* Where runs of blanks separate, cuts count cells from the right end only, and only the last; a numbered row must be
 * `3`, not `3-4` or `3.1`. */
static bool
cuts_will_do(const struct cw_conll *d, struct cw_span line, const char *text, const struct cuts *cuts)
{
        if (d->separator == CW_CONLL_BLANK && d->field != -1)
                return false;
        const size_t n = cuts->n == 0 ? line.n : (size_t)(text + cuts->at[0] - line.at);
        size_t i = 0;
        while (i < n && line.at[i] >= '0' && line.at[i] <= '9')
                i++;
        return !d->numbered || i == n;
}

/* A line whose cells are known.  What is not the usual row goes the long way. */
static inline cw_status
take_cut_line(struct run *r, const char *text, size_t begin, size_t end, const struct cuts *cuts)
{
        const struct cw_conll *d = r->d;
        const size_t n = cuts->n;
        if (begin == end) {
                end_sentence(r);
                return CW_OK;
        }
        const size_t chomped = end - (text[end - 1] == '\r');
        const struct cw_span line = {text + begin, end - begin};
        if (d->special[(unsigned char)text[begin]] || n + 1 < d->least_cells || n > CUTS_MOST ||
            (r->wary && !cuts_will_do(d, line, text, cuts)))
                return take_line(r, line);
        const size_t i = d->field > 0 ? (size_t)d->field - 1 : n + 1 - (size_t)-d->field;
        const size_t from = i == 0 ? begin : cuts->at[i - 1] + 1;
        const size_t to = i == n ? chomped : cuts->at[i];
        if (from >= to)
                return take_line(r, line);
        take_label(r, text + from, to - from);
        return CW_OK;
}

/* All whole lines of the text from *pos_ref on; *pos_ref is set to where the line begins that failed, or is not whole. */
static cw_status
take_cut_lines(struct run *r, const char *text, size_t nbytes, size_t *pos_ref)
{
        const struct cw_conll_pair ends = cw_conll_separators(r->d->separator);
        struct cuts cuts;
        cuts.n = 0;
        for (size_t base = *pos_ref, line = base; base < nbytes; base += 64) {
                const struct cw_bytes64 bytes = cw_bytes64_load(text + base);
                const uint64_t feeds = cw_bytes64_eq(bytes, '\n');
                uint64_t marks = feeds | cw_bytes64_eq(bytes, ends.a) | cw_bytes64_eq(bytes, ends.b);
                if (nbytes - base < 64)
                        marks &= ((uint64_t)1 << (nbytes - base)) - 1;
                for (; marks != 0; marks &= marks - 1) {
                        const size_t at = base + cw_lowest_bit(marks);
                        if ((feeds & marks & -marks) == 0) {
                                if (cuts.n < CUTS_MOST)
                                        cuts.at[cuts.n] = at;
                                cuts.n++;
                                continue;
                        }
                        CW_TRY(take_cut_line(r, text, line, at, &cuts));
                        r->row++;
                        cuts.n = 0;
                        *pos_ref = line = at + 1;
                }
        }
        return CW_OK;
}

/* The plain rows from text[at] on, many at a time; where they end. */
static size_t
take_plain_rows(struct run *r, cw_scan_rows_fn *rows, struct cw_row_scan *scan, const char *text, size_t nbytes,
                size_t at)
{
        const struct cw_row_rules *const rules = &r->d->plain;
        /* Its first row is to be seen, for the place of it. */
        scan->outside = cw_tally_knows(r->tally, &rules->outside, 1) ? rules->outside : '\n';
        scan->in_sentence = r->mode == IN_SENTENCE;
        scan->n_rows = scan->n_outside = scan->n_sentences = 0;
        scan->n_labels = 0;
        const size_t end = rows(scan, text, nbytes, at);
        for (size_t i = 0; i < scan->n_labels; i++)
                scan->labels[i].row += r->row;
        cw_tally_labels(r->tally, scan->labels, scan->n_labels);
        cw_tally_name_run(r->tally, &rules->outside, 1, scan->n_outside);
        r->tally->sequences += scan->n_sentences;
        r->mode = scan->in_sentence ? IN_SENTENCE : AT_BREAK;
        r->row += scan->n_rows;
        return end;
}

/* As take_cut_lines(), where rows are likely to be plain: by `rows`, and the lines that it stops at the long way. */
static cw_status
take_plain_lines(struct run *r, cw_scan_rows_fn *rows, const char *text, size_t nbytes, size_t *pos_ref)
{
        struct cw_row_scan scan;
        scan.rules = &r->d->plain;
        while (*pos_ref < nbytes) {
                const size_t at = *pos_ref;
                *pos_ref = take_plain_rows(r, rows, &scan, text, nbytes, at);
                if (*pos_ref > at)
                        continue;
                const char *const feed = memchr(text + at, '\n', nbytes - at);
                if (feed == NULL)
                        break;
                CW_TRY(take_line(r, (struct cw_span){text + at, (size_t)(feed - text) - at}));
                r->row++;
                *pos_ref = (size_t)(feed - text) + 1;
        }
        return CW_OK;
}

static cw_status
take_lines(struct run *r, const char *text, size_t nbytes, size_t *pos_ref)
{
        cw_scan_rows_fn *const rows = cw_scan_for(r->tally->kernel)->rows;
        if (rows == NULL || !r->d->has_plain_rows || r->tally->collector != NULL || r->tally->in_seam)
                return take_cut_lines(r, text, nbytes, pos_ref);
        return take_plain_lines(r, rows, text, nbytes, pos_ref);
}

/* Leaves AT_START once there is a whole line, which then may have a byte-order mark. */
static void
pass_start(struct run *r, const char *text, size_t nbytes, bool last, size_t *pos_ref)
{
        if (!last && (nbytes == 0 || memchr(text, '\n', nbytes) == NULL))
                return;
        if (nbytes >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
                *pos_ref = 3;
        r->mode = AT_BREAK;
}

static cw_status
decode_text(struct run *r, const char *text, size_t nbytes, bool last, size_t *pos_ref)
{
        if (r->mode == AT_START)
                pass_start(r, text, nbytes, last, pos_ref);
        if (r->mode == AT_START)
                return CW_OK;
        CW_TRY(take_lines(r, text, nbytes, pos_ref));
        if (!last)
                return CW_OK;
        if (*pos_ref < nbytes) {
                CW_TRY(take_line(r, (struct cw_span){text + *pos_ref, nbytes - *pos_ref}));
                r->row++;
                *pos_ref = nbytes;
        }
        end_sentence(r);
        return CW_OK;
}

static cw_status
conll_decode(const void *learnt, struct cw_text_state *state, const char *text, size_t nbytes, bool last,
             struct cw_tally *tally, size_t *consumed_ret, struct cw_error *err)
{
        const struct cw_conll *d = learnt;
        const bool wary = d->numbered || (d->separator == CW_CONLL_BLANK && d->field != -1);
        struct run r = {d, tally, err, state->row, state->mode, wary};
        *consumed_ret = 0;
        cw_status status = decode_text(&r, text, nbytes, last, consumed_ret);
        state->row = r.row;
        state->mode = r.mode;
        return status;
}

/* A line after which it is known whether we are in a sentence.  Bad rows, comments, header and `3-4` rows leave that as it was. */
static bool
settles_mode(const struct cw_conll *d, struct cw_span line, int *mode_ret)
{
        struct cw_span label;
        switch (cw_conll_classify(d, cw_conll_chomp(line), &label)) {
        case CW_CONLL_BREAK:
        case CW_CONLL_DOCUMENT:
                *mode_ret = AT_BREAK;
                return true;
        case CW_CONLL_TOKEN:
                *mode_ret = IN_SENTENCE;
                return true;
        case CW_CONLL_COMMENT:
        case CW_CONLL_HEADER:
        case CW_CONLL_NO_TOKEN:
        case CW_CONLL_BAD:
        case CW_CONLL_UNSETTLED:
                break;
        }
        return false;
}

static size_t
conll_head(const void *learnt, const char *text, size_t nbytes, struct cw_text_state *state)
{
        const char *const end = text + nbytes;
        const char *feed = nbytes == 0 ? NULL : memchr(text, '\n', nbytes);
        *state = (struct cw_text_state){0};
        while (feed != NULL) {
                const char *line = feed + 1;
                feed = line == end ? NULL : memchr(line, '\n', (size_t)(end - line));
                if (feed != NULL && settles_mode(learnt, (struct cw_span){line, (size_t)(feed - line)}, &state->mode))
                        return (size_t)(feed + 1 - text);
        }
        return SIZE_MAX;
}

static void
describe_comments(const struct cw_conll *d, struct cw_buffer *out)
{
        switch (d->comments) {
        case CW_CONLL_HASH:
                cw_buffer_puts(out, "comments: lines with # between sentences that do not look like a row\n");
                break;
        case CW_CONLL_NO_COMMENTS:
                cw_buffer_puts(out, "comments: none\n");
                break;
        case CW_CONLL_PREFIXES:
                cw_buffer_printf(out, "comments: lines that begin with one of %s\n", d->prefix_text);
                break;
        }
}

static void
describe_columns(const struct cw_conll *d, struct cw_buffer *out)
{
        const enum cw_conll_separator separator = cw_conll_columns_separator(d);
        struct cw_span names = cw_conll_trim(separator, (struct cw_span){d->columns, d->columns_n}), name;
        cw_buffer_printf(out, "columns (%s):", d->columns_from);
        for (bool more = true; more;) {
                more = cw_conll_cut(separator, &names, &name);
                cw_buffer_putc(out, ' ');
                cw_buffer_add(out, name.at, name.n);
        }
        cw_buffer_putc(out, '\n');
}

static void
conll_describe(const void *learnt, struct cw_buffer *out)
{
        static const char *const separators[] = {"", "tab", "space", "runs of blanks"};
        const struct cw_conll *d = learnt;
        cw_buffer_printf(out, "separator: %s (%s)\n", separators[d->separator],
                         d->separator_given ? "given" : "by the rows");
        if (d->usual_cells > 0)
                cw_buffer_printf(out, "cells a row: %zu\n", d->usual_cells);
        if (d->column != NULL)
                cw_buffer_printf(out, "label field: %ld (%s)\n", d->field, d->column);
        else
                cw_buffer_printf(out, "label field: %ld%s\n", d->field, d->field == -1 ? " (the last cell)" : "");
        if (d->columns != NULL) {
                describe_columns(d, out);
        }
        describe_comments(d, out);
        if (d->numbered)
                cw_buffer_puts(out, "numbered: CoNLL-U; rows such as 3-4 and 3.1 are no tokens\n");
}

const struct cw_text_dialect cw_dialect_conll = {
        .row_unit = "line",
        .learn = cw_conll_learn,
        .forget = cw_conll_forget,
        .head = conll_head,
        .decode = conll_decode,
        .describe = conll_describe,
};
