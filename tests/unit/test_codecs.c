/* SPDX-License-Identifier: MIT */
/*
 * Streams in pieces of every size, several frames and members one after the other, damage at every byte, and the walk
 * over zstd frames against what libzstd itself finds.  gzip members are made by the program gzip.
 */
#include "codecs/codec.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { TEXT_N = 50000 };

static char *
make_text(void)
{
        char *text = malloc(TEXT_N);
        uint64_t x = 12345;
        for (size_t i = 0; i < TEXT_N; i++) {
                x = x * UINT64_C(6364136223846793005) + 1442695040888963407u;
                text[i] = (char)('a' + (x >> 60));
        }
        return text;
}

static size_t
zstd_frame(const char *text, size_t n, uint8_t *out, size_t cap, bool checksum, bool sized)
{
        ZSTD_CCtx *c = ZSTD_createCCtx();
        ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, checksum);
        ZSTD_CCtx_setParameter(c, ZSTD_c_contentSizeFlag, sized);
        ZSTD_inBuffer in = {text, n, 0};
        ZSTD_outBuffer to = {out, cap, 0};
        if (sized)
                to.pos = ZSTD_compress2(c, out, cap, text, n);
        else
                cr_assert_eq(ZSTD_compressStream2(c, &to, &in, ZSTD_e_end), 0);
        cr_assert_not(ZSTD_isError(to.pos));
        ZSTD_freeCCtx(c);
        return to.pos;
}

/* Runs a stream over `in`, `in_step` bytes in and `out_step` out at a time. */
static cw_status
inflate(enum cw_codec codec, const uint8_t *in, size_t in_n, size_t in_step, size_t out_step, char *out, size_t cap,
        size_t *n_ret, struct cw_error *err)
{
        struct cw_stream *s = NULL;
        size_t in_pos = 0, out_pos = 0;
        cw_status status = cw_stream_new(codec, 1 << 27, &s, err);
        while (status == CW_OK) {
                size_t in_end = in_n - in_pos < in_step ? in_n : in_pos + in_step;
                size_t out_end = cap - out_pos < out_step ? cap : out_pos + out_step, before_in = in_pos,
                       before = out_pos;
                status = cw_stream_run(s, in, in_end, &in_pos, out, out_end, &out_pos, err);
                if (status == CW_OK && in_pos == before_in && out_pos == before && in_end == in_n) {
                        status = cw_stream_end(s, err);
                        break;
                }
        }
        cw_stream_free(&s);
        *n_ret = out_pos;
        return status;
}

static size_t
read_all(const char *path, uint8_t *to, size_t cap)
{
        FILE *f = fopen(path, "rb");
        cr_assert_not_null(f);
        size_t n = fread(to, 1, cap, f);
        fclose(f);
        return n;
}

/* gzip as the program makes it; several members. */
static size_t
gzip_members(const char *text, uint8_t *out, size_t cap, int n_members)
{
        char folder[] = "/tmp/counterweight-codecs-XXXXXX", path[80], command[200];
        cr_assert_not_null(mkdtemp(folder));
        for (int i = 0; i < n_members; i++) {
                size_t from = (size_t)i * TEXT_N / (size_t)n_members, to = (size_t)(i + 1) * TEXT_N / (size_t)n_members;
                snprintf(path, sizeof(path), "%s/piece", folder);
                FILE *f = fopen(path, "wb");
                cr_assert_not_null(f);
                cr_assert_eq(fwrite(text + from, 1, to - from, f), to - from);
                cr_assert_eq(fclose(f), 0);
                snprintf(command, sizeof(command), "gzip -c %s/piece >>%s/all.gz", folder, folder);
                cr_assert_eq(system(command), 0);
        }
        snprintf(path, sizeof(path), "%s/all.gz", folder);
        size_t n = read_all(path, out, cap);
        snprintf(command, sizeof(command), "rm -rf %s", folder);
        cr_assert_eq(system(command), 0);
        return n;
}

Test(codecs, detection)
{
        cr_assert_eq(cw_codec_detect((const uint8_t *)"\x28\xB5\x2F\xFD", 4), CW_CODEC_ZSTD);
        cr_assert_eq(cw_codec_detect((const uint8_t *)"\x5C\x2A\x4D\x18", 4), CW_CODEC_ZSTD);
        cr_assert_eq(cw_codec_detect((const uint8_t *)"\x1F\x8B\x08", 3), CW_CODEC_GZIP);
        cr_assert_eq(cw_codec_detect((const uint8_t *)"\x1F\x8B", 2), CW_CODEC_NONE);
        cr_assert_eq(cw_codec_detect((const uint8_t *)"{\"a\"", 4), CW_CODEC_NONE);
        cr_assert_eq(cw_codec_detect(NULL, 0), CW_CODEC_NONE);
}

