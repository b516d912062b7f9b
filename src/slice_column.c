/* SPDX-License-Identifier: MIT */
/*
 * Slicing by a column.  Workers take whole shards, each with slices of its own, which are added up when all have ended;
 * of the failures the one of the first shard is told.
 */
#include "slice_column.h"

#include "base/memory.h"
#include "base/team.h"
#include "count/collector.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static const char null_value[] = "null";

/* The slicing as all workers see it. */
struct slicing {
        const struct cw_settings *settings;
        const struct cw_run_result *result;
        _Atomic size_t next;
        struct cw_lock lock; /* guards what follows */
        struct cw_column_slices *whole;
        size_t failed_at; /* ordinal; SIZE_MAX: nothing failed */
        struct cw_error err;
};

/* One worker, and the shard it is at. */
struct worker {
        const struct slicing *slicing;
        struct cw_column_slices slices;
        uint32_t *slice_of_row;
        size_t n_rows, rows_cap;
        size_t row;      /* of the labels, under way */
        size_t n_in_row; /* values, of the column */
        uint32_t value;  /* of the row under way */
        struct cw_error err;
};

void
cw_column_slices_free(struct cw_column_slices *s)
{
        for (size_t k = 0; k < s->n; k++)
                cw_bins_free(&s->bins[k]);
        cw_free(s->bins);
        cw_intern_free(&s->values);
        *s = (struct cw_column_slices){0};
}

/* The slice of a value, new or old. */
static cw_status
find_slice(struct cw_column_slices *s, const char *value, size_t nbytes, uint32_t *slice_ret, struct cw_error *err)
{
        const uint32_t k = cw_intern_add(&s->values, value, nbytes);
        *slice_ret = k;
        if (k == UINT32_MAX)
                return cw_fail_memory(err, nbytes);
        if (k < s->n)
                return CW_OK;
        if (k >= CW_COLUMN_SLICES_MOST)
                return cw_fail(err, CW_E_LIMIT,
                               "expected at most %d different values to slice by, found more; choose another column",
                               (int)CW_COLUMN_SLICES_MOST);
        if (!cw_grow(&s->bins, &s->cap, (size_t)k + 1, sizeof(*s->bins)))
                return cw_fail_memory(err, (k + 1) * sizeof(*s->bins));
        CW_TRY(cw_bins_init(&s->bins[k], err));
        s->n = (size_t)k + 1;
        return CW_OK;
}

/* ---- the column: a slice for each row ------------------------------------------------------------------------ */

static cw_status
take_value(struct worker *w, const char *value, size_t nbytes)
{
        if (w->n_in_row++ > 0)
                return cw_fail(&w->err, CW_E_DATA, "expected one value a row to slice by, found a list in row %zu",
                               w->n_rows + 1);
        return find_slice(&w->slices, value, nbytes, &w->value, &w->err);
}

static cw_status
value_ids(void *user, const int64_t *ids, size_t n)
{
        char text[24];
        for (size_t i = 0; i < n; i++) {
                const int nbytes = snprintf(text, sizeof(text), "%" PRId64, ids[i]);
                CW_TRY(take_value(user, text, (size_t)nbytes));
        }
        return CW_OK;
}

static cw_status
value_name(void *user, const char *text, size_t nbytes)
{
        return take_value(user, text, nbytes);
}

static cw_status
value_end(void *user)
{
        struct worker *w = user;
        if (w->n_in_row == 0)
                CW_TRY(find_slice(&w->slices, null_value, sizeof(null_value) - 1, &w->value, &w->err));
        if ((w->n_rows + 1) * sizeof(*w->slice_of_row) > w->slicing->settings->options.max_memory)
                return cw_fail(&w->err, CW_E_LIMIT, "more rows to slice than fit --max-memory; raise it");
        if (!cw_grow(&w->slice_of_row, &w->rows_cap, w->n_rows + 1, sizeof(*w->slice_of_row)))
                return cw_fail_memory(&w->err, w->rows_cap * sizeof(*w->slice_of_row));
        w->slice_of_row[w->n_rows++] = w->value;
        w->n_in_row = 0;
        return CW_OK;
}

