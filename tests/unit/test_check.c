/* SPDX-License-Identifier: MIT */
/*
 * Checking a weights file: every option of weighing comes back out of what was written, and what is judged to have moved
 * is what the tolerance says.
 */
#include "write_fixture.h"

TestSuite(check, .init = sample_folder_enter, .fini = sample_folder_remove);

static struct cw_count_row rows[] = {{0, (char[]){"O"}, 90000},  {1, (char[]){"B-A"}, 1200},
                                     {2, (char[]){"I-A"}, 2500}, {3, (char[]){"B-\"x\""}, 40},
                                     {4, (char[]){"I-B"}, 1},    {5, (char[]){"B-C"}, 0}};
static struct cw_counts counts = {.labels = rows, .n_labels = 6, .totals = {.tokens = 93741, .sequences = 5000}};

static struct cw_weigh_options
defaults(void)
{
        struct cw_weigh_options o;
        cw_weigh_options_init(&o);
        return o;
}

/* Written, read back and weighed anew with what the file says, nothing has moved by anything. */
static void
expect_round_trip(const struct cw_weigh_options *o)
{
        static const char *const paths[] = {"w.toml", "w.json"};
        cw_weights *w = NULL;
        struct cw_error err = {0};
        cr_assert_eq(cw_weigh(&counts, o, &w, &err), CW_OK, "%s", err.message);
        for (size_t i = 0; i < CW_ARRAY_LEN(paths); i++) {
                struct cw_weigh_options back;
                cw_check *check = NULL;
                cw_weights *again = NULL;
                bool known = false, holds = false;
                cr_assert_eq(cw_weights_write(w, i == 0 ? CW_OUT_TOML : CW_OUT_JSON, paths[i], NULL, &err), CW_OK, "%s",
                             err.message);
                cr_assert_eq(cw_check_open(paths[i], NULL, &check, &err), CW_OK, "%s", err.message);
                cr_assert_eq(cw_check_recipe(check, &back, &known, &err), CW_OK, "%s", err.message);
                cr_expect(known);
                cr_expect_eq(back.scheme, o->scheme);
                cr_expect_eq(back.unseen, o->unseen);
                cr_expect_eq(back.n_boosts + back.n_sets, o->n_boosts + o->n_sets);
                cr_assert_eq(cw_weigh(&counts, &back, &again, &err), CW_OK, "%s", err.message);
                for (size_t k = 0; k < counts.n_labels; k++)
                        cr_expect(memcmp(&(double){cw_weights_at(w, k)}, &(double){cw_weights_at(again, k)},
                                         sizeof(double)) == 0 ||
                                          isnan(cw_weights_at(w, k)),
                                  "%s, label %zu", paths[i], k);
                cr_assert_eq(cw_check_compare(check, again, 0, 0, &holds, &err), CW_OK);
                cr_expect(holds, "%s, scheme %s", paths[i], cw_scheme_name(o->scheme));
                cw_weights_free(&again);
                cw_check_free(&check);
        }
        cw_weights_free(&w);
}

Test(check, every_scheme_and_normaliser_comes_back)
{
        for (int scheme = 0; cw_scheme_name((cw_scheme)scheme) != NULL && scheme <= CW_SCHEME_NONE; scheme++) {
                for (int normalize = 0; normalize <= CW_NORMALIZE_NONE; normalize++) {
                        struct cw_weigh_options o = defaults();
                        o.scheme = (cw_scheme)scheme;
                        o.normalize = (cw_normalizer)normalize;
                        if (o.scheme == CW_SCHEME_MEDIAN_FREQ)
                                continue; /* wants counts of sequences */
                        expect_round_trip(&o);
                }
        }
}

Test(check, every_option_comes_back)
{
        static const struct cw_label_setting boosts[] = {{"B-\"x\"", 2.5}, {"I-A", 0.3}}, sets[] = {{"I-B", 1.75}};
        for (int i = 0; i < 18; i++) {
                struct cw_weigh_options o = defaults();
                o.scheme = i < 4 ? CW_SCHEME_EFFECTIVE : CW_SCHEME_INVERSE;
                if (i == 0)
                        o.beta = 0.9;
                if (i == 1)
                        o.prototypes = 123.5;
                if (i == 2)
                        o.beta_auto = true;
                if (i == 4)
                        o.smooth = 3.25;
                if (i == 5)
                        o.min_count = 10;
                if (i == 6)
                        o.tie_prefixes = true;
                if (i == 7)
                        o.boosts = boosts, o.n_boosts = 2;
                if (i == 8)
                        o.max_ratio = 7;
                if (i == 9)
                        o.norm_over_all = true;
                if (i == 10)
                        o.min_weight = 0.2;
                if (i == 11)
                        o.max_weight = 3;
                if (i == 12)
                        o.o_policy = CW_O_AUTO;
                if (i == 13)
                        o.o_policy = CW_O_FORMULA;
                if (i == 14)
                        o.o_weight = 0.1;
                if (i == 15)
                        o.o_label = "I-A";
                if (i == 16)
                        o.sets = sets, o.n_sets = 1;
                if (i == 17)
                        o.unseen = CW_UNSEEN_OMIT;
                expect_round_trip(&o);
        }
        struct cw_weigh_options o = defaults();
        o.scheme = CW_SCHEME_POWER;
        o.alpha = 0.25;
        expect_round_trip(&o);
        o.scheme = CW_SCHEME_ENET;
        o.enet_k = 1.5;
        expect_round_trip(&o);
        o.scheme = CW_SCHEME_LOG;
        o.mu = 0.4;
        expect_round_trip(&o);
}

