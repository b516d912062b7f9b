/* SPDX-License-Identifier: MIT */
/*
 * Paths made ready for the walk, see json_walk.inc.
 */
#include "formats/text/json_path.h"

#include <string.h>

cw_status
cw_json_path_init(struct cw_json_path *path, const char *text, struct cw_error *err)
{
        const size_t nbytes = strlen(text);
        const unsigned n_dots = nbytes <= CW_JSON_TEXT_MOST ? cw_json_count_dots(text, nbytes) : CW_JSON_SEGMENTS;
        if (n_dots >= CW_JSON_SEGMENTS)
                return cw_fail(err, CW_E_USAGE,
                               "expected a --column of at most %d keys and %d bytes, found a longer one",
                               (int)CW_JSON_SEGMENTS, (int)CW_JSON_TEXT_MOST);
        *path = (struct cw_json_path){text, nbytes, n_dots};
        return CW_OK;
}
