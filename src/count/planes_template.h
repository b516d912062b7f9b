/* SPDX-License-Identifier: MIT */
/*
 * Template of the bit-plane kernels.  A file defines the parameter block, includes this, and names the functions at its
 * end in a struct cw_kernel; the functions are static, and all carry TARGET.
 *
 *     8 vectors of bytes = a group      planes: bit b of every byte        products: what is counted
 *     .....210 .....210 .....210  ──▶   0000...  1111...  2222...  ──▶   p0  p1  p0&p1  p2 ... p5&..&p0
 *
 * Of a group are made as many vectors as labels have bits; then the set bits of the AND of every subset of these planes
 * are counted.  Product m (a subset, as bits of a number) counts the bytes that have all bits of m, and the
 * inclusion-exclusion of finish() turns that into the bytes that are m.  So there is no add to memory by data, and no
 * data is slow.
 *   - The empty product is the number of bytes.  Zero bytes are in no other: padding to whole groups costs no
 *     correction, nor does clearing an ignored id and counting it apart.
 *   - Subsets of the low three bits are made once a group, those of the others too: each product is one more AND.
 *   - Where a byte of the group lies in its planes is the same for all planes, and that is all that matters.
 *
 * A piece (16 groups) that is mostly one byte is first squeezed: that byte is left out and counted, what remains is moved
 * together until it is a piece.  Pieces then go one of three ways, by the OR of their bytes: below CEILING, by the
 * planes, no more of them than the OR has bits; with the ignored id 0x9C (-100), the same after that was cleared;
 * anything else by the scalar kernel, together with the stretch behind it.
 *
 * Parameter block:
 *   TARGET              function attribute that allows the instructions
 *   vec, VEC_NBYTES     the vector type
 *   vec_load vec_store  at any address
 *   vec_set8 vec_set16 vec_set32 vec_set64    one number in all lanes
 *   vec_and vec_or vec_add16 vec_add32 vec_add64
 *   VEC_SHL VEC_SHR     16-bit lanes, by a constant
 *   vec_pick(m, a, b)   bits of a where m has ones, of b elsewhere
 *   vec_any             whether a bit is set
 *   vec_pack32 vec_pack16    two vectors to one of half as wide numbers, saturating, in any order
 *   vec_low32           two vectors of 64-bit numbers to one of their low halves, in any order
 *   vec_clear(v, b, &n) v with bytes b made zero; n += how many there were
 *   vec_popcount        set bits, as 64-bit lanes
 *   vec_squeeze(q, v, b, out)    the bytes of v that are not b, in any order, to `out`, of which VEC_NBYTES may be
 *                       written; returns how many.  q: struct squeezer, after vec_squeeze_start(q); has `ready`
 *   VEC_CSA(a, b, c, &sum)    for machines on which vec_popcount costs: sum of three bits and (returned) carry.  Left
 *                       undefined, every product is counted by vec_popcount at once
 *   SQUEEZE_EIGHTHS     of a piece that must be one byte for squeezing it out to pay
 *   CEILING             bytes from here on (64 or 128) are not worth planes
 */
#ifndef TARGET
#error "the parameter block comes first"
#endif

#include <string.h>

enum {
        GROUP_NBYTES = 8 * VEC_NBYTES,
        N_GROUPS = 16, /* a piece; VEC_CSA's tree is made for this number */
        PIECE_NBYTES = N_GROUPS * GROUP_NBYTES,
        WORTH_NBYTES =
                PIECE_NBYTES / 4, /* less goes to the scalar kernel: a part of a piece costs as much as all of it */
        STRETCH_NBYTES = 1 << 16, /* handed to the scalar kernel when a piece is not for planes */
        SQUEEZE_FROM = 16,        /* up to four planes are faster than leaving a byte out */
        IGNORED = 0x9C,
        N_LANES = VEC_NBYTES / 8,
        N_ROWS = CEILING / 8, /* subsets of the planes above the low three */
        TREE_DEPTH = 4
};

