/* SPDX-License-Identifier: MIT */
/*
 * Where the pipeline meets the cache: a shard whose counts are kept is settled without being opened; one that was
 * counted is kept.
 *
 * Reuse goes through the same settling, in the same order, as counting does: names must agree, ignored ids are taken, a
 * failure is told of the same shard.  What cannot be had from the cache, whatever the reason, is counted.
 *
 * Kept is only what is sure to be of the file as it can be seen: a regular file whose identity was the same before and
 * after it was read and whose time of change lies a tick of the clock behind (input/identity.h).
 *
 * The digest of the content is made of what counting reads, while it reads it; the rest of the file is read for it where
 * that is not much.  Of large columnar files of which counting reads a small part it is of the pieces that have that in
 * them; when these are found to be what they were, under cache_verify, the whole file gets its digest.  A shard whose
 * digest is not known then, for lack of memory or since the list of pieces was too long, is counted again and the counts
 * are compared.
 */
#include "base/memory.h"
#include "cache_entry.h"
#include "input/content.h"
#include "merge/shard_facts.h"
#include "pipeline_job.h"
#include "store/cache.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What counting has not read, or only looked at where it is mapped, is read for the digest up to this; where counting took a
 * fourth of the file at least. */
#define UNSEEN_NBYTES_MOST (UINT64_C(256) << 20)

enum {
        SMALL_NBYTES = 1 << 20,      /* up to this a file is read whole, which the system does anyway */
        PIECES_NBYTES_MOST = 1 << 16 /* of the list of pieces that have a digest together */
};

struct cw_job_cache {
        struct cw_cache *store;
        bool verify;
        struct cw_digest settings; /* of the run, in every key */
        /* Under job.lock: the facts that were settled last; nothing is new in them for the shards after. */
        bool any_settled;
        struct cw_digest settled;
        /* Likewise: the facts that were kept last. */
        bool any_kept;
        struct cw_digest kept;
};

cw_status
cw_job_cache_open(struct cw_job *job, struct cw_error *err)
{
        const struct cw_read_options *o = job->run->options;
        if (o->cache == NULL || job->run->collectors != NULL)
                return CW_OK;
        struct cw_job_cache *c = cw_calloc(1, sizeof(*c));
        job->cache = c;
        if (c == NULL)
                return cw_fail_memory(err, sizeof(*c));
        c->verify = o->cache_verify;
        struct cw_buffer settings = {0};
        cw_cache_put_settings(&settings, o, job->column);
        const bool failed = settings.failed;
        if (!failed)
                c->settings = cw_hash128(settings.data, settings.n);
        cw_buffer_free(&settings);
        if (failed)
                return cw_fail_memory(err, settings.cap);
        return cw_cache_open(o->cache, o->cache_max, &c->store, err);
}

void
cw_job_cache_close(struct cw_job *job)
{
        const struct cw_read_options *o = job->run->options;
        struct cw_job_cache *c = job->cache;
        struct cw_error err;
        if (c == NULL)
                return;
        if (cw_cache_close(&c->store, &err) != CW_OK) {
                char sentence[CW_TROUBLE_NBYTES];
                snprintf(sentence, sizeof(sentence), "%s; the counts are right, but were not kept in the cache",
                         err.message);
                if (job->run->exchange != NULL)
                        job->result->trouble = cw_strdup(sentence); /* of many processes one is told */
                else if (o->notice != NULL)
                        o->notice(o->user, sentence);
        }
        cw_free(c);
        job->cache = NULL;
}

static void
notice(struct cw_job *job, uint64_t ordinal, const char *what)
{
        const struct cw_read_options *o = job->run->options;
        struct cw_error e;
        (void)cw_fail(&e, CW_E_DATA, "%s", what);
        cw_error_locate(&e, cw_job_name(job, ordinal), NULL, 0);
        cw_lock_take(&job->lock);
        if (o->notice != NULL)
                o->notice(o->user, e.message);
        cw_lock_give(&job->lock);
}

/* ---- reuse ------------------------------------------------------------------------------------------------- */

/* From now on it is known of the whole content whether it is as it was. */
static void
keep_whole_digest(struct cw_job *job, const char *path, const struct cw_cache_entry *e, struct cw_file *file)
{
        struct cw_cache_entry whole = *e;
        struct cw_buffer bytes = {0};
        whole.digested = CW_DIGESTED_ALL;
        whole.pieces_nbytes = 0;
        if (cw_file_digest(file, &whole.content, NULL) != CW_OK)
                return;
        cw_cache_entry_write(&whole, &bytes);
        if (!bytes.failed)
                cw_cache_add(job->cache->store, cw_cache_key(job->cache->settings, path, &e->identity), bytes.data,
                             bytes.n);
        cw_buffer_free(&bytes);
}

