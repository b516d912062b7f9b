/* SPDX-License-Identifier: MIT */
/*
 * A sample of all labels of a corpus, as symbols, within bounded memory: what phrases are made of.
 */
#ifndef CW_PACK_SAMPLE_H
#define CW_PACK_SAMPLE_H

#include "formats/shard/phrases.h"
#include "pipeline.h"

/** What is sampled, and how its labels become symbols. */
struct cw_sampling {
        const struct cw_run *run;         /**< as for counting; without collectors */
        const struct cw_phrases *phrases; /**< its symbols */
        const struct cw_label_map
                *names;    /**< ids of labels that are text: of these, or else of run->map; may be NULL */
        uint64_t n_labels; /**< of the corpus */
};

/** *symbols_ret (cw_free) are pieces of the corpus in their order; all of it, if it is small.  The same inputs give the same
 *  sample, whatever the threads do. */
CW_MUST_USE cw_status cw_sample_take(const struct cw_sampling *sampling, uint8_t **symbols_ret, size_t *n_ret,
                                     struct cw_error *err);

/** The id of a label that is text; false if there is none. */
bool cw_pack_find_name(const struct cw_label_map *names, const struct cw_label_map *map, const char *text,
                       size_t nbytes, int64_t *id_ret);

#endif
