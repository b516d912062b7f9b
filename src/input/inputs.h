/* SPDX-License-Identifier: MIT */
/*
 * From what the user named (files, folders, "-") to the ordered list of shards: inputs in the order given; inside a
 * folder by name, numbers inside names by value, hidden files left out, sub-folders walked in their place.  Folders of
 * data sets (see dataset_folder.h) give what they call their data, of one split.
 */
#ifndef CW_INPUT_INPUTS_H
#define CW_INPUT_INPUTS_H

#include "base/status.h"
#include "input/folder.h"
#include "input/identity.h"

struct cw_input {
        char *path;
        uint64_t nbytes;             /**< size; 0 where not known */
        struct cw_identity identity; /**< when it was listed; its nbytes is 0 where there is none */
        bool found;                  /**< in a folder, and not named itself */
};

/** A file beside data that may name its labels: dataset_info.json, or the card of a data set. */
struct cw_names_file {
        char *path;
        size_t first; /**< index of the first shard that it is of; n if there came none after it */
};

struct cw_inputs {
        struct cw_input *items;
        size_t n, cap;
        struct cw_names_file *names_files;
        size_t n_names_files, names_cap;
        uint64_t nbytes; /**< sum; 0 if one is not known */
        char *mixed; /**< a folder of which files of several splits are taken, for none was wanted, the first; or NULL */
        struct cw_names mixed_splits; /**< those splits */
};

#define CW_EVERY_SPLIT "*" /**< no split is called that */

/** Lists the shards.  Leaves out, inside folders, what is no data: README*, LICENSE*, *.md and files of label maps.
 *  `split` is the wanted one of each folder, CW_EVERY_SPLIT, or NULL.  CW_E_IO: not there, no right to read; CW_E_DATA: a folder without
 *  files, several splits or not the wanted one; CW_E_USAGE: "-" twice, a split wanted of what has none; and as
 *  cw_dataset_folder_read().  Folders of many files are looked at by up to `n_threads` threads. */
CW_MUST_USE cw_status cw_inputs_list(const char *const *paths, size_t n_paths, const char *split, int n_threads,
                                     struct cw_inputs *inputs_ret, struct cw_error *err);
void cw_inputs_free(struct cw_inputs *inputs);

/** Whether the input can be read once only, and its size is not known; an empty file is none. */
bool cw_input_is_pipe(const struct cw_input *input);

#endif
