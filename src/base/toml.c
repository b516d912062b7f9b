/* SPDX-License-Identifier: MIT */
/*
 * The TOML document: its memory (an arena, so that freeing is one loop and cannot recurse), its nodes, its lookup table
 * and its two entry points.  The grammar is in toml_parse.c, toml_value.c, toml_string.c and toml_scalar.c.
 */
#include "base/toml.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/toml_parser.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* ---- failures ---------------------------------------------------------------------------------------------- */

static cw_status
place(struct cw_toml_parser *p, cw_status status)
{
        if (p->err != NULL) {
                p->err->row = p->line;
                p->err->byte_offset = (uint64_t)(p->at - p->begin);
        }
        return status;
}

cw_status
cw_toml_bad(struct cw_toml_parser *p, const char *fmt, ...)
{
        char sentence[512];
        va_list args;
        va_start(args, fmt);
        vsnprintf(sentence, sizeof(sentence), fmt, args);
        va_end(args);
        return place(p, cw_fail(p->err, CW_E_DATA, "%s", sentence));
}

cw_status
cw_toml_expected(struct cw_toml_parser *p, const char *wanted)
{
        const int c = cw_toml_peek(p, 0);
        if (c < 0)
                return cw_toml_bad(p, "expected %s, found the end of the file", wanted);
        if (c == '\n' || (c == '\r' && cw_toml_peek(p, 1) == '\n'))
                return cw_toml_bad(p, "expected %s, found the end of the line", wanted);
        if (c < 0x20 || c == 0x7F)
                return cw_toml_bad(p, "expected %s, found the control character U+%04X", wanted, (unsigned)c);
        int n = 1; /* a whole character, so that the sentence stays valid UTF-8 */
        while (c >= 0x80 && (cw_toml_peek(p, (size_t)n) & 0xC0) == 0x80 && n < 4)
                n++;
        return cw_toml_bad(p, "expected %s, found '%.*s'", wanted, n, p->at);
}

/* ---- memory and nodes -------------------------------------------------------------------------------------- */

struct cw_toml_chunk {
        struct cw_toml_chunk *older;
        size_t used, cap;
        max_align_t bytes[];
};

enum { CHUNK_NBYTES = 32 << 10, ALIGN = _Alignof(max_align_t) };

void *
cw_toml_alloc(struct cw_toml_parser *p, size_t nbytes)
{
        struct cw_toml_chunk *chunk = p->doc->chunks;
        const size_t rounded = (nbytes + ALIGN - 1) / ALIGN * ALIGN;
        if (chunk == NULL || rounded > chunk->cap - chunk->used) {
                const size_t cap = rounded > CHUNK_NBYTES ? rounded : (size_t)CHUNK_NBYTES;
                chunk = cw_malloc(sizeof(*chunk) + cap);
                if (chunk == NULL) {
                        place(p, cw_fail_memory(p->err, sizeof(*chunk) + cap));
                        return NULL;
                }
                *chunk = (struct cw_toml_chunk){.older = p->doc->chunks, .cap = cap};
                p->doc->chunks = chunk;
        }
        void *block = (char *)chunk->bytes + chunk->used;
        chunk->used += rounded;
        return block;
}

/* The slot that holds the child `key` of `table`, or the free one where it belongs. */
static size_t
slot_of(const struct cw_toml *doc, const struct cw_toml_node *table, const char *key, size_t key_nbytes)
{
        const uint64_t hash = (cw_hash64(key, key_nbytes) ^ table->ordinal) * 0x9E3779B97F4A7C15u;
        size_t slot = (size_t)(hash >> 32) & (doc->n_slots - 1);
        for (;; slot = (slot + 1) & (doc->n_slots - 1)) {
                const struct cw_toml_node *node = doc->slots[slot];
                if (node == NULL || (node->parent == table && node->key_nbytes == key_nbytes &&
                                     memcmp(node->key, key, key_nbytes) == 0))
                        return slot;
        }
}

struct cw_toml_node *
cw_toml_lookup(const struct cw_toml *doc, const struct cw_toml_node *table, const char *key, size_t key_nbytes)
{
        return doc->n_slots == 0 ? NULL : doc->slots[slot_of(doc, table, key, key_nbytes)];
}

/* Keeps the table at most half full: a power of two of slots. */
static cw_status
make_room_for_key(struct cw_toml_parser *p)
{
        struct cw_toml *doc = p->doc;
        if (doc->n_keyed < doc->n_slots / 2)
                return CW_OK;
        const struct cw_toml before = *doc;
        const size_t n_slots = before.n_slots == 0 ? 64 : before.n_slots * 2;
        struct cw_toml_node **slots = cw_calloc(n_slots, sizeof(struct cw_toml_node *));
        if (slots == NULL)
                return place(p, cw_fail_memory(p->err, n_slots * sizeof(struct cw_toml_node *)));
        doc->slots = slots;
        doc->n_slots = n_slots;
        for (size_t i = 0; i < before.n_slots; i++) {
                struct cw_toml_node *node = before.slots[i];
                if (node != NULL)
                        slots[slot_of(doc, node->parent, node->key, node->key_nbytes)] = node;
        }
        cw_free(before.slots);
        return CW_OK;
}

