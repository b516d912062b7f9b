/* SPDX-License-Identifier: MIT */
/*
 * One line of CoNLL text: its cells, and what kind of line it is.
 *
 *     tab     "New York\t\tB-LOC"   -> "New York" "" "B-LOC"
 *     space   "  O"                 -> "" "" "O"                 (the token is one space, cut in two)
 *     blank   "  New   B-LOC "      -> "New" "B-LOC"
 *
 * Bytes decide, never the locale.  Nothing here knows the lines before: what depends on them (is this `#` line a
 * comment?) is left unsettled.
 */
#include "formats/text/conll_dialect.h"

#include <string.h>

static bool
is_blank_byte(char c)
{
        return c == ' ' || c == '\t';
}

bool
cw_conll_is_blank(struct cw_span line)
{
        for (size_t i = 0; i < line.n; i++) {
                if (!is_blank_byte(line.at[i]) && line.at[i] != '\r')
                        return false;
        }
        return true;
}

bool
cw_conll_is_document(struct cw_span line)
{
        static const char mark[] = {'-', 'D', 'O', 'C', 'S', 'T', 'A', 'R', 'T'};
        size_t n = sizeof(mark);
        if (line.n < n || memcmp(line.at, mark, n) != 0)
                return false;
        if (n < line.n && line.at[n] == '-')
                n++;
        return n == line.n || is_blank_byte(line.at[n]);
}

bool
cw_conll_has_prefix(const struct cw_conll *d, struct cw_span line)
{
        for (size_t i = 0; i < d->n_prefixes; i++) {
                const struct cw_span *prefix = &d->prefixes[i];
                if (line.n >= prefix->n && memcmp(line.at, prefix->at, prefix->n) == 0)
                        return true;
        }
        return false;
}

static size_t
skip_digits(struct cw_span cell, size_t i, uint32_t *value_ret)
{
        uint32_t value = 0;
        for (; i < cell.n && cell.at[i] >= '0' && cell.at[i] <= '9'; i++)
                value = value > INT32_MAX / 10 - 1 ? INT32_MAX : value * 10 + (uint32_t)(cell.at[i] - '0');
        *value_ret = value;
        return i;
}

bool
cw_conll_is_node_id(struct cw_span cell, bool *plain_ret, uint32_t *value_ret)
{
        uint32_t second;
        size_t n = skip_digits(cell, 0, value_ret);
        *plain_ret = n == cell.n;
        if (n == 0 || n == cell.n)
                return n > 0;
        if (cell.at[n] != '-' && cell.at[n] != '.')
                return false;
        size_t end = skip_digits(cell, n + 1, &second);
        return end == cell.n && end > n + 1;
}

struct cw_span
cw_conll_trim(enum cw_conll_separator separator, struct cw_span line)
{
        if (separator != CW_CONLL_BLANK)
                return line;
        while (line.n > 0 && is_blank_byte(line.at[line.n - 1]))
                line.n--;
        while (line.n > 0 && is_blank_byte(line.at[0])) {
                line.at++;
                line.n--;
        }
        return line;
}

bool
cw_conll_cut(enum cw_conll_separator separator, struct cw_span *rest, struct cw_span *cell_ret)
{
        const struct cw_conll_pair ends = cw_conll_separators(separator);
        const char *p = rest->at, *const end = p + rest->n;
        while (p < end && *p != ends.a && *p != ends.b)
                p++;
        *cell_ret = (struct cw_span){rest->at, (size_t)(p - rest->at)};
        if (p == end)
                return false;
        p++;
        while (separator == CW_CONLL_BLANK && p < end && is_blank_byte(*p))
                p++;
        *rest = (struct cw_span){p, (size_t)(end - p)};
        return true;
}

/* As cw_conll_cut(), from the right. */
static bool
cut_right(enum cw_conll_separator separator, struct cw_span *rest, struct cw_span *cell_ret)
{
        const struct cw_conll_pair ends = cw_conll_separators(separator);
        const char *const begin = rest->at, *p = begin + rest->n;
        while (p > begin && p[-1] != ends.a && p[-1] != ends.b)
                p--;
        *cell_ret = (struct cw_span){p, rest->n - (size_t)(p - begin)};
        if (p == begin)
                return false;
        p--;
        while (separator == CW_CONLL_BLANK && p > begin && is_blank_byte(p[-1]))
                p--;
        rest->n = (size_t)(p - begin);
        return true;
}

