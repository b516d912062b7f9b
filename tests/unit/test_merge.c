/* SPDX-License-Identifier: MIT */
/*
 * Bins and the merge: adding in any order gives the same, and every bin becomes a label, an ignored id or an unknown one.
 */
#include "merge/merge.h"
#include "merge/shard_counts.h"

#include "base/memory.h"
#include "base/status.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t minus_100[] = {-100};

/* Ten rows a part, whatever the shard. */
static uint64_t
ten_a_part(const void *user, uint64_t part)
{
        (void)user;
        return 10 * part;
}

static void
locate(const void *user, struct cw_error *err, struct cw_first where)
{
        char name[32];
        (void)user;
        snprintf(name, sizeof(name), "shard%llu", (unsigned long long)where.shard);
        cw_error_locate(err, name, where.unit, where.place.row + 1);
}

static struct cw_merge_rules
rules_with(const struct cw_label_map *map, cw_unknown_policy unknown)
{
        return (struct cw_merge_rules){
                .map = map, .ignore = minus_100, .n_ignore = 1, .unknown = unknown, .o_label = "O", .locate = locate};
}

static void
add_shard(struct cw_bins *whole, uint64_t ordinal, struct cw_tally *t, const struct cw_rows *rows)
{
        struct cw_bins shard;
        struct cw_shard_counts counts;
        cr_assert_eq(cw_bins_init(&shard, NULL), CW_OK);
        cr_assert_eq(cw_bins_add_tally(&shard, t, 0, NULL), CW_OK);
        cr_assert_eq(cw_shard_counts_make(&shard, rows, &counts, NULL), CW_OK);
        cr_assert_eq(cw_shard_counts_add(counts.bytes, counts.nbytes, ordinal, whole, NULL), CW_OK);
        cw_shard_counts_free(&counts);
        cw_bins_free(&shard);
}

static void
add_tally(struct cw_bins *whole, uint64_t ordinal, struct cw_tally *t)
{
        add_shard(whole, ordinal, t, &(struct cw_rows){.unit = "line", .before = ten_a_part});
}

static void
add_ids(struct cw_bins *whole, uint64_t ordinal, uint64_t part, uint64_t row, const int64_t *ids, size_t n,
        int64_t n_known)
{
        struct cw_tally t;
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        t.ignore = minus_100;
        t.n_ignore = 1;
        t.n_known = n_known;
        t.at.part = part;
        cw_tally_row(&t, row);
        cw_tally_ids(&t, ids, n, CW_I64);
        cw_tally_end_sequence(&t);
        add_tally(whole, ordinal, &t);
        cw_tally_free(&t);
}

static void
add_name(struct cw_bins *whole, uint64_t ordinal, uint64_t row, const char *name)
{
        struct cw_tally t;
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        cw_tally_row(&t, row);
        cw_tally_name(&t, name, strlen(name));
        add_tally(whole, ordinal, &t);
        cw_tally_free(&t);
}

static struct cw_label_map *
map_of(const char *const *names, size_t n)
{
        struct cw_label_map *map = NULL;
        cr_assert_eq(cw_label_map_from_names(names, n, "test", &map, NULL), CW_OK);
        return map;
}

/* "id name tokens; ..." of the labels, then the ignored, then "unknown N"; or the sentence. */
static void
expect_merge(const struct cw_bins *bins, struct cw_merge_rules rules, const char *want)
{
        char text[2048] = "";
        struct cw_counts *c = NULL;
        struct cw_error err;
        if (cw_merge(bins, &rules, &c, &err) != CW_OK) {
                cr_expect_null(c);
                cr_expect_str_eq(err.message, want, "found: %s", err.message);
                return;
        }
        for (size_t i = 0; i < c->n_labels; i++)
                snprintf(text + strlen(text), sizeof(text) - strlen(text), "%lld %s %llu; ", (long long)c->labels[i].id,
                         c->labels[i].name == NULL ? "-" : c->labels[i].name, (unsigned long long)c->labels[i].tokens);
        for (size_t i = 0; i < c->n_ignored; i++)
                snprintf(text + strlen(text), sizeof(text) - strlen(text), "ignored %lld %llu; ",
                         (long long)c->ignored[i].id, (unsigned long long)c->ignored[i].tokens);
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "unknown %llu",
                 (unsigned long long)c->totals.unknown);
        cr_expect_str_eq(text, want, "found: %s", text);
        cw_counts_free(&c);
}

