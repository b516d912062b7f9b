/* SPDX-License-Identifier: MIT */
/*
 * The spine, and what there is to know about its threads and memory.
 *
 *     attach to a shard -> take a block -> decode it into the tally -> ... -> leave the shard
 *
 * Threads.  Every worker does the same: it claims the next shard nobody has opened, or, when all are claimed, helps with
 * one that still has blocks.  So many small files are counted file by file, where workers meet for moments only, and one
 * large file by all of them.  What is shared, and who may touch it:
 *   - struct cw_job: under job.lock, taken a few times a shard and ten times a second, never for long;
 *   - struct cw_job_shard: reader's next() and the bins under shard.lock, taken once a block and once a worker; decode() is free
 *     of locks and writes only to the worker's own scratch and tally (and to the joiner of a text shard, which has a lock
 *     of its own);
 *   - tally and scratch: one a worker, never shared.
 * Sums of integers do not depend on order, so the result does not depend on scheduling.  Nor does the error: shards are
 * claimed in order and blocks are handed out in order, so that when a block fails every block before it is in somebody's
 * hands already; these are finished, those behind are dropped, and of the failures the one that stands first wins.
 *
 * Memory.  A worker owns one scratch (as much text as a block, a few hundred kilobytes; more only for a longer record, and
 * never above max_memory) and one tally (32 KiB, or 4 MiB with 100,000 labels).  An open shard owns its bins and what its
 * format needs; at most one shard a worker is open, and one more while the last ones are helped along.  Of a shard that is
 * done a few hundred bytes are left (merge/shard_counts.h), for as long as they take to be added, or to the end where a
 * row a shard was asked for; its bins go to the next shard.  Nothing else grows with the number of shards or tokens.
 */
#include "base/memory.h"
#include "count/collector.h"
#include "count/kernels.h"
#include "pipeline_job.h"

enum { WARM_NAMES = 1 << 12 }; /* a worker's table of names is kept from shard to shard up to this size */

static const double PROGRESS_SECONDS = 0.1;
static const uint64_t NO_BLOCK = UINT64_MAX; /* what is not of any: it is not counted where blocks are drawn */

/** What one worker owns. */
struct worker {
        struct cw_job *job;
        int number;
        struct cw_scratch scratch;
        struct cw_tally tally;
        uint64_t bytes_done; /* that cw_job_progress() has not been told of yet */
        double last_progress;
        struct cw_job_shard *shard;     /* that it is attached to */
        unsigned n_passes;              /* of the shard, when the worker was last there for a block */
        bool able;                      /* else it has no tally, and takes no more shards */
        struct cw_piece piece;          /* under run->granules: what the tally holds is of this piece of the shard */
        struct cw_sequences *sequences; /* under run->sequences: what the tally tells */
        bool in_part;                   /* then: its labels are those of ... */
        uint64_t part;                  /* ... this part of the shard */
        uint64_t block;                 /* under run->draw: what the tally holds is of this block */
};

/* ---- progress --------------------------------------------------------------------------------------------- */

void
cw_job_progress(struct cw_job *job, uint64_t bytes, uint64_t shards)
{
        const struct cw_read_options *o = job->run->options;
        if (o->progress == NULL)
                return;
        const double now = cw_team_seconds();
        cw_lock_take(&job->lock);
        job->bytes_done += bytes;
        job->shards_done += shards;
        if (now - job->last_progress >= PROGRESS_SECONDS) {
                job->last_progress = now;
                const struct cw_run_past *past = job->run->past;
                const uint64_t before = past == NULL ? 0 : past->bytes, total = job->run->inputs->nbytes;
                /* What had to be done twice may make it more. */
                const uint64_t done = total != 0 && job->bytes_done > total ? total : job->bytes_done;
                const struct cw_progress p = {before + done, total == 0 ? 0 : before + total, job->shards_done,
                                              job->run->inputs->n, now - job->started};
                o->progress(o->user, &p);
        }
        cw_lock_give(&job->lock);
}

/* A block is done.  Once in a while it is told; in between a worker keeps its figures to itself. */
static void
count_block(struct worker *w, uint64_t nbytes)
{
        if (w->job->run->options->progress == NULL)
                return;
        const double now = cw_team_seconds();
        w->bytes_done += nbytes;
        if (now - w->last_progress < PROGRESS_SECONDS)
                return;
        w->last_progress = now;
        cw_job_progress(w->job, w->bytes_done, 0);
        w->bytes_done = 0;
}

