/* SPDX-License-Identifier: MIT */
/*
 * The diagnosis: its figures against those of the reference (shares, loss scale) and against hand arithmetic, and its
 * sentences: what must be said, what must not, and that each cure gives what it promises.
 */
#include "weigh_fixture.h"

/* Free with cw_free_text(). */
static char *
text_of(const struct cw_weights *w)
{
        char *text = NULL;
        struct cw_error err;
        cr_assert_eq(cw_diagnosis_text(w, &text, &err), CW_OK);
        cr_assert_eq(text[strlen(text) - 1], '\n');
        return text;
}

static char *
text_by(const struct label *labels, size_t n, cw_scheme scheme)
{
        struct cw_weights *w = weigh_by(labels, n, scheme);
        char *text = text_of(w);
        cw_weights_free(&w);
        return text;
}

/* ---- figures ------------------------------------------------------------------------------------------------ */

Test(diagnose, shares_of_the_golden_distributions)
{
        static const double wanted[2][N_SCHEMES][3] = {
                {[CW_SCHEME_INVERSE_SQRT] = {0.04083037676869364, 0.0004352913581866565, 0.9595873233005646},
                 [CW_SCHEME_INVERSE] = {0.04083037676869364, 1.514102487256111e-06, 0.9591710755146176},
                 [CW_SCHEME_EFFECTIVE] = {0.04083037676869364, 0.00830725593585902, 0.9672044380404068}},
                {[CW_SCHEME_INVERSE_SQRT] = {0.11416232975307275, 0.06250813429683502, 0.944901713448474},
                 [CW_SCHEME_INVERSE] = {0.11416232975307275, 0.03091308081289953, 0.9140951680474594},
                 [CW_SCHEME_EFFECTIVE] = {0.11416232975307275, 0.09550353555307473, 0.9793710700556388}},
        };
        for (int set = 0; set < 2; set++) {
                for (int s = 0; s < N_SCHEMES; s++) {
                        struct cw_weights *w = set == 0 ? weigh_by(muted, N_MUTED, (cw_scheme)s)
                                                        : weigh_by(seed, N_SEED, (cw_scheme)s);
                        const struct cw_diagnosis d = cw_weights_diagnosis(w);
                        assert_close(d.entity_share_unweighted, wanted[set][s][0], 1e-12);
                        assert_close(d.entity_share_weighted, wanted[set][s][1], 1e-12);
                        assert_close(d.loss_scale, wanted[set][s][2], 1e-12);
                        cw_weights_free(&w);
                }
        }
}

/* Figures of the reference, which has each option too. */
Test(diagnose, cures_give_what_the_reference_gives)
{
        struct cw_weights *w = weigh_by(muted, N_MUTED, CW_SCHEME_INVERSE_SQRT);
        const struct cw_diagnosis d = cw_weights_diagnosis(w);
        cr_assert(d.mutes);
        assert_close(d.share_o_auto, 0.04083037676869364, 1e-12);
        assert_close(d.share_normalize_token, 0.04083037676869363, 1e-12);
        assert_close(d.share_normalize_median, 0.011714140241349928, 1e-12);
        cr_assert(d.min_count_advised == 5000);
        assert_close(d.share_min_count, 0.003318378998167226, 1e-12);
        assert_close(d.share_without_owner, 0.007935268138870036, 1e-12);
        cw_weights_free(&w);
}

/* Of 12 counts from 500 on the median is 4,500: 2,000 is the last of 1, 2, 5 that is below; at least as many stay apart. */
Test(diagnose, a_min_count_is_advised_only_where_it_lifts_something)
{
        static const struct label small[] = {{"O", 90}, {"B-X", 3}, {"B-Y", 3}};
        struct cw_weights *w = weigh_by(seed, N_SEED, CW_SCHEME_INVERSE_SQRT);
        cr_assert(cw_weights_diagnosis(w).min_count_advised == 2000);
        cw_weights_free(&w);
        w = weigh_by(small, 3, CW_SCHEME_INVERSE_SQRT);
        cr_assert(cw_weights_diagnosis(w).min_count_advised == 0);
        cr_assert(isnan(cw_weights_diagnosis(w).share_min_count));
        cw_weights_free(&w);
}

