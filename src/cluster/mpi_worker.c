/* SPDX-License-Identifier: MIT */
/*
 * A rank other than 0.  While it counts, the pipeline runs in a thread of its own with its team; the main thread carries
 * questions and outcomes to rank 0 and answers back.
 */
#include "base/memory.h"
#include "base/team.h"
#include "cluster/dispatch.h"
#include "cluster/message.h"
#include "cluster/mpi_link.h"
#include "cluster/mpi_ranks.h"

#include <stdio.h>
#include <string.h>

/* Outcomes, one after the other, or a notice, on their way. */
struct outgoing {
        struct outgoing *next;
        enum cw_tag tag;
        struct cw_buffer bytes;
};

enum { TOGETHER = 1 << 16 };        /* bytes of outcomes go out as one message, or one that is longer */
static const double MOMENT = 0.006; /* seconds */

struct worker {
        struct cw_remote_run remote;
        struct cw_exchange exchange;
        _Atomic uint64_t limit, bytes_done;
        double began;

        struct cw_lock lock; /* guards what follows */
        uint64_t claimed[2 * CW_DISPATCH_MOST];
        size_t n_claimed, next;
        uint64_t nbytes_claimed, nbytes_counted; /* of shards that are not taken yet, and that are done */
        bool hungry;                             /* more is to be asked for, or has been */
        bool waiting;                            /* claim() cannot go on without */
        bool dry;                                /* there are no more */
        struct outgoing *first, *last;
        bool ended;
        struct cw_done done;

        /* of the main thread alone */
        bool asked;
        struct cw_parcel *parcel;
        uint64_t bytes_told;
        double told_at;
};

/* ---- called by the pipeline -------------------------------------------------------------------------------- */

static uint64_t
size_of(const struct worker *w, uint64_t ordinal)
{
        return ordinal < w->remote.inputs.n ? w->remote.inputs.items[ordinal].nbytes : 0;
}

/* Under the lock: bytes of shards that are counted here in a moment, in which an answer may just come. */
static uint64_t
in_a_moment(const struct worker *w)
{
        const double seconds = cw_team_seconds() - w->began;
        return seconds > 0 ? (uint64_t)((double)w->nbytes_counted * (MOMENT / seconds)) : 0;
}

/* Under the lock: asks for more, once. */
static void
get_hungry(struct worker *w)
{
        if (w->hungry || w->dry)
                return;
        w->hungry = true;
        cw_lock_wake(&w->lock);
}

/* Under the lock, when a shard was taken: more is to be there when the last of several is done.  Who gets one at a time
 * is near the end of the run, where a shard that waits for him might end it later, unless it is one that takes no time. */
static bool
is_running_out(const struct worker *w)
{
        if (w->next < w->n_claimed)
                return w->nbytes_claimed <= in_a_moment(w);
        return w->n_claimed > 1 || size_of(w, w->claimed[0]) <= in_a_moment(w);
}

static bool
claim(void *user, uint64_t *ordinal_ret)
{
        struct worker *w = user;
        cw_lock_take(&w->lock);
        while (w->next == w->n_claimed && !w->dry) {
                w->waiting = true;
                get_hungry(w);
                cw_lock_wait(&w->lock);
        }
        w->waiting = false;
        const bool any = w->next < w->n_claimed;
        if (any) {
                *ordinal_ret = w->claimed[w->next++];
                w->nbytes_claimed -= size_of(w, *ordinal_ret);
                if (is_running_out(w))
                        get_hungry(w);
        }
        cw_lock_give(&w->lock);
        return any;
}

/* Under the lock. */
static void
fail(struct worker *w, const struct cw_error *err)
{
        if (w->done.status == CW_OK) {
                w->done.status = err->status;
                w->done.err = *err;
        }
        atomic_store(&w->limit, 0);
}

/* Under the lock: where bytes of this kind go; NULL: memory is out. */
static struct outgoing *
find_outgoing(struct worker *w, enum cw_tag tag, size_t nbytes)
{
        struct outgoing *last = w->last;
        if (last != NULL && last->tag == tag && tag == CW_TAG_OUTCOMES && last->bytes.n + nbytes <= TOGETHER)
                return last;
        struct outgoing *o = cw_calloc(1, sizeof(*o));
        if (o == NULL)
                return NULL;
        o->tag = tag;
        *(last == NULL ? &w->first : &last->next) = o;
        w->last = o;
        return o;
}

