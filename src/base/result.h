/* SPDX-License-Identifier: MIT */
/*
 * The plain data that crosses from the merge to weighing and writing: no behaviour but to free it.  The opaque handles
 * of counterweight.h are these structs.  Tests build them from literals.
 *
 * Written by: cw_counts by merge/ (or store/ from a file), cw_weights by weigh/.  Read by everybody after that.
 */
#ifndef CW_BASE_RESULT_H
#define CW_BASE_RESULT_H

#include "base/status.h"

/** One label.  `name` is owned. */
struct cw_count_row {
        int64_t id;
        char *name; /**< NULL where unknown */
        uint64_t tokens;
};

/** Where a label occurs. */
struct cw_label_presence {
        uint64_t around, sequences; /**< tokens of the sequences that contain it, and their number */
};

/** Counts of one shard, kept under cw_read_options.per_shard: `tokens[i]` belongs to labels[i] of the whole. */
struct cw_shard_row {
        char *name;
        uint64_t *tokens; /**< n_labels of them */
        uint64_t sequences, ignored;
        struct cw_label_presence *presence; /**< likewise; NULL where that of the whole is */
};

enum { CW_NEW_SHARDS_KEPT = 1000 };

/** Counts of one slice of the data, and how it lies to the rest (weigh/slices.h). */
struct cw_slice_row {
        char *name;       /**< shard, folder, or value of the column */
        uint64_t *tokens; /**< of labels[i] of the whole */
        uint64_t sum, sequences, ignored;
        double jensen_shannon; /**< from the rest, in bits */
        double p;              /**< of as much by chance, given how the slices differ among themselves */
        bool outlier;
};

struct cw_slices {
        cw_slice_by by;
        char *column;              /**< of CW_BY_COLUMN, where it is known */
        struct cw_slice_row *rows; /**< in the order of the data; NULL unless asked for */
        size_t n;
};

/** How often a label stands directly behind another in a sequence; rows of cw_counts.labels, -1: the border. */
struct cw_label_pair {
        ptrdiff_t from, to;
        uint64_t n;
};

/** A group of blocks that were counted together; groups differ among each other as blocks do. */
struct cw_estimate_group {
        uint64_t n_blocks;
        size_t end; /**< of its entries; they begin where those of the group before it end */
};

struct cw_estimate_entry {
        size_t label; /**< index */
        uint64_t tokens;
};

/** What an estimate is made of.  One that was read from a file has no groups, and no intervals. */
struct cw_estimate {
        double asked; /**< share of the blocks that was asked for */
        uint64_t seed;
        uint64_t n_blocks, n_taken; /**< of all shards; of them, those that were counted */
        uint64_t tokens;            /**< in these */
        struct cw_estimate_group *groups;
        struct cw_estimate_entry *entries;
        size_t n_groups;
        double *low, *high; /**< of the tokens of each label, NaN where it has none; NULL where not known */
};

struct cw_counts {
        struct cw_count_row *labels; /**< ascending id: every label of the map, every id seen */
        size_t n_labels;
        struct cw_count_row *ignored; /**< ascending id, names NULL; only those that occurred */
        size_t n_ignored;
        struct cw_totals totals;
        struct cw_shard_row *shard_rows; /**< in the order of the shards; NULL unless asked for */
        size_t n_shard_rows;
        struct cw_label_pair *pairs; /**< ascending by from, then to; NULL where they were not asked for */
        size_t n_pairs;
        struct cw_label_presence *presence; /**< n_labels; NULL where sequences were not looked at */
        struct cw_slices slices;
        struct cw_estimate *estimate; /**< NULL: the counts are exact */
        char **new_shards; /**< names of shards that were not in the cache, the first CW_NEW_SHARDS_KEPT; NULL without one */
        size_t n_new_shards;
        bool labels_were_text; /**< some labels of the data came as text; not kept in a counts file */
        bool ids_from_names;   /**< the data had names only: ids were given here, O first, then by name */
        char *labels_hash;     /**< XXH3-128 of the map's "id<TAB>name\n" lines, hex; NULL where no label has a name */
        char *fingerprint;     /**< XXH3-128 of the counts themselves, hex: equal data gives equal fingerprints */
        char *command;         /**< command with its options, or NULL */
        char *inputs;          /**< what the command was given to read, or NULL */
        char *column;          /**< label column that was read, or NULL */
};

struct cw_weights {
        struct cw_counts *counts;        /**< a copy of its own, or that of the comparison it is part of */
        bool counts_borrowed;            /**< the latter */
        struct cw_weigh_options options; /**< its pointers point to what follows */
        char *o_label;
        struct cw_label_setting *boosts, *sets; /**< each one block, its names behind it; NULL for none */
        double *weight;                         /**< n_labels, NaN where omitted */
        double *raw; /**< n_labels: what the scheme gave, before the normaliser; NaN for labels that it did not weigh */
        double *low, *high; /**< n_labels: the 95 % interval of the weight, NaN where there is none */
        double **
                slice_weight; /**< of counts->slices: n_labels, or NULL where a slice cannot be weighed; NULL without */
        double normaliser;    /**< what the entity weights were divided by */
        ptrdiff_t o_index;    /**< index of O among the labels, -1 if there is none */
        struct cw_diagnosis diagnosis;
};

struct cw_comparison {
        struct cw_counts *counts;
        struct cw_weights **weights; /**< n_schemes, all of these counts */
        size_t n_schemes;
};

/** Share of the blocks that an estimate was made of; 1 where there are none. */
double cw_estimate_share(const struct cw_estimate *estimate);

/** "shard", "folder": as --by takes it. */
const char *cw_slice_by_name(cw_slice_by by);

/** Deep copy; NULL when memory is out. */
struct cw_counts *cw_counts_copy(const struct cw_counts *counts);

/** The last step of whoever fills a cw_counts: sets totals.tokens from the rows, and labels_hash and fingerprint, which
 *  depend on ids, names, tokens and ignored ids, and on nothing else (not on shards, order, sequences or time).
 *  CW_E_DATA if the tokens do not fit 64 bits. */
CW_MUST_USE cw_status cw_counts_seal(struct cw_counts *counts, struct cw_error *err);

/** True for a label that takes part as an entity label: seen and not O.  `o_index` as in cw_weights. */
static inline bool
cw_is_entity(const struct cw_counts *counts, size_t index, ptrdiff_t o_index)
{
        return counts->labels[index].tokens > 0 && (ptrdiff_t)index != o_index;
}

/** True for a label whose several tokens all lie in one sequence, where that is known. */
static inline bool
cw_is_in_one_sequence(const struct cw_counts *counts, size_t index)
{
        return counts->presence != NULL && counts->labels[index].tokens > 1 && counts->presence[index].sequences == 1;
}

#endif
