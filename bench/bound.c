/* SPDX-License-Identifier: MIT */
/*
 * The bound that a format's counting is held against: the same bytes read or decompressed, and nothing else done.
 *
 *     bench-bound THREADS FILE
 *     bench-bound THREADS FILE sum WIDTH RANGES
 *     bench-bound THREADS FILE pages plain|snappy|zstd RANGES
 *
 * Plain files are read through one buffer a thread.  A zstd file of several frames is decompressed frame by frame, each
 * thread taking the next one; a file of one frame, and gzip (ISA-L, the faster decoder of those packaged), is a stream
 * for one thread.  Skippable frames are skipped.  It calls the libraries itself: none of the code that is measured
 * runs here.  Prints the number of bytes that came out.
 *
 * sum: the file is mapped, and the integers of WIDTH bytes that lie in it where RANGES says ("offset nbytes" a line, of a
 * text file) are added up, the threads taking pieces of them in turn.  No counting of integers that lie in memory can
 * do with less than looking at each.  Prints the number of bytes and the sum.
 *
 * pages: what lies there is read, and decompressed by libsnappy or libzstd, the threads taking one page after the other: no
 * counting by way of these libraries can do with less.  The dictionaries are among the pages.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <isa-l/igzip_lib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "page_codecs.h"

enum {
        CHUNK_NBYTES = 1 << 20,
        STREAM_NBYTES = 1 << 18,
        PIECE_NBYTES = 1 << 20, /* that a thread sums up in one go; a multiple of every width */
        SHORT_SUM = 1 << 15,    /* integers of at most 16 bits whose sum stays within 2^30, and so in an int32_t */
        MOST_THREADS = 256,
};

/* Where a zstd frame lies, a page, or a piece of the integers to sum. */
struct span {
        size_t at, nbytes;
};

struct job {
        int fd;
        const uint8_t *data; /* the file, mapped */
        size_t nbytes;
        struct span *spans;
        size_t n_spans, cap_spans, biggest;
        size_t width;              /* of integers to sum */
        const struct codec *codec; /* of pages */
        size_t biggest_stored;
        atomic_size_t next;
        atomic_uint_fast64_t out_nbytes;
        atomic_int_fast64_t sum;
};

static void *
read_chunks(void *arg)
{
        struct job *job = arg;
        uint8_t *buffer = take(CHUNK_NBYTES);
        for (;;) {
                const size_t at = atomic_fetch_add(&job->next, 1) * CHUNK_NBYTES;
                const ssize_t n = pread(job->fd, buffer, CHUNK_NBYTES, (off_t)at);
                if (n < 0)
                        die(strerror(errno));
                if (n == 0)
                        break;
                atomic_fetch_add(&job->out_nbytes, (uint64_t)n);
        }
        free(buffer);
        return NULL;
}

static void *
decompress_frames(void *arg)
{
        struct job *job = arg;
        ZSTD_DCtx *context = ZSTD_createDCtx();
        uint8_t *buffer = take(job->biggest);
        size_t i;
        while ((i = atomic_fetch_add(&job->next, 1)) < job->n_spans) {
                const struct span *f = &job->spans[i];
                const size_t n = ZSTD_decompressDCtx(context, buffer, job->biggest, job->data + f->at, f->nbytes);
                if (ZSTD_isError(n))
                        die(ZSTD_getErrorName(n));
                atomic_fetch_add(&job->out_nbytes, n);
        }
        free(buffer);
        ZSTD_freeDCtx(context);
        return NULL;
}

static void *
stream_zstd(void *arg)
{
        struct job *job = arg;
        ZSTD_DCtx *context = ZSTD_createDCtx();
        uint8_t *buffer = take(STREAM_NBYTES);
        ZSTD_inBuffer in = {job->data, job->nbytes, 0};
        while (in.pos < in.size) {
                ZSTD_outBuffer out = {buffer, STREAM_NBYTES, 0};
                const size_t more = ZSTD_decompressStream(context, &out, &in);
                if (ZSTD_isError(more))
                        die(ZSTD_getErrorName(more));
                atomic_fetch_add(&job->out_nbytes, out.pos);
        }
        free(buffer);
        ZSTD_freeDCtx(context);
        return NULL;
}

