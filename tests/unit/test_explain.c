/* SPDX-License-Identifier: MIT */
/*
 * Explanations: whole texts for the three schemes as they must read, O and unseen labels, labels that are not there,
 * and that the last line is what the outputs hold.
 */
#include "weigh_fixture.h"

static char *
explain(struct cw_weights *w, const char *label)
{
        char *text = NULL;
        struct cw_error err;
        const cw_status status = cw_explain(w, label, &text, &err);
        cr_assert_eq(status, CW_OK, "%s", err.message);
        return text;
}

static void
assert_explained(const struct label *labels, size_t n, cw_scheme scheme, const char *label, const char *wanted)
{
        struct cw_weights *w = weigh_by(labels, n, scheme);
        char *text = explain(w, label);
        cr_assert_str_eq(text, wanted, "found:\n%s", text);
        cw_free(text);
        cw_weights_free(&w);
}

/* Chosen so that every number can be had in the head: N/(K n) is 64/(4 1) = 16 and 64/(4 4) = 4. */
static const struct label easy[] = {{"O", 55}, {"B-X", 1}, {"B-Y", 4}, {"B-Z", 4}, {"B-NEVER", 0}};

Test(explain, inverse_sqrt)
{
        assert_explained(easy, 5, CW_SCHEME_INVERSE_SQRT, "B-Y",
                         "B-Y (id 2), scheme inverse_sqrt\n"
                         "counted\n"
                         "  N = 64 tokens of all labels, O included (0 ignored ones left out)\n"
                         "  K = 4 labels seen\n"
                         "  n = 4 tokens of this label (6.2 % of N)\n"
                         "scheme inverse_sqrt: w = sqrt(N / (K n))  [CatBoost SqrtBalanced, up to a factor]\n"
                         "  K n = 16\n"
                         "  N / (K n) = 4\n"
                         "  raw weight = sqrt(N / (K n)) = 2\n"
                         "normaliser: the mean of the raw weights of the entity labels seen\n"
                         "  their sum = 8\n"
                         "  their number = 3\n"
                         "  mean = sum / number = 2.6666666666666665\n"
                         "weight\n"
                         "  raw weight / mean = 0.75\n"
                         "  as float32, in the outputs = 0.75\n");
}

Test(explain, inverse)
{
        assert_explained(easy, 5, CW_SCHEME_INVERSE, "1",
                         "B-X (id 1), scheme inverse\n"
                         "counted\n"
                         "  N = 64 tokens of all labels, O included (0 ignored ones left out)\n"
                         "  K = 4 labels seen\n"
                         "  n = 1 tokens of this label (1.6 % of N)\n"
                         "scheme inverse: w = N / (K n)  [scikit-learn compute_class_weight(\"balanced\")]\n"
                         "  K n = 4\n"
                         "  N / (K n) = 16\n"
                         "  raw weight = N / (K n) = 16\n"
                         "normaliser: the mean of the raw weights of the entity labels seen\n"
                         "  their sum = 24\n"
                         "  their number = 3\n"
                         "  mean = sum / number = 8\n"
                         "weight\n"
                         "  raw weight / mean = 2\n"
                         "  as float32, in the outputs = 2\n");
}

Test(explain, effective)
{
        struct cw_weights *w = weigh_by(muted, N_MUTED, CW_SCHEME_EFFECTIVE);
        char *text = explain(w, "B-RARE");
        ASSERT_SAYS(text, "  b = 0.999\n");
        ASSERT_SAYS(text, "  e = 1 - b = 0.0010000000000000009\n");
        ASSERT_SAYS(text, "  n log1p(-e) = -0.0400200133433");
        ASSERT_SAYS(text, "  raw weight = (1 - b) / (1 - b^n) = 0.0254908328277");
        ASSERT_SAYS(text, "  as float32, in the outputs = 5.0160975\n");
        cw_free(text);
        cw_weights_free(&w);
}

Test(explain, o_is_set_not_computed)
{
        struct cw_weights *w = weigh_by(easy, 5, CW_SCHEME_INVERSE_SQRT);
        char *text = explain(w, "O");
        ASSERT_SAYS(text, "set, not computed");
        ASSERT_SAYS(text, "  as float32, in the outputs = 1\n");
        cw_free(text);
        cw_weights_free(&w);

        struct cw_weigh_options o;
        cw_weigh_options_init(&o);
        o.o_weight = 0.1;
        w = weigh_with(counts_of(easy, 5), &o);
        text = explain(w, "O");
        ASSERT_SAYS(text, "--o-weight sets it");
        ASSERT_SAYS(text, "  as float32, in the outputs = 0.1\n");
        cw_free(text);
        cw_weights_free(&w);
}