static void
check_steps(enum cw_codec codec, const uint8_t *in, size_t in_n, const char *text)
{
        static const size_t steps[] = {1, 7, 100, 4096, 1 << 20};
        char *out = malloc(TEXT_N + 1);
        for (size_t i = 0; i < CW_ARRAY_LEN(steps); i++) {
                for (size_t o = 0; o < CW_ARRAY_LEN(steps); o++) {
                        size_t n = 0;
                        struct cw_error err = {0};
                        cw_status status = inflate(codec, in, in_n, steps[i], steps[o], out, TEXT_N + 1, &n, &err);
                        cr_assert_eq(status, CW_OK, "%zu in, %zu out: %s", steps[i], steps[o], err.message);
                        cr_assert_eq(n, TEXT_N);
                        cr_assert_arr_eq(out, text, TEXT_N);
                }
        }
        free(out);
}

Test(codecs, streams_in_steps_of_every_size)
{
        char *text = make_text();
        size_t cap = 2 * TEXT_N, n;
        uint8_t *in = malloc(cap);
        n = zstd_frame(text, 20000, in, cap, true, true);
        memcpy(in + n, "\x50\x2A\x4D\x18\x03\0\0\0abc", 11); /* a skippable frame between */
        n += 11;
        n += zstd_frame(text + 20000, TEXT_N - 20000, in + n, cap - n, false, false);
        check_steps(CW_CODEC_ZSTD, in, n, text);
        n = gzip_members(text, in, cap, 1);
        check_steps(CW_CODEC_GZIP, in, n, text);
        n = gzip_members(text, in, cap, 9);
        check_steps(CW_CODEC_GZIP, in, n, text);
        memset(in + n, 0, 512); /* padding, as on tapes */
        check_steps(CW_CODEC_GZIP, in, n + 512, text);
        free(in);
        free(text);
}

/* Cut at every byte: truncated, or, at a border of frames, whole; never more text than there was. */
static void
check_cuts(enum cw_codec codec, const uint8_t *in, size_t in_n, size_t n_borders)
{
        char *out = malloc(TEXT_N + 1);
        size_t n_ok = 0;
        for (size_t cut = 1; cut < in_n; cut += cut < 200 || cut + 200 > in_n ? 1 : 17) {
                size_t n = 0;
                struct cw_error err;
                cw_status status = inflate(codec, in, cut, 1 << 20, 1 << 20, out, TEXT_N + 1, &n, &err);
                cr_assert(status == CW_OK || status == CW_E_TRUNCATED, "cut at %zu: %s", cut, err.message);
                n_ok += status == CW_OK;
        }
        cr_assert_leq(n_ok, n_borders);
        free(out);
}

Test(codecs, truncation_is_told)
{
        char *text = make_text();
        uint8_t *in = malloc(2 * TEXT_N);
        check_cuts(CW_CODEC_ZSTD, in, zstd_frame(text, TEXT_N, in, 2 * TEXT_N, true, true), 0);
        check_cuts(CW_CODEC_GZIP, in, gzip_members(text, in, 2 * TEXT_N, 2), 1);
        free(in);
        free(text);
}

Test(codecs, a_flipped_bit_under_a_checksum_is_found)
{
        char *text = make_text(), *out = malloc(TEXT_N + 1);
        uint8_t *in = malloc(2 * TEXT_N);
        for (int codec = CW_CODEC_ZSTD; codec <= CW_CODEC_GZIP; codec++) {
                size_t in_n = codec == CW_CODEC_ZSTD ? zstd_frame(text, TEXT_N, in, 2 * TEXT_N, true, true)
                                                     : gzip_members(text, in, 2 * TEXT_N, 1);
                for (size_t at = 30; at < in_n; at += 41) { /* past names and times in the gzip header */
                        size_t n = 0;
                        in[at] ^= 0x10;
                        cw_status status =
                                inflate((enum cw_codec)codec, in, in_n, 1 << 20, 1 << 20, out, TEXT_N + 1, &n, NULL);
                        cr_assert(cw_status_is_data(status) || (n == TEXT_N && memcmp(out, text, TEXT_N) == 0),
                                  "%s, byte %zu", cw_codec_name((enum cw_codec)codec), at);
                        in[at] ^= 0x10;
                }
        }
        free(in);
        free(out);
        free(text);
}