/* ---- what a worker holds ----------------------------------------------------------------------------------- */

static cw_status
fail_by_sequence(struct cw_error *err)
{
        return cw_fail(err, CW_E_MEMORY, "out of memory while counting by sequence");
}

static bool
is_drawn(const struct cw_job_shard *s, uint64_t block)
{
        return s->drawn.to == NULL || (block != NO_BLOCK && cw_draw_takes(s->drawn.to, s->ordinal, block));
}

/* Under s->lock, or alone with the shard: what the tally holds, into the shard's sums. */
static cw_status
add_tally(struct worker *w, struct cw_job_shard *s, struct cw_error *err)
{
        const struct cw_label_map *names = s->reader->ids_from_names ? s->reader->names : NULL;
        struct cw_sequence_sums *by_sequence = w->sequences != NULL ? &w->sequences->sums : NULL;
        if (!is_drawn(s, w->block)) {
                const cw_status status = cw_tally_status(&w->tally, err);
                cw_tally_clear(&w->tally);
                return status;
        }
        if (s->track.to != NULL)
                CW_TRY(cw_track_add(&s->track, w->piece, &w->tally, names, by_sequence, err));
        if (s->drawn.to != NULL)
                CW_TRY(cw_drawn_add(&s->drawn, w->block, &w->tally, names, err));
        if (by_sequence != NULL && cw_sequence_sums_move(&s->bins.by_sequence, by_sequence) != CW_OK)
                return fail_by_sequence(err);
        return cw_bins_add_tally(&s->bins, &w->tally, s->ordinal, err);
}

/* What is not to be added is forgotten. */
static void
clear_tally(struct worker *w)
{
        cw_tally_clear(&w->tally);
        if (w->sequences != NULL)
                cw_sequences_drop(w->sequences);
}

/* ---- parts, for sequences --------------------------------------------------------------------------------- */

static void
begin_part(struct worker *w, uint64_t part)
{
        if (w->sequences == NULL)
                return;
        cw_sequences_begin_part(w->sequences);
        w->in_part = true;
        w->part = part;
}

/* Before the worker enters another piece. */
static void
end_part(struct worker *w, struct cw_job_shard *s)
{
        if (!w->in_part)
                return;
        const bool joined = s->reader->format->sequences == CW_SEQUENCES_GO_ON_JOINED;
        const uint64_t from = joined ? w->part : w->part & ~UINT64_C(1); /* else the seam before it is none */
        cw_status status = cw_sequences_end_part(w->sequences);
        w->in_part = false;
        if (status == CW_OK && s->goes_on)
                status = cw_seams_put(&s->seams, from, w->part, w->sequences, w->piece);
        struct cw_error err;
        if (status != CW_OK)
                cw_job_fail_shard(s, (struct cw_place){UINT64_MAX, 0, 0}, fail_by_sequence(&err), &err);
}

/* All parts have been put. */
static cw_status
end_seams(struct cw_job_shard *s, struct cw_error *err)
{
        if (s->goes_on &&
            (cw_seams_end(&s->seams) != CW_OK || cw_sequence_sums_move(&s->bins.by_sequence, &s->seams.sums) != CW_OK))
                return fail_by_sequence(err);
        return CW_OK;
}

/* ---- shards: leave ---------------------------------------------------------------------------------------- */

/* The last worker has left a shard whose blocks are done: trailer, then its bins join the whole. */
static void
complete(struct worker *w, struct cw_job_shard *s)
{
        struct cw_job *job = w->job;
        struct cw_error err = {.status = CW_OK};
        /* Else the tally is empty, and stays so. */
        const bool may_count = !s->reader->format->finish_checks || w->sequences != NULL;
        /* Then blocks may be missing, which finish() would take amiss. */
        const bool in_vain = cw_job_is_void(job, s->ordinal);
        if (!s->failed && !in_vain) {
                if (s->track.to != NULL)
                        w->piece = cw_track_piece_of(&s->track, UINT64_MAX);
                w->block = NO_BLOCK;
                cw_status status = cw_reader_finish(s->reader, &w->scratch, &w->tally, &err);
                end_part(w, s);
                if (status != CW_OK)
                        cw_job_fail_shard(s, (struct cw_place){w->tally.at.part, err.row, 0}, status, &err);
                else if (!s->failed && ((may_count && (status = add_tally(w, s, &err)) != CW_OK) ||
                                        (status = end_seams(s, &err)) != CW_OK))
                        cw_job_fail_shard(s, (struct cw_place){UINT64_MAX, 0, 0}, status, &err);
                else if (!s->failed)
                        cw_job_sum_up(s);
                if (!s->failed)
                        cw_job_keep(job, s);
        }
        if (may_count)
                clear_tally(w);

        cw_lock_take(&job->lock);
        if (!in_vain)
                cw_job_settle_shard(job, s);
        struct cw_job_shard **link = &job->open;
        while (*link != s)
                link = &(*link)->next;
        *link = s->next;
        cw_lock_give(&job->lock);
        cw_job_close_shard(job, s);
}

