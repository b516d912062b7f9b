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
 *
 * Where bytes behind the string may be read, a second table is asked first.  It has the string in the slot, as four words
 * with zeros behind its end, so that no step depends on its length: hashing is four multiplications, comparing four
 * comparisons.  Strings come into it when they are met, at most one for four slots, so that nearly each is at its place.
 *
 *     short    | B-PER000 | 00000000 | 00000000 | 00000000 | 5 | number + 1 |
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

enum { FIRST_SHORTS_BITS = 9, MOST_SHORTS_BITS = 14 };

struct cw_intern_short {
        uint64_t words[4];
        uint32_t nbytes;
        uint32_t number_plus_1; /* 0: free */
};

static inline struct cw_intern_short
short_of(const char *text, size_t nbytes)
{
        static const uint64_t ones_then_zeros[8] = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX};
        struct cw_intern_short s = {.nbytes = (uint32_t)nbytes};
        const char *const mask = (const char *)ones_then_zeros + (CW_INTERN_PAD - nbytes);
        for (size_t i = 0; i < 4; i++) {
                uint64_t word, kept;
                memcpy(&word, text + 8 * i, 8);
                memcpy(&kept, mask + 8 * i, 8);
                s.words[i] = word & kept;
        }
        return s;
}

/** Its slot, or the free one where it would go. */
static inline struct cw_intern_short *
probe_short(const struct cw_intern *table, const struct cw_intern_short *s)
{
        const uint64_t hash = s->words[0] * UINT64_C(0x9E3779B97F4A7C15) + s->words[1] * UINT64_C(0xC2B2AE3D27D4EB4F) +
                              s->words[2] * UINT64_C(0x165667B19E3779F9) + s->words[3] * UINT64_C(0xD6E8FEB86659FD93);
        const size_t mask = ((size_t)1 << table->shorts_bits) - 1;
        for (size_t i = (size_t)(hash >> (64 - table->shorts_bits));; i = (i + 1) & mask) {
                struct cw_intern_short *slot = &table->shorts[i];
                const uint64_t differ = (slot->words[0] ^ s->words[0]) | (slot->words[1] ^ s->words[1]) |
                                        (slot->words[2] ^ s->words[2]) | (slot->words[3] ^ s->words[3]) |
                                        (slot->nbytes ^ s->nbytes);
                if (differ == 0 || slot->number_plus_1 == 0)
                        return slot;
        }
}

/** Makes the table, or one twice as large.  False where that cannot be, which costs time only. */
static bool
grow_shorts(struct cw_intern *table)
{
        struct cw_intern larger = {.shorts_bits = table->shorts_bits == 0 ? FIRST_SHORTS_BITS : table->shorts_bits + 1};
        const size_t n_old = table->shorts == NULL ? 0 : (size_t)1 << table->shorts_bits;
        if (larger.shorts_bits > MOST_SHORTS_BITS)
                return false;
        larger.shorts = cw_calloc((size_t)1 << larger.shorts_bits, sizeof(*larger.shorts));
        if (larger.shorts == NULL)
                return false;
        for (size_t i = 0; i < n_old; i++) {
                if (table->shorts[i].number_plus_1 != 0)
                        *probe_short(&larger, &table->shorts[i]) = table->shorts[i];
        }
        cw_free(table->shorts);
        table->shorts = larger.shorts;
        table->shorts_bits = larger.shorts_bits;
        return true;
}

static void
remember_short(struct cw_intern *table, struct cw_intern_short s, uint32_t number)
{
        const bool full = table->shorts == NULL || 4 * (table->n_shorts + 1) > (size_t)1 << table->shorts_bits;
        if (number == UINT32_MAX || (full && !grow_shorts(table)))
                return;
        s.number_plus_1 = number + 1;
        *probe_short(table, &s) = s;
        table->n_shorts++;
}

uint32_t
cw_intern_add_padded(struct cw_intern *table, const char *text, size_t nbytes)
{
        if (nbytes > CW_INTERN_PAD)
                return cw_intern_add(table, text, nbytes);
        const struct cw_intern_short s = short_of(text, nbytes);
        if (table->shorts != NULL) {
                const struct cw_intern_short *slot = probe_short(table, &s);
                /* A free slot is all zeros, and so looks like the empty string. */
                if (slot->number_plus_1 != 0)
                        return slot->number_plus_1 - 1;
        }
        const uint32_t number = cw_intern_add(table, text, nbytes);
        remember_short(table, s, number);
        return number;
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
        cw_free(table->shorts);
        *table = (struct cw_intern){0};
}
