/* SPDX-License-Identifier: MIT */
/*
 * Counts of one shard as bytes: their layout against bytes written out here by hand, what comes back out of them, and
 * that no damage to them is ever added.
 */
#include "merge/shard_counts.h"

#include "base/cursor.h"
#include "base/hash.h"
#include "base/memory.h"

#include <criterion/criterion.h>
#include <string.h>

static const int64_t minus_100[] = {-100};

static uint64_t
hundred_a_part(const void *user, uint64_t part)
{
        (void)user;
        return 100 * part;
}

static const struct cw_rows by_line = {.unit = "line", .before = hundred_a_part};

/* Ids 0 0 5 -100 300000 of which 5 and 300000 have no name, names "B" twice and "", a bad row, two sequences. */
static struct cw_shard_counts
make_sample(void)
{
        static const int64_t ids[] = {0, 0, 5, -100, 300000};
        struct cw_tally t;
        struct cw_bins bins;
        struct cw_shard_counts counts;
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        cr_assert_eq(cw_bins_init(&bins, NULL), CW_OK);
        t.ignore = minus_100;
        t.n_ignore = 1;
        t.n_known = 5;
        t.skip_bad_rows = true;
        t.at.part = 1;
        cw_tally_row(&t, 7);
        cw_tally_ids(&t, ids, CW_ARRAY_LEN(ids), CW_I64);
        cw_tally_end_sequence(&t);
        cw_tally_row(&t, 8);
        cw_tally_name_run(&t, "B", 1, 2);
        cw_tally_name(&t, "", 0);
        cw_tally_end_sequence(&t);
        cw_tally_row(&t, 9);
        cr_assert_eq(cw_tally_bad_row(&t, NULL, "no"), CW_OK);
        cr_assert_eq(cw_bins_add_tally(&bins, &t, 3, NULL), CW_OK);
        cr_assert_eq(cw_shard_counts_make(&bins, &by_line, &counts, NULL), CW_OK);
        cw_bins_free(&bins);
        cw_tally_free(&t);
        return counts;
}

/* Rows are those of the file, counted from 1: part 1 begins at 100.  300000 is 0x493E0, zigzag 600000 = 0x927C0. */
static const uint8_t sample_bytes[] = {
        'C', 'W',  'S', 'C', 1,    1,    0,                              /* version, lines, with positions */
        2,   1,                                                          /* sequences, rows skipped */
        4,   0xC7, 1,   1,   0,    2,    10,   1,   0xC0, 0xCF, 0x24, 1, /* -100, 0 twice, 5, 300000 */
        2,   1,    'B', 2,   109,  0,    0,    1,   109,  2,             /* "B" twice, "" at position 2 */
        2,   10,   108, 2,   0xC0, 0xCF, 0x24, 108, 4,                   /* 5 and 300000: row 107, positions 2 and 4 */
        1,   110,  0,   2,   'n',  'o',                                  /* the bad row */
};

Test(shard_counts, bytes_are_as_specified)
{
        struct cw_shard_counts c = make_sample();
        cr_assert_eq(c.nbytes, sizeof(sample_bytes) + 8);
        cr_expect_eq(memcmp(c.bytes, sample_bytes, sizeof(sample_bytes)), 0);
        cr_expect_eq(cw_load_le(c.bytes + sizeof(sample_bytes), 8), cw_hash64(sample_bytes, sizeof(sample_bytes)));
        cw_shard_counts_free(&c);
        cr_expect_null(c.bytes);
}