size_t
cw_conll_count_cells(enum cw_conll_separator separator, struct cw_span line)
{
        struct cw_span rest = cw_conll_trim(separator, line), cell;
        size_t n = 1;
        while (cw_conll_cut(separator, &rest, &cell))
                n++;
        return n;
}

bool
cw_conll_cell(enum cw_conll_separator separator, struct cw_span line, long field, struct cw_span *cell_ret)
{
        struct cw_span rest = cw_conll_trim(separator, line);
        bool more = true;
        long n = 0;
        for (; more && n < field; n++)
                more = cw_conll_cut(separator, &rest, cell_ret);
        for (; more && n > field; n--)
                more = cut_right(separator, &rest, cell_ret);
        return n == field;
}

bool
cw_conll_label(const struct cw_conll *d, struct cw_span line, struct cw_span *label_ret)
{
        if (!cw_conll_cell(d->separator, line, d->field, label_ret) || label_ret->n == 0)
                return false;
        /* A row of one cell has a last cell too, but where the others have two it is a token without a label. */
        return d->field != -1 || d->least_cells == 1 || label_ret->at != cw_conll_trim(d->separator, line).at;
}

/* As many cells as the rows of this file have, and a label that they use. */
static bool
looks_like_row(const struct cw_conll *d, struct cw_span line, struct cw_span *label_ret)
{
        return cw_conll_count_cells(d->separator, line) == d->usual_cells && cw_conll_label(d, line, label_ret) &&
               cw_intern_find(&d->labels, label_ret->at, label_ret->n) != UINT32_MAX;
}

static bool
is_no_token(const struct cw_conll *d, struct cw_span line)
{
        struct cw_span id;
        bool plain;
        uint32_t value;
        return cw_conll_cell(d->separator, line, 1, &id) && cw_conll_is_node_id(id, &plain, &value) && !plain;
}

/* Not only at the start: files that were put together from several have one each, and a block need not know whether it
 * is the first. */
static bool
is_header(const struct cw_conll *d, struct cw_span line)
{
        return line.n == d->columns_n && memcmp(line.at, d->columns, line.n) == 0;
}

enum cw_conll_kind
cw_conll_classify(const struct cw_conll *d, struct cw_span line, struct cw_span *label_ret)
{
        if (cw_conll_is_blank(line))
                return CW_CONLL_BREAK;
        if (d->special[(unsigned char)line.at[0]]) {
                if (d->header && is_header(d, line))
                        return CW_CONLL_HEADER;
                if (cw_conll_has_prefix(d, line))
                        return CW_CONLL_COMMENT;
                if (cw_conll_is_document(line))
                        return CW_CONLL_DOCUMENT;
                if (d->comments == CW_CONLL_HASH && line.at[0] == '#')
                        return looks_like_row(d, line, label_ret) ? CW_CONLL_TOKEN : CW_CONLL_UNSETTLED;
        }
        if (d->numbered && is_no_token(d, line))
                return CW_CONLL_NO_TOKEN;
        return cw_conll_label(d, line, label_ret) ? CW_CONLL_TOKEN : CW_CONLL_BAD;
}

enum cw_conll_kind
cw_conll_settle(const struct cw_conll *d, struct cw_span line, bool in_sentence, struct cw_span *label_ret)
{
        if (!in_sentence)
                return CW_CONLL_COMMENT;
        return cw_conll_label(d, line, label_ret) ? CW_CONLL_TOKEN : CW_CONLL_BAD;
}

struct cw_conll_lines
cw_conll_lines_of(const char *sample, size_t nbytes, bool whole)
{
        if (nbytes >= 3 && memcmp(sample, "\xEF\xBB\xBF", 3) == 0) {
                sample += 3;
                nbytes -= 3;
        }
        return (struct cw_conll_lines){sample, sample + nbytes, whole};
}

bool
cw_conll_next_line(struct cw_conll_lines *lines, struct cw_span *line_ret)
{
        size_t left = (size_t)(lines->end - lines->at);
        const char *end = left == 0 ? NULL : memchr(lines->at, '\n', left);
        if (end == NULL && (left == 0 || !lines->whole))
                return false;
        size_t n = end == NULL ? left : (size_t)(end - lines->at);
        *line_ret = cw_conll_chomp((struct cw_span){lines->at, n});
        lines->at += end == NULL ? n : n + 1;
        return true;
}