static void *
stream_gzip(void *arg)
{
        struct job *job = arg;
        struct inflate_state *state = take(sizeof(*state));
        uint8_t *buffer = take(STREAM_NBYTES);
        isal_inflate_init(state);
        state->crc_flag = ISAL_GZIP;
        state->next_in = (uint8_t *)(uintptr_t)job->data; /* it only reads */
        state->avail_in = (uint32_t)job->nbytes;
        do {
                state->next_out = buffer;
                state->avail_out = STREAM_NBYTES;
                if (isal_inflate(state) != ISAL_DECOMP_OK)
                        die("gzip data expected");
                atomic_fetch_add(&job->out_nbytes, STREAM_NBYTES - state->avail_out);
        } while (state->block_state != ISAL_BLOCK_FINISH);
        free(buffer);
        free(state);
        return NULL;
}

/* One buffer a thread for what is stored, as counting has it that does not map the file, and one for what comes out. */
static void *
decompress_pages(void *arg)
{
        struct job *job = arg;
        ZSTD_DCtx *context = ZSTD_createDCtx();
        uint8_t *stored = take(job->biggest_stored), *plain = take(job->biggest);
        size_t i;
        while ((i = atomic_fetch_add(&job->next, 1)) < job->n_spans) {
                const struct span *p = &job->spans[i];
                if (pread(job->fd, stored, p->nbytes, (off_t)p->at) != (ssize_t)p->nbytes)
                        die("cannot read a page");
                atomic_fetch_add(&job->out_nbytes,
                                 job->codec->decompress(context, stored, p->nbytes, plain, job->biggest));
        }
        free(stored);
        free(plain);
        ZSTD_freeDCtx(context);
        return NULL;
}

/* The loops are compiled for vectors of 32 bytes too, and take them where the machine has them. */
#if defined(__x86_64__)
#define VECTORS __attribute__((target_clones("avx2", "default")))
#else
#define VECTORS
#endif

#define DEFINE_SUM(name, integer, total, n_in_total)                                    \
        VECTORS static int64_t name(const void *data, size_t n)                         \
        {                                                                               \
                const integer *const values = data;                                     \
                int64_t sum = 0;                                                        \
                for (size_t i = 0; i < n;) {                                            \
                        const size_t end = n - i < (n_in_total) ? n : i + (n_in_total); \
                        total part = 0;                                                 \
                        for (; i < end; i++)                                            \
                                part += values[i];                                      \
                        sum += part;                                                    \
                }                                                                       \
                return sum;                                                             \
        }

DEFINE_SUM(sum_int8, int8_t, int32_t, SHORT_SUM)
DEFINE_SUM(sum_int16, int16_t, int32_t, SHORT_SUM)
DEFINE_SUM(sum_int32, int32_t, int64_t, PIECE_NBYTES)
DEFINE_SUM(sum_int64, int64_t, int64_t, PIECE_NBYTES)

static void *
sum_spans(void *arg)
{
        struct job *job = arg;
        int64_t (*sum_of)(const void *, size_t) = job->width == 1   ? sum_int8
                                                  : job->width == 2 ? sum_int16
                                                  : job->width == 4 ? sum_int32
                                                                    : sum_int64;
        size_t i;
        while ((i = atomic_fetch_add(&job->next, 1)) < job->n_spans) {
                const struct span *s = &job->spans[i];
                atomic_fetch_add(&job->sum, sum_of(job->data + s->at, s->nbytes / job->width));
                atomic_fetch_add(&job->out_nbytes, s->nbytes);
        }
        return NULL;
}

static uint32_t
magic_of(const uint8_t *data, size_t nbytes)
{
        uint32_t magic = 0;
        if (nbytes >= sizeof(magic))
                memcpy(&magic, data, sizeof(magic)); /* the machines it runs on are little-endian */
        return magic;
}

static void
add_span(struct job *job, size_t at, size_t nbytes)
{
        if (job->n_spans == job->cap_spans) {
                job->cap_spans = job->cap_spans == 0 ? 1024 : job->cap_spans * 2;
                job->spans = realloc(job->spans, job->cap_spans * sizeof(*job->spans));
                if (job->spans == NULL)
                        die("out of memory");
        }
        job->spans[job->n_spans++] = (struct span){at, nbytes};
}

