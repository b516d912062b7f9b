/* SPDX-License-Identifier: MIT */
/*
 * Three Snappy blocks, or pieces of one that know nothing of one another, side by side.
 *
 *   lane 0   tag ─ length ─ tag ─ length ─ ...
 *   lane 1   tag ─ length ─ tag ─ length ─ ...      one element of each in turn
 *   lane 2   tag ─ length ─ tag ─ length ─ ...
 *
 * Where the next tag lies is known only when this one has been looked up, so that a block alone leaves most of the processor
 * waiting, ten cycles an element; elements of other blocks are what it can do meanwhile.
 */
#include "codecs/blocks.h"
#include "codecs/snappy_element.h"

enum {
        SETTLED = 32, /* elements after which a walk has found the tags, wherever it began */
        SURE = 12,    /* copies of what came since a literal, after which it is taken for the first of a fragment */
        LONG_LITERAL = 60 << 2, /* the tag of one whose length - 1 is the byte behind it */
        WRONG_AT_ONCE = 4       /* guesses that may be wrong before as many must have been right */
};

/* Elements that fit for certain. */
static inline size_t
n_sure(const uint8_t *at, const uint8_t *to, const struct cw_snappy *s)
{
        const size_t n_in = (size_t)(s->end - at), n_out = (size_t)(s->to_end - to);
        if (n_in < CW_SNAPPY_SLACK)
                return 0;
        const size_t n = n_in - 8 < n_out ? n_in - 8 : n_out;
        return n / CW_SNAPPY_LONGEST;
}

static inline size_t
least(size_t a, size_t b, size_t c)
{
        const size_t ab = a < b ? a : b;
        return ab < c ? ab : c;
}

CW_SNAPPY_INLINE bool
step(const uint8_t **at, uint8_t **to, const uint8_t *start)
{
        const size_t tag = **at;
        const size_t length = cw_snappy_put(*at, *to, start, tag, (uint32_t)(*at)[1] | (uint32_t)(*at)[2] << 8);
        *to += length;
        *at += length > 0 ? cw_snappy_tags.n[tag] : 0;
        return length > 0;
}

static void
leave(struct cw_snappy *s, const uint8_t *at, uint8_t *to)
{
        s->n_left -= (size_t)(to - s->to);
        s->at = at;
        s->to = to;
}

/* Until one has no room for an element, or one that the careful way is for. */
static void
take_fast(struct cw_snappy s[CW_SNAPPY_LANES])
{
        const uint8_t *at_a = s[0].at, *at_b = s[1].at, *at_c = s[2].at;
        const uint8_t *const start_a = s[0].start, *const start_b = s[1].start, *const start_c = s[2].start;
        uint8_t *to_a = s[0].to, *to_b = s[1].to, *to_c = s[2].to;
        bool all = true;
        while (all) {
                size_t n = least(n_sure(at_a, to_a, &s[0]), n_sure(at_b, to_b, &s[1]), n_sure(at_c, to_c, &s[2]));
                all = n > 0;
                for (; n > 0 && all; n--)
                        all = step(&at_a, &to_a, start_a) && step(&at_b, &to_b, start_b) && step(&at_c, &to_c, start_c);
        }
        leave(&s[0], at_a, to_a);
        leave(&s[1], at_b, to_b);
        leave(&s[2], at_c, to_c);
}

static bool
may_go_on(const struct cw_snappy *s)
{
        return s->literal_left == 0 && s->end - s->at >= CW_SNAPPY_SLACK && s->to_end - s->to >= CW_SNAPPY_LONGEST;
}

bool
cw_snappy_run_lanes(struct cw_snappy s[CW_SNAPPY_LANES])
{
        while (may_go_on(&s[0]) && may_go_on(&s[1]) && may_go_on(&s[2])) {
                take_fast(s);
                for (size_t i = 0; i < CW_SNAPPY_LANES; i++) {
                        if (may_go_on(&s[i]) && cw_snappy_take(&s[i]) == CW_SNAPPY_DAMAGED)
                                return false;
                }
        }
        return cw_snappy_run(&s[0], true) && cw_snappy_run(&s[1], true) && cw_snappy_run(&s[2], true);
}

/* ---- fragments ----------------------------------------------------------------------------------------------- */

/* How far a fragment's input may be from what is expected.  Of pages of codes, one in a hundred is further off. */
static size_t
margin_of(size_t nbytes)
{
        return nbytes / 32;
}

size_t
cw_snappy_fragments_want(const struct cw_snappy_fragments *f)
{
        return f->n_wrong > WRONG_AT_ONCE + f->n_right / 8 ? 0 : CW_SNAPPY_LANES * (f->nbytes + margin_of(f->nbytes));
}

/* Whether copies behind the literal at `at` are of what came since, which those within a fragment rarely are.  Only the last
 * literal of a fragment has another one behind it. */
static bool
begins_fragment(const uint8_t *at, const uint8_t *end)
{
        size_t n_out = 0;
        for (size_t n = 0, n_copies = 0; n_copies < SURE && at < end && end - at >= CW_SNAPPY_SLACK; n++) {
                const size_t tag = *at, behind = (size_t)at[1] | (size_t)at[2] << 8;
                const size_t offset = (behind & cw_snappy_tags.mask[tag]) + cw_snappy_tags.base[tag];
                const bool literal = (tag & 3) == 0;
                if (offset > n_out || (n == 1 && literal))
                        return false;
                /* Where little is known yet, literals are long. */
                const size_t n_long = tag == LONG_LITERAL ? at[1] + (size_t)1 : 0;
                n_copies += !literal;
                n_out += n_long > 0 ? n_long : cw_snappy_tags.length[tag];
                at += n_long > 0 ? 2 + n_long : cw_snappy_tags.n[tag];
        }
        return true;
}

