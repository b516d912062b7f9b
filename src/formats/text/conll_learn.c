/* SPDX-License-Identifier: MIT */
/*
 * Learns the dialect of a CoNLL file from its first bytes, and from these alone, so that the result does not depend on
 * how the file is cut or by how many threads it is read.
 *
 *     options -> separator -> cells of a row -> names of the columns -> field -> numbered? -> labels in use
 *
 * Each step is one pass over the lines of the sample, or the first of them where it is the usual that is wanted: of very many
 * files learning is a good part of the work.  A plain row is a line that is certainly a row: no break, no
 * document row, no comment prefix, and no `#` in front, since that is what is to be found out.
 */
#include "formats/text/conll_dialect.h"

#include "base/memory.h"

#include <string.h>

enum { SHAPE_ROWS = 2000 }; /* more plain rows add nothing to what the usual one is */

struct sample {
        const char *text;
        size_t nbytes;
        bool whole;
        const char *header; /* where the header row begins; NULL: none, or not found yet */
};

static struct cw_conll_lines
lines_of(const struct sample *s)
{
        return cw_conll_lines_of(s->text, s->nbytes, s->whole);
}

/* What a line may begin with that is no row, as far as the options tell. */
static void
mark_special(struct cw_conll *d)
{
        static const char always[] = {' ', '\t', '\r', '-'};
        for (size_t i = 0; i < sizeof(always); i++)
                d->special[(unsigned char)always[i]] = true;
        d->special['#'] = d->comments == CW_CONLL_HASH;
        for (size_t i = 0; i < d->n_prefixes; i++)
                d->special[(unsigned char)d->prefixes[i].at[0]] = true;
}

/* Most rows are one by their first byte. */
static bool
is_plain_row(const struct cw_conll *d, struct cw_span line)
{
        if (line.n > 0 && !d->special[(unsigned char)line.at[0]])
                return true;
        return !cw_conll_is_blank(line) && !cw_conll_is_document(line) && !cw_conll_has_prefix(d, line) &&
               (d->comments != CW_CONLL_HASH || line.at[0] != '#');
}

static bool
next_plain_row(const struct cw_conll *d, const struct sample *s, struct cw_conll_lines *lines, struct cw_span *row_ret)
{
        while (cw_conll_next_line(lines, row_ret)) {
                if (is_plain_row(d, *row_ret) && row_ret->at != s->header)
                        return true;
        }
        return false;
}

static bool
has_gap(struct cw_span row)
{
        for (size_t i = 0; i < row.n; i++) {
                if (row.at[i] == ' ' && (i == 0 || i + 1 == row.n || row.at[i + 1] == ' '))
                        return true;
        }
        return false;
}

/* Tabs if at least half of the rows have one; else single spaces, unless they would cut half of the rows into empty
 * cells.  A token that is a space may do that to a row here and there. */
static void
learn_separator(struct cw_conll *d, const struct sample *s)
{
        struct cw_conll_lines lines = lines_of(s);
        struct cw_span row;
        size_t n = 0, n_tabs = 0, n_gaps = 0;
        if (d->separator != CW_CONLL_AUTO)
                return;
        while (n < SHAPE_ROWS && next_plain_row(d, s, &lines, &row)) {
                n++;
                n_tabs += memchr(row.at, '\t', row.n) != NULL;
                n_gaps += has_gap(row);
        }
        if (n > 0 && 2 * n_tabs >= n)
                d->separator = CW_CONLL_TAB;
        else
                d->separator = 2 * n_gaps >= n ? CW_CONLL_BLANK : CW_CONLL_SPACE;
}

