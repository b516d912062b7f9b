/* SPDX-License-Identifier: MIT */
/*
 * Two files compared: each read as what it is, their labels paired, the figures taken.
 *
 *     weights.toml   weights              counts.json, data   counts, weighed here
 *     weights.json   counts and weights
 *
 * Pairing.  Where both sides have a name for a label, the name decides: ids may have been given anew.  A label without a
 * name on one side is the one of the same id on the other.  What is left is on one side only.
 */
#include "base/drift_result.h"
#include "base/memory.h"
#include "base/result.h"
#include "input/file.h"
#include "sampling.h"
#include "store/counts_file.h"
#include "store/weights_file.h"
#include "weigh/drift.h"
#include "weigh/emit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROBE_NBYTES = 4096 };

/* One label of one side; names are in the memory of the side's file or counts. */
struct side_label {
        int64_t id;
        const char *name;
        uint64_t tokens;
        double weight;
        bool paired;
};

struct side {
        struct cw_weights_file file;
        cw_counts *counts; /* of data; else NULL, and those of the file may be there */
        cw_weights *weights;
        struct side_label *labels;
        size_t n;
        bool has_tokens, has_weights;
        cw_emit emit; /* what its weights are */
};

static void
free_side(struct side *s)
{
        cw_weights_file_free(&s->file);
        cw_counts_free(&s->counts);
        cw_weights_free(&s->weights);
        cw_free(s->labels);
}

/* ---- reading a side ----------------------------------------------------------------------------------------- */

static cw_status
is_weights_json(const char *path, bool *is_ret, struct cw_error *err)
{
        struct cw_file *file;
        const uint8_t *data;
        size_t nbytes;
        *is_ret = false;
        if (strcmp(path, "-") == 0 || cw_file_open(path, &file, NULL) != CW_OK)
                return CW_OK; /* whoever reads it as data tells what is wrong with it */
        cw_status status = CW_OK;
        if (file->seekable) {
                status = cw_file_peek(file, PROBE_NBYTES, &data, &nbytes, err);
                *is_ret = status == CW_OK && cw_weights_file_probe((const char *)data, nbytes);
        }
        cw_file_close(&file);
        return status;
}

/* Counts of nothing, or of O alone, have no weights and are counts all the same. */
static cw_status
weigh_side(struct side *s, const struct cw_weigh_options *options, struct cw_error *err)
{
        const cw_status status = cw_weigh(s->counts, options, &s->weights, err);
        return status == CW_E_DATA ? CW_OK : status;
}

static cw_status
take_labels(struct side *s, struct cw_error *err)
{
        const struct cw_counts *counts = s->counts != NULL ? s->counts : s->file.counts;
        s->n = counts != NULL ? counts->n_labels : s->file.n;
        s->labels = cw_calloc(s->n, sizeof(*s->labels));
        if (s->labels == NULL)
                return cw_fail_memory(err, s->n * sizeof(*s->labels));
        for (size_t i = 0; i < s->n; i++) {
                struct side_label *l = &s->labels[i];
                l->id = counts != NULL ? counts->labels[i].id : s->file.entries[i].id;
                l->name = counts != NULL ? counts->labels[i].name : s->file.entries[i].name;
                l->tokens = counts != NULL ? counts->labels[i].tokens : 0;
                if (s->file.n > 0)
                        l->weight = s->file.entries[i].weight;
                else
                        l->weight = s->weights != NULL ? cw_weights_at(s->weights, i) : (double)NAN;
        }
        s->emit = s->file.n > 0 ? s->file.emit : s->weights != NULL ? s->weights->options.emit : CW_EMIT_WEIGHTS;
        s->has_tokens = counts != NULL;
        s->has_weights = s->file.n > 0 || s->weights != NULL;
        return CW_OK;
}

static void
tell_estimate(const char *path, const struct cw_weights_file *file, const struct cw_read_options *read)
{
        char sentence[512];
        if (!file->is_estimate || read->notice == NULL)
                return;
        snprintf(sentence, sizeof(sentence),
                 "%.300s: these weights are an estimate from %.3g %% of the blocks (seed %llu)", path,
                 100 * file->sample_share, (unsigned long long)file->sample_seed);
        read->notice(read->user, sentence);
}

