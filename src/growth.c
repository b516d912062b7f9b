/* SPDX-License-Identifier: MIT */
/*
 * Growth, from inputs to result: where the data is cut, one pass, and what is made of the pieces.
 *
 *     borders -> granules -> count -> pieces -> an order of them -> checkpoints -> weights of every scheme
 *                                            \-> where the mix shifts     \-> bands from random orders
 */
#include "base/growth_result.h"
#include "base/memory.h"
#include "base/team.h"
#include "growth_cut.h"
#include "growth_drift.h"
#include "growth_pieces.h"
#include "pipeline.h"
#include "presence.h"
#include "sampling.h"
#include "settings.h"
#include "weigh/growth_band.h"
#include "weigh/growth_weigh.h"
#include "weigh/settling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REPEATS = 20 }; /* random orders, where the user does not say how many */

void
cw_growth_options_init(struct cw_growth_options *options)
{
        *options = (struct cw_growth_options){.n_points = 20, .settle = 0.05, .seed = 1};
}

static cw_status
check_options(const struct cw_growth_options *o, const struct cw_weigh_options *weigh, struct cw_error *err)
{
        CW_TRY(cw_weigh_options_check(weigh, err));
        if (o->n_points < 2 || o->n_points > 1000)
                return cw_fail(err, CW_E_USAGE, "expected 2 to 1000 checkpoints, found %d", o->n_points);
        if (!(o->settle > 0 && o->settle <= 1))
                return cw_fail(err, CW_E_USAGE, "expected a tolerance above 0 and at most 1 for --settle");
        if (o->repeats < 0 || o->repeats > 1000)
                return cw_fail(err, CW_E_USAGE, "expected at most 1000 repeats, found %d", o->repeats);
        for (size_t i = 0; o->at != NULL && i < o->n_at; i++)
                if (!(o->at[i].value > 0) || (!o->at[i].is_tokens && o->at[i].value > 1))
                        return cw_fail(err, CW_E_USAGE,
                                       "expected checkpoints at shares above 0 %% to 100 %%, or at numbers of tokens");
        return CW_OK;
}

/* ---- checkpoints -------------------------------------------------------------------------------------------- */

/* One growth under way. */
struct making {
        struct cw_growth *g;
        const struct cw_growth_options *options;
        const struct cw_growth_pieces *pieces;
        size_t *order;
        size_t *borders;  /* n_points of them: pieces before each checkpoint */
        uint64_t *tokens; /* n_points vectors of n_labels */
        uint64_t *around; /* likewise of the sequences' tokens; NULL: not counted */
        bool each_shard;  /* a checkpoint at the end of each shard */
};

static int
compare_doubles(const void *pa, const void *pb)
{
        const double a = *(const double *)pa, b = *(const double *)pb;
        return (a > b) - (a < b);
}

/* The numbers of tokens that the user, or the default, asks for; all of them last.  The default has one more, by which
 * weights should have settled. */
static double *
wanted_tokens(const struct making *m, size_t *n_ret)
{
        const struct cw_growth_options *o = m->options;
        const double total = (double)m->pieces->tokens;
        const size_t n = o->at != NULL ? o->n_at : (size_t)o->n_points;
        double *wanted = cw_calloc(n + 2, sizeof(*wanted));
        for (size_t i = 0; wanted != NULL && i < n; i++) {
                if (o->at == NULL)
                        wanted[i] = total * cw_growth_share(i, n);
                else
                        wanted[i] = fmin(total, o->at[i].is_tokens ? o->at[i].value : o->at[i].value * total);
        }
        if (wanted != NULL) {
                wanted[n] = total;
                wanted[n + 1] = o->at == NULL ? total * CW_SETTLED_BY : total;
                qsort(wanted, n + 2, sizeof(*wanted), compare_doubles);
        }
        *n_ret = n + 2;
        return wanted;
}

static size_t
borders_of_shards(const struct making *m)
{
        size_t n = 0;
        for (size_t i = 1; i <= m->pieces->n; i++)
                if (i == m->pieces->n || m->pieces->items[m->order[i]].shard != m->pieces->items[m->order[i - 1]].shard)
                        m->borders[n++] = i;
        return n;
}

static cw_status
choose_borders(struct making *m, struct cw_error *err)
{
        size_t n_wanted = 0, n = 0;
        double *wanted = wanted_tokens(m, &n_wanted);
        const size_t most = n_wanted > m->pieces->n ? n_wanted : m->pieces->n;
        m->borders = cw_calloc(most, sizeof(*m->borders));
        if (wanted == NULL || m->borders == NULL) {
                cw_free(wanted);
                return cw_fail_memory(err, most * sizeof(*m->borders));
        }
        if (m->each_shard) {
                n = borders_of_shards(m);
        } else {
                cw_path_borders(m->pieces, m->order, wanted, n_wanted, m->borders);
                for (size_t i = 0; i < n_wanted; i++)
                        if (n == 0 || m->borders[i] != m->borders[n - 1])
                                m->borders[n++] = m->borders[i];
        }
        m->g->n_points = n;
        cw_free(wanted);
        return CW_OK;
}

