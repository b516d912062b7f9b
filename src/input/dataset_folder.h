/* SPDX-License-Identifier: MIT */
/*
 * Folders that Hugging Face's `datasets` writes, and those of its hub: which of the files in them are the data, of which
 * split, and which file names the labels.
 */
#ifndef CW_INPUT_DATASET_FOLDER_H
#define CW_INPUT_DATASET_FOLDER_H

#include "input/folder.h"

struct cw_dataset_folder {
        struct cw_names entries; /**< files and folders in it that are to be read, in this order */
        bool split_settled;      /**< what lies below is not to be asked for a split again */
        struct cw_names splits;  /**< that were seen, where they did not hold the wanted one */
        bool on_hub;             /**< it, and what lies below it, is laid out as on the hub */
        const char *names_file;  /**< a static string: the file in it that may name labels, or NULL */
};

/** What the folder `path` is, in which `names` lie.  `split` is the wanted one, NULL or CW_EVERY_SPLIT; `on_hub`: it lies within a folder
 *  that is.  CW_E_DATA: several splits, or several configurations, and which are there; CW_E_UNSUPPORTED: rows chosen by
 *  index; CW_E_CORRUPT: a description that makes no sense.  Free with cw_dataset_folder_free(), also after a failure. */
CW_MUST_USE cw_status cw_dataset_folder_read(const char *path, const struct cw_names *names, const char *split,
                                             bool on_hub, struct cw_dataset_folder *folder_ret, struct cw_error *err);
void cw_dataset_folder_free(struct cw_dataset_folder *folder);

/** "train, validation and test", cut to what fits. */
struct cw_names_text {
        char text[400];
};
struct cw_names_text cw_names_sentence(const struct cw_names *names);

#endif
