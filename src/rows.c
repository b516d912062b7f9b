/* SPDX-License-Identifier: MIT */
/*
 * Rows of shards and slices, from the counts of the shards that the run has kept: each row is merged by itself, by the
 * rules of the whole, and its labels are found among the whole's.
 */
#include "rows.h"

#include "base/memory.h"
#include "labels/intern.h"
#include "slice_column.h"
#include "weigh/slices.h"

#include <stdlib.h>
#include <string.h>

/* What a row is made of. */
struct row {
        uint64_t *tokens; /* in the order of the whole's labels; owned */
        uint64_t sum, sequences, ignored;
        struct cw_label_presence *presence; /* likewise; NULL: not asked for */
};

struct making {
        const struct cw_settings *settings;
        const struct cw_run_result *result;
        struct cw_merge_rules rules;
        struct cw_counts *counts;
        struct cw_bins bins; /* empty between rows */
};

static const char *
shard_name(const struct making *m, size_t ordinal)
{
        const char *path = m->settings->inputs.items[ordinal].path;
        return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* A shard that was left out as damaged has no counts. */
static bool
was_counted(const struct making *m, size_t ordinal)
{
        return m->result->shard_counts[ordinal].bytes != NULL;
}

/* The label of the whole that a row's label is: by name where it has one, since without a map a row's own ids are of its
 * own names.  Both come in the same order, so the search goes on from where it was. */
static size_t
find_label(const struct cw_counts *whole, size_t from, const struct cw_count_row *label)
{
        for (size_t step = 0; step < whole->n_labels; step++) {
                size_t i = (from + step) % whole->n_labels;
                const struct cw_count_row *l = &whole->labels[i];
                if (label->name == NULL || l->name == NULL ? l->id == label->id && l->name == label->name
                                                           : strcmp(l->name, label->name) == 0)
                        return i;
        }
        return 0;
}

static cw_status
add_shard(struct making *m, size_t ordinal, struct cw_error *err)
{
        const struct cw_shard_counts *counts = &m->result->shard_counts[ordinal];
        return cw_shard_counts_add(counts->bytes, counts->nbytes, ordinal, &m->bins, err);
}

/* The row of what is in `bins`, which are emptied. */
static cw_status
make_row(const struct making *m, struct cw_bins *bins, struct row *row, struct cw_error *err)
{
        const struct cw_counts *whole = m->counts;
        struct cw_counts *one = NULL;
        *row = (struct row){0};
        CW_TRY(cw_merge(bins, &m->rules, &one, err));
        cw_bins_clear(bins);
        row->tokens = cw_calloc(whole->n_labels, sizeof(*row->tokens));
        if (one->presence != NULL)
                row->presence = cw_calloc(whole->n_labels, sizeof(*row->presence));
        const bool ok = row->tokens != NULL && (one->presence == NULL || row->presence != NULL);
        for (size_t k = 0, at = 0; ok && k < one->n_labels; k++) {
                at = find_label(whole, at, &one->labels[k]);
                row->tokens[at] = one->labels[k].tokens;
                if (row->presence != NULL)
                        row->presence[at] = one->presence[k];
        }
        row->sum = one->totals.tokens;
        row->sequences = one->totals.sequences;
        row->ignored = one->totals.ignored;
        cw_counts_free(&one);
        if (ok)
                return CW_OK;
        cw_free(row->tokens);
        cw_free(row->presence);
        return cw_fail_memory(err, whole->n_labels * sizeof(*row->tokens));
}

/* ---- shards ------------------------------------------------------------------------------------------------ */

static cw_status
add_shard_rows(struct making *m, struct cw_error *err)
{
        struct cw_counts *c = m->counts;
        const size_t n = m->settings->inputs.n;
        c->shard_rows = cw_calloc(n, sizeof(*c->shard_rows));
        if (c->shard_rows == NULL)
                return cw_fail_memory(err, n * sizeof(*c->shard_rows));
        for (size_t i = 0; i < n; i++) {
                struct row row;
                if (!was_counted(m, i))
                        continue;
                CW_TRY(add_shard(m, i, err));
                CW_TRY(make_row(m, &m->bins, &row, err));
                char *name = cw_strdup(shard_name(m, i));
                c->shard_rows[c->n_shard_rows++] =
                        (struct cw_shard_row){name, row.tokens, row.sequences, row.ignored, row.presence};
                if (name == NULL)
                        return cw_fail_memory(err, strlen(shard_name(m, i)));
        }
        return CW_OK;
}

/* ---- slices ------------------------------------------------------------------------------------------------ */

/* A value of a column, and its counts. */
struct column_value {
        struct cw_intern_name name;
        struct cw_bins *bins;
};

/* The shards of each slice: which slice a shard is of, and the names by number, in the order of their first shards. */
struct slicing {
        struct cw_intern names;
        uint32_t *slice_of; /* by ordinal; UINT32_MAX: of none */
        size_t *first;      /* by slice: where its shards begin in `shards` */
        size_t *shards;     /* ordinals, slice by slice */
};

static void
free_slicing(struct slicing *s)
{
        cw_intern_free(&s->names);
        cw_free(s->slice_of);
        cw_free(s->first);
        cw_free(s->shards);
}

/* What the slice of a shard is called: its name, or as much of it as names the folder. */
static size_t
slice_name(const struct making *m, size_t ordinal, const char **name_ret)
{
        const char *name = shard_name(m, ordinal), *slash = strrchr(name, '/');
        *name_ret = name;
        if (m->settings->options.by == CW_BY_SHARD || strcmp(m->settings->inputs.items[ordinal].path, "-") == 0)
                return strlen(name);
        if (slash != NULL)
                return slash == name ? 1 : (size_t)(slash - name);
        *name_ret = ".";
        return 1;
}

static cw_status
name_slices(const struct making *m, struct slicing *s, struct cw_error *err)
{
        const size_t n = m->settings->inputs.n;
        s->slice_of = cw_calloc(n, sizeof(*s->slice_of));
        s->shards = cw_calloc(n, sizeof(*s->shards));
        if (s->slice_of == NULL || s->shards == NULL)
                return cw_fail_memory(err, n * sizeof(*s->shards));
        for (size_t i = 0; i < n; i++) {
                const char *name;
                s->slice_of[i] = UINT32_MAX;
                if (!was_counted(m, i))
                        continue;
                const size_t nbytes = slice_name(m, i, &name);
                s->slice_of[i] = cw_intern_add(&s->names, name, nbytes);
                if (s->slice_of[i] == UINT32_MAX)
                        return cw_fail_memory(err, nbytes);
                if (s->names.n > CW_SLICES_MOST)
                        return cw_fail(err, CW_E_LIMIT,
                                       "expected at most %d slices, found more; slice by folder, or count "
                                       "fewer files at a time",
                                       (int)CW_SLICES_MOST);
        }
        return CW_OK;
}

/* Sorts the shards by slice, each slice's in their order. */
static cw_status
sort_shards(const struct making *m, struct slicing *s, struct cw_error *err)
{
        const size_t n = m->settings->inputs.n;
        s->first = cw_calloc(s->names.n + 2, sizeof(*s->first));
        if (s->first == NULL)
                return cw_fail_memory(err, (s->names.n + 2) * sizeof(*s->first));
        for (size_t i = 0; i < n; i++) {
                if (s->slice_of[i] != UINT32_MAX)
                        s->first[s->slice_of[i] + 2]++;
        }
        for (size_t k = 2; k < s->names.n + 2; k++)
                s->first[k] += s->first[k - 1];
        for (size_t i = 0; i < n; i++) { /* first[k + 1] runs on to where slice k ends */
                if (s->slice_of[i] != UINT32_MAX)
                        s->shards[s->first[s->slice_of[i] + 1]++] = i;
        }
        return CW_OK;
}

/* The slice of what is in `bins`, which are emptied. */
static cw_status
add_slice(struct making *m, struct cw_bins *bins, struct cw_intern_name called, struct cw_error *err)
{
        struct cw_slices *slices = &m->counts->slices;
        struct row row;
        CW_TRY(make_row(m, bins, &row, err));
        char *name = cw_strndup(called.text, called.nbytes);
        slices->rows[slices->n++] = (struct cw_slice_row){
                .name = name, .tokens = row.tokens, .sum = row.sum, .sequences = row.sequences, .ignored = row.ignored};
        return name != NULL ? CW_OK : cw_fail_memory(err, called.nbytes);
}

static int
compare_values(const void *pa, const void *pb)
{
        const struct column_value *a = pa, *b = pb;
        return cw_slice_names_compare(a->name.text, b->name.text);
}

/* What slices by a column leave out, or count twice, was not there when the whole was counted. */
static cw_status
check_sum(const struct cw_counts *c, struct cw_error *err)
{
        uint64_t sum = 0;
        for (size_t k = 0; k < c->slices.n; k++)
                sum += c->slices.rows[k].sum;
        if (sum == c->totals.tokens)
                return CW_OK;
        return cw_fail(err, CW_E_DATA, "the slices do not add up to the whole; a file changed while it was read");
}

static cw_status
add_column_slices(struct making *m, struct cw_error *err)
{
        struct cw_column_slices found;
        struct cw_slices *slices = &m->counts->slices;
        struct column_value *values = NULL;
        cw_status status = CW_OK;
        CW_TRY_GOTO(cw_slice_by_column(m->settings, m->result, &found, err));
        slices->column = cw_strdup(m->settings->options.by_column);
        if (slices->column == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, strlen(m->settings->options.by_column)));
        slices->rows = cw_calloc(found.n, sizeof(*slices->rows));
        values = cw_calloc(found.n, sizeof(*values));
        if (slices->rows == NULL || values == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, found.n * sizeof(*slices->rows)));
        for (size_t k = 0; k < found.n; k++)
                values[k] = (struct column_value){found.values.names[k], &found.bins[k]};
        if (found.n > 1)
                qsort(values, found.n, sizeof(*values), compare_values);
        for (size_t k = 0; k < found.n; k++)
                CW_TRY_GOTO(add_slice(m, values[k].bins, values[k].name, err));
        CW_TRY_GOTO(check_sum(m->counts, err));
        status = cw_slices_judge(m->counts, err);
