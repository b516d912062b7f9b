/* SPDX-License-Identifier: MIT */
/*
 * The list of facts.  `check` reads them back from the TOML, so a key that was once written keeps its meaning.
 */
#include "write/facts.h"

#include "write/escape.h"
#include "write/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

struct visit {
        cw_fact_fn *each;
        void *user;
};

static void
tell_text(const struct visit *v, const char *key, const char *text)
{
        if (text != NULL)
                v->each(v->user, &(struct cw_fact){.key = key, .kind = CW_FACT_TEXT, .text = text});
}

static void
tell_count(const struct visit *v, const char *key, uint64_t count)
{
        v->each(v->user, &(struct cw_fact){.key = key, .kind = CW_FACT_COUNT, .count = count});
}

static void
tell_number(const struct visit *v, const char *key, double number)
{
        if (isfinite(number))
                v->each(v->user, &(struct cw_fact){.key = key, .kind = CW_FACT_NUMBER, .number = number});
}

/* Of a number that is 0 where the user gave none. */
static void
tell_if_given(const struct visit *v, const char *key, double number)
{
        if (number > 0)
                tell_number(v, key, number);
}

static void
tell_settings(const struct visit *v, const char *key, const struct cw_label_setting *settings, size_t n)
{
        const struct cw_fact fact = {.key = key, .kind = CW_FACT_SETTINGS, .settings = settings, .n_settings = n};
        if (n > 0)
                v->each(v->user, &fact);
}

static const char *
unseen_policy_name(cw_unseen_policy policy)
{
        static const char *const names[] = {
                [CW_UNSEEN_ONE] = "one",   [CW_UNSEEN_ZERO] = "zero",   [CW_UNSEEN_MAX] = "max",
                [CW_UNSEEN_OMIT] = "omit", [CW_UNSEEN_ERROR] = "error",
        };
        return names[policy];
}

static void
tell_scheme(const struct visit *v, const struct cw_weigh_options *o)
{
        tell_text(v, "scheme", cw_scheme_name(o->scheme));
        if (o->scheme == CW_SCHEME_EFFECTIVE && o->beta_auto)
                tell_text(v, "beta", "auto");
        else if (o->scheme == CW_SCHEME_EFFECTIVE && o->prototypes > 0)
                tell_number(v, "prototypes", o->prototypes);
        else if (o->scheme == CW_SCHEME_EFFECTIVE)
                tell_number(v, "beta", o->beta);
        if (o->scheme == CW_SCHEME_POWER)
                tell_number(v, "alpha", o->alpha);
        if (o->scheme == CW_SCHEME_ENET)
                tell_number(v, "enet_k", o->enet_k);
        if (o->scheme == CW_SCHEME_LOG)
                tell_number(v, "mu", o->mu);
}

static void
tell_emitted(const struct visit *v, const struct cw_weigh_options *o)
{
        tell_text(v, "emit", cw_emit_name(o->emit));
        if (o->emit == CW_EMIT_LOGIT_BIAS)
                tell_number(v, "tau", o->tau);
        if (o->emit == CW_EMIT_SAMPLING)
                tell_number(v, "alpha", o->alpha);
        tell_if_given(v, "smooth", o->smooth);
        tell_if_given(v, "min_count", o->min_count);
        tell_text(v, "o_label", o->o_label);
        tell_text(v, "unseen", o->unseen == CW_UNSEEN_OMIT ? "omit" : NULL);
}

void
cw_recipe_each(const struct cw_weights *weights, cw_fact_fn *each, void *user)
{
        const struct cw_weigh_options *o = &weights->options;
        const struct visit v = {each, user};
        if (o->emit != CW_EMIT_WEIGHTS) {
                tell_emitted(&v, o);
                return;
        }
        tell_scheme(&v, o);
        tell_if_given(&v, "smooth", o->smooth);
        tell_if_given(&v, "min_count", o->min_count);
        if (o->tie_prefixes)
                each(user, &(struct cw_fact){.key = "tie_prefixes", .kind = CW_FACT_FLAG});
        tell_settings(&v, "boost", o->boosts, o->n_boosts);
        tell_if_given(&v, "max_ratio", o->max_ratio);
        tell_text(&v, "normalization", cw_normalizer_name(o->normalize));
        tell_number(&v, "normalizer", weights->normaliser);
        tell_text(&v, "norm_over", o->norm_over_all ? "all" : NULL);
        tell_if_given(&v, "min_weight", o->min_weight);
        tell_if_given(&v, "max_weight", o->max_weight);
        tell_text(&v, "o_label", o->o_label);
        if (o->o_policy == CW_O_NUMBER)
                tell_number(&v, "o_weight", o->o_weight);
        else
                tell_text(&v, "o_weight", o->o_policy == CW_O_AUTO ? "auto" : "formula");
        tell_settings(&v, "set", o->sets, o->n_sets);
        tell_text(&v, "unseen", unseen_policy_name(o->unseen));
}

