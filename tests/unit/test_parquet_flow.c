/* SPDX-License-Identifier: MIT */
/*
 * Large pages in pieces: pages of all kinds of levels and runs are counted so, with what the whole page says; those that are
 * damaged, and those whose copies reach back beyond a piece, are left to the whole.
 */
#include "../fuzz/parquet_flow_rig.h"
#include "base/buffer.h"

#include <criterion/criterion.h>
#include <snappy-c.h>

static uint64_t seed = 11;

static uint32_t
draw(uint32_t below)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (uint32_t)(seed >> 33) % below;
}

static void
add_varint(struct cw_buffer *b, uint64_t v)
{
        for (; v >= 0x80; v >>= 7)
                cw_buffer_putc(b, (char)(uint8_t)(v | 0x80));
        cw_buffer_putc(b, (char)v);
}

/* `n_groups` times eight values of `width` bits, all below `below`. */
static void
add_packed(struct cw_buffer *b, uint64_t n_groups, unsigned width, uint32_t below)
{
        add_varint(b, n_groups << 1 | 1);
        for (; n_groups > 0; n_groups--) {
                uint8_t group[32] = {0};
                for (unsigned bit = 0, i = 0; i < 8; i++) {
                        const uint32_t v = draw(below);
                        for (unsigned k = 0; k < width; k++, bit++)
                                group[bit / 8] |= (uint8_t)((v >> k & 1) << bit % 8);
                }
                cw_buffer_add(b, group, width);
        }
}

enum { STYLE_WORDS = 4 };

/* As many groups, of which there are only a few dozen, in no order: what fragments are found in. */
static void
add_words(struct cw_buffer *b, uint64_t n_groups, unsigned width, uint32_t below)
{
        enum { N_WORDS = 48 };
        struct cw_buffer words = {0};
        add_packed(&words, N_WORDS, width, below);
        add_varint(b, n_groups << 1 | 1);
        for (; n_groups > 0; n_groups--)
                cw_buffer_add(b, words.data + words.n - (1 + draw(N_WORDS)) * (size_t)width, width);
        cw_buffer_free(&words);
}

/* `n` values, a multiple of eight, below `below`: one run of packed values, many, many of both kinds, or one of words. */
static void
add_hybrid(struct cw_buffer *b, uint64_t n, unsigned width, uint32_t below, unsigned style)
{
        if (style == STYLE_WORDS) {
                add_words(b, n / 8, width, below);
                return;
        }
        while (n > 0) {
                uint64_t m = style == 0 ? n : 8 * (1 + draw(63));
                m = m < n ? m : n;
                if (style == 2 && draw(2) == 0) {
                        uint8_t value[4];
                        add_varint(b, m << 1);
                        cw_store_le(value, draw(below), 4);
                        cw_buffer_add(b, value, (width + 7) / 8);
                } else {
                        add_packed(b, m / 8, width, below);
                }
                n -= m;
        }
}

static void
add_levels(struct cw_buffer *b, uint64_t n, unsigned width, uint32_t below, unsigned style)
{
        struct cw_buffer levels = {0};
        uint8_t nbytes[4];
        if (style == 3) { /* one run of the highest */
                add_varint(&levels, n << 1);
                cw_buffer_putc(&levels, (char)(below - 1));
        } else {
                cw_buffer_putc(&levels, 2); /* the first is a 0 */
                cw_buffer_putc(&levels, 0);
                add_hybrid(&levels, n, width, below, style);
        }
        cw_store_le(nbytes, levels.n, 4);
        cw_buffer_add(b, nbytes, 4);
        cw_buffer_add(b, levels.data, levels.n);
        cw_buffer_free(&levels);
}

/* A sound page, all but how it is stored. */
static struct flow_page
make_page(struct cw_buffer *body, uint64_t n, uint32_t n_codes, unsigned style, bool is_list)
{
        const unsigned width = n_codes < 2 ? 1 : 32u - (unsigned)__builtin_clz(n_codes - 1);
        if (is_list) {
                add_levels(body, n, 1, 2, style);
                add_levels(body, n, 2, 4, style == 1 ? 1 : 3);
        }
        cw_buffer_putc(body, (char)width);
        add_hybrid(body, n, width, n_codes, style);
        return (struct flow_page){.max_repetition = is_list,
                                  .max_definition = is_list ? 3 : 0,
                                  .n_values = n,
                                  .n_codes = n_codes,
                                  .is_whole_chunk = is_list && style > 0,
                                  .stored = (const uint8_t *)body->data,
                                  .stored_nbytes = body->n,
                                  .plain_nbytes = body->n};
}

