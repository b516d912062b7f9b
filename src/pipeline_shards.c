/* SPDX-License-Identifier: MIT */
/*
 * The shards of a run: who opens which, what they agree on (label names, ignored ids, the column), how a failure is kept
 * so that it does not depend on timing, and how a shard that is done joins the whole.
 */
#include "base/memory.h"
#include "merge/columns.h"
#include "pipeline_job.h"

#include <string.h>

enum { IGNORED_MOST = 256 }; /* ignored ids that shards may name, all together */

static const char *
name_of(const struct cw_job *job, uint64_t ordinal)
{
        const char *path = job->run->inputs->items[ordinal].path;
        return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* ---- failures --------------------------------------------------------------------------------------------- */

/* Under job.lock.  The failure that stands first is kept. */
void
cw_job_fail(struct cw_job *job, uint64_t ordinal, const struct cw_error *err)
{
        if (!job->failure.any || ordinal < job->failure.ordinal)
                job->failure = (struct failure){true, ordinal, err->status, *err};
}

/* Under job.lock.  The one failure that has no place. */
static void
interrupt(struct cw_job *job)
{
        struct cw_error err;
        cw_status status = cw_fail(&err, CW_E_INTERRUPTED, "interrupted; nothing was written");
        job->failure = (struct failure){true, 0, status, err};
}

/* Under job.lock.  A failure that keep_going lets pass is told and counted, any other one ends the run. */
static void
cw_job_note_failure(struct cw_job *job, uint64_t ordinal, const struct cw_error *err)
{
        if (err->status == CW_E_INTERRUPTED) {
                interrupt(job);
        } else if (job->run->options->keep_going && cw_status_is_data(err->status)) {
                char *sentence = cw_strdup(err->message);
                if (sentence != NULL && cw_grow(&job->told, &job->told_cap, job->n_told + 1, sizeof(*job->told))) {
                        job->told[job->n_told++] = (struct told){ordinal, sentence};
                        job->result->totals.shards_failed++;
                        return;
                }
                struct cw_error memory_err;
                cw_free(sentence);
                (void)cw_fail_memory(&memory_err, strlen(err->message));
                cw_job_fail(job, ordinal, &memory_err);
        } else {
                cw_job_fail(job, ordinal, err);
        }
}

/* Whether work on shard `ordinal` is in vain. */
bool
cw_job_is_void(struct cw_job *job, uint64_t ordinal)
{
        const volatile int *cancel = job->run->options->cancel;
        cw_lock_take(&job->lock);
        if (cancel != NULL && *cancel != 0)
                interrupt(job);
        bool void_now = job->failure.any && (ordinal > job->failure.ordinal || job->failure.status == CW_E_INTERRUPTED);
        cw_lock_give(&job->lock);
        return void_now;
}

/* A failure inside a shard: the one that stands first in the file is kept, and no more blocks are handed out. */
void
cw_job_fail_shard(struct cw_job_shard *s, struct cw_place at, cw_status status, const struct cw_error *err)
{
        cw_lock_take(&s->lock);
        if (!s->failed || cw_place_compare(at, s->failed_at) < 0) {
                s->failed = true;
                s->failed_at = at;
                s->err = *err;
                s->err.status = status;
        }
        s->exhausted = true;
        cw_lock_give(&s->lock);
}

/* ---- shards: open, attach, leave --------------------------------------------------------------------------- */

static void
free_shard(struct cw_job_shard *s)
{
        cw_bins_free(&s->bins);
        cw_lock_destroy(&s->lock);
        cw_free(s);
}

void
cw_job_close_shard(struct cw_job *job, struct cw_job_shard *s)
{
        cw_reader_close(&s->reader);
        cw_shard_counts_free(&s->counts);
        cw_bins_clear(&s->bins);
        cw_lock_take(&job->lock);
        s->next = job->spare;
        job->spare = s;
        cw_lock_give(&job->lock);
}

void
cw_job_free_spares(struct cw_job *job)
{
        while (job->spare != NULL) {
                struct cw_job_shard *s = job->spare;
                job->spare = s->next;
                free_shard(s);
        }
}

/* A closed shard's memory, or new. */
static cw_status
take_spare(struct cw_job *job, struct cw_job_shard **shard_ret, struct cw_error *err)
{
        cw_lock_take(&job->lock);
        struct cw_job_shard *s = job->spare;
        if (s != NULL)
                job->spare = s->next;
        cw_lock_give(&job->lock);
        *shard_ret = s;
        if (s != NULL) {
                s->exhausted = s->failed = false;
                s->n_taken = 0;
                return CW_OK;
        }
        s = cw_calloc(1, sizeof(*s));
        if (s == NULL)
                return cw_fail_memory(err, sizeof(*s));
        cw_lock_init(&s->lock);
        cw_status status = cw_bins_init(&s->bins, err);
        if (status == CW_OK)
                *shard_ret = s;
        else
                free_shard(s);
        return status;
}

/* How many ids have a name in this shard: in the user's map, or in the one it carries. */
static int64_t
count_known(const struct cw_job *job, const struct cw_reader *r)
{
        if (job->run->map != NULL && !r->ids_from_names)
                return (int64_t)job->run->map->n;
        return r->names != NULL ? (int64_t)r->names->n : INT64_MAX;
}

static cw_status
new_shard(struct cw_job *job, uint64_t ordinal, struct cw_job_shard **shard_ret, struct cw_error *err)
{
        struct cw_job_shard *s;
        *shard_ret = NULL;
        CW_TRY(take_spare(job, &s, err));
        s->ordinal = ordinal;
        cw_status status = cw_reader_open(job->run->inputs->items[ordinal].path, job->run->options, job->column,
                                          job->run->collector != NULL, &s->reader, err);
        if (status == CW_OK && s->reader->names != NULL && !s->reader->ids_from_names && job->run->map != NULL) {
                status = cw_label_map_agree(job->run->map, s->reader->names, err);
                if (status != CW_OK)
                        cw_error_locate(err, name_of(job, ordinal), NULL, 0);
        }
        if (status != CW_OK) {
                cw_job_close_shard(job, s);
                return status;
        }
        s->n_known = count_known(job, s->reader);
        *shard_ret = s;
        return CW_OK;
}

/* Under job.lock: whether a shard before this one is still being opened. */
static bool
opens_before(const struct cw_job *job, uint64_t ordinal)
{
        for (const struct opening *o = job->opening; o != NULL; o = o->next) {
                if (o->ordinal < ordinal)
                        return true;
        }
        return false;
}

/* Under job.lock: the names of this shard against those of the shards before it; the longer list stays. */
static cw_status
take_names(struct cw_job *job, struct cw_job_shard *s, struct cw_error *err)
{
        struct cw_label_map **all = &job->result->names, *ours = s->reader->names;
        if (ours == NULL || s->reader->ids_from_names)
                return CW_OK;
        while (opens_before(job, s->ordinal))
                cw_lock_wait(&job->lock);
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

/* Under job.lock: the ids that this shard says are no labels are none in the others either, for all share one id space. */
static cw_status
take_ignored(struct cw_job *job, const struct cw_job_shard *s, struct cw_error *err)
{
        struct cw_run_result *r = job->result;
        for (size_t i = 0; i < s->reader->n_ignored; i++) {
                size_t at = 0;
                while (at < r->n_ignored && r->ignored[at] != s->reader->ignored[i])
                        at++;
                if (at < r->n_ignored)
                        continue;
                if (at == IGNORED_MOST) {
                        cw_status status = cw_fail(err, CW_E_LIMIT, "expected at most %d ignored ids, found more",
                                                   (int)IGNORED_MOST);
                        cw_error_locate(err, name_of(job, s->ordinal), NULL, 0);
                        return status;
                }
                if (!cw_grow(&r->ignored, &r->ignored_cap, at + 1, sizeof(*r->ignored)))
                        return cw_fail_memory(err, (at + 1) * sizeof(*r->ignored));
                r->ignored[r->n_ignored++] = s->reader->ignored[i];
        }
        return CW_OK;
}

/* Claims and opens the next shard; NULL if that failed. */
static struct cw_job_shard *
open_next(struct cw_job *job)
{
        struct cw_error err;
        struct cw_job_shard *s = NULL;
        struct opening opening = {job->next_input++, job->opening};
        job->opening = &opening;
        cw_lock_give(&job->lock);
        cw_status status = new_shard(job, opening.ordinal, &s, &err);
        cw_lock_take(&job->lock);
        if (status == CW_OK)
                status = take_names(job, s, &err);
        if (status == CW_OK)
                status = take_ignored(job, s, &err);
        if (status == CW_OK) {
                s->next = job->open;
                job->open = s;
        } else {
                cw_job_note_failure(job, opening.ordinal, &err);
                if (s != NULL) {
                        cw_lock_give(&job->lock);
                        cw_job_close_shard(job, s);
                        cw_lock_take(&job->lock);
                }
                s = NULL;
        }
        struct opening **link = &job->opening;
        while (*link != &opening)
                link = &(*link)->next;
        *link = opening.next;
        cw_lock_wake(&job->lock);
        return s;
}

/* An open shard that still has blocks: the first in order. */
static struct cw_job_shard *
find_to_help(struct cw_job *job)
{
        struct cw_job_shard *best = NULL;
        for (struct cw_job_shard *s = job->open; s != NULL; s = s->next) {
                if (!s->exhausted && (best == NULL || s->ordinal < best->ordinal))
                        best = s;
        }
        return best;
}

/* The shard to work on now, or NULL when there is nothing left to do. */
struct cw_job_shard *
cw_job_attach(struct cw_job *job)
{
        struct cw_job_shard *s = NULL;
        cw_lock_take(&job->lock);
        for (;;) {
                if (job->next_input < job->run->inputs->n && !job->failure.any) {
                        s = open_next(job);
                        if (s != NULL)
                                break;
                        continue;
                }
                s = find_to_help(job);
                if (s != NULL || job->opening == NULL)
                        break;
                cw_lock_wait(&job->lock);
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

void
cw_job_sum_up(struct cw_job_shard *s)
{
        struct cw_error err;
        const struct cw_format *format = s->reader->format;
        const struct cw_rows rows = {format->row_unit, format->flat, rows_before, s->reader,
                                     s->reader->ids_from_names ? s->reader->names : NULL};
        cw_status status = cw_shard_counts_make(&s->bins, &rows, &s->counts, &err);
        if (status != CW_OK)
                cw_job_fail_shard(s, (struct cw_place){UINT64_MAX, 0, 0}, status, &err);
}

/* Under job.lock: the counts of a shard that is done. */
static cw_status
add_up(struct cw_run_result *result, struct cw_job_shard *s, struct cw_error *err)
{
        CW_TRY(cw_shard_counts_add(s->counts.bytes, s->counts.nbytes, s->ordinal, &result->bins, err));
        if (result->shard_counts != NULL) {
                result->shard_counts[s->ordinal] = s->counts;
                s->counts = (struct cw_shard_counts){0};
        }
        return CW_OK;
}

/* Under job.lock: where no column was settled, that of the first shard that has one is shown.  Counts files are added up,
 * and so are their columns. */
static cw_status
take_column(struct cw_job *job, struct cw_reader *r, uint64_t ordinal, struct cw_error *err)
{
        if (r->format->id == CW_FORMAT_COUNTS)
                return cw_columns_join(&job->counted_columns, r->chosen_column, err);
        if (r->chosen_column == NULL || (job->result->column != NULL && ordinal > job->column_ordinal))
                return CW_OK;
        cw_free(job->result->column);
        job->result->column = r->chosen_column;
        job->column_ordinal = ordinal;
        r->chosen_column = NULL;
        return CW_OK;
}

/* Under job.lock: a shard that is done, as a part of the run's result. */
void
cw_job_settle_shard(struct cw_job *job, struct cw_job_shard *s)
{
        struct cw_run_result *result = job->result;
        const struct cw_format *format = s->reader->format;
        struct cw_error err;
        if (s->failed) {
                uint64_t row = s->err.row == 0 ? 0 : rows_before(s->reader, s->failed_at.part) + s->err.row;
                cw_error_locate(&s->err, name_of(job, s->ordinal), format->row_unit, row);
                cw_job_note_failure(job, s->ordinal, &s->err);
                return;
        }
        /* What fails here is the sum of all shards: leaving this one out is no cure, whatever keep_going says. */
        if (add_up(result, s, &err) != CW_OK || take_column(job, s->reader, s->ordinal, &err) != CW_OK)
                cw_job_fail(job, s->ordinal, &err);
        result->totals.bytes += s->reader->file->seekable ? s->reader->file->nbytes : s->reader->file->at;
        if (format->add_totals != NULL)
                format->add_totals(s->reader, &result->totals);
        else
                result->totals.shards++;
}