done:
        cw_free(values);
        cw_column_slices_free(&found);
        return status;
}

static cw_status
add_shard_slices(struct making *m, struct cw_error *err)
{
        struct slicing s = {0};
        struct cw_slices *slices = &m->counts->slices;
        cw_status status = CW_OK;
        CW_TRY_GOTO(name_slices(m, &s, err));
        CW_TRY_GOTO(sort_shards(m, &s, err));
        slices->rows = cw_calloc(s.names.n, sizeof(*slices->rows));
        if (slices->rows == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, s.names.n * sizeof(*slices->rows)));
        for (size_t k = 0; k < s.names.n; k++) {
                for (size_t i = s.first[k]; i < s.first[k + 1]; i++)
                        CW_TRY_GOTO(add_shard(m, s.shards[i], err));
                CW_TRY_GOTO(add_slice(m, &m->bins, s.names.names[k], err));
        }
        status = cw_slices_judge(m->counts, err);
done:
        free_slicing(&s);
        return status;
}

/* Those that counts files have, where nothing else was asked for, and there is nothing but counts files.  Of files sliced in
 * two ways nobody can say what the slices of the sum are: who adds is told, who weighs does without. */
static cw_status
add_carried_slices(const struct making *m, struct cw_error *err)
{
        const struct cw_carried_slices *carried = &m->result->slices;
        if (carried->n == 0 || m->result->has_data || m->settings->options.by != CW_BY_NOTHING)
                return CW_OK;
        if (carried->unlike && m->settings->options.format == CW_FORMAT_COUNTS)
                return cw_fail(err, CW_E_DATA,
                               "expected counts files that are sliced in one way, found two; merge them apart, or give "
                               "--by shard to slice by these files");
        if (carried->unlike)
                return CW_OK;
        CW_TRY(cw_carried_slices_fill(carried, m->counts, err));
        return cw_slices_judge(m->counts, err);
}

cw_status
cw_rows_add(const struct cw_settings *settings, const struct cw_run_result *result, const struct cw_merge_rules *rules,
            struct cw_counts *counts, struct cw_error *err)
{
        struct making m = {.settings = settings, .result = result, .rules = *rules, .counts = counts};
        m.rules.pairs = false;
        m.rules.presence = counts->presence != NULL;
        CW_TRY(add_carried_slices(&m, err));
        if (result->shard_counts == NULL)
                return CW_OK;
        cw_status status = cw_bins_init(&m.bins, err);
        if (status == CW_OK && settings->options.per_shard)
                status = add_shard_rows(&m, err);
        m.rules.presence = false; /* slices are not weighed by it */
        if (settings->options.by != CW_BY_NOTHING)
                counts->slices.by = settings->options.by;
        if (status == CW_OK && settings->options.by == CW_BY_COLUMN)
                status = add_column_slices(&m, err);
        else if (status == CW_OK && settings->options.by != CW_BY_NOTHING)
                status = add_shard_slices(&m, err);
        cw_bins_free(&m.bins);
        return status;
}
