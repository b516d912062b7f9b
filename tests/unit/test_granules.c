/* SPDX-License-Identifier: MIT */
/*
 * Granules: where they begin, what they hold, pipes that widen, and that joining neighbours does not depend on when.
 */
#include "base/memory.h"
#include "granules.h"

#include <criterion/criterion.h>
#include <string.h>

static struct cw_inputs
inputs_of(const uint64_t *sizes, size_t n)
{
        struct cw_inputs in = {.n = n, .items = cw_calloc(n, sizeof(*in.items))};
        for (size_t i = 0; i < n; i++) {
                in.items[i] = (struct cw_input){.path = cw_strdup(sizes[i] > 0 ? "file" : "-"), .nbytes = sizes[i]};
                in.nbytes += sizes[i];
        }
        return in;
}

static void
count(struct cw_track *t, struct cw_piece piece, int64_t id, uint64_t n)
{
        struct cw_tally tally;
        cr_assert_eq(cw_tally_init(&tally, NULL), CW_OK);
        cw_tally_run(&tally, id, n);
        cr_assert_eq(cw_track_add(t, piece, &tally, NULL, NULL, NULL), CW_OK);
        cw_tally_free(&tally);
}

static struct cw_piece
block(struct cw_track *t, uint64_t seq, uint64_t offset)
{
        struct cw_piece piece;
        cr_assert_eq(cw_track_block(t, seq, offset, &piece, NULL), CW_OK);
        return piece;
}

/* Shards of 100, 50 and 150 bytes; borders at 40, 100 (a shard's own) and 200. */
Test(granules, plan)
{
        static const uint64_t sizes[] = {100, 50, 150}, starts[] = {0, 40, 100, 150, 200}, shards[] = {0, 0, 1, 2, 2};
        uint64_t borders[] = {200, 40, 100, 40, 0};
        struct cw_inputs in = inputs_of(sizes, 3);
        struct cw_granules g;
        cr_assert_eq(cw_granules_init(&g, &in, borders, 5, NULL), CW_OK);
        cr_assert_eq(g.n, 5);
        for (size_t i = 0; i < 5; i++) {
                cr_assert_eq(g.starts[i], starts[i]);
                cr_assert_eq(g.shards[i], shards[i]);
        }
        cw_granules_free(&g);
        cw_inputs_free(&in);
}

/* Blocks begin at 0, 39, 40 and 99 of the first shard; a row joined in front of block 2 is that of block 2. */
Test(granules, blocks_and_seams)
{
        static const uint64_t sizes[] = {100, 50};
        uint64_t borders[] = {40};
        struct cw_inputs in = inputs_of(sizes, 2);
        struct cw_granules g;
        struct cw_track t;
        cr_assert_eq(cw_granules_init(&g, &in, borders, 1, NULL), CW_OK);
        cr_assert_eq(cw_track_begin(&t, &g, 0, NULL), CW_OK);
        const struct cw_piece first = block(&t, 0, 0), second = block(&t, 1, 39), third = block(&t, 2, 40);
        cr_assert(cw_track_same(&t, first, second));
        cr_assert_not(cw_track_same(&t, second, third));
        cr_assert(cw_track_same(&t, third, block(&t, 3, 99)));
        cr_assert(cw_track_same(&t, cw_track_piece_of(&t, 1), second));
        cr_assert(cw_track_same(&t, cw_track_piece_of(&t, 2), third));
        cr_assert(cw_track_same(&t, cw_track_piece_of(&t, UINT64_MAX), third));
        count(&t, third, 7, 5);
        count(&t, first, 3, 2);
        count(&t, third, 7, 1);
        count(&t, third, -100, 4);
        cr_assert_eq(cw_track_end(&t, NULL), CW_OK);
        cw_track_drop(&t);
        cr_assert_eq(g.items[0].n, 1);
        cr_assert_eq(g.items[1].n, 2);
        cr_assert(g.items[1].entries[0].key == -100 && g.items[1].entries[0].tokens == 4);
        cr_assert(g.items[1].entries[1].key == 7 && g.items[1].entries[1].tokens == 6);
        cr_assert_eq(g.items[2].n, 0);
        cw_granules_free(&g);
        cw_inputs_free(&in);
}

