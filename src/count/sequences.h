/* SPDX-License-Identifier: MIT */
/*
 * What counting by itself does not know: which labels stand together in a sequence.  One analyser a worker, fed in order
 * by the worker's tally as its collector, while the tally goes on counting.
 *
 *     of each label   tokens of the sequences that contain it ("around"), and how many sequences these are
 *     with `pairs`    how often a label follows a label, of which weigh/tagging.h makes spans
 *
 * Ignored ids, and labels that are left out as unknown, are not there for it: neither are they in a sequence's tokens.
 * A shard's sums join the worker's when the shard is done, so that one that fails leaves no trace; sums of integers do
 * not depend on which worker had which shard.
 */
#ifndef CW_COUNT_SEQUENCES_H
#define CW_COUNT_SEQUENCES_H

#include "base/result.h"
#include "count/collector.h"

/** A label as the data has it: by name, or by id. */
struct cw_sequence_label {
        const char *name; /**< NULL: it is an id; in the analyser's memory */
        size_t nbytes;
        int64_t id;
        bool left_out;                       /**< ignored, or unknown and not counted */
        uint64_t stamp;                      /**< of the last sequence that had it */
        struct cw_label_presence shard, all; /**< of the shard at hand, of all that are done */
};

/** Labels of one kind, by the numbers that a table of their texts gives: names, or ids as their eight bytes. */
struct cw_sequence_labels {
        struct cw_intern table;
        struct cw_sequence_label *items;
        size_t n, cap;
};

/** What is left out.  Borrowed. */
struct cw_sequence_rules {
        const int64_t *ignore;
        size_t n_ignore;
        const struct cw_label_map *map; /**< the user's, or NULL */
        bool leave_unknown;             /**< CW_UNKNOWN_IGNORE */
};

/** One label directly behind another; ignored tokens between them are passed over. */
struct cw_sequence_pair {
        uint32_t from, to; /**< codes + 1 of labels, 0: the border of the sequence */
        uint64_t shard, all;
};

struct cw_sequence_pairs {
        bool wanted;
        bool too_many;          /**< there are more than can be kept: none are told */
        struct cw_intern table; /**< of the eight bytes of (from, to) */
        struct cw_sequence_pair *items;
        size_t n, cap;
        uint32_t *touched; /**< of the shard at hand */
        size_t n_touched, touched_cap;
        uint32_t *small; /**< number + 1 of pairs of small codes, 0: not met yet */
};

enum { CW_SEQUENCE_SMALL_IDS = 1 << 12, CW_SEQUENCE_SMALL_CODES = 128 };

struct cw_sequences {
        struct cw_sequence_rules rules;
        struct cw_sequence_labels ids, names;
        struct cw_sequence_pairs pairs;
        bool missing; /**< a counts file had no such figures */

        /* private */
        uint32_t small_ids[CW_SEQUENCE_SMALL_IDS]; /**< code + 1 of ids 0 .., 0: not met yet */
        const int64_t *shard_ignored;              /**< of the shard at hand */
        size_t n_shard_ignored;
        int64_t n_known;
        uint32_t *present, *touched; /**< codes of labels of the sequence, and of the shard */
        size_t n_present, present_cap, n_touched, touched_cap;
        uint64_t n_tokens, stamp; /**< of the sequence */
        uint32_t before;          /**< code + 1 of the label before, 0 at the border */
};

/** `{0}` with the rules set is a fresh one, of which this makes the collector that feeds it. */
struct cw_collector cw_sequences_collector(struct cw_sequences *s);
/** The label of a code, as of pairs less 1. */
const struct cw_sequence_label *cw_sequence_label_of(const struct cw_sequences *s, uint32_t code);
void cw_sequences_free(struct cw_sequences *s);

#endif
