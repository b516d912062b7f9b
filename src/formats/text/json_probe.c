/* SPDX-License-Identifier: MIT */
/*
 * Is this text jsonl or json?  Told by the shape of the first value, byte by byte.
 *
 *     {"a": 1}\n{"a": 2}\n        jsonl: a record closes on its line
 *     {\n  "a": ...               json: a record goes on over lines
 *     {"data": [{"a": 1}, ...     json: one line, and it holds a list of records
 *     [{"a": 1}, ...              json
 */
#include "formats/text/json_scan.h"
#include "formats/text/text.h"

#include <string.h>

struct shape {
        const char *end; /* behind the closing brace; NULL: the text ends first */
        bool over_lines;
        bool holds_records; /* an object within a list within the outer object */
};

/* Looks at the object at p.  Brackets need not match: a wrong guess only makes for another error. */
static struct shape
look_at_object(const char *p, const char *end)
{
        struct shape s = {0};
        size_t depth = 0;
        bool inside = false;
        char last = '\0';
        for (; p < end; p++) {
                const char byte = *p;
                if (byte == '\n')
                        s.over_lines = true;
                if (cw_json_is_blank(byte))
                        continue;
                if (inside && byte == '\\') {
                        p++;
                } else if (byte == '"') {
                        inside = !inside;
                } else if (!inside && (byte == '{' || byte == '[')) {
                        s.holds_records = s.holds_records || (byte == '{' && last == '[' && depth == 2);
                        depth++;
                } else if (!inside && (byte == '}' || byte == ']') && --depth == 0) {
                        s.end = p + 1;
                        return s;
                }
                last = byte;
        }
        return s;
}

static struct cw_json_cursor
first_byte(const char *text, size_t nbytes)
{
        struct cw_json_cursor c = {.at = text, .end = text + nbytes};
        c.at += cw_json_bom(text, nbytes);
        cw_json_blanks(&c);
        return c;
}

/* Whether `{` is followed by what may follow it in an object. */
static bool
begins_object(struct cw_json_cursor c)
{
        if (c.at == c.end || *c.at != '{')
                return false;
        c.at++;
        return !cw_json_blanks(&c) || *c.at == '"' || *c.at == '}';
}

int
cw_jsonl_probe(const char *text, size_t nbytes, bool whole_file)
{
        struct cw_json_cursor c = first_byte(text, nbytes);
        if (!begins_object(c))
                return 0;
        const struct shape s = look_at_object(c.at, c.end);
        if (s.over_lines)
                return 0;
        if (s.end == NULL)
                return 1;
        c.at = s.end;
        const bool more = cw_json_blanks(&c);
        const bool next_line = memchr(s.end, '\n', (size_t)(c.at - s.end)) != NULL;
        if (more)
                return next_line && *c.at == '{' ? 2 : 1;
        return whole_file && s.holds_records ? 1 : 2;
}

static int
probe_list(struct cw_json_cursor c)
{
        c.at++;
        if (!cw_json_blanks(&c) || *c.at == '{' || *c.at == '[' || *c.at == ']')
                return 2;
        return *c.at == '"' || *c.at == '-' || (*c.at >= '0' && *c.at <= '9');
}

int
cw_json_probe(const char *text, size_t nbytes, bool whole_file)
{
        struct cw_json_cursor c = first_byte(text, nbytes);
        if (c.at < c.end && *c.at == '[')
                return probe_list(c);
        if (!begins_object(c))
                return 0;
        const struct shape s = look_at_object(c.at, c.end);
        if (s.over_lines)
                return 2;
        if (s.end == NULL)
                return s.holds_records ? 2 : whole_file;
        c.at = s.end;
        if (cw_json_blanks(&c) || !whole_file)
                return 0;
        return s.holds_records ? 2 : 1;
}
