/* SPDX-License-Identifier: MIT */
/*
 * Which key of the records holds the labels: asked for, or chosen from the first records.
 *
 *     1. --column
 *     2. the only one of pii_labels, ner_tags, labels, label_ids, tags that holds labels
 *     3. the only key whose values are lists of integers
 *     4. the only key whose values are lists of strings
 *
 * Two candidates at a step are an error that names them; no candidate is one that names the keys that are there.  Where not even
 * one record was seen whole, steps 3 and 4 would be guesses: the tokens may come before the labels.
 */
#ifndef CW_FORMATS_TEXT_JSON_COLUMN_H
#define CW_FORMATS_TEXT_JSON_COLUMN_H

#include "formats/text/json_path.h"

struct cw_json_key;

/** What was seen of some records.  Starts as {.path = NULL or the column asked for, .cut_at}. */
struct cw_json_profile {
        const struct cw_json_path *path;
        const char *cut_at;       /**< the end of a sample that is not all of the file; NULL: it is */
        struct cw_json_key *keys; /**< at depth 1, in order of appearance */
        size_t n_keys, keys_cap;
        size_t n_records; /**< begun */
        size_t n_whole;   /**< ... and closed */
        size_t n_at_path; /**< ... and with a value at `path` */
        size_t n_cut;     /**< going on behind `cut_at` */
};

enum { CW_JSON_PROFILE_RECORDS = 1000 }; /**< more records than this add nothing */

/** Takes in the record at c->at, a `{`, and goes over it; after a fault in it, c->status says so. */
CW_MUST_USE cw_status cw_json_profile_add(struct cw_json_profile *p, struct cw_json_cursor *c, struct cw_error *err);
void cw_json_profile_free(struct cw_json_profile *p);

/** How surely labels are in these records: 3 the key asked for or a usual name, 2 some list that may be them, 1 not
 *  known, 0 no. */
int cw_json_profile_rank(const struct cw_json_profile *p);

/** The label column of a file. */
struct cw_json_column {
        struct cw_json_path path; /**< valid if `name` is set; points there */
        char *name;               /**< owned; NULL: the sample held no record, so none is known */
        char shown[40];           /**< the name for messages: cut, without control bytes */
        const char *why;
};

/** CW_E_LIMIT: the sample ends within the first record, before it says enough. */
cw_status cw_json_fail_cut(struct cw_error *err);

/** Chooses.  `rows_may_lack_it`: --bad-rows skip, and there is more than the sample; else CW_E_DATA if no record has the
 *  key asked for.  CW_E_LIMIT: the sample is too short to tell. */
CW_MUST_USE cw_status cw_json_column_choose(struct cw_json_column *column, const struct cw_json_profile *p,
                                            const char *asked_for, bool rows_may_lack_it, struct cw_error *err);
void cw_json_column_free(struct cw_json_column *column);

/** The sample with CW_TEXT_PAD bytes behind it, for the scanner; cw_free().  NULL: out of memory. */
char *cw_json_sample_copy(const char *sample, size_t nbytes);

/** `name` for a sentence: control bytes as '?', cut with "..." to fit. */
void cw_json_show(char *shown_ret, size_t shown_nbytes, const char *name);

#endif
