/* SPDX-License-Identifier: MIT */
/*
 * The codecs of Parquet pages, as their libraries have them; a part of bound.c.
 */
#ifndef BENCH_PAGE_CODECS_H
#define BENCH_PAGE_CODECS_H

#include <snappy-c.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
/* For ZSTD_decompressBound(): not in the stable interface. */
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

static _Noreturn void
die(const char *what)
{
        fprintf(stderr, "bench-bound: %s\n", what);
        exit(1);
}

static void *
take(size_t nbytes)
{
        void *p = malloc(nbytes);
        if (p == NULL)
                die("out of memory");
        return p;
}

/* How a page's codec is taken: the room that it needs, and decompressing it, which gives the number of bytes. */
struct codec {
        const char *name;
        size_t (*room)(const uint8_t *page, size_t nbytes);
        size_t (*decompress)(ZSTD_DCtx *context, const uint8_t *page, size_t nbytes, uint8_t *to, size_t room);
};

static size_t
plain_room(const uint8_t *page, size_t nbytes)
{
        (void)page;
        return nbytes;
}

static size_t
keep_plain(ZSTD_DCtx *context, const uint8_t *page, size_t nbytes, uint8_t *to, size_t room)
{
        (void)context, (void)page, (void)to, (void)room;
        return nbytes;
}

static size_t
snappy_room(const uint8_t *page, size_t nbytes)
{
        size_t room;
        if (snappy_uncompressed_length((const char *)page, nbytes, &room) != SNAPPY_OK)
                die("a page of snappy expected");
        return room;
}

static size_t
decompress_snappy(ZSTD_DCtx *context, const uint8_t *page, size_t nbytes, uint8_t *to, size_t room)
{
        (void)context;
        if (snappy_uncompress((const char *)page, nbytes, (char *)to, &room) != SNAPPY_OK)
                die("a page of snappy expected");
        return room;
}

static size_t
zstd_room(const uint8_t *page, size_t nbytes)
{
        const unsigned long long room = ZSTD_decompressBound(page, nbytes);
        if (room == ZSTD_CONTENTSIZE_ERROR)
                die("a page of zstd expected");
        return (size_t)room;
}

static size_t
decompress_zstd(ZSTD_DCtx *context, const uint8_t *page, size_t nbytes, uint8_t *to, size_t room)
{
        const size_t n = ZSTD_decompressDCtx(context, to, room, page, nbytes);
        if (ZSTD_isError(n))
                die(ZSTD_getErrorName(n));
        return n;
}

static const struct codec codecs[] = {{"plain", plain_room, keep_plain},
                                      {"snappy", snappy_room, decompress_snappy},
                                      {"zstd", zstd_room, decompress_zstd}};

#endif
