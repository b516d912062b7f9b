/* SPDX-License-Identifier: MIT */
/*
 * The cache on disk: what was put in comes out, of the newest segment; damage anywhere is as if it were not there; room
 * is made by last use.  And the identities of files that its keys are made of.
 */
#include "base/cpu.h"
#include "base/cursor.h"
#include "cache_entry.h"
#include "input/content.h"
#include "input/file_window.h"
#include "merge/shard_facts.h"
#include "store/cache.h"
#include "store/cache_segment.h"
#include "write_fixture.h"

#include <dirent.h>
#include <fcntl.h>

TestSuite(cache, .init = sample_folder_enter, .fini = sample_folder_remove);

static struct cw_digest
key_of(uint64_t n)
{
        return cw_hash128(&n, sizeof(n));
}

/* A run that adds bodies `first` to `first + n - 1`, each "body NUMBER TAG". */
static void
add_run(uint64_t max_nbytes, uint64_t first, uint64_t n, const char *tag)
{
        struct cw_cache *c = NULL;
        char body[64];
        cr_assert_eq(cw_cache_open("folder/of/cache", max_nbytes, &c, NULL), CW_OK);
        for (uint64_t i = first; i < first + n; i++) {
                snprintf(body, sizeof(body), "body %llu %s", (unsigned long long)i, tag);
                cw_cache_add(c, key_of(i), body, strlen(body));
        }
        struct cw_error err;
        cr_assert_eq(cw_cache_close(&c, &err), CW_OK, "%s", err.message);
        cr_assert_null(c);
}

/* How many of the keys are found; what is found must be right, with one of the two tags. */
static uint64_t
count_found(uint64_t first, uint64_t n, const char *tag, const char *other_tag)
{
        struct cw_cache *c = NULL;
        uint64_t found = 0;
        cr_assert_eq(cw_cache_open("folder/of/cache", CW_CACHE_MOST_DEFAULT, &c, NULL), CW_OK);
        for (uint64_t i = first; i < first + n; i++) {
                struct cw_buffer body = {0};
                char want[64], other[64];
                snprintf(want, sizeof(want), "body %llu %s", (unsigned long long)i, tag);
                snprintf(other, sizeof(other), "body %llu %s", (unsigned long long)i, other_tag);
                if (cw_cache_find(c, key_of(i), &body)) {
                        cr_expect(strcmp(body.data, want) == 0 || strcmp(body.data, other) == 0, "found: %s",
                                  body.data);
                        found += strcmp(body.data, want) == 0;
                }
                cw_buffer_free(&body);
        }
        cr_assert_eq(cw_cache_close(&c, NULL), CW_OK);
        return found;
}

static size_t
list_segments(char path_ret[512])
{
        DIR *dir = opendir("folder/of/cache");
        size_t n = 0;
        for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
                if (strstr(e->d_name, ".cwcache") == NULL)
                        continue;
                snprintf(path_ret, 512, "folder/of/cache/%s", e->d_name);
                n++;
        }
        if (dir != NULL)
                closedir(dir);
        return n;
}

Test(cache, what_was_added_is_found_in_the_next_run)
{
        char path[512];
        cr_expect_eq(count_found(0, 10, "a", "a"), 0);
        add_run(CW_CACHE_MOST_DEFAULT, 0, 1000, "a");
        cr_expect_eq(list_segments(path), 1);
        cr_expect_eq(count_found(0, 1000, "a", "a"), 1000);
        cr_expect_eq(count_found(1000, 10, "a", "a"), 0);
}

Test(cache, the_newest_counts_and_many_segments_become_one)
{
        char path[512];
        size_t most = 0;
        add_run(CW_CACHE_MOST_DEFAULT, 0, 20, "old");
        for (int i = 0; i < 30; i++) {
                char tag[16];
                snprintf(tag, sizeof(tag), "new%d", i);
                add_run(CW_CACHE_MOST_DEFAULT, 10, 20, tag);
                cr_expect_eq(count_found(10, 20, tag, tag), 20);
                cr_expect_eq(count_found(0, 10, "old", "old"), 10);
                const size_t n = list_segments(path);
                most = n > most ? n : most;
        }
        cr_expect_lt(most, 12);
}

