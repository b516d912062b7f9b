/* SPDX-License-Identifier: MIT */
/*
 * Where the records of a JSON document are: learnt from its first bytes, before json.c decodes it.
 */
#ifndef CW_FORMATS_TEXT_JSON_DOCUMENT_H
#define CW_FORMATS_TEXT_JSON_DOCUMENT_H

#include "formats/text/json_column.h"

struct cw_json_document {
        struct cw_json_column column;
        char *holder_key; /**< the outer object's key that the list of records is under; NULL: no such object */
};

/** Learns from the sample in `c`, which has CW_TEXT_PAD bytes behind it.  CW_E_DATA: no column, or several; several lists
 *  of records.  `l` starts zeroed and is freed by the caller, on failure too. */
CW_MUST_USE cw_status cw_json_document_learn(struct cw_json_document *l, const struct cw_read_options *options,
                                             struct cw_json_cursor c, bool whole_file, struct cw_error *err);
void cw_json_document_free(struct cw_json_document *l);

/** Whether a value is a list with an object in it, or with nothing, at any depth of lists. */
bool cw_json_may_hold_records(struct cw_json_span value);

#endif
