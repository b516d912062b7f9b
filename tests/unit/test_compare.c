/* SPDX-License-Identifier: MIT */
/*
 * Comparing schemes: each is what cw_weigh() gives, and what the forms say is what the handle holds.
 */
#include "weigh_fixture.h"

#include <jansson.h>

static struct cw_comparison *
compare(const struct label *labels, size_t n, const struct cw_weigh_options *o)
{
        struct cw_counts *c = counts_of(labels, n);
        struct cw_comparison *all = NULL;
        struct cw_error err;
        cr_assert_eq(cw_compare(c, o, &all, &err), CW_OK, "%s", err.message);
        cw_counts_free(&c);
        return all;
}

Test(compare, every_scheme_is_what_weigh_gives)
{
        struct cw_weigh_options o;
        cw_weigh_options_init(&o);
        o.normalize = CW_NORMALIZE_GEOMEAN;
        o.smooth = 3;
        struct cw_comparison *all = compare(muted, N_MUTED, &o);
        cr_assert_eq(cw_comparison_n_schemes(all), 9); /* sequences were not counted */
        for (size_t s = 0; s < 9; s++) {
                const struct cw_weights *w = cw_comparison_weights(all, s);
                o.scheme = cw_weights_options(w)->scheme;
                cr_assert_neq(o.scheme, CW_SCHEME_MEDIAN_FREQ);
                struct cw_weights *one = weigh_with(counts_of(muted, N_MUTED), &o);
                for (size_t i = 0; i < N_MUTED; i++)
                        cr_assert(cw_weights_at(w, i) == cw_weights_at(one, i));
                cr_assert(cw_weights_diagnosis(w).loss_scale == cw_weights_diagnosis(one).loss_scale);
                cw_weights_free(&one);
        }
        cw_comparison_free(&all);
        cr_assert_null(all);
        cw_comparison_free(&all);
}

Test(compare, json_holds_labels_schemes_and_sentences)
{
        struct cw_weigh_options o;
        char *text;
        struct cw_error err;
        cw_weigh_options_init(&o);
        struct cw_comparison *all = compare(seed, N_SEED, &o);
        cr_assert_eq(cw_comparison_render(all, CW_OUT_JSON, &text, NULL, &err), CW_OK);
        json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
        json_t *label = json_array_get(json_object_get(root, "labels"), 1);
        json_t *scheme = json_array_get(json_object_get(root, "schemes"), 1);
        json_t *diagnosis = json_object_get(scheme, "diagnosis");
        assert_close(json_number_value(json_object_get(json_object_get(label, "weights"), "inverse_sqrt")),
                     seed_weights[0][1], 1e-12);
        cr_assert_str_eq(json_string_value(json_object_get(scheme, "scheme")), "inverse");
        assert_close(json_number_value(json_object_get(diagnosis, "entity_share_weighted")), 0.03091308081289953,
                     1e-12);
        cr_assert_gt(json_array_size(json_object_get(diagnosis, "sentences")), 2);
        cr_assert_eq(json_array_size(json_object_get(diagnosis, "cures")), 4);
        json_decref(root);
        cw_free_text(text);
        cr_assert_eq(cw_comparison_render(all, CW_OUT_TOML, &text, NULL, &err), CW_E_USAGE);
        cr_assert_null(text);
        cw_comparison_free(&all);
}

Test(compare, fails_as_weighing_does)
{
        static const struct label labels[] = {{"O", 10}, {"B-X", 0}};
        struct cw_counts *c = counts_of(labels, 2);
        struct cw_comparison *all = NULL;
        struct cw_weigh_options o;
        struct cw_error err;
        cw_weigh_options_init(&o);
        cr_assert_eq(cw_compare(c, &o, &all, &err), CW_E_DATA);
        cr_assert_null(all);
        cw_counts_free(&c);
}

Test(compare, every_allocation_may_fail)
{
        struct cw_counts *c = counts_of(muted, N_MUTED);
        struct cw_weigh_options o;
        cw_status status = CW_E_MEMORY;
        cw_weigh_options_init(&o);
        for (long n = 1; status != CW_OK; n++) {
                struct cw_comparison *all = NULL;
                struct cw_error err;
                char *text = NULL;
                cw_memory_fail_at(n);
                status = cw_compare(c, &o, &all, &err);
                if (status == CW_OK)
                        status = cw_comparison_render(all, CW_OUT_JSON, &text, NULL, &err);
                cw_memory_fail_at(0);
                cr_assert(status == CW_OK || (status == CW_E_MEMORY && text == NULL));
                cw_free_text(text);
                cw_comparison_free(&all);
        }
        cw_counts_free(&c);
}
