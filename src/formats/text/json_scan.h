/* SPDX-License-Identifier: MIT */
/*
 * Walking over JSON text without building anything: blanks, strings, whole values, the members of an object.  The
 * parser of jsonl.c, json.c and json_column.c stands on it; what the values mean is not known here.
 *
 *     {  "text" :  "An \"odd\" one"  ,  "tags" :  [ "O" , "B-X" ]  }
 *        key       value                key       value
 *
 * A value that is walked over is scanned, not validated: strings must close, brackets must match in kind and nest at
 * most CW_JSON_DEPTH deep, scalars must be made of the right characters.  Text is read in blocks of 64 bytes, up to
 * CW_TEXT_PAD bytes past `end`; what is read there has no effect.
 */
#ifndef CW_FORMATS_TEXT_JSON_SCAN_H
#define CW_FORMATS_TEXT_JSON_SCAN_H

#include "base/status.h"

enum {
        CW_JSON_DEPTH = 512,
        CW_JSON_TEXT_MOST = 4096 /**< bytes of a label or key that is looked at closely */
};

/** Where we are in the text, and the first fault. */
struct cw_json_cursor {
        const char *at;
        const char *end;
        /** The text ends with its first line feed, if that is before `end`.  Where it ends so within a value, what the fault is
         *  and its place are not told, and it may be taken to end where a control character is. */
        bool by_line;
        cw_status status;     /**< CW_OK; CW_E_TRUNCATED: the text ended first; CW_E_CORRUPT, CW_E_LIMIT, CW_E_DATA */
        const char *expected; /**< with a fault: half a sentence, "expected ..."; `at` is the place of it */
};

/** A piece of the text; of a string: what is between the quotes. */
struct cw_json_span {
        const char *begin; /**< NULL: none */
        const char *end;
        bool escaped; /**< a string with a backslash in it */
};

static inline size_t
cw_json_nbytes(struct cw_json_span s)
{
        return (size_t)(s.end - s.begin);
}

/** Notes a fault at c->at; false, so that a walker can return it. */
static inline bool
cw_json_fault(struct cw_json_cursor *c, cw_status status, const char *expected)
{
        c->status = status;
        c->expected = expected;
        return false;
}

static inline bool
cw_json_is_blank(char byte)
{
        return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/** Goes to the next byte that is not blank; false at the end of the text, which is no fault. */
static inline bool
cw_json_blanks(struct cw_json_cursor *c)
{
        while (c->at < c->end && cw_json_is_blank(*c->at))
                c->at++;
        return c->at < c->end;
}

/* All below return false with a fault noted, unless they say otherwise. */

/** Over the string that starts at c->at, a quote; *text_ret is what it holds. */
bool cw_json_string(struct cw_json_cursor *c, struct cw_json_span *text_ret);

/** Over any value that starts at c->at, which is not blank and not the end. */
bool cw_json_value(struct cw_json_cursor *c, struct cw_json_span *value_ret);

/** A member of an object.  After a fault, `key` or `value` are none if the text ended before them; a value that the text's
 *  end cuts goes to that end. */
struct cw_json_member {
        struct cw_json_span key, value;
};

/** From behind `{` or behind a member to behind the next member, or behind `}`.  `first`: there was no member yet.
 *  False too at the `}`: then c->status is CW_OK. */
bool cw_json_member(struct cw_json_cursor *c, bool first, struct cw_json_member *member_ret);

/** Length of the UTF-8 byte-order mark that `text` begins with, or 0. */
size_t cw_json_bom(const char *text, size_t nbytes);

/** "'x'", "byte 0x07" or "its end": what stands at c->at. */
void cw_json_found(const struct cw_json_cursor *c, char found_ret[24]);

#endif
