/* SPDX-License-Identifier: MIT */
/*
 * The seams of a shard whose sequences go on from part to part: random labels cut into random parts that are put in any
 * order, against a plain loop over all of them; and what each piece is credited with, against a loop over the labels up to
 * the end of it.
 */
#include "count/sequence_seams.h"

#include "count/histogram.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { N_LABELS = 6, N_TOKENS = 400, PARTS_MOST = 60, PIECES = 5, END = -1 };

struct found {
        uint64_t sequences[N_LABELS], around[N_LABELS];
        uint64_t pairs[N_LABELS + 1][N_LABELS + 1]; /* 0: the border */
};

/* What pieces have been credited with. */
static uint64_t credited[PIECES][N_LABELS];

static bool
same_piece(void *user, struct cw_piece a, struct cw_piece b)
{
        (void)user;
        return a.number == b.number;
}

static cw_status
credit(void *user, struct cw_piece piece, const struct cw_sequence_label *label, uint64_t around)
{
        (void)user;
        credited[piece.number][label->id] += around;
        return CW_OK;
}

/* The truth; the last sequence ends with the labels. */
static void
count_plainly(const int64_t *stream, size_t n, struct found *f)
{
        size_t first = 0;
        *f = (struct found){.sequences = {0}};
        for (size_t i = 0; i <= n; i++) {
                bool has[N_LABELS] = {false};
                int64_t before = -1;
                if (i < n && stream[i] != END)
                        continue;
                for (size_t k = first; k < i; k++) {
                        has[stream[k]] = true;
                        f->pairs[before + 1][stream[k] + 1]++;
                        before = stream[k];
                }
                if (i > first)
                        f->pairs[before + 1][0]++;
                for (size_t l = 0; l < N_LABELS; l++) {
                        f->sequences[l] += has[l];
                        f->around[l] += has[l] ? i - first : 0;
                }
                first = i + 1;
        }
}

static void
collect_sums(const struct cw_sequence_sums *sums, struct found *f)
{
        *f = (struct found){.sequences = {0}};
        for (size_t i = 0; i < sums->n_touched; i++) {
                const struct cw_sequence_label *l = cw_sequence_label_of(sums, sums->touched[i]);
                f->sequences[l->id] = l->sum.sequences;
                f->around[l->id] = l->sum.around;
        }
        for (size_t i = 0; i < sums->pairs.n; i++) {
                const struct cw_sequence_pair *p = &sums->pairs.items[i];
                const int64_t from = p->from == 0 ? -1 : cw_sequence_label_of(sums, p->from - 1)->id;
                const int64_t to = p->to == 0 ? -1 : cw_sequence_label_of(sums, p->to - 1)->id;
                f->pairs[from + 1][to + 1] += p->n;
        }
}

static void
feed(const struct cw_collector *c, const int64_t *stream, size_t from, size_t to)
{
        for (size_t i = from; i < to; i++)
                cr_assert_eq(stream[i] == END ? c->end_sequence(c->user) : c->array(c->user, &stream[i], 1, CW_I64),
                             CW_OK);
}

struct cuts {
        size_t n, at[PARTS_MOST + 1], order[PARTS_MOST], piece[PARTS_MOST];
};

static int
compare_sizes(const void *pa, const void *pb)
{
        const size_t a = *(const size_t *)pa, b = *(const size_t *)pb;
        return (a > b) - (a < b);
}

/* Parts, some of them empty, in some order; pieces are stretches of parts. */
static void
cut(size_t n_tokens, struct cuts *c)
{
        c->n = 1 + (size_t)rand() % PARTS_MOST;
        for (size_t i = 0; i < c->n; i++) {
                c->at[i] = (size_t)rand() % (n_tokens + 1);
                c->order[i] = i;
                c->piece[i] = i * PIECES / c->n;
        }
        c->at[0] = 0;
        c->at[c->n] = n_tokens;
        qsort(c->at, c->n, sizeof(c->at[0]), compare_sizes);
        for (size_t i = c->n; i-- > 1;) {
                const size_t k = (size_t)rand() % (i + 1), other = c->order[k];
                c->order[k] = c->order[i];
                c->order[i] = other;
        }
}

static struct cw_sequences analysers[2];