/* ---- the labels: each row into its slice --------------------------------------------------------------------- */

/* NULL where there is no such row, which w->err says then. */
static struct cw_bins *
slice_at(struct worker *w)
{
        if (w->row < w->n_rows)
                return &w->slices.bins[w->slice_of_row[w->row]];
        (void)cw_fail(&w->err, CW_E_DATA, "the labels have more rows than the column to slice by, %zu", w->n_rows);
        return NULL;
}

static cw_status
label_ids(void *user, const int64_t *ids, size_t n)
{
        struct worker *w = user;
        struct cw_bins *bins = slice_at(w);
        if (bins == NULL)
                return w->err.status;
        for (size_t i = 0; i < n; i++)
                cw_histogram_add(&bins->ids, ids[i], 1);
        return CW_OK;
}

static cw_status
label_name(void *user, const char *text, size_t nbytes)
{
        struct worker *w = user;
        struct cw_bins *bins = slice_at(w);
        if (bins == NULL)
                return w->err.status;
        return cw_bins_add_name(bins, text, nbytes, 1, (struct cw_first){.shard = 0}, &w->err);
}

static cw_status
label_end(void *user)
{
        struct worker *w = user;
        struct cw_bins *bins = slice_at(w);
        if (bins == NULL)
                return w->err.status;
        bins->sequences++;
        w->row++;
        return CW_OK;
}

static cw_status
label_null(void *user)
{
        struct worker *w = user;
        w->row++;
        return CW_OK;
}

/* ---- shards -------------------------------------------------------------------------------------------------- */

/* Sends one column of a shard, in order, to the collector. */
static cw_status
read_column(struct worker *w, size_t ordinal, const char *column, struct cw_collector *collector, struct cw_error *err)
{
        const struct cw_settings *s = w->slicing->settings;
        struct cw_read_options options = s->options;
        struct cw_inputs one = {.items = &s->inputs.items[ordinal], .n = 1, .nbytes = s->inputs.items[ordinal].nbytes};
        struct cw_run_result result;
        options.column = column;
        options.progress = NULL;
        options.notice = NULL;
        options.cache = NULL;
        options.keep_going = options.per_shard = false;
        options.by = CW_BY_NOTHING;
        const struct cw_run run = {.options = &options, .inputs = &one, .n_threads = 1, .collectors = collector};
        collector->user = w;
        cw_status status = cw_run_count(&run, &result, err);
        if (status != CW_OK && collector->status != CW_OK) {
                *err = w->err;
                cw_error_locate(err, one.items[0].path, NULL, 0);
        }
        cw_run_result_free(&result, 0);
        return status;
}

/* Only where rows have other columns, and can be read again. */
static cw_status
check_format(const struct cw_settings *s, size_t ordinal, struct cw_error *err)
{
        const char *path = s->inputs.items[ordinal].path;
        struct cw_reader *r = NULL;
        cw_status status = CW_OK;
        if (strcmp(path, "-") == 0)
                return cw_fail(
                        err, CW_E_UNSUPPORTED,
                        "standard input cannot be sliced by a column, for that takes reading it again; name a file");
        CW_TRY(cw_reader_open(path, &s->options, NULL, false, &r, err));
        const cw_format_id id = r->format->id;
        if (!r->file->seekable)
                status = cw_fail(err, CW_E_UNSUPPORTED,
                                 "a pipe cannot be sliced by a column, for that takes reading it again");
        else if (id != CW_FORMAT_JSONL && id != CW_FORMAT_JSON && id != CW_FORMAT_ARROW && id != CW_FORMAT_PARQUET)
                status = cw_fail(err, CW_E_UNSUPPORTED,
                                 "expected JSON lines, JSON, Arrow or Parquet to slice by a column, found %s",
                                 r->format->name);
        if (status != CW_OK)
                cw_error_locate(err, path, NULL, 0);
        cw_reader_close(&r);
        return status;
}

