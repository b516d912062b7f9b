/* SPDX-License-Identifier: MIT */
/*
 * Labels by what a person types, and as a person reads them.  A label is typed as its name or as its id in decimal;
 * shown, it is its name made fit for one line of a terminal.
 */
#ifndef CW_WEIGH_LABEL_LOOKUP_H
#define CW_WEIGH_LABEL_LOOKUP_H

#include "base/result.h"

struct cw_shown_label {
        char text[112];
};

/** The name, or "label 7" where it has none.  Control bytes become '?'; a long name is cut between characters and ends
 *  in "...". */
struct cw_shown_label cw_label_show(const struct cw_count_row *label);
/** As cw_label_show() for text that may be no label at all. */
struct cw_shown_label cw_label_show_text(const char *text);

/** Index of the label named `text`; failing that, of the one whose id it is in decimal; -1 if there is none. */
ptrdiff_t cw_label_find(const struct cw_counts *counts, const char *text);

/** Index of the O label, -1 if there is none.  Found by name; an id in decimal only stands for a label without a name,
 *  so that a label "0" of named data is never taken for id 0. */
ptrdiff_t cw_label_find_o(const struct cw_counts *counts, const char *o_label);

/** CW_E_DATA: `text`, which `option` (NULL: none) asked for, is none of these labels, of which there must be one.  The nearest is
 *  told: by id if `text` is a number, else by edit distance, in which another case of the same ASCII letter counts little. */
CW_MUST_USE cw_status cw_label_fail_find(const struct cw_counts *counts, const char *option, const char *text,
                                         struct cw_error *err);

#endif
