/* SPDX-License-Identifier: MIT */
/*
 * Reading the hybrid; see hybrid.h for its bytes.
 *
 * Counting packed codes.  Eight codes of width w are w bytes, so up to width 8 a group is one load and eight shifts, and
 * each position in the group has its lane of bins: equal neighbours (O O O) then add to different addresses and never
 * wait for each other's store.  The loops are made by a macro, once for each width, so that the shifts are constants.
 * The lanes live as long as the call, that is for a page: writers cut packed runs into pieces of at most 504 codes, and
 * summing lanes up after each would cost more than the counting.  In a large page codes of 4 to 6 bits, the widths of
 * most label sets, are counted two at a time.  Width 1 is a population count.
 */
#include "formats/parquet/hybrid.h"

#include <string.h>

enum {
        LANES = 8,
        LANES_WIDTH = 8,
        PAIR_LANES = 4,
        PAIRS_WIDTH_LEAST = 4,
        PAIRS_WIDTH_MOST = 6,
        PAIRS_AT_LEAST = 1 << 16 /* codes from which on summing up thousands of bins pays */
};

typedef uint32_t lanes_row[LANES];
typedef uint32_t pairs_row[PAIR_LANES];

/* Where the codes of one call are counted before they are summed up. */
struct counters {
        lanes_row lanes[1 << LANES_WIDTH];
        pairs_row pairs[1 << 2 * PAIRS_WIDTH_MOST];
        bool paired;
};

struct cw_hybrid
cw_hybrid_over(const uint8_t *data, size_t nbytes, unsigned width)
{
        return (struct cw_hybrid){.c = cw_cursor_over(data, nbytes), .width = width};
}

struct cw_hybrid
cw_hybrid_over_bit_packed(const uint8_t *data, size_t nbytes, unsigned width, uint64_t n)
{
        return (struct cw_hybrid){.c = cw_cursor_over(data + nbytes, 0),
                                  .width = width,
                                  .msb_first = true,
                                  .run_left = n < nbytes * UINT64_C(8) / width ? n : nbytes * UINT64_C(8) / width,
                                  .packed = data,
                                  .packed_nbytes = nbytes};
}

/* The last run may be cut off behind the last value that is wanted: what is there is taken. */
static bool
open_packed(struct cw_hybrid *h, uint64_t n_groups)
{
        const size_t left = cw_cursor_left(&h->c);
        const bool whole = n_groups <= left / h->width;
        h->packed_nbytes = whole ? (size_t)n_groups * h->width : left;
        h->packed = cw_cursor_bytes(&h->c, h->packed_nbytes);
        h->packed_at = 0;
        h->run_left = whole ? n_groups * 8 : (uint64_t)left * 8 / h->width;
        return h->packed != NULL;
}

/* Goes on to the next run that has values. */
static bool
need_run(struct cw_hybrid *h)
{
        while (h->run_left == 0) {
                if (cw_cursor_left(&h->c) == 0)
                        return false;
                const uint64_t header = cw_cursor_varint(&h->c);
                if (!cw_cursor_ok(&h->c))
                        return false;
                if ((header & 1) != 0 && h->width > 0) {
                        if (!open_packed(h, header >> 1))
                                return false;
                        continue;
                }
                h->packed = NULL;
                h->run_left = (header & 1) == 0         ? header >> 1
                              : header > UINT64_MAX / 4 ? UINT64_MAX
                                                        : (header >> 1) * 8;
                h->run_value = (uint32_t)cw_cursor_le(&h->c, (h->width + 7) / 8);
                if (!cw_cursor_ok(&h->c))
                        return false;
        }
        return true;
}

static inline uint64_t
load_word(const uint8_t *p)
{
        uint64_t word;
        memcpy(&word, p, sizeof(word));
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        word = __builtin_bswap64(word);
#endif
        return word;
}

/* As load_word(), with zeros for what lies past the end. */
static uint64_t
load_part(const uint8_t *p, const uint8_t *end)
{
        const size_t left = p < end ? (size_t)(end - p) : 0;
        return left >= 8 ? load_word(p) : left == 0 ? 0 : cw_load_le(p, left);
}

/* ---- one at a time ------------------------------------------------------------------------------------------- */

