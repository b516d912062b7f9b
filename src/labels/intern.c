/* SPDX-License-Identifier: MIT */
/*
 * Interning, the hot path of text formats: one lookup a token whose label differs from the one before.  Built for a few
 * dozen to a few thousand labels of 1 to 20 bytes that are nearly always there already.
 *
 *     slot     | hash | text | nbytes | number + 1 |        24 bytes; a hit touches one slot and the bytes of the name
 *     chunks   | next, used, cap | B-PER\0 I-PER\0 ... | -> | ... |      never moved, so texts are stable
 *
 * The order of labels is random to the processor, so time goes into mispredicted branches: hence a table three quarters
 * empty (a second slot is seldom looked at) and a comparison without a loop.  Tried and left: the string itself in the
 * slot, and xxHash inlined; each saved about a nanosecond of ten.
 */
#include "labels/intern.h"

#include "base/hash.h"
#include "base/memory.h"

#include <string.h>

enum { FIRST_SLOTS = 512, FIRST_CHUNK_NBYTES = 4096, LARGEST_CHUNK_NBYTES = 1 << 20 };
#define MAX_NAMES (UINT32_C(1) << 31)

struct cw_intern_slot {
        uint64_t hash;
        const char *text;
        uint32_t nbytes;
        uint32_t number_plus_1; /* 0: free */
};

struct cw_intern_chunk {
        struct cw_intern_chunk *next;
        size_t used, cap;
        char bytes[];
};

/** memcmp() == 0 with the call saved for short strings; two loads that overlap take any length from 4 to 16. */
static inline bool
equal(const char *a, const char *b, size_t nbytes)
{
        uint64_t a8, b8, a8_end, b8_end;
        uint32_t a4, b4, a4_end, b4_end;
        if (nbytes > 16)
                return memcmp(a, b, nbytes) == 0;
        if (nbytes >= 8) {
                memcpy(&a8, a, 8);
                memcpy(&b8, b, 8);
                memcpy(&a8_end, a + nbytes - 8, 8);
                memcpy(&b8_end, b + nbytes - 8, 8);
                return ((a8 ^ b8) | (a8_end ^ b8_end)) == 0;
        }
        if (nbytes >= 4) {
                memcpy(&a4, a, 4);
                memcpy(&b4, b, 4);
                memcpy(&a4_end, a + nbytes - 4, 4);
                memcpy(&b4_end, b + nbytes - 4, 4);
                return ((a4 ^ b4) | (a4_end ^ b4_end)) == 0;
        }
        for (size_t i = 0; i < nbytes; i++)
                if (a[i] != b[i])
                        return false;
        return true;
}

/** The slot that holds the text, or the free one where it would go.  Most slots are free. */
static inline struct cw_intern_slot *
probe(const struct cw_intern *table, const char *text, size_t nbytes, uint64_t hash)
{
        const size_t mask = table->n_slots - 1;
        for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
                struct cw_intern_slot *slot = &table->slots[i];
                if (slot->number_plus_1 == 0)
                        return slot;
                if (slot->hash == hash && slot->nbytes == nbytes && equal(slot->text, text, nbytes))
                        return slot;
        }
}

static bool
grow_slots(struct cw_intern *table)
{
        const size_t n_slots = table->n_slots == 0 ? FIRST_SLOTS : 2 * table->n_slots;
        struct cw_intern_slot *slots = cw_calloc(n_slots, sizeof(*slots));
        if (slots == NULL)
                return false;
        for (size_t old = 0; old < table->n_slots; old++) {
                if (table->slots[old].number_plus_1 == 0)
                        continue;
                size_t i = (size_t)table->slots[old].hash & (n_slots - 1);
                while (slots[i].number_plus_1 != 0)
                        i = (i + 1) & (n_slots - 1);
                slots[i] = table->slots[old];
        }
        cw_free(table->slots);
        table->slots = slots;
        table->n_slots = n_slots;
        return true;
}

/** Room for `want` bytes in the newest chunk, which is made if need be. */
static char *
reserve_bytes(struct cw_intern *table, size_t want)
{
        struct cw_intern_chunk *chunk = table->chunks;
        if (chunk == NULL || chunk->cap - chunk->used < want) {
                size_t cap = chunk == NULL ? FIRST_CHUNK_NBYTES : 2 * chunk->cap;
                if (cap > LARGEST_CHUNK_NBYTES)
                        cap = LARGEST_CHUNK_NBYTES;
                if (cap < want)
                        cap = want;
                chunk = cw_malloc(sizeof(*chunk) + cap);
                if (chunk == NULL)
                        return NULL;
                *chunk = (struct cw_intern_chunk){.next = table->chunks, .cap = cap};
                table->chunks = chunk;
        }
        return chunk->bytes + chunk->used;
}

/** Everything that can fail comes first, so that a failure leaves the table as it was. */
static uint32_t
add_new(struct cw_intern *table, const char *text, size_t nbytes, uint64_t hash)
{
        if (table->n >= MAX_NAMES || nbytes >= UINT32_MAX)
                return UINT32_MAX;
        if (4 * (table->n + 1) > table->n_slots && !grow_slots(table))
                return UINT32_MAX;
        if (!cw_grow(&table->names, &table->names_cap, table->n + 1, sizeof(*table->names)))
                return UINT32_MAX;
        char *const copy = reserve_bytes(table, nbytes + 1);
        if (copy == NULL)
                return UINT32_MAX;

        if (nbytes > 0)
                memcpy(copy, text, nbytes);
        copy[nbytes] = '\0';
        table->chunks->used += nbytes + 1;
        table->nbytes += nbytes;
        const uint32_t number = (uint32_t)table->n++;
        table->names[number] = (struct cw_intern_name){copy, (uint32_t)nbytes};
        *probe(table, copy, nbytes, hash) = (struct cw_intern_slot){hash, copy, (uint32_t)nbytes, number + 1};
        return number;
}

uint32_t
cw_intern_add(struct cw_intern *table, const char *text, size_t nbytes)
{
        const uint64_t hash = cw_hash64(text, nbytes);
        if (table->n_slots > 0) {
                const struct cw_intern_slot *slot = probe(table, text, nbytes, hash);
                if (slot->number_plus_1 != 0)
                        return slot->number_plus_1 - 1;
        }
        return add_new(table, text, nbytes, hash);
}

uint32_t
cw_intern_find(const struct cw_intern *table, const char *text, size_t nbytes)
{
        if (table->n_slots == 0)
                return UINT32_MAX;
        return probe(table, text, nbytes, cw_hash64(text, nbytes))->number_plus_1 - 1; /* free: 0 - 1 */
}

static void
free_chunks(struct cw_intern_chunk *chunk)
{
        while (chunk != NULL) {
                struct cw_intern_chunk *next = chunk->next;
                cw_free(chunk);
                chunk = next;
        }
}

void
cw_intern_clear(struct cw_intern *table)
{
        if (table->chunks == NULL)
                return;
        free_chunks(table->chunks->next); /* the newest is the largest: it stays */
        table->chunks->next = NULL;
        table->chunks->used = 0;
        memset(table->slots, 0, table->n_slots * sizeof(*table->slots));
        table->n = table->nbytes = 0;
}

void
cw_intern_free(struct cw_intern *table)
{
        free_chunks(table->chunks);
        cw_free(table->names);
        cw_free(table->slots);
        *table = (struct cw_intern){0};
}
