/* SPDX-License-Identifier: MIT */
/*
 * Stretches of parts, and the sequences that reach from one into the next.  All codes here are those of the seams' own sums.
 */
#include "count/sequence_seams.h"

#include "base/memory.h"

#include <string.h>

/** As much of a sequence as lies in one piece. */
struct cw_seam_segment {
        struct cw_seam_segment *next;
        struct cw_piece piece;
        struct cw_sequence_run run;
};

/* ---- memory --------------------------------------------------------------------------------------------------- */

void
cw_seams_init(struct cw_seams *s)
{
        *s = (struct cw_seams){0};
        cw_lock_init(&s->lock);
}

static void
drop_run(struct cw_seams *s, struct cw_seam_run *run)
{
        if (run->last != NULL) {
                run->last->next = s->spare_segments;
                s->spare_segments = run->first;
        }
        *run = (struct cw_seam_run){0};
}

static void
drop_stretch(struct cw_seams *s, struct cw_seam_stretch *stretch)
{
        drop_run(s, &stretch->head);
        drop_run(s, &stretch->tail);
        stretch->next = s->spare_stretches;
        s->spare_stretches = stretch;
}

void
cw_seams_begin(struct cw_seams *s, bool wants_pairs, const struct cw_piece_credit *credit)
{
        while (s->stretches != NULL) {
                struct cw_seam_stretch *first = s->stretches;
                s->stretches = first->next;
                drop_stretch(s, first);
        }
        cw_sequence_sums_clear(&s->sums);
        cw_sequence_sums_trim(&s->sums);
        s->wants_pairs = wants_pairs;
        s->credit = *credit;
}

void
cw_seams_free(struct cw_seams *s)
{
        cw_seams_begin(s, false, &(struct cw_piece_credit){0});
        while (s->spare_segments != NULL) {
                struct cw_seam_segment *segment = s->spare_segments;
                s->spare_segments = segment->next;
                cw_free(segment->run.codes);
                cw_free(segment);
        }
        while (s->spare_stretches != NULL) {
                struct cw_seam_stretch *stretch = s->spare_stretches;
                s->spare_stretches = stretch->next;
                cw_free(stretch);
        }
        cw_sequence_sums_free(&s->sums);
        cw_lock_destroy(&s->lock);
}

static struct cw_seam_segment *
new_segment(struct cw_seams *s)
{
        struct cw_seam_segment *segment = s->spare_segments;
        if (segment == NULL)
                return cw_calloc(1, sizeof(*segment));
        s->spare_segments = segment->next;
        segment->next = NULL;
        segment->run.n = 0;
        return segment;
}

/* ---- runs ----------------------------------------------------------------------------------------------------- */

/* A run of an analyser, by our codes. */
static cw_status
take_run(struct cw_seams *s, const struct cw_sequence_run *from, const struct cw_sequence_sums *labels,
         struct cw_piece piece, struct cw_seam_run *run_ret)
{
        *run_ret = (struct cw_seam_run){0};
        if (from->n_tokens == 0)
                return CW_OK;
        struct cw_seam_segment *segment = new_segment(s);
        if (segment == NULL)
                return CW_E_MEMORY;
        *run_ret = (struct cw_seam_run){segment, segment};
        segment->piece = piece;
        segment->run.n_tokens = from->n_tokens;
        segment->run.first = segment->run.last = 0;
        for (size_t i = 0; i < from->n; i++) {
                const uint32_t code = cw_sequence_code_of(&s->sums, cw_sequence_label_of(labels, from->codes[i]));
                if (code == CW_SEQUENCE_NO_CODE || !cw_sequence_run_put(&segment->run, code))
                        return CW_E_MEMORY;
                if (from->codes[i] + 1 == from->first)
                        segment->run.first = code + 1;
                if (from->codes[i] + 1 == from->last)
                        segment->run.last = code + 1;
        }
        return CW_OK;
}

/* Adds what `more` has, and `to` has not. */
static cw_status
unite(struct cw_seams *s, struct cw_sequence_run *to, const struct cw_sequence_run *more)
{
        const uint64_t stamp = ++s->stamp;
        for (size_t i = 0; i < to->n; i++)
                cw_sequence_label_of(&s->sums, to->codes[i])->stamp = stamp;
        for (size_t i = 0; i < more->n; i++)
                if (cw_sequence_label_of(&s->sums, more->codes[i])->stamp != stamp &&
                    !cw_sequence_run_put(to, more->codes[i]))
                        return CW_E_MEMORY;
        to->n_tokens += more->n_tokens;
        to->last = more->last;
        return CW_OK;
}

