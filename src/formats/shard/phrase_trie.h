/* SPDX-License-Identifier: MIT */
/*
 * The phrases of a dictionary as a trie of symbols, bounded so that the coder's table, a row a node, stays within the
 * cache.  Node 0 is the root, and every symbol has a node below it, since each is a code of its own.
 */
#ifndef CW_FORMATS_PHRASE_TRIE_H
#define CW_FORMATS_PHRASE_TRIE_H

#include "base/status.h"

enum {
        CW_TRIE_CELLS_MOST = 1 << 18, /**< nodes x symbols: 2 MiB of the coder's table */
        CW_TRIE_NO_CODE = -1
};

struct cw_trie_node {
        int code; /**< that the way to here spells, or CW_TRIE_NO_CODE */
        unsigned depth, parent, symbol;
};

struct cw_trie {
        unsigned n_symbols, n_nodes, nodes_cap;
        struct cw_trie_node *nodes;
        uint16_t *children; /**< children[node * n_symbols + symbol]; 0: none */
};

/** With the nodes of the symbols. */
CW_MUST_USE cw_status cw_trie_init(struct cw_trie *t, unsigned n_symbols, struct cw_error *err);
void cw_trie_free(struct cw_trie *t);

/** Adds a way for `code`; false, and nothing is added, if there are too many nodes. */
bool cw_trie_add(struct cw_trie *t, const uint8_t *symbols, size_t n, unsigned code);

#endif
