/* SPDX-License-Identifier: MIT */
/*
 * Joining fragments in order.
 *
 *     block 0            block 1                     block 2
 *     [ body  | tail ]   [ head | body   | tail ]    [ head | ...
 *               \________seam 1__/         \________seam 2__/
 *
 * A block without a whole row in it (a record longer than a block) is all head: it only adds to the carry.  The carry behind
 * a block that is left out is not known: it is empty then, and `lost`, until a row begins in a block that is counted.
 */
#include "formats/text/join.h"

#include "base/memory.h"

#include <string.h>

struct bytes {
        char *data;
        size_t n, cap;
};

/* A deposit that waits for its turn.  Its buffers are reused from lap to lap. */
struct slot {
        bool ready;
        struct bytes head, tail;
        struct cw_deposit what; /* its pointers are not used */
};

struct cw_join {
        const struct cw_text_dialect *dialect;
        const void *learnt;
        uint64_t max_nbytes;

        struct cw_lock lock; /* guards all below */
        uint64_t next;       /* the block whose turn it is */
        struct slot ring[CW_JOIN_AHEAD];
        struct bytes carry; /* bytes of the row that is not whole yet */
        size_t tried;       /* of these have been decoded in vain: too little for a row */
        uint64_t begun;     /* the block that the carry begins in */
        bool lost;          /* that is left out */
        int mode;           /* the dialect's state at the start of the carry */
        uint64_t n_rows;    /* rows before the carry */
        bool broken;        /* a block or a seam failed: nothing after it counts */

        /* rows_before[part]: 16 bytes a block, kept for the places in messages, a millionth of the text. */
        uint64_t *rows_before;
        size_t n_parts, parts_cap;
};

cw_status
cw_join_new(const struct cw_text_dialect *dialect, const void *learnt, uint64_t max_nbytes, struct cw_join **join_ret,
            struct cw_error *err)
{
        struct cw_join *j = cw_calloc(1, sizeof(*j));
        *join_ret = j;
        if (j == NULL)
                return cw_fail_memory(err, sizeof(*j));
        j->dialect = dialect;
        j->learnt = learnt;
        j->max_nbytes = max_nbytes;
        cw_lock_init(&j->lock);
        return CW_OK;
}

static cw_status
append(struct bytes *b, const char *data, size_t n, uint64_t max_nbytes, struct cw_error *err)
{
        if (n > max_nbytes || b->n > max_nbytes - n)
                return cw_fail(err, CW_E_LIMIT,
                               "a record is longer than --max-memory (%llu bytes); raise it if that is "
                               "right",
                               (unsigned long long)max_nbytes);
        /* Scanners read whole vectors: there must be room behind the last byte. */
        if (!cw_grow(&b->data, &b->cap, b->n + n + CW_TEXT_PAD, 1))
                return cw_fail_memory(err, b->n + n);
        if (n > 0)
                memcpy(b->data + b->n, data, n);
        b->n += n;
        memset(b->data + b->n, 0, CW_TEXT_PAD);
        return CW_OK;
}

static cw_status
note_rows(struct cw_join *j, uint64_t part, struct cw_error *err)
{
        if (!cw_grow(&j->rows_before, &j->parts_cap, (size_t)part + 1, sizeof(*j->rows_before)))
                return cw_fail_memory(err, ((size_t)part + 1) * sizeof(*j->rows_before));
        while (j->n_parts <= part)
                j->rows_before[j->n_parts++] = j->n_rows;
        return CW_OK;
}