/* What goes on in `more` goes on from `to`; `more` is empty then. */
static cw_status
append(struct cw_seams *s, struct cw_seam_run *to, struct cw_seam_run *more)
{
        struct cw_seam_segment *left = to->last, *right = more->first;
        if (right == NULL)
                return CW_OK;
        if (left == NULL) {
                *to = *more;
                *more = (struct cw_seam_run){0};
                return CW_OK;
        }
        if (s->wants_pairs)
                CW_TRY(cw_sequence_sums_pair(&s->sums, left->run.last, right->run.first, 1));
        left->next = right;
        to->last = more->last;
        *more = (struct cw_seam_run){0};
        if (s->credit.add != NULL && !s->credit.same(s->credit.user, left->piece, right->piece))
                return CW_OK;
        CW_TRY(unite(s, &left->run, &right->run));
        left->next = right->next;
        if (to->last == right)
                to->last = left;
        drop_run(s, &(struct cw_seam_run){right, right});
        return CW_OK;
}

/* A sequence of several segments: each piece gets what it adds.  All of it is united in the first segment. */
static cw_status
credit_pieces(struct cw_seams *s, struct cw_seam_run *run)
{
        const struct cw_piece_credit *c = &s->credit;
        struct cw_sequence_run *all = &run->first->run;
        for (size_t i = 0; i < all->n; i++)
                CW_TRY(c->add(c->user, run->first->piece, cw_sequence_label_of(&s->sums, all->codes[i]),
                              all->n_tokens));
        for (struct cw_seam_segment *segment = run->first->next; segment != NULL; segment = segment->next) {
                const size_t n_known = all->n;
                CW_TRY(unite(s, all, &segment->run));
                for (size_t i = 0; i < all->n; i++)
                        CW_TRY(c->add(c->user, segment->piece, cw_sequence_label_of(&s->sums, all->codes[i]),
                                      i < n_known ? segment->run.n_tokens : all->n_tokens));
        }
        return CW_OK;
}

/* A sequence whose both ends are known. */
static cw_status
settle(struct cw_seams *s, struct cw_seam_run *run)
{
        cw_status status = CW_OK;
        if (run->first == NULL)
                return CW_OK;
        if (s->credit.add != NULL)
                status = credit_pieces(s, run);
        if (status == CW_OK)
                status = cw_sequence_run_settle(&run->first->run, s->wants_pairs, &s->sums);
        drop_run(s, run);
        return status;
}

/* ---- stretches ------------------------------------------------------------------------------------------------ */

/* `right` begins where `left` ends, and is part of it then. */
static cw_status
join(struct cw_seams *s, struct cw_seam_stretch *left, struct cw_seam_stretch *right)
{
        struct cw_seam_run *const between = left->cut ? &left->tail : &left->head;
        left->to = right->to;
        left->next = right->next;
        cw_status status = append(s, between, &right->head);
        if (status == CW_OK && right->cut) {
                if (left->cut)
                        status = settle(s, between);
                left->cut = true;
                left->tail = right->tail;
                right->tail = (struct cw_seam_run){0};
        }
        drop_stretch(s, right);
        return status;
}

static cw_status
take_part(struct cw_seams *s, struct cw_seam_stretch *stretch, const struct cw_sequences *part, struct cw_piece piece)
{
        stretch->cut = part->has_head;
        if (!part->has_head)
                return take_run(s, &part->now, &part->sums, piece, &stretch->head);
        CW_TRY(take_run(s, &part->head, &part->sums, piece, &stretch->head));
        return take_run(s, &part->now, &part->sums, piece, &stretch->tail);
}

static cw_status
put(struct cw_seams *s, uint64_t from, uint64_t to, const struct cw_sequences *part, struct cw_piece piece)
{
        struct cw_seam_stretch *stretch = s->spare_stretches, *before = NULL;
        if (stretch != NULL)
                s->spare_stretches = stretch->next;
        else if ((stretch = cw_malloc(sizeof(*stretch))) == NULL)
                return CW_E_MEMORY;
        *stretch = (struct cw_seam_stretch){.from = from, .to = to};
        for (struct cw_seam_stretch *at = s->stretches; at != NULL && at->from < from; at = at->next)
                before = at;
        stretch->next = before == NULL ? s->stretches : before->next;
        *(before == NULL ? &s->stretches : &before->next) = stretch;
        if (part != NULL)
                CW_TRY(take_part(s, stretch, part, piece));
        if (stretch->next != NULL && stretch->next->from == to + 1)
                CW_TRY(join(s, stretch, stretch->next));
        if (before != NULL && before->to + 1 == from)
                CW_TRY(join(s, before, stretch));
        return CW_OK;
}

cw_status
cw_seams_put(struct cw_seams *s, uint64_t from, uint64_t to, const struct cw_sequences *part, struct cw_piece piece)
{
        cw_lock_take(&s->lock);
        const cw_status status = put(s, from, to, part, piece);
        cw_lock_give(&s->lock);
        return status;
}

cw_status
cw_seams_end(struct cw_seams *s)
{
        struct cw_seam_stretch *all = s->stretches;
        if (all == NULL)
                return CW_OK;
        while (all->next != NULL)
                CW_TRY(join(s, all, all->next));
        CW_TRY(settle(s, &all->head));
        return settle(s, &all->tail);
}
