/* SPDX-License-Identifier: MIT */
/*
 * The facts of a result: what says where weights came from and how they were made.  One list for every output that can
 * hold them (TOML, YAML, the metadata of safetensors, the comment of a C header), so that all say the same.  No time, no
 * thread count: the same data and options give the same facts.
 *
 * The recipe is the part of them by which the same counts give the same weights again.  An option at its default that
 * is no parameter of the scheme is left out; scheme, normalization, o_label, o_weight and unseen are always there.
 */
#ifndef CW_WRITE_FACTS_H
#define CW_WRITE_FACTS_H

#include "base/buffer.h"
#include "base/result.h"
#include "write/number.h"

enum cw_fact_kind {
        CW_FACT_TEXT,
        CW_FACT_COUNT,
        CW_FACT_NUMBER,
        CW_FACT_FLAG,    /**< true */
        CW_FACT_SETTINGS /**< numbers by label */
};

struct cw_fact {
        const char *key;
        enum cw_fact_kind kind;
        const char *text;
        uint64_t count;
        double number; /**< finite */
        const struct cw_label_setting *settings;
        size_t n_settings;
};

typedef void cw_fact_fn(void *user, const struct cw_fact *fact);

/** Calls `each` for every fact that is known, in the order in which they are written. */
void cw_facts_each(const struct cw_weights *weights, cw_fact_fn *each, void *user);

/** The recipe alone. */
void cw_recipe_each(const struct cw_weights *weights, cw_fact_fn *each, void *user);

/** "An estimate from 1.03 % of the blocks (103 of 10000, seed 1).", for people. */
void cw_estimate_put(const struct cw_estimate *estimate, struct cw_buffer *out);

/** What a fact says in the words of JSON: "text", 7, 0.5, true, {"B-X": 2.0}. */
void cw_fact_put_json(struct cw_buffer *out, const struct cw_fact *fact);

/** What a value is called where it stands alone ("weight", "prior", ...), and what all together are ("class_weights"). */
const char *cw_quantity_name(const struct cw_weights *weights);
const char *cw_emit_quantity(cw_emit emit);
const char *cw_quantity_vector_name(const struct cw_weights *weights);
/** A value as text: float32, but counts exact.  False, with "" in `out`, if there is none or it is not finite. */
bool cw_quantity_text(const struct cw_weights *weights, size_t index, char out[CW_NUMBER_NBYTES]);

#endif