/* Two workers, whose codes differ, take the parts in turn. */
static void
run(struct cw_seams *seams, const int64_t *stream, const struct cuts *c, bool pairs, bool pieces)
{
        const struct cw_piece_credit credits = {same_piece, credit, NULL};
        struct cw_collector collectors[2];
        memset(credited, 0, sizeof(credited));
        cw_seams_begin(seams, pairs, pieces ? &credits : &(struct cw_piece_credit){0});
        for (int w = 0; w < 2; w++) {
                analysers[w].wants_pairs = pairs;
                collectors[w] = cw_sequences_collector(&analysers[w]);
                cw_sequences_begin_shard(&analysers[w],
                                         &(struct cw_sequence_shard){.n_known = INT64_MAX, .goes_on = true});
        }
        for (size_t i = 0; i < c->n; i++) {
                const size_t part = c->order[i];
                struct cw_sequences *a = &analysers[i % 2];
                cw_sequences_begin_part(a);
                feed(&collectors[i % 2], stream, c->at[part], c->at[part + 1]);
                cr_assert_eq(cw_sequences_end_part(a), CW_OK);
                const bool empty = c->at[part] == c->at[part + 1];
                cr_assert_eq(cw_seams_put(seams, part, part, empty ? NULL : a, (struct cw_piece){c->piece[part], 0}),
                             CW_OK);
                for (size_t k = 0; k < a->sums.n_touched; k++) { /* whole sequences are of the piece they lie in */
                        const struct cw_sequence_label *l = cw_sequence_label_of(&a->sums, a->sums.touched[k]);
                        credited[c->piece[part]][l->id] += l->sum.around;
                }
                cr_assert_eq(cw_sequence_sums_move(&seams->sums, &a->sums), CW_OK);
        }
        cr_assert_eq(cw_seams_end(seams), CW_OK);
}

/* All pieces up to one are the data that ends there. */
static void
assert_pieces(const int64_t *stream, const struct cuts *c)
{
        uint64_t sum[N_LABELS] = {0};
        for (size_t p = 0; p < PIECES; p++) {
                size_t end = 0;
                struct found truth;
                for (size_t i = 0; i < c->n; i++)
                        end = c->piece[i] <= p ? c->at[i + 1] : end;
                count_plainly(stream, end, &truth);
                for (size_t l = 0; l < N_LABELS; l++) {
                        sum[l] += credited[p][l];
                        cr_assert_eq(sum[l], truth.around[l], "piece %zu, label %zu", p, l);
                }
        }
}

Test(sequence_seams, parts_in_any_order, .timeout = 60)
{
        static int64_t stream[N_TOKENS];
        struct cw_seams seams;
        struct cuts cuts;
        cw_seams_init(&seams);
        srand(3);
        for (int round = 0; round < 3000; round++) {
                const size_t n = (size_t)rand() % N_TOKENS;
                const int ends = 1 + rand() % 60; /* from very short sequences to one that is all */
                struct found truth, found;
                for (size_t i = 0; i < n; i++)
                        stream[i] = rand() % ends == 0 ? END : rand() % (1 + rand() % N_LABELS);
                cut(n, &cuts);
                run(&seams, stream, &cuts, round % 2 == 0, round % 3 == 0);
                count_plainly(stream, n, &truth);
                collect_sums(&seams.sums, &found);
                if (round % 2 != 0)
                        memset(truth.pairs, 0, sizeof(truth.pairs));
                cr_assert_arr_eq(&found, &truth, sizeof(found), "round %d", round);
                if (round % 3 == 0)
                        assert_pieces(stream, &cuts);
        }
        cw_seams_free(&seams);
        cw_sequences_free(&analysers[0]);
        cw_sequences_free(&analysers[1]);
}

Test(sequence_seams, stretches_are_as_few_as_gaps)
{
        struct cw_seams seams;
        cw_seams_init(&seams);
        cw_seams_begin(&seams, false, &(struct cw_piece_credit){0});
        for (uint64_t i = 0; i < 1000; i++)
                cr_assert_eq(cw_seams_put(&seams, i ^ 1, i ^ 1, NULL, (struct cw_piece){0, 0}), CW_OK);
        cr_assert_not_null(seams.stretches);
        cr_assert_null(seams.stretches->next);
        cr_assert_eq(seams.stretches->to, 999);
        cr_assert_eq(cw_seams_end(&seams), CW_OK);
        cw_seams_free(&seams);
}