static cw_status
slice_shard(struct worker *w, size_t ordinal, struct cw_error *err)
{
        const struct slicing *all = w->slicing;
        struct cw_collector values = {
                .ids = value_ids, .name = value_name, .end_sequence = value_end, .null_row = value_end};
        struct cw_collector labels = {
                .ids = label_ids, .name = label_name, .end_sequence = label_end, .null_row = label_null};
        const char *const label_column =
                all->settings->options.column != NULL ? all->settings->options.column : all->result->column;
        w->n_rows = w->row = w->n_in_row = 0;
        CW_TRY(check_format(all->settings, ordinal, err));
        CW_TRY(read_column(w, ordinal, all->settings->options.by_column, &values, err));
        CW_TRY(read_column(w, ordinal, label_column, &labels, err));
        if (w->row == w->n_rows)
                return CW_OK;
        cw_status status =
                cw_fail(err, CW_E_DATA, "the column to slice by has %zu rows, the labels have %zu", w->n_rows, w->row);
        cw_error_locate(err, all->settings->inputs.items[ordinal].path, NULL, 0);
        return status;
}

static void
note_failure(struct slicing *all, size_t ordinal, const struct cw_error *err)
{
        cw_lock_take(&all->lock);
        if (ordinal < all->failed_at) {
                all->failed_at = ordinal;
                all->err = *err;
        }
        cw_lock_give(&all->lock);
}

static void
visit_add(void *user, int64_t id, uint64_t tokens)
{
        cw_histogram_add(user, id, tokens);
}

/* The slices of one worker to those of all. */
static cw_status
add_slices(struct cw_column_slices *to, const struct cw_column_slices *from, struct cw_error *err)
{
        for (size_t k = 0; k < from->n; k++) {
                const struct cw_bins *b = &from->bins[k];
                uint32_t slice;
                CW_TRY(find_slice(to, from->values.names[k].text, from->values.names[k].nbytes, &slice, err));
                struct cw_bins *sum = &to->bins[slice];
                cw_histogram_each(&b->ids, visit_add, &sum->ids);
                for (size_t i = 0; i < b->names.n; i++)
                        CW_TRY(cw_bins_add_name(sum, b->names.names[i].text, b->names.names[i].nbytes,
                                                b->name_tokens[i], b->name_first[i], err));
                sum->sequences += b->sequences;
                CW_TRY(cw_bins_check(sum, err));
        }
        return CW_OK;
}

static void
work(void *context, int number)
{
        struct slicing *all = context;
        struct worker w = {.slicing = all};
        struct cw_error err;
        size_t i;
        (void)number;
        while ((i = atomic_fetch_add(&all->next, 1)) < all->settings->inputs.n) {
                cw_lock_take(&all->lock);
                const bool in_vain = i > all->failed_at;
                cw_lock_give(&all->lock);
                if (!in_vain && all->result->shard_counts[i].bytes != NULL && slice_shard(&w, i, &err) != CW_OK)
                        note_failure(all, i, &err);
        }
        cw_lock_take(&all->lock);
        const cw_status status = all->failed_at == SIZE_MAX ? add_slices(all->whole, &w.slices, &err) : CW_OK;
        cw_lock_give(&all->lock);
        if (status != CW_OK)
                note_failure(all, all->settings->inputs.n, &err);
        cw_column_slices_free(&w.slices);
        cw_free(w.slice_of_row);
}

cw_status
cw_slice_by_column(const struct cw_settings *settings, const struct cw_run_result *result, struct cw_column_slices *ret,
                   struct cw_error *err)
{
        struct slicing all = {.settings = settings, .result = result, .whole = ret, .failed_at = SIZE_MAX};
        *ret = (struct cw_column_slices){0};
        cw_lock_init(&all.lock);
        (void)cw_team_run(settings->options.n_threads, work, &all);
        cw_lock_destroy(&all.lock);
        if (all.failed_at == SIZE_MAX)
                return CW_OK;
        if (err != NULL)
                *err = all.err;
        return all.err.status;
}
