/* SPDX-License-Identifier: MIT */
/*
 * The ring of frames.  One lock guards all slots' states, taken a few times a frame; a frame is a mebibyte of labels, so
 * that it is never contended for.  Packing and sending are done without it.
 */
#include "formats/shard/frame_ring.h"

#include "base/memory.h"
#include "base/team.h"

enum { SLOTS_MOST = 66, SLOTS_AHEAD = 2 };

enum slot_state { FREE = 0, GATHERING, FULL, PACKING, PACKED };

struct slot {
        struct cw_gathered gathered; /* first, so that it leads to its slot */
        enum slot_state state;       /* under the ring's lock; the rest belongs to who the state says */
        struct cw_shard_frame frame;
        uint8_t *out;
        size_t out_cap;
};

struct cw_frame_ring {
        const struct cw_packing *packing;
        size_t ids_cap;
        cw_frame_send_fn *send;
        void *send_user;
        struct cw_frame_packer *packer; /* of the gathering thread; NULL until it has to pack */

        struct cw_lock lock; /* guards all that follows, and the states */
        struct slot *slots[SLOTS_MOST];
        size_t n_slots, n_helpers;
        uint32_t n_full, n_sent; /* frames handed over, and sent, so far */
        bool sending, stopped;
        cw_status status; /* the first failure */
        struct cw_error err;
};

cw_status
cw_frame_ring_new(const struct cw_packing *packing, size_t ids_cap, cw_frame_send_fn *send, void *send_user,
                  struct cw_frame_ring **ring_ret, struct cw_error *err)
{
        struct cw_frame_ring *r = cw_calloc(1, sizeof(*r));
        *ring_ret = r;
        if (r == NULL)
                return cw_fail_memory(err, sizeof(*r));
        r->packing = packing;
        r->ids_cap = ids_cap;
        r->send = send;
        r->send_user = send_user;
        cw_lock_init(&r->lock);
        return CW_OK;
}

static void
free_slot(struct slot *s)
{
        cw_free(s->gathered.ids);
        cw_free(s->gathered.lengths);
        cw_free(s->out);
        cw_free(s);
}

void
cw_frame_ring_free(struct cw_frame_ring **ring_ref)
{
        struct cw_frame_ring *r = *ring_ref;
        if (r == NULL)
                return;
        for (size_t i = 0; i < r->n_slots; i++)
                free_slot(r->slots[i]);
        cw_frame_packer_free(&r->packer);
        cw_lock_destroy(&r->lock);
        cw_free(r);
        *ring_ref = NULL;
}

static struct slot *
new_slot(const struct cw_frame_ring *r)
{
        struct slot *s = cw_calloc(1, sizeof(*s));
        if (s == NULL)
                return NULL;
        s->out_cap = cw_frame_packer_bound(r->packing, r->ids_cap / r->packing->id_nbytes);
        s->gathered.ids = cw_malloc(r->ids_cap);
        s->gathered.lengths = cw_malloc(CW_SHARD_PLAIN_MOST);
        s->out = cw_malloc(s->out_cap);
        if (s->gathered.ids != NULL && s->gathered.lengths != NULL && s->out != NULL)
                return s;
        free_slot(s);
        return NULL;
}

/* ---- under the lock -------------------------------------------------------------------------------------------- */

static void
fail(struct cw_frame_ring *r, cw_status status, const struct cw_error *err)
{
        if (r->status != CW_OK)
                return;
        r->status = status;
        r->err = *err;
}

static cw_status
status_of(const struct cw_frame_ring *r, struct cw_error *err)
{
        if (r->status != CW_OK && err != NULL)
                *err = r->err;
        return r->status;
}

static struct slot *
find(struct cw_frame_ring *r, enum slot_state state)
{
        for (size_t i = 0; i < r->n_slots; i++) {
                if (r->slots[i]->state == state)
                        return r->slots[i];
        }
        return NULL;
}

/* Of the frames that are full, the first in order: it is waited for. */
static struct slot *
find_full(struct cw_frame_ring *r)
{
        struct slot *first = NULL;
        for (size_t i = 0; i < r->n_slots; i++) {
                struct slot *s = r->slots[i];
                if (s->state == FULL && (first == NULL || s->gathered.number < first->gathered.number))
                        first = s;
        }
        return first;
}

static struct slot *
find_next_to_send(struct cw_frame_ring *r)
{
        struct slot *s = NULL;
        for (size_t i = 0; i < r->n_slots && s == NULL; i++) {
                if (r->slots[i]->state == PACKED && r->slots[i]->gathered.number == r->n_sent)
                        s = r->slots[i];
        }
        return s;
}

