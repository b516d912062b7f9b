/* SPDX-License-Identifier: MIT */
/*
 * Facts to options.
 */
#include "store/weights_recipe.h"

#include "base/memory.h"

#include <string.h>

static cw_status
refuse(const char *key, const char *wanted, struct cw_error *err)
{
        return cw_fail(err, CW_E_DATA,
                       "the facts of the weights: expected %s at %s, found another value; make the file anew", wanted,
                       key);
}

static cw_status
take_number(const json_t *facts, const char *key, double *number_ref, struct cw_error *err)
{
        const json_t *value = json_object_get(facts, key);
        if (value == NULL)
                return CW_OK;
        if (!json_is_number(value))
                return refuse(key, "a number", err);
        *number_ref = json_number_value(value);
        return CW_OK;
}

struct word {
        const char *word;
        int value;
};

/* One of the words, up to the one that is NULL. */
static cw_status
take_word(const json_t *facts, const char *key, const struct word *words, int *value_ref, struct cw_error *err)
{
        const json_t *value = json_object_get(facts, key);
        const char *text = json_string_value(value);
        if (value == NULL)
                return CW_OK;
        for (; text != NULL && words->word != NULL; words++) {
                if (strcmp(words->word, text) == 0) {
                        *value_ref = words->value;
                        return CW_OK;
                }
        }
        return refuse(key, "a word that is known here", err);
}

/* A number, or one of the words, each of which stands for a value of its own. */
static cw_status
take_number_or_word(const json_t *facts, const char *key, const struct word *words, double *number_ref, int *value_ref,
                    struct cw_error *err)
{
        return json_is_string(json_object_get(facts, key)) ? take_word(facts, key, words, value_ref, err)
                                                           : take_number(facts, key, number_ref, err);
}

static cw_status
take_settings(const json_t *facts, const char *key, struct cw_label_setting **settings_ret, size_t *n_ret,
              struct cw_error *err)
{
        json_t *object = json_object_get(facts, key), *value;
        const char *label;
        if (object == NULL)
                return CW_OK;
        if (!json_is_object(object))
                return refuse(key, "numbers by label", err);
        *settings_ret = cw_calloc(json_object_size(object), sizeof(**settings_ret));
        if (*settings_ret == NULL)
                return cw_fail_memory(err, json_object_size(object) * sizeof(**settings_ret));
        json_object_foreach(object, label, value)
        {
                char *copy = cw_strdup(label);
                if (copy == NULL)
                        return cw_fail_memory(err, strlen(label));
                (*settings_ret)[(*n_ret)++] = (struct cw_label_setting){copy, json_number_value(value)};
                if (!json_is_number(value))
                        return refuse(key, "numbers by label", err);
        }
        return CW_OK;
}

static cw_status
take_scheme(const json_t *facts, struct cw_weigh_options *o, struct cw_error *err)
{
        static const struct word automatic[] = {{"auto", true}, {NULL, 0}};
        const json_t *scheme = json_object_get(facts, "scheme");
        int beta_auto = o->beta_auto;
        if (!json_is_string(scheme) || !cw_scheme_from_name(json_string_value(scheme), &o->scheme))
                return refuse("scheme", "a scheme that is known here", err);
        CW_TRY(take_number_or_word(facts, "beta", automatic, &o->beta, &beta_auto, err));
        o->beta_auto = beta_auto;
        CW_TRY(take_number(facts, "prototypes", &o->prototypes, err));
        CW_TRY(take_number(facts, "alpha", &o->alpha, err));
        CW_TRY(take_number(facts, "enet_k", &o->enet_k, err));
        return take_number(facts, "mu", &o->mu, err);
}

static cw_status
take_normalizer(const json_t *facts, struct cw_weigh_options *o, struct cw_error *err)
{
        static const struct word over[] = {{"entities", false}, {"all", true}, {NULL, 0}};
        struct word names[CW_NORMALIZE_NONE + 2] = {{NULL, 0}};
        int normalize = (int)o->normalize, over_all = o->norm_over_all;
        for (int i = 0; i <= CW_NORMALIZE_NONE; i++)
                names[i] = (struct word){cw_normalizer_name((cw_normalizer)i), i};
        CW_TRY(take_word(facts, "normalization", names, &normalize, err));
        CW_TRY(take_word(facts, "norm_over", over, &over_all, err));
        o->normalize = (cw_normalizer)normalize;
        o->norm_over_all = over_all;
        CW_TRY(take_number(facts, "min_weight", &o->min_weight, err));
        return take_number(facts, "max_weight", &o->max_weight, err);
}

