/* SPDX-License-Identifier: MIT */
/*
 * Freeing and copying of the result structs.
 */
#include "base/result.h"

#include "base/memory.h"

#include <string.h>

const char *
cw_slice_by_name(cw_slice_by by)
{
        static const char *const names[] = {
                [CW_BY_NOTHING] = NULL, [CW_BY_SHARD] = "shard", [CW_BY_FOLDER] = "folder", [CW_BY_COLUMN] = "column"};
        return (size_t)by < CW_ARRAY_LEN(names) ? names[by] : NULL;
}

static void
free_slices(struct cw_slices *slices)
{
        for (size_t i = 0; slices->rows != NULL && i < slices->n; i++) {
                cw_free(slices->rows[i].name);
                cw_free(slices->rows[i].tokens);
        }
        cw_free(slices->rows);
        cw_free(slices->column);
}

double
cw_estimate_share(const struct cw_estimate *e)
{
        return e->n_blocks == 0 ? 1 : (double)e->n_taken / (double)e->n_blocks;
}

static void
free_estimate(struct cw_estimate *e)
{
        if (e == NULL)
                return;
        cw_free(e->groups);
        cw_free(e->entries);
        cw_free(e->low);
        cw_free(e->high);
        cw_free(e);
}

void
cw_counts_free(cw_counts **counts_ref)
{
        struct cw_counts *c = counts_ref == NULL ? NULL : *counts_ref;
        if (c == NULL)
                return;
        for (size_t i = 0; c->labels != NULL && i < c->n_labels; i++)
                cw_free(c->labels[i].name);
        for (size_t i = 0; c->shard_rows != NULL && i < c->n_shard_rows; i++) {
                cw_free(c->shard_rows[i].name);
                cw_free(c->shard_rows[i].tokens);
                cw_free(c->shard_rows[i].presence);
        }
        free_slices(&c->slices);
        free_estimate(c->estimate);
        cw_free(c->labels);
        cw_free(c->ignored);
        cw_free(c->shard_rows);
        for (size_t i = 0; c->new_shards != NULL && i < c->n_new_shards; i++)
                cw_free(c->new_shards[i]);
        cw_free(c->new_shards);
        cw_free(c->presence);
        cw_free(c->pairs);
        cw_free(c->labels_hash);
        cw_free(c->fingerprint);
        cw_free(c->command);
        cw_free(c->inputs);
        cw_free(c->column);
        cw_free(c);
        *counts_ref = NULL;
}

/* A NULL stays NULL; anything else is copied, or `ok` goes false. */
static char *
copy_text(const char *s, bool *ok)
{
        char *copy = s == NULL ? NULL : cw_strdup(s);
        if (s != NULL && copy == NULL)
                *ok = false;
        return copy;
}

static void *
copy_array(const void *items, size_t n, size_t nbytes_each, bool *ok)
{
        if (items == NULL)
                return NULL;
        void *copy = cw_calloc(n, nbytes_each);
        if (copy == NULL)
                *ok = false;
        else if (n > 0)
                memcpy(copy, items, n * nbytes_each);
        return copy;
}

static struct cw_estimate *
copy_estimate(const struct cw_estimate *from, size_t n_labels, bool *ok)
{
        struct cw_estimate *to = copy_array(from, 1, sizeof(*to), ok);
        if (to == NULL)
                return NULL;
        const size_t n_entries = from->n_groups == 0 ? 0 : from->groups[from->n_groups - 1].end;
        to->groups = copy_array(from->groups, from->n_groups, sizeof(*to->groups), ok);
        to->entries = copy_array(from->entries, n_entries, sizeof(*to->entries), ok);
        to->low = copy_array(from->low, n_labels, sizeof(*to->low), ok);
        to->high = copy_array(from->high, n_labels, sizeof(*to->high), ok);
        return to;
}

struct cw_counts *
cw_counts_copy(const struct cw_counts *from)
{
        struct cw_counts *to = cw_calloc(1, sizeof(*to));
        if (to == NULL)
                return NULL;
        bool ok = true;
        *to = *from;
        to->labels = copy_array(from->labels, from->n_labels, sizeof(*to->labels), &ok);
        to->ignored = copy_array(from->ignored, from->n_ignored, sizeof(*to->ignored), &ok);
        to->presence = copy_array(from->presence, from->n_labels, sizeof(*to->presence), &ok);
        to->pairs = copy_array(from->pairs, from->n_pairs, sizeof(*to->pairs), &ok);
        to->shard_rows = copy_array(from->shard_rows, from->n_shard_rows, sizeof(*to->shard_rows), &ok);
        for (size_t i = 0; to->labels != NULL && i < to->n_labels; i++)
                to->labels[i].name = copy_text(from->labels[i].name, &ok);
        for (size_t i = 0; to->shard_rows != NULL && i < to->n_shard_rows; i++) {
                to->shard_rows[i].name = copy_text(from->shard_rows[i].name, &ok);
                to->shard_rows[i].tokens =
                        copy_array(from->shard_rows[i].tokens, from->n_labels, sizeof(uint64_t), &ok);
                to->shard_rows[i].presence =
                        copy_array(from->shard_rows[i].presence, from->n_labels, sizeof(struct cw_label_presence), &ok);
        }
        to->slices.rows = copy_array(from->slices.rows, from->slices.n, sizeof(*to->slices.rows), &ok);
        for (size_t i = 0; to->slices.rows != NULL && i < to->slices.n; i++) {
                to->slices.rows[i].name = copy_text(from->slices.rows[i].name, &ok);
                to->slices.rows[i].tokens =
                        copy_array(from->slices.rows[i].tokens, from->n_labels, sizeof(uint64_t), &ok);
        }
        to->slices.column = copy_text(from->slices.column, &ok);
        to->estimate = copy_estimate(from->estimate, from->n_labels, &ok);
        to->new_shards = copy_array(from->new_shards, from->n_new_shards, sizeof(*to->new_shards), &ok);
        for (size_t i = 0; to->new_shards != NULL && i < to->n_new_shards; i++)
                to->new_shards[i] = copy_text(from->new_shards[i], &ok);
        to->labels_hash = copy_text(from->labels_hash, &ok);
        to->fingerprint = copy_text(from->fingerprint, &ok);
        to->command = copy_text(from->command, &ok);
        to->inputs = copy_text(from->inputs, &ok);
        to->column = copy_text(from->column, &ok);
        if (!ok)
                cw_counts_free(&to);
        return to;
}

void
cw_weights_free(cw_weights **weights_ref)
{
        struct cw_weights *w = weights_ref == NULL ? NULL : *weights_ref;
        if (w == NULL)
                return;
        for (size_t i = 0; w->slice_weight != NULL && i < w->counts->slices.n; i++)
                cw_free(w->slice_weight[i]);
        cw_free(w->slice_weight);
        if (!w->counts_borrowed)
                cw_counts_free(&w->counts);
        cw_free(w->o_label);
        cw_free(w->boosts);
        cw_free(w->sets);
        cw_free(w->weight);
        cw_free(w->raw);
        cw_free(w->low);
        cw_free(w->high);
        cw_free(w);
        *weights_ref = NULL;
}

void
cw_comparison_free(cw_comparison **comparison_ref)
{
        struct cw_comparison *c = comparison_ref == NULL ? NULL : *comparison_ref;
        if (c == NULL)
                return;
        for (size_t i = 0; i < c->n_schemes; i++)
                cw_weights_free(&c->weights[i]);
        cw_free(c->weights);
        cw_counts_free(&c->counts);
        cw_free(c);
        *comparison_ref = NULL;
}
