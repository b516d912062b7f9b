/* SPDX-License-Identifier: MIT */
/*
 * The list of facts.  `check` reads them back from the TOML, so a key that was once written keeps its meaning.
 */
#include "write/facts.h"

#include <math.h>

struct visit {
        void (*each)(void *user, const struct cw_fact *fact);
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

const char *
cw_unseen_policy_name(cw_unseen_policy policy)
{
        static const char *const names[] = {
                [CW_UNSEEN_ONE] = "one",   [CW_UNSEEN_ZERO] = "zero",   [CW_UNSEEN_MAX] = "max",
                [CW_UNSEEN_OMIT] = "omit", [CW_UNSEEN_ERROR] = "error",
        };
        return names[policy];
}

void
cw_facts_each(const struct cw_weights *weights, void (*each)(void *user, const struct cw_fact *fact), void *user)
{
        const struct cw_counts *counts = weights->counts;
        const struct cw_weigh_options *options = &weights->options;
        const struct visit v = {each, user};
        tell_text(&v, "scheme", cw_scheme_name(options->scheme));
        if (options->scheme == CW_SCHEME_EFFECTIVE)
                tell_number(&v, "beta", options->beta);
        tell_text(&v, "normalization", "mean");
        tell_number(&v, "normalizer", weights->normaliser);
        tell_text(&v, "o_label", options->o_label);
        tell_number(&v, "o_weight", options->o_weight);
        tell_text(&v, "unseen", cw_unseen_policy_name(options->unseen));
        tell_count(&v, "tokens", counts->totals.tokens);
        tell_count(&v, "labels_observed", weights->diagnosis.n_observed);
        tell_count(&v, "ignored", counts->totals.ignored);
        tell_text(&v, "label_map_hash", counts->labels_hash);
        tell_text(&v, "data_fingerprint", counts->fingerprint);
        tell_text(&v, "counterweight_version", CW_VERSION_STRING);
        tell_text(&v, "command", counts->command);
}
