/* SPDX-License-Identifier: MIT */
/*
 * The trie of phrases.  All of its memory is taken at the start: the bound is small.
 */
#include "formats/shard/phrase_trie.h"

#include "base/memory.h"

static unsigned
child_of(const struct cw_trie *t, unsigned node, unsigned symbol)
{
        return t->children[(size_t)node * t->n_symbols + symbol];
}

cw_status
cw_trie_init(struct cw_trie *t, unsigned n_symbols, struct cw_error *err)
{
        *t = (struct cw_trie){.n_symbols = n_symbols, .n_nodes = 1};
        t->nodes_cap = CW_TRIE_CELLS_MOST / (n_symbols == 0 ? 1 : n_symbols);
        if (t->nodes_cap > UINT16_MAX)
                t->nodes_cap = UINT16_MAX;
        t->nodes = cw_calloc(t->nodes_cap, sizeof(*t->nodes));
        t->children = cw_calloc((size_t)t->nodes_cap * n_symbols, sizeof(*t->children));
        if (t->nodes == NULL || t->children == NULL)
                return cw_fail_memory(err, t->nodes_cap * sizeof(*t->nodes));
        t->nodes[0].code = CW_TRIE_NO_CODE;
        for (unsigned symbol = 0; symbol < n_symbols; symbol++)
                (void)cw_trie_add(t, (const uint8_t[]){(uint8_t)symbol}, 1, symbol);
        return CW_OK;
}

void
cw_trie_free(struct cw_trie *t)
{
        cw_free(t->nodes);
        cw_free(t->children);
        *t = (struct cw_trie){0};
}

bool
cw_trie_add(struct cw_trie *t, const uint8_t *symbols, size_t n, unsigned code)
{
        unsigned node = 0;
        size_t i = 0;
        while (i < n && child_of(t, node, symbols[i]) != 0)
                node = child_of(t, node, symbols[i++]);
        if (n - i > t->nodes_cap - t->n_nodes)
                return false;
        for (; i < n; i++) {
                const unsigned child = t->n_nodes++;
                t->children[(size_t)node * t->n_symbols + symbols[i]] = (uint16_t)child;
                t->nodes[child] = (struct cw_trie_node){.code = CW_TRIE_NO_CODE,
                                                        .depth = t->nodes[node].depth + 1,
                                                        .parent = node,
                                                        .symbol = symbols[i]};
                node = child;
        }
        t->nodes[node].code = (int)code;
        return true;
}