/* Every byte of a segment changed in turn, and every end cut off: found and right, or not found. */
Test(cache, damage_is_as_if_nothing_were_there)
{
        static char bytes[4096];
        char path[512];
        add_run(CW_CACHE_MOST_DEFAULT, 0, 5, "a");
        cr_assert_eq(list_segments(path), 1);
        const int fd = open(path, O_RDWR);
        const ssize_t n = read(fd, bytes, sizeof(bytes));
        cr_assert(n > 0 && n < (ssize_t)sizeof(bytes));
        uint64_t lost = 0;
        for (ssize_t i = 0; i < n; i++) {
                const char damaged = (char)(bytes[i] ^ 0x10);
                cr_assert_eq(pwrite(fd, &damaged, 1, i), 1);
                const uint64_t found = count_found(0, 5, "a", "a");
                cr_expect(found == 0 || found == 4 || found == 5);
                lost += found < 5;
                cr_assert_eq(pwrite(fd, bytes, (size_t)n, 0), n);
        }
        cr_expect_eq(lost, (uint64_t)(n - 5 * 4), "only the stamps may be changed without loss");
        for (ssize_t cut = 0; cut < n; cut++) {
                cr_assert_eq(ftruncate(fd, cut), 0);
                cr_expect_eq(count_found(0, 5, "a", "a"), 0);
                cr_assert_eq(ftruncate(fd, n), 0);
                cr_assert_eq(pwrite(fd, bytes, (size_t)n, 0), n);
        }
        /* A damaged segment is removed by the next run that writes one. */
        cr_assert_eq(ftruncate(fd, n - 1), 0);
        close(fd);
        add_run(CW_CACHE_MOST_DEFAULT, 10, 5, "a");
        cr_expect_eq(list_segments(path), 1);
        cr_expect_eq(count_found(10, 5, "a", "a"), 5);
}

/* Bodies of 1000 bytes in a cache of 64 KiB: the ones used last stay. */
Test(cache, room_is_made_by_last_use)
{
        static const uint64_t most = 65536;
        static char body[1000];
        struct cw_cache_stats stats;
        for (uint64_t run = 0; run < 6; run++) {
                struct cw_cache *c = NULL;
                struct cw_buffer found = {0};
                cr_assert_eq(cw_cache_open("c", most, &c, NULL), CW_OK);
                for (uint64_t i = 0; run > 0 && i < 10; i++) /* these are used in every run */
                        cr_expect(cw_cache_find(c, key_of(i), &found), "run %d, key %d", (int)run, (int)i);
                for (uint64_t i = 0; i < 20; i++)
                        cw_cache_add(c, key_of(20 * run + i), body, sizeof(body));
                cr_assert_eq(cw_cache_close(&c, NULL), CW_OK);
                cw_buffer_free(&found);
                cr_assert_eq(cw_cache_each("c", NULL, NULL, &stats, NULL), CW_OK);
                cr_expect_leq(stats.nbytes, most);
                sleep(run < 5 ? 1 : 0); /* stamps count in seconds */
        }
        cr_expect_geq(stats.records, 40);
        /* What takes more than a fourth of the room is not kept at all. */
        struct cw_cache *c = NULL;
        cr_assert_eq(cw_cache_open("c2", 3000, &c, NULL), CW_OK);
        cw_cache_add(c, key_of(1), body, sizeof(body));
        cr_assert_eq(cw_cache_close(&c, NULL), CW_OK);
        cr_assert_eq(cw_cache_each("c2", NULL, NULL, &stats, NULL), CW_OK);
        cr_expect_eq(stats.records, 0);
}

/* Whatever the processor has: a digest made on one machine is compared on another. */
Test(cache, digests_are_the_same_by_any_vectors)
{
        static uint8_t bytes[3 * 32768 + 64];
        for (size_t i = 0; i < sizeof(bytes); i++)
                bytes[i] = (uint8_t)(i * 2654435761u >> 13);
        for (size_t n = 0; n + 64 < sizeof(bytes); n += n < 2100 ? 1 : 8191) {
                const uint8_t *const at = bytes + n % 64;
                cw_cpu_mask(0);
                const struct cw_digest plain = cw_hash128(at, n);
                cw_cpu_mask(CW_CPU_ALL);
                cr_expect(cw_digest_equal(cw_hash128(at, n), plain), "of %zu bytes", n);
        }
}

Test(cache, a_folder_that_cannot_be_made_is_told_once)
{
        struct cw_cache *c = NULL;
        struct cw_error err;
        put_file("file", "x", 1);
        cr_assert_eq(cw_cache_open("file/cache", CW_CACHE_MOST_DEFAULT, &c, NULL), CW_OK);
        cw_cache_add(c, key_of(1), "x", 1);
        cr_expect_eq(cw_cache_close(&c, &err), CW_E_IO);
        cr_expect(strcmp(err.message, "file/cache: cannot make the folder of the cache: Not a directory") == 0,
                  "found: %s", err.message);
        cr_assert_null(c);
        cr_expect_eq(cw_cache_close(&c, &err), CW_OK);
}

