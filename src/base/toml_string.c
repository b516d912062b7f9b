/* SPDX-License-Identifier: MIT */
/*
 * TOML strings, in two passes: the first finds the end and refuses what may not stand inside, the second decodes into
 * memory of exactly known bound (decoding never makes a string longer).
 *
 *     "basic \n \u00E9"     one line, escapes           """basic"""      line breaks; `\` at a line's end joins lines
 *     'literal'             one line, nothing is special '''literal'''   line breaks, nothing is special
 *
 * A line break right after the three opening quotes is left out; one or two quotes may stand before the three closing
 * ones.  Line breaks inside are kept as the file has them (LF or CRLF).
 */
#include "base/toml_parser.h"

#include <string.h>

struct quoting {
        char quote;
        bool is_basic, is_long;
};

/* ---- first pass: the end ------------------------------------------------------------------------------------ */

static size_t
count_quotes(const struct cw_toml_parser *p, char quote)
{
        size_t n = 0;
        while (n < 6 && cw_toml_peek(p, n) == quote)
                n++;
        return n;
}

/* With `at` past the opening quotes: moves it past the closing ones and hands out where the text ends. */
static cw_status
find_end(struct cw_toml_parser *p, const struct quoting *q, const char **end_ret)
{
        while (p->at < p->end) {
                const int c = cw_toml_peek(p, 0);
                if (c == q->quote) {
                        const size_t n = count_quotes(p, q->quote);
                        /* `"""""` closes a long string that ends in two quotes; six would open a new one */
                        const size_t closing = q->is_long ? (n > 5 ? 5 : n) : 1;
                        p->at += closing;
                        if (q->is_long && closing < 3)
                                continue;
                        *end_ret = p->at - (q->is_long ? 3 : 1);
                        return CW_OK;
                }
                if (q->is_long && cw_toml_take_newline(p))
                        continue;
                if ((c < 0x20 && c != '\t') || c == 0x7F)
                        return cw_toml_expected(p, q->is_long ? "text or closing quotes" : "text or a closing quote");
                /* an escaped quote or backslash is text; a line break after the backslash is judged as such above */
                const int next = cw_toml_peek(p, 1);
                p->at += q->is_basic && c == '\\' && (next == '"' || next == '\\') ? 2 : 1;
        }
        return cw_toml_expected(p, q->is_long ? "closing quotes" : "a closing quote");
}

/* ---- second pass: the text ---------------------------------------------------------------------------------- */

static size_t
put_utf8(char *out, uint32_t c)
{
        const size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const unsigned char lead[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
        for (size_t i = n; i-- > 1; c >>= 6)
                out[i] = (char)(0x80 | (c & 0x3F));
        out[0] = (char)(lead[n] | c);
        return n;
}

static int
hex_digit(int c)
{
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                      : -1;
}

/* `\uXXXX` or `\UXXXXXXXX`, with `at` on the first digit. */
static cw_status
decode_code_point(struct cw_toml_parser *p, size_t n_digits, char **out)
{
        uint32_t c = 0;
        for (size_t i = 0; i < n_digits; i++, p->at++) {
                const int digit = hex_digit(cw_toml_peek(p, 0));
                if (digit < 0)
                        return cw_toml_expected(p, n_digits == 4 ? "four hexadecimal digits after \\u"
                                                                 : "eight hexadecimal digits after \\U");
                c = c << 4 | (uint32_t)digit;
        }
        if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
                return cw_toml_bad(p, "expected the number of a Unicode character, found %X", c);
        *out += put_utf8(*out, c);
        return CW_OK;
}

/* `\` at the end of a line of a long string: it, the line break and all blanks and line breaks after it vanish. */
static cw_status
decode_joined_lines(struct cw_toml_parser *p)
{
        cw_toml_skip_blanks(p);
        if (!cw_toml_take_newline(p))
                return cw_toml_expected(p, "an escape such as \\n or \\\\");
        do {
                cw_toml_skip_blanks(p);
        } while (cw_toml_take_newline(p));
        return CW_OK;
}

/* With `at` on the byte after the backslash. */
static cw_status
decode_escape(struct cw_toml_parser *p, const struct quoting *q, char **out)
{
        static const char from[] = "btnfr\"\\", to[] = "\b\t\n\f\r\"\\";
        const int c = cw_toml_peek(p, 0);
        const char *simple = c > 0 ? strchr(from, c) : NULL;
        if (simple != NULL) {
                *(*out)++ = to[simple - from];
                p->at++;
                return CW_OK;
        }
        if (c == 'u' || c == 'U') {
                p->at++;
                return decode_code_point(p, c == 'u' ? 4 : 8, out);
        }
        if (q->is_long && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
                return decode_joined_lines(p);
        return cw_toml_expected(p, "an escape such as \\n or \\\\");
}

static cw_status
decode(struct cw_toml_parser *p, const struct quoting *q, const char *end, char **out)
{
        while (p->at < end) {
                if (q->is_basic && *p->at == '\\') {
                        p->at++;
                        CW_TRY(decode_escape(p, q, out));
                } else {
                        p->line += *p->at == '\n';
                        *(*out)++ = *p->at++;
                }
        }
        return CW_OK;
}

cw_status
cw_toml_read_string(struct cw_toml_parser *p, bool multi_line, struct cw_toml_part *text_ret)
{
        struct quoting q = {.quote = *p->at, .is_basic = *p->at == '"'};
        q.is_long = multi_line && count_quotes(p, q.quote) >= 3;
        p->at += q.is_long ? 3 : 1;
        if (q.is_long)
                cw_toml_take_newline(p);
        const char *const start = p->at;
        const uint32_t start_line = p->line;
        const char *end = start;
        CW_TRY(find_end(p, &q, &end));

        const char *const after = p->at;
        const uint32_t after_line = p->line;
        char *text = cw_toml_alloc(p, (size_t)(end - start) + 1);
        if (text == NULL)
                return CW_E_MEMORY;
        char *out = text;
        p->at = start;
        p->line = start_line;
        CW_TRY(decode(p, &q, end, &out));
        *out = '\0';
        *text_ret = (struct cw_toml_part){text, (size_t)(out - text)};
        p->at = after;
        p->line = after_line;
        return CW_OK;
}
