/* SPDX-License-Identifier: MIT */
/*
 * Counting from memory.
 *
 *     small arrays, tokens, names ─▶ the counter's own tally ──────────────┐
 *     large arrays, Arrow streams ─▶ a run of the pipeline, one shard each ─▶ bins ─▶ merge, as for files
 *
 * A team of threads costs microseconds to call together, as long as a core takes for an array that fits its caches: such
 * an array is counted by the caller.  What a run counted is added when the run is done, so that one that fails leaves
 * nothing behind.
 *
 * Labels added one way or another are one shard, "ids in memory", whose places are numbers of labels; each stream is a
 * shard of its own.
 */
#include "base/memory.h"
#include "base/team.h"
#include "count/kernels.h"
#include "formats/arrow/arrow_c.h"
#include "formats/numpy/memory_ids.h"
#include "pipeline.h"
#include "sampling.h"
#include "settings.h"

#include <stdio.h>
#include <string.h>

enum {
        SMALL_NBYTES = 1 << 20, /* an array up to this size is counted by the caller alone ... */
        SWAP_IDS = 1 << 12      /* ... this many ids at a time where their bytes have to be turned round */
};

struct cw_counter {
        struct cw_settings settings; /* inputs: [0] is the ids, then one a stream */
        struct cw_run_result result; /* of all runs so far */
        struct cw_tally tally;       /* of what the caller's thread counts */
        uint64_t n_labels;           /* added, but those of streams */
        int64_t *gathered;           /* out of an interpreter's lists */
        size_t gathered_cap;
        struct cw_run_past past; /* of the runs, for progress */
};

/* ---- life ------------------------------------------------------------------------------------------------------- */

/* A shard, by what to call it. */
static cw_status
add_input(cw_counter *c, const char *name, struct cw_error *err)
{
        struct cw_inputs *inputs = &c->settings.inputs;
        if (!cw_grow(&inputs->items, &inputs->cap, inputs->n + 1, sizeof(*inputs->items)))
                return cw_fail_memory(err, sizeof(*inputs->items));
        inputs->items[inputs->n] = (struct cw_input){.path = cw_strdup(name)};
        if (inputs->items[inputs->n].path == NULL)
                return cw_fail_memory(err, strlen(name));
        inputs->n++;
        return CW_OK;
}

static cw_status
set_up(cw_counter *c, const struct cw_read_options *options, struct cw_error *err)
{
        if (options->presence != CW_PRESENCE_NO || options->spans)
                return cw_fail(err, CW_E_USAGE,
                               "sequences are looked at in files only (cw_count()), not in what is in memory; leave "
                               "presence and spans out");
        CW_TRY(cw_sample_refuse(options, "what is in memory", err));
        CW_TRY(cw_settings_take_options(&c->settings, options, err));
        CW_TRY(add_input(c, "ids in memory", err));
        CW_TRY(cw_bins_init(&c->result.bins, err));
        CW_TRY(cw_tally_init(&c->tally, err));
        c->settings.options.per_shard = false;
        c->settings.options.keep_going = false;
        c->tally.ignore = c->settings.all_ignored;
        c->tally.n_ignore = c->settings.n_all_ignored;
        if (c->settings.map != NULL)
                c->tally.n_known = (int64_t)c->settings.map->n;
        return cw_kernel_choose(c->settings.options.kernel, &c->tally.kernel, err);
}

cw_status
cw_counter_new(const struct cw_read_options *options, cw_counter **counter_ret, struct cw_error *err)
{
        cw_counter *c = cw_calloc(1, sizeof(*c));
        *counter_ret = NULL;
        if (c == NULL)
                return cw_fail_memory(err, sizeof(*c));
        c->past.started = c->past.told = cw_team_seconds();
        const cw_status status = set_up(c, options, err);
        if (status != CW_OK)
                cw_counter_free(&c);
        *counter_ret = c;
        return status;
}

void
cw_counter_free(cw_counter **counter)
{
        cw_counter *c = counter == NULL ? NULL : *counter;
        if (c == NULL)
                return;
        cw_free(c->gathered);
        cw_tally_free(&c->tally);
        cw_run_result_free(&c->result, 0);
        cw_settings_free(&c->settings);
        cw_free(c);
        *counter = NULL;
}

static cw_status
check_cancel(const cw_counter *c, struct cw_error *err)
{
        return cw_is_cancelled(c->settings.options.cancel)
                       ? cw_fail(err, CW_E_INTERRUPTED, "interrupted; nothing was written")
                       : CW_OK;
}

/* ---- runs of the pipeline --------------------------------------------------------------------------------------- */

/* Names that a stream carries, against those of the streams before it; the longer list stays.  The run itself has held
 * them against the user's. */
static cw_status
join_names(cw_counter *c, struct cw_run_result *run, const char *name, struct cw_error *err)
{
        struct cw_label_map **all = &c->result.names;
        if (run->names == NULL)
                return CW_OK;
        if (*all != NULL) {
                const cw_status status = cw_label_map_agree(*all, run->names, err);
                if (status != CW_OK) {
                        cw_error_locate(err, name, NULL, 0);
                        return status;
                }
                if (run->names->n <= (*all)->n)
                        return CW_OK;
                cw_label_map_free(all);
        }
        *all = run->names;
        run->names = NULL;
        return CW_OK;
}

