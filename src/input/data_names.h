/* SPDX-License-Identifier: MIT */
/*
 * What the name of a file says of it: whether it is data at all, and of which split.
 */
#ifndef CW_INPUT_DATA_NAMES_H
#define CW_INPUT_DATA_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/** Papers that lie beside data (README, licences, label maps, scripts); as inputs of their own they may still be named. */
bool cw_is_paper(const char *name);

/** What the `datasets` library leaves beside an Arrow data set, and is none of it: caches of computed columns, indices,
 *  temporary files. */
bool cw_is_arrow_leftover(const char *name);

/** The split that a file's name tells: "train" of train-00000-of-00012.parquet, eng.train and wiki-train.arrow.  False if
 *  none.  *sharded_ret: it has "-00000-of-00012", so that what stands in front is a split whatever its name. */
bool cw_split_of_name(const char *name, const char **split_ret, size_t *split_n_ret, bool *sharded_ret);

/** Whether a word is a usual name of a split. */
bool cw_is_split_word(const char *word, size_t n);

#endif