static cw_status
count_at_borders(struct making *m, struct cw_error *err)
{
        struct cw_growth *g = m->g;
        const size_t n = m->pieces->n_labels;
        g->points = cw_calloc(g->n_points, sizeof(*g->points));
        m->tokens = cw_calloc(g->n_points * n, sizeof(*m->tokens));
        if (g->counts->presence != NULL)
                m->around = cw_calloc(g->n_points * n, sizeof(*m->around));
        if (g->points == NULL || m->tokens == NULL || (g->counts->presence != NULL && m->around == NULL))
                return cw_fail_memory(err, g->n_points * n * sizeof(*m->tokens));
        for (size_t p = 0; p < g->n_points; p++) {
                uint64_t *here = m->tokens + p * n, *around = m->around == NULL ? NULL : m->around + p * n;
                struct cw_growth_point *point = &g->points[p];
                if (p > 0)
                        memcpy(here, here - n, n * sizeof(*here));
                if (p > 0 && around != NULL)
                        memcpy(around, around - n, n * sizeof(*around));
                cw_path_add(m->pieces, m->order, p == 0 ? 0 : m->borders[p - 1], m->borders[p], here, around);
                for (size_t i = 0; i < n; i++) {
                        point->tokens += here[i];
                        point->n_labels += here[i] > 0;
                }
                point->share = (double)point->tokens / (double)m->pieces->tokens;
        }
        return CW_OK;
}

/* ---- schemes ------------------------------------------------------------------------------------------------ */

static cw_status
alloc_series(const struct cw_growth *g, struct cw_growth_series *s, struct cw_error *err)
{
        const size_t n = g->n_points * g->counts->n_labels;
        s->weight = cw_calloc(n, sizeof(*s->weight));
        s->labels = cw_calloc(g->counts->n_labels, sizeof(*s->labels));
        if (g->repeats > 1) {
                s->low = cw_calloc(n, sizeof(*s->low));
                s->high = cw_calloc(n, sizeof(*s->high));
        }
        if (s->weight == NULL || s->labels == NULL || (g->repeats > 1 && (s->low == NULL || s->high == NULL)))
                return cw_fail_memory(err, n * sizeof(*s->weight));
        return CW_OK;
}

static cw_status
make_series(struct making *m, const struct cw_weigh_options *options, struct cw_growth_series *s, struct cw_error *err)
{
        struct cw_weigh_plan plan;
        s->summary.scheme = options->scheme;
        CW_TRY(alloc_series(m->g, s, err));
        CW_TRY(cw_weigh_plan_init(&plan, m->g->counts, options, err));
        m->g->o_index = plan.o_index;
        cw_status status = cw_growth_weigh(&plan, m->tokens, m->around, m->g, s, err);
        if (status == CW_OK && s->low != NULL)
                status = cw_growth_band_fill(&plan, m->pieces, m->g, s, err);
        cw_weigh_plan_free(&plan);
        return status;
}

/* Of all schemes, those that look at sequences only where these were counted, and as for cw_compare() untied. */
static bool
is_wanted(const struct making *m, const struct cw_weigh_options *options)
{
        return m->options->one_scheme || !cw_scheme_row(options->scheme)->needs_sequences ||
               (m->around != NULL && !options->tie_prefixes);
}

static cw_status
weigh_all(struct making *m, const struct cw_weigh_options *weigh, struct cw_error *err)
{
        struct cw_growth *g = m->g;
        size_t n_schemes = 0;
        while (cw_scheme_row((cw_scheme)n_schemes) != NULL)
                n_schemes++;
        g->series = cw_calloc(n_schemes, sizeof(*g->series));
        if (g->series == NULL)
                return cw_fail_memory(err, n_schemes * sizeof(*g->series));
        for (size_t i = 0; i < n_schemes; i++) {
                struct cw_weigh_options options = *weigh;
                options.scheme = m->options->one_scheme ? weigh->scheme : (cw_scheme)i;
                if (!is_wanted(m, &options) || (m->options->one_scheme && i > 0))
                        continue;
                g->n_series++;
                CW_TRY(make_series(m, &options, &g->series[g->n_series - 1], err));
        }
        return CW_OK;
}

/* ---- counting ----------------------------------------------------------------------------------------------- */

