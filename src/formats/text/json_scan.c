/* SPDX-License-Identifier: MIT */
/*
 * The scanner: masks of 64 bytes tell where quotes, backslashes and brackets are.
 *
 *     text       "  a  \  "  [  b  "  ,  [  1  ]
 *     quotes     1  .  .  .  .  .  1  .  .  .  .      a quote after a backslash does not count
 *     inside     1  1  1  1  1  1  .  .  .  .  .      prefix-xor of the quotes
 *     brackets   .  .  .  .  .  .  .  .  1  .  1      only outside of strings
 *
 * Nothing is looked at twice, and only at brackets one by one.
 */
#include "formats/text/json_scan.h"

#include "base/bytes.h"
#include "formats/text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static_assert(CW_TEXT_PAD >= sizeof(struct cw_bytes64), "a block may begin at the last byte of the text");
static_assert(CW_JSON_DEPTH % 64 == 0, "a bit a level");

/* What goes from one block to the next within a value. */
struct carry {
        uint64_t escaped; /* bit 0: the next block's first byte follows a backslash */
        uint64_t inside;  /* all bits: the next block begins within a string */
};

/* Bits of the block's bytes that a backslash takes the meaning of. */
static inline uint64_t
escaped_bytes(uint64_t backslashes, struct carry *carry)
{
        uint64_t escaped = carry->escaped;
        carry->escaped = 0;
        for (uint64_t left = backslashes & ~escaped; left != 0;) {
                const unsigned i = cw_lowest_bit(left);
                if (i == 63) {
                        carry->escaped = 1;
                        break;
                }
                escaped |= UINT64_C(2) << i;
                left &= ~(UINT64_C(3) << i);
        }
        return escaped;
}

/* Bit i of the result: xor of bits 0 .. i. */
static inline uint64_t
prefix_xor(uint64_t bits)
{
        for (unsigned shift = 1; shift < 64; shift *= 2)
                bits ^= bits << shift;
        return bits;
}

/* All bits below the end of the text. */
static inline uint64_t
bits_before(const char *p, const char *end)
{
        return end - p >= 64 ? UINT64_MAX : (UINT64_C(1) << (end - p)) - 1;
}

bool
cw_json_string(struct cw_json_cursor *c, struct cw_json_span *text_ret)
{
        struct carry carry = {0};
        bool escaped = false;
        const char *const begin = c->at + 1;
        for (const char *p = begin; p < c->end; p += 64) {
                const struct cw_bytes64 block = cw_bytes64_load(p);
                const uint64_t backslashes = cw_bytes64_eq(block, '\\');
                uint64_t quotes = cw_bytes64_eq(block, '"') & bits_before(p, c->end);
                if ((backslashes | carry.escaped) != 0)
                        quotes &= ~escaped_bytes(backslashes, &carry);
                if (quotes != 0) {
                        const unsigned i = cw_lowest_bit(quotes);
                        escaped |= (backslashes & ((UINT64_C(1) << i) - 1)) != 0;
                        *text_ret = (struct cw_json_span){begin, p + i, escaped};
                        c->at = p + i + 1;
                        return true;
                }
                escaped |= backslashes != 0;
        }
        c->at = c->end;
        return cw_json_fault(c, CW_E_TRUNCATED, "expected the closing quote of a string");
}

/* Kinds of the brackets that are open: bit `depth` is set for a brace. */
struct nest {
        uint64_t brace[CW_JSON_DEPTH / 64];
        unsigned depth;
};

/* Takes the bracket at c->at; other bytes that look like one to the mask are let go. */
static inline bool
nest_take(struct nest *n, struct cw_json_cursor *c)
{
        const char byte = *c->at;
        if (byte == '[' || byte == '{') {
                if (n->depth == CW_JSON_DEPTH)
                        return cw_json_fault(c, CW_E_LIMIT, "expected at most 512 levels of nesting");
                const uint64_t bit = UINT64_C(1) << (n->depth % 64);
                if (byte == '{')
                        n->brace[n->depth / 64] |= bit;
                else
                        n->brace[n->depth / 64] &= ~bit;
                n->depth++;
        } else if (byte == ']' || byte == '}') {
                n->depth--;
                const bool brace = (n->brace[n->depth / 64] >> (n->depth % 64) & 1) != 0;
                if (brace != (byte == '}'))
                        return cw_json_fault(c, CW_E_CORRUPT, brace ? "expected '}'" : "expected ']'");
        }
        return true;
}