Test(shard_counts, what_was_counted_comes_back)
{
        struct cw_shard_counts c = make_sample();
        struct cw_bins whole;
        cr_assert_eq(cw_bins_init(&whole, NULL), CW_OK);
        cr_assert_eq(cw_shard_counts_add(c.bytes, c.nbytes, 8, &whole, NULL), CW_OK);
        cr_assert_eq(cw_shard_counts_add(c.bytes, c.nbytes, 6, &whole, NULL), CW_OK);
        cr_expect_eq(cw_histogram_get(&whole.ids, -100), 2);
        cr_expect_eq(cw_histogram_get(&whole.ids, 0), 4);
        cr_expect_eq(cw_histogram_get(&whole.ids, 300000), 2);
        cr_expect_eq(whole.sequences, 4);
        cr_expect_eq(whole.rows_skipped, 2);
        const uint32_t b = cw_intern_find(&whole.names, "B", 1), empty = cw_intern_find(&whole.names, "", 0);
        cr_assert(b < whole.n_names && empty < whole.n_names);
        cr_expect_eq(whole.name_tokens[b], 4);
        cr_expect_eq(whole.name_tokens[empty], 2);
        cr_expect_eq(whole.name_first[empty].shard, 6);
        cr_expect_eq(whole.name_first[empty].place.row, 108);
        cr_expect_eq(whole.name_first[empty].place.position, 2);
        cr_expect_str_eq(whole.name_first[empty].unit, "line");
        cr_assert_eq(whole.n_odd, 2);
        cr_expect_eq(whole.odd[0].first.shard, 6);
        cr_expect_eq(whole.odd[0].first.place.row, 107);
        cr_assert_eq(whole.n_skipped, 2);
        cr_expect_str_eq(whole.skipped[0].why, "no");
        cr_expect_eq(whole.skipped[0].first.place.row, 109);
        /* Emptied, they are as new. */
        cw_bins_clear(&whole);
        struct cw_shard_counts none;
        cr_assert_eq(cw_shard_counts_make(&whole, &by_line, &none, NULL), CW_OK);
        static const uint8_t want[] = {'C', 'W', 'S', 'C', 1, 1, 0, 0, 0, 0, 0, 0, 0};
        cr_assert_eq(none.nbytes, sizeof(want) + 8);
        cr_expect_eq(memcmp(none.bytes, want, sizeof(want)), 0);
        cw_shard_counts_free(&none);
        cw_shard_counts_free(&c);
        cw_bins_free(&whole);
}

static void
expect_refused(const uint8_t *bytes, size_t nbytes, cw_status want)
{
        struct cw_bins whole;
        struct cw_error err;
        cr_assert_eq(cw_bins_init(&whole, NULL), CW_OK);
        cr_expect_eq(cw_shard_counts_add(bytes, nbytes, 0, &whole, &err), want);
        cr_expect_eq(whole.sequences + whole.rows_skipped + whole.n_names + whole.n_odd + whole.n_skipped, 0);
        cr_expect_eq(cw_histogram_get(&whole.ids, 0), 0);
        cw_bins_free(&whole);
}

/* Each byte changed, each end cut off: the checksum.  Then the same with a checksum that fits: the structure. */
Test(shard_counts, damage_adds_nothing)
{
        struct cw_shard_counts c = make_sample();
        for (size_t i = 0; i < c.nbytes; i++) {
                c.bytes[i] ^= 0x40;
                expect_refused(c.bytes, c.nbytes, CW_E_CORRUPT);
                c.bytes[i] ^= 0x40;
                expect_refused(c.bytes, i, CW_E_CORRUPT);
        }
        c.bytes[4] = 2;
        cw_store_le(c.bytes + c.nbytes - 8, cw_hash64(c.bytes, c.nbytes - 8), 8);
        expect_refused(c.bytes, c.nbytes, CW_E_UNSUPPORTED);
        c.bytes[4] = 1;
        for (size_t cut = 7; cut < c.nbytes - 8; cut++) {
                uint8_t shorter[128];
                memcpy(shorter, c.bytes, cut);
                cw_store_le(shorter + cut, cw_hash64(shorter, cut), 8);
                cr_expect_eq(cw_shard_counts_check(shorter, cut + 8, NULL), CW_E_CORRUPT);
        }
        cw_shard_counts_free(&c);
}

/* ---- by sequence ------------------------------------------------------------------------------------------------ */

