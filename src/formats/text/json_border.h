/* SPDX-License-Identifier: MIT */
/*
 * Places in the middle of a JSON document from which it may be decoded.
 */
#ifndef CW_FORMATS_TEXT_JSON_BORDER_H
#define CW_FORMATS_TEXT_JSON_BORDER_H

#include "formats/text/text.h"

/** See cw_scan_survey_fn; the portable one. */
void cw_json_survey(const char *text, size_t nbytes, bool escaped, struct cw_text_survey *survey_ret);

/** See struct cw_text_dialect. */
size_t cw_json_border(const struct cw_text_border *entry, const char *text, size_t nbytes, struct cw_text_state *state);

#endif
