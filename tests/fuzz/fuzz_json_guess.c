/* SPDX-License-Identifier: MIT */
/*
 * JSON documents in small frames, where borders are guessed, beside the same text as a stream, where nobody guesses: whatever the
 * text, counts, verdicts, sentences and places are the same.  The first byte is the size of the frames in sixteens, of the
 * second, bit 0 leaves out bad rows, bit 1 counts by sequence, bit 2 takes the column "," instead of "k".
 */
#include "counterweight.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MOST = 1 << 14 };

static void
demand(bool holds)
{
        if (!holds)
                abort();
}

/* A frame; one that does not say how much it holds is flushed first, so that libzstd does not know by itself. */
static size_t
pack(ZSTD_CCtx *zstd, const char *text, size_t n, bool sized, char *packed, size_t cap)
{
        ZSTD_inBuffer from = {text, n, 0};
        ZSTD_outBuffer to = {packed, cap, 0};
        demand(!ZSTD_isError(ZSTD_CCtx_reset(zstd, ZSTD_reset_session_only)));
        if (sized)
                demand(!ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(zstd, n)));
        else
                demand(ZSTD_compressStream2(zstd, &to, &from, ZSTD_e_flush) == 0);
        demand(ZSTD_compressStream2(zstd, &to, &from, ZSTD_e_end) == 0);
        return to.pos;
}

/* The text in frames into an empty file.  Every other one is without a size, so that each is a block of its own. */
static void
put_frames(int fd, const char *text, size_t n, size_t step)
{
        static ZSTD_CCtx *zstd;
        static char packed[2 * TEXT_MOST];
        if (zstd == NULL)
                zstd = ZSTD_createCCtx();
        demand(zstd != NULL && ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
        for (size_t at = 0; at < n; at += step) {
                const size_t left = n - at < step ? n - at : step;
                const size_t n_packed = pack(zstd, text + at, left, at / step % 2 == 0, packed, sizeof(packed));
                demand(write(fd, packed, n_packed) == (ssize_t)n_packed);
        }
}

/* What counting the file comes to: the counts file, or the sentence. */
static char *
outcome(const char *path, const struct cw_read_options *options)
{
        cw_counts *counts = NULL;
        struct cw_error err;
        char *text, *copy;
        size_t nbytes;
        if (cw_count(&path, 1, options, &counts, &err) != CW_OK)
                return strdup(err.message);
        demand(cw_counts_render(counts, CW_OUT_JSON, &text, &nbytes, &err) == CW_OK);
        copy = strdup(text);
        cw_free_text(text);
        cw_counts_free(&counts);
        return copy;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static int fd = -1;
        static char path[32];
        if (size < 3 || size > TEXT_MOST)
                return 0;
        if (fd < 0) {
                fd = memfd_create("text", 0);
                demand(fd >= 0);
                snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        }
        struct cw_read_options options;
        cw_read_options_init(&options);
        options.n_threads = 1;
        options.format = CW_FORMAT_JSON;
        options.skip_bad_rows = (data[1] & 1) != 0;
        options.presence = (data[1] & 2) != 0 ? CW_PRESENCE_KEEP : CW_PRESENCE_NO;
        options.column = (data[1] & 4) != 0 ? "," : "k";
        const char *const text = (const char *)data + 2;
        put_frames(fd, text, size - 2, size);
        char *const want = outcome(path, &options);
        put_frames(fd, text, size - 2, 16 + (size_t)data[0] * 16);
        char *const found = outcome(path, &options);
        if (strcmp(found, want) != 0) {
                fprintf(stderr, "frames of %d:\n%s\nas a stream:\n%s\n", 16 + data[0] * 16, found, want);
                abort();
        }
        free(want);
        free(found);
        return 0;
}
