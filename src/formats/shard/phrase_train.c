/* SPDX-License-Identifier: MIT */
/*
 * Byte-pair merges.  A round goes over the sample once: it puts the new code in the place of its pair and counts, in the
 * same pass, the pairs of what comes out, from which the next round takes the most frequent one.  The sample shrinks
 * by half within some rounds, so that two hundred of them cost as much as forty passes over it.
 *
 * A trie of the phrases grows along, only to be measured: the coder's table has a row for each of its nodes.
 */
#include "formats/shard/phrase_train.h"

#include "base/memory.h"
#include "formats/shard/phrase_trie.h"

#include <string.h>

/* A phrase costs two bytes in the dictionary. */
enum { WORTH_IT = 3 };

struct trainer {
        struct cw_phrases *phrases;
        uint8_t *sample;
        size_t n;
        uint32_t *pairs; /* pairs[a * CW_CODES_MOST + b]: how often b follows a */
        bool *refused;   /* likewise: pairs that cannot become phrases */
        struct cw_trie trie;
};

/* Puts code `to` for each `a b`, from left to right, and counts the pairs of the result.  In a run of one code every
 * other pair is counted: so many can be merged. */
static void
merge(struct trainer *t, int a, int b, uint8_t to)
{
        uint8_t *const sample = t->sample;
        size_t n = 0;
        bool in_run = false;
        memset(t->pairs, 0, sizeof(*t->pairs) * CW_CODES_MOST * CW_CODES_MOST);
        for (size_t i = 0; i < t->n; i++) {
                uint8_t code = sample[i];
                if (code == a && i + 1 < t->n && sample[i + 1] == b) {
                        code = to;
                        i++;
                }
                if (n > 0) {
                        const uint8_t before = sample[n - 1];
                        in_run = before == code && !in_run;
                        t->pairs[before * CW_CODES_MOST + code] += before != code || in_run;
                }
                sample[n++] = code;
        }
        t->n = n;
}

/* The most frequent pair; of equals, the one of lower codes.  False if none is worth a code. */
static bool
find_best(const struct trainer *t, unsigned *a_ret, unsigned *b_ret)
{
        uint32_t most = WORTH_IT - 1;
        for (unsigned a = 0; a < t->phrases->n; a++) {
                for (unsigned b = 0; b < t->phrases->n; b++) {
                        const size_t at = a * CW_CODES_MOST + b;
                        if (t->pairs[at] > most && !t->refused[at]) {
                                most = t->pairs[at];
                                *a_ret = a;
                                *b_ret = b;
                        }
                }
        }
        return most >= WORTH_IT;
}

/* Whether the phrase a b may be had; if so it is in the trie. */
static bool
fits(struct trainer *t, unsigned a, unsigned b)
{
        const struct cw_phrases *p = t->phrases;
        uint8_t symbols[CW_PHRASE_LENGTH_MOST];
        size_t n = 0;
        if (p->lengths[a] + p->lengths[b] > CW_PHRASE_LENGTH_MOST)
                return false;
        n = cw_phrases_spell(p, a, symbols, n);
        n = cw_phrases_spell(p, b, symbols, n);
        return cw_trie_add(&t->trie, symbols, n, p->n);
}

static void
train(struct trainer *t)
{
        struct cw_phrases *p = t->phrases;
        unsigned a = 0, b = 0;
        merge(t, -1, -1, 0); /* merges nothing: counts */
        while (p->n < CW_CODES_MOST && find_best(t, &a, &b)) {
                if (!fits(t, a, b)) {
                        t->refused[a * CW_CODES_MOST + b] = true;
                        continue;
                }
                const uint8_t code = (uint8_t)p->n;
                (void)cw_phrases_add(p, a, b);
                merge(t, (int)a, (int)b, code);
        }
}

cw_status
cw_phrases_train(struct cw_phrases *p, uint8_t *sample, size_t n, struct cw_error *err)
{
        const size_t n_pairs = (size_t)CW_CODES_MOST * CW_CODES_MOST;
        struct trainer t = {.phrases = p,
                            .sample = sample,
                            .n = n,
                            .pairs = cw_calloc(n_pairs, sizeof(*t.pairs)),
                            .refused = cw_calloc(n_pairs, sizeof(*t.refused))};
        cw_status status = cw_trie_init(&t.trie, p->n_symbols, err);
        if (status == CW_OK && (t.pairs == NULL || t.refused == NULL))
                status = cw_fail_memory(err, n_pairs * sizeof(*t.pairs));
        if (status == CW_OK)
                train(&t);
        cw_trie_free(&t.trie);
        cw_free(t.pairs);
        cw_free(t.refused);
        return status;
}
