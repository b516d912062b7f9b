/* SPDX-License-Identifier: MIT */
/*
 * Our Snappy decoder against libsnappy: what that compresses of many kinds of data comes back, elements that no compressor
 * writes are read alike, and damaged blocks are refused where it refuses them.  Input and output are of just their size.
 */
#include "codecs/blocks.h"

#include <criterion/criterion.h>
#include <snappy-c.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 1 << 18 };

static uint64_t seed = 7;

static uint32_t
draw(uint32_t below)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (uint32_t)(seed >> 33) % below;
}

/* Both decoders on one block: the same verdict, the same bytes.  Whether it is sound. */
static bool
agree(const char *block, size_t n, const char *what)
{
        struct cw_error err;
        size_t nbytes = 0, got = 0;
        char *in = malloc(n > 0 ? n : 1);
        memcpy(in, block, n);
        bool sound = snappy_uncompressed_length(in, n, &nbytes) == SNAPPY_OK;
        if (sound && nbytes > ROOM) {
                cr_assert_eq(cw_snappy_block(in, n, NULL, ROOM, &got, &err), CW_E_LIMIT, "%s", what);
                free(in);
                return false;
        }
        char *theirs = malloc(nbytes + 1), *ours = malloc(nbytes > 0 ? nbytes : 1);
        size_t their_nbytes = nbytes;
        sound = sound && snappy_uncompress(in, n, theirs, &their_nbytes) == SNAPPY_OK;
        const cw_status status = cw_snappy_block(in, n, ours, nbytes, &got, &err);
        cr_assert_eq(status, sound ? CW_OK : CW_E_CORRUPT, "%s of %zu bytes", what, n);
        if (sound) {
                cr_assert_eq(got, their_nbytes, "%s", what);
                cr_assert_arr_eq(ours, theirs, got, "%s", what);
        }
        free(in);
        free(theirs);
        free(ours);
        return sound;
}

static void
round_trip(const char *bytes, size_t n, const char *what)
{
        size_t nbytes = snappy_max_compressed_length(n);
        char *block = malloc(nbytes);
        cr_assert_eq(snappy_compress(bytes, n, block, &nbytes), SNAPPY_OK);
        cr_assert(agree(block, nbytes, what));
        free(block);
}

/* Bytes that repeat after `period`, but for one in a hundred; period 0: at random. */
static void
fill(char *bytes, size_t n, size_t period, uint32_t n_values)
{
        for (size_t i = 0; i < n; i++)
                bytes[i] = period > 0 && i >= period && draw(100) > 0 ? bytes[i - period] : (char)draw(n_values);
}

Test(snappy_block, what_is_compressed_comes_back)
{
        static char bytes[ROOM];
        static const size_t sizes[] = {0, 1, 15, 16, 17, 60, 61, 64, 71, 72, 73, 255, 300, 4096, 65536, 200003};
        static const uint32_t n_values[] = {1, 2, 7, 64, 256};
        for (size_t v = 0; v < CW_ARRAY_LEN(n_values); v++) {
                for (size_t period = 0; period <= 70; period++) {
                        for (size_t s = 0; s < CW_ARRAY_LEN(sizes); s++) {
                                if (sizes[s] > 4096 && period % 7 != 0)
                                        continue;
                                fill(bytes, sizes[s], period, n_values[v]);
                                round_trip(bytes, sizes[s], "block");
                        }
                }
        }
}

static size_t
put_le(char *to, size_t value, size_t nbytes)
{
        for (size_t i = 0; i < nbytes; i++)
                to[i] = (char)(value >> 8 * i);
        return nbytes;
}

/* One element at random, of any kind, its offset and length mostly right.  How many bytes it is; *out_ref grows. */
static size_t
put_element(char *to, size_t *out_ref)
{
        const unsigned kind = *out_ref == 0 ? 0 : draw(4);
        const size_t far = *out_ref == 0 ? 1 : *out_ref < 2047 || kind > 1 ? *out_ref : 2047;
        const size_t near = far > 20 && draw(2) == 0 ? 20 : far;
        const size_t offset = draw(400) == 0 ? draw(70000) : 1 + draw((uint32_t)near);
        const size_t more = kind == 0 && draw(8) == 0 ? 1 + draw(4) : 0;
        size_t length = 1 + draw(kind == 1 ? 8 : kind == 0 && more == 0 ? 60 : 64), n = 1;
        if (kind == 1)
                length += 3;
        *out_ref += length;
        if (kind == 1) {
                to[0] = (char)((offset >> 8 & 7) << 5 | (length - 4) << 2 | 1);
                return n + put_le(to + n, offset & 0xFF, 1);
        }
        to[0] = (char)((more > 0 ? 59 + more : length - 1) << 2 | kind);
        if (kind > 0)
                return n + put_le(to + n, offset, kind == 2 ? 2 : 4);
        n += put_le(to + n, length - 1, more);
        for (size_t i = 0; i < length; i++)
                to[n++] = (char)draw(256);
        return n;
}

