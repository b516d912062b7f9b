/* SPDX-License-Identifier: MIT */
/*
 * Results as JSON: the counts file, which is an input wherever data is, and the weights with all that explains them.
 *
 *     {
 *       "format": "counterweight-counts", "version": 1,
 *       "tokens": 6200000, "ignored": 200000, "unknown": 0, "sequences": 100000, "shards": 12,
 *       "rows_skipped": 0, "shards_failed": 0,
 *       "id_source": "ids",              who gave the ids: "ids" the data, "names" counterweight (O first, then by name)
 *       "column": "ner_tags",            null where not known, as are the next four
 *       "estimate": {"share": 0.0103, "asked": 0.01, "seed": 1, "blocks": 103, "blocks_total": 10000, "tokens_counted": 9}
 *                                        where only some blocks were counted; each label then has "tokens_low" and
 *                                        "tokens_high", of weights also "weight_low" and "weight_high": 95 % intervals,
 *                                        null where not known
 *       "labels_hash": "32 hex digits", "fingerprint": "32 hex digits",
 *       "command": "counterweight count ...", "inputs": "data/ ...",
 *       "labels": [{"id": 0, "name": "O", "tokens": 5200000}, ...],       ids ascending; name null where unknown
 *                    with --presence also "sequences": 900, "sequence_tokens": 52000: those that contain the label
 *       "ignored_ids": {"-100": 200000},
 *       "shard_counts": [{"name": "a.jsonl", "sequences": 9, "ignored": 0, "tokens": [50, 3]}, ...]   if asked for
 *     }
 *
 * Weights have the format "counterweight-weights", a "weight" (float64, shortest; null where omitted) in each label, and
 * "scheme", "parameters", "normalization", "normalizer", "diagnosis"; no shard_counts.
 *
 * A name whose bytes are not UTF-8 has them as U+FFFD and two hex digits (escape.h), and beside it "name_hex": all its
 * bytes in hex, so that reading back is exact.  Integers are exact up to 2^64-1.  No time, no thread count.
 */
#ifndef CW_WRITE_JSON_WRITE_H
#define CW_WRITE_JSON_WRITE_H

#include "base/buffer.h"
#include "base/result.h"

/* Memory is the only thing that can fail; cw_buffer_take() tells. */
void cw_json_write_counts(const struct cw_counts *counts, struct cw_buffer *out);
void cw_json_write_weights(const struct cw_weights *weights, struct cw_buffer *out);

/** What all JSON outputs begin with, the brace included: totals, hashes, where the counts came from. */
void cw_json_put_head(const struct cw_counts *counts, const char *format, struct cw_buffer *out);
/** "parameters", "normalization", "normalizer". */
void cw_json_put_parameters(const struct cw_weights *weights, const char *indent, struct cw_buffer *out);
/** {"O": 1.0, "B-SURNAME": 0.3141592653589793}: names in the order of their ids and nothing else, for trainers that take a
 *  dict by name.  Omitted labels are left out.  CW_E_DATA if a label has no name. */
CW_MUST_USE cw_status cw_json_write_by_name(const struct cw_weights *weights, struct cw_buffer *out,
                                            struct cw_error *err);

#endif