/* What a shard that fails has counted does not join. */
Test(granules, a_shard_that_is_dropped)
{
        static const uint64_t sizes[] = {100};
        struct cw_inputs in = inputs_of(sizes, 1);
        struct cw_granules g;
        struct cw_track t;
        cr_assert_eq(cw_granules_init(&g, &in, NULL, 0, NULL), CW_OK);
        cr_assert_eq(cw_track_begin(&t, &g, 0, NULL), CW_OK);
        count(&t, block(&t, 0, 0), 1, 1);
        cw_track_drop(&t);
        cr_assert_eq(g.n_entries, 0);
        cw_granules_free(&g);
        cw_inputs_free(&in);
}

/* A pipe of 300 MiB in blocks of 1 MiB: 256 pieces of 1 MiB do not do, pieces of 2 MiB do. */
Test(granules, a_pipe_widens)
{
        static const uint64_t sizes[] = {0};
        struct cw_inputs in = inputs_of(sizes, 1);
        struct cw_granules g;
        struct cw_track t;
        cr_assert_eq(cw_granules_init(&g, &in, NULL, 0, NULL), CW_OK);
        cr_assert_eq(cw_track_begin(&t, &g, 0, NULL), CW_OK);
        struct cw_piece late = {0};
        for (uint64_t i = 0; i < 300; i++) {
                const struct cw_piece piece = block(&t, i, i << 20);
                if (i == 255)
                        late = piece; /* a worker that is slow: it hands over after the pieces have widened */
                else
                        count(&t, piece, 1, 1);
        }
        count(&t, late, 1, 1);
        cr_assert_eq(cw_track_piece_of(&t, 255).number, 127);
        cr_assert_eq(cw_track_end(&t, NULL), CW_OK);
        cw_track_drop(&t);
        for (size_t i = 0; i < 150; i++)
                cr_assert_eq(g.items[i].entries[0].tokens, 2, "%zu", i);
        cr_assert_eq(g.items[150].n, 0);
        cw_granules_free(&g);
        cw_inputs_free(&in);
}

enum { MANY = 64, IDS = 20000, OWN = IDS / 4 };

/* 64 shards of 20,000 labels each, of which a quarter are the shard's own: more entries than are kept. */
static void
fill(struct cw_granules *g, const struct cw_inputs *in, const size_t *order)
{
        cr_assert_eq(cw_granules_init(g, in, NULL, 0, NULL), CW_OK);
        for (size_t i = 0; i < MANY; i++) {
                struct cw_tally tally;
                struct cw_track t;
                cr_assert_eq(cw_track_begin(&t, g, order[i], NULL), CW_OK);
                cr_assert_eq(cw_tally_init(&tally, NULL), CW_OK);
                for (int64_t id = 0; id < IDS; id++)
                        cw_tally_run(&tally, id < IDS - OWN ? id : (int64_t)order[i] * IDS + id, 1);
                cr_assert_eq(cw_track_add(&t, block(&t, 0, 0), &tally, NULL, NULL, NULL), CW_OK);
                cr_assert_eq(cw_track_end(&t, NULL), CW_OK);
                cw_track_drop(&t);
                cw_tally_free(&tally);
        }
}

Test(granules, joining_does_not_depend_on_the_order)
{
        uint64_t sizes[MANY];
        size_t forwards[MANY], backwards[MANY];
        struct cw_granules a, b;
        for (size_t i = 0; i < MANY; i++) {
                sizes[i] = 10;
                forwards[i] = i;
                backwards[i] = MANY - 1 - i;
        }
        struct cw_inputs in = inputs_of(sizes, MANY);
        fill(&a, &in, forwards);
        fill(&b, &in, backwards);
        /* 64 x 20,000 entries are 1,280,000; pairs have 32 x 25,000 = 800,000, fours 16 x 35,000 = 560,000, and eights
         * 8 x 55,000 = 440,000, which is below 2^19 = 524,288. */
        cr_assert_eq(a.level, 3);
        cr_assert_eq(a.n_entries, 440000);
        cr_assert_eq(b.level, a.level);
        cr_assert_eq(a.n_entries, b.n_entries);
        for (size_t i = 0; i < (size_t)MANY >> a.level; i++) {
                cr_assert_eq(a.items[i].n, b.items[i].n);
                for (size_t k = 0; k < a.items[i].n; k++)
                        cr_assert(a.items[i].entries[k].key == b.items[i].entries[k].key &&
                                  a.items[i].entries[k].tokens == b.items[i].entries[k].tokens);
        }
        cw_granules_free(&a);
        cw_granules_free(&b);
        cw_inputs_free(&in);
}
