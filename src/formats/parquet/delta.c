/* SPDX-License-Identifier: MIT */
/*
 * Reading DELTA_BINARY_PACKED, a miniblock at a time; see delta.h for its bytes.
 */
#include "formats/parquet/delta.h"

bool
cw_delta_open(struct cw_delta *d, const uint8_t *data, size_t nbytes)
{
        *d = (struct cw_delta){.c = cw_cursor_over(data, nbytes), .is_first = true};
        const uint64_t block_n = cw_cursor_varint(&d->c);
        d->n_miniblocks = cw_cursor_varint(&d->c);
        d->n_left = cw_cursor_varint(&d->c);
        const uint64_t first = cw_cursor_varint(&d->c);
        d->last = first >> 1 ^ (0 - (first & 1));
        d->miniblock = d->n_miniblocks;
        if (!cw_cursor_ok(&d->c) || d->n_miniblocks == 0 || block_n > INT32_MAX || block_n % d->n_miniblocks != 0)
                return false;
        d->miniblock_n = block_n / d->n_miniblocks;
        return d->miniblock_n > 0 && d->miniblock_n % 8 == 0 && d->n_left <= INT64_MAX;
}

static bool
open_miniblock(struct cw_delta *d)
{
        if (d->miniblock == d->n_miniblocks) {
                const uint64_t least = cw_cursor_varint(&d->c);
                d->least = least >> 1 ^ (0 - (least & 1));
                d->widths = cw_cursor_bytes(&d->c, (size_t)d->n_miniblocks);
                d->miniblock = 0;
                if (!cw_cursor_ok(&d->c))
                        return false;
        }
        d->width = d->widths[d->miniblock++];
        if (d->width > 64)
                return false;
        /* The padding of the very last miniblock is not always there. */
        const uint64_t used = d->n_left < d->miniblock_n ? d->n_left : d->miniblock_n;
        const uint64_t whole = d->miniblock_n / 8 * d->width, least = (used * d->width + 7) / 8;
        const size_t left = cw_cursor_left(&d->c);
        d->packed = cw_cursor_bytes(&d->c, (size_t)(left >= whole || left < least ? whole : least));
        d->at = 0;
        d->left_in_miniblock = d->miniblock_n;
        return d->packed != NULL;
}

/* `width` bits from bit `bit` on, of `bytes` that end at `end`. */
static uint64_t
load_bits(const uint8_t *bytes, const uint8_t *end, uint64_t bit, unsigned width)
{
        const uint8_t *p = bytes + bit / 8;
        const unsigned shift = (unsigned)(bit % 8);
        const size_t left = (size_t)(end - p);
        uint64_t v = cw_load_le(p, left < 8 ? left : 8) >> shift;
        if (shift + width > 64 && left > 8)
                v |= (uint64_t)p[8] << (64 - shift);
        return width == 64 ? v : v & ((UINT64_C(1) << width) - 1);
}

static void
read_differences(struct cw_delta *d, int64_t *values, size_t n)
{
        uint64_t last = d->last;
        for (size_t i = 0; i < n; i++) {
                if (d->width > 0)
                        last += load_bits(d->packed, d->c.end, (d->at + i) * d->width, d->width);
                last += d->least;
                values[i] = (int64_t)last;
        }
        d->last = last;
        d->at += n;
        d->left_in_miniblock -= n;
        d->n_left -= n;
}

bool
cw_delta_read(struct cw_delta *d, int64_t *values, size_t n)
{
        if (n > d->n_left)
                return false;
        while (n > 0) {
                size_t taken = 1;
                if (d->is_first) {
                        values[0] = (int64_t)d->last;
                        d->is_first = false;
                        d->n_left--;
                } else {
                        if (d->left_in_miniblock == 0 && !open_miniblock(d))
                                return false;
                        taken = n < d->left_in_miniblock ? n : (size_t)d->left_in_miniblock;
                        read_differences(d, values, taken);
                }
                values += taken;
                n -= taken;
        }
        return true;
}

bool
cw_delta_skip(struct cw_delta *d)
{
        if (d->is_first && d->n_left > 0) {
                d->is_first = false;
                d->n_left--;
        }
        while (d->n_left > 0) {
                if (d->left_in_miniblock == 0 && !open_miniblock(d))
                        return false;
                const uint64_t taken = d->n_left < d->left_in_miniblock ? d->n_left : d->left_in_miniblock;
                d->left_in_miniblock -= taken;
                d->n_left -= taken;
        }
        return true;
}