static cw_status
join_run(cw_counter *c, struct cw_run_result *run, size_t input, struct cw_error *err)
{
        const struct cw_shard_counts *counts = &run->shard_counts[0];
        struct cw_run_result *all = &c->result;
        CW_TRY(join_names(c, run, c->settings.inputs.items[input].path, err));
        CW_TRY(cw_shard_counts_add(counts->bytes, counts->nbytes, input, &all->bins, err));
        if (all->column == NULL) {
                all->column = run->column;
                run->column = NULL;
        }
        all->totals.bytes += run->totals.bytes;
        if (run->totals.n_threads > all->totals.n_threads)
                all->totals.n_threads = run->totals.n_threads;
        return CW_OK;
}

/* Counts `reader`, which is gone afterwards, as shard `input`. */
static cw_status
run_reader(cw_counter *c, struct cw_reader **reader, size_t input, uint64_t nbytes, struct cw_error *err)
{
        struct cw_settings *s = &c->settings;
        struct cw_input item = {.path = s->inputs.items[input].path, .nbytes = nbytes};
        const struct cw_inputs one = {.items = &item, .n = 1, .nbytes = nbytes};
        struct cw_read_options options = s->options;
        struct cw_run_result result;
        options.per_shard = true;
        const struct cw_run run = {.options = &options,
                                   .inputs = &one,
                                   .map = s->map,
                                   .ignore = s->all_ignored,
                                   .n_ignore = s->n_all_ignored,
                                   .n_threads = options.n_threads,
                                   .past = &c->past,
                                   .reader = reader};
        cw_status status = cw_run_count(&run, &result, err);
        cw_reader_close(reader);
        if (status == CW_OK)
                status = join_run(c, &result, input, err);
        cw_run_result_free(&result, one.n);
        return status;
}

/* ---- ids -------------------------------------------------------------------------------------------------------- */

static void
tally_at(cw_counter *c)
{
        c->tally.at = (struct cw_place){0, 0, c->n_labels};
}

static cw_status
count_small(cw_counter *c, const uint8_t *ids, size_t n, const struct cw_dtype *dtype, struct cw_error *err)
{
        uint8_t turned[SWAP_IDS * 8];
        CW_TRY(check_cancel(c, err));
        if (!dtype->swapped) {
                const size_t beyond = dtype->is_uint64 ? cw_dtype_beyond(ids, n) : n;
                if (beyond < n)
                        return cw_fail(err, CW_E_DATA,
                                       "ids in memory: label %llu: expected label ids below 2^63, found a larger one",
                                       (unsigned long long)(c->n_labels + beyond + 1));
                tally_at(c);
                cw_tally_ids(&c->tally, ids, n, dtype->width);
                c->n_labels += n;
                return cw_tally_status(&c->tally, err);
        }
        struct cw_dtype plain = *dtype;
        plain.swapped = false;
        for (size_t done = 0, m; done < n; done += m) {
                m = n - done < SWAP_IDS ? n - done : SWAP_IDS;
                cw_dtype_swap(dtype, ids + done * dtype->nbytes, m, turned);
                CW_TRY(count_small(c, turned, m, &plain, err));
        }
        return CW_OK;
}

cw_status
cw_counter_add_ids(cw_counter *c, const void *ids, size_t n_ids, const char *dtype, struct cw_error *err)
{
        struct cw_dtype type;
        struct cw_reader *reader;
        const bool is_numpys = dtype[0] != '\0' && strchr("<>=|", dtype[0]) != NULL;
        CW_TRY(is_numpys ? cw_dtype_parse(dtype, strlen(dtype), &type, err) : cw_dtype_from_user(dtype, &type, err));
        const bool is_whole = !type.swapped || !type.is_uint64;
        if (n_ids * type.nbytes <= SMALL_NBYTES && is_whole)
                return count_small(c, ids, n_ids, &type, err);
        CW_TRY(cw_memory_ids_open(ids, n_ids, &type, c->n_labels, &c->settings.options, &reader, err));
        CW_TRY(run_reader(c, &reader, 0, n_ids * type.nbytes, err));
        c->n_labels += n_ids;
        return CW_OK;
}

cw_status
cw_counter_add_tokens(cw_counter *c, int64_t id, uint64_t n_tokens, struct cw_error *err)
{
        tally_at(c);
        cw_tally_run(&c->tally, id, n_tokens);
        c->n_labels += n_tokens;
        return cw_tally_status(&c->tally, err);
}

cw_status
cw_counter_add_name(cw_counter *c, const char *name, size_t name_nbytes, uint64_t n_tokens, struct cw_error *err)
{
        tally_at(c);
        cw_tally_name_run(&c->tally, name, name_nbytes, n_tokens);
        c->n_labels += n_tokens;
        return cw_tally_status(&c->tally, err);
}