static void enter_part(void *user, uint64_t part, uint64_t begun);
static void leave_part(void *user, uint64_t part);

static cw_status
init_tally(struct worker *w, struct cw_error *err)
{
        const struct cw_run *run = w->job->run;
        CW_TRY(cw_tally_init(&w->tally, err));
        CW_TRY(cw_kernel_choose(run->options->kernel, &w->tally.kernel, err));
        w->tally.ignore = run->ignore;
        w->tally.n_ignore = run->n_ignore;
        w->tally.skip_bad_rows = run->options->skip_bad_rows;
        w->tally.collector = run->collectors == NULL ? NULL : &run->collectors[w->number];
        w->sequences = run->sequences == NULL ? NULL : &run->sequences[w->number];
        w->tally.before_part = run->granules != NULL || w->sequences != NULL || run->draw != NULL ? enter_part : NULL;
        w->tally.after_part = w->sequences != NULL ? leave_part : NULL;
        w->tally.user = w;
        return CW_OK;
}

/* Hands what was counted over to the shard. */
static void
hand_over(struct worker *w, struct cw_job_shard *s)
{
        struct cw_error err = {.status = CW_OK};
        cw_lock_take(&s->lock);
        bool failed = s->failed || w->n_passes != s->n_passes;
        cw_status status = failed ? CW_OK : add_tally(w, s, &err);
        if (status != CW_OK) /* before anybody may find that it was all in vain */
                cw_job_fail_shard_here(s, (struct cw_place){UINT64_MAX, 0, 0}, status, &err);
        cw_lock_give(&s->lock);
        if (failed || status != CW_OK)
                clear_tally(w);
}

/* From here on the worker counts for `piece`; what it has counted for another one is handed over. */
static void
enter(struct worker *w, struct cw_job_shard *s, struct cw_piece piece)
{
        if (!cw_track_same(&s->track, w->piece, piece))
                hand_over(w, s);
        w->piece = piece;
}

/* Likewise for `block`, where blocks are drawn.  From one that is left out to another nothing is handed over: what was
 * counted in both is of no use. */
static void
enter_block(struct worker *w, struct cw_job_shard *s, uint64_t block)
{
        if (block != w->block && (is_drawn(s, w->block) || is_drawn(s, block)))
                hand_over(w, s);
        w->block = block;
}

/* A row that was joined at a seam is counted where the block it ends in is, whoever happens to join it; where blocks are
 * drawn, where the block it begins in is: its end can be looked for, its beginning could not. */
static void
enter_part(void *user, uint64_t part, uint64_t begun)
{
        struct worker *w = user;
        end_part(w, w->shard);
        if (w->shard->drawn.to != NULL)
                enter_block(w, w->shard, begun);
        else if (w->shard->track.to != NULL)
                enter(w, w->shard, cw_track_piece_of(&w->shard->track, part / 2));
        begin_part(w, part);
}

static void
leave_part(void *user, uint64_t part)
{
        struct worker *w = user;
        struct cw_job_shard *s = w->shard;
        struct cw_error err;
        if (w->in_part && w->part == part)
                end_part(w, s);
        else if (s->goes_on && cw_seams_put(&s->seams, part, part, NULL, w->piece) != CW_OK)
                cw_job_fail_shard(s, (struct cw_place){UINT64_MAX, 0, 0}, fail_by_sequence(&err), &err);
}

/* Of an empty tally: few names stay in it, or how many a worker has met before would decide which shard is told to have too
 * many. */
