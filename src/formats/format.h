/* SPDX-License-Identifier: MIT */
/*
 * A format is one static struct of functions in registry.c's list; adding one is a folder and a line.  A format knows
 * how to open a shard, cut it into blocks, and decode a block into a tally.  The pipeline knows nothing else of it.
 *
 * Life of a shard:  probe -> open -> (next, under the shard's lock) -> decode, side by side -> finish -> close.
 */
#ifndef CW_FORMATS_FORMAT_H
#define CW_FORMATS_FORMAT_H

#include "base/buffer.h"
#include "codecs/codec.h"
#include "count/tally.h"
#include "input/file.h"
#include "labels/label_map.h"

#include <stdatomic.h>

/** The first bytes of a shard, raw and, where a codec was recognised, inflated. */
struct cw_sample {
        const char *name; /**< as the user gave it */
        const uint8_t *raw;
        size_t raw_nbytes;
        bool raw_whole; /**< these are all of the file */
        enum cw_codec codec;
        const char *text; /**< inflated; the same as raw where there is no codec */
        size_t text_nbytes;
        bool text_whole;
};

/** What one worker owns for decoding, reused from block to block: no allocation a block. */
struct cw_scratch {
        char *text; /**< decoded bytes; text_cap + CW_TEXT_PAD of them are allocated */
        size_t text_cap;
        uint8_t *raw; /**< bytes as on disk */
        size_t raw_cap;
        char *head; /**< a copy of a block's first bytes, see formats/text */
        size_t head_cap;
        struct cw_codec_context *codecs;
        struct cw_stream *stream;        /**< for frames too large to be decoded in one piece; NULL until needed */
        uint64_t max_nbytes;             /**< bound for text_cap and for raw_cap */
        void *extra;                     /**< what a format keeps besides; who needs another frees this one first */
        void (*extra_free)(void *extra); /**< frees it, and says whose it is */
};

/** Grows; CW_E_LIMIT past max_nbytes (with the mend), CW_E_MEMORY.  Bytes already there are kept. */
CW_MUST_USE cw_status cw_scratch_text(struct cw_scratch *s, size_t want, struct cw_error *err);
CW_MUST_USE cw_status cw_scratch_raw(struct cw_scratch *s, size_t want, struct cw_error *err);
void cw_scratch_free(struct cw_scratch *s);

/** What a format keeps of a shard for the next that is opened in its stead: ten thousand are mostly alike. */
struct cw_kept {
        void *what; /**< NULL: nothing yet */
        void (*free)(void *what);
};

enum {
        CW_BLOCKS_TOGETHER = 3,     /**< most that one worker takes at a time, where they are small ... */
        CW_BLOCK_IS_SMALL = 1 << 16 /**< ... of at most so many bytes on disk, and the format has prepare() */
};

/** A unit of work.  Written by next() under the shard's lock, constant after that. */
struct cw_block {
        uint64_t seq;     /**< 0, 1, 2 ... within the shard */
        uint64_t offset;  /**< in the file as it lies on disk */
        uint64_t nbytes;  /**< on disk */
        uint64_t n_units; /**< the format's own: frames, labels */
        bool is_guess;    /**< decode() may find it in vain, see cw_reader.in_vain */
        bool in_scratch;  /**< next() has put the bytes into the scratch of the worker that called it */
        size_t scratch_nbytes;
};

/** A shard that is open. */
struct cw_reader {
        const struct cw_format *format;
        const struct cw_read_options *options;
        bool in_order; /**< one worker wants all labels in the order of the file (packing): do not cut into blocks */
        int n_sharing; /**< workers that share its blocks, where what blocks there are may depend on that; else 0 */
        /** Set by decode(), where n_sharing is not 0: all that was decoded was cut in wrong places.  Then what was counted is to be
         *  dropped, and begin_again() called before the next next(). */
        atomic_bool in_vain;
        const char *column;   /**< wanted column: the user's, or the one that the first shard settled; may be NULL */
        struct cw_file *file; /**< owned */
        struct cw_label_map *names; /**< names that the data carries, or NULL; owned; set by open */
        bool ids_from_names;        /**< set by open: ids were given when the data was written, O first, then by name;
                                     they mean nothing beside other data, the names do */
        bool is_estimate;           /**< set by open, of a counts file: its counts are not exact */
        const int64_t *ignored; /**< set by open: ids that the data itself says are no labels; in the state's memory */
        size_t n_ignored;
        char *chosen_column; /**< set by open: the label column, or NULL; owned */
        struct cw_kept
                *kept; /**< for open, which may leave things there that it uses until close; NULL: nothing is kept */
        void *state;   /**< the format's own */
};

/** Whether the sequences of a shard may go on from one block to the next; a block's part and that of its seam are told apart by
 *  count/tally.h. */
enum cw_sequence_cut {
        CW_SEQUENCES_WHOLE = 0,
        CW_SEQUENCES_GO_ON,        /**< from block to block, which are all there is */
        CW_SEQUENCES_GO_ON_JOINED, /**< and at each seam there is a part, be it empty (formats/text/join.h) */
};

struct cw_format {
        const char *name; /**< as in --format */
        cw_format_id id;
        const char *row_unit; /**< "line", "record", "label": what a row is called in messages */
        bool independent;     /**< a block may be left undecoded without harm to the others */
        enum cw_sequence_cut sequences;
        bool counts_rows;   /**< the number of a row is known only if all blocks before it were decoded */
        bool flat;          /**< there are no rows: a place is the number of a label, rows_before() + position */
        bool finish_checks; /**< finish() only checks, and leaves the tally alone */

