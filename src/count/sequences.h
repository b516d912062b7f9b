/* SPDX-License-Identifier: MIT */
/*
 * What counting by itself does not know: which labels stand together in a sequence.  One analyser a worker, fed in order
 * by the worker's tally as its collector, while the tally goes on counting.
 *
 * Ignored ids, and labels that are left out as unknown, are not there for it: neither are they in a sequence's tokens.
 *
 * Where sequences may go on from block to block, what an analyser sees of one part of a shard is
 *
 *     ...a a b | a c | b | a b b...        a head, whole sequences, a tail
 *      \_head_/  \_whole_/ \_tail_/
 *
 * Whole ones go into its sums; head and tail go to the seams of the shard (count/sequence_seams.h), which know what comes
 * before and after.
 */
#ifndef CW_COUNT_SEQUENCES_H
#define CW_COUNT_SEQUENCES_H

#include "base/memory.h"
#include "count/collector.h"
#include "count/sequence_sums.h"

/** What is left out.  Borrowed. */
struct cw_sequence_rules {
        const int64_t *ignore;
        size_t n_ignore;
        const struct cw_label_map *map; /**< the user's, or NULL */
        bool leave_unknown;             /**< CW_UNKNOWN_IGNORE */
};

/** A sequence, or as much of it as lies in one part. */
struct cw_sequence_run {
        uint32_t *codes; /**< of the labels in it, each once */
        size_t n, cap;
        uint64_t n_tokens;
        uint32_t first, last; /**< codes + 1 of its first and last token; 0: it has none */
};

/** False: memory ran out. */
static inline bool
cw_sequence_run_put(struct cw_sequence_run *run, uint32_t code)
{
        if (!cw_grow(&run->codes, &run->cap, run->n + 1, sizeof(*run->codes)))
                return false;
        run->codes[run->n++] = code;
        return true;
}

/** What is settled of a shard before its labels come.  Borrowed until the next shard begins. */
struct cw_sequence_shard {
        const struct cw_label_map *names; /**< ids 0 .. n-1 stand for these names; NULL: ids are ids */
        const int64_t *ignored;           /**< ids that it says are no labels */
        size_t n_ignored;
        int64_t n_known; /**< how many ids have a name there */
        bool goes_on;    /**< sequences may go on from one part to the next */
};

enum { CW_SEQUENCE_SMALL = 1 << 12 };

struct cw_sequences {
        struct cw_sequence_rules rules;
        bool wants_pairs;
        struct cw_sequence_sums sums; /**< of whole sequences since they were moved elsewhere */

        /* the part at hand */
        struct cw_sequence_run head; /**< the end of a sequence that began before it, where has_head */
        struct cw_sequence_run
                now; /**< the sequence at hand, which may have begun before, too, until there is a head */
        bool has_head;

        /* private */
        bool open; /**< where the sequence at hand began is not known */
        struct cw_sequence_shard shard;
        struct cw_sequence_small {
                uint64_t stamp; /**< of the last sequence that had it */
                uint32_t code1; /**< code + 1, 0: not met yet */
        } ids[CW_SEQUENCE_SMALL],
                names[CW_SEQUENCE_SMALL]; /**< of ids from -CW_DENSE_BIAS on, of names by their numbers */
        uint64_t stamp;                   /**< of the sequence at hand */
};

/** `{.rules = ...}` is a fresh one, of which this makes the collector that feeds it. */
struct cw_collector cw_sequences_collector(struct cw_sequences *s);
void cw_sequences_free(struct cw_sequences *s);

void cw_sequences_begin_shard(struct cw_sequences *s, const struct cw_sequence_shard *shard);
/** Then labels come, then the end; what is left of head and tail is the caller's to take in between. */
void cw_sequences_begin_part(struct cw_sequences *s);
/** CW_E_MEMORY.  Where sequences do not go on, a last one that nothing ended ends here. */
CW_MUST_USE cw_status cw_sequences_end_part(struct cw_sequences *s);
/** The tally has got other numbers for its names. */
void cw_sequences_renumber(struct cw_sequences *s);
/** Forgets the sums, and the part. */
void cw_sequences_drop(struct cw_sequences *s);

/** Puts a whole sequence into sums, by whose codes it goes.  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_sequence_run_settle(const struct cw_sequence_run *run, bool wants_pairs,
                                             struct cw_sequence_sums *sums);

#endif