static cw_status
take_o(const json_t *facts, struct cw_weights_recipe *r, struct cw_error *err)
{
        static const struct word policies[] = {{"auto", CW_O_AUTO}, {"formula", CW_O_FORMULA}, {NULL, 0}};
        const json_t *label = json_object_get(facts, "o_label");
        int policy = CW_O_NUMBER;
        CW_TRY(take_number_or_word(facts, "o_weight", policies, &r->options.o_weight, &policy, err));
        r->options.o_policy = (cw_o_policy)policy;
        if (label == NULL)
                return CW_OK;
        if (!json_is_string(label))
                return refuse("o_label", "a name", err);
        r->o_label = cw_strdup(json_string_value(label));
        r->options.o_label = r->o_label;
        return r->o_label == NULL ? cw_fail_memory(err, 1) : CW_OK;
}

static cw_status
take_modifiers(const json_t *facts, struct cw_weights_recipe *r, struct cw_error *err)
{
        static const struct word unseen[] = {{"one", CW_UNSEEN_ONE},     {"zero", CW_UNSEEN_ZERO},
                                             {"max", CW_UNSEEN_MAX},     {"omit", CW_UNSEEN_OMIT},
                                             {"error", CW_UNSEEN_ERROR}, {NULL, 0}};
        struct cw_weigh_options *o = &r->options;
        int policy = (int)o->unseen;
        const json_t *tie = json_object_get(facts, "tie_prefixes");
        CW_TRY(take_number(facts, "smooth", &o->smooth, err));
        CW_TRY(take_number(facts, "min_count", &o->min_count, err));
        CW_TRY(take_number(facts, "max_ratio", &o->max_ratio, err));
        if (tie != NULL && !json_is_boolean(tie))
                return refuse("tie_prefixes", "true or false", err);
        o->tie_prefixes = json_is_true(tie);
        CW_TRY(take_word(facts, "unseen", unseen, &policy, err));
        o->unseen = (cw_unseen_policy)policy;
        CW_TRY(take_settings(facts, "boost", &r->boosts, &r->n_boosts, err));
        CW_TRY(take_settings(facts, "set", &r->sets, &r->n_sets, err));
        o->boosts = r->boosts;
        o->n_boosts = r->n_boosts;
        o->sets = r->sets;
        o->n_sets = r->n_sets;
        return CW_OK;
}

/* What is no weights has a quantity where these have a scheme. */
static cw_status
take_emitted(const json_t *facts, struct cw_weigh_options *o, struct cw_error *err)
{
        struct word names[CW_EMIT_SAMPLING + 2] = {{NULL, 0}};
        int emit = (int)o->emit;
        for (int i = 0; i <= CW_EMIT_SAMPLING; i++)
                names[i] = (struct word){cw_emit_name((cw_emit)i), i};
        CW_TRY(take_word(facts, "emit", names, &emit, err));
        o->emit = (cw_emit)emit;
        CW_TRY(take_number(facts, "alpha", &o->alpha, err));
        return take_number(facts, "tau", &o->tau, err);
}

cw_status
cw_weights_recipe_read(const json_t *facts, struct cw_weights_recipe *r, struct cw_error *err)
{
        struct cw_error why;
        *r = (struct cw_weights_recipe){.known = json_object_get(facts, "scheme") != NULL ||
                                                 json_object_get(facts, "emit") != NULL};
        cw_weigh_options_init(&r->options);
        if (!r->known)
                return CW_OK;
        if (json_object_get(facts, "emit") != NULL) {
                CW_TRY(take_emitted(facts, &r->options, err));
        } else {
                CW_TRY(take_scheme(facts, &r->options, err));
                CW_TRY(take_normalizer(facts, &r->options, err));
        }
        CW_TRY(take_o(facts, r, err));
        CW_TRY(take_modifiers(facts, r, err));
        if (cw_weigh_options_check(&r->options, &why) != CW_OK)
                return cw_fail(err, CW_E_DATA, "the facts of the weights: %s", why.message);
        return CW_OK;
}

static void
free_settings(struct cw_label_setting *settings, size_t n)
{
        for (size_t i = 0; i < n; i++)
                cw_free((char *)(uintptr_t)settings[i].label); /* ours: strdup() made it */
        cw_free(settings);
}

void
cw_weights_recipe_free(struct cw_weights_recipe *r)
{
        free_settings(r->boosts, r->n_boosts);
        free_settings(r->sets, r->n_sets);
        cw_free(r->o_label);
        *r = (struct cw_weights_recipe){0};
}
