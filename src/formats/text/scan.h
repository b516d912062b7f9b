/* SPDX-License-Identifier: MIT */
/*
 * The scanners of the text formats for wider registers: a table, one entry a counting kernel and by the same names, so
 * that what forces the one forces the other.  The entry of the portable kernel is the specification: it knows no
 * shortcut.  A shortcut takes what nearly everyone writes and says no to anything else, for the portable way to judge.
 *
 *     jsonl, json    find   the label value of a record     json_walk.inc, one source for all
 *                    ids    a list of integers as bytes     json_ids.inc
 *                    names  where the names of a list are   json_names.inc
 *                    names  where the names of a list are   json_names.inc
 *     json           survey brackets and quotes              json_survey.inc, one source for all
 *     conll          rows   where the labels of rows are    conll_rows.inc
 *
 * All read whole blocks of 64 bytes, up to CW_TEXT_PAD behind the text.
 */
#ifndef CW_FORMATS_TEXT_SCAN_H
#define CW_FORMATS_TEXT_SCAN_H

#include "count/kernels.h"
#include "count/tally.h"
#include "formats/text/json_path.h"
#include "formats/text/text.h"

/** Label ids as bytes. */
struct cw_byte_ids {
        uint8_t *bytes;
        size_t room;        /**< bytes there is room for */
        size_t n_bytes;     /**< there */
        uint64_t n;         /**< of these are ids; the others are zeros and no ids */
        uint64_t n_ignored; /**< how often -100 was met; it is not among the bytes */
        unsigned limit;     /**< ids from here on are not taken; at most 255 */
        bool may_ignore;    /**< -100 is an ignored id, and so may be taken */
};

/**
 * What stands between the values of records, which is the same in nearly all of them.
 *
 *     {"text": "Ada met Bob", "tags": [1, 0, 1]}
 *      gap 0--- value 0------ gap 1--- value 1-- the rest is no gap
 *
 * Where the same bytes stand behind the same place of a record, they mean the same: that key, and a value next.  So a gap
 * that was walked over once needs to be compared only, and the key in it is not looked at again.
 */
struct cw_json_gap {
        char bytes[64];
        size_t nbytes;     /**< less than 64; 0: none is known */
        size_t key_nbytes; /**< of its key, without escapes */
        bool leads_on;     /**< see cw_json_leads_on() */
};

enum { CW_JSON_GAPS = 32 };

/** What find() knows of the records before, and where it puts the ids that it meets. */
struct cw_json_habits {
        struct cw_json_gap gaps[CW_JSON_GAPS]; /**< in front of the first values; all zero at the start */
        struct cw_byte_ids ids, ids_before;    /**< with and without those of the record at hand */
        enum { CW_IDS_NOT_TRIED = 0, CW_IDS_TAKEN, CW_IDS_REFUSED } outcome; /**< of the label value */
};

/** Over the record at c->at, a `{`; see cw_json_find().  Where habits->ids.limit is not 0, and the value is a list of ids as
 *  for cw_scan_ids_fn, they have been appended when it returns true: then habits->outcome says so. */
typedef bool cw_scan_find_fn(struct cw_json_cursor *c, const struct cw_json_path *path, struct cw_json_habits *habits,
                             struct cw_json_span *value_ret);

/** Appends the ids of a list, text[0] being what is behind its `[`, with 4 bytes before that; the place of its `]`.  NULL, with
 *  nothing appended: not a plain list, not whole before `end`, or no room. */
typedef const char *cw_scan_ids_fn(const char *text, const char *end, struct cw_byte_ids *ids);

enum { CW_JSON_NAMES = 1024 };

/** Label names that stand in the text as they are. */
struct cw_name_scan {
        char outside;                  /**< the commonest label, if that has one byte; else '"': all are to be noted */
        uint64_t row;                  /**< of the labels */
        uint64_t n_outside;            /**< labels of that kind, added to: they are not noted */
        size_t n_labels;               /**< at most CW_JSON_NAMES */
        struct cw_tally_label *labels; /**< the others, in order */
};

/** Appends the names of a list, text[0 .. n) being what is between its brackets.  False, with `n_outside` as it was and
 *  whatever in `labels`: not a plain list, or too long a one. */
typedef bool cw_scan_names_fn(const char *text, size_t n, struct cw_name_scan *names);

/** What a plain row is: cells, the last of which is the label, that is not empty. */
struct cw_row_rules {
        char separator_a, separator_b; /**< the bytes that separate cells, perhaps the same */
        bool lone;                     /**< a single cell is a label */
        bool crlf;                     /**< rows are likely to end with CR LF */
        char outside;                  /**< the commonest label, if that has one byte; else '\n', which no label is */
        /** Bytes that a plain row does not begin with: byte b where special[0 or 1][b % 16] is b.  Free places hold a byte
         *  that is no b of theirs. */
        uint8_t special[2][16];
};

enum { CW_ROW_LABELS = 1024 };

/** One run over rows, and what was found. */
struct cw_row_scan {
        const struct cw_row_rules *rules;
        char outside;     /**< as rules->outside, or '\n': none of the labels is to be counted unseen */
        bool in_sentence; /**< there was a row after the last break */
        uint64_t n_rows;  /**< lines, breaks too */
        uint64_t n_outside, n_sentences;
        size_t n_labels;
        struct cw_tally_label labels[CW_ROW_LABELS]; /**< of the rows that were not counted in n_outside; row: from 0 */
};

/** Over the plain rows and the empty lines from text[at], where a line begins, on; where it stopped: the beginning of a line
 *  that is neither, or is not whole, or whose label there is no room for. */
typedef size_t cw_scan_rows_fn(struct cw_row_scan *scan, const char *text, size_t nbytes, size_t at);

/** Counts brackets and quotes; `escaped`: a backslash stands before the text. */
typedef void cw_scan_survey_fn(const char *text, size_t nbytes, bool escaped, struct cw_text_survey *survey_ret);

struct cw_scan {
        const char *name;
        cw_scan_find_fn *find;
        cw_scan_survey_fn *survey;
        cw_scan_ids_fn *ids;     /**< NULL: no shortcut */
        cw_scan_names_fn *names; /**< NULL: no shortcut */
        cw_scan_rows_fn *rows;   /**< NULL: no shortcut */
};

/** The scanners that go with a kernel. */
const struct cw_scan *cw_scan_for(const struct cw_kernel *kernel);

extern const struct cw_scan cw_scan_portable;

/* These exist on x86-64 only; the table knows. */
extern const struct cw_scan cw_scan_avx2, cw_scan_avx512, cw_scan_avx512icl;

#endif
