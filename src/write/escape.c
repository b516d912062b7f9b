/* SPDX-License-Identifier: MIT */
/*
 * Escaping.  One loop walks the characters; what differs between JSON, TOML, comments and Markdown is the one function
 * that writes an ASCII character.  CSV keeps bytes and needs no such walk.
 */
#include "write/escape.h"

#include "base/utf8.h"

#include <string.h>

typedef void put_ascii_fn(struct cw_buffer *out, const char *at);

/* `at` points into the string, so that a character may be judged by its neighbours. */
static void
put_all(struct cw_buffer *out, const char *s, put_ascii_fn *put_ascii)
{
        size_t left = strlen(s);
        for (size_t n; left > 0; s += n, left -= n) {
                n = cw_utf8_length(s, left);
                if (n == 1) {
                        put_ascii(out, s);
                } else if (n > 1) {
                        cw_buffer_add(out, s, n);
                } else {
                        n = 1;
                        cw_buffer_printf(out, "\xEF\xBF\xBD%02X", (unsigned char)*s);
                }
        }
}

bool
cw_is_utf8(const char *s)
{
        size_t left = strlen(s);
        for (size_t n; left > 0; s += n, left -= n) {
                n = cw_utf8_length(s, left);
                if (n == 0)
                        return false;
        }
        return true;
}

static bool
is_control(char c)
{
        return (unsigned char)c < 0x20 || c == 0x7F;
}

/* JSON and TOML basic strings agree on these escapes; TOML needs one for DEL, which JSON allows too. */
static void
put_in_string(struct cw_buffer *out, const char *at)
{
        static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
        const char *simple = strchr(from, *at);
        if (simple != NULL)
                cw_buffer_printf(out, "\\%c", to[simple - from]);
        else if (is_control(*at))
                cw_buffer_printf(out, "\\u%04X", (unsigned)*at);
        else
                cw_buffer_putc(out, *at);
}

static void
put_in_comment(struct cw_buffer *out, const char *at)
{
        if (is_control(*at))
                cw_buffer_printf(out, "\\x%02X", (unsigned)*at);
        else
                cw_buffer_putc(out, *at);
}

static bool
is_word(char c)
{
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

/* `_` inside a word is no markup, and most labels have some: they stay readable in the source. */
static void
put_in_markdown(struct cw_buffer *out, const char *at)
{
        const bool at_word_border = *at == '_' && (out->n == 0 || !is_word(out->data[out->n - 1]) || !is_word(at[1]));
        if (strchr("\\|`*<[&~", *at) != NULL || at_word_border)
                cw_buffer_putc(out, '\\');
        put_in_comment(out, at);
}

void
cw_escape_json(struct cw_buffer *out, const char *s)
{
        cw_buffer_putc(out, '"');
        put_all(out, s, put_in_string);
        cw_buffer_putc(out, '"');
}

void
cw_escape_toml(struct cw_buffer *out, const char *s)
{
        cw_escape_json(out, s);
}

void
cw_escape_comment(struct cw_buffer *out, const char *s)
{
        put_all(out, s, put_in_comment);
}

void
cw_escape_markdown(struct cw_buffer *out, const char *s)
{
        put_all(out, s, put_in_markdown);
}

void
cw_escape_csv(struct cw_buffer *out, const char *s)
{
        if (s[strcspn(s, "\",\r\n")] == '\0') {
                cw_buffer_puts(out, s);
                return;
        }
        cw_buffer_putc(out, '"');
        for (; *s != '\0'; s++) {
                if (*s == '"')
                        cw_buffer_putc(out, '"');
                cw_buffer_putc(out, *s);
        }
        cw_buffer_putc(out, '"');
}
