/* SPDX-License-Identifier: MIT */
/*
 * Weights: the golden figures, the algebra of the seed's schemes, the edge cases, refused options.  All schemes with all
 * normalisers and modifiers are test_schemes.c and test_modifiers.c; the reference is test_weigh_oracle.c.
 */
#include "weigh_fixture.h"

#include <float.h>

static void
assert_golden(const struct label *labels, size_t n, cw_scheme scheme, const double *wanted)
{
        struct cw_weights *w = weigh_by(labels, n, scheme);
        for (size_t i = 0; i < n; i++)
                assert_close(cw_weights_at(w, i), wanted[i], 1e-12);
        cw_weights_free(&w);
}

Test(weigh, golden_muted_entities)
{
        for (int s = 0; s < N_SCHEMES; s++)
                assert_golden(muted, N_MUTED, (cw_scheme)s, muted_weights[s]);
}

Test(weigh, golden_seed_example)
{
        for (int s = 0; s < N_SCHEMES; s++)
                assert_golden(seed, N_SEED, (cw_scheme)s, seed_weights[s]);
}

/* ---- names of schemes --------------------------------------------------------------------------------------- */

Test(weigh, scheme_names)
{
        static const struct {
                const char *name;
                cw_scheme scheme;
        } known[] = {
                {"inverse_sqrt", CW_SCHEME_INVERSE_SQRT}, {"inverse-sqrt", CW_SCHEME_INVERSE_SQRT},
                {"sqrt", CW_SCHEME_INVERSE_SQRT},         {"inverse", CW_SCHEME_INVERSE},
                {"balanced", CW_SCHEME_INVERSE},          {"effective", CW_SCHEME_EFFECTIVE},
        };
        static const char *const unknown[] = {"",    "Inverse",  "inverse_",    "inverse_sqrt_",
                                              "sqr", "effectiv", "inverse sqrt"};
        for (size_t i = 0; i < CW_ARRAY_LEN(known); i++) {
                cw_scheme scheme = (cw_scheme)-1;
                cr_assert(cw_scheme_from_name(known[i].name, &scheme), "%s", known[i].name);
                cr_assert_eq(scheme, known[i].scheme);
        }
        for (size_t i = 0; i < CW_ARRAY_LEN(unknown); i++) {
                cw_scheme scheme;
                cr_assert_not(cw_scheme_from_name(unknown[i], &scheme), "%s", unknown[i]);
        }
        cr_assert_str_eq(cw_scheme_name(CW_SCHEME_EFFECTIVE), "effective");
        cr_assert_null(cw_scheme_name((cw_scheme)99));
}

Test(weigh, every_scheme_name_is_found)
{
        size_t n = 0;
        for (const char *name; (name = cw_scheme_name_at(n)) != NULL; n++) {
                cw_scheme scheme;
                cr_assert(cw_scheme_from_name(name, &scheme));
                cr_assert_str_eq(cw_scheme_name(scheme), name);
        }
        cr_assert_eq(n, 10);
}

Test(weigh, defaults_are_the_seeds)
{
        struct cw_weigh_options o;
        cw_weigh_options_init(&o);
        cr_assert_eq(o.scheme, CW_SCHEME_INVERSE_SQRT);
        cr_assert(o.beta == 0.999 && o.o_weight == 1.0);
        cr_assert_str_eq(o.o_label, "O");
        cr_assert_eq(o.unseen, CW_UNSEEN_ONE);
}

/* ---- algebra ------------------------------------------------------------------------------------------------ */

/* A small generator of our own: the tests are the same everywhere. */
static uint64_t
next_random(uint64_t *state)
{
        *state += 0x9E3779B97F4A7C15U;
        uint64_t x = *state;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
        return x ^ (x >> 31);
}

/* Counts of every magnitude up to 2^bits, O first; zero now and then, but not for label 1. */
static size_t
random_labels(uint64_t *state, struct label *labels, char (*names)[16], size_t n_most, unsigned bits)
{
        const size_t n = 2 + next_random(state) % (n_most - 1);
        for (size_t i = 0; i < n; i++) {
                snprintf(names[i], sizeof(names[i]), i == 0 ? "O" : "B-%zu", i);
                labels[i].name = names[i];
                labels[i].tokens = next_random(state) >> (64 - 1 - next_random(state) % bits);
                if (next_random(state) % 16 == 0)
                        labels[i].tokens = 0;
        }
        if (labels[1].tokens == 0)
                labels[1].tokens = 1;
        return n;
}