Test(cache, clearing_leaves_what_is_not_ours)
{
        char path[512];
        uint64_t nbytes;
        struct stat st;
        add_run(CW_CACHE_MOST_DEFAULT, 0, 3, "a");
        cr_assert_eq(list_segments(path), 1);
        cr_assert_eq(stat(path, &st), 0);
        put_file("folder/of/cache/mine.txt", "x", 1);
        put_file("folder/of/cache/segment-x.cwcache", "x", 1);
        cr_assert_eq(cw_cache_clear("folder/of/cache", &nbytes, NULL), CW_OK);
        cr_expect_eq(nbytes, (uint64_t)st.st_size);
        cr_expect_eq(access("folder/of/cache/mine.txt", F_OK), 0);
        cr_expect_eq(access("folder/of/cache/segment-x.cwcache", F_OK), 0);
        cr_expect_eq(cw_cache_clear("nowhere", &nbytes, NULL), CW_OK);
}

/* ---- entries, facts, identities ------------------------------------------------------------------------------ */

Test(cache, entries_come_back)
{
        const struct cw_cache_entry e = {.identity = {1, UINT64_MAX, 3, -4},
                                         .digested = CW_DIGESTED_ALL,
                                         .content = {5, 6},
                                         .facts = {7, 8},
                                         .path = "/a/b",
                                         .path_nbytes = 4,
                                         .counts = (const uint8_t *)"counts",
                                         .counts_nbytes = 6};
        struct cw_cache_entry back;
        struct cw_buffer b = {0};
        cw_cache_entry_write(&e, &b);
        cr_assert(cw_cache_entry_read(b.data, b.n, &back));
        cr_expect(cw_identity_equal(&back.identity, &e.identity) && back.digested == CW_DIGESTED_ALL);
        cr_expect(cw_digest_equal(back.content, e.content) && cw_digest_equal(back.facts, e.facts));
        cr_expect_eq(back.path_nbytes, 4);
        cr_expect_eq(memcmp(back.path, "/a/b", 4), 0);
        cr_expect_eq(back.counts_nbytes, 6);
        cr_expect_eq(memcmp(back.counts, "counts", 6), 0);
        for (size_t cut = 0; cut < 75; cut++)
                cr_expect_not(cw_cache_entry_read(b.data, cut, &back));
        cw_buffer_free(&b);
}

Test(cache, facts_come_back)
{
        static const char *const names[] = {"O", "B-PS,", "\xE9"};
        struct cw_shard_facts f = {.ignored = (int64_t[]){-100, 7}, .n_ignored = 2, .column = (char[]){"tags"}}, back;
        struct cw_buffer b = {0};
        cr_assert_eq(cw_label_map_from_names(names, 3, "x", &f.names, NULL), CW_OK);
        cw_shard_facts_write(&f, &b);
        cr_assert_eq(cw_shard_facts_read(b.data, b.n, "y", &back, NULL), CW_OK);
        cr_expect_str_eq(back.column, "tags");
        cr_expect_eq(back.n_ignored, 2);
        cr_expect_eq(back.ignored[0], -100);
        cr_assert_eq(back.names->n, 3);
        cr_expect_str_eq(back.names->names[2], "\xE9");
        cr_expect_str_eq(back.names->source, "y");
        cw_shard_facts_free(&back);
        for (size_t i = 0; i < b.n; i++) {
                b.data[i] ^= 1;
                cr_expect_neq(cw_shard_facts_read(b.data, b.n, "y", &back, NULL), CW_OK);
                cr_expect_null(back.names);
                b.data[i] ^= 1;
                cr_expect_neq(cw_shard_facts_read(b.data, i, "y", &back, NULL), CW_OK);
        }
        cw_label_map_free(&f.names);
        cw_buffer_free(&b);
}

