/* SPDX-License-Identifier: MIT */
/*
 * The dictionary of a phrase-coded shard: adding, storing, parsing, folding.  Nothing is taken from a file unchecked:
 * labels ascend, a phrase is made of lower codes, and no phrase is longer than its bound.
 */
#include "formats/shard/phrases.h"

#include "base/memory.h"

void
cw_phrases_init(struct cw_phrases *p, const int64_t *ids, unsigned n_ids, bool has_end)
{
        *p = (struct cw_phrases){.n_ids = n_ids, .has_end = has_end};
        for (unsigned i = 0; i < n_ids; i++)
                p->ids[i] = ids[i];
        p->n = p->n_symbols = n_ids + has_end;
        for (unsigned code = 0; code < p->n; code++)
                p->lengths[code] = 1;
}

void
cw_phrases_free(struct cw_phrases *p)
{
        cw_free(p->expanded);
        *p = (struct cw_phrases){0};
}

bool
cw_phrases_add(struct cw_phrases *p, unsigned a, unsigned b)
{
        if (p->n == CW_CODES_MOST || p->lengths[a] + p->lengths[b] > CW_PHRASE_LENGTH_MOST)
                return false;
        p->pairs[p->n][0] = (uint8_t)a;
        p->pairs[p->n][1] = (uint8_t)b;
        p->lengths[p->n++] = (uint16_t)(p->lengths[a] + p->lengths[b]);
        return true;
}

size_t
cw_phrases_spell(const struct cw_phrases *p, unsigned code, uint8_t *symbols, size_t n)
{
        uint8_t stack[CW_CODES_MOST]; /* codes fall on the way down, so that no more than that wait */
        unsigned depth = 0;
        for (;;) {
                while (code >= p->n_symbols) {
                        stack[depth++] = p->pairs[code][1];
                        code = p->pairs[code][0];
                }
                symbols[n++] = (uint8_t)code;
                if (depth == 0)
                        return n;
                code = stack[--depth];
        }
}

cw_status
cw_phrases_expand(struct cw_phrases *p, struct cw_error *err)
{
        size_t nbytes = 0, at = 0;
        for (unsigned code = 0; code < p->n; code++)
                nbytes += p->lengths[code];
        p->expanded = cw_malloc(nbytes);
        if (p->expanded == NULL)
                return cw_fail_memory(err, nbytes);
        for (unsigned code = 0; code < p->n; code++) {
                p->starts[code] = (uint32_t)at;
                at = cw_phrases_spell(p, code, p->expanded, at);
        }
        return CW_OK;
}

int
cw_phrases_symbol(const struct cw_phrases *p, int64_t id)
{
        unsigned low = 0, high = p->n_ids;
        while (low < high) {
                const unsigned middle = (low + high) / 2;
                if (p->ids[middle] < id)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low < p->n_ids && p->ids[low] == id ? (int)low : -1;
}

bool
cw_phrases_fold(const struct cw_phrases *p, uint64_t counts[CW_CODES_MOST])
{
        uint64_t strange = 0;
        for (unsigned code = p->n; code < CW_CODES_MOST; code++)
                strange |= counts[code];
        for (unsigned code = p->n; code-- > p->n_symbols;) {
                counts[p->pairs[code][0]] += counts[code];
                counts[p->pairs[code][1]] += counts[code];
        }
        return strange == 0;
}

void
cw_phrases_store(const struct cw_phrases *p, unsigned id_nbytes, struct cw_buffer *out)
{
        uint8_t bytes[8];
        cw_buffer_putc(out, (char)(uint8_t)p->n_ids);
        for (unsigned i = 0; i < p->n_ids; i++) {
                cw_store_le(bytes, (uint64_t)p->ids[i], id_nbytes);
                cw_buffer_add(out, bytes, id_nbytes);
        }
        cw_buffer_putc(out, p->has_end);
        cw_buffer_putc(out, (char)(uint8_t)(p->n - p->n_symbols));
        if (p->n > p->n_symbols)
                cw_buffer_add(out, p->pairs[p->n_symbols], (size_t)2 * (p->n - p->n_symbols));
}

const char *
cw_phrases_load(struct cw_cursor *c, unsigned id_nbytes, struct cw_phrases *p)
{
        int64_t ids[CW_PHRASE_IDS_MOST];
        const unsigned n_ids = cw_cursor_u8(c);
        for (unsigned i = 0; i < n_ids; i++) {
                const uint8_t *bytes = cw_cursor_bytes(c, id_nbytes);
                if (bytes == NULL)
                        return "the dictionary runs past the end of the header";
                ids[i] = cw_load_signed_le(bytes, id_nbytes);
                if (i > 0 && ids[i] <= ids[i - 1])
                        return "the labels of the dictionary do not ascend";
        }
        const unsigned has_end = cw_cursor_u8(c), n_phrases = cw_cursor_u8(c);
        const uint8_t *pairs = cw_cursor_bytes(c, (size_t)2 * n_phrases);
        if (pairs == NULL)
                return "the dictionary runs past the end of the header";
        if (has_end > 1 || n_ids + has_end + n_phrases > CW_CODES_MOST)
                return "the dictionary has more codes than a byte can say";
        cw_phrases_init(p, ids, n_ids, has_end != 0);
        for (unsigned i = 0; i < n_phrases; i++) {
                const unsigned a = pairs[2 * (size_t)i], b = pairs[2 * (size_t)i + 1];
                if (a >= p->n || b >= p->n)
                        return "a phrase is made of codes that are not below its own";
                if (!cw_phrases_add(p, a, b))
                        return "a phrase is longer than the format allows";
        }
        return NULL;
}
