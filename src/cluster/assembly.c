/* SPDX-License-Identifier: MIT */
/*
 * Putting a run together.  A failure that ends the run makes every shard behind it vain at once, on all ranks; those
 * before it are still counted, since one of them may fail too, and the first failure is the one that is told.
 */
#include "cluster/assembly.h"

#include "base/memory.h"

cw_status
cw_assembly_begin(struct cw_assembly *a, const struct cw_run *run, size_t n_ranks, struct cw_run_result *result,
                  struct cw_error *err)
{
        *a = (struct cw_assembly){.n = run->inputs->n, .cancel = run->options->cancel};
        cw_lock_init(&a->lock);
        cw_status status = cw_dispatch_init(&a->dispatch, run->inputs, n_ranks, err);
        if (status == CW_OK && (a->waiting = cw_calloc(a->n, sizeof(*a->waiting))) == NULL)
                status = cw_fail_memory(err, a->n * sizeof(*a->waiting));
        if (status == CW_OK)
                status = cw_gather_begin(run, result, &a->gather, err);
        if (status == CW_OK)
                return CW_OK;
        cw_free(a->waiting);
        cw_dispatch_free(&a->dispatch);
        cw_lock_destroy(&a->lock);
        return status;
}

/* Under the lock. */
static void
fail(struct cw_assembly *a, const struct cw_error *err)
{
        cw_gather_fail(a->gather, err);
        a->failed = true;
        cw_dispatch_limit(&a->dispatch, 0);
}

/* Under the lock: as far as the outcomes go without a gap. */
static void
settle(struct cw_assembly *a)
{
        while (!a->failed && a->n_settled < a->n && a->waiting[a->n_settled] != NULL) {
                struct cw_shard_outcome *o = a->waiting[a->n_settled];
                a->waiting[a->n_settled] = NULL;
                cw_gather_add(a->gather, o);
                cw_free(o);
                a->failed = cw_gather_has_failed(a->gather);
                a->n_settled++;
        }
        if (a->failed)
                cw_dispatch_limit(&a->dispatch, a->n_settled);
}

void
cw_assembly_add(struct cw_assembly *a, struct cw_shard_outcome *outcome)
{
        struct cw_shard_outcome *o = cw_malloc(sizeof(*o));
        cw_lock_take(&a->lock);
        if (o == NULL || outcome->ordinal >= a->n || a->waiting[outcome->ordinal] != NULL) {
                struct cw_error err;
                (void)(o == NULL ? cw_fail_memory(&err, sizeof(*o))
                                 : cw_fail(&err, CW_E_IO, "a rank handed over a shard that nobody asked it for"));
                fail(a, &err);
                cw_shard_outcome_free(outcome);
                cw_free(o);
        } else {
                if (cw_gather_is_fatal(a->gather, outcome->status))
                        cw_dispatch_limit(&a->dispatch, outcome->ordinal + 1);
                *o = *outcome;
                *outcome = (struct cw_shard_outcome){0};
                a->waiting[o->ordinal] = o;
                a->n_arrived++;
                settle(a);
        }
        cw_lock_give(&a->lock);
}

void
cw_assembly_fail(struct cw_assembly *a, const struct cw_error *err)
{
        cw_lock_take(&a->lock);
        fail(a, err);
        cw_lock_give(&a->lock);
}

void
cw_assembly_poll(struct cw_assembly *a)
{
        struct cw_error err;
        if (!cw_is_cancelled(a->cancel))
                return;
        (void)cw_fail(&err, CW_E_INTERRUPTED, "interrupted; nothing was written");
        cw_assembly_fail(a, &err);
}

size_t
cw_assembly_n_arrived(struct cw_assembly *a)
{
        cw_lock_take(&a->lock);
        const size_t n = a->n_arrived;
        cw_lock_give(&a->lock);
        return n;
}

cw_status
cw_assembly_end(struct cw_assembly *a, struct cw_error *err)
{
        cw_assembly_poll(a);
        if (!a->failed && a->n_settled < a->n) {
                struct cw_error lost;
                (void)cw_fail(&lost, CW_E_IO, "a rank ended without its shards being counted");
                fail(a, &lost);
        }
        for (size_t i = 0; i < a->n; i++) {
                if (a->waiting[i] != NULL)
                        cw_shard_outcome_free(a->waiting[i]);
                cw_free(a->waiting[i]);
        }
        cw_free(a->waiting);
        cw_dispatch_free(&a->dispatch);
        cw_lock_destroy(&a->lock);
        return cw_gather_end(&a->gather, err);
}
