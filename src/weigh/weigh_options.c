/* SPDX-License-Identifier: MIT */
/*
 * The options of weighing: defaults, and what is refused.  Ranges are those of counterweight.h.
 */
#include "weigh/figure.h"
#include "weigh/label_lookup.h"
#include "weigh/plan.h"

#include <math.h>

void
cw_weigh_options_init(struct cw_weigh_options *options)
{
        *options = (struct cw_weigh_options){
                .scheme = CW_SCHEME_INVERSE_SQRT,
                .beta = 0.999,
                .alpha = 0.5,
                .enet_k = 1.02,
                .mu = 0.15,
                .o_weight = 1.0,
                .o_label = "O",
                .unseen = CW_UNSEEN_ONE,
                .tau = 1.0,
        };
}

static cw_status
check_choices(const struct cw_weigh_options *o, struct cw_error *err)
{
        if (cw_scheme_row(o->scheme) == NULL)
                return cw_fail(err, CW_E_USAGE, "expected one of the schemes, found number %d; see cw_scheme_name_at()",
                               (int)o->scheme);
        if (cw_normalizer_name(o->normalize) == NULL)
                return cw_fail(err, CW_E_USAGE, "expected one of the normalisers, found number %d", (int)o->normalize);
        if ((unsigned)o->o_policy > CW_O_FORMULA)
                return cw_fail(err, CW_E_USAGE, "expected a policy for the weight of O, found number %d",
                               (int)o->o_policy);
        if ((unsigned)o->unseen > CW_UNSEEN_ERROR)
                return cw_fail(err, CW_E_USAGE, "expected a policy for unseen labels, found number %d", (int)o->unseen);
        return CW_OK;
}

static cw_status
refuse(struct cw_error *err, const char *option, const char *range, double found, const char *why)
{
        return cw_fail(err, CW_E_USAGE, "expected --%s %s, found %s; %s", option, range, cw_figure_exact(found).text,
                       why);
}

static cw_status
check_scheme(const struct cw_weigh_options *o, struct cw_error *err)
{
        if (!(o->beta >= 0.0 && o->beta < 1.0))
                return refuse(err, "beta", "of at least 0 and below 1", o->beta,
                              "0.999 is usual, and the nearer to 1 the more counts are told apart");
        if (!(o->prototypes == 0 || (o->prototypes >= 1 && o->prototypes <= 1e15)))
                return refuse(err, "prototypes", "from 1 to 1e15", o->prototypes,
                              "it is the number of tokens from which more say nothing new");
        if ((o->beta_auto || o->beta < 0.999 || o->beta > 0.999) && o->prototypes > 0)
                return cw_fail(err, CW_E_USAGE,
                               "expected --beta or --prototypes, found both; each says what the other is");
        if (!(o->alpha >= 0.0 && o->alpha <= 1.0))
                return refuse(err, "alpha", "from 0 to 1", o->alpha, "0 weighs all alike, 1 is the inverse count");
        if (!(o->enet_k > 1.0 && o->enet_k <= 1e6))
                return refuse(err, "enet-k", "above 1 and at most 1e6", o->enet_k,
                              "1.02 is usual, and the nearer to 1 the more rare labels are raised");
        if (!(o->mu > 0.0 && o->mu <= 1e6))
                return refuse(err, "mu", "above 0 and at most 1e6", o->mu, "0.15 is usual");
        if (o->scheme == CW_SCHEME_MEDIAN_FREQ && o->tie_prefixes)
                return cw_fail(err, CW_E_USAGE,
                               "expected --scheme median_freq without --tie-prefixes, found both; which sequences hold "
                               "one of several labels was not counted");
        return CW_OK;
}

