/* SPDX-License-Identifier: MIT */
/*
 * Every scheme with every normaliser, against arithmetic written out here for a distribution small enough for the head:
 * N = 64, K = 4, three entity labels of 1, 4 and 4 tokens.  Then the algebra that holds for all of them.
 */
#include "weigh_fixture.h"

enum { N_EASY = 4, N_ALL_SCHEMES = 10, N_NORMALIZERS = 7 };

static const struct label easy[N_EASY] = {{"O", 55}, {"B-X", 1}, {"B-Y", 4}, {"B-Z", 4}};

/* What the scheme gives O, X, and both Y and Z. */
struct raw {
        double o, x, y;
};

static struct raw
raw_of(cw_scheme scheme)
{
        switch (scheme) {
        case CW_SCHEME_INVERSE_SQRT:
                return (struct raw){sqrt(64.0 / 220), 4, 2};
        case CW_SCHEME_INVERSE:
                return (struct raw){64.0 / 220, 16, 4};
        case CW_SCHEME_EFFECTIVE: /* sums of the geometric series 1 + b + b^2 + ... with b = 0.5 */
                return (struct raw){1 / (2 - pow(0.5, 54)), 1, 1 / (1 + 0.5 + 0.25 + 0.125)};
        case CW_SCHEME_POWER: /* a = 0.25 */
                return (struct raw){sqrt(sqrt(64.0 / 220)), 2, sqrt(2)};
        case CW_SCHEME_ENET: /* k = 1.25; p is 55/64, 1/64 and 1/16 */
                return (struct raw){1 / log(1.25 + 55.0 / 64), 1 / log(1.265625), 1 / log(1.3125)};
        case CW_SCHEME_LOG: /* mu = 0.5: ln 32, ln 8, and at least 1 */
                return (struct raw){1, 5 * log(2), 3 * log(2)};
        case CW_SCHEME_COMPLEMENT:
                return (struct raw){9.0 / 64, 63.0 / 64, 60.0 / 64};
        case CW_SCHEME_POS_WEIGHT:
                return (struct raw){9.0 / 55, 63, 15};
        case CW_SCHEME_NONE:
        case CW_SCHEME_MEDIAN_FREQ:
                break;
        }
        return (struct raw){1, 1, 1};
}

static double
normaliser_of(cw_normalizer kind, struct raw r)
{
        switch (kind) {
        case CW_NORMALIZE_MEAN:
                return (r.x + r.y + r.y) / 3;
        case CW_NORMALIZE_MEDIAN:
                return r.y; /* two of three */
        case CW_NORMALIZE_GEOMEAN:
                return cbrt(r.x * r.y * r.y);
        case CW_NORMALIZE_TOKEN:
                return (r.x + 8 * r.y) / 9;
        case CW_NORMALIZE_MIN:
                return fmin(r.x, r.y);
        case CW_NORMALIZE_MAX:
                return fmax(r.x, r.y);
        case CW_NORMALIZE_NONE:
                break;
        }
        return 1;
}

static struct cw_weigh_options
options_of(cw_scheme scheme, cw_normalizer normalizer)
{
        struct cw_weigh_options o;
        cw_weigh_options_init(&o);
        o.scheme = scheme;
        o.normalize = normalizer;
        return o;
}

static bool
needs_sequences(int scheme)
{
        return scheme == CW_SCHEME_MEDIAN_FREQ;
}

Test(schemes, every_scheme_with_every_normaliser)
{
        for (int s = 0; s < N_ALL_SCHEMES; s++) {
                for (int z = 0; z < N_NORMALIZERS; z++) {
                        struct cw_weigh_options o = options_of((cw_scheme)s, (cw_normalizer)z);
                        if (needs_sequences(s))
                                continue;
                        o.beta = 0.5;
                        o.alpha = 0.25;
                        o.enet_k = 1.25;
                        o.mu = 0.5;
                        const struct raw r = raw_of((cw_scheme)s);
                        const double d = normaliser_of((cw_normalizer)z, r);
                        struct cw_weights *w = weigh_with(counts_of(easy, N_EASY), &o);
                        cr_assert(cw_weights_at(w, 0) == 1.0);
                        assert_close(cw_weights_at(w, 1), r.x / d, 1e-14);
                        assert_close(cw_weights_at(w, 2), r.y / d, 1e-14);
                        cr_assert(cw_weights_at(w, 2) == cw_weights_at(w, 3));
                        cw_weights_free(&w);
                        o.o_policy = CW_O_FORMULA;
                        w = weigh_with(counts_of(easy, N_EASY), &o);
                        assert_close(cw_weights_at(w, 0), fmin(1, r.o), 1e-14);
                        cw_weights_free(&w);
                        o.o_policy = CW_O_AUTO;
                        w = weigh_with(counts_of(easy, N_EASY), &o);
                        assert_close(cw_weights_at(w, 0), fmin(1, (r.x + 8 * r.y) / d / 9), 1e-14);
                        cw_weights_free(&w);
                }
        }
}

