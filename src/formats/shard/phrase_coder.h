/* SPDX-License-Identifier: MIT */
/*
 * From symbols to codes.  A coder is made of a dictionary once and then only read, by any number of threads.
 */
#ifndef CW_FORMATS_PHRASE_CODER_H
#define CW_FORMATS_PHRASE_CODER_H

#include "formats/shard/phrases.h"

enum { CW_CODER_SLACK = 64 }; /**< bytes behind the codes that cw_phrases_encode() may write to */

struct cw_phrase_coder;

/** CW_E_LIMIT if the phrases make too large a table, which those of cw_phrases_train() do not. */
CW_MUST_USE cw_status cw_phrase_coder_new(const struct cw_phrases *p, struct cw_phrase_coder **coder_ret,
                                          struct cw_error *err);
void cw_phrase_coder_free(struct cw_phrase_coder **coder);

/** Codes that spell symbols[0 .. n), all below the dictionary's n_symbols, into codes[0 .. n + CW_CODER_SLACK); returns how
 *  many there are, at most `n`.  The same symbols give the same codes. */
size_t cw_phrases_encode(const struct cw_phrase_coder *coder, const uint8_t *symbols, size_t n, uint8_t *codes);

#endif
