/* SPDX-License-Identifier: MIT */
/*
 * The shards of a run: who opens which, who helps whom, and how a failure is kept so that it does not depend on timing.
 */
#include "base/memory.h"
#include "pipeline_job.h"

#include <string.h>

/* ---- failures --------------------------------------------------------------------------------------------- */

/* Under job.lock.  The failure that stands first is kept. */
void
cw_job_fail(struct cw_job *job, uint64_t ordinal, const struct cw_error *err)
{
        if (!job->failure.any || ordinal < job->failure.ordinal)
                job->failure = (struct failure){true, ordinal, err->status, *err};
        job->has_failed = true;
}

/* Under job.lock.  The one failure that has no place. */
void
cw_job_interrupt(struct cw_job *job)
{
        struct cw_error err;
        cw_status status = cw_fail(&err, CW_E_INTERRUPTED, "interrupted; nothing was written");
        job->failure = (struct failure){true, 0, status, err};
        job->has_failed = true;
}

/* Whether work on shard `ordinal` is in vain. */
bool
cw_job_is_void(struct cw_job *job, uint64_t ordinal)
{
        const struct cw_exchange *exchange = job->run->exchange;
        const bool interrupted = cw_is_cancelled(job->run->options->cancel);
        /* Asked before every block: while all is well, nothing shared is written. */
        if (!interrupted && !job->has_failed && (exchange == NULL || ordinal < atomic_load(exchange->limit)))
                return false;
        cw_lock_take(&job->lock);
        if (interrupted)
                cw_job_interrupt(job);
        bool void_now = exchange != NULL && ordinal >= atomic_load(exchange->limit);
        void_now |= job->failure.any && (ordinal > job->failure.ordinal || job->failure.status == CW_E_INTERRUPTED);
        cw_lock_give(&job->lock);
        return void_now;
}

void
cw_job_fail_shard_here(struct cw_job_shard *s, struct cw_place at, cw_status status, const struct cw_error *err)
{
        if (!s->failed || cw_place_compare(at, s->failed_at) < 0) {
                s->failed = true;
                s->failed_at = at;
                s->err = *err;
                s->err.status = status;
        }
        s->exhausted = true;
}

/* A failure inside a shard: the one that stands first in the file is kept, and no more blocks are handed out. */
void
cw_job_fail_shard(struct cw_job_shard *s, struct cw_place at, cw_status status, const struct cw_error *err)
{
        cw_lock_take(&s->lock);
        cw_job_fail_shard_here(s, at, status, err);
        cw_lock_give(&s->lock);
}

/* ---- shards: open, attach, leave --------------------------------------------------------------------------- */

static void
free_shard(struct cw_job_shard *s)
{
        cw_bins_free(&s->bins);
        cw_seams_free(&s->seams);
        cw_buffer_free(&s->facts);
        if (s->kept.what != NULL)
                s->kept.free(s->kept.what);
        cw_lock_destroy(&s->lock);
        cw_free(s);
}

void
cw_job_close_shard(struct cw_job *job, struct cw_job_shard *s)
{
        cw_reader_close(&s->reader);
        cw_shard_counts_free(&s->counts);
        cw_track_drop(&s->track);
        cw_drawn_drop(&s->drawn);
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
                s->exhausted = s->failed = s->source_known = false;
                s->n_taken = 0;
                s->n_passes = 0;
                return CW_OK;
        }
        s = cw_calloc(1, sizeof(*s));
        if (s == NULL)
                return cw_fail_memory(err, sizeof(*s));
        cw_lock_init(&s->lock);
        cw_seams_init(&s->seams);
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

/* Whether all labels are wanted one after the other, by the one collector there is. */
static bool
is_in_order(const struct cw_job *job)
{
        return job->run->collectors != NULL && job->run->wants == NULL && job->run->sequences == NULL;
}

static bool
same_piece(void *user, struct cw_piece a, struct cw_piece b)
{
        return cw_track_same(user, a, b);
}

static cw_status
credit_piece(void *user, struct cw_piece piece, const struct cw_sequence_label *label, uint64_t around)
{
        return cw_track_credit(user, piece, label, around);
}

/* Counts are exact, or they are not: what a sample has told of data cannot be added to what is known of other data, and
 * there is nothing to be drawn in a counts file. */
static cw_status
check_kind(const struct cw_job *job, const struct cw_reader *r, uint64_t ordinal, struct cw_error *err)
{
        cw_status status = CW_OK;
        if (r->is_estimate)
                status = cw_fail(err, CW_E_DATA,
                                 "expected exact counts, found an estimate; count its data again without --sample, or "
                                 "name the data itself");
        else if (job->run->draw != NULL && r->format->id == CW_FORMAT_COUNTS)
                status = cw_fail(err, CW_E_USAGE,
                                 "--sample: expected data, found a counts file, which has no blocks to be drawn");
        if (status != CW_OK)
                cw_error_locate(err, cw_job_name(job, ordinal), NULL, 0);
        return status;
}

/* Opens shard s->ordinal, if that has not been done already. */
static cw_status
open_reader(struct cw_job *job, struct cw_job_shard *s, struct cw_error *err)
{
        struct cw_reader **given = job->run->reader;
        if (given == NULL && job->opened_ordinal == s->ordinal && job->opened != NULL)
                given = &job->opened;
        if (given != NULL) {
                s->reader = *given;
                *given = NULL;
                return CW_OK;
        }
        cw_job_find_source(job, s);
        return cw_reader_open_next(job->run->inputs->items[s->ordinal].path, job->run->options, job->column,
                                   is_in_order(job), &s->kept, &s->reader, err);
}