Test(cache, keys_hold_what_decides_the_counts)
{
        struct cw_read_options o, p;
        struct cw_buffer a = {0}, b = {0};
        const struct cw_identity id = {1, 2, 3, 4};
        cw_read_options_init(&o);
        cw_cache_put_settings(&a, &o, "tags");
        /* What is decided after counting is no part of it. */
        p = o;
        p.labels_path = "map";
        p.n_ignore_ids = 0;
        p.unknown = CW_UNKNOWN_COUNT;
        p.o_label = "Z";
        p.n_threads = 7;
        p.per_shard = p.keep_going = true;
        p.kernel = "scalar";
        cw_cache_put_settings(&b, &p, "tags");
        cr_expect(a.n == b.n && memcmp(a.data, b.data, a.n) == 0);
        /* Each of these is. */
        for (int i = 0; i < 9; i++) {
                p = o;
                b.n = 0;
                if (i == 0)
                        p.format = CW_FORMAT_CONLL;
                if (i == 1)
                        p.column = "tags";
                if (i == 2)
                        p.dtype = "u8";
                if (i == 3)
                        p.skip_bad_rows = true;
                if (i == 4)
                        p.conll_field = "4";
                if (i == 5)
                        p.conll_separator = "tab";
                if (i == 6)
                        p.conll_comment = "none";
                if (i == 7)
                        p.conll_header = true;
                cw_cache_put_settings(&b, &p, i == 8 ? NULL : "tags");
                cr_expect(a.n != b.n || memcmp(a.data, b.data, a.n) != 0, "case %d", i);
        }
        const struct cw_digest settings = cw_hash128(a.data, a.n), others = cw_hash128(b.data, b.n);
        const struct cw_digest key = cw_cache_key(settings, "/x/a.jsonl", &id);
        cr_expect(cw_digest_equal(key, cw_cache_key(settings, "b.jsonl", &id)), "a file may be moved");
        cr_expect_not(cw_digest_equal(key, cw_cache_key(settings, "/x/a.conll", &id)),
                      "its kind may be told from its name");
        cr_expect_not(cw_digest_equal(key, cw_cache_key(settings, "/x.jsonl/a", &id)), "by no folder's name");
        cr_expect_not(cw_digest_equal(key, cw_cache_key(others, "/x/a.jsonl", &id)));
        for (int i = 0; i < 4; i++) {
                const struct cw_identity other = {1 + (i == 0), 2 + (i == 1), 3 + (i == 2), 4 + (i == 3)};
                cr_expect_not(cw_digest_equal(key, cw_cache_key(settings, "/x/a.jsonl", &other)), "part %d", i);
        }
        cw_buffer_free(&a);
        cw_buffer_free(&b);
}

Test(cache, a_file_is_taken_at_its_word_a_tick_later)
{
        const int64_t s = INT64_C(1000000000), ms = INT64_C(1000000);
        struct cw_identity id = {1, 1, 1, 100 * s + 5};
        cr_expect_not(cw_identity_is_settled(&id, 100 * s + 5));
        cr_expect_not(cw_identity_is_settled(&id, 100 * s + 15 * ms));
        cr_expect(cw_identity_is_settled(&id, 100 * s + 25 * ms));
        cr_expect_not(cw_identity_is_settled(&id, 99 * s), "of the future");
        id.mtime_ns = 100 * s; /* no fraction: a file system of whole seconds */
        cr_expect_not(cw_identity_is_settled(&id, 102 * s));
        cr_expect(cw_identity_is_settled(&id, 104 * s));
        id.mtime_ns = INT64_MAX;
        cr_expect_not(cw_identity_is_settled(&id, INT64_MAX));
}

/* XXH3-128 of "a" as the xxhsum of its authors prints it. */
Test(cache, digest_of_a_file)
{
        struct cw_file *f = NULL;
        struct cw_digest d;
        char hex[33];
        put_file("a", "a", 1);
        cr_assert_eq(cw_file_open("a", &f, NULL), CW_OK);
        cr_assert_eq(cw_file_digest(f, &d, NULL), CW_OK);
        cw_digest_hex(d, hex);
        cr_expect_str_eq(hex, "a96faf705af16834e6c632b61e964e1f");
        cw_file_close(&f);
}