enum { N_RANDOM = 200, N_LABELS_RANDOM = 60 };

Test(weigh, mean_of_seen_entities_is_one)
{
        uint64_t state = 1;
        struct label labels[N_LABELS_RANDOM];
        char names[N_LABELS_RANDOM][16];
        for (int round = 0; round < N_RANDOM; round++) {
                const size_t n = random_labels(&state, labels, names, N_LABELS_RANDOM, 50);
                struct cw_weights *w = weigh_by(labels, n, (cw_scheme)(round % N_SCHEMES));
                double sum = 0, n_seen = 0;
                for (size_t i = 1; i < n; i++) {
                        sum += labels[i].tokens > 0 ? cw_weights_at(w, i) : 0;
                        n_seen += labels[i].tokens > 0;
                }
                assert_close(sum / n_seen, 1.0, 1e-13);
                cr_assert(cw_weights_at(w, 0) == 1.0);
                cw_weights_free(&w);
        }
}

Test(weigh, weights_never_increase_with_tokens)
{
        uint64_t state = 2;
        struct label labels[N_LABELS_RANDOM];
        char names[N_LABELS_RANDOM][16];
        for (int round = 0; round < N_RANDOM; round++) {
                const size_t n = random_labels(&state, labels, names, N_LABELS_RANDOM, 50);
                struct cw_weights *w = weigh_by(labels, n, (cw_scheme)(round % N_SCHEMES));
                for (size_t i = 1; i < n; i++)
                        for (size_t j = 1; j < n; j++)
                                if (labels[i].tokens > 0 && labels[j].tokens > labels[i].tokens)
                                        cr_assert(cw_weights_at(w, j) <= cw_weights_at(w, i) * (1 + 4 * DBL_EPSILON));
                cw_weights_free(&w);
        }
}

Test(weigh, ratio_schemes_do_not_see_a_factor)
{
        uint64_t state = 3;
        struct label labels[N_LABELS_RANDOM], scaled[N_LABELS_RANDOM];
        char names[N_LABELS_RANDOM][16];
        for (int round = 0; round < N_RANDOM; round++) {
                const size_t n = random_labels(&state, labels, names, N_LABELS_RANDOM, 50);
                const uint64_t factor = round % 2 == 0 ? 2 : 7;
                const cw_scheme scheme = round % 4 < 2 ? CW_SCHEME_INVERSE_SQRT : CW_SCHEME_INVERSE;
                for (size_t i = 0; i < n; i++)
                        scaled[i] = (struct label){labels[i].name, factor * labels[i].tokens};
                struct cw_weights *w = weigh_by(labels, n, scheme), *v = weigh_by(scaled, n, scheme);
                for (size_t i = 0; i < n; i++)
                        assert_close(cw_weights_at(v, i), cw_weights_at(w, i), factor == 2 ? 0 : 1e-13);
                cw_weights_free(&w);
                cw_weights_free(&v);
        }
}

Test(weigh, normalised_weights_do_not_see_o)
{
        struct label labels[N_SEED];
        memcpy(labels, seed, sizeof(labels));
        labels[0].tokens = 7;
        for (int s = 0; s < N_SCHEMES; s++) {
                struct cw_weights *w = weigh_by(labels, N_SEED, (cw_scheme)s);
                for (size_t i = 1; i < N_SEED; i++)
                        assert_close(cw_weights_at(w, i), seed_weights[s][i], 1e-12);
                cw_weights_free(&w);
        }
}

Test(weigh, inverse_is_one_over_n_up_to_a_factor)
{
        struct cw_weights *w = weigh_by(seed, N_SEED, CW_SCHEME_INVERSE);
        for (size_t i = 2; i < N_SEED; i++)
                assert_close(cw_weights_at(w, i) / cw_weights_at(w, 1), (double)seed[1].tokens / (double)seed[i].tokens,
                             1e-14);
        cw_weights_free(&w);
}