Test(diagnose, the_owner_of_the_normaliser)
{
        struct cw_weights *w = weigh_by(muted, N_MUTED, CW_SCHEME_INVERSE_SQRT);
        struct cw_diagnosis d = cw_weights_diagnosis(w);
        cr_assert_eq(d.owner_id, 6);
        assert_close(d.owner_share, 5.727932319647777 / 6, 1e-12);
        cw_weights_free(&w);
        w = weigh_by(seed, N_SEED, CW_SCHEME_INVERSE_SQRT);
        d = cw_weights_diagnosis(w);
        cr_assert(d.owner_share == 0);
        cw_weights_free(&w);
}

Test(diagnose, o_weight_auto_keeps_the_share)
{
        for (int s = 0; s < N_SCHEMES; s++) {
                struct cw_weigh_options o;
                cw_weigh_options_init(&o);
                o.scheme = (cw_scheme)s;
                struct cw_weights *w = weigh_with(counts_of(muted, N_MUTED), &o);
                o.o_weight = cw_weights_diagnosis(w).o_weight_auto;
                cw_weights_free(&w);
                w = weigh_with(counts_of(muted, N_MUTED), &o);
                const struct cw_diagnosis d = cw_weights_diagnosis(w);
                assert_close(d.entity_share_weighted, d.entity_share_unweighted, 1e-12);
                cw_weights_free(&w);
        }
}

Test(diagnose, o_weight_auto_is_at_most_one)
{
        /* The frequent label is the heavy one only if the mean is taken over tokens; over labels it never passes 1, but
         * rounding could. */
        static const struct label labels[] = {{"O", 900}, {"B-X", 10}, {"B-Y", 10}, {"B-Z", 10}};
        struct cw_weights *w = weigh_by(labels, 4, CW_SCHEME_INVERSE_SQRT);
        cr_assert(cw_weights_diagnosis(w).o_weight_auto <= 1.0);
        assert_close(cw_weights_diagnosis(w).o_weight_auto, 1.0, 1e-15);
        cw_weights_free(&w);
}

Test(diagnose, saturation_begins_where_the_formula_says)
{
        /* e / (1 - b^n) <= 1.01 e  from  n = ln(1 - 1/1.01) / ln(0.999) = 4612.8 on */
        static const struct label labels[] = {{"O", 900000}, {"B-A", 4612}, {"B-B", 4613}, {"B-C", 90000}, {"B-D", 7}};
        struct cw_weights *w = weigh_by(labels, 5, CW_SCHEME_EFFECTIVE);
        cr_assert_eq(cw_weights_diagnosis(w).n_saturated, 2);
        cw_weights_free(&w);
        w = weigh_by(labels, 5, CW_SCHEME_INVERSE);
        cr_assert_eq(cw_weights_diagnosis(w).n_saturated, 0);
        cw_weights_free(&w);
}

Test(diagnose, ratio_and_effective_classes)
{
        /* inverse makes all n w equal: as many effective classes as labels. */
        static const struct label labels[] = {{"O", 900}, {"B-X", 10}, {"B-Y", 40}, {"B-Z", 160}, {"B-NEVER", 0}};
        struct cw_weights *w = weigh_by(labels, 5, CW_SCHEME_INVERSE);
        assert_close(cw_weights_diagnosis(w).weight_ratio, 16, 1e-14);
        assert_close(cw_weights_diagnosis(w).effective_classes, 3, 1e-14);
        cw_weights_free(&w);
        /* inverse_sqrt: n w goes as sqrt(n), 1 : 2 : 4. */
        w = weigh_by(labels, 5, CW_SCHEME_INVERSE_SQRT);
        const double h = -(1.0 / 7 * log(1.0 / 7) + 2.0 / 7 * log(2.0 / 7) + 4.0 / 7 * log(4.0 / 7));
        assert_close(cw_weights_diagnosis(w).weight_ratio, 4, 1e-14);
        assert_close(cw_weights_diagnosis(w).effective_classes, exp(h), 1e-14);
        cw_weights_free(&w);
}

Test(diagnose, numbers_of_labels)
{
        static const struct label labels[] = {{"O", 900}, {"B-X", 49}, {"B-Y", 50}, {"B-Z", 1}, {"B-N", 0}, {"I-N", 0}};
        struct cw_weights *w = weigh_by(labels, 6, CW_SCHEME_INVERSE);
        const struct cw_diagnosis d = cw_weights_diagnosis(w);
        cr_assert_eq(d.n_observed, 4);
        cr_assert_eq(d.n_unseen, 2);
        cr_assert_eq(d.n_rare, 2);
        cr_assert(d.has_o);
        cw_weights_free(&w);
}

/* ---- sentences ---------------------------------------------------------------------------------------------- */