/* A value of up to 32 bits lies within 8 bytes from the byte it begins in. */
static uint32_t
packed_value(const struct cw_hybrid *h, uint64_t index)
{
        const uint64_t bit = index * h->width;
        const uint64_t word = load_part(h->packed + bit / 8, h->packed + h->packed_nbytes);
        if (h->msb_first)
                return (uint32_t)(__builtin_bswap64(word) << bit % 8 >> (64 - h->width));
        return (uint32_t)(word >> bit % 8 & ((UINT64_C(1) << h->width) - 1));
}

static bool
count_singly(const struct cw_hybrid *h, uint64_t from, uint64_t n, uint64_t *bins, size_t n_bins)
{
        for (uint64_t i = 0; i < n; i++) {
                const uint32_t v = packed_value(h, from + i);
                if (v >= n_bins)
                        return false;
                bins[v]++;
        }
        return true;
}

/* ---- eight at a time ----------------------------------------------------------------------------------------- */

/* Bytes of ones and zeros. */
static void
count_bits(const uint8_t *bytes, size_t nbytes, uint64_t bins[2])
{
        uint64_t ones = 0;
        size_t i = 0;
        for (; i + 8 <= nbytes; i += 8)
                ones += (uint64_t)__builtin_popcountll(load_word(bytes + i));
        if (i < nbytes)
                ones += (uint64_t)__builtin_popcountll(load_part(bytes + i, bytes + nbytes));
        bins[1] += ones;
        bins[0] += nbytes * UINT64_C(8) - ones;
}

/* `word` holds eight codes; `w` is a constant wherever speed matters. */
static inline void
count_word(uint64_t word, unsigned w, lanes_row *lanes)
{
        const uint64_t mask = (UINT64_C(1) << w) - 1;
        for (unsigned i = 0; i < LANES; i++)
                lanes[word >> i * w & mask][i]++;
}

#define DEFINE_COUNT_GROUPS(w)                                                         \
        static void count_groups_##w(const uint8_t *p, size_t n_groups, lanes_row *to) \
        {                                                                              \
                for (size_t i = 0; i < n_groups; i++)                                  \
                        count_word(load_word(p + i * (w)), (w), to);                   \
        }

DEFINE_COUNT_GROUPS(1)
DEFINE_COUNT_GROUPS(2)
DEFINE_COUNT_GROUPS(3)
DEFINE_COUNT_GROUPS(4)
DEFINE_COUNT_GROUPS(5)
DEFINE_COUNT_GROUPS(6)
DEFINE_COUNT_GROUPS(7)
DEFINE_COUNT_GROUPS(8)

/* As count_groups, but neighbours together, as one code of twice the width: half the additions. */
#define DEFINE_COUNT_PAIRS(w)                                                         \
        static void count_pairs_##w(const uint8_t *p, size_t n_groups, pairs_row *to) \
        {                                                                             \
                const uint64_t mask = (UINT64_C(1) << 2 * (w)) - 1;                   \
                for (size_t i = 0; i < n_groups; i++) {                               \
                        const uint64_t word = load_word(p + i * (w));                 \
                        to[word & mask][0]++;                                         \
                        to[word >> 2 * (w)&mask][1]++;                                \
                        to[word >> 4 * (w)&mask][2]++;                                \
                        to[word >> 6 * (w)&mask][3]++;                                \
                }                                                                     \
        }

DEFINE_COUNT_PAIRS(4)
DEFINE_COUNT_PAIRS(5)
DEFINE_COUNT_PAIRS(6)

static void
count_pairs(const uint8_t *p, size_t n_groups, unsigned width, pairs_row *to)
{
        if (width == 4)
                count_pairs_4(p, n_groups, to);
        else if (width == 5)
                count_pairs_5(p, n_groups, to);
        else
                count_pairs_6(p, n_groups, to);
}

typedef void count_groups_fn(const uint8_t *p, size_t n_groups, lanes_row *to);

static count_groups_fn *const count_groups[LANES_WIDTH + 1] = {
        NULL,           count_groups_1, count_groups_2, count_groups_3, count_groups_4,
        count_groups_5, count_groups_6, count_groups_7, count_groups_8,
};