/* Frees the bytes. */
static void
post(struct worker *w, enum cw_tag tag, struct cw_buffer *bytes)
{
        struct cw_error err;
        cw_lock_take(&w->lock);
        struct outgoing *o = find_outgoing(w, tag, bytes->n);
        if (o != NULL && o->bytes.data != NULL) {
                cw_buffer_add(&o->bytes, bytes->data, bytes->n);
        } else if (o != NULL) {
                o->bytes = *bytes;
                *bytes = (struct cw_buffer){0};
        }
        if (o == NULL || bytes->failed || o->bytes.failed) {
                (void)cw_fail_memory(&err, bytes->n);
                fail(w, &err);
        }
        cw_lock_give(&w->lock);
        cw_buffer_free(bytes);
}

static void
deliver(void *user, struct cw_shard_outcome *outcome)
{
        struct worker *w = user;
        struct cw_buffer bytes = {0};
        cw_lock_take(&w->lock);
        w->nbytes_counted += size_of(w, outcome->ordinal);
        cw_lock_give(&w->lock);
        cw_message_put_outcome(&bytes, outcome);
        cw_shard_outcome_free(outcome);
        post(user, CW_TAG_OUTCOMES, &bytes);
}

static void
on_notice(void *user, const char *sentence)
{
        struct cw_buffer bytes = {0};
        cw_buffer_puts(&bytes, sentence);
        post(user, CW_TAG_NOTICE, &bytes);
}

static void
on_progress(void *user, const struct cw_progress *p)
{
        struct worker *w = user;
        atomic_store(&w->bytes_done, p->bytes_done);
}

static void *
count(void *user)
{
        struct worker *w = user;
        struct cw_run_result result;
        struct cw_error err;
        cw_status status = cw_run_count(&w->remote.run, &result, &err);
        cw_lock_take(&w->lock);
        if (status != CW_OK)
                fail(w, &err);
        else
                w->done.n_threads = result.totals.n_threads;
        if (status == CW_OK && result.trouble != NULL)
                snprintf(w->done.trouble, sizeof(w->done.trouble), "%s", result.trouble);
        w->ended = true;
        cw_lock_wake(&w->lock);
        cw_lock_give(&w->lock);
        cw_run_result_free(&result, 0);
        return NULL;
}

/* ---- the main thread --------------------------------------------------------------------------------------- */

static void
take_shards(struct worker *w, const struct cw_mail *mail)
{
        size_t n = mail->nbytes / sizeof(uint64_t);
        n = n < CW_DISPATCH_MOST ? n : CW_DISPATCH_MOST;
        cw_lock_take(&w->lock);
        w->n_claimed -= w->next;
        memmove(w->claimed, w->claimed + w->next, w->n_claimed * sizeof(*w->claimed));
        w->next = 0;
        for (size_t i = 0; i < n && w->n_claimed < CW_ARRAY_LEN(w->claimed); i++) {
                uint64_t ordinal;
                memcpy(&ordinal, mail->bytes + i * sizeof(ordinal), sizeof(ordinal));
                w->claimed[w->n_claimed++] = ordinal;
                w->nbytes_claimed += size_of(w, ordinal);
        }
        w->dry = n == 0;
        w->hungry = w->asked = false;
        cw_lock_wake(&w->lock);
        cw_lock_give(&w->lock);
}

static void
read_mail(struct worker *w)
{
        struct cw_mail mail;
        uint64_t limit;
        while (cw_link_receive(&mail)) {
                if (mail.tag == CW_TAG_SHARDS) {
                        take_shards(w, &mail);
                } else if (mail.tag == CW_TAG_LIMIT && mail.nbytes == sizeof(limit)) {
                        memcpy(&limit, mail.bytes, sizeof(limit));
                        atomic_store(&w->limit, limit);
                }
                cw_free(mail.bytes);
        }
}

