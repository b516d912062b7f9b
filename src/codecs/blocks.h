/* SPDX-License-Identifier: MIT */
/*
 * Block codecs: a block is compressed in one piece and decompressed in one call, as Parquet's pages are.  The caller
 * says how much room there is; what a block says of its own size is never believed.  Every function sets *out_nbytes_ret
 * to what was written.  CW_E_CORRUPT: the block is damaged; CW_E_LIMIT: it holds more than there is room for.
 */
#ifndef CW_CODECS_BLOCKS_H
#define CW_CODECS_BLOCKS_H

#include "base/status.h"

struct cw_stream;

CW_MUST_USE cw_status cw_snappy_block(const void *in, size_t in_nbytes, void *out, size_t out_cap,
                                      size_t *out_nbytes_ret, struct cw_error *err);

/** A Snappy block that is decompressed a piece at a time: `at` to `end` is the input that is there, `to` to `to_end` the room
 *  for output.  Between two pieces the caller may put more of either, and move both; copies are made of what lies from
 *  `start` to `to`, so that as much of the output must stay as they reach back.  In a block that a usual compressor made
 *  that is never more than CW_SNAPPY_REACH bytes, but the format knows no bound. */
struct cw_snappy {
        const uint8_t *at, *end;
        const uint8_t *start;
        uint8_t *to, *to_end;
        size_t n_left;         /**< bytes of the output still to come, `to_end` - `to` of them at least */
        uint32_t literal_left; /**< of these, bytes of a literal that has begun */
};

enum { CW_SNAPPY_REACH = 1 << 16, CW_SNAPPY_ROOM = 64 }; /**< no copy is longer than CW_SNAPPY_ROOM */

/** Reads how long the output is, to n_left, and leaves the room to be set.  False: that is damaged, or not all there. */
bool cw_snappy_begin(struct cw_snappy *s, const uint8_t *in, size_t in_nbytes);
/** Goes on until the input is used up to a few bytes, which must be there again with what follows them, or the room to less
 *  than CW_SNAPPY_ROOM bytes.  `last`: nothing follows the input.  False: the block is damaged, or a copy reaches to what
 *  lies before `start`.  The block is whole when n_left is 0 and all of the input was taken. */
bool cw_snappy_run(struct cw_snappy *s, bool last);

enum {
        CW_SNAPPY_LANES = 3,
        CW_SNAPPY_GROUP = CW_SNAPPY_LANES * CW_SNAPPY_REACH /**< bytes of the output of as many fragments */
};

/** cw_snappy_run(lane, true) of each of them, which know nothing of one another, in much less time.  False: one is damaged. */
bool cw_snappy_run_lanes(struct cw_snappy lanes[CW_SNAPPY_LANES]);

/** The usual compressors compress fragments of CW_SNAPPY_REACH bytes, each as if nothing came before; how much input one was is
 *  what is known of where the next begins. */
struct cw_snappy_fragments {
        size_t nbytes;             /**< of the input, about, a fragment; 0: it is not known */
        unsigned n_right, n_wrong; /**< guesses */
};

/** Takes the next CW_SNAPPY_LANES fragments side by side, if they are such and fit.  Room for all of them and
 *  cw_snappy_fragments_want() bytes of input must be there, and more output than that be left.  False: nothing was taken;
 *  cw_snappy_run() knows what it is. */
bool cw_snappy_run_fragments(struct cw_snappy *s, struct cw_snappy_fragments *fragments);
/** Bytes of input that must be there; 0: it will not do. */
size_t cw_snappy_fragments_want(const struct cw_snappy_fragments *fragments);

/* The same in two steps, for who takes them by another thread, before it is known that they begin at `at`. */

/** Guesses where the CW_SNAPPY_LANES fragments from `at` on end, one behind the other.  False: that cannot be told. */
bool cw_snappy_guess_group(const uint8_t *at, const uint8_t *end, const struct cw_snappy_fragments *fragments,
                           const uint8_t *ends_ret[CW_SNAPPY_LANES]);
/** Takes them, CW_SNAPPY_GROUP bytes of output.  True: if they do begin at `at`, that is what they hold, and the last one ends
 *  as was guessed.  False: they do not, or do not end there. */
bool cw_snappy_run_group(const uint8_t *at, const uint8_t *const ends[CW_SNAPPY_LANES], uint8_t *to);
/** Such a guess was right: the fragments were of so many bytes of input together. */
void cw_snappy_count_right(struct cw_snappy_fragments *fragments, size_t in_nbytes);

/** One LZ4 block, bare. */
CW_MUST_USE cw_status cw_lz4_block(const void *in, size_t in_nbytes, void *out, size_t out_cap, size_t *out_nbytes_ret,
                                   struct cw_error *err);

/** LZ4 blocks in Hadoop's framing, u32 BE decompressed size, u32 BE compressed size, block, one after the other; or, as
 *  some writers have it, one bare block. */
CW_MUST_USE cw_status cw_lz4_hadoop(const void *in, size_t in_nbytes, void *out, size_t out_cap, size_t *out_nbytes_ret,
                                    struct cw_error *err);

CW_MUST_USE cw_status cw_brotli_block(const void *in, size_t in_nbytes, void *out, size_t out_cap,
                                      size_t *out_nbytes_ret, struct cw_error *err);

/** One or more gzip members, through a gzip stream that the caller keeps. */
CW_MUST_USE cw_status cw_gzip_block(struct cw_stream *stream, const void *in, size_t in_nbytes, void *out,
                                    size_t out_cap, size_t *out_nbytes_ret, struct cw_error *err);

#endif
