/* SPDX-License-Identifier: MIT */
/*
 * cw_run() on rank 0: it counts as every rank does, in a thread of its own with its team, while the main thread answers
 * the others, and settles what they hand over.
 */
#include "base/memory.h"
#include "base/team.h"
#include "cluster/assembly.h"
#include "cluster/message.h"
#include "cluster/mpi_link.h"
#include "cluster/mpi_ranks.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

struct root {
        struct cw_assembly assembly;
        struct cw_run run; /* what is counted here */
        struct cw_read_options options;
        struct cw_exchange exchange;
        struct cw_run_result result; /* empty, but for the number of threads */
        pthread_t thread;
        atomic_bool ended;
        _Atomic uint64_t bytes_done;
        struct cw_lock telling; /* held while the caller is told of anything */

        /* of the main thread alone */
        const struct cw_run *whole;
        int n_others, n_running, n_threads;
        uint64_t *bytes_of_rank;
        uint64_t limit_told;
        double started, last_progress;
        int trouble_from; /* the lowest rank that could not write its cache, and why */
        char trouble[CW_TROUBLE_NBYTES];
};

/* ---- called by the pipeline -------------------------------------------------------------------------------- */

static bool
claim(void *user, uint64_t *ordinal_ret)
{
        struct root *r = user;
        return cw_dispatch_take(&r->assembly.dispatch, true, 1, 0, ordinal_ret) == 1;
}

static void
deliver(void *user, struct cw_shard_outcome *outcome)
{
        struct root *r = user;
        cw_assembly_add(&r->assembly, outcome);
}

static void
on_progress(void *user, const struct cw_progress *p)
{
        struct root *r = user;
        atomic_store(&r->bytes_done, p->bytes_done);
}

/* Also of the main thread, for other ranks. */
static void
on_notice(void *user, const char *sentence)
{
        struct root *r = user;
        const struct cw_read_options *o = r->whole->options;
        cw_lock_take(&r->telling);
        if (o->notice != NULL)
                o->notice(o->user, sentence);
        cw_lock_give(&r->telling);
}

static void *
count(void *user)
{
        struct root *r = user;
        struct cw_error err;
        if (cw_run_count(&r->run, &r->result, &err) != CW_OK)
                cw_assembly_fail(&r->assembly, &err);
        atomic_store(&r->ended, true);
        return NULL;
}

/* ---- the main thread --------------------------------------------------------------------------------------- */

static void
send_or_fail(struct root *r, int to, enum cw_tag tag, const void *bytes, size_t nbytes)
{
        struct cw_error err;
        if (cw_link_send(to, tag, bytes, nbytes, &err) != CW_OK)
                cw_assembly_fail(&r->assembly, &err);
}

static void
send_shards(struct root *r, int to, uint64_t least_nbytes)
{
        uint64_t ordinals[CW_DISPATCH_MOST];
        const size_t n = cw_dispatch_take(&r->assembly.dispatch, false, CW_ARRAY_LEN(ordinals), least_nbytes, ordinals);
        send_or_fail(r, to, CW_TAG_SHARDS, ordinals, n * sizeof(*ordinals));
}

static void
take_outcomes(struct root *r, const struct cw_mail *mail)
{
        struct cw_cursor c = cw_cursor_over(mail->bytes, mail->nbytes);
        struct cw_shard_outcome outcome;
        struct cw_error err;
        while (cw_cursor_left(&c) > 0) {
                if (cw_message_take_outcome(&c, &outcome, &err) != CW_OK) {
                        cw_shard_outcome_free(&outcome);
                        cw_assembly_fail(&r->assembly, &err);
                        break;
                }
                cw_assembly_add(&r->assembly, &outcome);
        }
}

static void
take_notice(struct root *r, const struct cw_mail *mail)
{
        char *sentence = cw_strndup((const char *)mail->bytes, mail->nbytes);
        if (sentence != NULL)
                on_notice(r, sentence);
        cw_free(sentence);
}

/* A folder that cannot be written is mostly the same for all: of many sentences one is told. */
static void
note_trouble(struct root *r, int rank, const char *sentence)
{
        if (rank >= r->trouble_from)
                return;
        r->trouble_from = rank;
        snprintf(r->trouble, sizeof(r->trouble), "%s", sentence);
}

static void
tell_trouble(struct root *r)
{
        char sentence[CW_TROUBLE_NBYTES + 20];
        if (r->result.trouble != NULL)
                note_trouble(r, 0, r->result.trouble);
        if (r->trouble[0] == '\0')
                return;
        snprintf(sentence, sizeof(sentence), "rank %d: %s", r->trouble_from, r->trouble);
        on_notice(r, r->trouble_from == 0 ? r->trouble : sentence);
}

static void
take_done(struct root *r, const struct cw_mail *mail)
{
        struct cw_done done = {.status = CW_OK};
        if (mail->nbytes == sizeof(done))
                memcpy(&done, mail->bytes, sizeof(done));
        if (done.status != CW_OK)
                cw_assembly_fail(&r->assembly, &done.err);
        if (done.trouble[0] != '\0')
                note_trouble(r, mail->from, done.trouble);
        r->n_threads += done.n_threads;
        r->n_running--;
}

