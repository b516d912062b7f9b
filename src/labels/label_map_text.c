/* SPDX-License-Identifier: MIT */
/*
 * labels.txt: one name a line, the first has id 0.
 *
 *     O\n
 *     B-PER\r\n        a line ends with LF or CRLF; the last may end with nothing
 *     \n               blank lines at the end are all right, in the middle they would shift every id after them
 *
 * A name is its line byte for byte: blanks inside, in front and behind belong to it, and there are no comments.
 */
#include "labels/label_map_parts.h"

#include <string.h>

static bool
is_blank(const char *at, const char *end)
{
        while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
                at++;
        return at == end;
}

cw_status
cw_label_draft_from_lines(const char *text, size_t nbytes, struct cw_label_draft *draft, struct cw_error *err)
{
        const char *at = text, *const text_end = text + nbytes;
        draft->ids_are_lines = true;
        for (size_t line = 1; !is_blank(at, text_end); line++) {
                const char *const newline = memchr(at, '\n', (size_t)(text_end - at));
                const char *end = newline != NULL ? newline : text_end;
                if (end > at && end[-1] == '\r')
                        end--;
                cw_status status;
                if (is_blank(at, end))
                        status = cw_fail(err, CW_E_DATA,
                                         "expected a label, found a blank line with labels after it; delete the line");
                else if (line > CW_LABEL_MAX_VALUES)
                        status = cw_fail(err, CW_E_DATA, "more than %d labels; is this a label map?",
                                         CW_LABEL_MAX_VALUES);
                else
                        status = cw_label_draft_add(draft, (int64_t)line - 1, at, (size_t)(end - at), err);
                if (status != CW_OK)
                        return cw_label_at_line(err, status, line);
                at = newline != NULL ? newline + 1 : text_end;
        }
        return CW_OK;
}