/* Whether the content is the one that was counted, as far as that can be told without counting. */
static bool
is_content_same(struct cw_job *job, uint64_t ordinal, const struct cw_cache_entry *e)
{
        const char *path = job->run->inputs->items[ordinal].path;
        struct cw_file *file = NULL;
        bool known;
        if (e->digested == CW_DIGESTED_NOTHING || cw_file_open(path, &file, NULL) != CW_OK)
                return false;
        file->cancel = job->run->options->cancel;
        const bool same = cw_cache_entry_is_of(e, file, &known);
        if (same && e->digested == CW_DIGESTED_PIECES)
                keep_whole_digest(job, path, e, file);
        cw_file_close(&file);
        if (known && !same)
                notice(job, ordinal,
                       "the content has changed though size and time of change have not; what the cache had of it is "
                       "wrong and was counted again");
        return same;
}

/* What the cache has of the shard, appended to `out`; false if that is nothing. */
static bool
find_entry(struct cw_job *job, uint64_t ordinal, struct cw_buffer *out, struct cw_cache_entry *e)
{
        const struct cw_input *input = &job->run->inputs->items[ordinal];
        const char *path = input->path;
        struct cw_identity identity = input->identity; /* as it was listed, a moment ago, if it was listed here */
        return strcmp(path, "-") != 0 && (identity.nbytes > 0 || cw_identity_of_path(path, &identity)) &&
               cw_cache_find(job->cache->store, cw_cache_key(job->cache->settings, path, &identity), out) &&
               cw_cache_entry_read(out->data, out->n, e) && cw_identity_equal(&e->identity, &identity);
}

/* Facts that were settled before are left out of the outcome: there is nothing new in them.  Who gathers outcomes of
 * several processes knows nothing of ours, and gets them all. */
static bool
add_facts(struct cw_job *job, const struct cw_cache_entry *e, struct cw_shard_outcome *o)
{
        const struct cw_job_cache *c = job->cache;
        struct cw_buffer bytes = {0};
        struct cw_shard_facts f = {0};
        cw_lock_take(&job->lock);
        const bool known = job->run->exchange == NULL && c->any_settled && cw_digest_equal(c->settled, e->facts);
        cw_lock_give(&job->lock);
        if (known)
                return true;
        const bool found = cw_cache_find(c->store, e->facts, &bytes) &&
                           cw_shard_facts_read(bytes.data, bytes.n, cw_job_name(job, o->ordinal), &f, NULL) == CW_OK;
        cw_buffer_free(&bytes);
        o->names = f.names;
        o->ignored = f.ignored;
        o->n_ignored = f.n_ignored;
        o->column = f.column;
        return found;
}

static bool
copy_counts(const struct cw_cache_entry *e, struct cw_shard_counts *counts)
{
        counts->bytes = cw_malloc(e->counts_nbytes);
        if (counts->bytes == NULL)
                return false;
        memcpy(counts->bytes, e->counts, e->counts_nbytes);
        counts->nbytes = e->counts_nbytes;
        return true;
}

bool
cw_job_reuse(struct cw_job *job, uint64_t ordinal)
{
        struct cw_job_cache *c = job->cache;
        struct cw_buffer bytes = {0};
        struct cw_cache_entry e;
        struct cw_shard_outcome o = {.ordinal = ordinal, .opened = true};
        bool found = c != NULL && find_entry(job, ordinal, &bytes, &e);
        if (found && c->verify)
                found = is_content_same(job, ordinal, &e);
        if (found)
                found = add_facts(job, &e, &o) && copy_counts(&e, &o.counts);
        if (found) {
                o.totals.bytes = e.identity.nbytes;
                o.totals.shards = o.totals.shards_reused = 1;
                cw_lock_take(&job->lock);
                cw_job_hand_over(job, &o);
                c->any_settled = true;
                c->settled = e.facts;
                cw_lock_give(&job->lock);
                cw_job_progress(job, e.identity.nbytes, 1);
        } else {
                cw_shard_outcome_free(&o);
        }
        cw_buffer_free(&bytes);
        return found;
}

void
cw_job_reuse_first(struct cw_job *job)
{
        if (job->cache == NULL || job->cache->verify || job->run->exchange != NULL)
                return;
        while (job->next_input < job->run->inputs->n && !cw_job_is_void(job, job->next_input) &&
               cw_job_reuse(job, job->next_input))
                job->next_input++;
}

/* ---- keeping ----------------------------------------------------------------------------------------------- */

static bool
write_facts(const struct cw_reader *r, struct cw_buffer *out)
{
        int64_t *ignored = cw_calloc(r->n_ignored, sizeof(*ignored));
        const struct cw_shard_facts facts = {r->names, r->ids_from_names, ignored, r->n_ignored, r->chosen_column};
        out->n = 0;
        if (ignored == NULL)
                return false;
        if (r->n_ignored > 0)
                memcpy(ignored, r->ignored, r->n_ignored * sizeof(*ignored));
        cw_shard_facts_write(&facts, out);
        cw_free(ignored);
        return !out->failed;
}