static char *
compress(struct flow_page *p)
{
        size_t nbytes = snappy_max_compressed_length(p->plain_nbytes);
        char *compressed = malloc(nbytes);
        cr_assert_eq(snappy_compress((const char *)p->stored, p->plain_nbytes, compressed, &nbytes), SNAPPY_OK);
        p->is_snappy = true;
        p->stored = (const uint8_t *)compressed;
        p->stored_nbytes = nbytes;
        return compressed;
}

Test(parquet_flow, counts_what_the_whole_counts)
{
        static const uint32_t codes[] = {1, 2, 9, 53, 200, 4000};
        for (unsigned turn = 0; turn < 6 * 4 * 2 * 4; turn++) {
                struct cw_buffer body = {0};
                const uint64_t n = 8 * (1 + draw(turn % 4 == 0 ? 100 : 12000));
                struct flow_page p = make_page(&body, n, codes[turn % 6], turn / 6 % 4 % 3, turn / 24 % 2 == 1);
                p.has_crc = turn / 48 % 2 == 1;
                p.n_read = draw(2) * draw(30000);
                const enum flow_outcome counted =
                        p.n_codes < p.plain_nbytes / 8 ? FLOW_COUNTED : FLOW_LEFT_TO_THE_WHOLE;
                cr_assert_eq(flow_check(&p), counted, "turn %u", turn);
                p.wrong_crc = p.has_crc;
                cr_assert(!p.has_crc || flow_check(&p) == FLOW_BAD, "turn %u", turn);
                p.wrong_crc = false;
                char *compressed = compress(&p);
                cr_assert_eq(flow_check(&p), counted, "turn %u, compressed", turn);
                p.wrong_crc = p.has_crc;
                cr_assert(!p.has_crc || flow_check(&p) == FLOW_BAD, "turn %u, compressed", turn);
                free(compressed);
                cw_buffer_free(&body);
        }
}

Test(parquet_flow, leaves_what_is_cut_off)
{
        for (unsigned turn = 0; turn < 60; turn++) {
                struct cw_buffer body = {0};
                struct flow_page p = make_page(&body, 8 * 9000, 53, turn % 3, turn % 2 == 1);
                char *compressed = compress(&p);
                const size_t stored = p.stored_nbytes;
                p.plain_nbytes -= 1 + draw(100);
                cr_assert_eq(flow_check(&p), FLOW_BAD, "turn %u: more than it should", turn);
                p.plain_nbytes = body.n;
                p.stored_nbytes = turn < 30 ? stored - 1 - turn : draw((uint32_t)stored);
                cr_assert_eq(flow_check(&p), FLOW_BAD, "turn %u: cut off", turn);
                free(compressed);
                cw_buffer_free(&body);
        }
}

/* Whatever the damage: what is counted is what the whole counts, and flow_check() sees to that. */
Test(parquet_flow, says_nothing_of_its_own)
{
        unsigned n_bad = 0;
        for (unsigned turn = 0; turn < 400; turn++) {
                struct cw_buffer body = {0};
                struct flow_page p = make_page(&body, 8 * 5000, 40, turn % 3, turn % 2 == 1);
                char *compressed = compress(&p);
                compressed[draw((uint32_t)p.stored_nbytes)] ^= (char)(1 << draw(8));
                n_bad += flow_check(&p) == FLOW_BAD;
                free(compressed);
                cw_buffer_free(&body);
        }
        cr_assert_gt(n_bad, 20);
}

/* As long that blocks of it are decompressed side by side. */
Test(parquet_flow, blocks_side_by_side)
{
        unsigned n_bad = 0;
        for (unsigned turn = 0; turn < 12; turn++) {
                struct cw_buffer body = {0};
                struct flow_page p = make_page(&body, 8 * 100000, 5 + draw(50), turn % 3, turn % 2 == 1);
                char *compressed = compress(&p);
                p.in_large_pieces = true;
                p.has_crc = turn % 4 == 1;
                cr_assert_eq(flow_check(&p), FLOW_COUNTED, "turn %u", turn);
                p.has_crc = false;
                for (unsigned k = 0; k < 12; k++) {
                        const size_t at = draw((uint32_t)p.stored_nbytes);
                        const char mask = (char)(1 << draw(8));
                        compressed[at] ^= mask;
                        n_bad += flow_check(&p) == FLOW_BAD;
                        compressed[at] ^= mask;
                }
                p.stored_nbytes -= 1 + draw(300000);
                cr_assert_eq(flow_check(&p), FLOW_BAD, "turn %u: cut off", turn);
                free(compressed);
                cw_buffer_free(&body);
        }
        cr_assert_gt(n_bad, 10);
}

/* ---- ahead --------------------------------------------------------------------------------------------------- */

/* A page of about 20 groups, in which one bit after the other is wrong, and which then ends early; what comes of it is checked
 * by flow_check(). */
