/* SPDX-License-Identifier: MIT */
/*
 * A native shard in the hands of others: the program zstd, and a reader of zstd's seekable format written here from
 * its specification with nothing but libzstd and xxHash, so that reader and writer cannot err together.
 */
#include "shard_rig.h"

#include <xxhash.h>
#include <zstd.h>

enum { N = 40000 };

static struct cw_buffer
make_shard(unsigned id_nbytes, size_t n, uint32_t frame_nbytes, int64_t **ids_ret)
{
        static const char *const names[] = {"O", "B-PER", "I-PER"};
        static const size_t lengths[] = {10, 0, 20000};
        const struct cw_shard_header header = {.id_nbytes = id_nbytes, .column = "tags", .names = names, .n_names = 3};
        uint64_t state = 77777777777;
        int64_t *ids = malloc((n + 1) * sizeof(*ids));
        for (size_t i = 0; i < n; i++)
                ids[i] = (int64_t)(rig_random(&state) % 103) - 100;
        *ids_ret = ids;
        return rig_pack(&header, frame_nbytes, (struct rig_labels){ids, n, lengths, n > 0 ? 3 : 0});
}

static void
narrow(int64_t *ids, size_t n, unsigned id_nbytes)
{
        for (size_t i = 0; i < n; i++)
                memmove((char *)ids + i * id_nbytes, &ids[i], id_nbytes);
}

/* What `zstd ARGS FILE` prints; the test is skipped without the program. */
static size_t
run_zstd(const char *args, const struct cw_buffer *shard, char *out, size_t out_cap)
{
        char path[] = "/tmp/cw-shard-XXXXXX", command[256];
        if (system("zstd --version > /dev/null 2>&1") != 0)
                cr_skip_test("the program zstd is not installed");
        int fd = mkstemp(path);
        cr_assert_geq(fd, 0);
        cr_assert_eq(write(fd, shard->data, shard->n), (ssize_t)shard->n);
        close(fd);
        snprintf(command, sizeof(command), "zstd %s %s 2>&1", args, path);
        FILE *pipe = popen(command, "r");
        cr_assert_not_null(pipe);
        size_t n = fread(out, 1, out_cap, pipe);
        int rc = pclose(pipe);
        unlink(path);
        cr_assert_eq(rc, 0, "%s: %.*s", command, (int)n, out);
        return n;
}

Test(shard_peers, zstd_tests_and_decompresses)
{
        char *out = malloc(N * 8 + 1);
        for (unsigned id_nbytes = 1; id_nbytes <= 8; id_nbytes *= 2) {
                for (size_t n = 0; n <= N; n += N) {
                        int64_t *ids;
                        struct cw_buffer shard = make_shard(id_nbytes, n, 9000, &ids);
                        run_zstd("-tq", &shard, out, N * 8);
                        cr_assert_eq(run_zstd("-dcfq", &shard, out, N * 8 + 1), n * id_nbytes);
                        narrow(ids, n, id_nbytes);
                        cr_assert_eq(memcmp(out, ids, n * id_nbytes), 0);
                        cw_buffer_free(&shard);
                        free(ids);
                }
        }
        free(out);
}

Test(shard_peers, zstd_lists_the_frames)
{
        int64_t *ids;
        char out[4096];
        struct cw_buffer shard = make_shard(1, N, 10000, &ids);
        size_t n = run_zstd("-lv", &shard, out, sizeof(out) - 1);
        out[n] = '\0';
        /* header, four preambles, end, table */
        cr_assert_not_null(strstr(out, "# Zstandard Frames: 4"), "%s", out);
        cr_assert_not_null(strstr(out, "# Skippable Frames: 7"), "%s", out);
        cr_assert_not_null(strstr(out, "Check: XXH64"), "%s", out);
        cr_assert_not_null(strstr(out, "(40000 B)"), "%s", out);
        cw_buffer_free(&shard);
        free(ids);
}