Test(diagnose, muted_entities_are_told_with_owner_and_cure)
{
        char *text = text_by(muted, N_MUTED, CW_SCHEME_INVERSE_SQRT);
        ASSERT_SAYS(text, "falls from 4.1 % to 0.044 %");
        ASSERT_SAYS(text, "--o-weight auto (O gets 0.01023) makes it 4.1 %, --normalize token makes it 4.1 %, ");
        ASSERT_SAYS(text, "--normalize median makes it 1.2 %, --min-count 5000 makes it 0.33 %\n");
        ASSERT_SAYS(text, "the least certain weight is that of B-RARE, 5.728 from 40 tokens: 95 % interval 4.9");
        ASSERT_SAYS(text, "B-RARE (40 tokens) owns the normaliser");
        ASSERT_SAYS(text, "mutes the other 5");
        ASSERT_SAYS(text, "too few for a weight to be more than chance: B-RARE (40)");
        ASSERT_SAYS(text, "1 label of the map was never seen and gets 1.0 (--unseen one): B-NEVER");
        ASSERT_SAYS_NOT(text, "--prototypes");
        cw_free(text);
}

Test(diagnose, the_figure_without_the_owner_is_what_leaving_it_out_gives)
{
        for (int s = 0; s < N_SCHEMES; s++) {
                static const struct label without[] = {
                        {"O", 950000000},     {"B-FIRSTNAME", 20000000}, {"B-SURNAME", 15000000},
                        {"B-EMAIL", 5000000}, {"B-SSN", 400000},         {"B-IBAN", 40000},
                };
                struct cw_weights *w = weigh_by(without, 6, (cw_scheme)s);
                const double percent = 100 * cw_weights_diagnosis(w).entity_share_weighted;
                char wanted[64], *text = text_by(muted, N_MUTED, (cw_scheme)s);
                snprintf(wanted, sizeof(wanted), "entities would carry %.2g %% of the loss", percent);
                ASSERT_SAYS(text, wanted);
                cw_free(text);
                cw_weights_free(&w);
        }
}

Test(diagnose, saturation_is_told_with_the_prototypes_that_cure_it)
{
        char *text = text_by(muted, N_MUTED, CW_SCHEME_EFFECTIVE);
        ASSERT_SAYS(text, "is at its limit for 5 of the 6 entity labels: from 4,613 tokens on");
        ASSERT_SAYS(text, "--prototypes 5000000 (their median count)");
        struct cw_weigh_options o;
        cw_weigh_options_init(&o);
        o.scheme = CW_SCHEME_EFFECTIVE;
        o.prototypes = 5000000;
        struct cw_weights *w = weigh_with(counts_of(muted, N_MUTED), &o);
        cr_assert_lt(cw_weights_diagnosis(w).n_saturated, 2);
        cw_weights_free(&w);
        cw_free(text);
}

Test(diagnose, a_harmless_recipe_is_not_scolded)
{
        static const struct label labels[] = {{"O", 900}, {"B-X", 100}, {"B-Y", 100}};
        char *text = text_by(labels, 3, CW_SCHEME_INVERSE_SQRT);
        ASSERT_SAYS(text, "entities are 18.2 % of the tokens and carry 18.2 % of the loss (loss scale 1)");
        ASSERT_SAYS_NOT(text, "--");
        ASSERT_SAYS_NOT(text, "owns");
        ASSERT_SAYS_NOT(text, "never seen");
        cw_free(text);
}

Test(diagnose, one_entity_label_owns_nothing)
{
        static const struct label labels[] = {{"O", 900}, {"B-X", 100}};
        char *text = text_by(labels, 2, CW_SCHEME_INVERSE_SQRT);
        ASSERT_SAYS_NOT(text, "owns");
        cw_free(text);
}

Test(diagnose, spellings_are_told_once)
{
        static const struct label labels[] = {{"O", 900},      {"B-Email", 100}, {"B-X", 100},
                                              {"B-EMAIL", 60}, {"B-EMAILS", 60}, {"B-x", 0}};
        char *text = text_by(labels, 6, CW_SCHEME_INVERSE_SQRT);
        ASSERT_SAYS(text, "only case tells them apart: B-EMAIL and B-Email\n");
        ASSERT_SAYS_NOT(text, "B-X and B-x");
        cw_free(text);
}

