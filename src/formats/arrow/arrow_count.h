/* SPDX-License-Identifier: MIT */
/*
 * Counting the rows of a loaded batch into a tally.
 */
#ifndef CW_FORMATS_ARROW_COUNT_H
#define CW_FORMATS_ARROW_COUNT_H

#include "formats/arrow/arrow_dictionary.h"

/** Counts the rows that were loaded.  `first_row` is the number of the batch's first row in the file, from 0;
 *  `dictionary` is that of an encoded column or NULL, and the first `n_codes` entries of it are known.
 *  CW_E_CORRUPT, CW_E_DATA with err->row, or what the tally says. */
CW_MUST_USE cw_status cw_arrow_count(const struct cw_arrow_batch *batch, const struct cw_arrow_dictionary *dictionary,
                                     size_t n_codes, uint64_t first_row, struct cw_tally *tally, struct cw_error *err);

/** What cw_arrow_batch_load() is to be told as n_spare, so that indices can be counted as indices; `n_claimed` is the
 *  number of labels, as far as it is known. */
size_t cw_arrow_count_spare(const struct cw_arrow_column *column, uint64_t n_claimed, size_t n_codes);

#endif
