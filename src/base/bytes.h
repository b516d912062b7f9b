/* SPDX-License-Identifier: MIT */
/*
 * Looking at text 64 bytes at a time: a block is loaded once and then compared with as many bytes as are of interest;
 * each comparison gives a mask whose bit i speaks of byte i.  SSE2, which every x86-64 has, or plain C.  The scanners
 * of the text formats are loops over the bits of such masks.
 *
 *     text   J o h n \t B - P E R \n ...        cw_bytes64_eq(b, '\n')  ...0000 1000 0000 0000
 */
#ifndef CW_BASE_BYTES_H
#define CW_BASE_BYTES_H

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>

struct cw_bytes64 {
        __m128i v[4];
};

/** Loads p[0 .. 63], which must be readable; any alignment. */
static inline struct cw_bytes64
cw_bytes64_load(const char *p)
{
        const __m128i *v = (const __m128i *)(const void *)p;
        return (struct cw_bytes64){
                {_mm_loadu_si128(v), _mm_loadu_si128(v + 1), _mm_loadu_si128(v + 2), _mm_loadu_si128(v + 3)}};
}

/** Bit i is set where byte i is `c`. */
static inline uint64_t
cw_bytes64_eq(struct cw_bytes64 b, char c)
{
        const __m128i wanted = _mm_set1_epi8(c);
        uint64_t mask = 0;
        for (int i = 0; i < 4; i++)
                mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(b.v[i], wanted)) << (16 * i);
        return mask;
}

/** Bit i is set where byte i is the same in both. */
static inline uint64_t
cw_bytes64_same(struct cw_bytes64 b, struct cw_bytes64 c)
{
        uint64_t mask = 0;
        for (int i = 0; i < 4; i++)
                mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(b.v[i], c.v[i])) << (16 * i);
        return mask;
}

/** Every byte with `bits` set: brings bytes that differ in those bits only to one value. */
static inline struct cw_bytes64
cw_bytes64_or(struct cw_bytes64 b, char bits)
{
        for (int i = 0; i < 4; i++)
                b.v[i] = _mm_or_si128(b.v[i], _mm_set1_epi8(bits));
        return b;
}

/** The lesser of each two bytes. */
static inline struct cw_bytes64
cw_bytes64_min(struct cw_bytes64 b, struct cw_bytes64 c)
{
        for (int i = 0; i < 4; i++)
                b.v[i] = _mm_min_epu8(b.v[i], c.v[i]);
        return b;
}

/** 64 times the same. */
static inline struct cw_bytes64
cw_bytes64_of(char byte)
{
        const __m128i v = _mm_set1_epi8(byte);
        return (struct cw_bytes64){{v, v, v, v}};
}

#else

struct cw_bytes64 {
        char v[64];
};

static inline struct cw_bytes64
cw_bytes64_load(const char *p)
{
        struct cw_bytes64 b;
        memcpy(b.v, p, sizeof(b.v));
        return b;
}

static inline uint64_t
cw_bytes64_eq(struct cw_bytes64 b, char c)
{
        uint64_t mask = 0;
        for (int i = 0; i < 64; i++)
                mask |= (uint64_t)(b.v[i] == c) << i;
        return mask;
}

static inline uint64_t
cw_bytes64_same(struct cw_bytes64 b, struct cw_bytes64 c)
{
        uint64_t mask = 0;
        for (int i = 0; i < 64; i++)
                mask |= (uint64_t)(b.v[i] == c.v[i]) << i;
        return mask;
}

static inline struct cw_bytes64
cw_bytes64_or(struct cw_bytes64 b, char bits)
{
        for (int i = 0; i < 64; i++)
                b.v[i] = (char)(b.v[i] | bits);
        return b;
}

static inline struct cw_bytes64
cw_bytes64_min(struct cw_bytes64 b, struct cw_bytes64 c)
{
        for (int i = 0; i < 64; i++)
                b.v[i] = (unsigned char)b.v[i] < (unsigned char)c.v[i] ? b.v[i] : c.v[i];
        return b;
}

static inline struct cw_bytes64
cw_bytes64_of(char byte)
{
        struct cw_bytes64 b;
        memset(b.v, byte, sizeof(b.v));
        return b;
}

#endif

/** Position of the lowest and of the highest bit set; `mask` must not be 0. */
static inline unsigned
cw_lowest_bit(uint64_t mask)
{
        return (unsigned)__builtin_ctzll(mask);
}

static inline unsigned
cw_highest_bit(uint64_t mask)
{
        return 63U - (unsigned)__builtin_clzll(mask);
}

/** All bits of the block at `p` that are before `end`, which is not before `p`. */
static inline uint64_t
cw_bits_before(const char *p, const char *end)
{
        return end - p >= 64 ? UINT64_MAX : (UINT64_C(1) << (end - p)) - 1;
}

static inline unsigned
cw_count_bits(uint64_t mask)
{
        return (unsigned)__builtin_popcountll(mask);
}

#endif