Test(diagnose, another_outside_label_is_suspected)
{
        static const struct label out[] = {{"OUT", 900}, {"B-X", 100}}, odd[] = {{"B- ", 900}, {"B-X", 100}};
        static const struct label nameless[] = {{NULL, 900}, {NULL, 100}}, even[] = {{"B-Y", 100}, {"B-X", 100}};
        char *text = text_by(out, 2, CW_SCHEME_INVERSE_SQRT);
        ASSERT_SAYS(text, "OUT has 90.0 % of the tokens");
        ASSERT_SAYS(text, "say --o-label OUT\n");
        cw_free(text);
        text = text_by(odd, 2, CW_SCHEME_INVERSE_SQRT);
        ASSERT_SAYS(text, "say --o-label 'B- '\n");
        cw_free(text);
        text = text_by(nameless, 2, CW_SCHEME_INVERSE_SQRT);
        ASSERT_SAYS(text, "label 0 has 90.0 % of the tokens");
        ASSERT_SAYS(text, "say --o-label 0\n");
        cw_free(text);
        text = text_by(even, 2, CW_SCHEME_INVERSE_SQRT);
        ASSERT_SAYS_NOT(text, "--o-label");
        cw_free(text);
}

Test(diagnose, long_lists_are_cut)
{
        struct label labels[12] = {{"O", 900}, {"B-X", 100}};
        char names[12][8];
        for (size_t i = 2; i < 12; i++) {
                snprintf(names[i], sizeof(names[i]), "B-%zu", i);
                labels[i] = (struct label){names[i], 0};
        }
        char *text = text_by(labels, 12, CW_SCHEME_INVERSE_SQRT);
        ASSERT_SAYS(text,
                    "10 labels of the map were never seen and get 1.0 (--unseen one): B-2, B-3, B-4, B-5, B-6 and "
                    "5 more\n");
        cw_free(text);
}

Test(diagnose, the_unseen_policy_is_told)
{
        static const char *const said[] = {[CW_UNSEEN_ONE] = "get 1.0 (--unseen one)",
                                           [CW_UNSEEN_ZERO] = "get 0 (--unseen zero)",
                                           [CW_UNSEEN_MAX] = "get the largest entity weight (--unseen max)",
                                           [CW_UNSEEN_OMIT] = "are left out (--unseen omit)"};
        static const struct label labels[] = {{"O", 900}, {"B-X", 100}, {"B-Y", 0}, {"B-Z", 0}};
        for (int p = CW_UNSEEN_ONE; p <= CW_UNSEEN_OMIT; p++) {
                struct cw_weigh_options o;
                cw_weigh_options_init(&o);
                o.unseen = (cw_unseen_policy)p;
                struct cw_weights *w = weigh_with(counts_of(labels, 4), &o);
                char *text = text_of(w);
                ASSERT_SAYS(text, said[p]);
                cw_free(text);
                cw_weights_free(&w);
        }
}

Test(diagnose, hostile_names_stay_on_their_line)
{
        static const struct label labels[] = {{"O", 900}, {"B-X", 100}, {"B-\n\x1b[31m\x7f\xc2\x9b!", 3}};
        char *text = text_by(labels, 3, CW_SCHEME_INVERSE_SQRT);
        ASSERT_SAYS(text, "B-?\?[31m?\?\?! (3)");
        cr_assert_null(strchr(text, '\x1b'));
        cw_free(text);
}

Test(diagnose, the_locale_is_not_heard)
{
        static const char *const locales[] = {"de_DE", "ps_AF"};
        for (size_t i = 0; i < CW_ARRAY_LEN(locales); i++) {
                setlocale(LC_ALL, "C");
                char *plain = text_by(muted, N_MUTED, CW_SCHEME_EFFECTIVE);
                if (!set_odd_locale(locales[i]))
                        cr_skip_test("the locale %s is not installed and cannot be built", locales[i]);
                char *text = text_by(muted, N_MUTED, CW_SCHEME_EFFECTIVE);
                cr_assert_str_eq(text, plain, "%s", text);
                cw_free(text);
                cw_free(plain);
        }
}

Test(diagnose, every_allocation_may_fail)
{
        struct cw_weights *w = weigh_by(muted, N_MUTED, CW_SCHEME_EFFECTIVE);
        cw_status status = CW_E_MEMORY;
        long n = 0;
        while (status != CW_OK) {
                char *text = NULL;
                struct cw_error err;
                cw_memory_fail_at(++n);
                status = cw_diagnosis_text(w, &text, &err);
                cw_memory_fail_at(0);
                cr_assert(status == CW_OK || (status == CW_E_MEMORY && text == NULL));
                cw_free(text);
        }
        cr_assert_gt(n, 3);
        cw_weights_free(&w);
}