Test(schemes, normalisers_over_all_labels)
{
        for (int s = 0; s < N_ALL_SCHEMES; s++) {
                struct cw_weigh_options o = options_of((cw_scheme)s, CW_NORMALIZE_MEAN);
                if (needs_sequences(s))
                        continue;
                o.beta = 0.5;
                o.alpha = 0.25;
                o.enet_k = 1.25;
                o.mu = 0.5;
                o.norm_over_all = true;
                o.o_policy = CW_O_FORMULA;
                const struct raw r = raw_of((cw_scheme)s);
                const double d = (r.o + r.x + 2 * r.y) / 4;
                struct cw_weights *w = weigh_with(counts_of(easy, N_EASY), &o);
                assert_close(cw_weights_at(w, 0), fmin(1, r.o / d), 1e-14);
                assert_close(cw_weights_at(w, 1), r.x / d, 1e-14);
                assert_close(cw_weights_at(w, 2), r.y / d, 1e-14);
                cw_weights_free(&w);
        }
}

Test(schemes, power_has_the_others_as_its_ends)
{
        static const double alphas[] = {0, 0.5, 1};
        static const cw_scheme same[] = {CW_SCHEME_NONE, CW_SCHEME_INVERSE_SQRT, CW_SCHEME_INVERSE};
        for (size_t a = 0; a < 3; a++) {
                struct cw_weigh_options o = options_of(CW_SCHEME_POWER, CW_NORMALIZE_NONE);
                o.alpha = alphas[a];
                struct cw_weights *w = weigh_with(counts_of(seed, N_SEED), &o);
                o = options_of(same[a], CW_NORMALIZE_NONE);
                struct cw_weights *v = weigh_with(counts_of(seed, N_SEED), &o);
                for (size_t i = 0; i < N_SEED; i++)
                        assert_close(cw_weights_at(w, i), cw_weights_at(v, i), 1e-14);
                cw_weights_free(&w);
                cw_weights_free(&v);
        }
}

Test(schemes, prototypes_are_another_name_for_beta)
{
        struct cw_weigh_options o = options_of(CW_SCHEME_EFFECTIVE, CW_NORMALIZE_NONE);
        o.prototypes = 1000;
        struct cw_weights *w = weigh_with(counts_of(seed, N_SEED), &o);
        o.prototypes = 0;
        struct cw_weights *v = weigh_with(counts_of(seed, N_SEED), &o);
        for (size_t i = 0; i < N_SEED; i++)
                assert_close(cw_weights_at(w, i), cw_weights_at(v, i), 1e-12);
        cw_weights_free(&w);
        cw_weights_free(&v);
        /* auto: the median of 12 entity counts is that of 4,000 and 5,000 */
        o.beta_auto = true;
        w = weigh_with(counts_of(seed, N_SEED), &o);
        o.beta_auto = false;
        o.prototypes = 4500;
        v = weigh_with(counts_of(seed, N_SEED), &o);
        for (size_t i = 0; i < N_SEED; i++)
                cr_assert(cw_weights_at(w, i) == cw_weights_at(v, i));
        cw_weights_free(&w);
        cw_weights_free(&v);
}

/* ---- algebra ------------------------------------------------------------------------------------------------ */

Test(schemes, all_but_effective_see_ratios_only)
{
        struct label doubled[N_SEED];
        for (size_t i = 0; i < N_SEED; i++)
                doubled[i] = (struct label){seed[i].name, 2 * seed[i].tokens};
        for (int s = 0; s < N_ALL_SCHEMES; s++) {
                for (int z = 0; z < N_NORMALIZERS; z++) {
                        const struct cw_weigh_options o = options_of((cw_scheme)s, (cw_normalizer)z);
                        if (s == CW_SCHEME_EFFECTIVE || needs_sequences(s))
                                continue;
                        struct cw_weights *w = weigh_with(counts_of(seed, N_SEED), &o);
                        struct cw_weights *v = weigh_with(counts_of(doubled, N_SEED), &o);
                        for (size_t i = 0; i < N_SEED; i++)
                                cr_assert(cw_weights_at(w, i) == cw_weights_at(v, i));
                        cw_weights_free(&w);
                        cw_weights_free(&v);
                }
        }
}

