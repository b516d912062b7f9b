/* SPDX-License-Identifier: MIT */
/*
 * What the tests of the whole path from files to counts share: an empty folder to work in, files plain and compressed,
 * and the outcome of counting as one string, which must be the same for any number of threads.
 */
#ifndef SPINE_FIXTURE_H
#define SPINE_FIXTURE_H

#include "base/buffer.h"
#include "base/memory.h"
#include "counterweight.h"
#include "formats/shard/shard_writer.h"
#include "ranks_in_threads.h"

#include <criterion/criterion.h>
#include <isa-l/igzip_lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

static char spine_folder[] = "/tmp/counterweight-spine-XXXXXX";

__attribute__((unused)) static void
spine_enter(void)
{
        cr_assert_not_null(mkdtemp(spine_folder));
        cr_assert_eq(chdir(spine_folder), 0);
}

__attribute__((unused)) static void
spine_leave(void)
{
        char command[128];
        snprintf(command, sizeof(command), "rm -rf %s", spine_folder);
        cr_assert_eq(system(command), 0);
}

/* ---- files -------------------------------------------------------------------------------------------------- */

__attribute__((unused)) static void
spine_put(const char *path, const void *data, size_t nbytes)
{
        FILE *f = fopen(path, "wb");
        cr_assert_not_null(f, "%s cannot be made", path);
        cr_assert_eq(fwrite(data, 1, nbytes, f), nbytes);
        cr_assert_eq(fclose(f), 0);
}

__attribute__((unused)) static void
spine_puts(const char *path, const char *text)
{
        spine_put(path, text, strlen(text));
}

__attribute__((unused)) static char *
spine_get(const char *path, size_t *nbytes_ret)
{
        FILE *f = fopen(path, "rb");
        cr_assert_not_null(f, "%s cannot be opened", path);
        cr_assert_eq(fseek(f, 0, SEEK_END), 0);
        const size_t n = (size_t)ftell(f);
        rewind(f);
        char *data = malloc(n + 1);
        cr_assert_eq(fread(data, 1, n, f), n);
        fclose(f);
        data[n] = '\0';
        *nbytes_ret = n;
        return data;
}

/* One gzip member. */
__attribute__((unused)) static void
spine_put_gzip(const char *path, const char *text, size_t nbytes)
{
        struct isal_zstream z;
        const size_t cap = nbytes + nbytes / 8 + 1024;
        uint8_t *out = malloc(cap), *in = malloc(nbytes + 1);
        if (nbytes > 0)
                memcpy(in, text, nbytes);
        isal_deflate_stateless_init(&z);
        z.gzip_flag = IGZIP_GZIP;
        z.end_of_stream = 1;
        z.next_in = in;
        z.avail_in = (uint32_t)nbytes;
        z.next_out = out;
        z.avail_out = (uint32_t)cap;
        cr_assert_eq(isal_deflate_stateless(&z), COMP_OK);
        spine_put(path, out, cap - z.avail_out);
        free(in);
        free(out);
}

/* How a zstd file is made of its text. */
struct spine_frames {
        size_t nbytes;      /* content of a frame; 0: all in one */
        bool unsized;       /* frames do not say how much they hold */
        bool mixed;         /* every other frame does */
        size_t empty_every; /* after so many frames an empty one; 0: never */
        size_t skip_every;  /* after so many frames a skippable one; 0: never */
};

__attribute__((unused)) static void
spine_add_frame(struct cw_buffer *out, ZSTD_CCtx *zstd, const char *text, size_t nbytes, bool sized)
{
        const size_t cap = ZSTD_compressBound(nbytes) + 64;
        char *packed = malloc(cap);
        ZSTD_inBuffer from = {text, nbytes, 0};
        ZSTD_outBuffer to = {packed, cap, 0};
        ZSTD_CCtx_reset(zstd, ZSTD_reset_session_only);
        if (sized)
                cr_assert_not(ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(zstd, nbytes)));
        /* Flushed first, so that libzstd does not know the size by itself. */
        if (!sized)
                cr_assert_eq(ZSTD_compressStream2(zstd, &to, &from, ZSTD_e_flush), 0);
        cr_assert_eq(ZSTD_compressStream2(zstd, &to, &from, ZSTD_e_end), 0);
        cw_buffer_add(out, packed, to.pos);
        free(packed);
}