struct planes {
        _Alignas(64) uint8_t piece[PIECE_NBYTES]; /* narrowed ids, or the last bytes and zeros */
        uint8_t cleaned[PIECE_NBYTES];            /* a piece without its ignored ids */
        vec low[N_GROUPS][8];                     /* [g][m]: AND of the planes of m, [g][0] all ones */
        vec high[N_ROWS][N_GROUPS];               /* likewise of the planes from 3 on */
        vec sums[N_ROWS][8];                      /* set bits of a product, in 64-bit lanes; with a tree: sixteens */
#ifdef VEC_CSA
        vec tree[N_ROWS][8][TREE_DEPTH]; /* bits of a product that are not in sums yet: ones, twos, fours, eights */
#endif
        uint8_t rest[2 * PIECE_NBYTES + VEC_NBYTES]; /* bytes of squeezed pieces that are not the common one */
        size_t n_rest;
        uint8_t common; /* the byte that was squeezed out last */
        struct squeezer squeezer;
        size_t n_rows;    /* most that any piece had */
        uint64_t n;       /* bytes in the products */
        uint64_t *counts; /* what is counted otherwise, and in the end all */
};

TARGET static void
begin(struct planes *s, uint64_t counts[256])
{
        memset(s->sums, 0, sizeof(s->sums));
#ifdef VEC_CSA
        memset(s->tree, 0, sizeof(s->tree));
#endif
        for (size_t g = 0; g < N_GROUPS; g++)
                s->low[g][0] = s->high[0][g] = vec_set8(-1);
        s->n_rest = s->n_rows = 0;
        s->n = 0;
        s->common = 0;
        s->squeezer.ready = false;
        s->counts = counts;
}

/* Of four vectors, bits 4 and 5 of all bytes side by side, in the order that join_nibbles() makes: 0 2 1 3. */
TARGET static inline vec
join_pairs(const vec v[4])
{
        const vec first = vec_pick(vec_set8(0x03), VEC_SHR(v[0], 4), VEC_SHR(v[2], 2));
        return vec_pick(vec_set8(0x0F), first, vec_pick(vec_set8(0x30), v[1], VEC_SHL(v[3], 2)));
}

/* Of four vectors, bits 0 and 1 of all bytes side by side, and bits 2 and 3. */
TARGET static inline void
join_nibbles(const vec v[4], vec *lower_ret, vec *upper_ret)
{
        const vec nibble = vec_set8(0x0F), pair = vec_set8(0x33);
        const vec a = vec_pick(nibble, v[0], VEC_SHL(v[1], 4)), b = vec_pick(nibble, v[2], VEC_SHL(v[3], 4));
        *lower_ret = vec_pick(pair, a, VEC_SHL(b, 2));
        *upper_ret = vec_pick(pair, VEC_SHR(a, 2), b);
}

/* Two vectors of pairs to two planes. */
TARGET static inline void
split_pairs(vec a, vec b, vec *even_ret, vec *odd_ret)
{
        const vec even = vec_set8(0x55);
        *even_ret = vec_pick(even, a, VEC_SHL(b, 1));
        *odd_ret = vec_pick(even, VEC_SHR(a, 1), b);
}

/* The subsets of three planes. */
TARGET static inline void
multiply(vec m[8], size_t stride, vec a, vec b, vec c)
{
        const vec bc = vec_and(b, c);
        m[1 * stride] = a;
        m[2 * stride] = b;
        m[3 * stride] = vec_and(a, b);
        m[4 * stride] = c;
        m[5 * stride] = vec_and(a, c);
        m[6 * stride] = bc;
        m[7 * stride] = vec_and(a, bc);
}