/* Sends one after the other; false when there are none left. */
static bool
send_posted(struct worker *w)
{
        struct cw_error err;
        if (!cw_link_is_gone(&w->parcel))
                return true;
        cw_lock_take(&w->lock);
        struct outgoing *o = w->first;
        if (o != NULL) {
                char *bytes;
                size_t nbytes;
                w->first = o->next;
                if (w->first == NULL)
                        w->last = NULL;
                if (cw_buffer_take(&o->bytes, &bytes, &nbytes, &err) != CW_OK ||
                    cw_link_post(0, o->tag, bytes, nbytes, &w->parcel, &err) != CW_OK)
                        fail(w, &err);
                cw_free(o);
        }
        cw_lock_give(&w->lock);
        return o != NULL;
}

static void
send_progress(struct worker *w)
{
        const uint64_t nbytes = atomic_load(&w->bytes_done);
        const double now = cw_team_seconds();
        struct cw_error err;
        if (nbytes == w->bytes_told || now - w->told_at < 0.1)
                return;
        if (cw_link_send(0, CW_TAG_PROGRESS, &nbytes, sizeof(nbytes), &err) == CW_OK) {
                w->bytes_told = nbytes;
                w->told_at = now;
        }
}

static void
ask(struct worker *w)
{
        struct cw_error err;
        cw_lock_take(&w->lock);
        const bool now = w->hungry && !w->asked;
        const uint64_t least = in_a_moment(w);
        cw_lock_give(&w->lock);
        if (now)
                w->asked = cw_link_send(0, CW_TAG_ASK, &least, sizeof(least), &err) == CW_OK;
}

/* Until there is something to do, or to look for. */
static void
rest(struct worker *w)
{
        cw_lock_take(&w->lock);
        if (w->waiting || w->ended)
                cw_lock_wait_for(&w->lock, CW_MOMENT_US * 1e-6);
        else if (!w->hungry || w->asked)
                cw_lock_wait_for(&w->lock, (w->asked ? CW_WHILE_US : CW_LONG_US) * 1e-6);
        cw_lock_give(&w->lock);
}

/* Until all is counted and has gone out. */
static void
carry(struct worker *w)
{
        for (;;) {
                read_mail(w);
                ask(w);
                send_progress(w);
                cw_lock_take(&w->lock);
                const bool ended = w->ended;
                cw_lock_give(&w->lock);
                if (!send_posted(w) && ended)
                        return;
                rest(w);
        }
}

static cw_status
begin(struct worker *w, const struct cw_mail *mail, pthread_t *thread_ret, struct cw_error *err)
{
        CW_TRY(cw_message_take_run(mail->bytes, mail->nbytes, &w->remote, err));
        w->exchange = (struct cw_exchange){claim, deliver, w, &w->limit, w->remote.column};
        w->remote.run.exchange = &w->exchange;
        w->remote.options.progress = on_progress;
        w->remote.options.notice = on_notice;
        w->remote.options.user = w;
        const int fault = pthread_create(thread_ret, NULL, count, w);
        if (fault == 0)
                return CW_OK;
        return cw_fail(err, CW_E_IO, "cannot start a thread: %s", strerror(fault));
}

static void
count_shards(const struct cw_mail *mail)
{
        /* The first shards come without being asked for. */
        struct worker w = {.limit = UINT64_MAX, .began = cw_team_seconds(), .hungry = true, .asked = true};
        struct cw_error err;
        pthread_t thread;
        cw_lock_init(&w.lock);
        if (begin(&w, mail, &thread, &err) == CW_OK) {
                carry(&w);
                pthread_join(thread, NULL);
        } else {
                fail(&w, &err);
        }
        if (cw_link_send(0, CW_TAG_DONE, &w.done, sizeof(w.done), &err) != CW_OK)
                return;
        cw_remote_run_free(&w.remote);
        cw_lock_destroy(&w.lock);
}

int
cw_ranks_serve(void)
{
        for (;;) {
                struct cw_mail mail;
                if (!cw_link_receive(&mail)) {
                        cw_link_rest(CW_WHILE_US);
                        continue;
                }
                int code = -1;
                if (mail.tag == CW_TAG_RUN)
                        count_shards(&mail);
                else if (mail.tag == CW_TAG_END && mail.nbytes == sizeof(code))
                        memcpy(&code, mail.bytes, sizeof(code));
                cw_free(mail.bytes);
                if (code >= 0)
                        return code;
        }
}