Test(weigh, one_token_is_one_prototype_exactly)
{
        static const double betas[] = {0, 0.2694, 0.3, 0.9391, 0.9, 0.99, 0.999, 0.9999, 0.999999, 1 - 0x1p-53};
        static const struct label labels[] = {{"O", 100}, {"B-ONE", 1}, {"B-MORE", 5}};
        for (size_t i = 0; i < CW_ARRAY_LEN(betas); i++) {
                struct cw_weigh_options o;
                cw_weigh_options_init(&o);
                o.scheme = CW_SCHEME_EFFECTIVE;
                o.beta = betas[i];
                struct cw_weights *w = weigh_with(counts_of(labels, 3), &o);
                cr_assert(w->raw[1] == 1.0);
                cr_assert(w->raw[2] <= 1.0 && w->raw[2] >= 0.2 * (1 - 1e-15));
                cw_weights_free(&w);
        }
}

Test(weigh, balanced_is_scikit_learns)
{
        /* compute_class_weight("balanced") of 8, 3 and 1 samples. */
        static const struct label labels[] = {{"O", 8}, {"B-X", 3}, {"B-Y", 1}};
        struct cw_weights *w = weigh_by(labels, 3, CW_SCHEME_INVERSE);
        cr_assert(w->raw[0] == 0.5);
        assert_close(w->raw[1], 12.0 / 9, 1e-15);
        cr_assert(w->raw[2] == 4.0);
        cw_weights_free(&w);
}

/* ---- edge cases --------------------------------------------------------------------------------------------- */

Test(weigh, one_entity_label_gets_one_exactly)
{
        uint64_t state = 4;
        for (int round = 0; round < N_RANDOM; round++) {
                const struct label labels[] = {{"O", next_random(&state) >> 1},
                                               {"B-X", 1 + (next_random(&state) >> 2)}};
                struct cw_weights *w = weigh_by(labels, 2, (cw_scheme)(round % N_SCHEMES));
                cr_assert(cw_weights_at(w, 1) == 1.0);
                cw_weights_free(&w);
        }
}

static cw_status
weigh_fails(const struct label *labels, size_t n, uint64_t ignored, const struct cw_weigh_options *o,
            struct cw_error *err)
{
        struct cw_counts *c = counts_of(labels, n);
        struct cw_weights *w = (struct cw_weights *)c;
        c->totals.ignored = ignored;
        const cw_status status = cw_weigh(c, o, &w, err);
        cr_assert_null(w);
        cw_counts_free(&c);
        return status;
}

Test(weigh, nothing_counted)
{
        static const struct label labels[] = {{"O", 0}, {"B-X", 0}};
        struct cw_weigh_options o;
        struct cw_error err;
        cw_weigh_options_init(&o);
        cr_assert_eq(weigh_fails(labels, 2, 4321, &o, &err), CW_E_DATA);
        ASSERT_SAYS(err.message, "4321 ignored");
        cr_assert_eq(weigh_fails(labels, 0, 0, &o, &err), CW_E_DATA);
        ASSERT_SAYS(err.message, "0 ignored");
}

Test(weigh, only_o_seen)
{
        static const struct label labels[] = {{"O", 10}, {"B-X", 0}};
        struct cw_weigh_options o;
        struct cw_error err;
        cw_weigh_options_init(&o);
        cr_assert_eq(weigh_fails(labels, 2, 0, &o, &err), CW_E_DATA);
        ASSERT_SAYS(err.message, "no entity label was seen");
}

Test(weigh, no_o_in_the_data)
{
        static const struct label labels[] = {{"B-X", 30}, {"I-X", 120}};
        struct cw_weights *w = weigh_by(labels, 2, CW_SCHEME_INVERSE);
        const struct cw_diagnosis d = cw_weights_diagnosis(w);
        cr_assert_not(d.has_o);
        cr_assert(d.entity_share_unweighted == 1.0 && d.entity_share_weighted == 1.0);
        assert_close(cw_weights_at(w, 0), 1.6, 1e-15);
        assert_close(cw_weights_at(w, 1), 0.4, 1e-15);
        cw_weights_free(&w);
}

