/* SPDX-License-Identifier: MIT */
/*
 * The result of a run: set up before the workers begin (the label column is settled), and told when they have ended.  It
 * is filled by pipeline_settle.c, in this process by its workers, or by whoever gathers outcomes from several.
 */
#include "base/memory.h"
#include "merge/columns.h"
#include "pipeline_job.h"

#include <stdlib.h>
#include <string.h>

enum { SETTLE_MOST = 16 }; /* shards that are looked into, one after the other, for the label column */

/* ---- the run ----------------------------------------------------------------------------------------------- */

/* Counts of several columns show none to read data by. */
static bool
shows_column(const struct cw_reader *r)
{
        if (r->format->id == CW_FORMAT_COUNTS)
                return r->chosen_column != NULL && strstr(r->chosen_column, ", ") == NULL;
        return r->format->id != CW_FORMAT_CONLL;
}

/* Whether a shard that was opened to see its column is as the workers would open it.  In a JSON document the column that is
 * wanted has a say in which list holds the records; a file that may be kept in the cache is looked at before it is opened. */
static bool
may_be_counted(const struct cw_run *run, const struct cw_reader *r)
{
        return run->options->cache == NULL && run->collectors == NULL && r->format->id != CW_FORMAT_JSON;
}

static cw_status
note_column(struct cw_job *job, const struct cw_reader *r, struct cw_error *err)
{
        if (!shows_column(r) || r->chosen_column == NULL)
                return CW_OK;
        job->column = cw_strdup(r->chosen_column);
        return job->column == NULL ? cw_fail_memory(err, strlen(r->chosen_column)) : CW_OK;
}

/* The label column is settled by the first shard that shows one, before the others are opened side by side; else two
 * shards might quietly be read by two different columns.  A shard that cannot be opened is left to the workers to tell;
 * unless it is to be left out, nothing behind it matters.  A CoNLL field is the business of its own file, and of many files learning
 * that takes a while, which the workers do side by side.  The shard that was opened last stays open for who will count it. */
static cw_status
settle_column(struct cw_job *job, struct cw_error *err)
{
        const struct cw_run *run = job->run;
        if (run->reader != NULL)
                return CW_OK; /* it has chosen */
        const char *column = run->exchange != NULL ? run->exchange->column : run->options->column;
        if (column != NULL) {
                job->column = cw_strdup(column);
                return job->column == NULL ? cw_fail_memory(err, 1) : CW_OK;
        }
        const struct cw_format *passed = run->inputs->n > 1 ? &cw_format_conll : NULL;
        for (size_t i = 0; run->exchange == NULL && i < run->inputs->n && i < SETTLE_MOST && job->column == NULL; i++) {
                cw_reader_close(&job->opened);
                if (run->inputs->items[i].nbytes == 0)
                        continue; /* empty, or a pipe, which can be opened once only */
                if (cw_reader_open_unless(run->inputs->items[i].path, run->options, passed, &job->opened, NULL) !=
                    CW_OK) {
                        if (run->options->keep_going)
                                continue;
                        break;
                }
                if (job->opened == NULL)
                        continue;
                job->opened_ordinal = i;
                CW_TRY(note_column(job, job->opened, err));
                if (!may_be_counted(run, job->opened))
                        cw_reader_close(&job->opened);
        }
        return CW_OK;
}

/* A column that was settled stands for that of every shard of data. */
static cw_status
show_column(struct cw_job *job, struct cw_error *err)
{
        char **shown = &job->result->column;
        if (job->column != NULL) {
                cw_free(*shown);
                *shown = job->column;
                job->column = NULL;
        }
        return cw_columns_join(shown, job->counted_columns, err);
}

static int
compare_told(const void *pa, const void *pb)
{
        const struct told *a = pa, *b = pb;
        return a->ordinal == b->ordinal ? 0 : a->ordinal < b->ordinal ? -1 : 1;
}

/* In order, and only as far as one worker alone would have come. */
static void
tell_failed(struct cw_job *job)
{
        const struct cw_read_options *o = job->run->options;
        if (job->n_told > 1)
                qsort(job->told, job->n_told, sizeof(*job->told), compare_told);
        for (size_t i = 0; i < job->n_told; i++) {
                if (o->notice != NULL && (!job->failure.any || job->told[i].ordinal < job->failure.ordinal))
                        o->notice(o->user, job->told[i].sentence);
                cw_free(job->told[i].sentence);
        }
        cw_free(job->told);
}