/* Lists the frames; false if there is only one, which is then taken as a stream. */
static bool
index_frames(struct job *job)
{
        for (size_t at = 0; at < job->nbytes;) {
                const size_t n = ZSTD_findFrameCompressedSize(job->data + at, job->nbytes - at);
                if (ZSTD_isError(n))
                        die(ZSTD_getErrorName(n));
                const bool skippable =
                        (magic_of(job->data + at, n) & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START;
                if (!skippable)
                        add_span(job, at, n);
                at += n;
        }
        for (size_t i = 0; i < job->n_spans && job->n_spans > 1; i++) {
                const struct span *f = &job->spans[i];
                const unsigned long long room = ZSTD_decompressBound(job->data + f->at, f->nbytes);
                job->biggest = room > job->biggest ? (size_t)room : job->biggest;
        }
        return job->n_spans > 1;
}

/* Those of a text file; pieces of at most `most` bytes, so that the threads share them evenly. */
static void
read_ranges(struct job *job, const char *path, size_t alignment, size_t most)
{
        size_t at, nbytes;
        FILE *file = fopen(path, "r");
        if (file == NULL)
                die("cannot open the ranges");
        while (fscanf(file, "%zu %zu", &at, &nbytes) == 2) {
                if (at > job->nbytes || nbytes > job->nbytes - at || (at | nbytes) % alignment != 0)
                        die("a range lies outside of the file, or is not aligned");
                for (size_t n; nbytes > 0; at += n, nbytes -= n) {
                        n = nbytes < most ? nbytes : most;
                        add_span(job, at, n);
                }
        }
        fclose(file);
}

static void
prepare_sum(struct job *job, const char *width, const char *ranges)
{
        job->width = strtoul(width, NULL, 10);
        if (job->width != 1 && job->width != 2 && job->width != 4 && job->width != 8)
                die("a width of 1, 2, 4 or 8 expected");
        read_ranges(job, ranges, job->width, PIECE_NBYTES);
}

static void
prepare_pages(struct job *job, const char *codec, const char *ranges)
{
        for (size_t i = 0; i < sizeof(codecs) / sizeof(*codecs); i++)
                job->codec = strcmp(codecs[i].name, codec) == 0 ? &codecs[i] : job->codec;
        if (job->codec == NULL)
                die("plain, snappy or zstd expected");
        read_ranges(job, ranges, 1, job->codec == codecs ? PIECE_NBYTES : SIZE_MAX);
        for (size_t i = 0; i < job->n_spans; i++) {
                const struct span *p = &job->spans[i];
                const size_t room = job->codec->room(job->data + p->at, p->nbytes);
                job->biggest = room > job->biggest ? room : job->biggest;
                job->biggest_stored = p->nbytes > job->biggest_stored ? p->nbytes : job->biggest_stored;
        }
}

int
main(int argc, char **argv)
{
        struct job job = {.fd = -1};
        struct stat st;
        const bool sum = argc == 6 && strcmp(argv[3], "sum") == 0;
        const bool pages = argc == 6 && strcmp(argv[3], "pages") == 0;
        if (argc != 3 && !sum && !pages)
                die("usage: bench-bound THREADS FILE [sum WIDTH RANGES | pages CODEC RANGES]");
        long n_threads = strtol(argv[1], NULL, 10);
        job.fd = open(argv[2], O_RDONLY);
        if (job.fd < 0 || fstat(job.fd, &st) != 0 || st.st_size == 0 || n_threads < 1 || n_threads > MOST_THREADS)
                die("cannot open the file, or it is empty, or the number of threads is not 1 to 256");
        job.nbytes = (size_t)st.st_size;
        job.data = mmap(NULL, job.nbytes, PROT_READ, MAP_PRIVATE, job.fd, 0);
        if (job.data == MAP_FAILED)
                die(strerror(errno));

        void *(*work)(void *) = read_chunks;
        const uint32_t magic = magic_of(job.data, job.nbytes);
        if (sum) {
                prepare_sum(&job, argv[4], argv[5]);
                work = sum_spans;
        } else if (pages) {
                prepare_pages(&job, argv[4], argv[5]);
                work = decompress_pages;
        } else if ((magic & 0xFFFF) == 0x8B1F)
                work = stream_gzip;
        else if (magic == ZSTD_MAGICNUMBER || (magic & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START)
                work = index_frames(&job) ? decompress_frames : stream_zstd;
        if (work == stream_gzip || work == stream_zstd)
                n_threads = 1;

        pthread_t threads[MOST_THREADS];
        for (long i = 1; i < n_threads; i++)
                if (pthread_create(&threads[i], NULL, work, &job) != 0)
                        die("cannot start a thread");
        work(&job);
        for (long i = 1; i < n_threads; i++)
                pthread_join(threads[i], NULL);
        printf("%" PRIu64 "\n", (uint64_t)job.out_nbytes);
        if (sum)
                printf("%" PRId64 "\n", (int64_t)job.sum);
        free(job.spans);
        return 0;
}