Test(codecs, something_else_after_the_end)
{
        char *text = make_text(), *out = malloc(TEXT_N + 100);
        uint8_t *in = malloc(2 * TEXT_N);
        struct cw_error err;
        size_t n, in_n = gzip_members(text, in, 2 * TEXT_N, 1);
        memcpy(in + in_n, "garbage!", 8);
        cr_assert_eq(inflate(CW_CODEC_GZIP, in, in_n + 8, 1 << 20, 1 << 20, out, TEXT_N + 100, &n, &err), CW_E_CORRUPT);
        in_n = zstd_frame(text, TEXT_N, in, 2 * TEXT_N, true, true);
        memcpy(in + in_n, "garbage!", 8);
        cr_assert_eq(inflate(CW_CODEC_ZSTD, in, in_n + 8, 1 << 20, 1 << 20, out, TEXT_N + 100, &n, &err), CW_E_CORRUPT);
        free(in);
        free(out);
        free(text);
}

struct memory_file {
        const uint8_t *data;
        size_t n;
};

static cw_status
read_memory(void *user, uint64_t offset, void *buffer, size_t nbytes, size_t *got_ret, struct cw_error *err)
{
        const struct memory_file *m = user;
        (void)err;
        size_t left = offset < m->n ? m->n - (size_t)offset : 0;
        *got_ret = nbytes < left ? nbytes : left;
        memcpy(buffer, m->data + (left == 0 ? 0 : offset), *got_ret);
        return CW_OK;
}

Test(codecs, the_walk_finds_what_libzstd_finds)
{
        enum { FRAMES = 60 };
        char *text = make_text();
        size_t cap = FRAMES * TEXT_N, n = 0, at = 0;
        uint8_t *in = malloc(cap);
        struct memory_file m = {in, 0};
        struct cw_error err;
        for (size_t i = 0; i < FRAMES; i++) {
                size_t text_n = i * i * 13 % TEXT_N;
                n += zstd_frame(text, text_n, in + n, cap - n, i % 2 == 0, i % 3 != 0);
        }
        m.n = n;
        for (size_t i = 0; i < FRAMES; i++) {
                struct cw_zstd_frame f;
                cr_assert_eq(cw_zstd_walk(read_memory, &m, at, n, &f, &err), CW_OK, "%s", err.message);
                cr_assert_eq(f.nbytes, ZSTD_findFrameCompressedSize(in + at, n - at));
                cr_assert_eq(f.content_nbytes, ZSTD_getFrameContentSize(in + at, n - at));
                cr_assert_eq(f.has_checksum, i % 2 == 0);
                at += f.nbytes;
        }
        cr_assert_eq(at, n);
        /* Cut anywhere, the walk ends with a verdict. */
        for (size_t cut = 1; cut < 3000; cut++) {
                cw_status status = CW_OK;
                m.n = cut;
                for (at = 0; status == CW_OK && at < cut;) {
                        struct cw_zstd_frame f;
                        status = cw_zstd_walk(read_memory, &m, at, cut, &f, &err);
                        cr_assert(status == CW_OK || status == CW_E_TRUNCATED);
                        cr_assert(status != CW_OK || f.nbytes > 0);
                        at += f.nbytes;
                }
        }
        free(in);
        free(text);
}

Test(codecs, windows_beyond_the_bound_are_refused)
{
        /* A frame header that asks for a window of 2 GiB; the bound is 1 MiB. */
        static const uint8_t frame[] = {0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 0x01, 0x00, 0x00};
        struct cw_stream *s = NULL;
        struct cw_error err;
        char out[16];
        size_t in_pos = 0, out_pos = 0;
        cr_assert_eq(cw_stream_new(CW_CODEC_ZSTD, 1 << 20, &s, &err), CW_OK);
        cr_assert_eq(cw_stream_run(s, frame, sizeof(frame), &in_pos, out, sizeof(out), &out_pos, &err), CW_E_LIMIT);
        cr_assert(strstr(err.message, "--max-memory") != NULL);
        cw_stream_free(&s);
}
