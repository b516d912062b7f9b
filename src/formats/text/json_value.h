/* SPDX-License-Identifier: MIT */
/*
 * What JSON scalars mean: integers in every spelling, strings without their escapes.
 *
 *     number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ ( "e" / "E" ) [ "-" / "+" ] 1*digit ]
 *     escape = "\" ( one of " \ / b f n r t  /  "u" 4hex )        outside the BMP: two \u, a surrogate pair
 */
#ifndef CW_FORMATS_TEXT_JSON_VALUE_H
#define CW_FORMATS_TEXT_JSON_VALUE_H

#include "formats/text/json_scan.h"

/** Over the number at c->at.  1, -100, 1e2, 3.0 are integers.  Faults: CW_E_CORRUPT, no number; CW_E_DATA, a fraction or
 *  more than 64 bits. */
bool cw_json_integer(struct cw_json_cursor *c, int64_t *value_ret);

/** Copies the string `text` without its escapes to out[CW_JSON_TEXT_MOST].  Faults: CW_E_CORRUPT, not an escape or half a
 *  surrogate pair; CW_E_DATA, too long.  c->at is where. */
bool cw_json_unescape(struct cw_json_cursor *c, struct cw_json_span text, char *out, size_t *nbytes_ret);

#endif
