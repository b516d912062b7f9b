/* SPDX-License-Identifier: MIT */
/*
 * What lies in a folder, by name.
 */
#ifndef CW_INPUT_FOLDER_H
#define CW_INPUT_FOLDER_H

#include "base/status.h"

/** Names, owned. */
struct cw_names {
        char **items;
        size_t n, cap;
};

/** The names in a folder, hidden ones left out, in the order of cw_natural_compare().  CW_E_IO. */
CW_MUST_USE cw_status cw_folder_read(const char *path, struct cw_names *names_ret, struct cw_error *err);

/** Adds a copy of `name[0 .. n-1]`. */
CW_MUST_USE cw_status cw_names_add(struct cw_names *names, const char *name, size_t n, struct cw_error *err);
/** Index of a name; names->n if it is not there. */
size_t cw_names_find(const struct cw_names *names, const char *name);
void cw_names_free(struct cw_names *names);

/** "FOLDER/NAME"; NULL when memory is out.  Free with cw_free(). */
char *cw_path_join(const char *folder, const char *name);

/** Order of names with numbers by value: "a2" before "a10"; bytes otherwise.  -1, 0, 1. */
int cw_natural_compare(const char *a, const char *b);

#endif
