/* SPDX-License-Identifier: MIT */
/*
 * Which column of a table holds the labels (SPEC section 3): the one that the user names; else the only one of
 * pii_labels, ner_tags, labels, label_ids, tags; else the only list of integers; else the only list of strings.  For
 * formats that have a schema; JSON finds the same from a sample.
 */
#ifndef CW_FORMATS_COLUMN_H
#define CW_FORMATS_COLUMN_H

#include "base/status.h"

enum cw_column_kind {
        CW_COLUMN_OTHER = 0, /**< cannot hold labels: floats, structs, dates ... */
        CW_COLUMN_INT,       /**< one integer a row */
        CW_COLUMN_TEXT,      /**< one string a row */
        CW_COLUMN_INT_LIST,  /**< lists, at any depth, of integers */
        CW_COLUMN_TEXT_LIST
};

struct cw_column {
        const char *name; /**< dotted path for a nested one */
        enum cw_column_kind kind;
};

/** Index of the label column; *why_ret is a static phrase for inspect ("named by --column", "the only list of integers").
 *  CW_E_DATA: none (the sentence names the columns that are there), two candidates (names both, with the mend), the
 *  named one is missing or cannot hold labels. */
CW_MUST_USE cw_status cw_column_choose(const struct cw_column *columns, size_t n, const char *wanted, size_t *index_ret,
                                       const char **why_ret, struct cw_error *err);

#endif
