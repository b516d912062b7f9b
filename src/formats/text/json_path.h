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

#include <string.h>

enum { CW_JSON_SEGMENTS = 16 }; /**< of a path, at most */

/** A prepared path; the text is the caller's. */
struct cw_json_path {
        const char *text;
        size_t nbytes;
        unsigned n_dots; /**< below CW_JSON_SEGMENTS */
};

static inline unsigned
cw_json_count_dots(const char *text, size_t nbytes)
{
        unsigned n = 0;
        for (size_t i = 0; i < nbytes; i++)
                n += text[i] == '.';
        return n;
}

/** Whether the key is the path, or the path up to a dot. */
static inline bool
cw_json_leads_on(const struct cw_json_path *path, const char *key, size_t nbytes)
{
        return nbytes <= path->nbytes && (nbytes == path->nbytes || path->text[nbytes] == '.') &&
               memcmp(key, path->text, nbytes) == 0;
}

/** CW_E_USAGE if it has too many segments. */
CW_MUST_USE cw_status cw_json_path_init(struct cw_json_path *path, const char *text, struct cw_error *err);

/** Over the record at c->at, a `{`; *value_ret is the value at the path, or none.  Faults as cw_json_member(). */
bool cw_json_find(struct cw_json_cursor *c, const struct cw_json_path *path, struct cw_json_span *value_ret);

#endif
