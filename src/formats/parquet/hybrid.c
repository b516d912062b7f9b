/* SPDX-License-Identifier: MIT */
/*
 * Reading the hybrid; see hybrid.h for its bytes.
 *
 * Counting packed codes.  Of up to 8 bits, they are unpacked to bytes by the counting kernel, run after run into one buffer
 * of which the kernel then makes a histogram.  Of 1 bit, they are a population count.  Writers cut packed runs into pieces of
 * at most 504 codes, and often of 8, so the packed bytes of short runs are first put together, as groups of eight codes begin
 * with a byte anyway: nothing is done a run but finding and copying it.
 *
 *   runs       [packed 16][RLE][packed 8][RLE][RLE][packed 504] ...
 *   gathered   |16 codes  |8 codes |504 codes    ...            |  unpacked when full, and when something else comes
 *   buffer     |16 bytes  |8 bytes |504 bytes    ...            |  to the kernel when full, and at the end
 */
#include "formats/parquet/hybrid.h"

#include <string.h>

enum {
        BYTE_WIDTH = 8,
        BUFFER_NBYTES = 1 << 15,
        SHORT_MOST = 63 * BYTE_WIDTH, /* packed bytes of a run whose header is one byte */
        COPIED = 32,                  /* of them, in one go */
        GATHERED_NBYTES = 1 << 12
};

/* Where the codes of one call are counted. */
struct counters {
        const struct cw_kernel *kernel;
        uint64_t *bins;
        size_t n_bins;
        uint64_t counts[1 << BYTE_WIDTH]; /* of the codes that went through the buffer */
        size_t n;                         /* codes in it */
        uint8_t buffer[BUFFER_NBYTES + CW_UNPACK_SLACK];
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
        bool whole = n_groups <= left && n_groups * h->width <= left;
        h->groups_left = 0;
        if (!whole && h->more != NULL) {
                h->groups_left = n_groups - left / h->width;
                n_groups = left / h->width;
                whole = true;
        }
        h->packed_nbytes = whole ? (size_t)n_groups * h->width : left;
        h->packed = cw_cursor_bytes(&h->c, h->packed_nbytes);
        h->packed_at = 0;
        h->run_left = whole ? n_groups * 8 : (uint64_t)left * 8 / h->width;
        return h->packed != NULL;
}

/* The run that begins here, if its header is one byte and all of it is there: nearly every run.  False: look again. */
static inline bool
open_short(struct cw_hybrid *h)
{
        const uint8_t *at = h->c.at;
        if (h->c.end - at < 8 || at[0] >= 0x80)
                return false;
        const size_t n = at[0] >> 1, left = (size_t)(h->c.end - at) - 1;
        if ((at[0] & 1) == 0) {
                const unsigned nbytes = (h->width + 7) / 8;
                h->packed = NULL;
                h->run_value = (uint32_t)(cw_load_word(at) >> 8 & ((UINT64_C(1) << 8 * nbytes) - 1));
                h->run_left = n;
                h->c.at = at + 1 + nbytes;
                return n > 0;
        }
        if (h->width == 0 || n * h->width > left)
                return false;
        h->packed = at + 1;
        h->packed_nbytes = n * h->width;
        h->packed_at = 0;
        h->run_left = n * 8;
        h->c.at = at + 1 + h->packed_nbytes;
        return n > 0;
}

