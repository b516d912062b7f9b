/* SPDX-License-Identifier: MIT */
/*
 * The seams of a shard whose sequences may go on from one part of it to the next: parts are analysed side by side, in any
 * order, and what each leaves open is put together here.
 *
 *     parts in hand    [0 1 2]      [4]   [7 8]          stretches of parts that are known
 *     each             head | ... | tail                 only its ends are open; all between is in the sums
 *
 * A part joins the stretches that it touches, and what thereby becomes a whole sequence goes into the sums: there are never
 * more stretches than parts that workers have in hand, and one.
 *
 * Pieces (see granules.h).  A sequence may reach over several.  Each piece, in the order of the data, is credited with what
 * the sequence, cut off behind it, has more of than cut off before it: so the sums of all pieces up to any of them are those
 * of the data that ends there, and never has a label fewer tokens around it than it has tokens.
 *
 * Thread safety: cw_seams_put() may be called by any worker; the rest by who is alone with it.
 */
#ifndef CW_COUNT_SEQUENCE_SEAMS_H
#define CW_COUNT_SEQUENCE_SEAMS_H

#include "base/team.h"
#include "count/sequences.h"

/** Where a worker is: a piece, by the numbers of its time. */
struct cw_piece {
        size_t number;
        unsigned level;
};

/** Whom pieces are credited to.  `add` NULL: there are no pieces. */
struct cw_piece_credit {
        bool (*same)(void *user, struct cw_piece a, struct cw_piece b);
        cw_status (*add)(void *user, struct cw_piece piece, const struct cw_sequence_label *label, uint64_t around);
        void *user;
};

struct cw_seam_segment;

struct cw_seam_run {
        struct cw_seam_segment *first, *last;
};

/** Parts from .. to. */
struct cw_seam_stretch {
        struct cw_seam_stretch *next;
        uint64_t from, to;
        bool cut; /**< a sequence ends within it: `head` ends there, and `tail` begins after the last end; else all is head */
        struct cw_seam_run head, tail;
};

struct cw_seams {
        struct cw_lock lock; /**< guards what follows */
        struct cw_sequence_sums sums;
        struct cw_seam_stretch *stretches; /**< ascending */
        struct cw_seam_stretch *spare_stretches;
        struct cw_seam_segment *spare_segments;
        uint64_t stamp;
        bool wants_pairs;
        struct cw_piece_credit credit;
};

void cw_seams_init(struct cw_seams *s);
void cw_seams_free(struct cw_seams *s);
/** For a shard; what it held is dropped. */
void cw_seams_begin(struct cw_seams *s, bool wants_pairs, const struct cw_piece_credit *credit);
/** Parts `from` .. `to`, of which `part`, whose labels are those of `part->sums`, has seen all; NULL: there was nothing.
 *  Each part is put once.  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_seams_put(struct cw_seams *s, uint64_t from, uint64_t to, const struct cw_sequences *part,
                                   struct cw_piece piece);
/** All parts are there: what is still open ends where the shard does.  CW_E_MEMORY. */
CW_MUST_USE cw_status cw_seams_end(struct cw_seams *s);

#endif
