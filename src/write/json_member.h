/* SPDX-License-Identifier: MIT */
/*
 * The members of a JSON object, for the writers of this folder: each begins with the comma that its predecessor left
 * open, and stands on a line of its own.
 */
#ifndef CW_WRITE_JSON_MEMBER_H
#define CW_WRITE_JSON_MEMBER_H

#include "base/buffer.h"
#include "write/escape.h"
#include "write/number.h"

#include <inttypes.h>

static inline void
put_key(struct cw_buffer *out, const char *indent, const char *key)
{
        cw_buffer_printf(out, ",\n%s\"%s\": ", indent, key);
}

static inline void
put_count(struct cw_buffer *out, const char *indent, const char *key, uint64_t value)
{
        put_key(out, indent, key);
        cw_buffer_printf(out, "%" PRIu64, value);
}

static inline void
put_string(struct cw_buffer *out, const char *s)
{
        if (s == NULL)
                cw_buffer_puts(out, "null");
        else
                cw_escape_json(out, s);
}

static inline void
put_text(struct cw_buffer *out, const char *indent, const char *key, const char *value)
{
        put_key(out, indent, key);
        put_string(out, value);
}

/* JSON has no infinity and no NaN: null stands for "no such figure". */
static inline void
put_number(struct cw_buffer *out, double value)
{
        char number[CW_NUMBER_NBYTES];
        cw_buffer_puts(out, cw_number_float64(value, number) ? number : "null");
}

static inline void
put_figure(struct cw_buffer *out, const char *indent, const char *key, double value)
{
        put_key(out, indent, key);
        put_number(out, value);
}

static inline void
put_name(struct cw_buffer *out, const char *name)
{
        cw_buffer_puts(out, "\"name\": ");
        put_string(out, name);
        if (name == NULL || cw_is_utf8(name))
                return;
        cw_buffer_puts(out, ", \"name_hex\": \"");
        for (; *name != '\0'; name++)
                cw_buffer_printf(out, "%02x", (unsigned char)*name);
        cw_buffer_putc(out, '"');
}

#endif
