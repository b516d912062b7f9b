/* SPDX-License-Identifier: MIT */
/*
 * Which encoding a shard gets, and its phrases.
 */
#ifndef CW_PACK_ENCODING_H
#define CW_PACK_ENCODING_H

#include "formats/shard/shard_header.h"
#include "pipeline.h"

/** What is known of the corpus from counting it. */
struct cw_pack_known {
        const struct cw_run *run; /**< as for counting; without collectors */
        const struct cw_counts *counts;
        const struct cw_label_map *names; /**< of labels that are text; see struct cw_sampling */
        cw_notice_fn *notice;             /**< NULL: nobody listens */
        void *user;
};

/**
 * Puts the phrases into header->phrases, whose memory is `phrases` (to be freed with cw_phrases_free() in any case), where
 * the shard is to have them, else leaves it NULL; and the zstd level to be used into *level_ret.
 */
CW_MUST_USE cw_status cw_pack_choose(const struct cw_pack_known *known, const struct cw_pack_options *options,
                                     struct cw_shard_header *header, struct cw_phrases *phrases, int *level_ret,
                                     struct cw_error *err);

#endif