/* However a file is read, whole or in parts, in any order, by several: the digest is that of all its pieces. */
Test(cache, digest_made_along_with_reading)
{
        enum { NBYTES = 700001, N = NBYTES / CW_CONTENT_PIECE + 1 };
        static char big[NBYTES], room[NBYTES];
        static uint8_t digests[N][16];
        struct cw_file *f = NULL;
        struct cw_digest d;
        size_t got;
        for (size_t i = 0; i < NBYTES; i++)
                big[i] = (char)(i * 2654435761u >> 13);
        put_file("big", big, NBYTES);
        for (size_t i = 0; i < N; i++) {
                const size_t from = i * CW_CONTENT_PIECE, left = NBYTES - from;
                const struct cw_digest piece =
                        cw_hash128(big + from, left < CW_CONTENT_PIECE ? left : CW_CONTENT_PIECE);
                cw_store_le(digests[i], piece.lo, 8);
                cw_store_le(digests[i] + 8, piece.hi, 8);
        }
        const struct cw_digest right = cw_hash128(digests, sizeof(digests));
        for (unsigned way = 0; way < 6; way++) {
                cr_assert_eq(cw_file_open("big", &f, NULL), CW_OK);
                if (way > 0)
                        cw_content_watch(f);
                if (way == 1) {
                        cr_assert_eq(cw_file_read_at(f, 0, room, NBYTES, &got, NULL), CW_OK);
                        cr_expect_eq(cw_content_unseen(f), 0);
                } else if (way == 2) { /* no piece is whole in what is read */
                        for (uint64_t at = 1; at < NBYTES; at += CW_CONTENT_PIECE)
                                cr_assert_eq(cw_file_read_at(f, at, room, CW_CONTENT_PIECE - 1, &got, NULL), CW_OK);
                        cr_expect_eq(cw_content_unseen(f), NBYTES);
                } else if (way == 3) { /* from the end, the ends of pieces twice */
                        for (uint64_t at = NBYTES; at > 100000; at -= 50000)
                                cr_assert_eq(cw_file_read_at(f, at - 100000, room, 100000, &got, NULL), CW_OK);
                        cr_expect(cw_content_unseen(f) > 0 && cw_content_unseen(f) < NBYTES / 4);
                } else if (way == 4) {
                        const uint8_t *bytes = NULL;
                        cr_assert_eq(cw_file_map(f, &bytes, NULL), CW_OK);
                        cw_content_show(f->content, 0, bytes, 300000);
                        cr_expect_eq(cw_content_unseen(f), NBYTES - 300000 / CW_CONTENT_PIECE * CW_CONTENT_PIECE);
                } else if (way == 5) {
                        struct cw_file_window window;
                        cr_assert(cw_file_window_open(&window, f, CW_CONTENT_PIECE + 1, 2 * CW_CONTENT_PIECE));
                        cr_assert_eq(cw_file_window_close(&window, NULL), CW_OK);
                        cr_expect_eq(cw_content_unseen(f), NBYTES - CW_CONTENT_PIECE);
                }
                cr_assert_eq(cw_file_digest(f, &d, NULL), CW_OK);
                cr_expect(cw_digest_equal(d, right), "way %u", way);
                cr_expect_eq(cw_content_unseen(f), 0);
                cw_file_close(&f);
        }
}

/* Of those pieces that have anything in them that was read: the same when only they are read again, and another when any of
 * their bytes is, but not when one of the others is. */
Test(cache, digest_of_pieces)
{
        enum { NBYTES = 700001 };
        static char big[NBYTES], room[NBYTES];
        struct cw_buffer pieces = {0};
        struct cw_digest shown, again;
        struct cw_file *f = NULL;
        size_t got;
        for (size_t i = 0; i < NBYTES; i++)
                big[i] = (char)(i * 2654435761u >> 13);
        put_file("big", big, NBYTES);
        cr_assert_eq(cw_file_open("big", &f, NULL), CW_OK);
        cw_content_watch(f);
        cr_assert_eq(cw_file_read_at(f, CW_CONTENT_PIECE + 100, room, 50, &got, NULL), CW_OK);
        cr_assert_eq(cw_file_read_at(f, 4 * CW_CONTENT_PIECE - 1, room, CW_CONTENT_PIECE + 2, &got, NULL), CW_OK);
        cr_assert_eq(cw_file_read_at(f, NBYTES - 1, room, 1, &got, NULL), CW_OK);
        const uint64_t last = NBYTES % CW_CONTENT_PIECE;
        cr_assert_eq(cw_file_digest_shown(f, &pieces, &shown, NULL), CW_OK);
        cr_expect_eq(cw_content_unseen(f), NBYTES - 4 * CW_CONTENT_PIECE - last);
        cw_file_close(&f);
        for (size_t i = 0; i < NBYTES; i += CW_CONTENT_PIECE / 2) {
                const size_t piece = i / CW_CONTENT_PIECE;
                const bool is_in = piece == 1 || (piece >= 3 && piece <= 5) || piece == NBYTES / CW_CONTENT_PIECE;
                big[i] ^= 1;
                put_file("big", big, NBYTES);
                big[i] ^= 1;
                cr_assert_eq(cw_file_open("big", &f, NULL), CW_OK);
                cr_assert_eq(cw_file_digest_pieces(f, pieces.data, pieces.n, &again, NULL), CW_OK);
                cr_expect_eq(cw_digest_equal(shown, again), !is_in, "byte %zu", i);
                cw_file_close(&f);
        }
        put_file("big", big, NBYTES / 2);
        cr_assert_eq(cw_file_open("big", &f, NULL), CW_OK);
        cr_expect_eq(cw_file_digest_pieces(f, pieces.data, pieces.n, &again, NULL), CW_E_CORRUPT);
        cw_file_close(&f);
        cw_buffer_free(&pieces);
}
