/* SPDX-License-Identifier: MIT */
/*
 * Escaping.  One loop walks the characters; what differs between JSON, TOML, YAML, comments and Markdown is the function
 * that writes an ASCII character, and for YAML the one that writes any other.  CSV keeps bytes and needs no such walk.
 */
#include "write/escape.h"

#include "base/utf8.h"

#include <string.h>

typedef void put_ascii_fn(struct cw_buffer *out, const char *at);
typedef void put_wide_fn(struct cw_buffer *out, const void *at, size_t nbytes);

/* `at` points into the string, so that a character may be judged by its neighbours. */
static void
put_all_with(struct cw_buffer *out, const char *s, put_ascii_fn *put_ascii, put_wide_fn *put_wide)
{
        size_t left = strlen(s);
        for (size_t n; left > 0; s += n, left -= n) {
                n = cw_utf8_length(s, left);
                if (n == 1) {
                        put_ascii(out, s);
                } else if (n > 1) {
                        put_wide(out, s, n);
                } else {
                        n = 1;
                        cw_buffer_printf(out, "\xEF\xBF\xBD%02X", (unsigned char)*s);
                }
        }
}

static void
put_all(struct cw_buffer *out, const char *s, put_ascii_fn *put_ascii)
{
        put_all_with(out, s, put_ascii, cw_buffer_add);
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

/* YAML 1.1 ends lines at U+0085, U+2028 and U+2029, and refuses C1 controls, U+FEFF, U+FFFE and U+FFFF wherever they
 * stand; all of them have two or three bytes. */
static void
put_wide_in_yaml(struct cw_buffer *out, const void *at, size_t nbytes)
{
        const unsigned char *s = at;
        unsigned c = nbytes == 2 ? (s[0] & 0x1FU) << 6 | (s[1] & 0x3FU) : 0;
        if (nbytes == 3)
                c = (s[0] & 0xFU) << 12 | (s[1] & 0x3FU) << 6 | (s[2] & 0x3FU);
        if ((c >= 0x80 && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c >= 0xFFFE)
                cw_buffer_printf(out, "\\u%04X", c);
        else
                cw_buffer_add(out, s, nbytes);
}

void
cw_escape_yaml(struct cw_buffer *out, const char *s)
{
        cw_buffer_putc(out, '"');
        put_all_with(out, s, put_in_string, put_wide_in_yaml);
        cw_buffer_putc(out, '"');
}

void
cw_escape_yaml_comment(struct cw_buffer *out, const char *s)
{
        put_all_with(out, s, put_in_comment, put_wide_in_yaml);
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
