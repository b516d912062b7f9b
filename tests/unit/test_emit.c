/* SPDX-License-Identifier: MIT */
/*
 * Quantities other than weights, against arithmetic written out: N = 64 with powers of two in it.
 */
#include "weigh_fixture.h"

enum { N_EASY = 5 };

static const struct label easy[N_EASY] = {{"O", 32}, {"B-X", 16}, {"B-Y", 15}, {"B-Z", 1}, {"B-NEVER", 0}};

static struct cw_weigh_options
options_of(cw_emit emit)
{
        struct cw_weigh_options o;
        cw_weigh_options_init(&o);
        o.emit = emit;
        return o;
}

static void
assert_emitted(const struct cw_weigh_options *o, const double wanted[N_EASY])
{
        struct cw_weights *w = weigh_with(counts_of(easy, N_EASY), o);
        for (size_t i = 0; i < N_EASY; i++) {
                if (isnan(wanted[i]))
                        cr_assert(isnan(cw_weights_at(w, i)));
                else
                        assert_close(cw_weights_at(w, i), wanted[i], 1e-15);
        }
        cw_weights_free(&w);
}

Test(emit, counts_and_priors)
{
        struct cw_weigh_options o = options_of(CW_EMIT_COUNTS);
        assert_emitted(&o, (double[]){32, 16, 15, 1, 0});
        o.smooth = 0.5; /* what was never seen is lifted too */
        o.min_count = 2;
        assert_emitted(&o, (double[]){32.5, 16.5, 15.5, 2, 2});
        o = options_of(CW_EMIT_PRIORS);
        assert_emitted(&o, (double[]){0.5, 0.25, 15.0 / 64, 1.0 / 64, 0});
}

Test(emit, logarithms)
{
        struct cw_weigh_options o = options_of(CW_EMIT_LOGIT_BIAS);
        o.tau = 2;
        o.unseen = CW_UNSEEN_OMIT;
        assert_emitted(&o, (double[]){-2 * log(2), -4 * log(2), 2 * log(15.0 / 64), -12 * log(2), NAN});
        o = options_of(CW_EMIT_LOG_COUNTS);
        o.min_count = 1;
        assert_emitted(&o, (double[]){5 * log(2), 4 * log(2), log(15), 0, 0});
}

Test(emit, margins_and_sampling)
{
        struct cw_weigh_options o = options_of(CW_EMIT_LDAM_MARGINS);
        o.unseen = CW_UNSEEN_OMIT; /* n^(1/4) of 16 is 2, so half of the largest */
        assert_emitted(&o, (double[]){0.5 / sqrt(sqrt(32)), 0.25, 0.5 / sqrt(sqrt(15)), 0.5, NAN});
        o = options_of(CW_EMIT_SAMPLING);
        o.alpha = 1;
        assert_emitted(&o, (double[]){0.5, 0.25, 15.0 / 64, 1.0 / 64, 0});
        o.alpha = 0; /* all that was seen alike */
        assert_emitted(&o, (double[]){0.25, 0.25, 0.25, 0.25, 0});
        o.alpha = 0.5;
        const double sum = sqrt(32) + 4 + sqrt(15) + 1;
        assert_emitted(&o, (double[]){sqrt(32) / sum, 4 / sum, sqrt(15) / sum, 1 / sum, 0});
}

Test(emit, what_there_is_no_value_for_and_what_does_not_belong)
{
        struct cw_counts *c = counts_of(easy, N_EASY);
        struct cw_weights *w = NULL;
        struct cw_error err;
        struct cw_weigh_options o = options_of(CW_EMIT_LOGIT_BIAS);
        cr_assert_eq(cw_weigh(c, &o, &w, &err), CW_E_DATA);
        ASSERT_SAYS(err.message, "none of B-NEVER");
        ASSERT_SAYS(err.message, "--smooth 1");
        o = options_of(CW_EMIT_PRIORS);
        o.normalize = CW_NORMALIZE_TOKEN;
        cr_assert_eq(cw_weigh(c, &o, &w, &err), CW_E_USAGE);
        ASSERT_SAYS(err.message, "--emit priors without --normalize");
        o = options_of(CW_EMIT_LOGIT_BIAS);
        o.tau = -1;
        cr_assert_eq(cw_weigh(c, &o, &w, &err), CW_E_USAGE);
        o = options_of((cw_emit)99);
        cr_assert_eq(cw_weigh(c, &o, &w, &err), CW_E_USAGE);
        cw_counts_free(&c);
}

Test(emit, only_o_is_fine_where_there_are_no_weights)
{
        static const struct label labels[] = {{"O", 10}, {"B-X", 0}};
        struct cw_weigh_options o = options_of(CW_EMIT_PRIORS);
        struct cw_weights *w = weigh_with(counts_of(labels, 2), &o);
        cr_assert(cw_weights_at(w, 0) == 1 && cw_weights_at(w, 1) == 0);
        cw_weights_free(&w);
}