Test(explain, unseen_labels_name_the_policy)
{
        static const char *const said[] = {[CW_UNSEEN_ONE] = "--unseen one gives it 1",
                                           [CW_UNSEEN_ZERO] = "--unseen zero gives it 0",
                                           [CW_UNSEEN_MAX] = "--unseen max gives it the largest entity weight",
                                           [CW_UNSEEN_OMIT] = "--unseen omit leaves it out"};
        for (int p = CW_UNSEEN_ONE; p <= CW_UNSEEN_OMIT; p++) {
                struct cw_weigh_options o;
                cw_weigh_options_init(&o);
                o.unseen = (cw_unseen_policy)p;
                struct cw_weights *w = weigh_with(counts_of(easy, 5), &o);
                char *text = explain(w, "B-NEVER");
                ASSERT_SAYS(text, said[p]);
                ASSERT_SAYS_NOT(text, "nan");
                cw_free(text);
                cw_weights_free(&w);
        }
}

Test(explain, a_label_that_is_not_there_names_the_nearest)
{
        static const struct {
                const char *typed, *nearest;
        } cases[] = {
                {"B-FRISTNAME", "B-FIRSTNAME (id 1)"},
                {"b-email", "B-EMAIL (id 5)"},
                {"SECURITYTOKEN", "B-SECURITYTOKEN"},
                {"99", "I-SECURITYTOKEN (id 12)"},
                {"-7", "O (id 0)"},
                {"", "O (id 0)"},
        };
        struct cw_weights *w = weigh_by(seed, N_SEED, CW_SCHEME_INVERSE_SQRT);
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                char *text = (char *)&w;
                struct cw_error err;
                cr_assert_eq(cw_explain(w, cases[i].typed, &text, &err), CW_E_DATA);
                cr_assert_null(text);
                ASSERT_SAYS(err.message, cases[i].nearest);
        }
        cw_weights_free(&w);
}

Test(explain, a_name_goes_before_an_id)
{
        static const struct label labels[] = {{"O", 50}, {"2", 5}, {"1", 6}};
        struct cw_weights *w = weigh_by(labels, 3, CW_SCHEME_INVERSE_SQRT);
        char *text = explain(w, "1");
        ASSERT_SAYS(text, "1 (id 2)");
        cw_free(text);
        cw_weights_free(&w);
}

Test(explain, very_long_names_are_cut_between_characters)
{
        char name[400], typed[4000];
        for (size_t i = 0; i + 1 < sizeof(name); i += 2)
                memcpy(name + i, "\xC3\xA9", 2);
        name[sizeof(name) - 2] = '\0';
        memset(typed, 'x', sizeof(typed) - 1);
        typed[sizeof(typed) - 1] = '\0';
        const struct label labels[] = {{"O", 50}, {name, 5}};
        struct cw_weights *w = weigh_by(labels, 2, CW_SCHEME_INVERSE_SQRT);
        char *text = explain(w, name);
        ASSERT_SAYS(text, "\xC3\xA9... (id 1)");
        cw_free(text);
        struct cw_error err;
        cr_assert_eq(cw_explain(w, typed, &text, &err), CW_E_DATA);
        cr_assert_lt(strlen(err.message), 400);
        cw_weights_free(&w);
}

Test(explain, the_locale_is_not_heard)
{
        struct cw_weights *w = weigh_by(muted, N_MUTED, CW_SCHEME_EFFECTIVE);
        char *plain = explain(w, "B-RARE");
        if (!set_odd_locale("de_DE"))
                cr_skip_test("the locale de_DE is not installed and cannot be built");
        char *text = explain(w, "B-RARE");
        cr_assert_str_eq(text, plain);
        cw_free(text);
        cw_free(plain);
        cw_weights_free(&w);
}

Test(explain, every_allocation_may_fail)
{
        struct cw_weights *w = weigh_by(muted, N_MUTED, CW_SCHEME_EFFECTIVE);
        cw_status status = CW_E_MEMORY;
        for (long n = 1; status != CW_OK; n++) {
                char *text = NULL;
                struct cw_error err;
                cw_memory_fail_at(n);
                status = cw_explain(w, "B-RARE", &text, &err);
                cw_memory_fail_at(0);
                cr_assert(status == CW_OK || (status == CW_E_MEMORY && text == NULL));
                cw_free(text);
        }
        cw_weights_free(&w);
}