/* Planes of group g, and of them the factors of all products. */
TARGET static inline void
split_group(struct planes *s, size_t g, const uint8_t *bytes, size_t n_rows)
{
#define LOAD(i) vec_load(bytes + (i)*VEC_NBYTES)
        const vec v[8] = {LOAD(0), LOAD(1), LOAD(2), LOAD(3), LOAD(4), LOAD(5), LOAD(6), LOAD(7)};
#undef LOAD
        vec p[7], lower[2], upper[2];
        join_nibbles(v, &lower[0], &upper[0]);
        join_nibbles(v + 4, &lower[1], &upper[1]);
        split_pairs(lower[0], lower[1], &p[0], &p[1]);
        split_pairs(upper[0], upper[1], &p[2], &p[3]);
        multiply(s->low[g], 1, p[0], p[1], p[2]);
        s->high[1][g] = p[3];
        if (n_rows <= 2)
                return;
        split_pairs(join_pairs(v), join_pairs(v + 4), &p[4], &p[5]);
        multiply(&s->high[0][g], N_GROUPS, p[3], p[4], p[5]);
        if (n_rows <= 8)
                return;
#define UPPER(i) VEC_SHR(v[i], 2)
        const vec u[8] = {UPPER(0), UPPER(1), UPPER(2), UPPER(3), UPPER(4), UPPER(5), UPPER(6), UPPER(7)};
#undef UPPER
        vec unused;
        split_pairs(join_pairs(u), join_pairs(u + 4), &p[6], &unused);
        for (size_t m = 0; m < 8; m++)
                s->high[8 + m][g] = vec_and(s->high[m][g], p[6]);
}

TARGET static void
split_piece(struct planes *s, const uint8_t *bytes, size_t n_rows)
{
        for (size_t g = 0; g < N_GROUPS; g++)
                split_group(s, g, bytes + g * GROUP_NBYTES, n_rows);
}

#ifdef VEC_CSA

/* The bits of four vectors onto those in `*ones` and `*twos`; returns the fours. */
TARGET static inline vec
add_four(vec h[4], vec (*low)[8], size_t m, vec *ones, vec *twos)
{
        const vec a = VEC_CSA(*ones, vec_and(h[0], low[0][m]), vec_and(h[1], low[1][m]), ones);
        const vec b = VEC_CSA(*ones, vec_and(h[2], low[2][m]), vec_and(h[3], low[3][m]), ones);
        return VEC_CSA(*twos, a, b, twos);
}

/* Product (row, m) of a piece: the bits of 16 vectors become one vector of sixteens and what the tree keeps. */
TARGET static inline void
sum_product(struct planes *s, size_t row, size_t m)
{
        vec *t = s->tree[row][m], *h = s->high[row], ones = t[0], twos = t[1], fours = t[2], eights = t[3];
        const vec a = add_four(h, s->low, m, &ones, &twos);
        const vec b = add_four(h + 4, s->low + 4, m, &ones, &twos);
        const vec ab = VEC_CSA(fours, a, b, &fours);
        const vec c = add_four(h + 8, s->low + 8, m, &ones, &twos);
        const vec d = add_four(h + 12, s->low + 12, m, &ones, &twos);
        const vec cd = VEC_CSA(fours, c, d, &fours);
        const vec sixteens = VEC_CSA(eights, ab, cd, &eights);
        s->sums[row][m] = vec_add64(s->sums[row][m], vec_popcount(sixteens));
        t[0] = ones, t[1] = twos, t[2] = fours, t[3] = eights;
}

TARGET static void
sum_row(struct planes *s, size_t row)
{
        for (size_t m = row == 0; m < 8; m++)
                sum_product(s, row, m);
}

TARGET static void
empty_trees(struct planes *s)
{
        for (size_t i = 0; i < s->n_rows * 8; i++) {
                vec sum = s->sums[i / 8][i % 8];
                for (size_t depth = TREE_DEPTH; depth-- > 0;)
                        sum = vec_add64(vec_add64(sum, sum), vec_popcount(s->tree[i / 8][i % 8][depth]));
                s->sums[i / 8][i % 8] = sum;
        }
}

#else