/* Whole groups, from the start of one on.  A word may be loaded as long as it lies in the data, if not in the run. */
static void
count_in_lanes(const struct cw_hybrid *h, size_t n_groups, struct counters *to)
{
        const unsigned w = h->width;
        const uint8_t *p = h->packed + (size_t)(h->packed_at / 8) * w;
        const size_t readable = (size_t)(h->c.end - p);
        size_t fast = n_groups;
        if (readable < n_groups * w + 8)
                fast = readable < 8 ? 0 : (readable - 8) / w < n_groups ? (readable - 8) / w : n_groups;
        if (to->paired)
                count_pairs(p, fast, w, to->pairs);
        else
                count_groups[w](p, fast, to->lanes);
        for (size_t i = fast; i < n_groups; i++)
                count_word(load_part(p + i * w, h->c.end), w, to->lanes);
}

static bool
count_packed(struct cw_hybrid *h, uint64_t n, uint64_t *bins, size_t n_bins, struct counters *to)
{
        const bool grouped = !h->msb_first && h->width <= LANES_WIDTH && h->packed_at % 8 == 0;
        const size_t n_groups = grouped ? (size_t)(n / 8) : 0;
        if (n_groups > 0 && h->width == 1 && n_bins >= 2)
                count_bits(h->packed + h->packed_at / 8, n_groups, bins);
        else if (n_groups > 0)
                count_in_lanes(h, n_groups, to);
        const uint64_t done = (uint64_t)n_groups * 8;
        const bool right = count_singly(h, h->packed_at + done, n - done, bins, n_bins);
        h->packed_at += n;
        return right;
}

static bool
add_lanes(lanes_row *lanes, size_t n_rows, uint64_t *bins, size_t n_bins)
{
        for (size_t v = 0; v < n_rows; v++) {
                uint64_t sum = 0;
                for (size_t i = 0; i < LANES; i++)
                        sum += lanes[v][i];
                if (sum > 0 && v >= n_bins)
                        return false;
                if (sum > 0)
                        bins[v] += sum;
        }
        return true;
}

/* Pairs into the lanes of their halves.  No lane overflows: see cw_hybrid_count(). */
static void
add_pairs(struct counters *c, unsigned width)
{
        const size_t mask = ((size_t)1 << width) - 1;
        for (size_t pair = 0; pair < (size_t)1 << 2 * width; pair++) {
                uint32_t sum = 0;
                for (size_t i = 0; i < PAIR_LANES; i++)
                        sum += c->pairs[pair][i];
                c->lanes[pair & mask][0] += sum;
                c->lanes[pair >> width][1] += sum;
        }
}

bool
cw_hybrid_count(struct cw_hybrid *h, uint64_t n, uint64_t *bins, size_t n_bins)
{
        struct counters counters;
        const size_t n_rows = h->width <= LANES_WIDTH ? (size_t)1 << h->width : 0;
        /* 32 bits hold as many codes as there can be: no lane overflows. */
        if (n > INT32_MAX)
                return false;
        counters.paired = h->width >= PAIRS_WIDTH_LEAST && h->width <= PAIRS_WIDTH_MOST && n >= PAIRS_AT_LEAST;
        memset(counters.lanes, 0, n_rows * sizeof(counters.lanes[0]));
        if (counters.paired)
                memset(counters.pairs, 0, n_rows * n_rows * sizeof(counters.pairs[0]));
        while (n > 0) {
                if (!need_run(h))
                        return false;
                const uint64_t taken = n < h->run_left ? n : h->run_left;
                if (h->packed != NULL) {
                        if (!count_packed(h, taken, bins, n_bins, &counters))
                                return false;
                } else {
                        if (h->run_value >= n_bins)
                                return false;
                        bins[h->run_value] += taken;
                }
                h->run_left -= taken;
                n -= taken;
        }
        if (counters.paired)
                add_pairs(&counters, h->width);
        return add_lanes(counters.lanes, n_rows, bins, n_bins);
}

/* ---- in order ------------------------------------------------------------------------------------------------ */

bool
cw_hybrid_read(struct cw_hybrid *h, uint64_t n, uint32_t *values, size_t cap, uint64_t *n_ret, bool *is_run_ret)
{
        if (!need_run(h))
                return false;
        uint64_t taken = n < h->run_left ? n : h->run_left;
        *is_run_ret = h->packed == NULL;
        if (h->packed == NULL) {
                values[0] = h->run_value;
        } else {
                if (taken > cap)
                        taken = cap;
                for (uint64_t i = 0; i < taken; i++)
                        values[i] = packed_value(h, h->packed_at + i);
                h->packed_at += taken;
        }
        h->run_left -= taken;
        *n_ret = taken;
        return true;
}
