/* SPDX-License-Identifier: MIT */
/*
 * The dictionary of a phrase-coded shard: what each byte of a body stands for.
 *
 *   codes   0 ... n_ids-1 | n_ids, if has_end  | n_symbols ... n-1
 *           one label     | a sequence ends    | a phrase: what two lower codes stand for, one after the other
 *
 * Codes below n_symbols are called symbols.  Since a phrase is a pair of lower codes, the symbols of a whole body are
 * counted from its bytes by going down the codes once: no phrase is ever expanded to be counted.
 */
#ifndef CW_FORMATS_PHRASES_H
#define CW_FORMATS_PHRASES_H

#include "base/buffer.h"
#include "base/cursor.h"

enum {
        CW_CODES_MOST = 256,         /**< a code is a byte */
        CW_PHRASE_IDS_MOST = 255,    /**< different labels of a phrase-coded shard; one code is the end of a sequence */
        CW_PHRASE_LENGTH_MOST = 1024 /**< symbols of one phrase */
};

struct cw_phrases {
        int64_t ids[CW_PHRASE_IDS_MOST]; /**< of the first n_ids codes, ascending */
        unsigned n_ids;
        bool has_end;
        unsigned n_symbols;              /**< n_ids + has_end */
        unsigned n;                      /**< codes */
        uint8_t pairs[CW_CODES_MOST][2]; /**< of codes from n_symbols on */
        uint16_t lengths[CW_CODES_MOST]; /**< in symbols */
        uint32_t starts[CW_CODES_MOST];  /**< expanded[starts[code] .. starts[code] + lengths[code]) */
        uint8_t *expanded;               /**< symbols of each code; NULL until cw_phrases_expand() */
};

/** A dictionary of these labels, ascending and at most CW_PHRASE_IDS_MOST, without phrases. */
void cw_phrases_init(struct cw_phrases *p, const int64_t *ids, unsigned n_ids, bool has_end);
void cw_phrases_free(struct cw_phrases *p);

/** Adds the phrase a b; false if it would be too long, or there is no code left. */
bool cw_phrases_add(struct cw_phrases *p, unsigned a, unsigned b);

/** Fills `starts` and `expanded`, once all phrases are there. */
CW_MUST_USE cw_status cw_phrases_expand(struct cw_phrases *p, struct cw_error *err);

/** Writes the symbols of `code` to symbols[n ..], and returns n for behind them; needs no cw_phrases_expand(). */
size_t cw_phrases_spell(const struct cw_phrases *p, unsigned code, uint8_t *symbols, size_t n);

/** The symbol of a label; -1 if it has none. */
int cw_phrases_symbol(const struct cw_phrases *p, int64_t id);

/** counts[code] of the bytes of a body become counts[symbol] of what they stand for.  False if a byte is no code. */
bool cw_phrases_fold(const struct cw_phrases *p, uint64_t counts[CW_CODES_MOST]);

/** Adds the dictionary as it stands in a shard's header; see FORMAT.md. */
void cw_phrases_store(const struct cw_phrases *p, unsigned id_nbytes, struct cw_buffer *out);

/** Parses one at the cursor, and moves it.  NULL, or what is wrong with it. */
const char *cw_phrases_load(struct cw_cursor *c, unsigned id_nbytes, struct cw_phrases *p);

#endif
