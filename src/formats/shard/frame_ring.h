/* SPDX-License-Identifier: MIT */
/*
 * Frames on their way from who gathers labels, through whoever packs them, to the sink:
 *
 *     free -> gathering -> full -> packing -> packed -> sent, in the order of their numbers -> free
 *
 * One thread gathers; helpers pack.  Who finishes the frame that is next in order sends it, and those packed behind it.
 * The gathering thread packs too when all slots are taken, and does everything where nobody helps.
 */
#ifndef CW_FORMATS_FRAME_RING_H
#define CW_FORMATS_FRAME_RING_H

#include "formats/shard/frame_packer.h"

/** Sends a packed frame on; called for one frame at a time, in order. */
typedef cw_status
cw_frame_send_fn(void *user, const struct cw_shard_frame *frame, const uint8_t *bytes, struct cw_error *err);

struct cw_frame_ring;

CW_MUST_USE cw_status cw_frame_ring_new(const struct cw_packing *packing, size_t ids_cap, cw_frame_send_fn *send,
                                        void *send_user, struct cw_frame_ring **ring_ret, struct cw_error *err);
void cw_frame_ring_free(struct cw_frame_ring **ring);

/** For the gathering thread.  Hands over what it has gathered, if anything, and gives it another slot to gather in; its
 *  arrays have room for ids_cap bytes of ids and CW_SHARD_PLAIN_MOST bytes of lengths.  What failed anywhere is told. */
CW_MUST_USE cw_status cw_frame_ring_turn(struct cw_frame_ring *ring, struct cw_gathered **gathered_ref,
                                         struct cw_error *err);

/** For the gathering thread: hands over the last frame (NULL: there is none) and returns when all have been sent. */
CW_MUST_USE cw_status cw_frame_ring_drain(struct cw_frame_ring *ring, struct cw_gathered *last, struct cw_error *err);

/** Packs until cw_frame_ring_stop(). */
void cw_frame_ring_help(struct cw_frame_ring *ring);
void cw_frame_ring_stop(struct cw_frame_ring *ring);

#endif