cw_status
cw_job_begin(struct cw_job *job, const struct cw_run *run, struct cw_run_result *result, struct cw_error *err)
{
        *job = (struct cw_job){.run = run, .result = result, .started = cw_team_seconds()};
        *result = (struct cw_run_result){0};
        job->last_progress = job->started;
        if (run->past != NULL) {
                job->started = run->past->started;
                job->last_progress = run->past->told;
        }
        cw_lock_init(&job->lock);
        CW_TRY(cw_bins_init(&result->bins, err));
        if ((run->options->per_shard || run->options->by != CW_BY_NOTHING) && run->exchange == NULL) {
                result->shard_counts = cw_calloc(run->inputs->n, sizeof(*result->shard_counts));
                if (result->shard_counts == NULL)
                        return cw_fail_memory(err, run->inputs->n * sizeof(*result->shard_counts));
        }
        if (run->options->cache != NULL && run->exchange == NULL) {
                result->is_new = cw_calloc(run->inputs->n, sizeof(*result->is_new));
                if (result->is_new == NULL)
                        return cw_fail_memory(err, run->inputs->n);
        }
        return settle_column(job, err);
}

cw_status
cw_job_end(struct cw_job *job, cw_status status, struct cw_error *err)
{
        tell_failed(job);
        if (job->run->past != NULL) {
                job->run->past->bytes += job->bytes_done;
                job->run->past->told = job->last_progress;
        }
        if (status == CW_OK)
                status = show_column(job, err);
        if (status == CW_OK && job->failure.any) {
                status = job->failure.status;
                if (err != NULL)
                        *err = job->failure.err;
        }
        cw_reader_close(&job->opened);
        cw_free(job->column);
        cw_free(job->counted_columns);
        cw_lock_destroy(&job->lock);
        if (status != CW_OK)
                cw_run_result_free(job->result, job->run->inputs->n);
        return status;
}

void
cw_run_result_free(struct cw_run_result *result, size_t n_shards)
{
        for (size_t i = 0; result->shard_counts != NULL && i < n_shards; i++)
                cw_shard_counts_free(&result->shard_counts[i]);
        cw_free(result->shard_counts);
        cw_free(result->trouble);
        cw_free(result->is_new);
        cw_bins_free(&result->bins);
        cw_label_map_free(&result->names);
        cw_free(result->ignored);
        cw_free(result->column);
        cw_carried_slices_free(&result->slices);
        *result = (struct cw_run_result){0};
}

/* ---- gathering --------------------------------------------------------------------------------------------- */

struct cw_gather {
        struct cw_job job; /* without workers */
};

cw_status
cw_gather_begin(const struct cw_run *run, struct cw_run_result *result, struct cw_gather **ret, struct cw_error *err)
{
        *result = (struct cw_run_result){0};
        *ret = cw_calloc(1, sizeof(**ret));
        if (*ret == NULL)
                return cw_fail_memory(err, sizeof(**ret));
        cw_status status = cw_job_begin(&(*ret)->job, run, result, err);
        cw_reader_close(&(*ret)->job.opened); /* it is counted elsewhere */
        if (status == CW_OK)
                return CW_OK;
        status = cw_job_end(&(*ret)->job, status, err);
        cw_free(*ret);
        *ret = NULL;
        return status;
}

const char *
cw_gather_column(const struct cw_gather *g)
{
        return g->job.column;
}

void
cw_gather_add(struct cw_gather *g, struct cw_shard_outcome *outcome)
{
        cw_lock_take(&g->job.lock);
        cw_job_settle_outcome(&g->job, outcome);
        cw_lock_give(&g->job.lock);
}

void
cw_gather_fail(struct cw_gather *g, const struct cw_error *err)
{
        cw_lock_take(&g->job.lock);
        if (err->status == CW_E_INTERRUPTED)
                cw_job_interrupt(&g->job);
        else
                cw_job_fail(&g->job, 0, err);
        cw_lock_give(&g->job.lock);
}

bool
cw_gather_has_failed(const struct cw_gather *g)
{
        return g->job.failure.any;
}

bool
cw_gather_is_fatal(const struct cw_gather *g, cw_status status)
{
        return status != CW_OK && !(g->job.run->options->keep_going && cw_status_is_data(status));
}

cw_status
cw_gather_end(struct cw_gather **g_ref, struct cw_error *err)
{
        cw_status status = cw_job_end(&(*g_ref)->job, CW_OK, err);
        cw_free(*g_ref);
        *g_ref = NULL;
        return status;
}