/* Decodes rows of the carry as `part`, of which rows may have been decoded before; what is no whole row stays. */
static cw_status
decode_rows(struct cw_join *j, uint64_t part, bool last, struct cw_tally *tally, struct cw_error *err)
{
        struct cw_text_state state = {.row = j->n_rows - j->rows_before[part], .mode = j->mode};
        size_t consumed = 0;
        CW_TRY(append(&j->carry, NULL, 0, j->max_nbytes, err));
        if (tally->before_part != NULL)
                tally->before_part(tally->user, part, j->begun);
        tally->at = (struct cw_place){.part = part};
        tally->in_seam = true;
        cw_status status =
                j->dialect->decode(j->learnt, &state, j->carry.data, j->carry.n, last, tally, &consumed, err);
        tally->in_seam = false;
        if (status == CW_OK)
                status = cw_tally_status(tally, err);
        j->n_rows = j->rows_before[part] + state.row;
        j->mode = state.mode;
        j->carry.n -= consumed;
        memmove(j->carry.data, j->carry.data + consumed, j->carry.n);
        j->tried = j->carry.n;
        if (consumed > 0)
                j->begun = part / 2;
        return status;
}

/* What is looked at in a window may be another text when it is looked at again: then pieces do not fit together. */
static cw_status
fail_changed(struct cw_error *err)
{
        return cw_fail(err, CW_E_IO, "the file was written to while it was read; count it again");
}

/* Decodes the carry, which ends with a row. */
static cw_status
decode_carry(struct cw_join *j, uint64_t part, bool last, struct cw_tally *tally, struct cw_error *err)
{
        CW_TRY(decode_rows(j, part, last, tally, err));
        return j->carry.n == 0 ? CW_OK : fail_changed(err);
}

/* The row that began with the carry has no room: its place. */
static cw_status
fail_row(const struct cw_join *j, cw_status status, struct cw_tally *tally, struct cw_error *err)
{
        tally->at.part = 2 * j->next;
        if (err != NULL && status == CW_E_LIMIT)
                err->row = j->n_rows - j->rows_before[2 * j->next] + 1;
        return status;
}

/* More text, all of which is head.  Rows are looked for where one may begin anywhere (a list in a list, say, is decoded in
 * order); again only when there is twice as much. */
static cw_status
take_more(struct cw_join *j, const char *text, size_t nbytes, struct cw_tally *tally, struct cw_error *err)
{
        const uint64_t part = 2 * j->next;
        CW_TRY(note_rows(j, part, err));
        if (j->lost)
                return CW_OK;
        const cw_status status = append(&j->carry, text, nbytes, j->max_nbytes, err);
        if (status != CW_OK)
                return fail_row(j, status, tally, err);
        if (j->dialect->border != NULL && j->carry.n / 2 >= j->tried)
                return decode_rows(j, part, false, tally, err);
        return CW_OK;
}

/* The head of a block ends the row of the carry. */
static cw_status
close_row(struct cw_join *j, const struct cw_deposit *d, struct cw_tally *tally, struct cw_error *err)
{
        CW_TRY(note_rows(j, 2 * j->next, err));
        if (j->lost)
                return CW_OK;
        const cw_status status = append(&j->carry, d->head, d->head_nbytes, j->max_nbytes, err);
        if (status != CW_OK)
                return fail_row(j, status, tally, err);
        if (j->carry.n > 0)
                CW_TRY(decode_carry(j, 2 * j->next, false, tally, err));
        return j->dialect->border == NULL || j->mode == d->head_mode ? CW_OK : fail_changed(err);
}

/* Takes the deposit whose turn it is.  `by` is that of the worker at hand, which can look into blocks. */
static cw_status
take(struct cw_join *j, struct cw_deposit *d, const struct cw_deposit *by, struct cw_tally *tally, struct cw_error *err)
{
        if (d->unseen && !j->lost) {
                tally->at = (struct cw_place){.part = 2 * j->next + 1};
                CW_TRY(by->find(by->finder, d, err));
        }
        if (!d->closed) {
                CW_TRY(take_more(j, d->head, d->head_nbytes, tally, err));
        } else {
                CW_TRY(close_row(j, d, tally, err));
                CW_TRY(note_rows(j, 2 * j->next + 1, err));
                j->n_rows += d->state.row;
                j->mode = d->state.mode;
                j->tried = 0;
                j->begun = j->next;
                j->lost = d->skipped;
                CW_TRY(append(&j->carry, d->tail, d->tail_nbytes, j->max_nbytes, err));
        }
        if (tally->after_part != NULL)
                tally->after_part(tally->user, 2 * j->next);
        j->next++;
        if (d->failed)
                j->broken = true;
        return CW_OK;
}

