/* SPDX-License-Identifier: MIT */
/*
 * Finding the label value in a record by its dotted path.
 *
 *     path a.b.c      {"a.b.c": X}   before   {"a.b": {"c": X}}   before   {"a": {"b.c": X}}, {"a": {"b": {"c": X}}}
 *
 * The longest key that leads anywhere wins at each level; of a key that occurs twice, the last one counts.
 */
#ifndef CW_FORMATS_TEXT_JSON_PATH_H
#define CW_FORMATS_TEXT_JSON_PATH_H

#include "formats/text/json_scan.h"

enum { CW_JSON_SEGMENTS = 16 }; /**< of a path, at most */

/** A prepared path; the text is the caller's. */
struct cw_json_path {
        const char *text;
        size_t nbytes;
        unsigned n_dots; /**< below CW_JSON_SEGMENTS */
};

/** CW_E_USAGE if it has too many segments. */
CW_MUST_USE cw_status cw_json_path_init(struct cw_json_path *path, const char *text, struct cw_error *err);

/** Over the record at c->at, a `{`; *value_ret is the value at the path, or none.  Faults as cw_json_member(). */
bool cw_json_find(struct cw_json_cursor *c, const struct cw_json_path *path, struct cw_json_span *value_ret);

#endif
