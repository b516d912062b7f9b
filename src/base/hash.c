/* SPDX-License-Identifier: MIT */
/*
 * The only file that includes xxHash.
 */
#define XXH_STATIC_LINKING_ONLY /* the size of a stream's state, so that it comes from our own allocation */
#include "base/hash.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <xxhash.h>

uint64_t
cw_hash64(const void *data, size_t nbytes)
{
        return XXH3_64bits(data, nbytes);
}

uint64_t
cw_hash_xxh64(const void *data, size_t nbytes)
{
        return XXH64(data, nbytes, 0);
}

struct cw_digest
cw_hash128(const void *data, size_t nbytes)
{
        XXH128_hash_t h = XXH3_128bits(data, nbytes);
        return (struct cw_digest){h.low64, h.high64};
}

/* The state wants to begin at a multiple of 64 bytes, which the seam does not promise. */
struct cw_hash_stream {
        XXH3_state_t *state;
        unsigned char room[sizeof(XXH3_state_t) + 64];
};

struct cw_hash_stream *
cw_hash_stream_new(void)
{
        struct cw_hash_stream *s = cw_calloc(1, sizeof(*s));
        if (s == NULL)
                return NULL;
        s->state = (XXH3_state_t *)(void *)(s->room + (64 - (uintptr_t)s->room % 64));
        XXH3_128bits_reset(s->state);
        return s;
}

void
cw_hash_stream_add(struct cw_hash_stream *stream, const void *data, size_t nbytes)
{
        XXH3_128bits_update(stream->state, data, nbytes);
}

struct cw_digest
cw_hash_stream_end(struct cw_hash_stream **stream_ref)
{
        struct cw_digest digest = {0, 0};
        if (*stream_ref != NULL) {
                const XXH128_hash_t h = XXH3_128bits_digest((*stream_ref)->state);
                digest = (struct cw_digest){h.low64, h.high64};
        }
        cw_free(*stream_ref);
        *stream_ref = NULL;
        return digest;
}

void
cw_digest_hex(struct cw_digest digest, char hex_ret[33])
{
        snprintf(hex_ret, 33, "%016llx%016llx", (unsigned long long)digest.hi, (unsigned long long)digest.lo);
}
