/* SPDX-License-Identifier: MIT */
/*
 * Counting from inputs to result, and what a result says of itself.
 */
#include "counterweight.h"

#include "base/memory.h"
#include "base/team.h"
#include "merge/merge.h"
#include "pipeline.h"
#include "presence.h"
#include "rows.h"
#include "sampling.h"
#include "settings.h"

#include <string.h>

const char *
cw_version(void)
{
        return CW_VERSION_STRING;
}

static const char *
input_name(const struct cw_inputs *inputs, uint64_t ordinal)
{
        const char *path = inputs->items[ordinal].path;
        return strcmp(path, "-") == 0 ? "standard input" : path;
}

static void
locate(const void *user, struct cw_error *err, struct cw_first where)
{
        cw_error_locate(err, input_name(user, where.shard), where.unit, where.place.row + 1);
}

static cw_status
add_new_shards(const struct cw_inputs *inputs, const bool *is_new, struct cw_counts *c, struct cw_error *err)
{
        size_t n = 0;
        for (size_t i = 0; i < inputs->n; i++)
                n += is_new[i];
        if (n > CW_NEW_SHARDS_KEPT)
                n = CW_NEW_SHARDS_KEPT;
        c->new_shards = cw_calloc(n, sizeof(*c->new_shards));
        if (c->new_shards == NULL)
                return cw_fail_memory(err, n * sizeof(*c->new_shards));
        for (size_t i = 0; i < inputs->n && c->n_new_shards < n; i++) {
                if (!is_new[i])
                        continue;
                c->new_shards[c->n_new_shards] = cw_strdup(input_name(inputs, i));
                if (c->new_shards[c->n_new_shards++] == NULL)
                        return cw_fail_memory(err, strlen(input_name(inputs, i)));
        }
        return CW_OK;
}

static void
tell_skipped(const struct cw_settings *s, const struct cw_bins *bins)
{
        if (s->options.notice == NULL)
                return;
        for (size_t i = 0; i < bins->n_skipped; i++) {
                struct cw_error e;
                (void)cw_fail(&e, CW_E_DATA, "left out: %s", bins->skipped[i].why);
                locate(&s->inputs, &e, bins->skipped[i].first);
                s->options.notice(s->options.user, e.message);
        }
}

/* The ids that the data itself says are ignored join those of the user and of the label map. */
static cw_status
join_ignored(struct cw_settings *s, const struct cw_run_result *result, struct cw_error *err)
{
        const size_t n = s->n_all_ignored + result->n_ignored;
        int64_t *all = cw_realloc(s->all_ignored, n * sizeof(*all));
        if (all == NULL)
                return cw_fail_memory(err, n * sizeof(*all));
        if (result->n_ignored > 0)
                memcpy(all + s->n_all_ignored, result->ignored, result->n_ignored * sizeof(*all));
        s->all_ignored = all;
        s->n_all_ignored = n;
        return CW_OK;
}

static cw_status
merge_result(const struct cw_settings *s, struct cw_run_result *result, struct cw_counts **counts_ret,
             struct cw_error *err)
{
        const struct cw_merge_rules rules = {
                .map = s->map != NULL ? s->map : result->names,
                .ignore = s->all_ignored,
                .n_ignore = s->n_all_ignored,
                .unknown = s->options.unknown,
                .o_label = s->options.o_label,
                .presence = s->options.presence != CW_PRESENCE_NO,
                .pairs = s->options.spans,
                .locate = locate,
                .user = &s->inputs,
        };
        CW_TRY(cw_merge(&result->bins, &rules, counts_ret, err));
        struct cw_counts *c = *counts_ret;
        CW_TRY(cw_rows_add(s, result, &rules, c, err));
        if (result->is_new != NULL)
                CW_TRY(add_new_shards(&s->inputs, result->is_new, c, err));
        c->totals.shards = result->totals.shards;
        c->totals.shards_failed = result->totals.shards_failed;
        c->totals.shards_failed_before = result->totals.shards_failed_before;
        c->totals.shards_reused = result->totals.shards_reused;
        c->totals.bytes = result->totals.bytes;
        c->totals.n_threads = result->totals.n_threads;
        c->totals.unknown += result->totals.unknown;
        c->totals.rows_skipped += result->totals.rows_skipped;
        c->column = result->column;
        result->column = NULL;
        cw_settings_tell_column(s, c->column);
        tell_skipped(s, &result->bins);
        return cw_counts_seal(c, err);
}

cw_status
cw_settings_conclude(struct cw_settings *s, struct cw_run_result *result, cw_counts **counts_ret, struct cw_error *err)
{
        *counts_ret = NULL;
        cw_status status = join_ignored(s, result, err);
        if (status == CW_OK)
                status = merge_result(s, result, counts_ret, err);
        if (status != CW_OK)
                cw_counts_free(counts_ret);
        return status;
}