static cw_status
read_side(const char *path, const struct cw_read_options *read, const char *table, struct side *s, struct cw_error *err)
{
        bool json = false;
        if (!cw_weights_file_is_toml(path))
                CW_TRY(is_weights_json(path, &json, err));
        if (json || cw_weights_file_is_toml(path)) {
                CW_TRY(cw_weights_file_load(path, table, &s->file, err));
                tell_estimate(path, &s->file, read);
                return CW_OK;
        }
        CW_TRY(cw_count(&path, 1, read, &s->counts, err));
        if (cw_counts_totals(s->counts).tokens > 0)
                return CW_OK;
        /* Nothing is as far from everything as from nothing: a bound would hold or not by chance. */
        const cw_status status = cw_fail(err, CW_E_DATA, "expected labelled tokens, found none");
        cw_error_locate(err, path, NULL, 0);
        return status;
}

/* Counts are weighed by the options; beside a file of another quantity they become that one, or nothing could be compared. */
static cw_status
finish_side(struct side *s, const struct side *other, const struct cw_weigh_options *weigh, struct cw_error *err)
{
        const struct cw_weights_file *f = &other->file;
        const bool follows = f->n > 0 && f->emit != CW_EMIT_WEIGHTS && f->recipe_status == CW_OK;
        if (s->counts != NULL)
                CW_TRY(weigh_side(s, follows ? &f->recipe.options : weigh, err));
        return take_labels(s, err);
}

/* ---- pairing ------------------------------------------------------------------------------------------------ */

static int
compare_names(const void *pa, const void *pb)
{
        const struct side_label *const *a = pa, *const *b = pb;
        return strcmp((*a)->name, (*b)->name);
}

/* The labels of a side that have names, in the order of these.  A file made by hand may have a name twice. */
static cw_status
index_names(const struct side *s, struct side_label ***index_ret, size_t *n_ret, struct cw_error *err)
{
        struct side_label **index = cw_calloc(s->n, sizeof(struct side_label *));
        size_t n = 0;
        *index_ret = index;
        if (index == NULL)
                return cw_fail_memory(err, s->n * sizeof(struct side_label *));
        for (size_t i = 0; i < s->n; i++)
                if (s->labels[i].name != NULL)
                        index[n++] = &s->labels[i];
        if (n > 1)
                qsort(index, n, sizeof(struct side_label *), compare_names);
        *n_ret = n;
        return CW_OK;
}

static struct side_label *
find_by_id(const struct side *s, int64_t id)
{
        size_t from = 0, to = s->n;
        while (from < to) {
                const size_t middle = from + (to - from) / 2;
                if (s->labels[middle].id < id)
                        from = middle + 1;
                else
                        to = middle;
        }
        return from < s->n && s->labels[from].id == id ? &s->labels[from] : NULL;
}

static double
share_of(uint64_t tokens, uint64_t all)
{
        return all == 0 ? (double)NAN : (double)tokens / (double)all;
}

/* One row of the result; either side may be NULL. */
static cw_status
put_pair(struct cw_drift *d, struct side_label *a, struct side_label *b, struct cw_error *err)
{
        const char *name = a != NULL && a->name != NULL ? a->name : b != NULL ? b->name : NULL;
        struct cw_drift_label *row = &d->labels[d->n_labels];
        char *copy = name == NULL ? NULL : cw_strdup(name);
        if (name != NULL && copy == NULL)
                return cw_fail_memory(err, strlen(name));
        d->names[d->n_labels] = copy;
        *row = (struct cw_drift_label){.name = copy, .in_a = a != NULL, .in_b = b != NULL};
        row->id_a = a != NULL ? a->id : 0;
        row->id_b = b != NULL ? b->id : 0;
        row->tokens_a = a != NULL ? a->tokens : 0;
        row->tokens_b = b != NULL ? b->tokens : 0;
        row->weight_a = a != NULL ? a->weight : (double)NAN;
        row->weight_b = b != NULL ? b->weight : (double)NAN;
        if (d->figures.logarithms)
                row->ratio = exp(row->weight_b - row->weight_a);
        else
                row->ratio = row->weight_a > 0 && row->weight_b > 0 ? row->weight_b / row->weight_a : (double)NAN;
        d->n_labels++;
        if (a != NULL)
                a->paired = true;
        if (b != NULL)
                b->paired = true;
        return CW_OK;
}