void
cw_job_find_source(struct cw_job *job, struct cw_job_shard *s)
{
        const char *path = job->cache == NULL ? "-" : job->run->inputs->items[s->ordinal].path;
        s->source_known = strcmp(path, "-") != 0 && cw_identity_of_path(path, &s->source);
}

void
cw_job_note_source(struct cw_job_shard *s)
{
        struct cw_identity opened;
        s->bytes_taken = 0;
        s->source_known = s->source_known && s->reader->file->seekable && s->reader->format->id != CW_FORMAT_COUNTS &&
                          cw_identity_of_file(s->reader->file, &opened) && cw_identity_equal(&opened, &s->source) &&
                          cw_identity_is_settled(&s->source, cw_identity_now_ns()) && write_facts(s->reader, &s->facts);
        if (!s->source_known && s->reader->file != NULL)
                cw_content_free(&s->reader->file->content); /* nobody asks for its digest */
}

/* Once a run: they are the same for all shards, mostly, and mostly there from the run before. */
static void
keep_facts(struct cw_job *job, struct cw_digest key, const struct cw_buffer *bytes)
{
        struct cw_job_cache *c = job->cache;
        struct cw_buffer there = {0};
        cw_lock_take(&job->lock);
        const bool kept = c->any_kept && cw_digest_equal(c->kept, key);
        c->any_kept = true;
        c->kept = key;
        cw_lock_give(&job->lock);
        if (!kept && !cw_cache_find(c->store, key, &there))
                cw_cache_add(c->store, key, bytes->data, bytes->n);
        cw_buffer_free(&there);
}

static bool
wants_whole_digest(const struct cw_job *job, const struct cw_job_shard *s)
{
        const uint64_t unseen = cw_content_unseen(s->reader->file), nbytes = s->source.nbytes;
        const bool mostly_read = unseen <= nbytes - nbytes / 4 || s->bytes_taken >= nbytes / 4;
        return job->cache->verify || nbytes <= SMALL_NBYTES || (mostly_read && unseen <= UNSEEN_NBYTES_MOST);
}

/* Of all of the file, or of those pieces that have anything in them that was counted. */
static void
digest(const struct cw_job *job, const struct cw_job_shard *s, struct cw_buffer *pieces, struct cw_cache_entry *e)
{
        if (wants_whole_digest(job, s)) {
                if (cw_file_digest(s->reader->file, &e->content, NULL) == CW_OK)
                        e->digested = CW_DIGESTED_ALL;
        } else if (cw_file_digest_shown(s->reader->file, pieces, &e->content, NULL) == CW_OK && !pieces->failed &&
                   pieces->n <= PIECES_NBYTES_MOST) {
                e->digested = CW_DIGESTED_PIECES;
                e->pieces = pieces->data;
                e->pieces_nbytes = pieces->n;
        }
}

/* Under cache_verify, of a shard that was counted because the digest of its content was not known. */
static void
compare_counts(struct cw_job *job, const struct cw_job_shard *s, struct cw_digest key)
{
        struct cw_buffer bytes = {0};
        struct cw_cache_entry old;
        if (cw_cache_find(job->cache->store, key, &bytes) && cw_cache_entry_read(bytes.data, bytes.n, &old) &&
            old.digested == CW_DIGESTED_NOTHING &&
            (old.counts_nbytes != s->counts.nbytes || memcmp(old.counts, s->counts.bytes, old.counts_nbytes) != 0))
                notice(job, s->ordinal,
                       "the labels have changed though size and time of change of the file have not; what the cache "
                       "had of it is wrong and was counted again");
        cw_buffer_free(&bytes);
}

void
cw_job_keep(struct cw_job *job, struct cw_job_shard *s)
{
        const char *path = job->run->inputs->items[s->ordinal].path;
        struct cw_cache_entry e = {.identity = s->source, .counts = s->counts.bytes, .counts_nbytes = s->counts.nbytes};
        char absolute[PATH_MAX];
        struct cw_buffer bytes = {0}, pieces = {0};
        struct cw_identity now;
        if (!s->source_known)
                return;
        const struct cw_digest key = cw_cache_key(job->cache->settings, path, &s->source);
        if (job->cache->verify)
                compare_counts(job, s, key);
        digest(job, s, &pieces, &e);
        if (!cw_identity_of_file(s->reader->file, &now) || !cw_identity_equal(&now, &s->source)) {
                cw_buffer_free(&pieces);
                return; /* changed while it was read: nobody can say what was counted */
        }
        e.path = realpath(path, absolute) != NULL ? absolute : path;
        e.path_nbytes = strlen(e.path);
        e.facts = cw_hash128(s->facts.data, s->facts.n);
        cw_cache_entry_write(&e, &bytes);
        if (!bytes.failed) {
                keep_facts(job, e.facts, &s->facts);
                cw_cache_add(job->cache->store, key, bytes.data, bytes.n);
        }
        cw_buffer_free(&bytes);
        cw_buffer_free(&pieces);
}