/* Eight products of a piece, with their sums in registers. */
TARGET static void
sum_row(struct planes *s, size_t row)
{
        vec *sum = s->sums[row];
        vec s0 = sum[0], s1 = sum[1], s2 = sum[2], s3 = sum[3], s4 = sum[4], s5 = sum[5], s6 = sum[6], s7 = sum[7];
        for (size_t g = 0; g < N_GROUPS; g++) {
                const vec h = s->high[row][g], *low = s->low[g];
                s0 = vec_add64(s0, vec_popcount(h));
                s1 = vec_add64(s1, vec_popcount(vec_and(h, low[1])));
                s2 = vec_add64(s2, vec_popcount(vec_and(h, low[2])));
                s3 = vec_add64(s3, vec_popcount(vec_and(h, low[3])));
                s4 = vec_add64(s4, vec_popcount(vec_and(h, low[4])));
                s5 = vec_add64(s5, vec_popcount(vec_and(h, low[5])));
                s6 = vec_add64(s6, vec_popcount(vec_and(h, low[6])));
                s7 = vec_add64(s7, vec_popcount(vec_and(h, low[7])));
        }
        sum[0] = s0, sum[1] = s1, sum[2] = s2, sum[3] = s3, sum[4] = s4, sum[5] = s5, sum[6] = s6, sum[7] = s7;
}

static inline void
empty_trees(struct planes *s)
{
        (void)s;
}

#endif

/* The OR of the bytes of a piece, as one byte. */
TARGET static inline unsigned
or_of(const uint8_t *bytes)
{
        vec v = vec_set8(0);
        uint64_t lanes[N_LANES], any = 0;
        for (size_t i = 0; i < PIECE_NBYTES; i += 4 * VEC_NBYTES) {
                const vec a = vec_or(vec_load(bytes + i), vec_load(bytes + i + VEC_NBYTES));
                const vec b = vec_or(vec_load(bytes + i + 2 * VEC_NBYTES), vec_load(bytes + i + 3 * VEC_NBYTES));
                v = vec_or(v, vec_or(a, b));
        }
        vec_store(lanes, v);
        for (size_t i = 0; i < N_LANES; i++)
                any |= lanes[i];
        any |= any >> 32;
        any |= any >> 16;
        return (unsigned)(any | any >> 8) & 0xFF;
}

/* A piece to s->cleaned, ignored ids made zero; returns how many they were. */
TARGET static inline uint64_t
clean(struct planes *s, const uint8_t *bytes)
{
        uint64_t n_ignored = 0;
        for (size_t i = 0; i < PIECE_NBYTES; i += VEC_NBYTES)
                vec_store(s->cleaned + i, vec_clear(vec_load(bytes + i), IGNORED, &n_ignored));
        return n_ignored;
}

/* A piece, of whose bytes `any` is the OR, by the planes; false if it is not for them, and then nothing is counted.  The
 * last bytes, those from `n` on, are padding. */
TARGET static bool
add_piece(struct planes *s, const uint8_t *bytes, unsigned any, size_t n)
{
        uint64_t n_ignored = 0;
        if (any >= 0x80) {
                n_ignored = clean(s, bytes);
                bytes = s->cleaned;
                any = n_ignored > 0 ? or_of(bytes) : any;
        }
        if (any >= CEILING)
                return false;
        s->counts[IGNORED] += n_ignored;
        s->n += n - n_ignored;
        if (any == 0)
                return true;
        const size_t n_rows = any < 8 ? 1 : any < 16 ? 2 : any < 32 ? 4 : any < 64 ? 8 : 16;
        s->n_rows = n_rows > s->n_rows ? n_rows : s->n_rows;
        split_piece(s, bytes, n_rows);
        for (size_t row = 0; row < n_rows; row++)
                sum_row(s, row);
        return true;
}

/* Whether most of a piece seems to be one byte, and which: a guess that decides about speed only. */
TARGET static inline bool
has_common(struct planes *s, const uint8_t *piece)
{
        /* odd, so that samples do not fall into step with rows of one length */
        const size_t apart = PIECE_NBYTES / 4 - 37;
        const uint8_t candidates[2] = {s->common, piece[PIECE_NBYTES / 3]};
        for (size_t c = 0; c < 2; c++) {
                uint64_t n = 0;
                for (size_t i = 0; i < 4; i++)
                        (void)vec_clear(vec_load(piece + i * apart), candidates[c], &n);
                if (n > 4 * VEC_NBYTES * SQUEEZE_EIGHTHS / 8) {
                        s->common = candidates[c];
                        return true;
                }
        }
        return false;
}

