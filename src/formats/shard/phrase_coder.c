/* SPDX-License-Identifier: MIT */
/*
 * The coder takes the longest phrase at every place, by a transducer: a table of steps with a row for each node of the trie
 * of phrases and a column for each symbol.
 *
 *     state  --symbol-->  next state, and the codes of what can no longer become longer
 *
 * Where the trie goes on, nothing comes out.  Where it does not, the longest phrase that the way to the node begins with
 * comes out, and the rest of the way is walked anew from the root; as that ends in a node of a lesser depth, whose row is
 * filled already, the step is found by looking it up there (as Aho and Corasick fill in their failures).  So a symbol
 * costs one look-up, whatever is backed out of.
 *
 * A step is a word:
 *
 *     bits 0-23   where the next row begins in the table
 *     bits 24-31  how many codes come out
 *     bits 32-63  up to four codes; of more, where they begin in `spilt`
 *
 * Each look-up waits for the one before, some seven cycles; so four stretches of the input are coded side by side, at
 * the price of three phrases cut short.
 */
#include "formats/shard/phrase_coder.h"

#include "base/memory.h"
#include "formats/shard/phrase_trie.h"

#include <string.h>

enum { IN_STEP = 4, N_WAYS = 4, WAYS_AT_LEAST = 4096, EMITTED_MOST = 255 };

struct cw_phrase_coder {
        unsigned n_symbols;
        uint64_t *steps; /* steps[row + symbol], row = node * n_symbols */
        uint64_t *falls; /* falls[node]: the step there is without a symbol, as at the end of the input */
        uint8_t *spilt;
        size_t n_spilt, spilt_cap;
};

static uint64_t
next_row(uint64_t step)
{
        return step & 0xFFFFFF;
}

static size_t
n_emitted(uint64_t step)
{
        return step >> 24 & 0xFF;
}

/* The i-th code that comes out. */
static uint8_t
emitted(const struct cw_phrase_coder *k, uint64_t step, size_t i)
{
        if (n_emitted(step) <= IN_STEP)
                return (uint8_t)(step >> (32 + 8 * i));
        return k->spilt[(step >> 32) + i];
}

/* ---- making the table ------------------------------------------------------------------------------------------ */

/* Codes on their way into a step. */
struct emission {
        size_t n;
        uint8_t codes[2 * EMITTED_MOST];
};

static void
emit(struct emission *e, const struct cw_phrase_coder *k, uint64_t step)
{
        for (size_t i = 0; i < n_emitted(step); i++, e->n++) {
                if (e->n < sizeof(e->codes))
                        e->codes[e->n] = emitted(k, step, i);
        }
}

static cw_status
make_step(struct cw_phrase_coder *k, uint64_t row, const struct emission *e, uint64_t *step_ret, struct cw_error *err)
{
        if (e->n > EMITTED_MOST)
                return cw_fail(err, CW_E_LIMIT, "the phrases of the dictionary overlap too deeply to be coded");
        *step_ret = row | (uint64_t)e->n << 24;
        if (e->n <= IN_STEP) {
                *step_ret |= cw_load_le(e->codes, e->n) << 32;
                return CW_OK;
        }
        if (!cw_grow(&k->spilt, &k->spilt_cap, k->n_spilt + e->n, 1))
                return cw_fail_memory(err, k->n_spilt + e->n);
        *step_ret |= (uint64_t)k->n_spilt << 32;
        memcpy(k->spilt + k->n_spilt, e->codes, e->n);
        k->n_spilt += e->n;
        return CW_OK;
}

/* What comes out at `node` when nothing fits on: its longest phrase, then whatever the rest of the way gives. */
static cw_status
make_fall(struct cw_phrase_coder *k, const struct cw_trie *t, unsigned node, struct cw_error *err)
{
        uint8_t rest[CW_PHRASE_LENGTH_MOST];
        struct emission e = {.n = 0};
        uint64_t row = 0;
        unsigned at = node;
        size_t n = 0;
        for (; t->nodes[at].code == CW_TRIE_NO_CODE; at = t->nodes[at].parent)
                rest[n++] = (uint8_t)t->nodes[at].symbol;
        e.codes[e.n++] = (uint8_t)t->nodes[at].code;
        while (n > 0) {
                const uint64_t step = k->steps[row + rest[--n]];
                emit(&e, k, step);
                row = next_row(step);
        }
        return make_step(k, row, &e, &k->falls[node], err);
}

static cw_status
make_row(struct cw_phrase_coder *k, const struct cw_trie *t, unsigned node, struct cw_error *err)
{
        const size_t row = (size_t)node * k->n_symbols;
        if (node != 0)
                CW_TRY(make_fall(k, t, node, err));
        for (unsigned symbol = 0; symbol < k->n_symbols; symbol++) {
                const unsigned child = t->children[row + symbol];
                if (child != 0) {
                        k->steps[row + symbol] = (uint64_t)child * k->n_symbols;
                        continue;
                }
                const uint64_t fall = k->falls[node], step = k->steps[next_row(fall) + symbol];
                struct emission e = {.n = 0};
                emit(&e, k, fall);
                emit(&e, k, step);
                CW_TRY(make_step(k, next_row(step), &e, &k->steps[row + symbol], err));
        }
        return CW_OK;
}

