/* SPDX-License-Identifier: MIT */
/*
 * From what the user named (files, folders, "-") to the ordered list of shards: inputs in the order given; inside a
 * folder by name, numbers inside names by value, hidden files left out, sub-folders walked in their place.
 */
#ifndef CW_INPUT_INPUTS_H
#define CW_INPUT_INPUTS_H

#include "base/status.h"

struct cw_input {
        char *path;
        uint64_t nbytes; /**< size; 0 where not known */
};

struct cw_inputs {
        struct cw_input *items;
        size_t n, cap;
        uint64_t nbytes; /**< sum; 0 if one is not known */
};

/** Lists the shards.  Leaves out, inside folders, what is no data: README*, LICENSE*, *.md and files of label maps.
 *  CW_E_IO: not there, no right to read; CW_E_DATA: a folder without files; CW_E_USAGE: "-" twice. */
CW_MUST_USE cw_status cw_inputs_list(const char *const *paths, size_t n_paths, struct cw_inputs *inputs_ret,
                                     struct cw_error *err);
void cw_inputs_free(struct cw_inputs *inputs);

/** Order of names with numbers by value: "a2" before "a10"; bytes otherwise.  -1, 0, 1. */
int cw_natural_compare(const char *a, const char *b);

#endif
