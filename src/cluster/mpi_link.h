/* SPDX-License-Identifier: MIT */
/*
 * MPI as the ranks use it: whole messages of bytes between rank 0 and the others.  Only the main thread of a process calls
 * MPI (MPI_THREAD_FUNNELED); counting goes on in other threads beside it.
 *
 * Waiting is done by looking and sleeping in turn, for MPI's own waits keep a core busy, which the workers have better use
 * for.
 *
 *     rank 0 -> others    RUN a run    SHARDS ordinals to count, none: no more    LIMIT what is in vain    END exit code
 *     others -> rank 0    ASK for bytes of shards    OUTCOMES of some    NOTICE a sentence    PROGRESS bytes counted
 *                         DONE with the run, and how
 */
#ifndef CW_CLUSTER_MPI_LINK_H
#define CW_CLUSTER_MPI_LINK_H

#include "base/buffer.h"
#include "base/status.h"
#include "pipeline.h"

enum cw_tag {
        CW_TAG_RUN = 1,
        CW_TAG_SHARDS,
        CW_TAG_LIMIT,
        CW_TAG_END,
        CW_TAG_ASK,
        CW_TAG_OUTCOMES,
        CW_TAG_NOTICE,
        CW_TAG_PROGRESS,
        CW_TAG_DONE
};

struct cw_mail {
        int from; /**< rank */
        enum cw_tag tag;
        uint8_t *bytes; /**< owned, in memory that is aligned for anything */
        size_t nbytes;
};

/** How a rank ended a run: the body of DONE. */
struct cw_done {
        int n_threads;
        cw_status status;                /**< not CW_OK: for a reason that is no shard's */
        struct cw_error err;             /**< then */
        char trouble[CW_TROUBLE_NBYTES]; /**< why the cache could not be written there, or "" */
};

/** Starts MPI; false, told, if it has no threads at all. */
bool cw_link_begin(int *argc, char ***argv);
void cw_link_end(void);
int cw_link_rank(void);
int cw_link_size(void);

enum { CW_TO_ALL = -1 /**< all ranks but 0 */ };

/** Returns when `bytes` may be changed again.  CW_E_LIMIT where MPI cannot send so much at once; ends the program where
 *  memory is out, for others wait. */
CW_MUST_USE cw_status cw_link_send(int to, enum cw_tag tag, const void *bytes, size_t nbytes, struct cw_error *err);

/** A message that is there, if one is; where memory is out as above.  Free with cw_free(mail->bytes). */
bool cw_link_receive(struct cw_mail *mail_ret);

/** One message under way, so that both ends may be sending. */
struct cw_parcel;
/** Takes `bytes` over (cw_free). */
CW_MUST_USE cw_status cw_link_post(int to, enum cw_tag tag, char *bytes, size_t nbytes, struct cw_parcel **ret,
                                   struct cw_error *err);
/** Whether it has gone out; then it is freed and nulled. */
bool cw_link_is_gone(struct cw_parcel **parcel_ref);

/* Microseconds between two looks, each of which costs the workers some 15. */
enum {
        CW_MOMENT_US = 50,  /**< somebody waits */
        CW_WHILE_US = 2000, /**< somebody may be about to */
        CW_LONG_US = 10000  /**< nothing is urgent */
};
void cw_link_rest(int microseconds);

#endif