/* Row by row, the nodes of lesser depth first. */
static cw_status
make_table(struct cw_phrase_coder *k, const struct cw_trie *t, struct cw_error *err)
{
        unsigned n_done = 0;
        for (unsigned depth = 0; n_done < t->n_nodes; depth++) {
                for (unsigned node = 0; node < t->n_nodes; node++) {
                        if (t->nodes[node].depth != depth)
                                continue;
                        CW_TRY(make_row(k, t, node, err));
                        n_done++;
                }
        }
        return CW_OK;
}

static cw_status
plant(const struct cw_phrases *p, struct cw_trie *t, struct cw_error *err)
{
        uint8_t symbols[CW_PHRASE_LENGTH_MOST];
        CW_TRY(cw_trie_init(t, p->n_symbols, err));
        for (unsigned code = p->n_symbols; code < p->n; code++) {
                const size_t n = cw_phrases_spell(p, code, symbols, 0);
                if (!cw_trie_add(t, symbols, n, code))
                        return cw_fail(err, CW_E_LIMIT, "the phrases of the dictionary are too many to be coded");
        }
        return CW_OK;
}

cw_status
cw_phrase_coder_new(const struct cw_phrases *p, struct cw_phrase_coder **coder_ret, struct cw_error *err)
{
        struct cw_trie trie = {0};
        cw_status status = CW_OK;
        struct cw_phrase_coder *k = cw_calloc(1, sizeof(*k));
        *coder_ret = NULL;
        if (k == NULL)
                return cw_fail_memory(err, sizeof(*k));
        k->n_symbols = p->n_symbols;
        CW_TRY_GOTO(plant(p, &trie, err));
        const size_t n_cells = (size_t)trie.n_nodes * k->n_symbols;
        k->steps = cw_calloc(n_cells, sizeof(*k->steps));
        k->falls = cw_calloc(trie.n_nodes, sizeof(*k->falls));
        if (k->steps == NULL || k->falls == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, n_cells * sizeof(*k->steps)));
        CW_TRY_GOTO(make_table(k, &trie, err));
done:
        cw_trie_free(&trie);
        if (status != CW_OK)
                cw_phrase_coder_free(&k);
        *coder_ret = k;
        return status;
}

void
cw_phrase_coder_free(struct cw_phrase_coder **coder_ref)
{
        struct cw_phrase_coder *k = *coder_ref;
        if (k == NULL)
                return;
        cw_free(k->steps);
        cw_free(k->falls);
        cw_free(k->spilt);
        cw_free(k);
        *coder_ref = NULL;
}

/* ---- coding ---------------------------------------------------------------------------------------------------- */

/* A stretch of the input on its way. */
struct way {
        const uint8_t *symbols;
        uint8_t *begin, *codes;
        uint64_t row;
};

static inline void
put(const struct cw_phrase_coder *k, struct way *w, uint64_t step)
{
        const size_t n = n_emitted(step);
        const uint32_t codes =
                (uint32_t)(step >> 32); /* the first in the lowest byte: little-endian, as ids are counted */
        if (__builtin_expect(n <= IN_STEP, 1))
                memcpy(w->codes, &codes, IN_STEP);
        else
                memcpy(w->codes, k->spilt + (step >> 32), n);
        w->codes += n;
        w->row = next_row(step);
}

/* The end of a stretch: the codes of what has not come out. */
static void
finish(const struct cw_phrase_coder *k, struct way *w)
{
        while (w->row != 0)
                put(k, w, k->falls[w->row / k->n_symbols]);
}

size_t
cw_phrases_encode(const struct cw_phrase_coder *k, const uint8_t *symbols, size_t n, uint8_t *codes)
{
        struct way ways[N_WAYS];
        const size_t n_ways = n < WAYS_AT_LEAST ? 1 : N_WAYS, each = n / n_ways;
        size_t n_codes = 0;
        for (size_t i = 0; i < N_WAYS; i++) {
                /* A code comes out for a symbol at most, and IN_STEP bytes are written: the ways keep out of each other. */
                uint8_t *begin = codes + i * (each + IN_STEP);
                ways[i] = (struct way){symbols + i * each, begin, begin, 0};
        }
        if (n_ways == N_WAYS) {
                struct way a = ways[0], b = ways[1], c = ways[2], d = ways[3];
                for (size_t i = 0; i < each; i++) {
                        put(k, &a, k->steps[a.row + a.symbols[i]]);
                        put(k, &b, k->steps[b.row + b.symbols[i]]);
                        put(k, &c, k->steps[c.row + c.symbols[i]]);
                        put(k, &d, k->steps[d.row + d.symbols[i]]);
                }
                ways[0] = a;
                ways[1] = b;
                ways[2] = c;
                ways[3] = d;
        } else {
                for (size_t i = 0; i < each; i++)
                        put(k, &ways[0], k->steps[ways[0].row + symbols[i]]);
        }
        struct way *last = &ways[n_ways - 1];
        for (size_t i = n_ways * each; i < n; i++)
                put(k, last, k->steps[last->row + symbols[i]]);
        for (size_t i = 0; i < n_ways; i++) {
                finish(k, &ways[i]);
                const size_t m = (size_t)(ways[i].codes - ways[i].begin);
                memmove(codes + n_codes, ways[i].begin, m);
                n_codes += m;
        }
        return n_codes;
}
