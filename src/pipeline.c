/* SPDX-License-Identifier: MIT */
/*
 * The spine, and what there is to know about its threads and memory.
 *
 *     attach to a shard -> take a block -> decode it into the tally -> ... -> leave the shard
 *
 * Threads.  Every worker does the same: it claims the next shard nobody has opened, or, when all are claimed, helps with
 * one that still has blocks.  So many small files are counted file by file with no meeting of workers at all, and one
 * large file by all of them.  What is shared, and who may touch it:
 *   - struct job: under job.lock, taken once or twice a shard;
 *   - struct shard: reader's next() and the bins under shard.lock, taken once a block and once a worker; decode() is free
 *     of locks and writes only to the worker's own scratch and tally (and to the joiner of a text shard, which has a lock
 *     of its own);
 *   - tally and scratch: one a worker, never shared.
 * Sums of integers do not depend on order, so the result does not depend on scheduling.  Nor does the error: shards are
 * claimed in order and blocks are handed out in order, so that when a block fails every block before it is in somebody's
 * hands already; these are finished, those behind are dropped, and of the failures the one that stands first wins.
 *
 * Memory.  A worker owns one scratch (as much text as a block, a few hundred kilobytes; more only for a longer record, and
 * never above max_memory) and one tally (32 KiB, or 4 MiB with 100,000 labels).  An open shard owns its bins and what its
 * format needs; at most one shard a worker is open, and one more while the last ones are helped along.  Nothing grows with
 * the number of shards or tokens.
 */
#include "pipeline.h"

#include "base/memory.h"
#include "base/team.h"
#include "count/collector.h"

#include <stdatomic.h>
#include <string.h>

enum { SETTLE_MOST = 16 }; /* shards that are looked into, one after the other, for the label column */

/** One shard that is open. */
struct shard {
        uint64_t ordinal;
        struct cw_reader *reader; /* constant while open; next() under `lock` */
        atomic_bool exhausted;    /* no more blocks are to be handed out; never goes back */
        struct cw_lock lock;      /* guards what follows, and may be held for as long as a pipe is silent */
        struct cw_bins bins;
        int n_workers; /* under job.lock */
        bool failed;
        struct cw_place failed_at;
        struct cw_error err;
        struct shard *next; /* in job.open; under job.lock */
};

/** The first failure of the run, by ordinal. */
struct failure {
        bool any;
        uint64_t ordinal;
        cw_status status;
        struct cw_error err;
};

struct told {
        uint64_t ordinal;
        char sentence[sizeof(((struct cw_error *)0)->message)];
};

struct job {
        const struct cw_run *run;
        double started;

        struct cw_lock lock; /* guards all that follows */
        size_t next_input;
        int n_opening;
        struct shard *open;
        struct failure failure; /* with keep_going: of the kinds that end the run all the same */
        struct cw_run_result *result;
        struct told *told; /* under keep_going: sentences on failed shards */
        size_t n_told, told_cap;
        uint64_t bytes_done, shards_done;
        double last_progress;
};

/** What one worker owns. */
struct worker {
        struct job *job;
        struct cw_scratch scratch;
        struct cw_tally tally;
};

