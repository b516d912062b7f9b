/* SPDX-License-Identifier: MIT */
/*
 * Counting a share of the blocks: one run, or two where none of few blocks was drawn.
 */
#include "sampling.h"

#include "base/memory.h"
#include "pipeline.h"

#include <stdio.h>

enum { BLOCKS_ENOUGH = 30 }; /* below, how much blocks differ is hardly known */

cw_status
cw_sample_check(const struct cw_read_options *o, struct cw_error *err)
{
        if (!(o->sample >= 0 && o->sample <= 1))
                return cw_fail(err, CW_E_USAGE, "--sample: expected a share above 0 %% and at most 100 %%");
        if (!(o->sample > 0))
                return CW_OK;
        if (o->sample_seed > INT64_MAX)
                return cw_fail(err, CW_E_USAGE, "--seed: expected a number below 2^63");
        if (o->presence != CW_PRESENCE_NO)
                return cw_fail(err, CW_E_USAGE,
                               "--sample does not go with --presence, nor with --scheme median_freq: sequences are cut "
                               "at the ends of blocks");
        if (o->spans)
                return cw_fail(err, CW_E_USAGE,
                               "--sample does not go with --spans: sequences are cut at the ends of blocks");
        if (o->by != CW_BY_NOTHING || o->per_shard)
                return cw_fail(err, CW_E_USAGE,
                               "--sample does not go with %s: a part of the data may have no block that was drawn",
                               o->per_shard ? "--per-shard" : "--by");
        return CW_OK;
}

cw_status
cw_sample_refuse(const struct cw_read_options *o, const char *what, struct cw_error *err)
{
        if (o->sample <= 0)
                return CW_OK;
        return cw_fail(err, CW_E_USAGE, "a sample is for counting files, not for %s", what);
}

static cw_status
run(struct cw_settings *s, struct cw_draw *draw, struct cw_run_result *result, struct cw_error *err)
{
        struct cw_read_options options = s->options;
        options.cache = NULL;
        if (draw->lone)
                options.notice = NULL; /* has been told */
        const struct cw_run run = {.options = &options,
                                   .inputs = &s->inputs,
                                   .map = s->map,
                                   .ignore = s->all_ignored,
                                   .n_ignore = s->n_all_ignored,
                                   .n_threads = s->options.n_threads,
                                   .draw = draw};
        return cw_run(&run, result, err);
}

/* Pipes can be read once. */
static cw_status
check_rereadable(const struct cw_settings *s, const struct cw_draw *draw, struct cw_error *err)
{
        for (size_t i = 0; i < s->inputs.n; i++)
                if (cw_input_is_pipe(&s->inputs.items[i]))
                        return cw_fail(err, CW_E_DATA,
                                       "--sample: no block was drawn of %llu; give a larger share, or another "
                                       "--seed",
                                       (unsigned long long)draw->n_blocks);
        return CW_OK;
}

static void
tell(const struct cw_settings *s, const struct cw_counts *c)
{
        const struct cw_estimate *e = c->estimate;
        char sentence[256];
        if (s->options.notice == NULL)
                return;
        if (e->n_taken < BLOCKS_ENOUGH && e->n_taken < e->n_blocks) {
                snprintf(
                        sentence, sizeof(sentence),
                        "%llu block%s drawn of %llu: with fewer than %d the intervals are poor; give a larger --sample",
                        (unsigned long long)e->n_taken, e->n_taken == 1 ? " was" : "s were",
                        (unsigned long long)e->n_blocks, (int)BLOCKS_ENOUGH);
                s->options.notice(s->options.user, sentence);
        }
        if (c->ids_from_names && e->n_taken < e->n_blocks)
                s->options.notice(s->options.user,
                                  "the data has names only, and ids are given to the names in the blocks that were "
                                  "drawn: one that is in none of them would move the ids of others; give the label map "
                                  "with --labels");
}

cw_status
cw_sample_count(struct cw_settings *s, struct cw_counts **counts_ret, struct cw_error *err)
{
        struct cw_run_result result = {0};
        struct cw_draw draw;
        *counts_ret = NULL;
        cw_draw_init(&draw, s->options.sample, s->options.sample_seed);
        cw_status status = run(s, &draw, &result, err);
        if (status == CW_OK && draw.n_taken == 0 && draw.n_blocks > 0) {
                cw_run_result_free(&result, s->inputs.n);
                status = check_rereadable(s, &draw, err);
                if (status == CW_OK) {
                        cw_draw_least(&draw);
                        status = run(s, &draw, &result, err);
                }
        }
        if (status == CW_OK)
                status = cw_settings_conclude(s, &result, counts_ret, err);
        if (status == CW_OK)
                status = cw_draw_conclude(&draw, *counts_ret, err);
        if (status == CW_OK)
                tell(s, *counts_ret);
        else
                cw_counts_free(counts_ret);
        cw_run_result_free(&result, s->inputs.n);
        cw_draw_free(&draw);
        return status;
}

bool
cw_counts_sample(const cw_counts *counts, struct cw_sample_info *info_ret)
{
        const struct cw_estimate *e = counts->estimate;
        *info_ret = (struct cw_sample_info){.share = 1};
        if (e == NULL)
                return false;
        *info_ret =
                (struct cw_sample_info){e->asked, cw_estimate_share(e), e->seed, e->n_taken, e->n_blocks, e->tokens};
        return true;
}

bool
cw_counts_interval(const cw_counts *counts, size_t index, double *low_ret, double *high_ret)
{
        const struct cw_estimate *e = counts->estimate;
        const bool is_known = e != NULL && e->low != NULL && e->low[index] >= 0; /* not NaN */
        *low_ret = is_known ? e->low[index] : 0;
        *high_ret = is_known ? e->high[index] : 0;
        return is_known;
}