static cw_status
check_modifiers(const struct cw_weigh_options *o, struct cw_error *err)
{
        if (!(o->smooth >= 0.0 && o->smooth <= 1e18))
                return refuse(err, "smooth", "from 0 to 1e18", o->smooth, "it is a number of tokens");
        if (!(o->min_count >= 0.0 && o->min_count <= 1e18))
                return refuse(err, "min-count", "from 0 to 1e18", o->min_count, "it is a number of tokens");
        if (!(o->max_ratio == 0 || (o->max_ratio >= 1.0 && isfinite(o->max_ratio))))
                return refuse(err, "max-ratio", "of at least 1", o->max_ratio,
                              "it is the largest entity weight over the smallest");
        if (!(o->min_weight >= 0.0 && o->min_weight <= 1e30))
                return refuse(err, "min-weight", "of at least 0", o->min_weight, "a loss cannot be weighed with it");
        if (!(o->max_weight >= 0.0 && o->max_weight <= 1e30))
                return refuse(err, "max-weight", "above 0", o->max_weight, "a loss cannot be weighed with it");
        if (o->max_weight > 0 && o->min_weight > o->max_weight)
                return refuse(err, "min-weight", "of at most --max-weight", o->min_weight, "no weight lies between");
        if (o->o_weight > 1.0)
                return refuse(err, "o-weight", "from 0 to 1", o->o_weight,
                              "more than 1.0 would drown out the entities");
        if (!(o->o_weight >= 0.0))
                return refuse(err, "o-weight", "from 0 to 1", o->o_weight, "a loss cannot be weighed with it");
        return CW_OK;
}

/* The labels are looked up by the plan; here the numbers only. */
static cw_status
check_settings(const struct cw_weigh_options *o, struct cw_error *err)
{
        for (size_t i = 0; i < o->n_boosts; i++)
                if (!(o->boosts[i].value > 0.0 && o->boosts[i].value <= 1e18))
                        return cw_fail(err, CW_E_USAGE, "expected --boost %s=F with F above 0, found %s",
                                       cw_label_show_text(o->boosts[i].label).text,
                                       cw_figure_exact(o->boosts[i].value).text);
        for (size_t i = 0; i < o->n_sets; i++)
                if (!(o->sets[i].value >= 0.0 && isfinite((float)o->sets[i].value)))
                        return cw_fail(err, CW_E_USAGE, "expected --set %s=W with W of at least 0, found %s",
                                       cw_label_show_text(o->sets[i].label).text,
                                       cw_figure_exact(o->sets[i].value).text);
        return CW_OK;
}

const char *
cw_emit_name(cw_emit emit)
{
        static const char *const names[] = {
                [CW_EMIT_WEIGHTS] = "weights",       [CW_EMIT_COUNTS] = "counts",
                [CW_EMIT_PRIORS] = "priors",         [CW_EMIT_LOGIT_BIAS] = "logit-bias",
                [CW_EMIT_LOG_COUNTS] = "log-counts", [CW_EMIT_LDAM_MARGINS] = "ldam-margins",
                [CW_EMIT_SAMPLING] = "sampling",
        };
        return (size_t)emit < CW_ARRAY_LEN(names) ? names[emit] : NULL;
}

/* An option that would change weights must not be taken in silence where there are none. */
static cw_status
check_emit(const struct cw_weigh_options *o, struct cw_error *err)
{
        const struct {
                bool given;
                const char *option;
        } foreign[] = {
                {o->scheme != CW_SCHEME_INVERSE_SQRT, "--scheme"},
                {o->tie_prefixes, "--tie-prefixes"},
                {o->n_boosts > 0, "--boost"},
                {o->max_ratio > 0, "--max-ratio"},
                {o->normalize != CW_NORMALIZE_MEAN, "--normalize"},
                {o->norm_over_all, "--norm-over"},
                {o->min_weight > 0, "--min-weight"},
                {o->max_weight > 0, "--max-weight"},
                {o->o_policy != CW_O_NUMBER || o->o_weight < 1, "--o-weight"},
                {o->n_sets > 0, "--set"},
        };
        if (cw_emit_name(o->emit) == NULL)
                return cw_fail(err, CW_E_USAGE, "expected a quantity to emit, found number %d", (int)o->emit);
        if (!(o->tau >= 0.0 && o->tau <= 1e6))
                return refuse(err, "tau", "from 0 to 1e6", o->tau, "1 is usual");
        for (size_t i = 0; o->emit != CW_EMIT_WEIGHTS && i < CW_ARRAY_LEN(foreign); i++)
                if (foreign[i].given)
                        return cw_fail(err, CW_E_USAGE,
                                       "expected --emit %s without %s, which is for weights, found both",
                                       cw_emit_name(o->emit), foreign[i].option);
        return CW_OK;
}

cw_status
cw_weigh_options_check(const struct cw_weigh_options *o, struct cw_error *err)
{
        CW_TRY(check_choices(o, err));
        CW_TRY(check_scheme(o, err));
        CW_TRY(check_modifiers(o, err));
        CW_TRY(check_emit(o, err));
        return check_settings(o, err);
}