static void
answer(struct root *r, const struct cw_mail *mail)
{
        uint64_t least;
        if (mail->tag == CW_TAG_ASK && mail->nbytes == sizeof(least)) {
                memcpy(&least, mail->bytes, sizeof(least));
                send_shards(r, mail->from, least);
        } else if (mail->tag == CW_TAG_OUTCOMES) {
                take_outcomes(r, mail);
        } else if (mail->tag == CW_TAG_NOTICE) {
                take_notice(r, mail);
        } else if (mail->tag == CW_TAG_PROGRESS && mail->nbytes == sizeof(*r->bytes_of_rank)) {
                memcpy(&r->bytes_of_rank[mail->from], mail->bytes, mail->nbytes);
        } else if (mail->tag == CW_TAG_DONE) {
                take_done(r, mail);
        }
}

/* What is in vain here is in vain everywhere. */
static void
tell_limit(struct root *r)
{
        const uint64_t limit = atomic_load(&r->assembly.dispatch.limit);
        if (limit == r->limit_told)
                return;
        r->limit_told = limit;
        send_or_fail(r, CW_TO_ALL, CW_TAG_LIMIT, &limit, sizeof(limit));
}

static void
report_progress(struct root *r)
{
        const struct cw_read_options *o = r->whole->options;
        const double now = cw_team_seconds();
        if (o->progress == NULL || now - r->last_progress < 0.1)
                return;
        r->last_progress = now;
        struct cw_progress p = {.bytes_done = atomic_load(&r->bytes_done),
                                .bytes_total = r->whole->inputs->nbytes,
                                .shards_done = cw_assembly_n_arrived(&r->assembly),
                                .shards_total = r->whole->inputs->n,
                                .seconds = now - r->started};
        for (int rank = 1; rank <= r->n_others; rank++)
                p.bytes_done += r->bytes_of_rank[rank];
        cw_lock_take(&r->telling);
        o->progress(o->user, &p);
        cw_lock_give(&r->telling);
}

/* Until all ranks have ended. */
static void
serve(struct root *r)
{
        while (r->n_running > 0 || !atomic_load(&r->ended)) {
                struct cw_mail mail;
                bool any = false;
                while (cw_link_receive(&mail)) {
                        answer(r, &mail);
                        cw_free(mail.bytes);
                        any = true;
                }
                cw_assembly_poll(&r->assembly);
                tell_limit(r);
                report_progress(r);
                if (!any)
                        cw_link_rest(atomic_load(&r->ended) ? CW_MOMENT_US : CW_WHILE_US);
        }
}

static void
send_run(struct root *r)
{
        struct cw_buffer bytes = {0};
        struct cw_error err;
        cw_message_put_run(&bytes, r->whole, cw_gather_column(r->assembly.gather));
        cw_status status = bytes.failed ? cw_fail_memory(&err, bytes.n)
                                        : cw_link_send(CW_TO_ALL, CW_TAG_RUN, bytes.data, bytes.n, &err);
        if (status == CW_OK)
                r->n_running = r->n_others;
        else
                cw_assembly_fail(&r->assembly, &err);
        for (int rank = 1; rank <= r->n_running; rank++)
                send_shards(r, rank, 0);
        cw_buffer_free(&bytes);
}

static void
begin(struct root *r)
{
        r->exchange = (struct cw_exchange){claim, deliver, r, &r->assembly.dispatch.limit,
                                           cw_gather_column(r->assembly.gather)};
        r->options = *r->whole->options;
        r->options.progress = on_progress;
        r->options.notice = on_notice;
        r->options.user = r;
        r->run = *r->whole;
        r->run.options = &r->options;
        r->run.exchange = &r->exchange;
        const int fault = pthread_create(&r->thread, NULL, count, r);
        if (fault != 0) {
                struct cw_error err;
                (void)cw_fail(&err, CW_E_IO, "cannot start a thread: %s", strerror(fault));
                cw_assembly_fail(&r->assembly, &err);
                atomic_store(&r->ended, true);
                r->thread = pthread_self();
        }
}

cw_status
cw_run(const struct cw_run *run, struct cw_run_result *result_ret, struct cw_error *err)
{
        struct root r = {
                .whole = run, .n_others = cw_link_size() - 1, .limit_told = UINT64_MAX, .trouble_from = INT_MAX};
        /* What collectors see does not travel: then everything is counted here. */
        if (r.n_others == 0 || run->inputs->n == 1 || run->collectors != NULL)
                return cw_run_count(run, result_ret, err);
        r.started = r.last_progress = cw_team_seconds();
        r.bytes_of_rank = cw_calloc((size_t)r.n_others + 1, sizeof(*r.bytes_of_rank));
        if (r.bytes_of_rank == NULL) {
                *result_ret = (struct cw_run_result){0};
                return cw_fail_memory(err, (size_t)r.n_others * sizeof(*r.bytes_of_rank));
        }
        cw_lock_init(&r.telling);
        cw_status status = cw_assembly_begin(&r.assembly, run, (size_t)r.n_others + 1, result_ret, err);
        if (status == CW_OK) {
                begin(&r);
                send_run(&r);
                serve(&r);
                if (!pthread_equal(r.thread, pthread_self()))
                        pthread_join(r.thread, NULL);
                r.n_threads += r.result.totals.n_threads;
                tell_trouble(&r);
                cw_run_result_free(&r.result, 0);
                status = cw_assembly_end(&r.assembly, err);
                if (status == CW_OK)
                        result_ret->totals.n_threads = r.n_threads;
        }
        cw_lock_destroy(&r.telling);
        cw_free(r.bytes_of_rank);
        return status;
}

void
cw_ranks_dismiss(int code)
{
        struct cw_error err;
        if (cw_link_send(CW_TO_ALL, CW_TAG_END, &code, sizeof(code), &err) != CW_OK)
                return; /* four bytes are never too many */
}