/* Id 0 in 2 sequences of 8 tokens, name "B-X" in one of 5; 0 follows 0 three times, "B-X" follows 0 once, and ends. */
static struct cw_shard_counts
make_by_sequence(void)
{
        struct cw_bins bins;
        struct cw_shard_counts counts;
        cr_assert_eq(cw_bins_init(&bins, NULL), CW_OK);
        struct cw_sequence_sums *s = &bins.by_sequence;
        const uint32_t o = cw_sequence_code_of_id(s, 0), b = cw_sequence_code_of_name(s, "B-X", 3);
        cr_assert_eq(cw_sequence_sums_add(s, o, (struct cw_label_presence){.around = 8, .sequences = 2}), CW_OK);
        cr_assert_eq(cw_sequence_sums_add(s, b, (struct cw_label_presence){.around = 5, .sequences = 1}), CW_OK);
        cr_assert_eq(cw_sequence_sums_pair(s, o + 1, o + 1, 3), CW_OK);
        cr_assert_eq(cw_sequence_sums_pair(s, o + 1, b + 1, 1), CW_OK);
        cr_assert_eq(cw_sequence_sums_pair(s, b + 1, 0, 1), CW_OK);
        cr_assert_eq(cw_shard_counts_make(&bins, &by_line, &counts, NULL), CW_OK);
        cw_bins_free(&bins);
        return counts;
}

static const uint8_t by_sequence_bytes[] = {
        'C', 'W', 'S', 'C', 1,   1, 2,          /* version, lines, counts by sequence */
        0,   0,   0,   0,   0,   0,             /* nothing else */
        0,                                      /* nothing is missing */
        1,   0,   8,   2,                       /* id 0: around, sequences */
        1,   3,   'B', '-', 'X', 5, 1,          /* the name */
        3,   1,   1,   3,   1,   2, 1, 2, 0, 1, /* pairs, by places in these lists; 0: the border */
};

Test(shard_counts, by_sequence_as_specified)
{
        struct cw_shard_counts counts = make_by_sequence();
        cr_assert_eq(counts.nbytes, sizeof(by_sequence_bytes) + 8);
        cr_assert_arr_eq(counts.bytes, by_sequence_bytes, sizeof(by_sequence_bytes));
        cw_shard_counts_free(&counts);
}

Test(shard_counts, by_sequence_comes_back)
{
        struct cw_shard_counts counts = make_by_sequence();
        struct cw_bins whole;
        cr_assert_eq(cw_bins_init(&whole, NULL), CW_OK);
        for (uint64_t shard = 0; shard < 2; shard++)
                cr_assert_eq(cw_shard_counts_add(counts.bytes, counts.nbytes, shard, &whole, NULL), CW_OK);
        struct cw_sequence_sums *s = &whole.by_sequence;
        cr_assert_eq(s->n_touched, 2);
        const struct cw_sequence_label *b = cw_sequence_label_of(s, cw_sequence_code_of_name(s, "B-X", 3));
        cr_assert(b->sum.around == 10 && b->sum.sequences == 2);
        cr_assert_eq(s->pairs.n, 3);
        cr_assert_eq(s->pairs.items[0].n, 6);
        cw_bins_free(&whole);
        cw_shard_counts_free(&counts);
}

/* Forged bytes, whose checksum is right. */
Test(shard_counts, by_sequence_that_cannot_be)
{
        static const struct {
                size_t at;
                uint8_t is;
        } forged[] = {{13, 4}, {16, 1}, {17, 0}, {14, 9}, {24, 0}, {26, 3}, {34, 0}, {25, 9}};
        for (size_t i = 0; i < CW_ARRAY_LEN(forged); i++) {
                uint8_t bytes[sizeof(by_sequence_bytes) + 8];
                memcpy(bytes, by_sequence_bytes, sizeof(by_sequence_bytes));
                bytes[forged[i].at] = forged[i].is;
                cw_store_le(bytes + sizeof(by_sequence_bytes), cw_hash64(bytes, sizeof(by_sequence_bytes)), 8);
                cr_expect_eq(cw_shard_counts_check(bytes, sizeof(bytes), NULL), CW_E_CORRUPT, "byte %zu", forged[i].at);
        }
}
