/* SPDX-License-Identifier: MIT */
/*
 * Public entry points that need several stages: defaults, and counting from inputs to result.  What belongs to one
 * stage has its entry point there (weigh/weigh.c, write/render.c), packing and inspecting in pack.c and inspect.c.
 */
#include "counterweight.h"

#include "base/memory.h"
#include "base/team.h"
#include "count/kernels.h"
#include "merge/merge.h"
#include "pipeline.h"
#include "presence.h"
#include "rows.h"
#include "sampling.h"
#include "settings.h"
#include "store/cache.h"

#include <string.h>

const char *
cw_version(void)
{
        return CW_VERSION_STRING;
}

void
cw_read_options_init(struct cw_read_options *options)
{
        *options = (struct cw_read_options){
                .n_ignore_ids = 1,
                .o_label = "O",
                .max_memory = UINT64_C(256) << 20,
                .cache_max = CW_CACHE_MOST_DEFAULT,
                .sample_seed = 1,
        };
}

static cw_status
load_map(struct cw_settings *s, struct cw_error *err)
{
        const struct cw_read_options *o = &s->options;
        if (o->labels_path != NULL && o->labels_text != NULL)
                return cw_fail(err, CW_E_USAGE, "expected one label map, found labels_path and labels_text");
        if (o->labels_path != NULL)
                return cw_label_map_load(o->labels_path, &s->map, err);
        if (o->labels_text != NULL)
                return cw_label_map_parse(o->labels_text, strlen(o->labels_text), "label map", &s->map, err);
        return CW_OK;
}

cw_status
cw_settings_take_options(struct cw_settings *s, const struct cw_read_options *options, struct cw_error *err)
{
        *s = (struct cw_settings){.options = *options};
        struct cw_read_options *o = &s->options;
        if (o->n_threads < 0 || o->n_threads > 1024)
                return cw_fail(err, CW_E_USAGE, "the number of threads must be 1 to 1024, not %d", o->n_threads);
        if (o->by == CW_BY_COLUMN && (o->by_column == NULL || o->by_column[0] == '\0'))
                return cw_fail(err, CW_E_USAGE, "--by column: expected the name of a column after it");
        if (o->by == CW_BY_COLUMN && o->skip_bad_rows)
                return cw_fail(err, CW_E_USAGE,
                               "--by column does not go with --bad-rows skip: every row must be sound");
        if (o->max_memory < (1 << 20))
                return cw_fail(err, CW_E_USAGE, "--max-memory must be at least 1 MiB (1048576 bytes)");
        CW_TRY(cw_sample_check(o, err));
        const struct cw_kernel *kernel;
        CW_TRY(cw_kernel_choose(o->kernel, &kernel, err));
        if (o->n_threads == 0)
                o->n_threads = cw_team_default_threads();
        if (o->o_label == NULL)
                o->o_label = "O";
        s->ignore_default[0] = -100;
        s->ignore = o->ignore_ids != NULL ? o->ignore_ids : s->ignore_default;
        s->n_ignore = o->ignore_ids != NULL || o->n_ignore_ids < 1 ? o->n_ignore_ids : 1;
        CW_TRY(load_map(s, err));
        /* Ids that the map itself calls ignored ("-100": "IGNORE") are ignored from the first token on. */
        size_t n_map = s->map == NULL ? 0 : s->map->n_ignored;
        s->all_ignored = cw_calloc(s->n_ignore + n_map, sizeof(*s->all_ignored));
        if (s->all_ignored == NULL)
                return cw_fail_memory(err, (s->n_ignore + n_map) * sizeof(*s->all_ignored));
        if (s->n_ignore > 0)
                memcpy(s->all_ignored, s->ignore, s->n_ignore * sizeof(*s->all_ignored));
        if (n_map > 0)
                memcpy(s->all_ignored + s->n_ignore, s->map->ignored, n_map * sizeof(*s->all_ignored));
        s->n_all_ignored = s->n_ignore + n_map;
        return CW_OK;
}

/* Of `n` threads, those that `nbytes` of input (0: not known) are worth: starting a thread takes as long as counting
 * some hundred kilobytes. */
static int
worthwhile_threads(int n, uint64_t nbytes)
{
        enum { A_THREADS_WORTH = 1 << 18 };
        const uint64_t most = nbytes == 0 ? (uint64_t)n : nbytes / A_THREADS_WORTH + 1;
        return most < (uint64_t)n ? (int)most : n;
}

/* The file that the result will replace must not be one of those that it is made of. */
static cw_status
refuse_output(const struct cw_settings *s, struct cw_error *err)
{
        struct cw_identity output;
        if (s->options.output == NULL || !cw_identity_of_path(s->options.output, &output))
                return CW_OK;
        for (size_t i = 0; i < s->inputs.n; i++) {
                const struct cw_identity *input = &s->inputs.items[i].identity;
                if (input->nbytes == 0 || input->device != output.device || input->inode != output.inode)
                        continue;
                const cw_status status = cw_fail(err, CW_E_USAGE,
                                                 "is an input, and the output would replace it; write "
                                                 "to another file, outside of the data");
                cw_error_locate(err, s->inputs.items[i].path, NULL, 0);
                return status;
        }
        return CW_OK;
}

cw_status
cw_settings_init(struct cw_settings *s, const struct cw_read_options *options, const char *const *paths, size_t n_paths,
                 struct cw_error *err)
{
        *s = (struct cw_settings){0};
        if (n_paths == 0)
                return cw_fail(err, CW_E_USAGE, "no input is named; name files or folders, or - for standard input");
        CW_TRY(cw_settings_take_options(s, options, err));
        CW_TRY(cw_inputs_list(paths, n_paths, options->split, s->options.n_threads, &s->inputs, err));
        CW_TRY(refuse_output(s, err));
        cw_settings_tell_folders(s);
        if (options->n_threads == 0)
                s->options.n_threads = worthwhile_threads(s->options.n_threads, s->inputs.nbytes);
        return cw_settings_take_names(s, err);
}

void
cw_settings_free(struct cw_settings *s)
{
        cw_inputs_free(&s->inputs);
        cw_label_map_free(&s->map);
        cw_free(s->all_ignored);
        *s = (struct cw_settings){0};
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