static cw_status
cool_down(struct worker *w, struct cw_error *err)
{
        if (w->tally.names.n <= WARM_NAMES)
                return CW_OK;
        cw_tally_free(&w->tally);
        if (w->sequences != NULL)
                cw_sequences_renumber(w->sequences);
        const cw_status status = init_tally(w, err);
        w->able = status == CW_OK;
        return status;
}

static void
fail_worker(struct worker *w, const struct cw_error *err)
{
        cw_lock_take(&w->job->lock);
        cw_job_fail(w->job, 0, err);
        cw_lock_give(&w->job->lock);
}

static void
leave(struct worker *w, struct cw_job_shard *s)
{
        struct cw_job *job = w->job;
        struct cw_error err;
        hand_over(w, s);
        cw_lock_take(&job->lock);
        bool last = --s->n_workers == 0; /* then nobody attaches any more: it is exhausted */
        cw_lock_give(&job->lock);
        if (last)
                complete(w, s);
        cw_job_progress(job, w->bytes_done, last);
        w->bytes_done = 0;
        if (cool_down(w, &err) != CW_OK)
                fail_worker(w, &err);
}

/* ---- blocks ------------------------------------------------------------------------------------------------ */

/* The tally, to the shard. */
static void
fit_tally(struct worker *w, const struct cw_job_shard *s)
{
        w->tally.n_known = s->n_known;
        w->tally.collected_names = s->reader->ids_from_names ? s->reader->names : NULL;
}

/* Under s->lock, before a block is taken: what the shard has counted, and the worker of it, is dropped if it was in vain.  A
 * failure was then none, or will be met again. */
static cw_status
begin_pass(struct worker *w, struct cw_job_shard *s, struct cw_error *err)
{
        cw_status status = CW_OK;
        if (s->reader->in_vain) {
                s->n_passes++;
                s->n_taken = s->bytes_taken = 0;
                s->exhausted = s->failed = false;
                cw_bins_clear(&s->bins);
                status = s->reader->format->begin_again(s->reader, err);
        }
        if (w->n_passes != s->n_passes) {
                clear_tally(w);
                if (status == CW_OK)
                        status = cool_down(w, err);
                fit_tally(w, s);
                w->bytes_done = 0;
        }
        w->n_passes = s->n_passes;
        return status;
}

/* What a worker takes at a time. */
struct batch {
        size_t n;
        struct cw_block blocks[CW_BLOCKS_TOGETHER];
        struct cw_piece pieces[CW_BLOCKS_TOGETHER]; /* that they are in */
};

/* Under s->lock: takes the next block of the shard, if there is one. */
static cw_status
take_block(struct worker *w, struct cw_job_shard *s, struct batch *batch, struct cw_error *err)
{
        struct cw_block *block = &batch->blocks[batch->n];
        bool more = false;
        cw_status status = cw_reader_next(s->reader, &w->scratch, block, &more, err);
        if (status == CW_OK && more && s->track.to != NULL)
                status = cw_track_block(&s->track, block->seq, block->offset, &batch->pieces[batch->n], err);
        if (status == CW_OK && more && s->drawn.to != NULL)
                status = cw_drawn_note(&s->drawn, block->seq, err);
        s->exhausted = !more || status != CW_OK;
        if (s->exhausted)
                return status;
        s->bytes_taken += block->nbytes;
        batch->n++;
        return CW_OK;
}

/* Takes the next block, or a few small ones; false if there is none. */
static bool
take_blocks(struct worker *w, struct cw_job_shard *s, struct batch *batch)
{
        struct cw_error err;
        const struct cw_run *run = w->job->run;
        const bool prepares = s->reader->format->prepare != NULL;
        /* Where some may be left out, nothing is read of them. */
        const size_t most = prepares && run->draw == NULL && run->wants == NULL ? CW_BLOCKS_TOGETHER : 1;
        uint64_t seq = 0;
        bool goes_on = true;
        batch->n = 0;
        cw_lock_take(&s->lock);
        cw_status status = begin_pass(w, s, &err);
        while (status == CW_OK && !s->exhausted && goes_on) {
                seq = s->n_taken++;
                status = take_block(w, s, batch, &err);
                goes_on = batch->n < most && batch->n > 0 && batch->blocks[batch->n - 1].nbytes <= CW_BLOCK_IS_SMALL;
        }
        cw_lock_give(&s->lock);
        if (!w->able)
                fail_worker(w, &err);
        if (status != CW_OK)
                cw_job_fail_shard(s, (struct cw_place){2 * seq + 1, 0, 0}, status, &err);
        if (batch->n > 0 && prepares)
                s->reader->format->prepare(s->reader, batch->blocks, batch->n, &w->scratch);
        return batch->n > 0;
}

