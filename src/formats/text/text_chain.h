/* SPDX-License-Identifier: MIT */
/*
 * Where nested text may be cut.  Whether a brace in the middle of a document is the end of a record, or stands within a
 * string, is told by all that comes before it.  So each worker counts the brackets and quotes of its block first, without
 * knowing how it begins; what holds at its start goes from block to block, in order, by an addition; then the worker
 * knows where in its block a record ends, and decodes from there.
 *
 *     worker 1   read | survey |────▶ decode                      block k
 *     worker 2     read | survey | wait ▲ |────▶ decode           block k+1
 *                          border k+1 ──┘
 *
 * As long as it is not known where the list of records begins, blocks are decoded one after the other, by the joiner.
 *
 * Nearly always a record's end can be told from what stands around it.  So the first pass over a shard guesses, and looks at the
 * text once: each block is decoded from where a record seems to end in it, and the joiner, which decodes what lies between
 * two blocks from what the first has come to, finds that the second began right, or not.  If so of every block, then all was
 * decoded as it would have been in one piece.  If not, or if there was any fault, all is in vain, and done again without
 * guesses; so neither counts nor faults depend on them.
 */
#ifndef CW_FORMATS_TEXT_CHAIN_H
#define CW_FORMATS_TEXT_CHAIN_H

#include "base/team.h"
#include "formats/text/scan.h"

#include <stdatomic.h>

struct cw_text_chain {
        struct cw_lock lock;
        uint64_t next; /**< the block at whose start `border` lies */
        struct cw_text_border border;
        bool broken; /**< a block could not be read: borders behind it are not known */
};

void cw_text_chain_init(struct cw_text_chain *chain);
void cw_text_chain_destroy(struct cw_text_chain *chain);

/** Waits until it is known what holds at the start of block `seq`, which is text[0 .. nbytes).  If the list of records is
 *  open there, or over, what holds at its end is known at once; else cw_text_chain_put() is to be called.  False: broken. */
bool cw_text_chain_pass(struct cw_text_chain *chain, uint64_t seq, cw_scan_survey_fn *survey, const char *text,
                        size_t nbytes, struct cw_text_border *entry_ret);

/** Waits until it is known what holds at the start of block `seq`; cw_text_chain_put() is to be called.  False: broken. */
bool cw_text_chain_wait(struct cw_text_chain *chain, uint64_t seq, struct cw_text_border *entry_ret);

/** Where borders are guessed: waits until it is known where the list of records is, or what holds at the start of block `seq`;
 *  then, if the list is unknown, cw_text_chain_put() is to be called.  False: broken. */
bool cw_text_chain_settle(struct cw_text_chain *chain, uint64_t seq, struct cw_text_border *border_ret);

/** Over text[0 .. nbytes). */
void cw_text_border_move(struct cw_text_border *border, cw_scan_survey_fn *survey, const char *text, size_t nbytes);

/** Says what holds behind block `seq`. */
void cw_text_chain_put(struct cw_text_chain *chain, uint64_t seq, const struct cw_text_border *border);

/** No border behind will be known. */
void cw_text_chain_break(struct cw_text_chain *chain);

#endif