Test(merge, ids_without_a_map)
{
        static const int64_t ids[] = {3, 0, -100, 3, 1 << 20};
        struct cw_bins bins;
        cr_assert_eq(cw_bins_init(&bins, NULL), CW_OK);
        add_ids(&bins, 0, 1, 0, ids, 5, INT64_MAX);
        add_ids(&bins, 1, 1, 0, ids, 2, INT64_MAX);
        expect_merge(&bins, rules_with(NULL, CW_UNKNOWN_ERROR), "0 - 2; 3 - 3; 1048576 - 1; ignored -100 1; unknown 0");
        cr_expect_eq(bins.sequences, 2);
        cw_bins_free(&bins);
}

Test(merge, names_without_a_map_come_o_first_then_by_bytes)
{
        static const char *const names[] = {"b", "O", "a", "B", "\xC3\x89", "ab", "b"};
        struct cw_bins bins;
        cr_assert_eq(cw_bins_init(&bins, NULL), CW_OK);
        for (size_t i = 0; i < CW_ARRAY_LEN(names); i++)
                add_name(&bins, i, 0, names[i]);
        expect_merge(&bins, rules_with(NULL, CW_UNKNOWN_ERROR),
                     "0 O 1; 1 B 1; 2 a 1; 3 ab 1; 4 b 2; 5 \xC3\x89 1; unknown 0");
        cw_bins_free(&bins);
}

Test(merge, map_with_names_and_ids_mixed)
{
        static const char *const names[] = {"O", "B", "I"};
        static const int64_t ids[] = {0, 2, -100};
        struct cw_label_map *map = map_of(names, 3);
        struct cw_bins bins;
        cr_assert_eq(cw_bins_init(&bins, NULL), CW_OK);
        add_ids(&bins, 0, 1, 0, ids, 3, 3);
        add_name(&bins, 1, 4, "I");
        add_name(&bins, 1, 4, "O");
        expect_merge(&bins, rules_with(map, CW_UNKNOWN_ERROR), "0 O 2; 1 B 0; 2 I 2; ignored -100 1; unknown 0");
        expect_merge(
                &bins, rules_with(NULL, CW_UNKNOWN_ERROR),
                "shard1: line 5: here labels are names, elsewhere in the data they are ids; give the label map that "
                "ties them together with --labels");
        /* An id of the map that is ignored stays in the list, so that the names keep their ids. */
        struct cw_merge_rules rules = rules_with(map, CW_UNKNOWN_ERROR);
        rules.ignore = (const int64_t[]){2, -100};
        rules.n_ignore = 2;
        expect_merge(&bins, rules, "0 O 2; 1 B 0; 2 I 0; ignored -100 1; ignored 2 2; unknown 0");
        cw_label_map_free(&map);
        cw_bins_free(&bins);
}

Test(merge, unknown_labels_under_each_policy)
{
        static const char *const names[] = {"O", "B"};
        static const int64_t ids[] = {1, 3, INT64_MAX, 3, -7};
        struct cw_label_map *map = map_of(names, 2);
        struct cw_bins bins;
        cr_assert_eq(cw_bins_init(&bins, NULL), CW_OK);
        add_ids(&bins, 2, 3, 1, ids, 5, 2);
        add_ids(&bins, 5, 1, 0, ids, 2, 2);
        add_name(&bins, 9, 0, "Z");
        add_name(&bins, 8, 0, "Y");
        add_name(&bins, 8, 0, "X");
        expect_merge(
                &bins, rules_with(map, CW_UNKNOWN_ERROR),
                "shard2: line 32: position 2: label id 3 is not in the label map; 3 tokens have it (and 5 more such "
                "labels); add it to the label map, or use --unknown count or ignore");
        expect_merge(&bins, rules_with(map, CW_UNKNOWN_IGNORE), "0 O 0; 1 B 2; unknown 8");
        expect_merge(&bins, rules_with(map, CW_UNKNOWN_COUNT),
                     "-7 - 1; 0 O 0; 1 B 2; 2 X 1; 3 - 3; 4 Y 1; 5 Z 1; 9223372036854775807 - 1; unknown 0");
        cw_label_map_free(&map);
        cw_bins_free(&bins);
}

