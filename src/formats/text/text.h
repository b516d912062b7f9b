/* SPDX-License-Identifier: MIT */
/*
 * What the line-based formats (jsonl, json, conll) have in common.  text.c cuts the bytes of a shard, plain or inflated,
 * into blocks that are decoded side by side; a dialect (jsonl.c, json.c, conll.c) turns text into tallies.
 *
 *     block k      ...tail | head.. rows rows rows rows ..tail | head ...
 *                   \______seam k______/\____body____/\____seam k+1____/
 *
 * A worker decodes the body of its block: from the first place where a row surely begins to the last row that surely
 * ends.  The fragments at the seams are joined in order and decoded by whoever completes them (join.c).
 *
 * The rules for text handed to a dialect: `text[0 .. nbytes)` is readable, and CW_TEXT_PAD bytes after it too, whose
 * value is arbitrary (so that scanners may read whole vectors); lines end with '\n'; nothing is NUL-terminated.
 */
#ifndef CW_FORMATS_TEXT_H
#define CW_FORMATS_TEXT_H

#include "base/buffer.h"
#include "count/tally.h"

enum { CW_TEXT_PAD = 64 };

/** What a dialect remembers between two calls of decode for one run of text.  Zero at the start of a file. */
struct cw_text_state {
        uint64_t row; /**< rows (lines; records for json) completed in this part */
        int mode;     /**< the dialect's own: e.g. within a sentence or not */
};

/** The brackets and quotes of a piece of text, for either case: [0] that it begins outside of a string, [1] within one. */
struct cw_text_survey {
        bool flips;        /**< an odd number of quotes: it ends in the other case */
        bool ends_escaped; /**< a backslash at its end takes the meaning of what follows */
        int64_t depth[2];  /**< brackets that open less brackets that close */
        int64_t least[2];  /**< the least of that anywhere, 0 at most */
};

/** What is known of a place in nested text. */
struct cw_text_border {
        enum { CW_LIST_UNKNOWN = 0, CW_LIST_OPEN, CW_LIST_OVER } list; /**< the list of records */
        bool in_string, escaped;
        int64_t depth;      /**< brackets that are open */
        int64_t list_depth; /**< of what is directly in the list, once that is open */
        int list_mode;      /**< cw_text_state.mode behind an element of it */
        bool is_flat;       /**< where the list was found open, no list in it was */
};

/* How block after block is decoded is told by the dialect's functions: with `head`, a block looks for a place to start from;
 * with `settle` and `border`, brackets and quotes are counted from the file's start on, or guesses are made that the joiner
 * verifies (text_chain.h). */
struct cw_text_dialect {
        const char *row_unit; /**< "line" or "record": what a row is called in messages */

        /**
         * Learns how this file is to be read from its first bytes (`whole_file`: these are all of it) and the options;
         * *learnt_ret is the dialect's own immutable struct.  *column_ret (may stay NULL): the label column that was
         * chosen, owned by the learnt struct.  Fails with CW_E_DATA: no such column, or two candidates.  A sample that
         * says nothing (only blanks) is all right.
         */
        cw_status (*learn)(const struct cw_read_options *options, const char *sample, size_t nbytes, bool whole_file,
                           void **learnt_ret, const char **column_ret, struct cw_error *err);
        void (*forget)(void *learnt); /**< frees what learn made; NULL is fine */

        /**
         * The first offset in `text` from which decode() may start without having seen what is before, which is the
         * end of a row; sets *state to what holds there.  SIZE_MAX if there is none yet in these bytes.  Not called
         * for the first block of a file.  NULL: see `border`.
         */
        size_t (*head)(const void *learnt, const char *text, size_t nbytes, struct cw_text_state *state);

        /**
         * As `head` for text that is nested: the first offset behind an element of the list of records, `entry` being what
         * holds at the start of `text`.  SIZE_MAX too if the list ends before that.
         */
        size_t (*border)(const struct cw_text_border *entry, const char *text, size_t nbytes,
                         struct cw_text_state *state);
        /** What is as good as sure to be such an offset, without `entry`: SIZE_MAX where there is none. */
        size_t (*guess)(const void *learnt, const char *text, size_t nbytes);
        /** Sets border->list and what belongs to it, by the mode that decoding has come to. */
        void (*settle)(int mode, struct cw_text_border *border);

        /**
         * Decodes the rows of `text`, which starts at the start of a row, and sets *consumed_ret to the end of the last
         * whole row (an offset into text; what is left is given again with more behind it).  `last`: nothing comes
         * after, so that a last line without its newline is whole.  Rows are numbered from state->row on: the dialect
         * calls cw_tally_row(tally, state->row) before each row that it tallies and adds 1 for every line (record),
         * whether it held labels or not.  On failure err->row is the row within the part, from 1.
         */
        cw_status (*decode)(const void *learnt, struct cw_text_state *state, const char *text, size_t nbytes, bool last,
                            struct cw_tally *tally, size_t *consumed_ret, struct cw_error *err);

        /** For inspect: a few lines "key: value\n" on what was learnt (separator, field, column and why). */
        void (*describe)(const void *learnt, struct cw_buffer *out);
};

extern const struct cw_text_dialect cw_dialect_jsonl;
extern const struct cw_text_dialect cw_dialect_json;
extern const struct cw_text_dialect cw_dialect_conll;

/** How much the first bytes of a file (after decompression) look like the dialect: 0 not at all, 1 perhaps, 2 surely;
 *  -1 where memory is out.
 *  jsonl: the first non-blank byte is `{`, and a second record or the file's end follows it on a line of its own;
 *  json: `[`, or `{` of an object that goes on over lines; conll: text, no NUL byte, and rows with at least two cells or one
 *  label-like cell. */
int cw_jsonl_probe(const char *text, size_t nbytes, bool whole_file);
int cw_json_probe(const char *text, size_t nbytes, bool whole_file);
int cw_conll_probe(const char *text, size_t nbytes, bool whole_file);

#endif
