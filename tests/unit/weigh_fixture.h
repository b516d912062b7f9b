/* SPDX-License-Identifier: MIT */
/*
 * What the tests of weighing share: counts from literals, and the two golden distributions with the weights that the
 * reference in plain Python gives for them (scheme, mean normaliser, O at 1.0, unseen at 1.0).
 */
#ifndef CW_TESTS_WEIGH_FIXTURE_H
#define CW_TESTS_WEIGH_FIXTURE_H

#include "base/memory.h"
#include "base/result.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct label {
        const char *name;
        uint64_t tokens;
};

enum { N_MUTED = 8, N_SEED = 13, N_SCHEMES = 3 /* the first ones, with figures here */ };

/* One label of 40 tokens in a billion. */
static const struct label muted[N_MUTED] = {
        {"O", 950000000},  {"B-FIRSTNAME", 20000000}, {"B-SURNAME", 15000000}, {"B-EMAIL", 5000000},
        {"B-SSN", 400000}, {"B-IBAN", 40000},         {"B-RARE", 40},          {"B-NEVER", 0},
};

__attribute__((unused)) static const double muted_weights[N_SCHEMES][N_MUTED] = {
        [CW_SCHEME_INVERSE_SQRT] = {1.0, 0.008100519570801068, 0.009353674309555658, 0.016201039141602137,
                                    0.05727932319647777, 0.1811331241337861, 5.727932319647777, 1.0},
        [CW_SCHEME_INVERSE] = {1.0, 1.1986662839813564e-05, 1.598221711975142e-05, 4.794665135925426e-05,
                               0.0005993331419906783, 0.005993331419906783, 5.9933314199067835, 1.0},
        [CW_SCHEME_EFFECTIVE] = {1.0, 0.1967804564047782, 0.1967804564047782, 0.1967804564047782, 0.1967804564047782,
                                 0.1967804564047782, 5.016097717976109, 1.0},
};

/* A PII training set as they are. */
__attribute__((unused)) static const struct label seed[N_SEED] = {
        {"O", 800000},
        {"B-FIRSTNAME", 25000},
        {"I-FIRSTNAME", 12000},
        {"B-SURNAME", 24000},
        {"I-SURNAME", 10000},
        {"B-EMAIL", 5000},
        {"I-EMAIL", 15000},
        {"B-SSN", 1200},
        {"I-SSN", 3600},
        {"B-IBAN", 800},
        {"I-IBAN", 4000},
        {"B-SECURITYTOKEN", 500},
        {"I-SECURITYTOKEN", 2000},
};

__attribute__((unused)) static const double seed_weights[N_SCHEMES][N_SEED] = {
        [CW_SCHEME_INVERSE_SQRT] = {1.0, 0.34814339850974624, 0.5025017121154829, 0.35532236819470825,
                                    0.550463045821234, 0.7784723049855915, 0.44945119484009977, 1.5890499384191537,
                                    0.9174384097020567, 1.946180762463979, 0.8703584962743656, 2.4617455791157212,
                                    1.2308727895578606},
        [CW_SCHEME_INVERSE] = {1.0, 0.0850644875455351, 0.17721768238653146, 0.08860884119326573, 0.21266121886383774,
                               0.4253224377276755, 0.14177414590922516, 1.7721768238653146, 0.5907256079551049,
                               2.658265235797972, 0.5316530471595943, 4.253224377276754, 1.0633060943191885},
        [CW_SCHEME_EFFECTIVE] = {1.0, 0.8001950308529285, 0.8001999180093443, 0.8001950308718014, 0.8002311799619077,
                                 0.8056096233162069, 0.8001952737933343, 1.1447931393075022, 0.8226319480531591,
                                 1.4526527985259083, 0.8150941530263938, 2.032907082574013, 0.9252948217075002},
};

/* Ids 0, 1, ...; names copied.  Free with cw_counts_free(). */
static inline struct cw_counts *
counts_of(const struct label *labels, size_t n)
{
        struct cw_counts *c = calloc(1, sizeof(*c));
        c->labels = calloc(n == 0 ? 1 : n, sizeof(*c->labels));
        c->n_labels = n;
        for (size_t i = 0; i < n; i++) {
                c->labels[i].id = (int64_t)i;
                c->labels[i].name = labels[i].name == NULL ? NULL : strdup(labels[i].name);
                c->labels[i].tokens = labels[i].tokens;
                c->totals.tokens += labels[i].tokens;
        }
        return c;
}

/* Must succeed.  `counts` is freed. */
static inline struct cw_weights *
weigh_with(struct cw_counts *counts, const struct cw_weigh_options *options)
{
        struct cw_weights *w = NULL;
        struct cw_error err;
        const cw_status status = cw_weigh(counts, options, &w, &err);
        cr_assert_eq(status, CW_OK, "%s", err.message);
        cw_counts_free(&counts);
        return w;
}

static inline struct cw_weights *
weigh_by(const struct label *labels, size_t n, cw_scheme scheme)
{
        struct cw_weigh_options options;
        cw_weigh_options_init(&options);
        options.scheme = scheme;
        return weigh_with(counts_of(labels, n), &options);
}

__attribute__((unused)) static inline void
assert_close(double found, double wanted, double rtol)
{
        cr_assert(fabs(found - wanted) <= rtol * fabs(wanted), "expected %.17g, found %.17g", wanted, found);
}

/* Sets a locale whose decimal point is no point ("de_DE": a comma, "ps_AF": two bytes); one that is not installed is
 * built in a temporary folder from the sources that the C library brings.  False if that cannot be had. */
__attribute__((unused)) static inline bool
set_odd_locale(const char *name)
{
        char locale[32], folder[] = "/tmp/cw_locale_XXXXXX", command[256];
        snprintf(locale, sizeof(locale), "%s.UTF-8", name);
        if (setlocale(LC_ALL, locale) == NULL) {
                cr_assert_not_null(mkdtemp(folder));
                snprintf(command, sizeof(command), "localedef -i %s -f UTF-8 %s/%s >/dev/null 2>&1", name, folder,
                         locale);
                const bool built = system(command) == 0;
                setenv("LOCPATH", folder, 1);
                const bool set = built && setlocale(LC_ALL, locale) != NULL;
                snprintf(command, sizeof(command), "rm -rf %s", folder);
                if (system(command) != 0 || !set)
                        return false;
        }
        return strcmp(localeconv()->decimal_point, ".") != 0;
}

#define ASSERT_SAYS(text, words) cr_assert_not_null(strstr(text, words), "\"%s\" is not in:\n%s", words, text)
#define ASSERT_SAYS_NOT(text, words) cr_assert_null(strstr(text, words), "\"%s\" is in:\n%s", words, text)

#endif
