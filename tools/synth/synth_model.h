/* SPDX-License-Identifier: MIT */
/*
 * The label statistics of a PII training set, and sequences drawn from them.
 *
 * 53 labels: O, and B- and I- of 26 entity types, FIRSTNAME and SURNAME five times as likely as each of the others.  A
 * span is one B- and 0 to 4 I-; about 85 % of the tokens are O.  A sequence is 20 to 200 tokens, the first and last of
 * which carry the ignored id -100, as tokenizers leave it on their special tokens.
 *
 * After a drift AGE and PASSWORD are the likely types, and FIRSTNAME and SURNAME are as all others.
 *
 * Everything is drawn from tables by one 64-bit number a span, so that a billion labels are a matter of seconds.
 */
#ifndef CW_SYNTH_MODEL_H
#define CW_SYNTH_MODEL_H

#include <stddef.h>
#include <stdint.h>

enum {
        SYNTH_LABELS = 53,
        SYNTH_IGNORED = -100,
        SYNTH_LONGEST = 256, /**< room for any sequence */
};

/** A stream of numbers that its seed alone decides. */
struct synth_rng {
        uint64_t state;
        uint64_t drift_left; /**< the shard's last so many labels are after the drift; 0: there is none */
};

struct synth_rng synth_rng_seeded(uint64_t seed, uint64_t stream);

/** SplitMix64 (Steele, Lea, Flood 2014): one addition and three multiply-xorshifts. */
static inline uint64_t
synth_rng_next(struct synth_rng *rng)
{
        uint64_t z = rng->state += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
}

/** Fills the tables; once, before anything else. */
void synth_model_init(void);

/** Name of a label, 0 .. SYNTH_LABELS-1. */
const char *synth_label_name(size_t id);

/**
 * Draws the next sequence of a shard that has `left` labels to come; returns its length, at most `left`.  What would
 * leave a stump shorter than a sequence takes the stump in.
 */
size_t synth_sequence(struct synth_rng *rng, uint64_t left, int8_t ids_ret[SYNTH_LONGEST]);

#endif