static cw_status
pair_by_name(struct cw_drift *d, struct side_label *const *a, size_t n_a, struct side_label *const *b, size_t n_b,
             struct cw_error *err)
{
        for (size_t i = 0, k = 0; i < n_a && k < n_b;) {
                const int order = strcmp(a[i]->name, b[k]->name);
                if (order == 0)
                        CW_TRY(put_pair(d, a[i], b[k], err));
                i += order <= 0;
                k += order >= 0;
        }
        return CW_OK;
}

static cw_status
pair(struct cw_drift *d, struct side *a, struct side *b, struct cw_error *err)
{
        struct side_label **names_a = NULL, **names_b = NULL;
        size_t n_a = 0, n_b = 0;
        cw_status status;
        d->labels = cw_calloc(a->n + b->n, sizeof(*d->labels));
        d->names = cw_calloc(a->n + b->n, sizeof(*d->names));
        if (d->labels == NULL || d->names == NULL)
                return cw_fail_memory(err, (a->n + b->n) * sizeof(*d->labels));
        CW_TRY_GOTO(index_names(a, &names_a, &n_a, err));
        CW_TRY_GOTO(index_names(b, &names_b, &n_b, err));
        CW_TRY_GOTO(pair_by_name(d, names_a, n_a, names_b, n_b, err));
        for (size_t i = 0; i < a->n; i++) {
                struct side_label *l = &a->labels[i], *other = find_by_id(b, l->id);
                if (l->paired)
                        continue;
                if (other != NULL && (other->paired || (l->name != NULL && other->name != NULL)))
                        other = NULL;
                CW_TRY_GOTO(put_pair(d, l, other, err));
        }
        for (size_t i = 0; i < b->n; i++)
                if (!b->labels[i].paired)
                        CW_TRY_GOTO(put_pair(d, NULL, &b->labels[i], err));
done:
        cw_free(names_a);
        cw_free(names_b);
        return status;
}

/* ---- figures ------------------------------------------------------------------------------------------------ */

static double
move_of(const struct cw_drift_label *l)
{
        return isnan(l->ratio) ? -1 : fabs(log(l->ratio));
}

static int
compare_moves(const void *pa, const void *pb)
{
        const struct cw_drift_label *a = pa, *b = pb;
        const double move_a = move_of(a), move_b = move_of(b);
        if (move_a != move_b)
                return move_a > move_b ? -1 : 1;
        const int64_t id_a = a->in_b ? a->id_b : a->id_a, id_b = b->in_b ? b->id_b : b->id_a;
        if (id_a != id_b)
                return id_a < id_b ? -1 : 1;
        return (int)b->in_b - (int)a->in_b;
}

static cw_status
measure_mix(struct cw_drift *d, struct cw_error *err)
{
        struct cw_drift_tokens *tokens = cw_calloc(d->n_labels, sizeof(*tokens));
        if (tokens == NULL)
                return cw_fail_memory(err, d->n_labels * sizeof(*tokens));
        for (size_t i = 0; i < d->n_labels; i++)
                tokens[i] = (struct cw_drift_tokens){d->labels[i].tokens_a, d->labels[i].tokens_b};
        cw_drift_measure(tokens, d->n_labels, &d->figures);
        cw_free(tokens);
        return CW_OK;
}

static void
measure_weights(struct cw_drift_figures *f, const struct cw_drift_label *l)
{
        if (!isnan(l->ratio))
                f->weight_ratio = fmax(f->weight_ratio, l->ratio >= 1 ? l->ratio : 1 / l->ratio);
        if (!isnan(l->weight_a) && !isnan(l->weight_b)) {
                f->weight_change = fmax(f->weight_change, fabs(l->weight_b - l->weight_a));
                f->n_weight_zeroed += !f->logarithms && (l->weight_a > 0) != (l->weight_b > 0);
        }
}

