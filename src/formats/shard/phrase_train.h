/* SPDX-License-Identifier: MIT */
/*
 * Finding the phrases of a corpus: byte-pair merges over a sample of its symbols.
 */
#ifndef CW_FORMATS_PHRASE_TRAIN_H
#define CW_FORMATS_PHRASE_TRAIN_H

#include "formats/shard/phrases.h"

/**
 * Adds phrases to `p`, which has its symbols: again and again the pair of codes that follow each other most often in the
 * sample becomes a code of its own, as long as it takes more bytes out of the sample than it costs in the dictionary.  The
 * sample, of symbols, is used up.  The same sample gives the same phrases.
 */
CW_MUST_USE cw_status cw_phrases_train(struct cw_phrases *p, uint8_t *sample, size_t n, struct cw_error *err);

#endif