/* The weights of `then` against those made here: 1.0 for O, by --set whatever is wanted for the others. */
static bool
holds(const char *then, double now, double rtol, double atol)
{
        static const struct cw_label_setting others[] = {{"1", 1}, {"2", 1}, {"3", 1}, {"4", 1}, {"5", 1}};
        struct cw_label_setting sets[5];
        struct cw_weigh_options o = defaults();
        cw_weights *w = NULL;
        cw_check *check = NULL;
        char text[200];
        bool all = false;
        memcpy(sets, others, sizeof(sets));
        sets[0].value = now;
        o.sets = sets;
        o.n_sets = 5;
        snprintf(text, sizeof(text), "[class_weights]\n0 = 1.0\n1 = %s\n2 = 1\n3 = 1\n4 = 1.0\n5 = 1.0\n", then);
        put_file("w.toml", text, strlen(text));
        cr_assert_eq(cw_weigh(&counts, &o, &w, NULL), CW_OK);
        cr_assert_eq(cw_check_open("w.toml", NULL, &check, NULL), CW_OK);
        cr_assert_eq(cw_check_compare(check, w, rtol, atol, &all, NULL), CW_OK);
        cw_check_free(&check);
        cw_weights_free(&w);
        return all;
}

Test(check, tolerance)
{
        cr_expect(holds("2.0", 2.0, 0, 0));
        cr_expect(holds("0.31415927", 0.31415926535897932, 0, 0), "the same in float32");
        cr_expect_not(holds("2.0", 2.001, 0, 0));
        cr_expect(holds("2.0", 2.0399, 0.02, 0), "a 50th of 2 is 0.04");
        cr_expect_not(holds("2.0", 2.0401, 0.02, 0));
        cr_expect(holds("2.0", 1.9601, 0.02, 0));
        cr_expect_not(holds("2.0", 1.9599, 0.02, 0));
        cr_expect(holds("2.0", 2.1399, 0.02, 0.1), "0.04 and 0.1");
        cr_expect_not(holds("2.0", 2.1401, 0.02, 0.1));
        cr_expect_not(holds("0.0", 0.5, 0.02, 0));
        cr_expect(holds("0.0", 0.05, 0.02, 0.05));
}

Test(check, facts_that_cannot_be_followed)
{
        static const char *const odd[] = {"scheme = \"new\"",
                                          "scheme = 1",
                                          "scheme = \"inverse\"\nalpha = \"x\"",
                                          "scheme = \"inverse\"\nboost = 3",
                                          "scheme = \"effective\"\nbeta = 1.5",
                                          "scheme = \"inverse\"\nboost = { \"A\" = \"x\" }",
                                          "scheme = \"inverse\"\nunseen = \"perhaps\"",
                                          "scheme = \"inverse\"\ntie_prefixes = 1",
                                          "scheme = \"inverse\"\no_label = 0"};
        for (size_t i = 0; i < CW_ARRAY_LEN(odd); i++) {
                struct cw_weigh_options o;
                struct cw_error err;
                cw_check *check = NULL;
                char text[200];
                bool known;
                snprintf(text, sizeof(text), "[class_weights]\n0 = 1.0\n[class_weights_info]\n%s\n", odd[i]);
                put_file("w.toml", text, strlen(text));
                cr_assert_eq(cw_check_open("w.toml", NULL, &check, &err), i == 1 ? CW_E_CORRUPT : CW_OK);
                if (check != NULL)
                        cr_expect_eq(cw_check_recipe(check, &o, &known, &err), CW_E_DATA, "case %zu", i);
                cr_expect_eq(strncmp(err.message, "w.toml: ", 8), 0, "found: %s", err.message);
                cw_check_free(&check);
        }
}
