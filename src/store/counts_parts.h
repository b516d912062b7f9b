/* SPDX-License-Identifier: MIT */
/*
 * The parts of a counts file, each checked while it is read: private to store/.  A function fills its fields of `c`, in
 * a state that cw_counts_free() takes whether it fails or not.
 */
#ifndef CW_STORE_COUNTS_PARTS_H
#define CW_STORE_COUNTS_PARTS_H

#include "base/result.h"

#include <jansson.h>

/** CW_E_CORRUPT: "expected WANTED at KEY, found" what `found` is; NULL is nothing. */
cw_status cw_part_fail_kind(struct cw_error *err, const char *wanted, const char *key, const json_t *found);

CW_MUST_USE cw_status cw_part_count(const json_t *value, const char *key, uint64_t *n_ret, struct cw_error *err);
/** Leaves *n_ref as it is where the key is not there. */
CW_MUST_USE cw_status cw_part_optional_count(const json_t *object, const char *key, uint64_t *n_ref,
                                             struct cw_error *err);
/** Leaves *text_ref as it is for null and for a key that is not there.  Free with cw_free(). */
CW_MUST_USE cw_status cw_part_optional_text(const json_t *object, const char *key, char **text_ref,
                                            struct cw_error *err);

/** "labels": ids ascend, names are unique.  Names are bytes: see cw_part_name(). */
CW_MUST_USE cw_status cw_part_labels(const json_t *root, struct cw_counts *c, struct cw_error *err);
/** "ignored_ids", and totals.ignored as their sum.  Ids with a count of 0 are left out. */
CW_MUST_USE cw_status cw_part_ignored(const json_t *root, struct cw_counts *c, struct cw_error *err);
/** "estimate", if it is there: what blocks the counts were made of, though not what was in each. */
CW_MUST_USE cw_status cw_part_estimate(const json_t *root, struct cw_counts *c, struct cw_error *err);
/** "shard_counts"; after the labels. */
CW_MUST_USE cw_status cw_part_shards(const json_t *root, struct cw_counts *c, struct cw_error *err);

/** "slices", and what they are by; after the labels.  The figures that were found of them are not read. */
CW_MUST_USE cw_status cw_part_slices(const json_t *root, struct cw_counts *c, struct cw_error *err);

/** "name", of bytes: in "name_hex" where they are no UTF-8. */
CW_MUST_USE cw_status cw_part_name(const json_t *object, char **name_ret, struct cw_error *err);
/** "LIST[INDEX]: " in front of the sentence of a failure. */
cw_status cw_part_at_item(cw_status status, const char *list, size_t index, struct cw_error *err);

#endif