/* Goes on to the next run that has values. */
static bool
find_run(struct cw_hybrid *h)
{
        while (h->run_left == 0) {
                if (h->more != NULL && cw_cursor_left(&h->c) < CW_HYBRID_MORE_BELOW && !h->more(h))
                        h->more = NULL;
                if (h->groups_left > 0) {
                        if (!open_packed(h, h->groups_left))
                                return false;
                        continue;
                }
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

static inline bool
need_run(struct cw_hybrid *h)
{
        return h->run_left > 0 || (h->groups_left == 0 && open_short(h)) || find_run(h);
}

/* As cw_load_word(), with zeros for what lies past the end. */
static uint64_t
load_part(const uint8_t *p, const uint8_t *end)
{
        const size_t left = p < end ? (size_t)(end - p) : 0;
        return left >= 8 ? cw_load_word(p) : left == 0 ? 0 : cw_load_le(p, left);
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

static inline unsigned
ones_of_byte(unsigned byte)
{
        byte -= byte >> 1 & 0x55;
        byte = (byte & 0x33) + (byte >> 2 & 0x33);
        return (byte + (byte >> 4)) & 0x0F;
}

static void
count_bits(const uint8_t *bytes, size_t nbytes, struct counters *to)
{
        const uint64_t ones = nbytes == 1 ? ones_of_byte(bytes[0]) : to->kernel->ones(bytes, nbytes);
        to->bins[1] += ones;
        to->bins[0] += nbytes * UINT64_C(8) - ones;
}

static void
empty_buffer(struct counters *c)
{
        c->kernel->bytes(c->buffer, c->n, c->counts);
        c->n = 0;
}

static void
count_groups(const uint8_t *packed, size_t n_groups, unsigned width, struct counters *to)
{
        while (n_groups > 0) {
                const size_t room = (BUFFER_NBYTES - to->n) / 8;
                const size_t n = n_groups < room ? n_groups : room;
                to->kernel->unpack(packed, n, width, to->buffer + to->n);
                to->n += n * 8;
                packed += n * width;
                n_groups -= n;
                if (to->n == BUFFER_NBYTES)
                        empty_buffer(to);
        }
}

static bool
count_packed(struct cw_hybrid *h, uint64_t n, struct counters *to)
{
        const bool grouped = !h->msb_first && h->width <= BYTE_WIDTH && h->packed_at % 8 == 0;
        const uint64_t n_grouped = grouped ? n - n % 8 : 0;
        if (n_grouped > 0) {
                const uint8_t *groups = h->packed + (size_t)(h->packed_at / 8) * h->width;
                if (h->width == 1 && to->n_bins >= 2)
                        count_bits(groups, (size_t)(n_grouped / 8), to);
                else
                        count_groups(groups, (size_t)(n_grouped / 8), h->width, to);
        }
        const bool right =
                n == n_grouped || count_singly(h, h->packed_at + n_grouped, n - n_grouped, to->bins, to->n_bins);
        h->packed_at += n;
        return right;
}

static void
count_gathered(const uint8_t *packed, size_t nbytes, unsigned width, struct counters *to)
{
        if (width == 1 && to->n_bins >= 2 && nbytes > 0)
                count_bits(packed, nbytes, to);
        else
                count_groups(packed, nbytes / width, width, to);
}

/* Runs with headers of one byte, as long as there are enough bytes behind them for any of these.  What is left, as of `n`
 * values; a run that is wrong, or is not wanted as a whole, is left too. */
static uint64_t
count_short_runs(struct cw_hybrid *h, uint64_t n, struct counters *to)
{
        uint8_t gathered[GATHERED_NBYTES + SHORT_MOST + COPIED];
        const uint8_t *at = h->c.at;
        size_t n_gathered = 0;
        while (h->c.end - at > 1 + SHORT_MOST + COPIED) {
                const size_t head = at[0], count = head >> 1;
                if (head >= 0x80 || count == 0)
                        break;
                if ((head & 1) == 0) {
                        if (count > n || at[1] >= to->n_bins)
                                break;
                        to->bins[at[1]] += count;
                        n -= count;
                        at += 2;
                        continue;
                }
                if (count * 8 > n)
                        break;
                const size_t nbytes = count * h->width;
                for (size_t i = 0; i < nbytes; i += COPIED)
                        memcpy(gathered + n_gathered + i, at + 1 + i, COPIED);
                n_gathered += nbytes;
                n -= count * 8;
                at += 1 + nbytes;
                if (n_gathered >= GATHERED_NBYTES) {
                        count_gathered(gathered, n_gathered, h->width, to);
                        n_gathered = 0;
                }
        }
        count_gathered(gathered, n_gathered, h->width, to);
        h->c.at = at;
        return n;
}

/* What went through the buffer, to the bins; false if a code is beyond them. */
static bool
add_counts(struct counters *c)
{
        empty_buffer(c);
        for (size_t v = 0; v < CW_ARRAY_LEN(c->counts); v++) {
                if (c->counts[v] > 0 && v >= c->n_bins)
                        return false;
                if (c->counts[v] > 0)
                        c->bins[v] += c->counts[v];
        }
        return true;
}

bool
cw_hybrid_count(struct cw_hybrid *h, uint64_t n, const struct cw_kernel *kernel, uint64_t *bins, size_t n_bins)
{
        struct counters c;
        c.kernel = kernel;
        c.bins = bins;
        c.n_bins = n_bins;
        c.n = 0;
        memset(c.counts, 0, sizeof(c.counts));
        const bool gathers = !h->msb_first && h->width > 0 && h->width <= BYTE_WIDTH;
        while (n > 0) {
                if (gathers && h->run_left == 0 && h->groups_left == 0)
                        n = count_short_runs(h, n, &c);
                if (n == 0)
                        break;
                if (!need_run(h))
                        return false;
                const uint64_t taken = n < h->run_left ? n : h->run_left;
                if (h->packed == NULL) {
                        if (h->run_value >= n_bins)
                                return false;
                        bins[h->run_value] += taken;
                } else if (!count_packed(h, taken, &c)) {
                        return false;
                }
                h->run_left -= taken;
                n -= taken;
        }
        return add_counts(&c);
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