/* Over an array or object. */
static bool
skip_nested(struct cw_json_cursor *c)
{
        struct carry carry = {0};
        struct nest nest = {0};
        for (const char *p = c->at; p < c->end; p += 64) {
                const struct cw_bytes64 block = cw_bytes64_load(p);
                const uint64_t backslashes = cw_bytes64_eq(block, '\\');
                uint64_t quotes = cw_bytes64_eq(block, '"');
                if ((backslashes | carry.escaped) != 0)
                        quotes &= ~escaped_bytes(backslashes, &carry);
                const uint64_t inside = prefix_xor(quotes) ^ carry.inside;
                carry.inside = (inside >> 63) != 0 ? UINT64_MAX : 0;
                /* `[`, `]`, `{`, `}` are the same but for these bits, and so are few others, which nest_take() sees. */
                uint64_t brackets = cw_bytes64_eq(cw_bytes64_or(block, 0x26), 0x7F) & ~inside & bits_before(p, c->end);
                for (; brackets != 0; brackets &= brackets - 1) {
                        c->at = p + cw_lowest_bit(brackets);
                        if (!nest_take(&nest, c))
                                return false;
                        if (nest.depth == 0) {
                                c->at++;
                                return true;
                        }
                }
        }
        c->at = c->end;
        return cw_json_fault(c, CW_E_TRUNCATED, "expected the closing bracket of a list or an object");
}

/* Numbers and words; NaN and Infinity too, as Python writes them. */
static bool
skip_scalar(struct cw_json_cursor *c)
{
        const char *const begin = c->at;
        for (; c->at < c->end; c->at++) {
                const char byte = *c->at;
                const char lower = (char)(byte | 0x20);
                if (!((byte >= '0' && byte <= '9') || (lower >= 'a' && lower <= 'z') || byte == '-' || byte == '+' ||
                      byte == '.'))
                        break;
        }
        return c->at > begin || cw_json_fault(c, CW_E_CORRUPT, "expected a value");
}

bool
cw_json_value(struct cw_json_cursor *c, struct cw_json_span *value_ret)
{
        struct cw_json_span text;
        bool ok;
        *value_ret = (struct cw_json_span){c->at, c->end, false};
        switch (*c->at) {
        case '"':
                ok = cw_json_string(c, &text);
                break;
        case '[':
        case '{':
                ok = skip_nested(c);
                break;
        default:
                ok = skip_scalar(c);
        }
        if (ok)
                value_ret->end = c->at;
        return ok;
}

/* Over blanks to a byte that must be there. */
static bool
expect(struct cw_json_cursor *c, char byte, const char *expected)
{
        if (!cw_json_blanks(c))
                return cw_json_fault(c, CW_E_TRUNCATED, expected);
        if (*c->at != byte)
                return cw_json_fault(c, CW_E_CORRUPT, expected);
        return true;
}

bool
cw_json_member(struct cw_json_cursor *c, bool first, struct cw_json_member *m)
{
        *m = (struct cw_json_member){0};
        const char *const expected = first ? "expected a key or '}'" : "expected ',' or '}'";
        if (!cw_json_blanks(c))
                return cw_json_fault(c, CW_E_TRUNCATED, expected);
        if (*c->at == '}') {
                c->at++;
                return false;
        }
        if (!first) {
                if (*c->at != ',')
                        return cw_json_fault(c, CW_E_CORRUPT, expected);
                c->at++;
        }
        if (!expect(c, '"', "expected a key in quotes") || !cw_json_string(c, &m->key) ||
            !expect(c, ':', "expected ':' after a key"))
                return false;
        c->at++;
        if (!cw_json_blanks(c))
                return cw_json_fault(c, CW_E_TRUNCATED, "expected a value");
        return cw_json_value(c, &m->value);
}

size_t
cw_json_bom(const char *text, size_t nbytes)
{
        return nbytes >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

void
cw_json_found(const struct cw_json_cursor *c, char found_ret[24])
{
        if (c->at >= c->end)
                snprintf(found_ret, 24, "its end");
        else if (*c->at > ' ' && *c->at < 0x7F)
                snprintf(found_ret, 24, "'%c'", *c->at);
        else
                snprintf(found_ret, 24, "byte 0x%02X", (unsigned)(unsigned char)*c->at);
}
