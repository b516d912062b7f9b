/* SPDX-License-Identifier: MIT */
/*
 * One element of a Snappy block the fast way, for the loops that do so: no branch on the kind of element, which nothing
 * predicts; literals and copies of either length differ by a select and by what tables say of their tags.
 */
#ifndef CW_CODECS_SNAPPY_ELEMENT_H
#define CW_CODECS_SNAPPY_ELEMENT_H

#include "base/cursor.h"
#include "codecs/blocks.h"

#include <stddef.h>
#include <stdint.h>

/* Keeps the compiler from making a branch of the select that a value is for. */
#if defined(__GNUC__)
#define CW_OPAQUE(value) __asm__("" : "+r"(value))
#else
#define CW_OPAQUE(value) ((void)0)
#endif

/* Wanted within the loops, whatever the compiler thinks of their size. */
#if defined(__GNUC__)
#define CW_SNAPPY_INLINE static inline __attribute__((always_inline))
#else
#define CW_SNAPPY_INLINE static inline
#endif

enum {
        CW_SNAPPY_SHORT = 32,                   /* bytes of an element that is one copy of as many */
        CW_SNAPPY_LONGEST = CW_SNAPPY_ROOM,     /* of one that the fast way takes; as much room must be at `to` */
        CW_SNAPPY_SLACK = CW_SNAPPY_LONGEST + 8 /* bytes that must be there from its tag on */
};

/* By tag. */
struct cw_snappy_tags {
        uint32_t mask[256]; /* of the two bytes behind it, what belongs to the offset */
        uint32_t base[256]; /* the offset's part in the tag */
        uint32_t cut[256];  /* below which an offset needs care: of a short copy its length */
        uint8_t length[256];
        uint8_t n[256]; /* from this tag to the next */
};
extern const struct cw_snappy_tags cw_snappy_tags;

static inline void
cw_snappy_copy32(uint8_t *to, const uint8_t *from)
{
        uint8_t first[16], second[16];
        memcpy(first, from, sizeof(first));
        memcpy(second, from + sizeof(first), sizeof(second));
        memcpy(to, first, sizeof(first));
        memcpy(to + sizeof(first), second, sizeof(second));
}

/* times[n] * word of n bytes: a word full of them. */
extern const uint64_t cw_snappy_times[8];

/* Puts the element at `at`, whose tag that is, of more than CW_SNAPPY_SHORT bytes, or a rare one.  False: the careful way is
 * for it. */
bool cw_snappy_put_long(const uint8_t *at, uint8_t *to, size_t tag, size_t offset);

/* A short copy that needs bytes of its own: one in twenty of some pages' elements, so there is no loop. */
CW_SNAPPY_INLINE void
cw_snappy_repeat(uint8_t *to, size_t offset)
{
        const uint8_t *from = to - offset;
        if (offset >= 8) {
                for (size_t i = 0; i < CW_SNAPPY_SHORT; i += 8)
                        cw_store_word(to + i, cw_load_word(from + i));
                return;
        }
        const uint64_t word = (cw_load_word(from) & UINT64_MAX >> (64 - 8 * offset)) * cw_snappy_times[offset];
        const size_t step = 8 - 8 % offset; /* at least 5 */
        for (size_t i = 0; i < 6; i++)
                cw_store_word(to + i * step, word);
}

/* Puts the element at `at`, of that tag and the bytes `behind` it; copies are made of what lies from `start` on.  Its bytes; 0:
 * the careful way is for it. */
CW_SNAPPY_INLINE size_t
cw_snappy_put(const uint8_t *at, uint8_t *to, const uint8_t *start, size_t tag, uint32_t behind)
{
        const size_t offset = (behind & cw_snappy_tags.mask[tag]) + cw_snappy_tags.base[tag];
        const size_t length = cw_snappy_tags.length[tag];
        if (__builtin_expect(offset > (size_t)(to - start), 0))
                return 0;
        if (__builtin_expect(offset < cw_snappy_tags.cut[tag], 0)) {
                if (__builtin_expect(length > CW_SNAPPY_SHORT || offset == 0, 0))
                        return cw_snappy_put_long(at, to, tag, offset) ? length : 0;
                cw_snappy_repeat(to, offset);
        } else {
                const uint8_t *from = to - offset, *literal = at + 1;
                CW_OPAQUE(from);
                CW_OPAQUE(literal);
                cw_snappy_copy32(to, (tag & 3) == 0 ? literal : from);
        }
        return length;
}

/* The careful way, which alone finds damage: one element, or of a literal what can be taken.  All of the tag is there, or
 * nothing follows it. */
enum cw_snappy_taken { CW_SNAPPY_TAKEN, CW_SNAPPY_NO_ROOM, CW_SNAPPY_DAMAGED };
enum cw_snappy_taken cw_snappy_take(struct cw_snappy *s);

#endif