static const char *
name_of(const struct job *job, uint64_t ordinal)
{
        const char *path = job->run->inputs->items[ordinal].path;
        return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* ---- failures --------------------------------------------------------------------------------------------- */

/* Under job.lock.  A failure that keep_going lets pass is told and counted, any other one is kept if it stands first. */
static void
note_failure(struct job *job, uint64_t ordinal, cw_status status, const struct cw_error *err)
{
        if (job->run->options->keep_going && cw_status_is_data(status)) {
                job->result->n_failed++;
                if (cw_grow(&job->told, &job->told_cap, job->n_told + 1, sizeof(*job->told))) {
                        struct told *t = &job->told[job->n_told++];
                        t->ordinal = ordinal;
                        memcpy(t->sentence, err->message, sizeof(t->sentence));
                }
                return;
        }
        if (!job->failure.any || ordinal < job->failure.ordinal)
                job->failure = (struct failure){true, ordinal, status, *err};
}

/* Whether work on shard `ordinal` is in vain. */
static bool
is_void(struct job *job, uint64_t ordinal)
{
        const volatile int *cancel = job->run->options->cancel;
        cw_lock_take(&job->lock);
        if (cancel != NULL && *cancel != 0) {
                struct cw_error err;
                cw_status status = cw_fail(&err, CW_E_INTERRUPTED, "interrupted; nothing was written");
                job->failure = (struct failure){true, 0, status, err};
        }
        bool void_now = job->failure.any && ordinal > job->failure.ordinal;
        void_now = void_now || (job->failure.any && job->failure.status == CW_E_INTERRUPTED);
        cw_lock_give(&job->lock);
        return void_now;
}

/* A failure inside a shard: the one that stands first in the file is kept, and no more blocks are handed out. */
static void
fail_shard(struct shard *s, struct cw_place at, const struct cw_error *err)
{
        cw_lock_take(&s->lock);
        if (!s->failed || cw_place_compare(at, s->failed_at) < 0) {
                s->failed = true;
                s->failed_at = at;
                s->err = *err;
        }
        s->exhausted = true;
        cw_lock_give(&s->lock);
}

/* ---- progress --------------------------------------------------------------------------------------------- */

static void
report_progress(struct job *job, uint64_t bytes, uint64_t shards)
{
        const struct cw_read_options *o = job->run->options;
        cw_lock_take(&job->lock);
        job->bytes_done += bytes;
        job->shards_done += shards;
        double now = o->progress == NULL ? 0 : cw_team_seconds();
        if (o->progress != NULL && now - job->last_progress >= 0.1) {
                job->last_progress = now;
                const struct cw_progress p = {job->bytes_done, job->run->inputs->nbytes, job->shards_done,
                                              job->run->inputs->n, now - job->started};
                o->progress(o->user, &p);
        }
        cw_lock_give(&job->lock);
}

/* ---- shards: open, attach, leave --------------------------------------------------------------------------- */

static void
free_shard(struct shard *s)
{
        cw_reader_close(&s->reader);
        cw_bins_free(&s->bins);
        cw_lock_destroy(&s->lock);
        cw_free(s);
}

static cw_status
new_shard(const struct job *job, uint64_t ordinal, struct shard **shard_ret, struct cw_error *err)
{
        struct shard *s = cw_calloc(1, sizeof(*s));
        *shard_ret = s;
        if (s == NULL)
                return cw_fail_memory(err, sizeof(*s));
        s->ordinal = ordinal;
        cw_lock_init(&s->lock);
        cw_status status = cw_bins_init(&s->bins, err);
        if (status == CW_OK)
                status = cw_reader_open(job->run->inputs->items[ordinal].path, job->run->options, job->result->column,
                                        job->run->collector != NULL, &s->reader, err);
        if (status == CW_OK && s->reader->names != NULL && !s->reader->ids_from_names && job->run->map != NULL) {
                status = cw_label_map_agree(job->run->map, s->reader->names, err);
                cw_error_locate(err, name_of(job, ordinal), NULL, 0);
        }
        if (status != CW_OK) {
                free_shard(s);
                *shard_ret = NULL;
        }
        return status;
}

/* Under job.lock: the names of this shard against those of the others; the longer list stays. */
static cw_status
take_names(struct job *job, struct shard *s, struct cw_error *err)
{
        struct cw_label_map **all = &job->result->names, *ours = s->reader->names;
        if (ours == NULL || s->reader->ids_from_names)
                return CW_OK;
        if (*all != NULL) {
                cw_status status = cw_label_map_agree(*all, ours, err);
                if (status != CW_OK) {
                        cw_error_locate(err, name_of(job, s->ordinal), NULL, 0);
                        return status;
                }
                if (ours->n <= (*all)->n)
                        return CW_OK;
                cw_label_map_free(all);
        }
        *all = ours;
        s->reader->names = NULL;
        return CW_OK;
}

/* Claims and opens the next shard; NULL with `*again` set if that one failed and there may be others. */
static struct shard *
open_next(struct job *job, bool *again)
{
        struct cw_error err;
        struct shard *s = NULL;
        uint64_t ordinal = job->next_input++;
        job->n_opening++;
        cw_lock_give(&job->lock);
        cw_status status = new_shard(job, ordinal, &s, &err);
        cw_lock_take(&job->lock);
        if (status == CW_OK)
                status = take_names(job, s, &err);
        if (status != CW_OK) {
                note_failure(job, ordinal, status, &err);
                if (s != NULL)
                        free_shard(s);
                s = NULL;
        } else {
                s->next = job->open;
                job->open = s;
        }
        job->n_opening--;
        *again = s == NULL;
        cw_lock_wake(&job->lock);
        return s;
}

/* An open shard that still has blocks: the first in order. */
static struct shard *
find_to_help(struct job *job)
{
        struct shard *best = NULL;
        for (struct shard *s = job->open; s != NULL; s = s->next) {
                if (!s->exhausted && (best == NULL || s->ordinal < best->ordinal))
                        best = s;
        }
        return best;
}

/* The shard to work on now, or NULL when there is nothing left to do. */
static struct shard *
attach(struct job *job)
{
        struct shard *s = NULL;
        cw_lock_take(&job->lock);
        for (;;) {
                bool again = false;
                if (job->next_input < job->run->inputs->n && !job->failure.any) {
                        s = open_next(job, &again);
                        if (again)
                                continue;
                } else {
                        s = find_to_help(job);
                        if (s == NULL && job->n_opening > 0) {
                                cw_lock_wait(&job->lock);
                                continue;
                        }
                }
                break;
        }
        if (s != NULL)
                s->n_workers++;
        cw_lock_give(&job->lock);
        return s;
}

static uint64_t
rows_before(const void *user, uint64_t part)
{
        const struct cw_reader *r = user;
        return r->format->rows_before(r, part);
}

/* Under job.lock: the bins of a shard that is done. */
static cw_status
add_up(struct cw_run_result *result, const struct shard *s, struct cw_error *err)
{
        const struct cw_format *format = s->reader->format;
        const struct cw_rows rows = {s->ordinal,   format->row_unit,
                                     format->flat, rows_before,
                                     s->reader,    s->reader->ids_from_names ? s->reader->names : NULL};
        if (result->shard_bins != NULL) {
                struct cw_bins *own = &result->shard_bins[s->ordinal];
                CW_TRY(cw_bins_init(own, err));
                CW_TRY(cw_bins_add(own, &s->bins, &rows, err));
        }
        return cw_bins_add(&result->bins, &s->bins, &rows, err);
}

/* The last worker has left a shard whose blocks are done: trailer, then its bins join the whole. */
static void
complete(struct worker *w, struct shard *s)
{
        struct job *job = w->job;
        struct cw_error err;
        if (!s->failed) {
                cw_status status = s->reader->format->finish(s->reader, &w->scratch, &w->tally, &err);
                if (status != CW_OK)
                        fail_shard(s, (struct cw_place){w->tally.at.part, err.row, 0}, &err);
                else if ((status = cw_bins_add_tally(&s->bins, &w->tally, s->ordinal, &err)) != CW_OK)
                        fail_shard(s, (struct cw_place){UINT64_MAX, 0, 0}, &err);
        }
        cw_tally_clear(&w->tally);

        cw_lock_take(&job->lock);
        struct cw_run_result *result = job->result;
        if (s->failed) {
                uint64_t row = s->err.row == 0 ? 0 : rows_before(s->reader, s->failed_at.part) + s->err.row;
                cw_error_locate(&s->err, name_of(job, s->ordinal), s->reader->format->row_unit, row);
                note_failure(job, s->ordinal, s->err.status, &s->err);
        } else {
                cw_status status = add_up(result, s, &err);
                if (status != CW_OK)
                        note_failure(job, s->ordinal, status, &err);
                result->n_shards += s->reader->format->n_shards == NULL ? 1 : s->reader->format->n_shards(s->reader);
                result->nbytes += s->reader->file->seekable ? s->reader->file->nbytes : s->reader->file->at;
        }
        struct shard **link = &job->open;
        while (*link != s)
                link = &(*link)->next;
        *link = s->next;
        cw_lock_give(&job->lock);
        free_shard(s);
}

static void
leave(struct worker *w, struct shard *s)
{
        struct job *job = w->job;
        struct cw_error err;
        cw_lock_take(&s->lock);
        bool failed = s->failed;
        cw_status status = failed ? CW_OK : cw_bins_add_tally(&s->bins, &w->tally, s->ordinal, &err);
        cw_lock_give(&s->lock);
        if (status != CW_OK)
                fail_shard(s, (struct cw_place){UINT64_MAX, 0, 0}, &err);
        if (failed || status != CW_OK)
                cw_tally_clear(&w->tally);

        cw_lock_take(&job->lock);
        bool last = --s->n_workers == 0; /* then nobody attaches any more: it is exhausted */
        cw_lock_give(&job->lock);
        if (last)
                complete(w, s);
        report_progress(job, 0, last);
}

/* ---- blocks ------------------------------------------------------------------------------------------------ */

/* Takes the next block of the shard, false if there is none. */
static bool
take_block(struct worker *w, struct shard *s, struct cw_block *block)
{
        struct cw_error err;
        bool more = false;
        cw_status status = CW_OK;
        cw_lock_take(&s->lock);
        if (!s->exhausted) {
                status = s->reader->format->next(s->reader, &w->scratch, block, &more, &err);
                s->exhausted = !more || status != CW_OK;
        }
        cw_lock_give(&s->lock);
        if (status != CW_OK)
                fail_shard(s, (struct cw_place){2 * block->seq + 1, 0, 0}, &err);
        return more && status == CW_OK;
}

static void
work_on(struct worker *w, struct shard *s)
{
        struct cw_error err;
        struct cw_block block;
        const struct cw_label_map *map = w->job->run->map;
        bool own_ids = s->reader->ids_from_names;
        w->tally.n_known = map != NULL && !own_ids    ? (int64_t)map->n
                           : s->reader->names != NULL ? (int64_t)s->reader->names->n
                                                      : INT64_MAX;
        w->tally.collected_names = own_ids ? s->reader->names : NULL;
        while (!is_void(w->job, s->ordinal) && take_block(w, s, &block)) {
                w->tally.at = (struct cw_place){2 * block.seq + 1, 0, 0};
                cw_status status = s->reader->format->decode(s->reader, &block, &w->scratch, &w->tally, &err);
                if (status != CW_OK)
                        fail_shard(s, (struct cw_place){w->tally.at.part, err.row, 0}, &err);
                report_progress(w->job, block.nbytes, 0);
        }
        s->exhausted = true;
}

static cw_status
worker_init(struct worker *w, struct job *job, struct cw_error *err)
{
        *w = (struct worker){.job = job, .scratch.max_nbytes = job->run->options->max_memory};
        CW_TRY(cw_tally_init(&w->tally, err));
        w->tally.ignore = job->run->ignore;
        w->tally.n_ignore = job->run->n_ignore;
        w->tally.skip_bad_rows = job->run->options->skip_bad_rows;
        w->tally.collector = job->run->collector;
        return CW_OK;
}

static void
work(void *context, int number)
{
        struct job *job = context;
        struct worker w;
        struct cw_error err;
        struct shard *s;
        (void)number;
        cw_status status = worker_init(&w, job, &err);
        if (status != CW_OK) {
                cw_lock_take(&job->lock);
                note_failure(job, 0, status, &err);
                cw_lock_give(&job->lock);
        }
        while (status == CW_OK && (s = attach(job)) != NULL) {
                work_on(&w, s);
                leave(&w, s);
        }
        cw_tally_free(&w.tally);
        cw_scratch_free(&w.scratch);
}

/* ---- the run ----------------------------------------------------------------------------------------------- */

/* The label column is settled by the first shard that shows one, before the others are opened side by side; else two
 * shards might quietly be read by two different columns.  A shard that cannot be opened is left to the workers to tell. */
static cw_status
settle_column(struct job *job, struct cw_error *err)
{
        const struct cw_run *run = job->run;
        if (run->options->column != NULL) {
                job->result->column = cw_strdup(run->options->column);
                return job->result->column == NULL ? cw_fail_memory(err, 1) : CW_OK;
        }
        for (size_t i = 0; i < run->inputs->n && i < SETTLE_MOST && job->result->column == NULL; i++) {
                struct cw_reader *r = NULL;
                struct cw_error ignored;
                if (run->inputs->items[i].nbytes == 0)
                        continue; /* empty, or a pipe, which can be opened once only */
                if (cw_reader_open(run->inputs->items[i].path, run->options, NULL, false, &r, &ignored) != CW_OK)
                        break;
                job->result->column = r->chosen_column;
                r->chosen_column = NULL;
                cw_reader_close(&r);
        }
        return CW_OK;
}

static void
tell_failed(struct job *job)
{
        const struct cw_read_options *o = job->run->options;
        for (uint64_t ordinal = 0; o->notice != NULL && ordinal < job->run->inputs->n && job->n_told > 0; ordinal++) {
                for (size_t i = 0; i < job->n_told; i++) {
                        if (job->told[i].ordinal == ordinal)
                                o->notice(o->user, job->told[i].sentence);
                }
        }
}

cw_status
cw_run_count(const struct cw_run *run, struct cw_run_result *result_ret, struct cw_error *err)
{
        struct job job = {.run = run, .result = result_ret, .started = cw_team_seconds()};
        cw_status status = CW_OK;
        *result_ret = (struct cw_run_result){0};
        job.last_progress = job.started;
        cw_lock_init(&job.lock);
        CW_TRY_GOTO(cw_bins_init(&result_ret->bins, err));
        if (run->options->per_shard) {
                result_ret->shard_bins = cw_calloc(run->inputs->n, sizeof(*result_ret->shard_bins));
                if (result_ret->shard_bins == NULL)
                        CW_TRY_GOTO(cw_fail_memory(err, run->inputs->n * sizeof(*result_ret->shard_bins)));
        }
        CW_TRY_GOTO(settle_column(&job, err));
        result_ret->n_threads = cw_team_run(run->n_threads, work, &job);
        tell_failed(&job);
        if (job.failure.any) {
                status = job.failure.status;
                if (err != NULL)
                        *err = job.failure.err;
        }
done:
        cw_lock_destroy(&job.lock);
        cw_free(job.told);
        if (status != CW_OK)
                cw_run_result_free(result_ret, run->inputs->n);
        return status;
}

void
cw_run_result_free(struct cw_run_result *result, size_t n_shards)
{
        for (size_t i = 0; result->shard_bins != NULL && i < n_shards; i++)
                cw_bins_free(&result->shard_bins[i]);
        cw_free(result->shard_bins);
        cw_bins_free(&result->bins);
        cw_label_map_free(&result->names);
        cw_free(result->column);
        *result = (struct cw_run_result){0};
}