__attribute__((unused)) static void
spine_put_zstd(const char *path, const char *text, size_t nbytes, struct spine_frames how)
{
        static const char skippable[] = "\x50\x2A\x4D\x18\x05\0\0\0hello";
        struct cw_buffer out = {0};
        ZSTD_CCtx *zstd = ZSTD_createCCtx();
        ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, 1);
        ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
        const size_t step = how.nbytes == 0 ? nbytes + 1 : how.nbytes;
        size_t n = 0;
        for (size_t at = 0; at < nbytes || n == 0; at += step, n++) {
                if (how.skip_every > 0 && n % how.skip_every == 0)
                        cw_buffer_add(&out, skippable, sizeof(skippable) - 1);
                if (how.empty_every > 0 && n % how.empty_every == 0)
                        spine_add_frame(&out, zstd, "", 0, n % 2 == 0);
                spine_add_frame(&out, zstd, text + at, nbytes - at < step ? nbytes - at : step,
                                !how.unsized && !(how.mixed && n % 2 == 1));
        }
        ZSTD_freeCCtx(zstd);
        spine_put(path, out.data, out.n);
        cw_buffer_free(&out);
}

__attribute__((unused)) static cw_status
spine_sink(void *user, const void *data, size_t nbytes, struct cw_error *err)
{
        (void)err;
        cw_buffer_add(user, data, nbytes);
        return CW_OK;
}

/* A native shard of one sequence, `frame_nbytes` of ids a frame. */
__attribute__((unused)) static void
spine_put_shard(const char *path, struct cw_shard_header header, const int64_t *ids, size_t n, uint32_t frame_nbytes)
{
        struct cw_buffer out = {0};
        struct cw_shard_writer *w = NULL;
        header.id_nbytes = header.id_nbytes == 0 ? 1 : header.id_nbytes;
        cr_assert_eq(cw_shard_writer_new(&header, 3, frame_nbytes, spine_sink, &out, &w, NULL), CW_OK);
        cr_assert_eq(cw_shard_writer_ids(w, ids, n, NULL), CW_OK);
        cr_assert_eq(cw_shard_writer_end_sequence(w, NULL), CW_OK);
        cr_assert_eq(cw_shard_writer_finish(w, NULL, NULL), CW_OK);
        cw_shard_writer_free(&w);
        spine_put(path, out.data, out.n);
        cw_buffer_free(&out);
}

/* ---- outcomes ----------------------------------------------------------------------------------------------- */

__attribute__((unused)) static void
spine_note(void *user, const char *sentence)
{
        cw_buffer_printf(user, "%s\n", sentence);
}

/* Counts and says how that went: the notices, then the counts file or "STATUS: sentence".  Free with free(). */
__attribute__((unused)) static char *
spine_outcome(const char *const *paths, size_t n, const struct cw_read_options *options, int n_threads)
{
        struct cw_buffer out = {0};
        struct cw_read_options o = *options;
        cw_counts *counts = NULL;
        struct cw_error err;
        memset(&err, 0x5A, sizeof(err)); /* a sentence that nobody wrote is seen */
        o.n_threads = n_threads;
        o.notice = spine_note;
        o.user = &out;
        const cw_status status = cw_count(paths, n, &o, &counts, &err);
        cr_assert_eq(status == CW_OK, counts != NULL);
        if (status == CW_OK) {
                char *text;
                size_t nbytes;
                struct cw_totals t = cw_counts_totals(counts);
                cr_assert_eq(cw_counts_render(counts, CW_OUT_JSON, &text, &nbytes, &err), CW_OK);
                cw_buffer_add(&out, text, nbytes);
                cw_buffer_printf(&out, "%llu failed, %llu rows skipped\n", (unsigned long long)t.shards_failed,
                                 (unsigned long long)t.rows_skipped);
                cw_free_text(text);
        } else {
                cr_assert_eq(err.status, status);
                cr_assert_not_null(memchr(err.message, '\0', sizeof(err.message)));
                cw_buffer_printf(&out, "%d: %s", (int)status, err.message);
        }
        cw_counts_free(&counts);
        return out.data;
}