static void
tell_estimate(const struct visit *v, const struct cw_estimate *e)
{
        v->each(v->user, &(struct cw_fact){.key = "estimate", .kind = CW_FACT_FLAG});
        tell_number(v, "sample_share", cw_estimate_share(e));
        tell_count(v, "sample_seed", e->seed);
        tell_count(v, "sample_blocks", e->n_taken);
        tell_count(v, "sample_blocks_total", e->n_blocks);
}

void
cw_facts_each(const struct cw_weights *weights, cw_fact_fn *each, void *user)
{
        const struct cw_counts *counts = weights->counts;
        const struct visit v = {each, user};
        cw_recipe_each(weights, each, user);
        if (counts->estimate != NULL)
                tell_estimate(&v, counts->estimate);
        tell_count(&v, "tokens", counts->totals.tokens);
        tell_count(&v, "labels_observed", weights->diagnosis.n_observed);
        tell_count(&v, "ignored", counts->totals.ignored);
        tell_text(&v, "label_map_hash", counts->labels_hash);
        tell_text(&v, "data_fingerprint", counts->fingerprint);
        tell_text(&v, "counterweight_version", CW_VERSION_STRING);
        tell_text(&v, "command", counts->command);
}

const char *
cw_quantity_name(const struct cw_weights *weights)
{
        return cw_emit_quantity(weights->options.emit);
}

const char *
cw_emit_quantity(cw_emit emit)
{
        static const char *const names[] = {
                [CW_EMIT_WEIGHTS] = "weight",       [CW_EMIT_COUNTS] = "count",
                [CW_EMIT_PRIORS] = "prior",         [CW_EMIT_LOGIT_BIAS] = "logit_bias",
                [CW_EMIT_LOG_COUNTS] = "log_count", [CW_EMIT_LDAM_MARGINS] = "margin",
                [CW_EMIT_SAMPLING] = "probability",
        };
        return names[emit];
}

const char *
cw_quantity_vector_name(const struct cw_weights *weights)
{
        static const char *const names[] = {
                [CW_EMIT_WEIGHTS] = "class_weights",       [CW_EMIT_COUNTS] = "class_counts",
                [CW_EMIT_PRIORS] = "class_priors",         [CW_EMIT_LOGIT_BIAS] = "logit_bias",
                [CW_EMIT_LOG_COUNTS] = "class_log_counts", [CW_EMIT_LDAM_MARGINS] = "ldam_margins",
                [CW_EMIT_SAMPLING] = "class_sampling",
        };
        return names[weights->options.emit];
}

bool
cw_quantity_text(const struct cw_weights *weights, size_t index, char out[CW_NUMBER_NBYTES])
{
        const double value = weights->weight[index];
        const uint64_t tokens = weights->counts->labels[index].tokens;
        if (weights->options.emit != CW_EMIT_COUNTS || isnan(value))
                return cw_number_float32(value, out);
        if (tokens <= INT64_MAX && !((double)tokens < value) && !((double)tokens > value))
                return snprintf(out, CW_NUMBER_NBYTES, "%" PRIu64, tokens) > 0;
        return cw_number_float64(value, out);
}

static void
put_number(struct cw_buffer *out, double value)
{
        char number[CW_NUMBER_NBYTES];
        cw_number_float64(value, number);
        cw_buffer_puts(out, number);
}

void
cw_estimate_put(const struct cw_estimate *e, struct cw_buffer *out)
{
        cw_buffer_printf(out, "An estimate from %.3g %% of the blocks (%" PRIu64 " of %" PRIu64 ", seed %" PRIu64 ").",
                         100 * cw_estimate_share(e), e->n_taken, e->n_blocks, e->seed);
}

void
cw_fact_put_json(struct cw_buffer *out, const struct cw_fact *fact)
{
        switch (fact->kind) {
        case CW_FACT_TEXT:
                cw_escape_json(out, fact->text);
                break;
        case CW_FACT_COUNT:
                cw_buffer_printf(out, "%" PRIu64, fact->count);
                break;
        case CW_FACT_NUMBER:
                put_number(out, fact->number);
                break;
        case CW_FACT_FLAG:
                cw_buffer_puts(out, "true");
                break;
        case CW_FACT_SETTINGS:
                for (size_t i = 0; i < fact->n_settings; i++) {
                        cw_buffer_puts(out, i == 0 ? "{" : ", ");
                        cw_escape_json(out, fact->settings[i].label);
                        cw_buffer_puts(out, ": ");
                        put_number(out, fact->settings[i].value);
                }
                cw_buffer_putc(out, '}');
                break;
        }
}