/* *reused_ret: the counts of some shards came from the cache. */
static cw_status
count_once(struct cw_settings *s, bool *reused_ret, cw_counts **counts_ret, struct cw_error *err)
{
        struct cw_run_result result = {0};
        struct cw_presence_run presence;
        cw_status status = cw_presence_begin(s, &presence, err);
        const struct cw_run run = cw_presence_run_of(s, &presence);
        if (status == CW_OK)
                status = cw_run(&run, &result, err);
        if (cw_presence_status(&presence, err) != CW_OK)
                status = CW_E_MEMORY;
        *reused_ret = status == CW_OK && result.totals.shards_reused > 0;
        if (status == CW_OK)
                status = cw_settings_conclude(s, &result, counts_ret, err);
        cw_presence_free(&presence);
        cw_run_result_free(&result, s->inputs.n);
        return status;
}

cw_status
cw_count(const char *const *inputs, size_t n_inputs, const struct cw_read_options *options, cw_counts **counts_ret,
         struct cw_error *err)
{
        struct cw_settings s;
        bool reused = false;
        *counts_ret = NULL;
        double started = cw_team_seconds();
        cw_status status = cw_settings_init(&s, options, inputs, n_inputs, err);
        if (status == CW_OK && options->sample > 0)
                status = cw_sample_count(&s, counts_ret, err);
        else if (status == CW_OK)
                status = count_once(&s, &reused, counts_ret, err);
        if (status == CW_E_DATA && reused) {
                /* The cache knows the places of labels that were unknown when they were counted, not of those that
                 * another label map lacks.  The sentence is to name the first, so everything is read. */
                s.options.cache = NULL;
                s.options.notice = NULL; /* has been told */
                status = count_once(&s, &reused, counts_ret, err);
        }
        if (status == CW_OK)
                (*counts_ret)->totals.seconds = cw_team_seconds() - started;
        cw_settings_free(&s);
        return status;
}

size_t
cw_counts_n_labels(const cw_counts *counts)
{
        return counts->n_labels;
}

static struct cw_label_count
label_of(const struct cw_count_row *row, const struct cw_label_presence *presence)
{
        struct cw_label_count label = {.id = row->id, .name = row->name, .tokens = row->tokens};
        if (presence != NULL) {
                label.sequences = presence->sequences;
                label.sequence_tokens = presence->around;
        }
        return label;
}

struct cw_label_count
cw_counts_label(const cw_counts *counts, size_t index)
{
        return label_of(&counts->labels[index], counts->presence == NULL ? NULL : &counts->presence[index]);
}

void
cw_counts_labels(const cw_counts *counts, struct cw_label_count *labels_ret)
{
        for (size_t i = 0; i < counts->n_labels; i++)
                labels_ret[i] = cw_counts_label(counts, i);
}

bool
cw_counts_has_presence(const cw_counts *counts)
{
        return counts->presence != NULL;
}

size_t
cw_counts_n_ignored(const cw_counts *counts)
{
        return counts->n_ignored;
}

struct cw_label_count
cw_counts_ignored(const cw_counts *counts, size_t index)
{
        return label_of(&counts->ignored[index], NULL);
}

struct cw_totals
cw_counts_totals(const cw_counts *counts)
{
        return counts->totals;
}

size_t
cw_counts_n_slices(const cw_counts *counts)
{
        return counts->slices.n;
}

struct cw_slice
cw_counts_slice(const cw_counts *counts, size_t slice)
{
        const struct cw_slice_row *row = &counts->slices.rows[slice];
        return (struct cw_slice){row->name,           row->sum, row->ignored, row->sequences,
                                 row->jensen_shannon, row->p,   row->outlier};
}

uint64_t
cw_counts_slice_tokens(const cw_counts *counts, size_t slice, size_t index)
{
        return counts->slices.rows[slice].tokens[index];
}

static cw_status
set_text(char **text_ref, const char *text, struct cw_error *err)
{
        char *copy = text == NULL ? NULL : cw_strdup(text);
        if (text != NULL && copy == NULL)
                return cw_fail_memory(err, strlen(text));
        cw_free(*text_ref);
        *text_ref = copy;
        return CW_OK;
}

cw_status
cw_counts_set_command(cw_counts *counts, const char *command, const char *inputs, struct cw_error *err)
{
        CW_TRY(set_text(&counts->command, command, err));
        return set_text(&counts->inputs, inputs, err);
}

size_t
cw_counts_n_new_shards(const cw_counts *counts)
{
        return counts->n_new_shards;
}

const char *
cw_counts_new_shard(const cw_counts *counts, size_t index)
{
        return counts->new_shards[index];
}
