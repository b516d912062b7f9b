/* SPDX-License-Identifier: MIT */
/*
 * What a decoder writes to, and the only thing: ids as arrays, labels as text, borders of rows and sequences.
 * One tally a worker, private; drained into the shard's bins when the worker leaves the shard.
 *
 * A tally either counts (histogram and interned names) or collects (`collector` set: the ids and sequence lengths in
 * order, for packing).  Decoders do not know which.
 *
 * Places.  For "the first place of an unknown label", for bad rows and for errors, a place is (part, row, position):
 * part = 2 * block + 1 for rows decoded from the block's own text, 2 * block for the row that was joined at the seam in
 * front of it; row from 0 within the part; position from 0 within the row.  Places of a shard order as they stand in
 * the file; the pipeline turns part and row into a line number when it knows how many rows the parts before it had.
 */
#ifndef CW_COUNT_TALLY_H
#define CW_COUNT_TALLY_H

#include "count/histogram.h"
#include "labels/intern.h"
#include "labels/label_map.h"

struct cw_place {
        uint64_t part, row, position;
};

/** -1, 0, 1: a before, at, after b. */
int cw_place_compare(struct cw_place a, struct cw_place b);

/** First place of an id that is neither ignored nor in the label map. */
struct cw_odd_id {
        int64_t id;
        struct cw_place place;
};

enum {
        CW_BAD_ROWS_KEPT = 3,
        CW_NAMES_NBYTES_MOST = 1 << 25 /**< of all label names together: more are no labels */
};

struct cw_bad_row {
        struct cw_place place;
        char why[160];
};

/** Little-endian integers: bytes each, and whether the top bit is a sign.  Ids are int64_t, so there is no CW_U64: who has
 *  such ids checks that they are below 2^63 and calls them CW_I64. */
enum cw_width {
        CW_I8 = 1,
        CW_I16 = 2,
        CW_I32 = 4,
        CW_I64 = 8,
        CW_UNSIGNED = 16, /**< a flag, no width */
        CW_U8 = CW_I8 | CW_UNSIGNED,
        CW_U16 = CW_I16 | CW_UNSIGNED,
        CW_U32 = CW_I32 | CW_UNSIGNED
};

static inline size_t
cw_width_nbytes(enum cw_width width)
{
        return (size_t)width & ~(size_t)CW_UNSIGNED;
}

/** `n` ids of any width, at any address, as the numbers they are. */
void cw_widen_ids(int64_t *wide, const void *ids, size_t n, enum cw_width width);

/** What counts long arrays. */
struct cw_kernel;

/** Takes ids in order instead of counting them; see formats/shard. */
struct cw_collector;

struct cw_tally {
        /* results, drained */
        struct cw_histogram ids;
        struct cw_intern names;      /**< stay when drained */
        uint64_t *name_tokens;       /**< name_tokens[number] */
        struct cw_place *name_first; /**< valid where name_tokens[number] > 0 */
        size_t names_cap;
        uint64_t sequences;
        struct cw_odd_id *odd; /**< unknown ids seen in this shard, each once */
        size_t n_odd, odd_cap;
        uint16_t *odd_slots; /**< by hash of the id: its number in `odd`, from 1; 0: free; NULL: no unknown id yet */
        uint64_t rows_skipped;
        struct cw_bad_row bad[CW_BAD_ROWS_KEPT]; /**< the first ones of this worker in this shard */
        size_t n_bad;

        /* where we are; set by the decoder (row) and by whoever calls the decoder (part, in_seam) */
        struct cw_place at;
        bool in_seam; /**< decoding a joined row: its place may lie before places already noted */
        /** Not NULL: called before the rows of `part` are counted where that is not the part of the block in hand, the first of
         *  them having begun in block `begun`; and behind the last of them, of each part at a seam once, though it have none. */
        void (*before_part)(void *user, uint64_t part, uint64_t begun);
        void (*after_part)(void *user, uint64_t part);
        void *user;

        /* the rules; constant within a shard */
        int64_t n_known;       /**< ids 0 .. n_known-1 are in the map; INT64_MAX without a map */
        const int64_t *ignore; /**< ignored ids */
        size_t n_ignore;
        bool skip_bad_rows;
        const struct cw_kernel *kernel; /**< the fastest, unless another is put here after cw_tally_init() */