Test(weigh, o_is_found_by_name_wherever_it_is)
{
        static const struct label labels[] = {{"B-X", 10}, {"OUT", 500}, {"B-Y", 10}};
        struct cw_weigh_options o;
        cw_weigh_options_init(&o);
        o.o_label = "OUT";
        o.o_weight = 0.25;
        struct cw_weights *w = weigh_with(counts_of(labels, 3), &o);
        cr_assert(cw_weights_at(w, 0) == 1.0 && cw_weights_at(w, 1) == 0.25 && cw_weights_at(w, 2) == 1.0);
        cr_assert_eq(w->o_index, 1);
        cr_assert(cw_weights_diagnosis(w).has_o);
        cw_weights_free(&w);
}

Test(weigh, o_by_id_only_where_it_has_no_name)
{
        static const struct label nameless[] = {{NULL, 500}, {NULL, 10}}, named[] = {{"B-X", 500}, {"B-Y", 10}};
        struct cw_weigh_options o;
        cw_weigh_options_init(&o);
        o.o_label = "0";
        struct cw_weights *w = weigh_with(counts_of(nameless, 2), &o);
        cr_assert_eq(w->o_index, 0);
        cw_weights_free(&w);
        w = weigh_with(counts_of(named, 2), &o);
        cr_assert_eq(w->o_index, -1);
        cw_weights_free(&w);
}

Test(weigh, tokens_to_two_to_the_63)
{
        static const struct label labels[] = {{"O", UINT64_C(1) << 62}, {"B-X", UINT64_C(1) << 63}, {"B-Y", 1}};
        for (int s = 0; s < N_SCHEMES; s++) {
                struct cw_weights *w = weigh_by(labels, 3, (cw_scheme)s);
                const struct cw_diagnosis d = cw_weights_diagnosis(w);
                cr_assert(isfinite(cw_weights_at(w, 1)) && cw_weights_at(w, 1) > 0);
                assert_close(cw_weights_at(w, 1) + cw_weights_at(w, 2), 2.0, 1e-15);
                cr_assert(isfinite(d.loss_scale) && isfinite(d.weight_ratio) && isfinite(d.effective_classes));
                assert_close(d.entity_share_unweighted, 2.0 / 3, 1e-15);
                cw_weights_free(&w);
        }
}

Test(weigh, sums_do_not_overflow_silently)
{
        static const struct label labels[] = {{"O", UINT64_C(1) << 63}, {"B-X", UINT64_C(1) << 63}};
        struct cw_weigh_options o;
        struct cw_error err;
        cw_weigh_options_init(&o);
        cr_assert_eq(weigh_fails(labels, 2, 0, &o, &err), CW_E_DATA);
        ASSERT_SAYS(err.message, "2^64");
}

static struct cw_weights *
weigh_unseen_by(cw_unseen_policy policy, const struct label *labels, size_t n)
{
        struct cw_weigh_options o;
        cw_weigh_options_init(&o);
        o.unseen = policy;
        return weigh_with(counts_of(labels, n), &o);
}

Test(weigh, unseen_policies)
{
        static const struct label labels[] = {{"O", 100}, {"B-X", 16}, {"B-Y", 1}, {"B-Z", 0}};
        static const double wanted[] = {[CW_UNSEEN_ONE] = 1.0, [CW_UNSEEN_ZERO] = 0.0, [CW_UNSEEN_MAX] = 1.6};
        for (int p = CW_UNSEEN_ONE; p <= CW_UNSEEN_MAX; p++) {
                struct cw_weights *w = weigh_unseen_by((cw_unseen_policy)p, labels, 4);
                assert_close(cw_weights_at(w, 3), wanted[p], 1e-15);
                assert_close(cw_weights_at(w, 2), 1.6, 1e-15);
                cw_weights_free(&w);
        }
        struct cw_weights *w = weigh_unseen_by(CW_UNSEEN_OMIT, labels, 4);
        cr_assert(isnan(cw_weights_at(w, 3)));
        cr_assert(isfinite(cw_weights_diagnosis(w).loss_scale));
        cw_weights_free(&w);
}

