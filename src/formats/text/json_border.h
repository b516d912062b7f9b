/* SPDX-License-Identifier: MIT */
/*
 * Places in the middle of a JSON document from which it may be decoded.
 */
#ifndef CW_FORMATS_TEXT_JSON_BORDER_H
#define CW_FORMATS_TEXT_JSON_BORDER_H

#include "formats/text/json_path.h"
#include "formats/text/text.h"

/** See cw_scan_survey_fn; the portable one. */
void cw_json_survey(const char *text, size_t nbytes, bool escaped, struct cw_text_survey *survey_ret);

/** See struct cw_text_dialect. */
size_t cw_json_border(const struct cw_text_border *entry, const char *text, size_t nbytes, struct cw_text_state *state);

/** The first place behind a `}` with a `,` behind it, and then a record that has a value at `path`; SIZE_MAX if there is none, or
 *  it is too far to look for.  In the middle of a string or of a record it may be wrong, the more so the more a record holds
 *  what looks like records. */
size_t cw_json_guess(const struct cw_json_path *path, const char *text, size_t nbytes);

#endif