static void
learn_cells(struct cw_conll *d, const struct sample *s)
{
        enum { MOST = 256 };
        size_t rows[MOST] = {0};
        struct cw_conll_lines lines = lines_of(s);
        struct cw_span row;
        for (unsigned i = 0; i < SHAPE_ROWS && next_plain_row(d, s, &lines, &row); i++) {
                size_t n = cw_conll_count_cells(d->separator, row);
                rows[n < MOST ? n : MOST - 1]++;
        }
        for (size_t n = 1; n < MOST; n++) {
                if (rows[n] > 0 && rows[n] >= rows[d->usual_cells])
                        d->usual_cells = n;
        }
}

/* Under --header: the first line that is neither blank nor a comment.  `#` may begin the name of the first column, if
 * there are as many names as cells. */
static bool
find_header(const struct cw_conll *d, const struct sample *s, struct cw_span *line_ret)
{
        struct cw_conll_lines lines = lines_of(s);
        while (cw_conll_next_line(&lines, line_ret)) {
                if (is_plain_row(d, *line_ret))
                        return true;
                if (d->comments == CW_CONLL_HASH && line_ret->n > 0 && line_ret->at[0] == '#' &&
                    cw_conll_count_cells(d->separator, *line_ret) == d->usual_cells)
                        return true;
        }
        return false;
}

/* On to the next line that begins with `#`. */
static bool
next_hash(struct cw_conll_lines *lines)
{
        const char *const begin = lines->at, *p = begin;
        while ((p = memchr(p, '#', (size_t)(lines->end - p))) != NULL) {
                lines->at = p;
                if (p == begin || p[-1] == '\n')
                        return true;
                p++;
        }
        return false;
}

/* `# global.columns = ID FORM ...`: *line_ret is what follows the equals sign. */
static bool
find_global_columns(const struct sample *s, struct cw_span *line_ret)
{
        static const char key[] = "global.columns";
        struct cw_conll_lines lines = lines_of(s);
        struct cw_span line;
        while (next_hash(&lines) && cw_conll_next_line(&lines, &line)) {
                size_t i = 0;
                while (i < line.n && memchr("# \t", line.at[i], 3) != NULL)
                        i++;
                if (line.n - i < sizeof(key) - 1 || memcmp(line.at + i, key, sizeof(key) - 1) != 0)
                        continue;
                const char *equals = memchr(line.at + i, '=', line.n - i);
                if (equals == NULL)
                        continue;
                const size_t n = line.n - (size_t)(equals + 1 - line.at);
                *line_ret = cw_conll_trim(CW_CONLL_BLANK, (struct cw_span){equals + 1, n});
                return true;
        }
        return false;
}

static cw_status
learn_columns(struct cw_conll *d, struct sample *s, bool header, struct cw_error *err)
{
        struct cw_span line;
        if (header && find_header(d, s, &line)) {
                d->columns_from = "header row";
                d->header = true;
                s->header = line.at;
        } else if (header && !s->whole) {
                return cw_fail(err, CW_E_DATA,
                               "expected a header row, found only comments and blank lines in the first %zu bytes; "
                               "leave --header out",
                               s->nbytes);
        } else if (find_global_columns(s, &line)) {
                d->columns_from = "global.columns";
        } else {
                return CW_OK;
        }
        d->columns = cw_strndup(line.at, line.n);
        if (d->columns == NULL)
                return cw_fail_memory(err, line.n);
        d->columns_n = line.n;
        if (d->header)
                d->special[(unsigned char)line.at[0]] = true;
        return CW_OK;
}

/* The sentence that names the columns there are. */
static cw_status
fail_no_column(const struct cw_conll *d, const char *name, struct cw_error *err)
{
        enum { SHOWN = 300 };
        if (d->columns == NULL)
                return cw_fail(err, CW_E_DATA,
                               "expected a column named %s, found no column names; use --header if the first row has "
                               "them, or --field with a number",
                               name);
        char shown[SHOWN + 1] = "";
        size_t n = d->columns_n < SHOWN ? d->columns_n : SHOWN;
        memcpy(shown, d->columns, n);
        for (size_t i = 0; i < n; i++) {
                if ((unsigned char)shown[i] < ' ')
                        shown[i] = ' ';
        }
        return cw_fail(err, CW_E_DATA,
                       "expected a column named %s, found the columns %s (%s); choose one of them with --field", name,
                       shown, d->columns_from);
}