/* How many workers there will be for one shard: as long as there are others to claim, everybody has one of their own. */
static int
n_sharing(const struct cw_job *job, uint64_t ordinal)
{
        const struct cw_run *run = job->run;
        return run->exchange == NULL && run->inputs->n - ordinal > (uint64_t)run->n_threads ? 1 : run->n_threads;
}

static cw_status
new_shard(struct cw_job *job, uint64_t ordinal, struct cw_job_shard **shard_ret, struct cw_error *err)
{
        struct cw_job_shard *s;
        *shard_ret = NULL;
        CW_TRY(take_spare(job, &s, err));
        struct cw_piece_credit credit = {0};
        if (job->run->granules != NULL)
                credit = (struct cw_piece_credit){same_piece, credit_piece, &s->track};
        s->ordinal = ordinal;
        cw_status status = CW_OK;
        if (job->run->granules != NULL)
                status = cw_track_begin(&s->track, job->run->granules, ordinal, err);
        if (job->run->draw != NULL)
                cw_drawn_begin(&s->drawn, job->run->draw, ordinal);
        if (status == CW_OK)
                status = open_reader(job, s, err);
        if (status == CW_OK)
                status = check_kind(job, s->reader, ordinal, err);
        if (status != CW_OK) {
                cw_job_close_shard(job, s);
                return status;
        }
        /* Where more than sums is made of blocks, it must not depend on the number of threads. */
        if (job->run->granules == NULL && job->run->draw == NULL && job->run->collectors == NULL)
                s->reader->n_sharing = n_sharing(job, ordinal);
        s->n_known = count_known(job, s->reader);
        s->goes_on = job->run->sequences != NULL && s->reader->format->sequences != CW_SEQUENCES_WHOLE;
        if (job->run->sequences != NULL)
                cw_seams_begin(&s->seams, job->run->options->spans, &credit);
        cw_job_note_source(s);
        *shard_ret = s;
        return CW_OK;
}

/* Under job.lock: which shard is next; false if there is none. */
static bool
claim(struct cw_job *job, uint64_t *ordinal_ret)
{
        const struct cw_exchange *exchange = job->run->exchange;
        if (exchange == NULL) {
                *ordinal_ret = job->next_input++;
                return true;
        }
        job->claiming = true;
        cw_lock_give(&job->lock);
        const bool any = exchange->claim(exchange->user, ordinal_ret);
        cw_lock_take(&job->lock);
        job->claiming = false;
        job->dry = !any;
        cw_lock_wake(&job->lock);
        return any;
}

/* Under job.lock: what must fit the shards before it; with an exchange that is seen to where they are settled. */
static cw_status
fit_in(struct cw_job *job, struct cw_job_shard *s, struct cw_error *err)
{
        struct cw_reader *r = s->reader;
        if (job->run->exchange != NULL)
                return CW_OK;
        if (!r->ids_from_names)
                CW_TRY(cw_job_take_names(job, s->ordinal, &r->names, err));
        return cw_job_take_ignored(job, s->ordinal, r->ignored, r->n_ignored, err);
}

/* Opens a shard that is claimed; NULL if that failed, or if it need not be opened. */
static struct cw_job_shard *
open_shard(struct cw_job *job, uint64_t ordinal)
{
        struct cw_error err;
        struct cw_job_shard *s = NULL;
        struct opening opening = {ordinal, job->opening};
        job->opening = &opening;
        cw_lock_give(&job->lock);
        const bool reused = cw_job_reuse(job, ordinal);
        cw_status status = reused ? CW_OK : new_shard(job, ordinal, &s, &err);
        cw_lock_take(&job->lock);
        if (status == CW_OK && !reused)
                status = fit_in(job, s, &err);
        if (status == CW_OK && !reused) {
                s->next = job->open;
                job->open = s;
        } else if (!reused) {
                cw_job_settle_failure(job, ordinal, &err);
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

/* Under job.lock: one worker asks at a time, and the others help meanwhile. */
static bool
may_claim(const struct cw_job *job)
{
        if (job->failure.any)
                return false;
        return job->run->exchange != NULL ? !job->claiming && !job->dry : job->next_input < job->run->inputs->n;
}

/* The shard to work on now, or NULL when there is nothing left to do. */
struct cw_job_shard *
cw_job_attach(struct cw_job *job)
{
        struct cw_job_shard *s = NULL;
        uint64_t ordinal;
        cw_lock_take(&job->lock);
        for (;;) {
                if (may_claim(job)) {
                        s = claim(job, &ordinal) ? open_shard(job, ordinal) : NULL;
                        if (s != NULL)
                                break;
                        continue;
                }
                s = find_to_help(job);
                if (s != NULL || (job->opening == NULL && !job->claiming))
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
        const struct cw_rows rows = {.unit = format->row_unit,
                                     .flat = format->flat,
                                     .unknown = cw_rows_are_unknown(s->reader),
                                     .before = rows_before,
                                     .user = s->reader,
                                     .names = s->reader->ids_from_names ? s->reader->names : NULL};
        struct cw_place place = {UINT64_MAX, 0, 0};
        cw_status status = cw_bins_check_names(&s->bins, &place, &err);
        if (status != CW_OK)
                err.row = place.row + 1;
        else
                status = cw_shard_counts_make(&s->bins, &rows, &s->counts, &err);
        if (status != CW_OK)
                cw_job_fail_shard(s, place, status, &err);
}