Test(weigh, unseen_error_names_the_label)
{
        static const struct label labels[] = {{"O", 100}, {"B-X", 16}, {"B-Z", 0}};
        struct cw_weigh_options o;
        struct cw_error err;
        cw_weigh_options_init(&o);
        o.unseen = CW_UNSEEN_ERROR;
        cr_assert_eq(weigh_fails(labels, 3, 0, &o, &err), CW_E_DATA);
        ASSERT_SAYS(err.message, "B-Z");
}

Test(weigh, an_unseen_o_never_outweighs)
{
        static const struct label labels[] = {{"O", 0}, {"B-X", 16}, {"B-Y", 1}};
        struct cw_weights *w = weigh_unseen_by(CW_UNSEEN_MAX, labels, 3);
        cr_assert(cw_weights_at(w, 0) == 1.0);
        cr_assert_not(cw_weights_diagnosis(w).has_o);
        cw_weights_free(&w);
}

Test(weigh, options_out_of_range)
{
        static const double o_weights[] = {-0.1, 1.0000001, INFINITY, -INFINITY, NAN};
        static const double betas[] = {-0.1, 1.0, 2.0, INFINITY, NAN};
        struct cw_weigh_options o;
        struct cw_error err;
        for (size_t i = 0; i < CW_ARRAY_LEN(o_weights); i++) {
                cw_weigh_options_init(&o);
                o.o_weight = o_weights[i];
                cr_assert_eq(weigh_fails(seed, N_SEED, 0, &o, &err), CW_E_USAGE);
                ASSERT_SAYS(err.message, "--o-weight");
        }
        for (size_t i = 0; i < CW_ARRAY_LEN(betas); i++) {
                cw_weigh_options_init(&o);
                o.beta = betas[i];
                cr_assert_eq(weigh_fails(seed, N_SEED, 0, &o, &err), CW_E_USAGE);
                ASSERT_SAYS(err.message, "--beta");
        }
        cw_weigh_options_init(&o);
        o.scheme = (cw_scheme)17;
        cr_assert_eq(weigh_fails(seed, N_SEED, 0, &o, &err), CW_E_USAGE);
        cw_weigh_options_init(&o);
        o.unseen = (cw_unseen_policy)17;
        cr_assert_eq(weigh_fails(seed, N_SEED, 0, &o, &err), CW_E_USAGE);
}

Test(weigh, too_heavy_an_o_is_refused_with_the_reason)
{
        struct cw_weigh_options o;
        struct cw_error err;
        cw_weigh_options_init(&o);
        o.o_weight = 1.5;
        cr_assert_eq(weigh_fails(seed, N_SEED, 0, &o, &err), CW_E_USAGE);
        ASSERT_SAYS(err.message, "found 1.5;");
        ASSERT_SAYS(err.message, "drown out the entities");
}

Test(weigh, the_result_owns_all_it_shows)
{
        char o_label[] = "O";
        struct cw_weigh_options o;
        cw_weigh_options_init(&o);
        o.o_label = o_label;
        struct cw_weights *w = weigh_with(counts_of(seed, N_SEED), &o);
        memset(o_label, 'x', 1);
        cr_assert_str_eq(w->options.o_label, "O");
        cr_assert_str_eq(cw_weights_counts(w)->labels[1].name, "B-FIRSTNAME");
        cw_weights_free(&w);
        cr_assert_null(w);
}

/* ---- memory ------------------------------------------------------------------------------------------------- */

Test(weigh, every_allocation_may_fail)
{
        struct cw_counts *c = counts_of(muted, N_MUTED);
        struct cw_weigh_options o;
        cw_status status = CW_E_MEMORY;
        cw_weigh_options_init(&o);
        long n = 0;
        while (status != CW_OK) {
                struct cw_weights *w = NULL;
                struct cw_error err;
                cw_memory_fail_at(++n);
                status = cw_weigh(c, &o, &w, &err);
                cw_memory_fail_at(0);
                cr_assert(status == CW_OK || (status == CW_E_MEMORY && w == NULL));
                cw_weights_free(&w);
        }
        cr_assert_gt(n, 5);
        cw_counts_free(&c);
}
