/* SPDX-License-Identifier: MIT */
/*
 * DELTA_BINARY_PACKED: integers as differences, in blocks.
 *
 *   header   varint values a block   varint miniblocks a block   varint values in all   zigzag first value
 *   block*   zigzag least difference   one byte a miniblock: its bit width   miniblocks: packed (difference - least)
 *
 * Sums wrap around, as the writer's differences did.  Miniblocks of the last block that hold no value have a width byte
 * but no data; the last one with values is padded.
 */
#ifndef CW_FORMATS_PARQUET_DELTA_H
#define CW_FORMATS_PARQUET_DELTA_H

#include "base/cursor.h"

struct cw_delta {
        struct cw_cursor c;
        uint64_t n_left; /**< values not yet handed out */
        uint64_t miniblock_n, n_miniblocks;
        const uint8_t *widths; /**< of the block at hand */
        uint64_t miniblock;    /**< the next of the block; n_miniblocks: a block is to be opened */
        const uint8_t *packed; /**< of the miniblock at hand */
        unsigned width;
        uint64_t at, left_in_miniblock; /**< differences taken, not yet taken */
        uint64_t least, last;
        bool is_first; /**< the first value has not been handed out */
};

/** Reads the header; false if it is damaged. */
bool cw_delta_open(struct cw_delta *d, const uint8_t *data, size_t nbytes);

/** The next `n` values, at most n_left.  False: the data ends or is damaged. */
bool cw_delta_read(struct cw_delta *d, int64_t *values, size_t n);

/** Goes to the end of the values, so that d->c is at what follows them. */
bool cw_delta_skip(struct cw_delta *d);

#endif
