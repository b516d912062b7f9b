/* SPDX-License-Identifier: MIT */
/*
 * What is known of labels by the sequences that they stand in, as sums, and nothing else: of a worker, of a shard, of the whole.
 *
 *     of each label   tokens of the sequences that contain it ("around"), and how many sequences these are
 *     of pairs        how often a label follows a label, of which weigh/tagging.h makes spans
 *
 * A label is known by a code, its number and whether it is a name; codes mean something within one set of sums only.
 * Adding is exact and commutative.  Not thread-safe.  {0} is empty.
 */
#ifndef CW_COUNT_SEQUENCE_SUMS_H
#define CW_COUNT_SEQUENCE_SUMS_H

#include "base/result.h"
#include "labels/intern.h"

/** A label as the data has it: by name, or by id. */
struct cw_sequence_label {
        const char *name; /**< NULL: it is an id; in the memory of the sums, stable until they are freed */
        size_t nbytes;
        int64_t id;
        struct cw_label_presence sum;
        uint64_t stamp; /**< of whoever goes through labels and has met this one */
        bool left_out;  /**< of the analyser: ignored, or unknown and not counted */
};

/** Labels of one kind, by the numbers that a table of their texts gives: names, or ids as their eight bytes. */
struct cw_sequence_labels {
        struct cw_intern table;
        struct cw_sequence_label *items;
        size_t n, cap;
};

/** One label directly behind another; ignored tokens between them are passed over. */
struct cw_sequence_pair {
        uint32_t from, to; /**< codes + 1 of labels, 0: the border of the sequence */
        uint64_t n;
};

struct cw_sequence_pairs {
        struct cw_intern table; /**< of the eight bytes of (from, to) */
        struct cw_sequence_pair *items;
        size_t n, cap;
        bool too_many;   /**< there are more than can be kept: none are told */
        uint32_t *small; /**< number + 1 of pairs of small codes, 0: not met yet */
};

struct cw_sequence_sums {
        struct cw_sequence_labels ids, names;
        struct cw_sequence_pairs pairs;
        uint32_t *touched; /**< codes of the labels that have a sum */
        size_t n_touched, touched_cap;
        bool missing; /**< a counts file had no such figures: those of the others are not the whole */
};

#define CW_SEQUENCE_NO_CODE UINT32_MAX

/** The code of a label, which is put in; CW_SEQUENCE_NO_CODE when memory is out or there are more than CW_LABELS_MOST. */
uint32_t cw_sequence_code_of_id(struct cw_sequence_sums *s, int64_t id);
uint32_t cw_sequence_code_of_name(struct cw_sequence_sums *s, const char *text, size_t nbytes);
/** The code here of a label of `from`. */
uint32_t cw_sequence_code_of(struct cw_sequence_sums *s, const struct cw_sequence_label *label);

static inline struct cw_sequence_label *
cw_sequence_label_of(const struct cw_sequence_sums *s, uint32_t code)
{
        return &(code % 2 == 0 ? &s->ids : &s->names)->items[code / 2];
}

/** CW_E_MEMORY. */
CW_MUST_USE cw_status cw_sequence_sums_add(struct cw_sequence_sums *s, uint32_t code, struct cw_label_presence more);
/** `n` more of a pair of codes + 1.  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_sequence_sums_pair(struct cw_sequence_sums *s, uint32_t from, uint32_t to, uint64_t n);
/** Adds all of `from`, which is empty then.  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_sequence_sums_move(struct cw_sequence_sums *to, struct cw_sequence_sums *from);

/** Sums become 0; labels and their codes stay. */
void cw_sequence_sums_clear(struct cw_sequence_sums *s);
/** Between shards: forgets the labels, too, where they are very many, or what one shard had would decide whether the next is
 *  told to have too many. */
void cw_sequence_sums_trim(struct cw_sequence_sums *s);
void cw_sequence_sums_free(struct cw_sequence_sums *s);

#endif
