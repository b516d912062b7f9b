/* SPDX-License-Identifier: MIT */
/*
 * What a file is that is none of the formats: those that people have beside their data, or have it in.
 */
#include "formats/foreign.h"

#include <string.h>

bool
cw_is_weights_toml(const struct cw_sample *s)
{
        static const char head[] = "[class_weights";
        const char *at = memmem(s->text, s->text_nbytes, head, sizeof(head) - 1);
        return at != NULL && (at == s->text || at[-1] == '\n');
}

/* Bytes at an offset say it. */
static const struct {
        size_t offset, n;
        const char *bytes, *kind;
} magics[] = {
        {0, 2, "\xFF\xFE", "text in UTF-16; make it UTF-8 (iconv -f UTF-16 -t UTF-8)"},
        {0, 2, "\xFE\xFF", "text in UTF-16; make it UTF-8 (iconv -f UTF-16 -t UTF-8)"},
        {0, 6,
         "\xFD"
         "7zXZ",
         "xz data; hand over what 'xz -dc' makes of it ('-' is standard input)"},
        {0, 3, "BZh", "bzip2 data; hand over what 'bzip2 -dc' makes of it ('-' is standard input)"},
        {0, 4, "PK\3\4", "a ZIP archive; extract it, or save the table as text"},
        {257, 5, "ustar", "a tar archive; extract it"},
        {0, 16, "SQLite format 3", "an SQLite database; write the labels to a file of JSON lines"},
};

/* ASCII in two bytes a letter, with nothing before it that says so. */
static bool
is_utf16(const struct cw_sample *s)
{
        size_t n_zero = 0;
        const size_t n = s->raw_nbytes < 256 ? s->raw_nbytes & ~(size_t)1 : 256;
        for (size_t i = 0; i < n; i += 2)
                n_zero += s->raw[i] != 0 && s->raw[i + 1] == 0;
        return n >= 8 && n_zero >= n / 2 - n / 16;
}

const char *
cw_foreign_kind(const struct cw_sample *s)
{
        if (cw_is_weights_toml(s))
                return "weights in TOML, which hold no counts; name the data";
        if (s->codec != CW_CODEC_NONE && s->text_nbytes == 0 && !s->text_whole)
                return "compressed data that does not inflate; it is cut off or damaged";
        for (size_t i = 0; i < CW_ARRAY_LEN(magics); i++) {
                const size_t end = magics[i].offset + magics[i].n;
                if (s->raw_nbytes >= end && memcmp(s->raw + magics[i].offset, magics[i].bytes, magics[i].n) == 0)
                        return magics[i].kind;
        }
        if (is_utf16(s))
                return "text in UTF-16; make it UTF-8 (iconv -f UTF-16LE -t UTF-8)";
        if (s->raw_nbytes > 2 && s->raw[0] == 0x80 && s->raw[1] >= 2 && s->raw[1] <= 5)
                return "a Python pickle; save the labels with numpy.save(), or as JSON lines";
        return s->text_nbytes > 0 && memchr(s->text, '\0', s->text_nbytes) != NULL
                       ? "binary data; name the format with --format if it is one of these"
                       : "text that is none of them; name the format with --format if it is one of these";
}
