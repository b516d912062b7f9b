/* SPDX-License-Identifier: MIT */
/*
 * What jsonl and json have in common in decoding: a record's labels into the tally, and how faults are told.
 */
#ifndef CW_FORMATS_TEXT_JSON_RECORD_H
#define CW_FORMATS_TEXT_JSON_RECORD_H

#include "formats/text/json_column.h"
#include "formats/text/json_labels.h"

/** The record being decoded. */
struct cw_json_record {
        const struct cw_json_column *column;
        struct cw_json_scratch *scratch;
        struct cw_tally *tally; /**< at.row is set */
        const char *begin;      /**< of the line or record, for the place in it */
        const char *unit;       /**< "line" or "record" */
};

/** Over the record at c->at, a `{`, to its label value, or none.  False with a fault noted in *c. */
bool cw_json_record_find(const struct cw_json_record *r, struct cw_json_cursor *c, struct cw_json_span *value_ret);

/** Tallies `value`, which cw_json_record_find() gave, or tells why not: a bad row, or CW_E_CORRUPT. */
CW_MUST_USE cw_status cw_json_record_count(const struct cw_json_record *r, struct cw_json_span value,
                                           struct cw_error *err);

/** Tells the fault of `c`.  CW_OK if the record may be left out: `may_skip`, and skip_bad_rows is on. */
CW_MUST_USE cw_status cw_json_record_fault(const struct cw_json_record *r, const struct cw_json_cursor *c,
                                           bool may_skip, struct cw_error *err);

/** Whether a value that is no object can begin so. */
bool cw_json_is_other_value(char byte);

/** A line or element that is no object: a bad row. */
CW_MUST_USE cw_status cw_json_record_none(const struct cw_json_record *r, char first_byte, struct cw_error *err);

#endif