cw_status
cw_toml_add(struct cw_toml_parser *p, struct cw_toml_node *parent, const struct cw_toml_part *part,
            struct cw_toml_node **node_ret)
{
        struct cw_toml *doc = p->doc;
        if (doc->n_nodes >= CW_TOML_MAX_NODES)
                return place(p, cw_fail(p->err, CW_E_LIMIT, "expected at most %d values and tables, found more",
                                        (int)CW_TOML_MAX_NODES));
        struct cw_toml_node *node = cw_toml_alloc(p, sizeof(*node));
        if (node == NULL)
                return CW_E_MEMORY;
        *node = (struct cw_toml_node){.parent = parent, .line = p->line, .ordinal = doc->n_nodes};
        if (part != NULL) {
                CW_TRY(make_room_for_key(p));
                node->key = part->text;
                node->key_nbytes = part->nbytes;
                doc->slots[slot_of(doc, parent, part->text, part->nbytes)] = node;
                doc->n_keyed++;
        }
        if (parent != NULL) {
                *(parent->last_child == NULL ? &parent->first_child : &parent->last_child->next) = node;
                parent->last_child = node;
        }
        doc->n_nodes++;
        *node_ret = node;
        return CW_OK;
}

const struct cw_toml_node *
cw_toml_get(const struct cw_toml *doc, const struct cw_toml_node *table, const char *key, size_t key_nbytes)
{
        return table == NULL || table->kind != CW_TOML_TABLE ? NULL : cw_toml_lookup(doc, table, key, key_nbytes);
}

void
cw_toml_free(struct cw_toml **doc)
{
        if (*doc == NULL)
                return;
        for (struct cw_toml_chunk *chunk = (*doc)->chunks, *older; chunk != NULL; chunk = older) {
                older = chunk->older;
                cw_free(chunk);
        }
        cw_free((*doc)->slots);
        cw_free((*doc)->statements);
        cw_free(*doc);
        *doc = NULL;
}

/* ---- entry points ------------------------------------------------------------------------------------------ */

/* UTF-8 of the whole text at once, so that the grammar need not think of it. */
static cw_status
check_utf8(struct cw_toml_parser *p)
{
        const char *const start = p->at;
        while (p->at < p->end) {
                const size_t n = cw_utf8_length(p->at, (size_t)(p->end - p->at));
                if (n == 0)
                        return cw_toml_bad(p, "expected UTF-8, found the byte 0x%02X; save the file as UTF-8",
                                           (unsigned char)*p->at);
                p->line += *p->at == '\n';
                p->at += n;
        }
        p->at = start;
        p->line = 1;
        return CW_OK;
}

static cw_status
open_document(struct cw_toml_parser *p, const char *text, size_t nbytes, struct cw_error *err)
{
        *p = (struct cw_toml_parser){.begin = text, .at = text, .end = text + nbytes, .line = 1, .err = err};
        if (nbytes > CW_TOML_MAX_NBYTES)
                return place(p, cw_fail(err, CW_E_LIMIT, "expected TOML of at most %d bytes, found %zu",
                                        (int)CW_TOML_MAX_NBYTES, nbytes));
        p->doc = cw_calloc(1, sizeof(*p->doc));
        if (p->doc == NULL)
                return place(p, cw_fail_memory(err, sizeof(*p->doc)));
        CW_TRY(check_utf8(p));
        CW_TRY(cw_toml_add(p, NULL, NULL, &p->doc->root));
        p->doc->root->origin = CW_TOML_HEADER;
        return CW_OK;
}

cw_status
cw_toml_parse(const char *text, size_t nbytes, struct cw_toml **doc_ret, struct cw_error *err)
{
        struct cw_toml_parser p;
        cw_status status = open_document(&p, text, nbytes, err);
        if (status == CW_OK)
                status = cw_toml_read_document(&p);
        if (status != CW_OK)
                cw_toml_free(&p.doc);
        *doc_ret = p.doc;
        return status;
}

static cw_status
read_lone_key(struct cw_toml_parser *p)
{
        cw_toml_skip_blanks(p);
        CW_TRY(cw_toml_read_key(p));
        if (p->at != p->end)
                return cw_toml_expected(p, "'.' or the end of the key");
        p->doc->root->kind = CW_TOML_ARRAY;
        for (size_t i = 0; i < p->n_parts; i++) {
                struct cw_toml_node *node;
                CW_TRY(cw_toml_add(p, p->doc->root, NULL, &node));
                node->kind = CW_TOML_STRING;
                node->text = p->parts[i].text;
                node->text_nbytes = p->parts[i].nbytes;
        }
        return CW_OK;
}

cw_status
cw_toml_parse_key(const char *key, size_t nbytes, struct cw_toml **doc_ret, struct cw_error *err)
{
        struct cw_toml_parser p;
        cw_status status = open_document(&p, key, nbytes, err);
        if (status == CW_OK)
                status = read_lone_key(&p);
        if (status != CW_OK)
                cw_toml_free(&p.doc);
        *doc_ret = p.doc;
        return status;
}
