/* SPDX-License-Identifier: MIT */
/*
 * A sequence of labels as text: a JSON record a line, or a CoNLL sentence.  Tokens are drawn from a vocabulary of words
 * of all lengths, some of which need escapes in JSON, look like a comment, or like the very key that is searched for.
 */
#ifndef CW_SYNTH_TEXT_H
#define CW_SYNTH_TEXT_H

#include "synth_model.h"

#include <stdbool.h>

enum { SYNTH_TEXT_NBYTES = 32768 }; /**< room for any sequence in any form */

/** Makes the vocabulary; once, before anything else. */
void synth_text_init(void);

/** {"text": "...", "tokens": [...], "pii_labels": [...]} and a newline, spaced as Python's json module does; labels as
 *  ids, or as names (the ignored ones as "IGNORE").  Returns its length. */
size_t synth_jsonl(struct synth_rng *rng, const int8_t *ids, size_t n, bool names, char out[SYNTH_TEXT_NBYTES]);

/** "token<TAB>label" a line and an empty line; special tokens are left out, as such files have none. */
size_t synth_conll(struct synth_rng *rng, const int8_t *ids, size_t n, char out[SYNTH_TEXT_NBYTES]);

#endif
