/* SPDX-License-Identifier: MIT */
/*
 * The recipe of a weights file: the options of weighing, read back from the facts that write/facts.c has put there.
 * With it the same counts give the same weights again.
 */
#ifndef CW_STORE_WEIGHTS_RECIPE_H
#define CW_STORE_WEIGHTS_RECIPE_H

#include "base/result.h"

#include <jansson.h>

struct cw_weights_recipe {
        bool known; /**< false: the file does not say how it was made, and these are the defaults */
        struct cw_weigh_options options;
        char *o_label;                          /**< what options.o_label points to */
        struct cw_label_setting *boosts, *sets; /**< likewise; their labels are owned */
        size_t n_boosts, n_sets;
};

/** From an object whose keys are those of the facts; others are left alone.  CW_E_DATA where a value is not what
 *  counterweight writes (the sentence names the key), or the options do not go together.  Free with
 *  cw_weights_recipe_free(), also after a failure. */
CW_MUST_USE cw_status cw_weights_recipe_read(const json_t *facts, struct cw_weights_recipe *recipe_ret,
                                             struct cw_error *err);
void cw_weights_recipe_free(struct cw_weights_recipe *recipe);

#endif
