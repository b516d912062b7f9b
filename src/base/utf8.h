/* SPDX-License-Identifier: MIT */
/*
 * Well-formed UTF-8, one character at a time (The Unicode Standard 15, table 3-7: no overlong forms, no surrogates,
 * nothing above U+10FFFF).
 */
#ifndef CW_BASE_UTF8_H
#define CW_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/** Bytes of the well-formed character at `text`, of which `left` (at least 1) bytes are there; 0 if there is none. */
static inline size_t
cw_utf8_length(const char *text, size_t left)
{
        const unsigned char *s = (const unsigned char *)text;
        if (s[0] < 0x80)
                return 1;
        const size_t n = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
        if (s[0] < 0xC2 || s[0] > 0xF4 || left < n)
                return 0;
        for (size_t i = 1; i < n; i++)
                if ((s[i] & 0xC0) != 0x80)
                        return 0;
        const bool overlong = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90);
        const bool surrogate = s[0] == 0xED && s[1] >= 0xA0;
        const bool too_large = s[0] == 0xF4 && s[1] >= 0x90;
        return overlong || surrogate || too_large ? 0 : n;
}

#endif
