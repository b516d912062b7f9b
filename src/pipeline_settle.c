/* SPDX-License-Identifier: MIT */
/*
 * How a shard that is done joins the result: what shards must agree on (label names, ignored ids, the column), and what
 * --keep-going leaves out.  With an exchange it is handed over instead, as plain data, and joins the result where that is
 * gathered.
 */
#include "base/memory.h"
#include "merge/columns.h"
#include "pipeline_job.h"

#include <string.h>

enum { IGNORED_MOST = 256 }; /* ignored ids that shards may name, all together */

const char *
cw_job_name(const struct cw_job *job, uint64_t ordinal)
{
        const char *path = job->run->inputs->items[ordinal].path;
        return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* ---- what shards agree on ---------------------------------------------------------------------------------- */

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

static cw_status
agree(const struct cw_job *job, uint64_t ordinal, const struct cw_label_map *all, const struct cw_label_map *ours,
      struct cw_error *err)
{
        cw_status status = all == NULL ? CW_OK : cw_label_map_agree(all, ours, err);
        if (status != CW_OK)
                cw_error_locate(err, cw_job_name(job, ordinal), NULL, 0);
        return status;
}

/* The names of this shard against the user's, and against those of the shards before it; the longer list stays. */
cw_status
cw_job_take_names(struct cw_job *job, uint64_t ordinal, struct cw_label_map **names_ref, struct cw_error *err)
{
        struct cw_label_map **all = &job->result->names, *ours = *names_ref;
        if (ours == NULL || ours == *all)
                return CW_OK; /* the very same have been taken */
        CW_TRY(agree(job, ordinal, job->run->map, ours, err));
        while (opens_before(job, ordinal))
                cw_lock_wait(&job->lock);
        CW_TRY(agree(job, ordinal, *all, ours, err));
        if (*all != NULL && ours->n <= (*all)->n)
                return CW_OK;
        cw_label_map_free(all);
        *all = ours;
        *names_ref = NULL;
        return CW_OK;
}

/* The ids that a shard says are no labels are none in the others either, for all share one id space. */
cw_status
cw_job_take_ignored(struct cw_job *job, uint64_t ordinal, const int64_t *ignored, size_t n, struct cw_error *err)
{
        struct cw_run_result *r = job->result;
        for (size_t i = 0; i < n; i++) {
                size_t at = 0;
                while (at < r->n_ignored && r->ignored[at] != ignored[i])
                        at++;
                if (at < r->n_ignored)
                        continue;
                if (at == IGNORED_MOST) {
                        cw_status status = cw_fail(err, CW_E_LIMIT, "expected at most %d ignored ids, found more",
                                                   (int)IGNORED_MOST);
                        cw_error_locate(err, cw_job_name(job, ordinal), NULL, 0);
                        return status;
                }
                if (!cw_grow(&r->ignored, &r->ignored_cap, at + 1, sizeof(*r->ignored)))
                        return cw_fail_memory(err, (at + 1) * sizeof(*r->ignored));
                r->ignored[r->n_ignored++] = ignored[i];
        }
        return CW_OK;
}

/* Where no column was settled, that of the first shard that has one is shown.  Counts files are added up, and so are
 * their columns. */
static cw_status
take_column(struct cw_job *job, struct cw_shard_outcome *o, struct cw_error *err)
{
        if (o->is_counts_file)
                return cw_columns_join(&job->counted_columns, o->column, err);
        if (o->column == NULL || (job->result->column != NULL && o->ordinal > job->column_ordinal))
                return CW_OK;
        cw_free(job->result->column);
        job->result->column = o->column;
        job->column_ordinal = o->ordinal;
        o->column = NULL;
        return CW_OK;
}

/* ---- one shard --------------------------------------------------------------------------------------------- */

void
cw_shard_outcome_free(struct cw_shard_outcome *o)
{
        cw_label_map_free(&o->names);
        cw_free(o->ignored);
        cw_shard_counts_free(&o->counts);
        cw_free(o->column);
        cw_counts_free(&o->sliced);
        cw_buffer_free(&o->drawn);
        *o = (struct cw_shard_outcome){0};
}

/* A failure that keep_going lets pass is told and counted, any other one ends the run. */
static void
note_failure(struct cw_job *job, uint64_t ordinal, const struct cw_error *err)
{
        if (err->status == CW_E_INTERRUPTED) {
                cw_job_interrupt(job);
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

static cw_status
add_counts(struct cw_run_result *result, struct cw_shard_outcome *o, struct cw_error *err)
{
        CW_TRY(cw_shard_counts_add(o->counts.bytes, o->counts.nbytes, o->ordinal, &result->bins, err));
        if (result->shard_counts != NULL) {
                result->shard_counts[o->ordinal] = o->counts;
                o->counts = (struct cw_shard_counts){0};
        }
        return CW_OK;
}

/* What another process has drawn. */
static cw_status
join_drawn(struct cw_job *job, const struct cw_shard_outcome *o, struct cw_error *err)
{
        struct cw_drawn drawn;
        if (o->drawn.n == 0)
                return CW_OK;
        cw_drawn_begin(&drawn, job->run->draw, o->ordinal);
        cw_status status = cw_drawn_take(&drawn, o->drawn.data, o->drawn.n, err);
        if (status == CW_OK)
                status = cw_drawn_end(&drawn, err);
        cw_drawn_drop(&drawn);
        return status;
}

/* A shard whose names and ignored ids are taken. */
static void
settle(struct cw_job *job, struct cw_shard_outcome *o)
{
        struct cw_totals *totals = &job->result->totals;
        struct cw_error err;
        if (o->status != CW_OK) {
                note_failure(job, o->ordinal, &o->err);
                return;
        }
        /* What fails here is the sum of all shards: leaving this one out is no cure, whatever keep_going says. */
        if (add_counts(job->result, o, &err) != CW_OK || take_column(job, o, &err) != CW_OK ||
            join_drawn(job, o, &err) != CW_OK)
                cw_job_fail(job, o->ordinal, &err);
        if (o->sliced != NULL && cw_carried_slices_add(&job->result->slices, o->sliced, &err) != CW_OK)
                cw_job_fail(job, o->ordinal, &err);
        job->result->has_data |= !o->is_counts_file;
        if (job->result->is_new != NULL)
                job->result->is_new[o->ordinal] = !o->is_counts_file && o->totals.shards_reused == 0;
        totals->bytes += o->totals.bytes;
        totals->shards += o->totals.shards;
        totals->shards_reused += o->totals.shards_reused;
        totals->unknown += o->totals.unknown;
        totals->rows_skipped += o->totals.rows_skipped;
        totals->shards_failed += o->totals.shards_failed;
        totals->shards_failed_before += o->totals.shards_failed_before;
}

/* The names and ignored ids of a shard, where they are not taken already. */
static void
describe(struct cw_shard_outcome *o, struct cw_reader *r)
{
        o->opened = true;
        if (!r->ids_from_names) {
                o->names = r->names;
                r->names = NULL;
        }
        o->ignored = cw_calloc(r->n_ignored, sizeof(*o->ignored));
        if (o->ignored == NULL)
                o->status = cw_fail_memory(&o->err, r->n_ignored * sizeof(*o->ignored));
        else if (r->n_ignored > 0)
                memcpy(o->ignored, r->ignored, r->n_ignored * sizeof(*o->ignored));
        o->n_ignored = o->ignored == NULL ? 0 : r->n_ignored;
}

static void
pack_drawn(struct cw_shard_outcome *o, const struct cw_job_shard *s)
{
        if (s->drawn.to == NULL || o->status != CW_OK)
                return;
        cw_drawn_put(&s->drawn, &o->drawn);
        if (o->drawn.failed)
                o->status = cw_fail_memory(&o->err, o->drawn.n);
}

/* Takes what the shard has out of it. */
static struct cw_shard_outcome
outcome_of(const struct cw_job *job, struct cw_job_shard *s)
{
        struct cw_reader *r = s->reader;
        struct cw_shard_outcome o = {.ordinal = s->ordinal, .is_counts_file = r->format->id == CW_FORMAT_COUNTS};
        if (s->failed) {
                const bool has_row = s->err.row > 0 && !cw_rows_are_unknown(r);
                const uint64_t row = has_row ? r->format->rows_before(r, s->failed_at.part) + s->err.row : 0;
                cw_error_locate(&s->err, cw_job_name(job, s->ordinal), r->format->row_unit, row);
                o.status = s->err.status;
                o.err = s->err;
                return o;
        }
        o.counts = s->counts;
        s->counts = (struct cw_shard_counts){0};
        o.column = r->chosen_column;
        r->chosen_column = NULL;
        if (r->file == NULL)
                o.totals.bytes = job->run->inputs->nbytes;
        else
                o.totals.bytes = r->file->seekable ? r->file->nbytes : r->file->at;
        if (r->format->add_totals != NULL)
                r->format->add_totals(r, &o.totals);
        else
                o.totals.shards = 1;
        if (r->format->take_sliced != NULL)
                o.sliced = r->format->take_sliced(r);
        return o;
}

/* What the shard has counted besides, now that it is sound. */
static void
join_parts(struct cw_job *job, struct cw_job_shard *s)
{
        struct cw_error err;
        cw_status status = CW_OK;
        if (s->track.to != NULL)
                status = cw_track_end(&s->track, &err);
        if (status == CW_OK && s->drawn.to != NULL)
                status = cw_drawn_end(&s->drawn, &err);
        if (status != CW_OK)
                cw_job_fail(job, s->ordinal, &err);
}

void
cw_job_settle_shard(struct cw_job *job, struct cw_job_shard *s)
{
        const struct cw_exchange *exchange = job->run->exchange;
        struct cw_shard_outcome o = outcome_of(job, s);
        if (exchange != NULL) {
                describe(&o, s->reader);
                pack_drawn(&o, s);
                exchange->deliver(exchange->user, &o);
        } else {
                settle(job, &o);
                cw_shard_outcome_free(&o);
                if (!s->failed)
                        join_parts(job, s);
        }
}

void
cw_job_hand_over(struct cw_job *job, struct cw_shard_outcome *o)
{
        const struct cw_exchange *exchange = job->run->exchange;
        if (exchange != NULL)
                exchange->deliver(exchange->user, o);
        else
                cw_job_settle_outcome(job, o);
}

void
cw_job_settle_failure(struct cw_job *job, uint64_t ordinal, const struct cw_error *err)
{
        const struct cw_exchange *exchange = job->run->exchange;
        struct cw_shard_outcome o = {.ordinal = ordinal, .status = err->status, .err = *err};
        if (exchange != NULL)
                exchange->deliver(exchange->user, &o);
        else
                note_failure(job, ordinal, err);
}

void
cw_job_settle_outcome(struct cw_job *job, struct cw_shard_outcome *o)
{
        struct cw_error err = o->err;
        cw_status status = o->opened ? CW_OK : o->status;
        if (status == CW_OK)
                status = cw_job_take_names(job, o->ordinal, &o->names, &err);
        if (status == CW_OK)
                status = cw_job_take_ignored(job, o->ordinal, o->ignored, o->n_ignored, &err);
        if (status == CW_OK)
                settle(job, o);
        else
                note_failure(job, o->ordinal, &err);
        cw_shard_outcome_free(o);
}