        /* the last name, since labels repeat */
        uint32_t last_number;
        const char *last_text;
        size_t last_nbytes;

        struct cw_collector *collector;             /**< NULL: count */
        const struct cw_label_map *collected_names; /**< for the collector, ids are these names; NULL: they are ids */
        bool failed;                                /**< memory ran out */
};

CW_MUST_USE cw_status cw_tally_init(struct cw_tally *t, struct cw_error *err);
void cw_tally_free(struct cw_tally *t);

/** What the void functions below could not say: out of memory, too many labels, the collector's failure. */
CW_MUST_USE cw_status cw_tally_status(const struct cw_tally *t, struct cw_error *err);

/** Forgets the counts; the names and the rules stay. */
void cw_tally_clear(struct cw_tally *t);

/** A row (line, record) begins: its number within the part, from 0.  Call before anything else of the row. */
static inline void
cw_tally_row(struct cw_tally *t, uint64_t row)
{
        t->at.row = row;
        t->at.position = 0;
}

/** Whether the id is an ignored one. */
static inline bool
cw_tally_ignores(const struct cw_tally *t, int64_t id)
{
        for (size_t i = 0; i < t->n_ignore; i++) {
                if (t->ignore[i] == id)
                        return true;
        }
        return false;
}

/** Whether this id is neither in the label map nor ignored, so that its first place is to be known. */
static inline bool
cw_tally_is_odd(const struct cw_tally *t, int64_t id)
{
        return (uint64_t)id >= (uint64_t)t->n_known && !cw_tally_ignores(t, id);
}

/** `n` ids of the current row; `ids` need not be aligned. */
void cw_tally_ids(struct cw_tally *t, const void *ids, size_t n, enum cw_width width);

/** Ids that are counted elsewhere: for the collector alone. */
void cw_tally_show_ids(struct cw_tally *t, const void *ids, size_t n, enum cw_width width);

/** Whether there is a collector, and what it gets is to be counted as well: then who has many labels at hand may count them by
 *  the functions for those, and show them. */
bool cw_tally_shows(const struct cw_tally *t);

/** Ids of rows that are done, as bytes[0 .. n), of which `n_zeros` zeros are no ids; all of them below n_known, so that no
 *  place is needed.  Not for a collector. */
void cw_tally_known_bytes(struct cw_tally *t, const uint8_t *bytes, size_t n, size_t n_zeros);

/** `n` tokens of one id, at the current position. */
void cw_tally_run(struct cw_tally *t, int64_t id, uint64_t n);

/** One label as text, byte for byte. */
void cw_tally_name(struct cw_tally *t, const char *text, size_t nbytes);

/** One label as text, and where in the part it stands. */
struct cw_tally_label {
        const char *text; /**< CW_INTERN_PAD bytes may be read from here on, however long it is */
        uint32_t nbytes;
        uint32_t position; /**< within the row */
        uint64_t row;
};

/** Many labels at once; `at` is left as it is.  Not for a collector. */
void cw_tally_labels(struct cw_tally *t, const struct cw_tally_label *labels, size_t n);

/** As cw_tally_name() `n` times: for run-length and dictionary forms. */
void cw_tally_name_run(struct cw_tally *t, const char *text, size_t nbytes, uint64_t n);

/** Whether the first place of this label is known, so that more tokens of it may come without one: dictionary forms count
 *  first and look for places afterwards, of new labels only. */
bool cw_tally_knows(const struct cw_tally *t, const char *text, size_t nbytes);

/** A row whose list is null: no sequence.  Who collects may count rows. */
void cw_tally_null_row(struct cw_tally *t);

/** A sequence (sentence, record's list) ends here.  Each sequence ends once, an empty list too. */
void cw_tally_end_sequence(struct cw_tally *t);

/** The current row cannot be counted; nothing of it may have been tallied.  Under skip_bad_rows: noted, CW_OK.  Else
 *  CW_E_DATA with the sentence, and err->row = at.row + 1. */
cw_status cw_tally_bad_row(struct cw_tally *t, struct cw_error *err, const char *fmt, ...) CW_PRINTF(3, 4);

#endif