/* A piece without its common byte goes to s->rest, and that to the planes when there is a piece of it. */
TARGET static void
squeeze_piece(struct planes *s, const uint8_t *piece)
{
        size_t n = s->n_rest;
        vec_squeeze_start(&s->squeezer);
        for (size_t i = 0; i < PIECE_NBYTES; i += VEC_NBYTES)
                n += vec_squeeze(&s->squeezer, vec_load(piece + i), s->common, s->rest + n);
        s->counts[s->common] += PIECE_NBYTES - (n - s->n_rest);
        if (n >= PIECE_NBYTES) {
                if (!add_piece(s, s->rest, or_of(s->rest), PIECE_NBYTES))
                        cw_kernel_scalar.bytes(s->rest, PIECE_NBYTES, s->counts);
                n -= PIECE_NBYTES;
                memcpy(s->rest, s->rest + PIECE_NBYTES, n);
        }
        s->n_rest = n;
}

/* Less than a piece, padded to one if that pays. */
TARGET static void
add_last(struct planes *s, const uint8_t *bytes, size_t n)
{
        if (n >= WORTH_NBYTES) {
                memmove(s->piece, bytes, n);
                memset(s->piece + n, 0, PIECE_NBYTES - n);
        }
        if (n < WORTH_NBYTES || !add_piece(s, s->piece, or_of(s->piece), n))
                cw_kernel_scalar.bytes(bytes, n, s->counts);
}

/* Bytes of any number. */
TARGET static void
add_bytes(struct planes *s, const uint8_t *bytes, size_t n)
{
        while (n >= PIECE_NBYTES) {
                const unsigned any = or_of(bytes);
                size_t take = PIECE_NBYTES;
                if (any >= SQUEEZE_FROM && has_common(s, bytes)) {
                        squeeze_piece(s, bytes);
                } else if (!add_piece(s, bytes, any, PIECE_NBYTES)) {
                        take = n < STRETCH_NBYTES ? n : STRETCH_NBYTES;
                        cw_kernel_scalar.bytes(bytes, take, s->counts);
                }
                bytes += take;
                n -= take;
        }
        if (n > 0)
                add_last(s, bytes, n);
}

/* From "has all bits of m" to "is m". */
TARGET static void
finish(struct planes *s)
{
        uint64_t has[CEILING] = {0};
        if (s->n_rest > 0)
                add_last(s, s->rest, s->n_rest);
        const size_t n = s->n_rows * 8;
        empty_trees(s);
        for (size_t m = 0; m < n; m++) {
                uint64_t lanes[N_LANES];
                vec_store(lanes, s->sums[m / 8][m % 8]);
                for (size_t i = 0; i < N_LANES; i++)
                        has[m] += lanes[i];
        }
        has[0] = s->n;
        for (size_t bit = 1; bit < n; bit *= 2) {
                for (size_t m = 0; m < n; m++)
                        has[m] -= (m & bit) == 0 ? has[m | bit] : 0;
        }
        s->counts[0] += has[0];
        for (size_t m = 1; m < n; m++)
                s->counts[m] += has[m];
}

TARGET static void
count_bytes(const uint8_t *bytes, size_t n, uint64_t counts[256])
{
        struct planes s;
        if (n < WORTH_NBYTES) {
                cw_kernel_scalar.bytes(bytes, n, counts);
                return;
        }
        begin(&s, counts);
        add_bytes(&s, bytes, n);
        finish(&s);
}

/* ---- wider ids: narrowed in registers to bytes, these counted in pieces ---- */

/* Which ids become bytes: those that, with `bias` added, have no bit of `outside`. */
struct narrow {
        size_t width;
        cw_count_ids_fn *others; /* counts the ids of a vector in which one does not fit, and those left at the end */
        vec bias, outside;
};

TARGET static inline bool
narrow16(const struct narrow *f, const uint8_t *ids, vec *bytes_ret)
{
        const vec a = vec_load(ids), b = vec_load(ids + VEC_NBYTES);
        *bytes_ret = vec_pack16(a, b);
        return !vec_any(vec_and(vec_or(vec_add16(a, f->bias), vec_add16(b, f->bias)), f->outside));
}

