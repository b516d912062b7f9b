/* SPDX-License-Identifier: MIT */
/*
 * Reading weights files, to compare them: the table [class_weights] of a TOML file with [class_weights_info] beside it,
 * and the JSON that `weights --json` writes.  From memory to memory; what the file says is checked, not recomputed.
 */
#ifndef CW_STORE_WEIGHTS_FILE_H
#define CW_STORE_WEIGHTS_FILE_H

#include "base/result.h"
#include "store/weights_recipe.h"

struct cw_weight_entry {
        int64_t id;
        char *name;    /**< NULL where unknown */
        double weight; /**< NaN where the label was left out */
};

struct cw_weights_file {
        struct cw_weight_entry *entries; /**< ascending id */
        size_t n;
        size_t entries_cap;
        struct cw_counts *counts; /**< of a JSON file; NULL for TOML, which has none */
        char *scheme;             /**< what the facts say; NULL if they do not */
        cw_emit emit;             /**< what the values are, weights or another quantity, as they say */
        struct cw_weights_recipe recipe;
        cw_status recipe_status; /**< not CW_OK: the facts are there and cannot be followed, as recipe_err says */
        struct cw_error recipe_err;
        bool is_estimate; /**< the weights are, from this share of the blocks */
        double sample_share;
        uint64_t sample_seed;
        bool tokens_known; /**< of the data that they were made from; so are the next two, NULL where not known */
        uint64_t tokens;
        char *fingerprint, *command;
};

/** Whether a JSON document, of which some hundred bytes are enough, says that it is weights. */
bool cw_weights_file_probe(const char *text, size_t nbytes);

/** CW_E_CORRUPT, CW_E_TRUNCATED, CW_E_UNSUPPORTED as cw_counts_file_parse(); also where a weight is missing, negative (a
 *  logarithm may be) or no number.  Free with cw_weights_file_free(), also after a failure. */
CW_MUST_USE cw_status cw_weights_file_from_json(const char *text, size_t nbytes, struct cw_weights_file *file_ret,
                                                struct cw_error *err);
/** CW_E_DATA where the text is no TOML (err->row is the line), has no table `table`, or holds a key there that is no id,
 *  an id twice, or a value that is no weight.  Names are taken from the comments that the writer leaves. */
CW_MUST_USE cw_status cw_weights_file_from_toml(const char *text, size_t nbytes, const char *table,
                                                struct cw_weights_file *file_ret, struct cw_error *err);
/** TOML by its extension; else what is weights is JSON. */
bool cw_weights_file_is_toml(const char *path);
/** Reads a file of either kind; the sentence names it.  CW_E_IO besides. */
CW_MUST_USE cw_status cw_weights_file_load(const char *path, const char *table, struct cw_weights_file *file_ret,
                                           struct cw_error *err);
void cw_weights_file_free(struct cw_weights_file *file);

#endif