Test(schemes, weights_never_increase_with_tokens)
{
        for (int s = 0; s < N_ALL_SCHEMES; s++) {
                const struct cw_weigh_options o = options_of((cw_scheme)s, CW_NORMALIZE_MEAN);
                if (needs_sequences(s))
                        continue;
                struct cw_weights *w = weigh_with(counts_of(muted, N_MUTED), &o);
                for (size_t i = 2; i + 1 < N_MUTED; i++)
                        cr_assert(cw_weights_at(w, i - 1) <= cw_weights_at(w, i), "scheme %d", s);
                cw_weights_free(&w);
        }
}

Test(schemes, normalisers_give_what_they_promise)
{
        for (int s = 0; s < N_ALL_SCHEMES; s++) {
                if (needs_sequences(s))
                        continue;
                struct cw_weigh_options o = options_of((cw_scheme)s, CW_NORMALIZE_TOKEN);
                struct cw_weights *w = weigh_with(counts_of(seed, N_SEED), &o);
                double mass = 0, tokens = 0;
                for (size_t i = 1; i < N_SEED; i++) {
                        mass += (double)seed[i].tokens * cw_weights_at(w, i);
                        tokens += (double)seed[i].tokens;
                }
                assert_close(mass, tokens, 1e-13);
                /* so entities carry what they carry unweighted */
                assert_close(cw_weights_diagnosis(w).entity_share_weighted,
                             cw_weights_diagnosis(w).entity_share_unweighted, 1e-13);
                cw_weights_free(&w);
                for (int z = CW_NORMALIZE_MIN; z <= CW_NORMALIZE_MAX; z++) {
                        o.normalize = (cw_normalizer)z;
                        w = weigh_with(counts_of(seed, N_SEED), &o);
                        double least = INFINITY, most = 0;
                        for (size_t i = 1; i < N_SEED; i++) {
                                least = fmin(least, cw_weights_at(w, i));
                                most = fmax(most, cw_weights_at(w, i));
                        }
                        cr_assert((z == CW_NORMALIZE_MIN ? least : most) == 1.0);
                        cw_weights_free(&w);
                }
        }
}

/* ---- extremes ----------------------------------------------------------------------------------------------- */

Test(schemes, one_entity_label_gets_one)
{
        static const struct label alone[] = {{"B-X", 7}}, with_o[] = {{"O", 12345}, {"B-X", 7}},
                                  huge[] = {{"O", 1}, {"B-X", UINT64_C(1) << 63}};
        static const struct label *const sets[] = {alone, with_o, huge};
        for (int s = 0; s < N_ALL_SCHEMES; s++) {
                for (int z = 0; z < N_NORMALIZERS - 1; z++) {
                        const struct cw_weigh_options o = options_of((cw_scheme)s, (cw_normalizer)z);
                        for (size_t set = 0; set < 3 && !needs_sequences(s); set++) {
                                const size_t n = set == 0 ? 1 : 2;
                                struct cw_weights *w = weigh_with(counts_of(sets[set], n), &o);
                                cr_assert(cw_weights_at(w, n - 1) == 1.0, "scheme %d normaliser %d set %zu", s, z, set);
                                cw_weights_free(&w);
                        }
                }
        }
}

Test(schemes, from_one_token_to_two_to_the_63)
{
        static const struct label labels[] = {{"O", UINT64_C(1) << 62}, {"B-X", UINT64_C(1) << 63}, {"B-Y", 1}};
        for (int s = 0; s < N_ALL_SCHEMES; s++) {
                for (int z = 0; z < N_NORMALIZERS; z++) {
                        const struct cw_weigh_options o = options_of((cw_scheme)s, (cw_normalizer)z);
                        if (needs_sequences(s))
                                continue;
                        struct cw_weights *w = weigh_with(counts_of(labels, 3), &o);
                        for (size_t i = 0; i < 3; i++)
                                cr_assert(isfinite((float)cw_weights_at(w, i)) && cw_weights_at(w, i) > 0,
                                          "scheme %d normaliser %d label %zu", s, z, i);
                        cw_weights_free(&w);
                }
        }
}

Test(schemes, a_hundred_thousand_labels)
{
        enum { N = 100000 };
        static struct label labels[N];
        static char names[N][12];
        for (size_t i = 0; i < N; i++) {
                snprintf(names[i], sizeof(names[i]), "B-%zu", i);
                labels[i] = (struct label){i == 0 ? "O" : names[i], i == 0 ? N : i};
        }
        for (int s = 0; s < N_ALL_SCHEMES; s++) {
                struct cw_weigh_options o = options_of((cw_scheme)s, CW_NORMALIZE_MEDIAN);
                if (needs_sequences(s))
                        continue;
                o.tie_prefixes = s % 2 == 0;
                struct cw_weights *w = weigh_with(counts_of(labels, N), &o);
                /* of 1 .. 99,999 the middle one is 50,000 */
                assert_close(cw_weights_at(w, 50000), 1.0, 1e-15);
                cw_weights_free(&w);
        }
}
