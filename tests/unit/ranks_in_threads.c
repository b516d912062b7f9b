/* SPDX-License-Identifier: MIT */
/*
 * cw_run() of the unit tests: as in counterweight or, where a test says so, as in counterweight-mpi with a thread in the
 * place of each rank.  All but MPI itself is the real thing: handing out, messages, putting together.
 */
#include "ranks_in_threads.h"

#include "cluster/assembly.h"
#include "cluster/message.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <pthread.h>

int ranks_in_threads;

struct rank {
        int number;
        struct cw_assembly *assembly;
        const struct cw_run *run;
        struct cw_run_result result;
        uint64_t claimed[CW_DISPATCH_MOST];
        size_t n_claimed, next;
        pthread_t thread;
};

static bool
claim(void *user, uint64_t *ordinal_ret)
{
        struct rank *r = user;
        if (r->next == r->n_claimed) {
                r->n_claimed =
                        cw_dispatch_take(&r->assembly->dispatch, r->number == 0, CW_DISPATCH_MOST, 0, r->claimed);
                r->next = 0;
        }
        if (r->n_claimed == 0)
                return false;
        *ordinal_ret = r->claimed[r->next++];
        return true;
}

static void
deliver(void *user, struct cw_shard_outcome *outcome)
{
        struct rank *r = user;
        struct cw_buffer bytes = {0};
        struct cw_shard_outcome copy;
        cw_message_put_outcome(&bytes, outcome);
        struct cw_cursor c = cw_cursor_over(bytes.data, bytes.n);
        cr_assert_eq(cw_message_take_outcome(&c, &copy, NULL), CW_OK);
        cr_assert_eq(cw_cursor_left(&c), 0);
        cw_buffer_free(&bytes);
        cw_shard_outcome_free(outcome);
        cw_assembly_add(r->assembly, &copy);
}

static void *
count(void *user)
{
        struct rank *r = user;
        struct cw_remote_run remote;
        struct cw_buffer bytes = {0};
        struct cw_error err;
        const char *column = cw_gather_column(r->assembly->gather);
        cw_message_put_run(&bytes, r->run, column);
        cr_assert_eq(cw_message_take_run(bytes.data, bytes.n, &remote, &err), CW_OK, "%s", err.message);
        const struct cw_exchange exchange = {claim, deliver, r, &r->assembly->dispatch.limit, remote.column};
        struct cw_run mine = r->number == 0 ? *r->run : remote.run;
        mine.exchange = &exchange;
        if (cw_run_count(&mine, &r->result, &err) != CW_OK)
                cw_assembly_fail(r->assembly, &err);
        cw_buffer_free(&bytes);
        cw_run_result_free(&r->result, 0);
        cw_remote_run_free(&remote);
        return NULL;
}

cw_status
cw_run(const struct cw_run *run, struct cw_run_result *result_ret, struct cw_error *err)
{
        struct cw_assembly assembly;
        if (ranks_in_threads == 0)
                return cw_run_count(run, result_ret, err);
        const size_t n = (size_t)ranks_in_threads;
        cw_status status = cw_assembly_begin(&assembly, run, n, result_ret, err);
        if (status != CW_OK)
                return status;
        struct rank *ranks = cw_calloc(n, sizeof(*ranks));
        for (size_t i = 0; i < n; i++) {
                ranks[i] = (struct rank){.number = (int)i, .assembly = &assembly, .run = run};
                cr_assert_eq(pthread_create(&ranks[i].thread, NULL, count, &ranks[i]), 0);
        }
        for (size_t i = 0; i < n; i++)
                pthread_join(ranks[i].thread, NULL);
        cw_free(ranks);
        return cw_assembly_end(&assembly, err);
}