Test(merge, ids_below_zero_without_a_map)
{
        static const int64_t ids[] = {0, -1, -1};
        struct cw_bins bins;
        cr_assert_eq(cw_bins_init(&bins, NULL), CW_OK);
        add_ids(&bins, 0, 0, 4, ids, 3, INT64_MAX);
        expect_merge(
                &bins, rules_with(NULL, CW_UNKNOWN_ERROR),
                "shard0: line 5: position 2: label id -1 is below 0 and not ignored; 2 tokens have it; use --ignore "
                "-100,-1 if it marks tokens without a label");
        cw_bins_free(&bins);
}

/* Thousands of ids outside the map, in two orders: the same first place, and not a list as long as the ids. */
Test(merge, odd_ids_are_kept_by_place_not_by_arrival)
{
        enum { N = 6000 };
        static const char *const names[] = {"O"};
        struct cw_label_map *map = map_of(names, 1);
        for (int backwards = 0; backwards < 2; backwards++) {
                struct cw_bins bins;
                cr_assert_eq(cw_bins_init(&bins, NULL), CW_OK);
                for (int i = 0; i < N; i++) {
                        const int k = backwards ? N - 1 - i : i;
                        const int64_t id = 10 + (k * 7919) % N;
                        add_ids(&bins, (uint64_t)k / 100, (uint64_t)k % 100, 0, &id, 1, 1);
                }
                cr_expect_leq(bins.n_odd, (size_t)CW_ODD_KEPT);
                expect_merge(
                        &bins, rules_with(map, CW_UNKNOWN_ERROR),
                        "shard0: line 1: position 1: label id 10 is not in the label map; 1 token has it (and 5999 "
                        "more such labels); add it to the label map, or use --unknown count or ignore");
                cw_bins_free(&bins);
        }
        cw_label_map_free(&map);
}

Test(merge, skipped_rows_are_kept_by_place)
{
        struct cw_bins bins;
        cr_assert_eq(cw_bins_init(&bins, NULL), CW_OK);
        for (uint64_t i = 0; i < 10; i++) {
                struct cw_tally t;
                cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
                t.skip_bad_rows = true;
                const uint64_t ordinal = (i * 7) % 10;
                cw_tally_row(&t, ordinal);
                cr_assert_eq(cw_tally_bad_row(&t, NULL, "bad %d", (int)ordinal), CW_OK);
                add_tally(&bins, ordinal, &t);
                cw_tally_free(&t);
        }
        cr_expect_eq(bins.rows_skipped, 10);
        cr_assert_eq(bins.n_skipped, (size_t)CW_BAD_ROWS_KEPT);
        for (uint64_t i = 0; i < CW_BAD_ROWS_KEPT; i++) {
                char want[16];
                snprintf(want, sizeof(want), "bad %d", (int)i);
                cr_expect_eq(bins.skipped[i].first.shard, i);
                cr_expect_str_eq(bins.skipped[i].why, want);
        }
        cw_bins_free(&bins);
}

/* A shard whose ids stand for names of its own. */
Test(merge, ids_that_stand_for_names)
{
        static const char *const ours[] = {"O", "A", "C"}, *const map_names[] = {"O", "A"};
        static const int64_t ids[] = {0, 2, 2, -100};
        struct cw_label_map *names = map_of(ours, 3), *map = map_of(map_names, 2);
        struct cw_bins bins;
        struct cw_tally t;
        cr_assert_eq(cw_bins_init(&bins, NULL), CW_OK);
        cr_assert_eq(cw_tally_init(&t, NULL), CW_OK);
        cw_tally_ids(&t, ids, 4, CW_I64);
        add_shard(&bins, 0, &t, &(struct cw_rows){.unit = "label", .flat = true, .before = ten_a_part, .names = names});
        add_name(&bins, 1, 0, "B");
        expect_merge(&bins, rules_with(NULL, CW_UNKNOWN_ERROR), "0 O 1; 1 B 1; 2 C 2; ignored -100 1; unknown 0");
        expect_merge(
                &bins, rules_with(map, CW_UNKNOWN_ERROR),
                "shard0: label \"C\" is not in the label map; 2 tokens have it (and 1 more such labels); add it to "
                "the label map, or use --unknown count or ignore");
        cw_label_map_free(&names);
        cw_label_map_free(&map);
        cw_tally_free(&t);
        cw_bins_free(&bins);
}
