/* SPDX-License-Identifier: MIT */
/* See synth_sink.h.  zstd at its default level with checksums; gzip by ISA-L, in one member. */
#include "synth_sink.h"

#include <errno.h>
#include <isa-l/igzip_lib.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum {
        ZSTD_LEVEL = 3,
        GZIP_LEVEL = 2,
        OUT_NBYTES = 1 << 18,
};

struct synth_sink {
        FILE *file;
        const char *path;
        enum synth_codec codec;
        size_t frame_nbytes, in_frame;
        ZSTD_CCtx *zstd;
        struct isal_zstream gzip;
        uint8_t gzip_memory[ISAL_DEF_LVL2_DEFAULT];
        uint8_t out[OUT_NBYTES];
};

void
synth_die(const char *fmt, ...)
{
        va_list args;
        va_start(args, fmt);
        fputs("synth: ", stderr);
        vfprintf(stderr, fmt, args);
        fputc('\n', stderr);
        va_end(args);
        exit(4);
}

struct synth_sink *
synth_sink_open(const char *path, enum synth_codec codec, size_t frame_nbytes)
{
        struct synth_sink *sink = calloc(1, sizeof(*sink));
        if (sink == NULL)
                synth_die("out of memory");
        sink->path = path;
        sink->codec = codec;
        sink->frame_nbytes = frame_nbytes;
        sink->file = fopen(path, "wb");
        if (sink->file == NULL)
                synth_die("%s: %s", path, strerror(errno));
        if (codec == SYNTH_ZST) {
                sink->zstd = ZSTD_createCCtx();
                if (sink->zstd == NULL ||
                    ZSTD_isError(ZSTD_CCtx_setParameter(sink->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL)) ||
                    ZSTD_isError(ZSTD_CCtx_setParameter(sink->zstd, ZSTD_c_checksumFlag, 1)))
                        synth_die("zstd cannot be set up");
        } else if (codec == SYNTH_GZ) {
                isal_deflate_init(&sink->gzip);
                sink->gzip.level = GZIP_LEVEL;
                sink->gzip.level_buf = sink->gzip_memory;
                sink->gzip.level_buf_size = sizeof(sink->gzip_memory);
                sink->gzip.gzip_flag = IGZIP_GZIP;
        }
        return sink;
}

static void
write_out(struct synth_sink *sink, const void *data, size_t n)
{
        if (fwrite(data, 1, n, sink->file) != n)
                synth_die("%s: %s", sink->path, strerror(errno));
}

static void
write_zstd(struct synth_sink *sink, const void *data, size_t n, ZSTD_EndDirective end)
{
        ZSTD_inBuffer in = {data, n, 0};
        for (;;) {
                ZSTD_outBuffer out = {sink->out, sizeof(sink->out), 0};
                const size_t more = ZSTD_compressStream2(sink->zstd, &out, &in, end);
                if (ZSTD_isError(more))
                        synth_die("%s: %s", sink->path, ZSTD_getErrorName(more));
                write_out(sink, sink->out, out.pos);
                if (end == ZSTD_e_continue ? in.pos == in.size : more == 0)
                        return;
        }
}

static void
write_gzip(struct synth_sink *sink, const void *data, size_t n, bool end)
{
        struct isal_zstream *const z = &sink->gzip;
        z->next_in = (uint8_t *)(uintptr_t)data; /* it only reads */
        z->avail_in = (uint32_t)n;
        z->end_of_stream = end;
        do {
                z->next_out = sink->out;
                z->avail_out = sizeof(sink->out);
                if (isal_deflate(z) != COMP_OK)
                        synth_die("%s: gzip failed", sink->path);
                write_out(sink, sink->out, sizeof(sink->out) - z->avail_out);
        } while (z->avail_out == 0);
}

static void
write_frames(struct synth_sink *sink, const char *data, size_t n)
{
        while (sink->frame_nbytes > 0 && sink->in_frame + n >= sink->frame_nbytes) {
                const size_t rest = sink->frame_nbytes - sink->in_frame;
                write_zstd(sink, data, rest, ZSTD_e_end);
                data += rest;
                n -= rest;
                sink->in_frame = 0;
        }
        write_zstd(sink, data, n, ZSTD_e_continue);
        sink->in_frame += n;
}

void
synth_sink_write(struct synth_sink *sink, const void *data, size_t n)
{
        switch (sink->codec) {
        case SYNTH_PLAIN:
                write_out(sink, data, n);
                break;
        case SYNTH_ZST:
                write_frames(sink, data, n);
                break;
        case SYNTH_GZ:
                write_gzip(sink, data, n, false);
                break;
        }
}

void
synth_sink_close(struct synth_sink *sink)
{
        if (sink->codec == SYNTH_ZST)
                write_zstd(sink, NULL, 0, ZSTD_e_end);
        else if (sink->codec == SYNTH_GZ)
                write_gzip(sink, NULL, 0, true);
        if (fclose(sink->file) != 0)
                synth_die("%s: %s", sink->path, strerror(errno));
        ZSTD_freeCCtx(sink->zstd);
        free(sink);
}
