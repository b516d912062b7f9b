/* SPDX-License-Identifier: MIT */
/*
 * What the CoNLL decoder knows of a file before it decodes it, and what one line of such a file is.
 *
 *     line  = break | document | comment | header | row
 *     break = (" " | "\t")*                                    ends a sentence
 *     header = the line that names the columns, wherever it comes again
 *     document = "-DOCSTART" ["-"] [(" " | "\t") anything]     ends a sentence too, is never counted
 *     row   = cell (separator cell)*                           one token, one of whose cells is the label
 *
 * conll_learn.c fills the struct from the options and the first bytes of the file; conll_row.c takes a line apart;
 * conll.c runs over the lines.  Constant after learning, so that any number of workers may read it.
 */
#ifndef CW_FORMATS_CONLL_DIALECT_H
#define CW_FORMATS_CONLL_DIALECT_H

#include "formats/text/scan.h"
#include "formats/text/text.h"

#include <limits.h>

/** Some bytes of a text that somebody else owns. */
struct cw_span {
        const char *at;
        size_t n;
};

enum cw_conll_separator {
        CW_CONLL_AUTO = 0,
        CW_CONLL_TAB,   /**< each tab separates; blanks belong to the cell */
        CW_CONLL_SPACE, /**< each space separates */
        CW_CONLL_BLANK  /**< runs of spaces and tabs separate, and count for nothing at the ends of a line */
};

enum cw_conll_comments {
        CW_CONLL_HASH = 0,    /**< auto: `#` lines between sentences that do not look like a row */
        CW_CONLL_NO_COMMENTS, /**< every line is a row */
        CW_CONLL_PREFIXES     /**< lines with one of the prefixes, wherever they stand */
};

struct cw_conll {
        enum cw_conll_separator separator; /**< never CW_CONLL_AUTO once learnt */
        bool separator_given;
        enum cw_conll_comments comments;
        char *prefix_text; /**< holds the prefixes; owned */
        struct cw_span *prefixes;
        size_t n_prefixes;
        long field;                  /**< of the label: 1 is the first cell, -1 the last; never 0 */
        char *column;                /**< name of that cell, where it was chosen by name; owned, or NULL */
        const char *columns_from;    /**< "header row", "global.columns", or NULL: nothing names the columns */
        char *columns;               /**< the names, separated as in the file; owned, or NULL */
        size_t columns_n;            /**< bytes of `columns`, which may hold NULs */
        bool header;                 /**< `columns` is the first line that is no comment and not blank */
        size_t usual_cells;          /**< the commonest number of cells of a row; 0: no row seen */
        size_t least_cells;          /**< a row with fewer is bad */
        bool numbered;               /**< CoNLL-U: the first cell is a number; `3-4` and `3.1` are no tokens */
        struct cw_intern labels;     /**< labels of the rows seen; for CW_CONLL_HASH */
        bool special[UCHAR_MAX + 1]; /**< first bytes of lines that may be no row, whatever their cells are */
        bool has_plain_rows;         /**< `plain` says which rows may go by the scanners of wide registers */
        struct cw_row_rules plain;
};

enum cw_conll_kind {
        CW_CONLL_BREAK,
        CW_CONLL_DOCUMENT,
        CW_CONLL_COMMENT,
        CW_CONLL_HEADER,
        CW_CONLL_NO_TOKEN, /**< a multiword or empty node of CoNLL-U */
        CW_CONLL_TOKEN,
        CW_CONLL_BAD,      /**< a row without a label */
        CW_CONLL_UNSETTLED /**< a `#` line: a comment unless it stands within a sentence, see cw_conll_settle() */
};

/** The bytes that separate cells: two, or the same one twice. */
struct cw_conll_pair {
        char a, b;
};

static inline struct cw_conll_pair
cw_conll_separators(enum cw_conll_separator separator)
{
        return (struct cw_conll_pair){separator == CW_CONLL_TAB ? '\t' : ' ', separator == CW_CONLL_SPACE ? ' ' : '\t'};
}

/** Removes the carriage return of a line that ended with CR LF. */
static inline struct cw_span
cw_conll_chomp(struct cw_span line)
{
        if (line.n > 0 && line.at[line.n - 1] == '\r')
                line.n--;
        return line;
}

/** Only tabs, blanks and carriage returns, or nothing. */
bool cw_conll_is_blank(struct cw_span line);
bool cw_conll_is_document(struct cw_span line);
/** A line with one of the user's prefixes. */
bool cw_conll_has_prefix(const struct cw_conll *d, struct cw_span line);
/** `3-4` or `3.1`; *plain_ret: `3`, whose value is *value_ret (any value above 2^31 counts as that). */
bool cw_conll_is_node_id(struct cw_span cell, bool *plain_ret, uint32_t *value_ret);

/** The line without the blanks at its ends, where these count for nothing. */
struct cw_span cw_conll_trim(enum cw_conll_separator separator, struct cw_span line);
/** Cuts the first cell off *rest, which is trimmed; false if it was the last. */
bool cw_conll_cut(enum cw_conll_separator separator, struct cw_span *rest, struct cw_span *cell_ret);
size_t cw_conll_count_cells(enum cw_conll_separator separator, struct cw_span line);
/** The cell `field` (1 from the left, -1 from the right).  False if there are not so many. */
bool cw_conll_cell(enum cw_conll_separator separator, struct cw_span line, long field, struct cw_span *cell_ret);
/** The label of a row, as d->least_cells and d->field have it.  False: the row is bad. */
bool cw_conll_label(const struct cw_conll *d, struct cw_span line, struct cw_span *label_ret);

/** What a line is, as far as the line itself can tell; `line` without its line end.  A CW_CONLL_TOKEN's label is
 *  *label_ret. */
enum cw_conll_kind cw_conll_classify(const struct cw_conll *d, struct cw_span line, struct cw_span *label_ret);
/** What a CW_CONLL_UNSETTLED line is, once it is known whether it stands within a sentence. */
enum cw_conll_kind
cw_conll_settle(const struct cw_conll *d, struct cw_span line, bool in_sentence, struct cw_span *label_ret);

/** Sets what the options say of the dialect; *name_ret: the name of the wanted field, NULL where it has a number.
 *  CW_E_USAGE for a wrong value. */
CW_MUST_USE cw_status cw_conll_take_options(struct cw_conll *d, const struct cw_read_options *options,
                                            const char **name_ret, struct cw_error *err);

/** See struct cw_text_dialect. */
cw_status cw_conll_learn(const struct cw_read_options *options, const char *sample, size_t nbytes, bool whole_file,
                         void **learnt_ret, const char **column_ret, struct cw_error *err);
void cw_conll_forget(void *learnt);
/** As cw_conll_learn() without options, but only what rows look like: separator, usual_cells, columns. */
CW_MUST_USE cw_status cw_conll_learn_shape(const char *sample, size_t nbytes, bool whole_file,
                                           struct cw_conll **learnt_ret);

/** What separates the names in d->columns: a header row is a row, `global.columns` has blanks. */
static inline enum cw_conll_separator
cw_conll_columns_separator(const struct cw_conll *d)
{
        return d->header ? d->separator : CW_CONLL_BLANK;
}

/** Steps through the lines of a sample. */
struct cw_conll_lines {
        const char *at, *end;
        bool whole; /**< a last line without its line end counts */
};

/** The lines of a sample, from behind a byte-order mark on. */
struct cw_conll_lines cw_conll_lines_of(const char *sample, size_t nbytes, bool whole);
/** The next line, without its line end; false at the end. */
bool cw_conll_next_line(struct cw_conll_lines *lines, struct cw_span *line_ret);

#endif
