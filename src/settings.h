/* SPDX-License-Identifier: MIT */
/*
 * What every entry point that reads data sets up first: checked options, the list of shards, the label map.
 */
#ifndef CW_SETTINGS_H
#define CW_SETTINGS_H

#include "base/status.h"
#include "input/inputs.h"
#include "labels/label_map.h"

struct cw_settings {
        struct cw_read_options options; /**< n_threads and o_label are filled in */
        struct cw_inputs inputs;
        struct cw_label_map *map; /**< of options.labels_path, else what the data set's folder says; NULL without */
        int64_t ignore_default[1];
        const int64_t *ignore;
        size_t n_ignore;
        int64_t *all_ignored; /**< the user's and the label map's */
        size_t n_all_ignored;
};

/** All but the inputs.  Free with cw_settings_free(), also after a failure. */
CW_MUST_USE cw_status cw_settings_take_options(struct cw_settings *settings_ret, const struct cw_read_options *options,
                                               struct cw_error *err);
/** Free with cw_settings_free(), also after a failure. */
CW_MUST_USE cw_status cw_settings_init(struct cw_settings *settings_ret, const struct cw_read_options *options,
                                       const char *const *paths, size_t n_paths, struct cw_error *err);
/** The label names that lie beside the data, in the folders of data sets: they become the map where the user gave none and
 *  the data carries none, and must agree with the user's.  A part of cw_settings_init(). */
CW_MUST_USE cw_status cw_settings_take_names(struct cw_settings *settings, struct cw_error *err);
/** Tells what in a folder is likely not meant: files of several splits, counts files among data.  A part of
 *  cw_settings_init(). */
void cw_settings_tell_folders(const struct cw_settings *settings);
/** Tells if the column that was chosen (NULL: none) is called like one of tokens.  A part of cw_settings_conclude(). */
void cw_settings_tell_column(const struct cw_settings *settings, const char *column);
/** From what was counted to the result: bins merged into one id space by the settings' rules. */
struct cw_run_result;
CW_MUST_USE cw_status cw_settings_conclude(struct cw_settings *settings, struct cw_run_result *result,
                                           cw_counts **counts_ret, struct cw_error *err);
void cw_settings_free(struct cw_settings *settings);

#endif
