/* SPDX-License-Identifier: MIT */
/*
 * The walk of json_walk.inc as everybody calls it, with what every processor has; and what stands beside it.
 */
#include "formats/text/json_scan.h"

#include "base/bytes.h"
#include "formats/text/json_border.h"
#include "formats/text/json_path.h"
#include "formats/text/scan.h"
#include "formats/text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static_assert(CW_TEXT_PAD >= sizeof(struct cw_bytes64), "a block may begin at the last byte of the text");
static_assert(CW_JSON_DEPTH % 64 == 0, "a bit a level");

#define TARGET
typedef struct cw_bytes64 block;
#define block_load(p) cw_bytes64_load(p)
#define block_eq(b, c) cw_bytes64_eq(b, c)
#define block_same(b, c) cw_bytes64_same(b, c)
#define block_or(b, bits) cw_bytes64_or(b, bits)
#define block_min(b, c) cw_bytes64_min(b, c)
#define block_of(byte) cw_bytes64_of(byte)
#define block_low(b) (cw_bytes64_same(cw_bytes64_min(b, cw_bytes64_of('\n')), b) != 0)

typedef uint64_t places;

#define PLACES_ALL UINT64_MAX
#define PLACES_NONE UINT64_C(0)
#define places_eq(m, b, c) ((m)&cw_bytes64_eq(b, c))
#define places_or(m, n) ((m) | (n))
#define places_xor(m, n) ((m) ^ (n))
#define places_any(m) ((m) != 0)
#define places_bits(m) (m)
#define places_of(bits) (bits)

static inline uint64_t
prefix_xor(uint64_t bits)
{
        for (unsigned shift = 1; shift < 64; shift *= 2)
                bits ^= bits << shift;
        return bits;
}

/* This is the specification: it knows no shortcut. */
static inline const char *
plain_ids(const char *text, const char *end, const struct cw_byte_ids *ids)
{
        (void)text;
        (void)end;
        (void)ids;
        return NULL;
}

#include "formats/text/json_walk.inc"

/* needs the above */
#include "formats/text/json_survey.inc"

bool
cw_json_string(struct cw_json_cursor *c, struct cw_json_span *text_ret)
{
        return walk_string(c, text_ret);
}

bool
cw_json_value(struct cw_json_cursor *c, struct cw_json_span *value_ret)
{
        return walk_value(c, value_ret);
}

bool
cw_json_member(struct cw_json_cursor *c, bool first, struct cw_json_member *member_ret)
{
        *member_ret = (struct cw_json_member){0};
        return walk_key(c, first, &member_ret->key) && walk_value(c, &member_ret->value);
}

bool
cw_json_find(struct cw_json_cursor *c, const struct cw_json_path *path, struct cw_json_span *value_ret)
{
        return walk_find(c, path, NULL, value_ret);
}

void
cw_json_survey(const char *text, size_t nbytes, bool escaped, struct cw_text_survey *survey_ret)
{
        survey_text(text, nbytes, escaped, survey_ret);
}

size_t
cw_json_border(const struct cw_text_border *entry, const char *text, size_t nbytes, struct cw_text_state *state)
{
        struct carry carry = {.escaped = entry->escaped, .inside = entry->in_string ? UINT64_MAX : 0};
        const char *const end = text + nbytes;
        int64_t depth = entry->depth;
        *state = (struct cw_text_state){.mode = entry->list_mode};
        for (const char *p = text; p < end; p += 64) {
                const block bytes = block_load(p);
                const uint64_t backslashes = block_eq(bytes, '\\');
                const uint64_t quotes = block_eq(bytes, '"') & ~escaped_bytes(backslashes, &carry);
                const uint64_t inside = prefix_xor(quotes) ^ carry.inside;
                carry.inside = (inside >> 63) != 0 ? UINT64_MAX : 0;
                const block lower = block_or(bytes, 0x20);
                const uint64_t outside = ~inside & cw_bits_before(p, end);
                const uint64_t opens = block_eq(lower, '{') & outside, closes = block_eq(lower, '}') & outside;
                for (uint64_t left = opens | closes; left != 0; left &= left - 1) {
                        depth += (left & -left & opens) != 0 ? 1 : -1;
                        if (depth < entry->list_depth)
                                return SIZE_MAX;
                        if (depth == entry->list_depth && (left & -left & closes) != 0)
                                return (size_t)(p - text) + cw_lowest_bit(left) + 1;
                }
        }
        return SIZE_MAX;
}

/* Whether what c->at, behind a `}`, leads to is a record with a value at the path. */
static bool
record_follows(struct cw_json_cursor *c, const struct cw_json_path *path)
{
        struct cw_json_span value;
        if (!cw_json_blanks(c) || *c->at != ',')
                return false;
        c->at++;
        return cw_json_blanks(c) && *c->at == '{' && cw_json_find(c, path, &value) && value.begin != NULL &&
               cw_json_blanks(c) && (*c->at == ',' || *c->at == ']');
}

size_t
cw_json_guess(const struct cw_json_path *path, const char *text, size_t nbytes)
{
        enum { RECORD_MOST = 1 << 18, LOOKED_AT_MOST = 1 << 20 }; /* bytes */
        const char *const end = text + nbytes, *at = text;
        size_t looked_at = 0;
        while (looked_at < LOOKED_AT_MOST && (at = memchr(at, '}', (size_t)(end - at))) != NULL) {
                const char *const behind = ++at;
                const size_t left = (size_t)(end - behind);
                struct cw_json_cursor c = {.at = behind, .end = behind + (left < RECORD_MOST ? left : RECORD_MOST)};
                if (record_follows(&c, path))
                        return (size_t)(behind - text);
                looked_at += (size_t)(c.at - behind) + 1;
        }
        return SIZE_MAX;
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
