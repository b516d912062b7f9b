/* SPDX-License-Identifier: MIT */
/*
 * Slices that counts files have, added up: those of one name are one.  What is added knows neither order nor grouping, nor
 * does what comes of it: slices come sorted by their names.
 *
 * Labels are found in the result as the merge finds them: by name where the file's ids were given by counterweight, else by id.
 * Not thread-safe.  {0} is empty.
 */
#ifndef CW_MERGE_CARRIED_SLICES_H
#define CW_MERGE_CARRIED_SLICES_H

#include "base/result.h"
#include "labels/intern.h"

struct cw_carried_slice {
        uint64_t *tokens; /**< of the labels, by their numbers; n_labels of them are there */
        size_t n_labels, cap;
        uint64_t sequences, ignored;
};

struct cw_carried_slices {
        cw_slice_by by;
        char *column;           /**< of CW_BY_COLUMN, where the files say it */
        struct cw_intern names; /**< of the slices */
        struct cw_carried_slice *items;
        size_t n, cap;
        struct cw_intern labels; /**< 'i' and the eight bytes of an id, or 'n' and a name */
        bool unlike;             /**< the files are sliced in two ways: nothing is kept */
};

/** Adds those of a file.  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_carried_slices_add(struct cw_carried_slices *to, const struct cw_counts *file,
                                            struct cw_error *err);
/** Makes rows of them in `counts`, which cw_merge() made of all files.  What the merge left out counts as ignored where it has
 *  an ignored id, else not.  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_carried_slices_fill(const struct cw_carried_slices *from, struct cw_counts *counts,
                                             struct cw_error *err);
void cw_carried_slices_free(struct cw_carried_slices *s);

/** Names of slices in their order: integers by value, then others by their text, numbers in it by value. */
int cw_slice_names_compare(const char *a, const char *b);

#endif
