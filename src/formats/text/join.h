/* SPDX-License-Identifier: MIT */
/*
 * The seams of a text shard.  Workers deposit, for each block, the fragment before its first whole row (head) and the one
 * after its last (tail).  Deposits are joined strictly in the order of the blocks, by whoever brings the next one; the
 * joined rows are decoded into that worker's own tally.  Out-of-order deposits wait in a ring of fixed size, so that
 * memory stays bounded: who is too far ahead sleeps until the others have caught up.
 *
 * Where only some blocks are counted (cw_read_options.sample), a row is of the block in which it begins, and the text of
 * blocks that are left out is looked at no farther than it takes to end a row of the block before:
 *
 *     block 0, counted   block 1, left out          block 2, left out     block 3, counted
 *     [ body  | tail ]   [ head | ............. ]   [ .............. ]   [ head | body ...
 *               \_______seam 1_/                                           not known, not counted
 *
 * Thread safety: all functions may be called by any worker at any time; each block is deposited exactly once, also when
 * decoding it failed, or those behind it would wait for ever.
 */
#ifndef CW_FORMATS_JOIN_H
#define CW_FORMATS_JOIN_H

#include "base/team.h"
#include "formats/format.h"
#include "formats/text/text.h"

enum { CW_JOIN_AHEAD = 64 }; /**< blocks that may lie between the next in order and the last deposited */

/** What is known of a block after decoding. */
struct cw_deposit {
        const char *head; /**< bytes before the first whole row */
        size_t head_nbytes;
        bool closed;   /**< a whole row was found, so that the head ends; else all of the block is head */
        int head_mode; /**< where the head ends */
        const char *tail;
        size_t tail_nbytes;
        struct cw_text_state state; /**< at the end of the body */
        bool failed;                /**< the block could not be decoded to its end */

        bool skipped; /**< the block is left out: it has no body, and nobody knows its tail ... */
        bool unseen;  /**< ... nor its head, unless somebody looks for it: in `block` */
        struct cw_block block;
        /** Of whoever deposits: fills in head, head_nbytes and closed of another deposit that is `unseen`. */
        cw_status (*find)(void *finder, struct cw_deposit *unseen, struct cw_error *err);
        void *finder;
};

struct cw_join;

CW_MUST_USE cw_status cw_join_new(const struct cw_text_dialect *dialect, const void *learnt, uint64_t max_nbytes,
                                  struct cw_join **join_ret, struct cw_error *err);

/** Hands in block `seq`, and decodes all seams that this completes.  Fails if one of these rows does; tally->at.part
 *  says which part that was. */
CW_MUST_USE cw_status cw_join_deposit(struct cw_join *join, uint64_t seq, const struct cw_deposit *deposit,
                                      struct cw_tally *tally, struct cw_error *err);

/** Hands in a part of block `seq`, whose turn it waits for, and decodes what can be; the deposit follows, and has not this
 *  part in it.  For blocks that are too large to be held; tally->at as above. */
CW_MUST_USE cw_status cw_join_feed(struct cw_join *join, uint64_t seq, const char *text, size_t nbytes,
                                   struct cw_tally *tally, struct cw_error *err);

/** The mode that decoding in order has come to; false if there is text that has not been looked at.  Of use to who has just
 *  fed the block whose turn it is. */
bool cw_join_mode(struct cw_join *join, int *mode_ret);

/** After the last block: decodes what is left. */
CW_MUST_USE cw_status cw_join_finish(struct cw_join *join, struct cw_tally *tally, struct cw_error *err);

/** Rows in all parts before `part`; those of parts that were never reached count as 0. */
uint64_t cw_join_rows_before(const struct cw_join *join, uint64_t part);

void cw_join_free(struct cw_join **join);

#endif