static cw_status
measure(struct cw_drift *d, const struct side *a, const struct side *b, struct cw_error *err)
{
        struct cw_drift_figures *f = &d->figures;
        f->has_tokens = a->has_tokens && b->has_tokens;
        f->has_weights = a->has_weights && b->has_weights && a->emit == b->emit;
        f->weight_ratio = 1;
        if (d->n_labels > 1)
                qsort(d->labels, d->n_labels, sizeof(*d->labels), compare_moves);
        CW_TRY(measure_mix(d, err));
        if (!f->has_tokens)
                *f = (struct cw_drift_figures){.tokens_a = f->tokens_a,
                                               .tokens_b = f->tokens_b,
                                               .g_p = 1,
                                               .has_weights = f->has_weights,
                                               .logarithms = f->logarithms,
                                               .weight_ratio = 1};
        for (size_t i = 0; i < d->n_labels; i++) {
                struct cw_drift_label *l = &d->labels[i];
                l->share_a = share_of(l->tokens_a, f->tokens_a);
                l->share_b = share_of(l->tokens_b, f->tokens_b);
                const bool seen_a = f->has_tokens ? l->tokens_a > 0 : l->in_a;
                const bool seen_b = f->has_tokens ? l->tokens_b > 0 : l->in_b;
                l->appeared = seen_b && !seen_a;
                l->vanished = seen_a && !seen_b;
                f->n_appeared += l->appeared;
                f->n_vanished += l->vanished;
                f->n_renumbered += l->in_a && l->in_b && l->id_a != l->id_b;
                if (f->has_weights)
                        measure_weights(f, l);
        }
        return CW_OK;
}

static cw_status
describe(struct cw_drift *d, const char *path, const struct side *s, int which, struct cw_error *err)
{
        d->path[which] = cw_strdup(path);
        d->kind[which] = s->file.n == 0                   ? "counts"
                         : s->file.emit == CW_EMIT_COUNTS ? "counts (--emit)"
                                                          : cw_emit_name(s->file.emit);
        d->recipe[which] = s->file.scheme == NULL ? NULL : cw_strdup(s->file.scheme);
        if (d->path[which] == NULL || (s->file.scheme != NULL && d->recipe[which] == NULL))
                return cw_fail_memory(err, strlen(path));
        return CW_OK;
}

cw_status
cw_drift_files(const char *path_a, const char *path_b, const struct cw_read_options *read,
               const struct cw_weigh_options *weigh, const char *table, cw_drift **drift_ret, struct cw_error *err)
{
        struct side a = {.n = 0}, b = {.n = 0};
        const char *const name = table == NULL ? "class_weights" : table;
        cw_status status = CW_OK;
        struct cw_drift *d = cw_calloc(1, sizeof(*d));
        *drift_ret = NULL;
        if (d == NULL)
                return cw_fail_memory(err, sizeof(*d));
        CW_TRY_GOTO(cw_sample_refuse(read, "drift", err));
        CW_TRY_GOTO(read_side(path_a, read, name, &a, err));
        CW_TRY_GOTO(read_side(path_b, read, name, &b, err));
        CW_TRY_GOTO(finish_side(&a, &b, weigh, err));
        CW_TRY_GOTO(finish_side(&b, &a, weigh, err));
        d->figures.logarithms = cw_emit_is_log(a.emit) && a.emit == b.emit;
        CW_TRY_GOTO(pair(d, &a, &b, err));
        CW_TRY_GOTO(describe(d, path_a, &a, 0, err));
        CW_TRY_GOTO(describe(d, path_b, &b, 1, err));
        CW_TRY_GOTO(measure(d, &a, &b, err));
        *drift_ret = d;
        d = NULL;
done:
        free_side(&a);
        free_side(&b);
        cw_drift_free(&d);
        return status;
}