/* In this process: what other ranks count comes without its pieces, as would what a cache holds. */
static cw_status
count(struct cw_settings *s, struct cw_granules *granules, cw_counts **counts_ret, struct cw_error *err)
{
        struct cw_run_result result = {0};
        struct cw_presence_run presence;
        const double started = cw_team_seconds();
        cw_status status = cw_presence_begin(s, &presence, err);
        s->options.cache = NULL;
        for (size_t i = 0; i < presence.n; i++)
                presence.collectors[i].needs_rows = true;
        struct cw_run run = cw_presence_run_of(s, &presence);
        run.granules = granules;
        if (status == CW_OK)
                status = cw_run_count(&run, &result, err);
        if (cw_presence_status(&presence, err) != CW_OK)
                status = CW_E_MEMORY;
        if (status == CW_OK)
                status = cw_settings_conclude(s, &result, counts_ret, err);
        if (status == CW_OK)
                (*counts_ret)->totals.seconds = cw_team_seconds() - started;
        cw_presence_free(&presence);
        cw_run_result_free(&result, s->inputs.n);
        return status;
}

/* Sequences are looked at only for who asks for it, as it costs more than counting; counts files have it or not. */
static void
settle_presence(struct cw_settings *s, const struct cw_weigh_options *weigh, const struct cw_growth_options *o,
                bool all_counts)
{
        if (o->one_scheme && cw_scheme_row(weigh->scheme)->needs_sequences)
                s->options.presence = CW_PRESENCE_COUNT;
        else if (s->options.presence == CW_PRESENCE_NO && all_counts)
                s->options.presence = CW_PRESENCE_KEEP;
}

/* ---- the whole ---------------------------------------------------------------------------------------------- */

static cw_status
settle_order(struct making *m, struct cw_error *err)
{
        const struct cw_growth_options *o = m->options;
        struct cw_growth *g = m->g;
        const size_t n = m->pieces->n;
        g->shuffled = o->shuffle;
        g->seed = o->seed;
        g->settle = o->settle;
        g->repeats = o->repeats > 0 ? o->repeats : o->shuffle ? REPEATS : 0;
        g->n_pieces = n;
        for (size_t i = 1; i < n; i++)
                g->by_shard |= m->pieces->items[i].shard != m->pieces->items[0].shard;
        m->order = cw_malloc(n * sizeof(*m->order));
        if (m->order == NULL)
                return cw_fail_memory(err, n * sizeof(*m->order));
        cw_path_in_order(m->order, n);
        return o->shuffle ? cw_path_shuffle(m->pieces, g->by_shard, o->seed, 0, m->order, err) : CW_OK;
}

static cw_status
make(struct making *m, const struct cw_inputs *inputs, const struct cw_weigh_options *weigh, struct cw_error *err)
{
        if (m->pieces->n == 0) { /* as weights says it */
                cw_weights *none = NULL;
                const cw_status status = cw_weigh(m->g->counts, weigh, &none, err);
                cw_weights_free(&none);
                return status != CW_OK ? status : cw_fail(err, CW_E_DATA, "expected labelled tokens, found none");
        }
        CW_TRY(settle_order(m, err));
        CW_TRY(choose_borders(m, err));
        CW_TRY(count_at_borders(m, err));
        CW_TRY(weigh_all(m, weigh, err));
        return cw_growth_find_drift(m->pieces, inputs, m->g, err);
}

cw_status
cw_growth_run(const char *const *inputs, size_t n_inputs, const struct cw_read_options *read,
              const struct cw_weigh_options *weigh, const struct cw_growth_options *options, cw_growth **growth_ret,
              struct cw_error *err)
{
        struct cw_settings s = {0};
        struct cw_granules granules = {0};
        struct cw_growth_store store = {0};
        struct making m = {.options = options, .pieces = &store.pieces};
        bool all_counts = false, planned = false;
        cw_status status;
        *growth_ret = NULL;
        CW_TRY(cw_sample_refuse(read, "growth", err));
        CW_TRY(check_options(options, weigh, err));
        m.g = cw_calloc(1, sizeof(*m.g));
        if (m.g == NULL)
                return cw_fail_memory(err, sizeof(*m.g));
        CW_TRY_GOTO(cw_settings_init(&s, read, inputs, n_inputs, err));
        CW_TRY_GOTO(cw_growth_cut(&s.inputs, options, &granules, &all_counts, err));
        planned = true;
        settle_presence(&s, weigh, options, all_counts);
        CW_TRY_GOTO(count(&s, &granules, &m.g->counts, err));
        CW_TRY_GOTO(cw_growth_store_make(&granules, m.g->counts, &store, err));
        m.each_shard = all_counts && s.inputs.n > 1 && s.inputs.n <= CW_GROWTH_STEPS_MOST && !options->points_given &&
                       options->at == NULL;
        CW_TRY_GOTO(make(&m, &s.inputs, weigh, err));
        *growth_ret = m.g;
        m.g = NULL;
done:
        cw_free(m.order);
        cw_free(m.borders);
        cw_free(m.tokens);
        cw_free(m.around);
        cw_growth_store_free(&store);
        if (planned)
                cw_granules_free(&granules);
        cw_settings_free(&s);
        cw_growth_free(&m.g);
        return status;
}

cw_status
cw_growth_set_command(cw_growth *growth, const char *command, const char *inputs, struct cw_error *err)
{
        return cw_counts_set_command(growth->counts, command, inputs, err);
}
