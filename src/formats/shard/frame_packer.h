/* SPDX-License-Identifier: MIT */
/*
 * One frame of a native shard: labels as they were gathered become preamble, lengths and data frame.  A packer belongs to
 * one thread; what packers share, the coder and its map of labels, is only read.
 */
#ifndef CW_FORMATS_FRAME_PACKER_H
#define CW_FORMATS_FRAME_PACKER_H

#include "formats/shard/phrase_coder.h"
#include "formats/shard/shard_header.h"
#include "formats/shard/shard_layout.h"

/** How frames are packed; made once, then only read. */
struct cw_packing {
        unsigned id_nbytes;
        int level;                        /**< zstd's; 0: phrases are stored, ids have CW_PACK_LEVEL */
        const struct cw_phrases *phrases; /**< NULL: plain ids */
        struct cw_phrase_coder *coder;
        uint16_t *symbols; /**< of ids of one or two bytes, by their bits; UINT16_MAX: none */
};

enum { CW_PACK_LEVEL = 3 };

/** `phrases` (NULL: plain ids) must outlive it.  On failure there is nothing to be freed. */
CW_MUST_USE cw_status cw_packing_init(struct cw_packing *p, const struct cw_phrases *phrases, unsigned id_nbytes,
                                      int level, struct cw_error *err);
void cw_packing_free(struct cw_packing *p);

/** Labels of a frame, gathered. */
struct cw_gathered {
        uint8_t *ids; /**< n_ids of the shard's width */
        uint32_t n_ids;
        uint8_t *lengths; /**< of its sequences, as FORMAT.md says */
        uint32_t lengths_nbytes, n_ended;
        uint64_t first_label; /**< in the shard */
        uint32_t number;
};

struct cw_frame_packer;

CW_MUST_USE cw_status cw_frame_packer_new(const struct cw_packing *packing, struct cw_frame_packer **packer_ret,
                                          struct cw_error *err);
void cw_frame_packer_free(struct cw_frame_packer **packer);

/** Room that a frame of so many ids takes at most. */
size_t cw_frame_packer_bound(const struct cw_packing *packing, size_t n_ids);

/** Packs into out[0 .. out_cap), and says in *frame_ret what it has become.  CW_E_DATA for a label that the dictionary
 *  has not. */
CW_MUST_USE cw_status cw_frame_packer_run(struct cw_frame_packer *packer, const struct cw_gathered *gathered,
                                          uint8_t *out, size_t out_cap, struct cw_shard_frame *frame_ret,
                                          struct cw_error *err);

#endif
