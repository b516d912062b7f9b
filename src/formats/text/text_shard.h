/* SPDX-License-Identifier: MIT */
/*
 * Inside of formats/text/: an open text shard, shared by text.c (opening), text_blocks.c (cutting) and text_decode.c.
 */
#ifndef CW_FORMATS_TEXT_SHARD_H
#define CW_FORMATS_TEXT_SHARD_H

#include "formats/format.h"
#include "formats/text/join.h"
#include "formats/text/text_chain.h"

/** How the bytes of the shard can be got at. */
enum cw_text_access {
        CW_TEXT_RANGES, /**< plain and seekable: any range, side by side */
        CW_TEXT_FRAMES, /**< zstd of many frames: frame by frame, side by side */
        CW_TEXT_STREAM, /**< one after the other: a pipe, gzip, one zstd frame */
};

/** One time over the shard from its start. */
struct cw_text_pass {
        struct cw_join *join;
        struct cw_text_chain chain; /**< of nested text */
};

struct cw_text_shard {
        const struct cw_text_dialect *dialect;
        void *learnt;
        bool whole; /**< one block, decoded from the first byte to the last */
        enum cw_text_access access;
        enum cw_codec codec;
        bool chained; /**< the dialect is nested, and a chain says where blocks may begin */
        struct cw_text_pass sure, guess;
        atomic_bool is_misjudged; /**< a guess was wrong, or there was a fault: then the guesses are in vain */
        atomic_int n_unguessed;   /**< blocks without a place that could be guessed */
        bool windows;             /**< RANGES are looked at where they are mapped, and not read */
        /* Bytes of a block of RANGES; content of a frame that is decoded at once; of such frames, as many as make a block of
         * at most so much; bytes of a block of STREAM. */
        uint64_t range_most, frame_most, frames_most, stream_most;

        /* The cutter's; used under the shard's lock. */
        bool guesses; /**< the pass under way is `guess`, whose join there is from then on; constant once no block is left */
        uint64_t next_seq;
        uint64_t at;                  /**< RANGES, FRAMES: offset of what comes next */
        struct cw_zstd_frame pending; /**< FRAMES: walked already, not handed out; nbytes 0: none */
        struct cw_stream *stream;     /**< STREAM with a codec */
        uint8_t *in;                  /**< STREAM with a codec: compressed bytes */
        size_t in_pos, in_nbytes;
        bool in_ended, ended;
};

enum {
        CW_TEXT_BLOCK = 1 << 20, /**< of RANGES; and the most that several small frames are taken together for */
        CW_TEXT_CHUNK = 1 << 18, /**< what is decoded at a time: stays in the L2 cache */
        /* Of RANGES of a file that is large enough: less, and mapping is dearer than reading; more, and workers have too
         * long to wait for the last one.  But while that is far, up to WINDOW_MOST, as long as each worker has WINDOWS_EACH of
         * half the size to come: taking a mapping down makes the other workers' processors stop for a moment. */
        CW_TEXT_WINDOW = 1 << 21,
        CW_TEXT_WINDOW_MOST = 1 << 23,
        CW_TEXT_WINDOWS_EACH = 8,
        CW_TEXT_WINDOWS_FROM = CW_TEXT_WINDOW,
        /* Of STREAM, at most.  Whoever inflates the next one takes the decompressor's window over from another core: the
         * larger the block, the less often (2 MiB: 1.35 times the speed of one thread with two, 512 KiB: 1.1). */
        CW_TEXT_STREAM_BLOCK = 1 << 21,
        /* Of nested text, a block is looked through before it is decoded, and so all of it is there at once. */
        CW_TEXT_NESTED_FRAME = 1 << 23,
        /* Blocks in a shard without a place to be guessed: those with what stands behind the list of records, say, or an
         * uncommonly long record.  If there are more, guesses are of no use to it. */
        CW_TEXT_UNGUESSED_MOST = 2
};

/** The pass that a block is of. */
static inline struct cw_text_pass *
cw_text_pass_of(struct cw_text_shard *t, bool is_guess)
{
        return is_guess ? &t->guess : &t->sure;
}

/** Decides the access and makes what it needs. */
CW_MUST_USE cw_status cw_text_plan(struct cw_reader *reader, struct cw_error *err);

/** The next bytes of a STREAM shard, inflated; *got_ret < want only at its end.  One caller at a time. */
CW_MUST_USE cw_status cw_text_stream_read(struct cw_reader *reader, char *out, size_t want, size_t *got_ret,
                                          struct cw_error *err);

cw_status cw_text_next(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_block *block_ret, bool *more_ret,
                       struct cw_error *err);
cw_status cw_text_begin_again(struct cw_reader *reader, struct cw_error *err);
cw_status cw_text_skip(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch,
                       struct cw_tally *tally, struct cw_error *err);
cw_status cw_text_decode(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch,
                         struct cw_tally *tally, struct cw_error *err);

#endif
