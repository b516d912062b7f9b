/* SPDX-License-Identifier: MIT */
/*
 * What was counted in drawn blocks: kept in groups that are bounded, whoever counts it, and as bytes.
 */
#include "draw.h"

#include <criterion/criterion.h>

/* What another process has counted in a shard joins `to`. */
static void
join_as_bytes(const struct cw_drawn *drawn, struct cw_draw *to)
{
        struct cw_buffer bytes = {0};
        struct cw_drawn copy;
        cw_drawn_put(drawn, &bytes);
        cw_drawn_begin(&copy, to, drawn->shard);
        cr_assert_eq(cw_drawn_take(&copy, bytes.data, bytes.n, NULL), CW_OK);
        cr_assert_eq(cw_drawn_end(&copy, NULL), CW_OK);
        cw_drawn_drop(&copy);
        cw_buffer_free(&bytes);
}

/* 1200 blocks of 800 labels in two shards: too many entries for 1024 groups.  Neither the order in which shards end matters
 * nor where they are counted. */
static void
fill(struct cw_draw *draw, bool backwards, bool elsewhere)
{
        struct cw_draw other;
        cw_draw_init(&other, 1, 3);
        cw_draw_init(draw, 1, 3);
        for (int turn = 0; turn < 2; turn++) {
                const uint64_t shard = backwards ? (uint64_t)(1 - turn) : (uint64_t)turn;
                struct cw_drawn drawn;
                cw_drawn_begin(&drawn, elsewhere ? &other : draw, shard);
                for (uint64_t b = 0; b < 600; b++) {
                        struct cw_tally tally;
                        cr_assert_eq(cw_tally_init(&tally, NULL), CW_OK);
                        for (int64_t id = 0; id < 800; id++)
                                cw_tally_run(&tally, id, 1 + (b + shard) % 3);
                        cr_assert_eq(cw_drawn_note(&drawn, b, NULL), CW_OK);
                        cr_assert_eq(cw_drawn_add(&drawn, b, &tally, NULL, NULL), CW_OK);
                        cw_tally_free(&tally);
                }
                if (elsewhere)
                        join_as_bytes(&drawn, draw);
                else
                        cr_assert_eq(cw_drawn_end(&drawn, NULL), CW_OK);
                cw_drawn_drop(&drawn);
        }
        cw_draw_free(&other);
}

static void
expect_same_groups(bool backwards, bool elsewhere)
{
        struct cw_draw a, b;
        uint64_t n_blocks = 0;
        fill(&a, false, false);
        fill(&b, backwards, elsewhere);
        cr_assert_eq(a.n_taken, 1200);
        cr_assert_leq(a.groups.n_entries, CW_DRAW_ENTRIES_MOST);
        cr_assert_eq(a.groups.level, 1);
        cr_assert_gt(a.groups.n, 400);
        cr_assert_eq(a.groups.n, b.groups.n);
        cr_assert_eq(a.groups.n_entries, b.groups.n_entries);
        for (size_t i = 0; i < a.groups.n; i++) {
                n_blocks += a.groups.items[i].n_blocks;
                cr_assert_eq(a.groups.items[i].number, b.groups.items[i].number);
                cr_assert_eq(a.groups.items[i].n_blocks, b.groups.items[i].n_blocks);
                cr_assert_eq(a.groups.items[i].counts.n, 800);
                for (size_t k = 0; k < 800; k++)
                        cr_assert_eq(a.groups.items[i].counts.entries[k].tokens,
                                     b.groups.items[i].counts.entries[k].tokens);
        }
        cr_assert_eq(n_blocks, 1200);
        cr_assert_eq(b.n_taken, 1200);
        cr_assert_eq(a.least_hash, b.least_hash);
        cr_assert_eq(a.least_shard, b.least_shard);
        cr_assert_eq(a.least_block, b.least_block);
        cw_draw_free(&a);
        cw_draw_free(&b);
}

Test(draw, groups_are_bounded)
{
        expect_same_groups(true, false);
        expect_same_groups(false, true);
        expect_same_groups(true, true);
}

/* Names in another order than the process has them that reads it; and bytes that are cut off are an error. */
Test(draw, as_bytes)
{
        static const char *const names[] = {"O", "B-X", "I-X"};
        struct cw_draw here, there;
        struct cw_drawn drawn, cut;
        struct cw_tally tally;
        struct cw_buffer bytes = {0};
        cw_draw_init(&here, 1, 1);
        cw_draw_init(&there, 1, 1);
        cr_assert_eq(cw_intern_add(&here.names, "I-X", 3), 0);
        cw_drawn_begin(&drawn, &there, 4);
        cr_assert_eq(cw_tally_init(&tally, NULL), CW_OK);
        for (size_t i = 0; i < 3; i++)
                cw_tally_name_run(&tally, names[i], strlen(names[i]), 10 + i);
        cw_tally_run(&tally, -7, 5);
        cr_assert_eq(cw_drawn_note(&drawn, 0, NULL), CW_OK);
        cr_assert_eq(cw_drawn_add(&drawn, 0, &tally, NULL, NULL), CW_OK);
        cw_tally_free(&tally);
        cw_drawn_put(&drawn, &bytes);
        for (size_t n = 0; n < bytes.n; n++) {
                cw_drawn_begin(&cut, &here, 4);
                cr_expect_eq(cw_drawn_take(&cut, bytes.data, n, NULL), CW_E_IO, "%zu of %zu bytes", n, bytes.n);
                cw_drawn_drop(&cut);
        }
        cw_buffer_free(&bytes);
        join_as_bytes(&drawn, &here);
        cw_drawn_drop(&drawn);
        cr_assert_eq(here.groups.n, 1);
        const struct cw_granule *g = &here.groups.items[0].counts;
        cr_assert_eq(g->n, 4);
        cr_expect(!g->entries[0].named && g->entries[0].key == -7 && g->entries[0].tokens == 5);
        for (size_t i = 1; i < 4; i++) {
                cr_expect_eq(g->entries[i].key, (int64_t)i - 1);
                const char *name = here.names.names[i - 1].text;
                cr_expect_eq(g->entries[i].tokens, *name == 'O' ? 10 : *name == 'B' ? 11 : 12, "%s", name);
        }
        cw_draw_free(&here);
        cw_draw_free(&there);
}