static uint32_t
u32_at(const uint8_t *p)
{
        return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void
check_entry(const uint8_t *frame, uint32_t packed, uint32_t plain, uint32_t checksum, char *content)
{
        cr_assert_eq(ZSTD_findFrameCompressedSize(frame, packed), packed, "an entry is one whole frame");
        if (u32_at(frame) != ZSTD_MAGICNUMBER) {
                cr_assert_eq(plain, 0);
                cr_assert_eq(checksum, (uint32_t)XXH64("", 0, 0));
                return;
        }
        cr_assert_eq(ZSTD_getFrameContentSize(frame, packed), plain);
        cr_assert_eq(frame[4] & 0x24, 0x24, "a single segment with a checksum");
        cr_assert_eq(ZSTD_decompress(content, plain, frame, packed), plain);
        cr_assert_eq(checksum, (uint32_t)XXH64(content, plain, 0));
}

static void
check_seek_table(const struct cw_buffer *shard, const void *wanted, size_t wanted_nbytes)
{
        const uint8_t *bytes = (const uint8_t *)shard->data, *footer = bytes + shard->n - 9;
        cr_assert_eq(u32_at(footer + 5), 0x8F92EAB1);
        cr_assert_eq(footer[4], 0x80);
        const uint32_t n = u32_at(footer);
        const uint8_t *table = footer - 12 * (size_t)n - 8, *frame = bytes;
        cr_assert_eq(u32_at(table), 0x184D2A5E);
        cr_assert_eq(u32_at(table + 4), 12 * n + 9);
        char *content = malloc(wanted_nbytes + 1);
        size_t at = 0;
        for (uint32_t i = 0; i < n; i++) {
                const uint8_t *entry = table + 8 + 12 * (size_t)i;
                cr_assert_leq(at + u32_at(entry + 4), wanted_nbytes);
                check_entry(frame, u32_at(entry), u32_at(entry + 4), u32_at(entry + 8), content + at);
                frame += u32_at(entry);
                at += u32_at(entry + 4);
        }
        cr_assert_eq(frame, table, "the entries cover the file up to the table");
        cr_assert_eq(at, wanted_nbytes);
        cr_assert_eq(memcmp(content, wanted, at), 0);
        free(content);
}

Test(shard_peers, seek_table_leads_to_every_frame)
{
        const uint32_t frames[] = {1000, 65536, 1 << 20};
        for (size_t f = 0; f < CW_ARRAY_LEN(frames); f++) {
                for (size_t n = 0; n <= N; n += N) {
                        int64_t *ids;
                        struct cw_buffer shard = make_shard(4, n, frames[f], &ids);
                        narrow(ids, n, 4);
                        check_seek_table(&shard, ids, n * 4);
                        cw_buffer_free(&shard);
                        free(ids);
                }
        }
}

/* Level 1 has a window smaller than the largest frame, unless told otherwise. */
Test(shard_peers, largest_frame_is_one_segment_at_every_level)
{
        enum { FULL = CW_SHARD_PLAIN_MOST };
        const struct cw_shard_header header = {.id_nbytes = 1};
        int64_t *ids = malloc(FULL * sizeof(*ids));
        uint64_t state = 99;
        for (size_t i = 0; i < FULL; i++)
                ids[i] = (int8_t)rig_random(&state);
        char *plain = malloc(FULL);
        for (size_t i = 0; i < FULL; i++)
                plain[i] = (char)ids[i];
        for (int level = 1; level <= 19; level += 6) {
                struct cw_buffer shard = {0};
                cr_assert_eq(rig_try_pack(&header, level, FULL, (struct rig_labels){ids, FULL, NULL, 0}, SIZE_MAX,
                                          &shard, NULL, NULL),
                             CW_OK);
                check_seek_table(&shard, plain, FULL);
                cr_assert_eq(rig_verdict(shard.data, shard.n, RIG_FILE, NULL), CW_OK,
                             "random ids, which do not shrink");
                cw_buffer_free(&shard);
        }
        free(plain);
        free(ids);
}