/* The first place between `from`, which need not be a tag, and `to` where a fragment begins, probably.  NULL: there is none. */
static const uint8_t *
find_border(const uint8_t *from, const uint8_t *to, const uint8_t *end)
{
        for (size_t n = 0; from < to; n++) {
                const size_t tag = *from;
                if ((tag & 3) == 0 && n > SETTLED && begins_fragment(from, end))
                        return from;
                from += cw_snappy_tags.n[tag];
        }
        return NULL;
}

/* Where the fragment that begins at `at` ends, of which `nbytes` bytes are expected.  NULL: that cannot be told. */
static const uint8_t *
guess_end(const uint8_t *at, const uint8_t *end, size_t nbytes)
{
        const size_t margin = margin_of(nbytes);
        if ((size_t)(end - at) < nbytes + margin)
                return NULL;
        return find_border(at + nbytes - margin, at + nbytes + margin, end);
}

/* Where the fragments from `at` on end, each behind the other, the first `n` of them. */
static bool
guess_ends(const uint8_t *at, const uint8_t *end, size_t nbytes, size_t n, const uint8_t *ends_ret[])
{
        for (size_t i = 0; i < n; i++) {
                at = guess_end(at, end, nbytes);
                if (at == NULL)
                        return false;
                ends_ret[i] = at;
        }
        return true;
}

static void
lay_lanes(const uint8_t *at, const uint8_t *const ends[CW_SNAPPY_LANES], uint8_t *to, size_t n_left,
          struct cw_snappy lanes[CW_SNAPPY_LANES])
{
        for (size_t i = 0; i < CW_SNAPPY_LANES; i++) {
                lanes[i] = (struct cw_snappy){.at = at,
                                              .end = ends[i],
                                              .start = to,
                                              .to = to,
                                              .to_end = to + CW_SNAPPY_REACH,
                                              .n_left = n_left};
                at = ends[i];
                to += CW_SNAPPY_REACH;
                n_left -= CW_SNAPPY_REACH;
        }
}

/* It was guessed right where each of the first `n` ends with all of its output, just where the next begins. */
static bool
are_whole(const struct cw_snappy lanes[], size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (lanes[i].to < lanes[i].to_end || lanes[i].literal_left > 0 || lanes[i].at < lanes[i].end)
                        return false;
        }
        return true;
}

bool
cw_snappy_run_fragments(struct cw_snappy *s, struct cw_snappy_fragments *f)
{
        struct cw_snappy lanes[CW_SNAPPY_LANES];
        struct cw_snappy *last = &lanes[CW_SNAPPY_LANES - 1];
        const uint8_t *ends[CW_SNAPPY_LANES];
        if (f->nbytes == 0 || s->literal_left > 0 || (size_t)(s->to_end - s->to) < CW_SNAPPY_GROUP ||
            s->n_left <= CW_SNAPPY_GROUP || !guess_ends(s->at, s->end, f->nbytes, CW_SNAPPY_LANES - 1, ends))
                return false;
        ends[CW_SNAPPY_LANES - 1] = s->end;
        lay_lanes(s->at, ends, s->to, s->n_left, lanes);
        const bool sound = cw_snappy_run_lanes(lanes);
        last->end = last->at; /* nothing was guessed of it */
        if (!sound || !are_whole(lanes, CW_SNAPPY_LANES)) {
                f->n_wrong++;
                return false;
        }
        cw_snappy_count_right(f, (size_t)(last->at - s->at));
        s->at = last->at;
        s->to = last->to;
        s->n_left = last->n_left;
        return true;
}

void
cw_snappy_count_right(struct cw_snappy_fragments *f, size_t in_nbytes)
{
        f->n_right++;
        f->nbytes = in_nbytes / CW_SNAPPY_LANES;
}

/* ---- fragments ahead ----------------------------------------------------------------------------------------- */

bool
cw_snappy_guess_group(const uint8_t *at, const uint8_t *end, const struct cw_snappy_fragments *f,
                      const uint8_t *ends_ret[CW_SNAPPY_LANES])
{
        return f->nbytes > 0 && guess_ends(at, end, f->nbytes, CW_SNAPPY_LANES, ends_ret);
}

bool
cw_snappy_run_group(const uint8_t *at, const uint8_t *const ends[CW_SNAPPY_LANES], uint8_t *to)
{
        struct cw_snappy lanes[CW_SNAPPY_LANES];
        lay_lanes(at, ends, to, CW_SNAPPY_GROUP, lanes);
        if (cw_snappy_run_lanes(lanes) && are_whole(lanes, CW_SNAPPY_LANES))
                return true;
        /* Where the last of them ends may have been guessed right all the same. */
        struct cw_snappy all = {.at = at,
                                .end = ends[CW_SNAPPY_LANES - 1],
                                .start = to,
                                .to = to,
                                .to_end = to + CW_SNAPPY_GROUP,
                                .n_left = CW_SNAPPY_GROUP};
        return cw_snappy_run(&all, true) && are_whole(&all, 1);
}