static void
check_ahead(struct flow_page *p, char *compressed, unsigned n_damages, unsigned *n_bad)
{
        const size_t stored = p->stored_nbytes;
        cr_assert_eq(flow_check(p), FLOW_COUNTED);
        p->has_crc = p->wrong_crc = true;
        cr_assert_eq(flow_check(p), FLOW_BAD);
        p->has_crc = p->wrong_crc = false;
        for (unsigned k = 0; k < n_damages; k++) {
                const size_t at = draw((uint32_t)stored);
                const char mask = (char)(1 << draw(8));
                compressed[at] ^= mask;
                *n_bad += flow_check(p) == FLOW_BAD;
                compressed[at] ^= mask;
        }
        p->stored_nbytes -= 1 + draw((uint32_t)stored);
        cr_assert_eq(flow_check(p), FLOW_BAD, "cut off");
        p->stored_nbytes = stored;
        cr_assert_eq(flow_check(p), FLOW_COUNTED);
}

static unsigned
check_pages_ahead(bool always, unsigned n_turns, unsigned n_damages)
{
        unsigned n_bad = 0;
        for (unsigned turn = 0; turn < n_turns; turn++) {
                struct cw_buffer body = {0};
                struct flow_page p = make_page(&body, UINT64_C(8) * 400000, 17 + draw(100), STYLE_WORDS, turn % 2 == 1);
                char *compressed = compress(&p);
                p.in_large_pieces = p.in_window = true;
                p.looks_ahead = always;
                check_ahead(&p, compressed, n_damages, &n_bad);
                free(compressed);
                cw_buffer_free(&body);
        }
        return n_bad;
}

/* Whoever counts takes all groups itself. */
Test(parquet_flow, groups_ahead)
{
        cr_assert_gt(check_pages_ahead(true, 6, 12), 5);
        cr_assert_gt(flow_n_ahead, 500);
        cr_assert_eq(flow_n_helped, 0);
}

/* Workers but the first have nothing to do, so that they help. */
static void
check_helped(void *context, int worker)
{
        if (worker == 0)
                *(unsigned *)context = check_pages_ahead(false, 6, 12);
}

Test(parquet_flow, groups_by_helpers)
{
        for (int n_threads = 2; n_threads <= 4; n_threads++) {
                unsigned n_bad = 0;
                (void)cw_team_run(n_threads, check_helped, &n_bad);
                cr_assert_gt(n_bad, 5, "%d threads", n_threads);
        }
        cr_assert_gt(flow_n_helped, 0, "%zu of %zu", flow_n_helped, flow_n_ahead);
}

static void
add_le(struct cw_buffer *b, uint64_t v, unsigned nbytes)
{
        uint8_t bytes[8];
        cw_store_le(bytes, v, nbytes);
        cw_buffer_add(b, bytes, nbytes);
}

/* A block of the elements that are rare: a literal longer than several pieces, and a copy from `offset` bytes back. */
static void
add_rare(struct cw_buffer *b, const struct cw_buffer *body, size_t n_literal, size_t offset)
{
        add_varint(b, body->n);
        cw_buffer_putc(b, (char)(62 << 2));
        add_le(b, n_literal - 1, 3);
        cw_buffer_add(b, body->data, n_literal);
        for (size_t at = n_literal; at < body->n; at += 40) {
                cw_buffer_putc(b, (char)(39 << 2 | 3));
                add_le(b, offset, 4);
        }
}

Test(parquet_flow, leaves_copies_from_afar)
{
        static const size_t offsets[] = {100, 65500, 65536, 150000};
        for (size_t i = 0; i < CW_ARRAY_LEN(offsets); i++) {
                struct cw_buffer body = {0}, block = {0};
                struct flow_page p = make_page(&body, 8 * 40000, 64, 0, false);
                const size_t n_literal = body.n - 40 * 1000;
                for (size_t at = n_literal; at < body.n; at++)
                        body.data[at] = body.data[at - offsets[i]];
                add_rare(&block, &body, n_literal, offsets[i]);
                p.is_snappy = true;
                p.stored = (const uint8_t *)block.data;
                p.stored_nbytes = block.n;
                const bool reached = offsets[i] <= CW_SNAPPY_REACH;
                cr_assert_eq(flow_check(&p), reached ? FLOW_COUNTED : FLOW_LEFT_TO_THE_WHOLE, "from %zu back",
                             offsets[i]);
                p.in_large_pieces = true; /* of which one may hold what is copied from beyond the reach */
                const enum flow_outcome outcome = flow_check(&p);
                cr_assert(outcome == FLOW_COUNTED || (!reached && outcome == FLOW_LEFT_TO_THE_WHOLE), "from %zu back",
                          offsets[i]);
                cw_buffer_free(&block);
                cw_buffer_free(&body);
        }
}
