/* SPDX-License-Identifier: MIT */
/*
 * The facts of a result: what says where weights came from and how they were made.  One list for every output that can
 * hold them (TOML, YAML, the metadata of safetensors, the comment of a C header), so that all say the same.  No time, no
 * thread count: the same data and options give the same facts.
 */
#ifndef CW_WRITE_FACTS_H
#define CW_WRITE_FACTS_H

#include "base/result.h"

enum cw_fact_kind { CW_FACT_TEXT, CW_FACT_COUNT, CW_FACT_NUMBER };

struct cw_fact {
        const char *key;
        enum cw_fact_kind kind;
        const char *text;
        uint64_t count;
        double number; /**< finite */
};

/** Calls `each` for every fact that is known, in the order in which they are written. */
void cw_facts_each(const struct cw_weights *weights, void (*each)(void *user, const struct cw_fact *fact), void *user);

/** The policy as it is typed and kept: "one", "zero", "max", "omit", "error". */
const char *cw_unseen_policy_name(cw_unseen_policy policy);

#endif