/* One list to the end of what is gathered. */
static cw_status
gather(cw_counter *c, void *list, const struct cw_list_calls *calls, size_t *n_ref, struct cw_error *err)
{
        const ptrdiff_t n = list == NULL ? -1 : calls->size(list);
        bool failed = n < 0;
        if (!failed && !cw_grow(&c->gathered, &c->gathered_cap, *n_ref + (size_t)n, sizeof(*c->gathered)))
                return cw_fail_memory(err, (*n_ref + (size_t)n) * sizeof(*c->gathered));
        int64_t *ids = c->gathered + *n_ref;
        for (ptrdiff_t i = 0; !failed && i < n; i++) {
                void *object = calls->item(list, i);
                ids[i] = object == NULL ? -1 : calls->integer(object);
                failed = object == NULL || (ids[i] == -1 && calls->failure() != NULL);
        }
        *n_ref += failed ? 0 : (size_t)n;
        return failed ? cw_fail(err, CW_E_DATA, "expected lists of integers, found something else") : CW_OK;
}

cw_status
cw_counter_add_lists(cw_counter *c, void *lists, const struct cw_list_calls *calls, struct cw_error *err)
{
        static const struct cw_dtype int64 = {.width = CW_I64, .nbytes = 8};
        const ptrdiff_t n_lists = calls->size(lists);
        size_t n = 0;
        if (n_lists < 0)
                return cw_fail(err, CW_E_DATA, "expected a list of lists, found something else");
        for (ptrdiff_t i = 0; i < n_lists; i++)
                CW_TRY(gather(c, calls->item(lists, i), calls, &n, err));
        return n == 0 ? CW_OK : count_small(c, (const uint8_t *)c->gathered, n, &int64, err);
}

void
cw_counter_end_sequences(cw_counter *c, uint64_t n)
{
        c->tally.sequences += n;
}

/* ---- streams ---------------------------------------------------------------------------------------------------- */

cw_status
cw_counter_add_arrow(cw_counter *c, struct ArrowArrayStream *stream, struct cw_error *err)
{
        char name[48];
        struct cw_reader *reader;
        const size_t input = c->settings.inputs.n;
        snprintf(name, sizeof(name), input == 1 ? "Arrow stream" : "Arrow stream %zu", input);
        cw_status status = add_input(c, name, err);
        if (status != CW_OK) {
                if (stream->release != NULL)
                        stream->release(stream);
                return status;
        }
        status = cw_arrow_c_open(stream, name, &c->settings.options, &reader, err);
        if (status == CW_OK)
                return run_reader(c, &reader, input, 0, err);
        cw_error_locate(err, name, NULL, 0);
        return status;
}

/* ---- the end ---------------------------------------------------------------------------------------------------- */

static uint64_t
no_rows_before(const void *user, uint64_t part)
{
        (void)user, (void)part;
        return 0;
}

/* What the caller's thread counted joins the rest. */
static cw_status
join_tally(cw_counter *c, struct cw_error *err)
{
        const struct cw_rows rows = {.unit = "label", .flat = true, .before = no_rows_before};
        struct cw_shard_counts counts = {0};
        struct cw_bins bins;
        struct cw_place place;
        cw_status status = cw_bins_init(&bins, err);
        if (status == CW_OK)
                status = cw_bins_add_tally(&bins, &c->tally, 0, err);
        if (status == CW_OK)
                status = cw_bins_check_names(&bins, &place, err);
        if (status == CW_OK)
                status = cw_shard_counts_make(&bins, &rows, &counts, err);
        if (status == CW_OK)
                status = cw_shard_counts_add(counts.bytes, counts.nbytes, 0, &c->result.bins, err);
        cw_shard_counts_free(&counts);
        cw_bins_free(&bins);
        return status;
}

cw_status
cw_counter_finish(cw_counter **counter, cw_counts **counts_ret, struct cw_error *err)
{
        cw_counter *c = *counter;
        *counts_ret = NULL;
        cw_status status = join_tally(c, err);
        const bool has_ids = c->n_labels > 0 || c->settings.inputs.n == 1;
        c->result.totals.shards = c->settings.inputs.n - 1 + has_ids;
        if (c->result.totals.n_threads == 0)
                c->result.totals.n_threads = 1;
        if (status == CW_OK)
                status = cw_settings_conclude(&c->settings, &c->result, counts_ret, err);
        if (status == CW_OK)
                (*counts_ret)->totals.seconds = cw_team_seconds() - c->past.started;
        cw_counter_free(counter);
        return status;
}

cw_status
cw_count_ids(const void *ids, size_t n_ids, const char *dtype, uint64_t n_sequences,
             const struct cw_read_options *options, cw_counts **counts_ret, struct cw_error *err)
{
        cw_counter *c;
        *counts_ret = NULL;
        CW_TRY(cw_counter_new(options, &c, err));
        const cw_status status = cw_counter_add_ids(c, ids, n_ids, dtype, err);
        if (status != CW_OK) {
                cw_counter_free(&c);
                return status;
        }
        cw_counter_end_sequences(c, n_sequences);
        return cw_counter_finish(&c, counts_ret, err);
}
