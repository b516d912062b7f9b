/* SPDX-License-Identifier: MIT */
/*
 * The label columns that counts came from, as one text: "labels", or "labels, ner_tags" where counts files of several
 * are added.  A set, sorted by bytes, so that adding knows neither order nor grouping.
 */
#ifndef CW_MERGE_COLUMNS_H
#define CW_MERGE_COLUMNS_H

#include "base/status.h"

enum { CW_COLUMNS_MOST = 16 /**< more are left out: those that sort last */ };

/** Adds the columns of `more` to those of *all_ref, which is replaced (cw_free).  Either may be NULL: none is known. */
CW_MUST_USE cw_status cw_columns_join(char **all_ref, const char *more, struct cw_error *err);

#endif