        /** 0 no, 1 perhaps, 2 surely by content, 3 by magic bytes; -1 out of memory. */
        int (*probe)(const struct cw_sample *sample);

        /** Reads what stands at the start (header, dialect).  Fills reader->state, names, chosen_column. */
        cw_status (*open)(struct cw_reader *reader, const struct cw_sample *sample, struct cw_error *err);

        /** The next block, or *more_ret = false.  One caller at a time; may read into the caller's scratch. */
        cw_status (*next)(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_block *block_ret,
                          bool *more_ret, struct cw_error *err);

        /** After reader->in_vain, which it clears: next() begins with the first block again.  As next(), while others may still
         *  decode blocks from before.  NULL: it is never in vain. */
        cw_status (*begin_again)(struct cw_reader *reader, struct cw_error *err);

        /** Decodes a block; any number of workers side by side.  On failure err->row is the row within the part that
         *  tally->at.part says, from 1, or 0 where the sentence names the place (frame, byte). */
        cw_status (*decode)(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch,
                            struct cw_tally *tally, struct cw_error *err);

        /** Looks at blocks that the caller will decode next, one after the other, which is the faster for it; NULL: it would not
         *  be.  Where a format has it, it is called before each such batch, be it of one block. */
        void (*prepare)(struct cw_reader *reader, const struct cw_block *blocks, size_t n, struct cw_scratch *scratch);

        /** Takes note of a block that is left out, where others cannot do without; NULL: they can.  As decode(), and what
         *  it counts is not looked at. */
        cw_status (*skip)(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch,
                          struct cw_tally *tally, struct cw_error *err);

        /** After every block has been decoded: what is left at the end, trailers; NULL: nothing is.  One caller. */
        cw_status (*finish)(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_tally *tally,
                            struct cw_error *err);

        /** Rows in all parts before `part` (see count/tally.h), known once finish() has run or failed. */
        uint64_t (*rows_before)(const struct cw_reader *reader, uint64_t part);

        /** Adds what the file states of shards that it stands for, and of what was left out of them; NULL: it is one. */
        void (*add_totals)(const struct cw_reader *reader, struct cw_totals *totals);

        /** The counts that the file holds, if they have slices, taken over (cw_counts_free); NULL: none.  The reader is of no
         *  further use.  NULL: the format has no such thing. */
        struct cw_counts *(*take_sliced)(struct cw_reader *reader);

        /** Lines "key: value\n" for inspect, of an open reader. */
        void (*describe)(const struct cw_reader *reader, struct cw_buffer *out);

        /** Frees reader->state. */
        void (*close)(struct cw_reader *reader);
};

/** Whether it matters which labels stand together in a sequence, so that rows are decoded as rows. */
static inline bool
cw_reader_by_sequence(const struct cw_reader *r)
{
        return r->options->presence != CW_PRESENCE_NO || r->options->spans;
}

extern const struct cw_format cw_format_arrow;
extern const struct cw_format cw_format_parquet;
extern const struct cw_format cw_format_shard, cw_format_jsonl, cw_format_json, cw_format_conll, cw_format_counts;
extern const struct cw_format cw_format_npy, cw_format_raw;

/** Under cw_read_options.sample: the size of a block, in bytes, where a format may choose, for `nbytes` of data (0: not
 *  known).  Small enough for a small share of it to be many blocks, large enough to be worth its while. */
size_t cw_sample_block_nbytes(uint64_t nbytes);

/** Whether only some of the blocks are counted. */
static inline bool
cw_reader_samples(const struct cw_reader *reader)
{
        return reader->options->sample > 0;
}

/** Whether nobody can say which row of the file something is in. */
static inline bool
cw_rows_are_unknown(const struct cw_reader *reader)
{
        return cw_reader_samples(reader) && reader->format->counts_rows;
}

/** Opens a shard by name: file, sample, format, reader.  *reader_ret is closed with cw_reader_close(). */
CW_MUST_USE cw_status cw_reader_open(const char *path, const struct cw_read_options *options, const char *column,
                                     bool in_order, struct cw_reader **reader_ret, struct cw_error *err);
/** As cw_reader_open(), for who opens many; `kept` is that of shards which are closed, and stays until this one is. */
CW_MUST_USE cw_status cw_reader_open_next(const char *path, const struct cw_read_options *options, const char *column,
                                          bool in_order, struct cw_kept *kept, struct cw_reader **reader_ret,
                                          struct cw_error *err);
/** Opens a shard to look into it, unless it is of `format`: then *reader_ret is NULL, and all is well. */
CW_MUST_USE cw_status cw_reader_open_unless(const char *path, const struct cw_read_options *options,
                                            const struct cw_format *format, struct cw_reader **reader_ret,
                                            struct cw_error *err);
void cw_reader_close(struct cw_reader **reader);

/** What the format does, with an eye on the file: should it become shorter while it is looked at, that is the error. */
CW_MUST_USE cw_status cw_reader_next(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_block *block_ret,
                                     bool *more_ret, struct cw_error *err);
CW_MUST_USE cw_status cw_reader_decode(struct cw_reader *reader, const struct cw_block *block,
                                       struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err);
CW_MUST_USE cw_status cw_reader_finish(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_tally *tally,
                                       struct cw_error *err);

#endif