/* Lets go of the lock while it sends. */
static void
send_packed(struct cw_frame_ring *r)
{
        struct slot *s;
        while (!r->sending && r->status == CW_OK && (s = find_next_to_send(r)) != NULL) {
                struct cw_error err;
                r->sending = true;
                cw_lock_give(&r->lock);
                const cw_status status = r->send(r->send_user, &s->frame, s->out, &err);
                cw_lock_take(&r->lock);
                r->sending = false;
                if (status != CW_OK)
                        fail(r, status, &err);
                r->n_sent++;
                s->state = FREE;
                cw_lock_wake(&r->lock);
        }
}

/* Packs a frame that is full, and sends what can be sent.  Lets go of the lock meanwhile. */
static void
pack(struct cw_frame_ring *r, struct slot *s, struct cw_frame_packer *packer)
{
        struct cw_error err;
        s->state = PACKING;
        cw_lock_give(&r->lock);
        const cw_status status = cw_frame_packer_run(packer, &s->gathered, s->out, s->out_cap, &s->frame, &err);
        cw_lock_take(&r->lock);
        s->state = PACKED;
        if (status != CW_OK)
                fail(r, status, &err);
        cw_lock_wake(&r->lock);
        send_packed(r);
}

/* The gathering thread packs as well, or waits for a change if there is nothing to pack. */
static void
pack_or_wait(struct cw_frame_ring *r)
{
        struct cw_error err;
        struct slot *s = find_full(r);
        if (s == NULL) {
                cw_lock_wait(&r->lock);
                return;
        }
        cw_status status = r->packer == NULL ? cw_frame_packer_new(r->packing, &r->packer, &err) : CW_OK;
        if (status == CW_OK)
                pack(r, s, r->packer);
        else
                fail(r, status, &err);
}

/* ---- for the gathering thread ---------------------------------------------------------------------------------- */

static void
hand_over(struct cw_frame_ring *r, struct cw_gathered *gathered)
{
        gathered->number = r->n_full++;
        ((struct slot *)gathered)->state = FULL;
        cw_lock_wake(&r->lock);
}

/* A slot to gather in; a new one only as long as there are helpers for it. */
static struct slot *
take_slot(struct cw_frame_ring *r)
{
        while (r->status == CW_OK) {
                struct slot *s = find(r, FREE);
                const size_t most = r->n_helpers == 0 ? 1 : r->n_helpers + SLOTS_AHEAD;
                if (s != NULL)
                        return s;
                if (r->n_slots < most && r->n_slots < SLOTS_MOST) {
                        struct cw_error err;
                        s = new_slot(r);
                        if (s != NULL)
                                return r->slots[r->n_slots++] = s;
                        fail(r, cw_fail_memory(&err, r->ids_cap), &err);
                } else {
                        pack_or_wait(r);
                }
        }
        return NULL;
}

cw_status
cw_frame_ring_turn(struct cw_frame_ring *r, struct cw_gathered **gathered_ref, struct cw_error *err)
{
        cw_lock_take(&r->lock);
        if (*gathered_ref != NULL)
                hand_over(r, *gathered_ref);
        *gathered_ref = NULL;
        struct slot *s = take_slot(r);
        if (s != NULL) {
                struct cw_gathered *g = &s->gathered;
                s->state = GATHERING;
                *g = (struct cw_gathered){.ids = g->ids, .lengths = g->lengths};
                *gathered_ref = g;
        }
        const cw_status status = status_of(r, err);
        cw_lock_give(&r->lock);
        return status;
}

cw_status
cw_frame_ring_drain(struct cw_frame_ring *r, struct cw_gathered *last, struct cw_error *err)
{
        cw_lock_take(&r->lock);
        if (last != NULL)
                hand_over(r, last);
        while (r->status == CW_OK && r->n_sent < r->n_full)
                pack_or_wait(r);
        const cw_status status = status_of(r, err);
        cw_lock_give(&r->lock);
        return status;
}

/* ---- for helpers ----------------------------------------------------------------------------------------------- */

void
cw_frame_ring_help(struct cw_frame_ring *r)
{
        struct cw_frame_packer *packer = NULL;
        /* Who has no memory for a packer is no helper; whether that matters, the gathering thread will see. */
        if (cw_frame_packer_new(r->packing, &packer, NULL) != CW_OK)
                return;
        cw_lock_take(&r->lock);
        r->n_helpers++;
        while (!r->stopped && r->status == CW_OK) {
                struct slot *s = find_full(r);
                if (s != NULL)
                        pack(r, s, packer);
                else
                        cw_lock_wait(&r->lock);
        }
        cw_lock_give(&r->lock);
        cw_frame_packer_free(&packer);
}

void
cw_frame_ring_stop(struct cw_frame_ring *r)
{
        cw_lock_take(&r->lock);
        r->stopped = true;
        cw_lock_wake(&r->lock);
        cw_lock_give(&r->lock);
}