Test(snappy_block, elements_of_every_kind)
{
        static char elements[1 << 16], block[(1 << 16) + 5];
        size_t n_sound = 0;
        for (int round = 0; round < 20000; round++) {
                size_t n = 0, out = 0, head = 0;
                for (uint32_t left = 1 + draw(60); left > 0; left--)
                        n += put_element(elements + n, &out);
                const size_t said = draw(20) == 0 ? out + draw(3) - 1 : out;
                for (size_t v = said; v >= 0x80 || head == 0 || v > 0; v >>= 7) {
                        block[head++] = (char)((v & 0x7F) | (v >= 0x80 ? 0x80 : 0));
                        if (v < 0x80)
                                break;
                }
                memcpy(block + head, elements, n);
                n_sound += agree(block, head + n, "elements");
        }
        cr_assert_gt(n_sound, 5000);
}

Test(snappy_block, damage_is_found_where_libsnappy_finds_it)
{
        static char bytes[600];
        for (size_t period = 0; period < 20; period++) {
                char block[1024];
                size_t n = sizeof(block);
                fill(bytes, sizeof(bytes), period, 50);
                cr_assert_eq(snappy_compress(bytes, sizeof(bytes), block, &n), SNAPPY_OK);
                for (size_t cut = 0; cut <= n; cut++)
                        cr_assert_eq(agree(block, cut, "cut off"), cut == n);
                for (size_t i = 0; i < 8 * n; i++) {
                        block[i / 8] ^= (char)(1 << i % 8);
                        (void)agree(block, n, "flipped");
                        block[i / 8] ^= (char)(1 << i % 8);
                }
        }
}

Test(snappy_block, no_more_than_there_is_room_for)
{
        char block[64], out[4];
        size_t n = sizeof(block), got = 0;
        struct cw_error err;
        cr_assert_eq(snappy_compress("labels", 6, block, &n), SNAPPY_OK);
        cr_assert_eq(cw_snappy_block(block, n, out, sizeof(out), &got, &err), CW_E_LIMIT);
        cr_assert_eq(cw_snappy_block("\x80\x80\x80\x80\x80\x00", 6, out, sizeof(out), &got, &err), CW_E_CORRUPT);
}

/* Words of two to nine bytes, of so many. */
static void
fill_words(char *bytes, size_t n, uint32_t n_words)
{
        char words[64][9];
        for (size_t i = 0; i < sizeof(words); i++)
                words[i / 9][i % 9] = (char)draw(256);
        for (size_t at = 0; at < n;) {
                const uint32_t word = draw(n_words);
                const size_t length = 2 + word % 8;
                for (size_t i = 0; i < length && at < n; i++)
                        bytes[at++] = words[word][i];
        }
}

/* The compressor begins anew after each CW_SNAPPY_REACH bytes, which is found out, mostly, and used. */
Test(snappy_block, fragments_side_by_side)
{
        static char bytes[CW_SNAPPY_LANES * CW_SNAPPY_REACH + 1];
        static uint8_t out[sizeof(bytes)];
        size_t n_taken = 0;
        for (uint32_t n_words = 20; n_words < 60; n_words++) {
                struct cw_snappy s;
                size_t n = snappy_max_compressed_length(sizeof(bytes));
                char *block = malloc(n);
                fill_words(bytes, sizeof(bytes), n_words);
                cr_assert_eq(snappy_compress(bytes, sizeof(bytes), block, &n), SNAPPY_OK);
                cr_assert(cw_snappy_begin(&s, (const uint8_t *)block, n));
                s.start = s.to = out;
                s.to_end = out + sizeof(out);
                const uint8_t *const at = s.at;
                struct cw_snappy_fragments right = {.nbytes = n / CW_SNAPPY_LANES}, wrong = {.nbytes = n / 6};
                cr_assert(!cw_snappy_run_fragments(&s, &wrong) && s.at == at && s.to == out);
                const bool taken = cw_snappy_run_fragments(&s, &right);
                cr_assert_eq((size_t)(s.to - out), taken ? sizeof(out) - 1 : 0);
                cr_assert(cw_snappy_run(&s, true) && s.n_left == 0 && s.at == s.end, "%u words", n_words);
                cr_assert_arr_eq(out, bytes, sizeof(bytes), "%u words", n_words);
                n_taken += taken;
                free(block);
        }
        cr_assert_gt(n_taken, 30, "%zu", n_taken);
}