/* The same with 1, 2, 3 and 8 threads, some times over, and shared by 2, 3 and 5 ranks. */
__attribute__((unused)) static char *
spine_same(const char *const *paths, size_t n, const struct cw_read_options *options)
{
        static const int threads[] = {2, 3, 8};
        char *one = spine_outcome(paths, n, options, 1);
        for (int turn = 0; turn < 4; turn++) {
                for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++) {
                        char *other = spine_outcome(paths, n, options, threads[i]);
                        cr_assert_str_eq(other, one, "%d threads:\n%s\none:\n%s", threads[i], other, one);
                        free(other);
                }
                ranks_in_threads = turn == 0 ? 2 : turn == 1 ? 3 : 5;
                char *shared = spine_outcome(paths, n, options, 1 + turn % 2);
                cr_assert_str_eq(shared, one, "%d ranks:\n%s\none:\n%s", ranks_in_threads, shared, one);
                ranks_in_threads = 0;
                free(shared);
        }
        return one;
}

__attribute__((unused)) static char *
spine_same_file(const char *path, const struct cw_read_options *options)
{
        return spine_same(&path, 1, options);
}

#define SPINE_EXPECT(paths, n, options, ...)                              \
        do {                                                              \
                char expected_[2048];                                     \
                char *found_ = spine_same((paths), (n), (options));       \
                snprintf(expected_, sizeof(expected_), __VA_ARGS__);      \
                cr_expect_str_eq(found_, expected_, "found: %s", found_); \
                free(found_);                                             \
        } while (0)

/* What fails, and how, of one file. */
#define SPINE_FAILS(path, options, status, ...)                                       \
        do {                                                                          \
                const char *paths_[1] = {path};                                       \
                char sentence_[1024];                                                 \
                snprintf(sentence_, sizeof(sentence_), __VA_ARGS__);                  \
                SPINE_EXPECT(paths_, 1, options, "%d: %s", (int)(status), sentence_); \
        } while (0)

/* Tokens of the label with this id, UINT64_MAX if there is none. */
__attribute__((unused)) static uint64_t
spine_tokens(const cw_counts *counts, int64_t id)
{
        for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                if (cw_counts_label(counts, i).id == id)
                        return cw_counts_label(counts, i).tokens;
        }
        return UINT64_MAX;
}

__attribute__((unused)) static cw_counts *
spine_count(const char *const *paths, size_t n, const struct cw_read_options *options)
{
        cw_counts *counts = NULL;
        struct cw_error err;
        cr_assert_eq(cw_count(paths, n, options, &counts, &err), CW_OK, "%s", err.message);
        return counts;
}

__attribute__((unused)) static struct cw_read_options
spine_options(void)
{
        struct cw_read_options options;
        cw_read_options_init(&options);
        return options;
}

/* ---- text --------------------------------------------------------------------------------------------------- */

/* A small generator with a fixed course. */
__attribute__((unused)) static uint32_t
spine_random(uint64_t *state)
{
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        return (uint32_t)(*state >> 33);
}

/* JSON lines of ids 0 .. 9, at least `nbytes` of them. */
__attribute__((unused)) static char *
spine_jsonl(size_t nbytes, uint64_t seed, size_t *nbytes_ret, size_t *n_lines_ret)
{
        struct cw_buffer out = {0};
        size_t n = 0;
        for (; out.n < nbytes; n++) {
                cw_buffer_printf(&out, "{\"text\": \"caf\xC3\xA9 %zu \\\" [1, 2]\", \"tags\": [0", n);
                for (uint32_t k = spine_random(&seed) % 40; k > 0; k--)
                        cw_buffer_printf(&out, ", %u", spine_random(&seed) % 10);
                cw_buffer_puts(&out, spine_random(&seed) % 7 == 0 ? "]}\r\n" : "]}\n");
        }
        *nbytes_ret = out.n;
        if (n_lines_ret != NULL)
                *n_lines_ret = n;
        return out.data;
}

#endif