static cw_status
store(struct cw_join *j, struct slot *s, const struct cw_deposit *d, struct cw_error *err)
{
        s->head.n = s->tail.n = 0;
        CW_TRY(append(&s->head, d->head, d->head_nbytes, j->max_nbytes, err));
        CW_TRY(append(&s->tail, d->tail, d->tail_nbytes, j->max_nbytes, err));
        s->what = *d;
        s->ready = true;
        return CW_OK;
}

/* Takes the deposits that waited for the one just taken. */
static cw_status
drain(struct cw_join *j, const struct cw_deposit *by, struct cw_tally *tally, struct cw_error *err)
{
        while (!j->broken) {
                struct slot *s = &j->ring[j->next % CW_JOIN_AHEAD];
                if (!s->ready)
                        break;
                s->ready = false;
                s->what.head = s->head.data;
                s->what.head_nbytes = s->head.n;
                s->what.tail = s->tail.data;
                s->what.tail_nbytes = s->tail.n;
                CW_TRY(take(j, &s->what, by, tally, err));
        }
        return CW_OK;
}

cw_status
cw_join_deposit(struct cw_join *j, uint64_t seq, const struct cw_deposit *deposit, struct cw_tally *tally,
                struct cw_error *err)
{
        cw_status status = CW_OK;
        struct cw_deposit own = *deposit;
        cw_lock_take(&j->lock);
        while (!j->broken && seq >= j->next + CW_JOIN_AHEAD)
                cw_lock_wait(&j->lock);
        if (!j->broken && seq == j->next) {
                status = take(j, &own, deposit, tally, err);
                if (status == CW_OK)
                        status = drain(j, deposit, tally, err);
        } else if (!j->broken) {
                status = store(j, &j->ring[seq % CW_JOIN_AHEAD], deposit, err);
        }
        if (status != CW_OK)
                j->broken = true;
        cw_lock_wake(&j->lock);
        cw_lock_give(&j->lock);
        return status;
}

cw_status
cw_join_feed(struct cw_join *j, uint64_t seq, const char *text, size_t nbytes, struct cw_tally *tally,
             struct cw_error *err)
{
        cw_status status = CW_OK;
        cw_lock_take(&j->lock);
        while (!j->broken && seq != j->next)
                cw_lock_wait(&j->lock);
        if (!j->broken)
                status = take_more(j, text, nbytes, tally, err);
        if (status != CW_OK)
                j->broken = true;
        cw_lock_wake(&j->lock);
        cw_lock_give(&j->lock);
        return status;
}

bool
cw_join_mode(struct cw_join *j, int *mode_ret)
{
        cw_lock_take(&j->lock);
        *mode_ret = j->mode;
        const bool settled = !j->broken && j->tried == j->carry.n;
        cw_lock_give(&j->lock);
        return settled;
}

cw_status
cw_join_finish(struct cw_join *j, struct cw_tally *tally, struct cw_error *err)
{
        if (j->broken || j->lost)
                return CW_OK;
        CW_TRY(note_rows(j, 2 * j->next, err));
        return decode_carry(j, 2 * j->next, true, tally, err);
}

uint64_t
cw_join_rows_before(const struct cw_join *j, uint64_t part)
{
        return part < j->n_parts ? j->rows_before[part] : 0;
}

void
cw_join_free(struct cw_join **join_ref)
{
        struct cw_join *j = *join_ref;
        if (j == NULL)
                return;
        for (size_t i = 0; i < CW_JOIN_AHEAD; i++) {
                cw_free(j->ring[i].head.data);
                cw_free(j->ring[i].tail.data);
        }
        cw_free(j->carry.data);
        cw_free(j->rows_before);
        cw_lock_destroy(&j->lock);
        cw_free(j);
        *join_ref = NULL;
}