/* Two vectors to one; into `*any` goes what tells whether their ids fit. */
TARGET static inline vec
halve32(const struct narrow *f, const uint8_t *ids, vec *any)
{
        const vec a = vec_load(ids), b = vec_load(ids + VEC_NBYTES);
        *any = vec_or(*any, vec_or(vec_add32(a, f->bias), vec_add32(b, f->bias)));
        return vec_pack32(a, b);
}

TARGET static inline vec
halve64(const struct narrow *f, const uint8_t *ids, vec *any)
{
        const vec a = vec_load(ids), b = vec_load(ids + VEC_NBYTES);
        *any = vec_or(*any, vec_or(vec_add64(a, f->bias), vec_add64(b, f->bias)));
        return vec_low32(a, b);
}

TARGET static inline bool
narrow32(const struct narrow *f, const uint8_t *ids, vec *bytes_ret)
{
        vec any = vec_set8(0);
        const vec a = halve32(f, ids, &any), b = halve32(f, ids + 2 * VEC_NBYTES, &any);
        *bytes_ret = vec_pack16(a, b);
        return !vec_any(vec_and(any, f->outside));
}

TARGET static inline bool
narrow64(const struct narrow *f, const uint8_t *ids, vec *bytes_ret)
{
        vec any = vec_set8(0);
        const vec a = halve64(f, ids, &any), b = halve64(f, ids + 2 * VEC_NBYTES, &any);
        const vec c = halve64(f, ids + 4 * VEC_NBYTES, &any), d = halve64(f, ids + 6 * VEC_NBYTES, &any);
        *bytes_ret = vec_pack16(vec_pack32(a, b), vec_pack32(c, d));
        return !vec_any(vec_and(any, f->outside));
}

/* As many ids as a vector has bytes, in any order; false if one of them does not fit. */
TARGET static inline bool
narrow_ids(const struct narrow *f, const uint8_t *ids, vec *bytes_ret)
{
        switch (f->width) {
        case 2:
                return narrow16(f, ids, bytes_ret);
        case 4:
                return narrow32(f, ids, bytes_ret);
        default:
                return narrow64(f, ids, bytes_ret);
        }
}

TARGET static void
count_ids(const struct narrow *f, const uint8_t *ids, size_t n, struct cw_histogram *h)
{
        uint64_t counts[256] = {0};
        struct planes s;
        begin(&s, counts);
        while (n >= WORTH_NBYTES) {
                size_t filled = 0;
                for (; n >= VEC_NBYTES && filled < PIECE_NBYTES; n -= VEC_NBYTES) {
                        vec bytes;
                        if (narrow_ids(f, ids, &bytes)) {
                                vec_store(s.piece + filled, bytes);
                                filled += VEC_NBYTES;
                        } else {
                                f->others(ids, VEC_NBYTES, h);
                        }
                        ids += VEC_NBYTES * f->width;
                }
                add_bytes(&s, s.piece, filled);
        }
        finish(&s);
        for (int b = 0; b < 256; b++)
                cw_histogram_add(h, (int8_t)b, counts[b]);
        f->others(ids, n, h);
}

/* Signed ids fit from -128 to 127, unsigned ones to 127. */
#define DEFINE_COUNT(name, bits, bias_, mask)                                                 \
        TARGET static void count_##name(const uint8_t *ids, size_t n, struct cw_histogram *h) \
        {                                                                                     \
                const struct narrow f = {.width = bits / 8,                                   \
                                         .others = cw_kernel_scalar.name,                     \
                                         .bias = vec_set##bits(bias_),                        \
                                         .outside = vec_set##bits(~(mask))};                  \
                if (n < WORTH_NBYTES)                                                         \
                        f.others(ids, n, h);                                                  \
                else                                                                          \
                        count_ids(&f, ids, n, h);                                             \
        }

DEFINE_COUNT(i16, 16, 128, 0xFF)
DEFINE_COUNT(i32, 32, 128, 0xFF)
DEFINE_COUNT(i64, 64, 128, 0xFF)
DEFINE_COUNT(u16, 16, 0, 0x7F)
DEFINE_COUNT(u32, 32, 0, 0x7F)