/* The field whose name is `name`. */
static cw_status
learn_field(struct cw_conll *d, const struct sample *s, const char *name, struct cw_error *err)
{
        const enum cw_conll_separator separator = cw_conll_columns_separator(d);
        struct cw_span names = cw_conll_trim(separator, (struct cw_span){d->columns, d->columns_n}), cell;
        bool more = d->columns != NULL;
        long found = 0;
        if (d->columns == NULL && d->usual_cells == 0 && s->whole)
                return CW_OK; /* nothing in the file, and so no row that needs the field */
        for (long i = 1; more; i++) {
                more = cw_conll_cut(separator, &names, &cell);
                if (cell.n != strlen(name) || memcmp(cell.at, name, cell.n) != 0)
                        continue;
                if (found != 0)
                        return cw_fail(
                                err, CW_E_DATA,
                                "expected one column named %s, found two, fields %ld and %ld; choose with --field %ld",
                                name, found, i, found);
                found = i;
        }
        if (found == 0)
                return fail_no_column(d, name, err);
        d->field = found;
        d->column = cw_strdup(name);
        return d->column == NULL ? cw_fail_memory(err, strlen(name)) : CW_OK;
}

/* CoNLL-U: rows of three cells or more, the first of which counts 1, 2, 3 in each sentence, but for `3-4` and `3.1`. */
static void
learn_numbered(struct cw_conll *d, const struct sample *s)
{
        struct cw_conll_lines lines = lines_of(s);
        struct cw_span line, id;
        uint32_t last = 0, value;
        bool plain, any = false;
        while (cw_conll_next_line(&lines, &line)) {
                if (cw_conll_is_blank(line))
                        last = 0;
                if (!is_plain_row(d, line) || line.at == s->header)
                        continue;
                if (cw_conll_count_cells(d->separator, line) < 3 || !cw_conll_cell(d->separator, line, 1, &id) ||
                    !cw_conll_is_node_id(id, &plain, &value))
                        return;
                if (plain && value != last + 1 && !(value == 0 && last == 0))
                        return;
                last = plain ? value : last;
                any = any || plain;
        }
        d->numbered = any;
}

static cw_status
learn_labels(struct cw_conll *d, const struct sample *s, struct cw_error *err)
{
        struct cw_conll_lines lines = lines_of(s);
        struct cw_span row, label, last = {"", 0};
        if (d->comments != CW_CONLL_HASH)
                return CW_OK;
        while (next_plain_row(d, s, &lines, &row)) {
                if (cw_conll_classify(d, row, &label) != CW_CONLL_TOKEN ||
                    (label.n == last.n && memcmp(label.at, last.at, label.n) == 0))
                        continue;
                if (cw_intern_add(&d->labels, label.at, label.n) == UINT32_MAX)
                        return cw_fail_memory(err, label.n);
                last = label;
        }
        return CW_OK;
}

/* The special bytes into two tables by their low four bits; false if three of them have these in common. */
static bool
split_special(const struct cw_conll *d, uint8_t special[2][16])
{
        for (unsigned i = 0; i < 32; i++)
                special[i / 16][i % 16] = (uint8_t)((i + 1) % 16); /* belongs to another place */
        for (unsigned b = 0; b <= UCHAR_MAX; b++) {
                unsigned i = 0;
                if (!d->special[b])
                        continue;
                while (i < 2 && special[i][b % 16] % 16 == b % 16)
                        i++;
                if (i == 2 || b > 0x7F)
                        return false;
                special[i][b % 16] = (uint8_t)b;
        }
        return true;
}

