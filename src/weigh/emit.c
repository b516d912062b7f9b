/* SPDX-License-Identifier: MIT */
/*
 * Quantities other than weights.
 */
#include "weigh/emit.h"

#include "weigh/fsum.h"
#include "weigh/label_lookup.h"

#include <math.h>

static const double LARGEST_MARGIN = 0.5;

/* Fills plan->n; returns their sum. */
static double
lift_counts(struct cw_weigh_plan *plan, const struct cw_weigh_input *in)
{
        struct cw_fsum sum = {0};
        for (size_t i = 0; i < plan->labels->n_labels; i++) {
                plan->n[i] = fmax((double)in->tokens[i] + plan->options.smooth, plan->options.min_count);
                cw_fsum_add(&sum, plan->n[i]);
        }
        return cw_fsum_value(&sum);
}

static double
value_of(const struct cw_weigh_options *o, double n, double n_all)
{
        switch (o->emit) {
        case CW_EMIT_PRIORS:
                return n / n_all;
        case CW_EMIT_LOGIT_BIAS:
                return o->tau * log(n / n_all);
        case CW_EMIT_LOG_COUNTS:
                return log(n);
        case CW_EMIT_LDAM_MARGINS:
                return 1 / sqrt(sqrt(n));
        case CW_EMIT_SAMPLING:
                return n > 0 ? pow(n / n_all, o->alpha) : 0;
        case CW_EMIT_WEIGHTS:
        case CW_EMIT_COUNTS:
                break;
        }
        return n;
}

static bool
has_value_for_none(cw_emit emit)
{
        return emit == CW_EMIT_COUNTS || emit == CW_EMIT_PRIORS || emit == CW_EMIT_SAMPLING;
}

/* What is known only when all values are there. */
static void
scale(const struct cw_weigh_plan *plan, double *value)
{
        struct cw_fsum sum = {0};
        double most = 0, factor = 1;
        for (size_t i = 0; i < plan->labels->n_labels; i++) {
                if (isnan(value[i]))
                        continue;
                cw_fsum_add(&sum, value[i]);
                most = fmax(most, value[i]);
        }
        if (plan->options.emit == CW_EMIT_LDAM_MARGINS)
                factor = LARGEST_MARGIN / most;
        else if (plan->options.emit == CW_EMIT_SAMPLING)
                factor = 1 / cw_fsum_value(&sum);
        for (size_t i = 0; i < plan->labels->n_labels; i++)
                value[i] *= factor;
}

cw_status
cw_emit_run(struct cw_weigh_plan *plan, const struct cw_weigh_input *in, struct cw_weigh_output *out,
            struct cw_error *err)
{
        const struct cw_weigh_options *o = &plan->options;
        double n_all;
        CW_TRY(cw_weigh_check_counted(plan, in, err));
        n_all = lift_counts(plan, in);
        out->normaliser = 1;
        out->terms = (struct cw_scheme_terms){.n_all = n_all};
        for (size_t i = 0; i < plan->labels->n_labels; i++) {
                out->raw[i] = (double)NAN;
                out->weight[i] = (double)NAN;
                if (plan->n[i] > 0 || has_value_for_none(o->emit))
                        out->weight[i] = value_of(o, plan->n[i], n_all);
                else if (o->unseen != CW_UNSEEN_OMIT)
                        return cw_fail(err, CW_E_DATA,
                                       "expected tokens of every label, found none of %s, and 0 has no logarithm; use "
                                       "--smooth 1, --min-count 1 or --unseen omit",
                                       cw_label_show(&plan->labels->labels[i]).text);
        }
        scale(plan, out->weight);
        return CW_OK;
}
