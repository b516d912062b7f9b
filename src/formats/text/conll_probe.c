/* SPDX-License-Identifier: MIT */
/*
 * Does a text look like CoNLL?  Surely, if its rows have equally many cells and one of the places holds labels that
 * everybody uses; perhaps, if only one of these is so.  Prose, code and JSON do neither, or at most by accident in a
 * line or two.
 *
 *     label-like = "O" | "OUT" | prefix [("-" | "_") anything]      prefix = one of B I E S L U M
 */
#include "formats/text/conll_dialect.h"

#include <string.h>

enum { PROBED_ROWS = 2000 };

static bool
is_label_like(struct cw_span cell)
{
        const bool prefix = cell.n > 0 && memchr("BIESLUM", cell.at[0], 7) != NULL;
        if (cell.n == 1)
                return prefix || cell.at[0] == 'O';
        if (cell.n == 3 && memcmp(cell.at, "OUT", 3) == 0)
                return true;
        return cell.n >= 3 && prefix && (cell.at[1] == '-' || cell.at[1] == '_');
}

/* Whether the text may be lines of cells at all: no NUL byte, and no JSON in front. */
static bool
is_text(const char *text, size_t nbytes)
{
        struct cw_conll_lines lines = cw_conll_lines_of(text, nbytes, true);
        struct cw_span line;
        if (nbytes == 0 || memchr(text, '\0', nbytes) != NULL)
                return false;
        while (cw_conll_next_line(&lines, &line)) {
                if (!cw_conll_is_blank(line))
                        return cw_conll_trim(CW_CONLL_BLANK, line).at[0] != '{';
        }
        return false;
}

static bool
has_label(const struct cw_conll *d, struct cw_span line)
{
        struct cw_span rest = cw_conll_trim(d->separator, line), cell;
        /* The first of several cells is the token, and that may be any word. */
        if (!cw_conll_cut(d->separator, &rest, &cell))
                return is_label_like(cell);
        for (bool more = true; more;) {
                more = cw_conll_cut(d->separator, &rest, &cell);
                if (is_label_like(cell))
                        return true;
        }
        return false;
}

int
cw_conll_probe(const char *text, size_t nbytes, bool whole_file)
{
        struct cw_conll_lines lines = cw_conll_lines_of(text, nbytes, whole_file);
        struct cw_span line;
        struct cw_conll *d;
        size_t n = 0, n_usual = 0, n_labels = 0;
        if (!is_text(text, nbytes))
                return 0;
        const cw_status status = cw_conll_learn_shape(text, nbytes, whole_file, &d);
        if (status != CW_OK)
                return status == CW_E_MEMORY ? -1 : 0;
        while (n < PROBED_ROWS && cw_conll_next_line(&lines, &line)) {
                if (cw_conll_is_blank(line) || cw_conll_is_document(line) || line.at[0] == '#')
                        continue;
                n++;
                n_usual += cw_conll_count_cells(d->separator, line) == d->usual_cells;
                n_labels += has_label(d, line);
        }
        /* In a few lines, one that is cut short or odd weighs too much to be let decide. */
        const bool even = n > 0 && (10 * n_usual >= 9 * n || (n_labels > 0 && n_usual + 1 >= n));
        const bool labelled = n > 0 && 10 * n_labels >= 9 * n;
        const int seen = (even && (d->usual_cells > 1 || labelled)) + labelled;
        cw_conll_forget(d);
        return seen;
}