/* Where only a sample is collected, blocks may be left out, if the others can do without. */
static bool
is_wanted(const struct worker *w, const struct cw_job_shard *s, const struct cw_block *block)
{
        const struct cw_run *run = w->job->run;
        return run->wants == NULL || run->wants(w->tally.collector->user, s->ordinal, block) ||
               !s->reader->format->independent;
}

/* The block, if it is to be counted. */
static cw_status
decode(struct worker *w, struct cw_job_shard *s, const struct cw_block *block, struct cw_error *err)
{
        const struct cw_format *format = s->reader->format;
        const bool skips = !is_wanted(w, s, block) || !is_drawn(s, block->seq);
        if (skips && format->skip == NULL)
                return CW_OK;
        if (s->drawn.to != NULL)
                enter_block(w, s, block->seq);
        return skips ? format->skip(s->reader, block, &w->scratch, &w->tally, err)
                     : cw_reader_decode(s->reader, block, &w->scratch, &w->tally, err);
}

static void
count(struct worker *w, struct cw_job_shard *s, const struct cw_block *block)
{
        struct cw_error err = {.status = CW_OK}; /* a collector's failure is told by who gave the collector */
        w->tally.at = (struct cw_place){2 * block->seq + 1, 0, 0};
        begin_part(w, w->tally.at.part);
        const cw_status status = decode(w, s, block, &err);
        if (status != CW_OK)
                cw_job_fail_shard(s, (struct cw_place){w->tally.at.part, err.row, 0}, status, &err);
        end_part(w, s);
        count_block(w, block->nbytes);
}

static void
work_on(struct worker *w, struct cw_job_shard *s)
{
        struct batch batch = {0};
        bool first = true, is_void;
        w->shard = s;
        w->n_passes = 0; /* the tally is empty */
        w->block = NO_BLOCK;
        fit_tally(w, s);
        if (w->sequences != NULL)
                cw_sequences_begin_shard(w->sequences,
                                         &(struct cw_sequence_shard){w->tally.collected_names, s->reader->ignored,
                                                                     s->reader->n_ignored, s->n_known, s->goes_on});
        while (!(is_void = cw_job_is_void(w->job, s->ordinal)) && take_blocks(w, s, &batch)) {
                for (size_t i = 0; i < batch.n; i++) {
                        if (first)
                                w->piece = batch.pieces[i];
                        else if (s->track.to != NULL)
                                enter(w, s, batch.pieces[i]);
                        first = false;
                        count(w, s, &batch.blocks[i]);
                }
        }
        if (is_void)
                s->exhausted = true;
        if (s->reader->file != NULL)
                cw_file_let_go(s->reader->file, w->number, w->job->run->n_threads);
}

static void
work(void *context, int number)
{
        struct cw_job *job = context;
        struct worker w = {.job = job, .number = number, .scratch.max_nbytes = job->run->options->max_memory};
        struct cw_error err;
        struct cw_job_shard *s;
        w.able = init_tally(&w, &err) == CW_OK;
        if (!w.able)
                fail_worker(&w, &err);
        while (w.able && (s = cw_job_attach(job)) != NULL) {
                work_on(&w, s);
                leave(&w, s);
        }
        cw_tally_free(&w.tally);
        cw_scratch_free(&w.scratch);
}

/* ---- the run ----------------------------------------------------------------------------------------------- */

cw_status
cw_run_count(const struct cw_run *run, struct cw_run_result *result_ret, struct cw_error *err)
{
        struct cw_job job;
        cw_status status = cw_job_begin(&job, run, result_ret, err);
        if (status == CW_OK)
                status = cw_job_cache_open(&job, err);
        if (status == CW_OK) {
                cw_job_reuse_first(&job);
                const bool none_left = run->exchange == NULL && job.next_input == run->inputs->n;
                result_ret->totals.n_threads = cw_team_run(none_left ? 1 : run->n_threads, work, &job);
        }
        cw_job_cache_close(&job);
        cw_job_free_spares(&job);
        return cw_job_end(&job, status, err);
}
