/* SPDX-License-Identifier: MIT */
/*
 * The label value of one record into a tally.
 *
 *     [0, 7, -100]   ["O", "B-X"]   [[0, 1], [], [2]]      a sequence, lists within lists as one
 *     7   "B-X"                                            a sequence of one token
 *     null                                                 no sequence
 *
 * Nothing is tallied before all of the value is known to be good.
 */
#ifndef CW_FORMATS_TEXT_JSON_LABELS_H
#define CW_FORMATS_TEXT_JSON_LABELS_H

#include "count/tally.h"
#include "formats/text/scan.h"

enum { CW_JSON_IDS = 2048, CW_JSON_BYTES = 1 << 15 };

/** Room for the labels of a record of common length; longer ones are read twice.  On the decoder's stack. */
struct cw_json_scratch {
        const struct cw_scan *scan;
        struct cw_json_habits habits; /**< its ids are of records that are done and not tallied yet */
        bool is_first;                /**< no list of names was taken yet */
        bool takes_names;             /**< plain lists of names may be taken by scan->names */
        struct cw_name_scan names;    /**< its n_outside waits likewise; its labels are those below */
        uint8_t bytes[CW_JSON_BYTES]; /**< those of habits.ids */
        union {
                int64_t ids[CW_JSON_IDS];
                struct cw_json_span names[CW_JSON_NAMES];
                struct cw_tally_label labels[CW_JSON_NAMES];
        } u;
};

/** Before the first record of a call of decode. */
void cw_json_scratch_begin(struct cw_json_scratch *scratch, const struct cw_tally *tally);
/** After the last: tallies what waits for that. */
void cw_json_scratch_end(struct cw_json_scratch *scratch, struct cw_tally *tally);

/** Before a record, to which find() is given scratch->habits. */
void cw_json_scratch_record(struct cw_json_scratch *scratch, struct cw_tally *tally);
/** The record is none: what find() took of it is given back. */
void cw_json_scratch_undo(struct cw_json_scratch *scratch);

/** Tallies the value that c spans, which cw_json_value() has walked over, at the latest in cw_json_scratch_end().  Faults: CW_E_DATA, not labels, with a whole
 *  sentence in c->expected; CW_E_CORRUPT. */
bool cw_json_labels(struct cw_json_cursor *c, struct cw_json_scratch *scratch, struct cw_tally *tally);

#endif
