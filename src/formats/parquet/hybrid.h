/* SPDX-License-Identifier: MIT */
/*
 * The RLE/bit-packed hybrid: how Parquet stores levels and dictionary codes.
 *
 *   run*       varint h, then     h even: (h >> 1) copies of one value of ceil(width / 8) bytes
 *                                 h odd:  (h >> 1) groups of eight values, `width` bits each, from the lowest bit on
 *
 * The stream does not say how many values it holds, and its last group is padded: the reader says how many it wants.
 * Counting takes a run as a run and never writes packed codes out; reading in order is for packing and for finding places.
 */
#ifndef CW_FORMATS_PARQUET_HYBRID_H
#define CW_FORMATS_PARQUET_HYBRID_H

#include "base/cursor.h"
#include "count/kernels.h"

enum {
        CW_HYBRID_WIDTH_MOST = 32,
        /** more() is called when fewer bytes are left; a run with a header of one byte has at most 2017. */
        CW_HYBRID_MORE_BELOW = 4096
};

struct cw_hybrid {
        struct cw_cursor c;
        unsigned width;
        bool msb_first;        /**< BIT_PACKED levels of old files: one packed run, from the highest bit on */
        uint64_t run_left;     /**< values left in the run */
        uint32_t run_value;    /**< of an RLE run */
        const uint8_t *packed; /**< of a packed run, else NULL */
        size_t packed_nbytes;
        uint64_t packed_at; /**< values of it already taken */
        /** Where the bytes come in pieces: puts more of them behind those that are left in `c`, which it may move.  False:
         *  there are none.  NULL: all are in `c`. */
        bool (*more)(struct cw_hybrid *h);
        void *source;         /**< for more() */
        uint64_t groups_left; /**< of the packed run, behind those that are in `packed` */
        uint64_t n_beyond;    /**< bytes of the hybrid behind those in `c`; more() keeps it */
};

struct cw_hybrid cw_hybrid_over(const uint8_t *data, size_t nbytes, unsigned width);
/** The old levels: `n` values, packed from the highest bit on. */
struct cw_hybrid cw_hybrid_over_bit_packed(const uint8_t *data, size_t nbytes, unsigned width, uint64_t n);

/** bins[v] += how often v is among the next `n` values.  There are `n_bins` bins.  False: a value is beyond them, or the
 *  data ends or is damaged before `n` values; the bins may then hold anything. */
bool cw_hybrid_count(struct cw_hybrid *h, uint64_t n, const struct cw_kernel *kernel, uint64_t *bins, size_t n_bins);

/** The next values, at most `n` (not 0): either a run, whose value goes to values[0], or packed ones, at most `cap` of
 *  them.  *n_ret says how many.  False: the data ends or is damaged. */
bool cw_hybrid_read(struct cw_hybrid *h, uint64_t n, uint32_t *values, size_t cap, uint64_t *n_ret, bool *is_run_ret);

#endif