/* What the commonest rows are, for speed and nothing else. */
static void
learn_plain_rows(struct cw_conll *d, const struct sample *s)
{
        const struct cw_conll_pair ends = cw_conll_separators(d->separator);
        const char *const feed = s->nbytes > 1 ? memchr(s->text + 1, '\n', s->nbytes - 1) : NULL;
        struct cw_conll_lines lines = lines_of(s);
        struct cw_span row, label;
        size_t n[UCHAR_MAX + 1] = {0}, commonest = '\n';
        d->plain = (struct cw_row_rules){.separator_a = ends.a,
                                         .separator_b = ends.b,
                                         .lone = d->least_cells == 1,
                                         .crlf = feed != NULL && feed[-1] == '\r'};
        d->has_plain_rows = d->field == -1 && !d->numbered && split_special(d, d->plain.special);
        for (unsigned i = 0; i < SHAPE_ROWS && d->has_plain_rows && next_plain_row(d, s, &lines, &row); i++) {
                if (cw_conll_classify(d, row, &label) == CW_CONLL_TOKEN && label.n == 1 && *label.at != '\r')
                        n[(unsigned char)*label.at]++;
        }
        for (size_t b = 0; b <= UCHAR_MAX; b++)
                commonest = n[b] > n[commonest] ? b : commonest;
        d->plain.outside = (char)commonest;
}

/* What rows look like; *name_ret as of cw_conll_take_options(). */
static cw_status
learn_shape(struct cw_conll *d, const struct cw_read_options *options, struct sample *s, const char **name_ret,
            struct cw_error *err)
{
        CW_TRY(cw_conll_take_options(d, options, name_ret, err));
        mark_special(d);
        learn_separator(d, s);
        learn_cells(d, s);
        return learn_columns(d, s, options->conll_header, err);
}

static cw_status
learn_all(struct cw_conll *d, const struct cw_read_options *options, struct sample *s, struct cw_error *err)
{
        const char *name;
        CW_TRY(learn_shape(d, options, s, &name, err));
        if (name != NULL)
                CW_TRY(learn_field(d, s, name, err));
        d->least_cells = d->field > 0 ? (size_t)d->field : (size_t)-d->field;
        if (d->field == -1 && d->usual_cells != 1)
                d->least_cells = 2;
        learn_numbered(d, s);
        learn_plain_rows(d, s);
        return learn_labels(d, s, err);
}

cw_status
cw_conll_learn_shape(const char *sample, size_t nbytes, bool whole_file, struct cw_conll **learnt_ret)
{
        const struct cw_read_options options = {0}; /* all of the dialect is auto */
        struct sample s = {sample, nbytes, whole_file, NULL};
        struct cw_conll *d = *learnt_ret = cw_calloc(1, sizeof(*d));
        const char *name;
        const cw_status status = d == NULL ? CW_E_MEMORY : learn_shape(d, &options, &s, &name, NULL);
        if (status != CW_OK) {
                cw_conll_forget(d);
                *learnt_ret = NULL;
        }
        return status;
}

cw_status
cw_conll_learn(const struct cw_read_options *options, const char *sample, size_t nbytes, bool whole_file,
               void **learnt_ret, const char **column_ret, struct cw_error *err)
{
        struct sample s = {sample, nbytes, whole_file, NULL};
        struct cw_conll *d = cw_calloc(1, sizeof(*d));
        *learnt_ret = NULL;
        if (d == NULL)
                return cw_fail_memory(err, sizeof(*d));
        cw_status status = learn_all(d, options, &s, err);
        if (status != CW_OK) {
                cw_conll_forget(d);
                return status;
        }
        *column_ret = d->column;
        *learnt_ret = d;
        return CW_OK;
}

void
cw_conll_forget(void *learnt)
{
        struct cw_conll *d = learnt;
        if (d == NULL)
                return;
        cw_intern_free(&d->labels);
        cw_free(d->prefixes);
        cw_free(d->prefix_text);
        cw_free(d->columns);
        cw_free(d->column);
        cw_free(d);
}
