/* SPDX-License-Identifier: MIT */
/*
 * Decoding one block of a text shard: rows go to the tally, fragments at both ends to the joiner.
 */
#include "base/memory.h"
#include "formats/text/text_feed.h"
#include "input/file_window.h"

#include <string.h>
#include <unistd.h>

/* Pieces of nested text must not depend on how much room a worker happens to have where blocks are drawn: what is decoded of
 * them together is of one block. */
static size_t
room_for_nested(const struct cw_text_feed *f)
{
        const bool in_pieces = f->block->n_units == 0 && !f->block->in_scratch;
        return cw_reader_samples(f->reader) && in_pieces ? (size_t)CW_TEXT_CHUNK : f->scratch->text_cap;
}

/* The text in hand while a block is decoded: text[pos .. n) is not decoded yet. */
struct hand {
        const char *text; /* of a window, or of nested text; NULL: scratch->text, where it moves on */
        size_t pos, n;
        size_t head_nbytes; /* where the text moves on, of its copy in scratch->head */
};

static struct cw_text_pass *
pass_of(const struct cw_text_feed *f)
{
        return cw_text_pass_of(f->reader->state, f->block->is_guess);
}

/* Looks for the head's end; copies the head.  Sets deposit->closed when found. */
static cw_status
find_head(const struct cw_text_shard *t, struct cw_scratch *s, struct hand *h, struct cw_deposit *d,
          struct cw_error *err)
{
        size_t head = t->dialect->head(t->learnt, s->text, h->n, &d->state);
        if (head == SIZE_MAX)
                return CW_OK;
        d->state.row = 0;
        if (!cw_grow(&s->head, &s->head_cap, head, 1))
                return cw_fail_memory(err, head);
        d->closed = true;
        if (head > 0)
                memcpy(s->head, s->text, head);
        h->head_nbytes = h->pos = head;
        return CW_OK;
}

/* A row that there is no room for: where it stands.  One that began in an earlier block is the seam's first. */
static void
place_row(const struct cw_deposit *d, struct cw_tally *tally, struct cw_error *err)
{
        if (!d->closed)
                tally->at.part--;
        if (err != NULL)
                err->row = d->closed ? d->state.row + 1 : 1;
}

static cw_status
decode_rows(struct cw_text_feed *f, struct hand *h, struct cw_deposit *d, struct cw_tally *tally, struct cw_error *err)
{
        const volatile int *cancel = f->reader->options->cancel;
        const struct cw_text_shard *t = f->reader->state;
        struct cw_scratch *s = f->scratch;
        for (;;) {
                size_t got = 0, consumed = 0;
                if (cw_is_cancelled(cancel))
                        return cw_fail(err, CW_E_INTERRUPTED, "interrupted");
                CW_TRY(cw_text_feed_fill(f, s->text + h->n, s->text_cap - h->n, &got, err));
                h->n += got;
                if (!d->closed)
                        CW_TRY(find_head(t, s, h, d, err));
                if (d->closed) {
                        CW_TRY(t->dialect->decode(t->learnt, &d->state, s->text + h->pos, h->n - h->pos,
                                                  f->ended && t->whole, tally, &consumed, err));
                        CW_TRY(cw_tally_status(tally, err));
                        h->pos += consumed;
                }
                if (f->ended)
                        return CW_OK;
                if (d->closed) {
                        memmove(s->text, s->text + h->pos, h->n - h->pos);
                        h->n -= h->pos;
                        h->pos = 0;
                }
                cw_status status = cw_text_make_room(s, h->n, err);
                if (status == CW_E_LIMIT)
                        place_row(d, tally, err);
                CW_TRY(status);
        }
}

/* Looks for the head's end in a copy, of ever more of what is in hand: the joiner must find in it what was found here, whatever
 * becomes of the file.  `entry`: of nested text, what holds at its start. */
static cw_status
find_window_head(const struct cw_text_shard *t, const struct cw_text_border *entry, struct cw_scratch *s,
                 struct hand *h, struct cw_deposit *d, struct cw_error *err)
{
        size_t n = 0;
        while (!d->closed && n < h->n) {
                n = n == 0 ? 1 << 14 : 4 * n;
                n = n < h->n ? n : h->n;
                if (!cw_grow(&s->head, &s->head_cap, n + CW_TEXT_PAD, 1))
                        return cw_fail_memory(err, n);
                memcpy(s->head, h->text, n);
                h->head_nbytes = entry != NULL ? t->dialect->border(entry, s->head, n, &d->state)
                                               : t->dialect->head(t->learnt, s->head, n, &d->state);
                d->closed = h->head_nbytes != SIZE_MAX;
        }
        if (!d->closed)
                h->head_nbytes = n;
        h->pos = h->head_nbytes;
        d->state.row = 0;
        return CW_OK;
}

/* A block that is all there, in a window. */
static cw_status
decode_window(const struct cw_text_feed *f, struct hand *h, struct cw_deposit *d, struct cw_tally *tally,
              struct cw_error *err)
{
        const volatile int *cancel = f->reader->options->cancel;
        const struct cw_text_shard *t = f->reader->state;
        size_t consumed = 0;
        if (cw_is_cancelled(cancel))
                return cw_fail(err, CW_E_INTERRUPTED, "interrupted");
        if (!d->closed)
                CW_TRY(find_window_head(t, NULL, f->scratch, h, d, err));
        if (!d->closed)
                return CW_OK;
        CW_TRY(t->dialect->decode(t->learnt, &d->state, h->text + h->pos, h->n - h->pos, false, tally, &consumed, err));
        h->pos += consumed;
        return cw_tally_status(tally, err);
}

/* Whether scanners may read on behind the block: where the file ends, there are zeros up to the end of its last page. */
static bool
has_room_behind(const struct cw_text_feed *f)
{
        const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), nbytes = f->reader->file->nbytes;
        return (nbytes + page - 1) / page * page - f->end >= CW_TEXT_PAD;
}

/* Opens a window on the block, if that is how it is to be read. */
static bool
open_window(const struct cw_text_feed *f, struct cw_file_window *window, struct hand *h)
{
        const struct cw_text_shard *t = f->reader->state;
        const struct cw_file *file = f->reader->file;
        const uint64_t left = file->nbytes - f->end, behind = left < CW_TEXT_PAD ? left : CW_TEXT_PAD;
        if (!t->windows || !has_room_behind(f) ||
            !cw_file_window_open(window, file, f->at, (size_t)(f->end - f->at + behind)))
                return false;
        h->text = window->bytes;
        h->n = (size_t)(f->end - f->at);
        return true;
}

/* Text without the end of a record that is known: for the joiner, in pieces, so that it need not hold more of it than before. */
static cw_status
feed_joiner(const struct cw_text_feed *f, const char *text, size_t n, struct cw_tally *tally, struct cw_error *err)
{
        for (size_t at = 0, piece; at < n; at += piece) {
                piece = n - at < CW_TEXT_CHUNK ? n - at : CW_TEXT_CHUNK;
                if (cw_is_cancelled(f->reader->options->cancel))
                        return cw_fail(err, CW_E_INTERRUPTED, "interrupted");
                CW_TRY(cw_join_feed(pass_of(f)->join, f->block->seq, text + at, piece, tally, err));
        }
        return CW_OK;
}

/* All of a block of nested text by the joiner, piece after piece; in hand is the first one.  `border` moves along, if it is not
 * NULL. */
static cw_status
join_all(struct cw_text_feed *f, const struct hand *h, struct cw_text_border *border, struct cw_tally *tally,
         struct cw_error *err)
{
        struct cw_scratch *s = f->scratch;
        cw_scan_survey_fn *const survey = cw_scan_for(tally->kernel)->survey;
        const char *text = h->text;
        size_t n = h->n;
        for (;;) {
                if (border != NULL)
                        cw_text_border_move(border, survey, text, n);
                CW_TRY(feed_joiner(f, text, n, tally, err));
                if (f->ended)
                        return CW_OK;
                text = s->text;
                CW_TRY(cw_text_feed_fill(f, s->text, room_for_nested(f), &n, err));
        }
}

/* A block of nested text that is too large to be held, or too early. */
static cw_status
decode_in_order(struct cw_text_feed *f, const struct hand *h, struct cw_tally *tally, struct cw_error *err)
{
        const struct cw_text_shard *t = f->reader->state;
        struct cw_text_pass *const pass = pass_of(f);
        struct cw_text_border border;
        int mode;
        if (!cw_text_chain_wait(&pass->chain, f->block->seq, &border))
                return CW_OK;
        CW_TRY(join_all(f, h, &border, tally, err));
        if (border.list == CW_LIST_UNKNOWN && cw_join_mode(pass->join, &mode))
                t->dialect->settle(mode, &border);
        cw_text_chain_put(&pass->chain, f->block->seq, &border);
        return CW_OK;
}

/* From where the head ends, if that was found. */
static cw_status
decode_body(const struct cw_text_feed *f, struct hand *h, struct cw_deposit *d, struct cw_tally *tally,
            struct cw_error *err)
{
        const struct cw_text_shard *t = f->reader->state;
        size_t consumed = 0;
        if (!d->closed)
                return feed_joiner(f, h->text, h->n, tally, err);
        d->head_mode = d->state.mode;
        CW_TRY(t->dialect->decode(t->learnt, &d->state, h->text + h->pos, h->n - h->pos, false, tally, &consumed, err));
        h->pos += consumed;
        return cw_tally_status(tally, err);
}

/* A block of nested text, from the first border in it that is known. */
static cw_status
decode_nested(struct cw_text_feed *f, struct hand *h, struct cw_deposit *d, struct cw_tally *tally,
              struct cw_error *err)
{
        const struct cw_text_shard *t = f->reader->state;
        cw_scan_survey_fn *const survey = cw_scan_for(tally->kernel)->survey;
        struct cw_text_border entry;
        if (!cw_text_chain_pass(&pass_of(f)->chain, f->block->seq, survey, h->text, h->n, &entry))
                return CW_OK;
        if (entry.list == CW_LIST_UNKNOWN)
                return decode_in_order(f, h, tally, err);
        if (entry.list == CW_LIST_OPEN)
                CW_TRY(find_window_head(t, &entry, f->scratch, h, d, err));
        return decode_body(f, h, d, tally, err);
}

/* Where the head ends, as far as can be guessed; copies the head. */
static cw_status
guess_head(const struct cw_text_shard *t, const struct cw_text_border *list, struct cw_scratch *s, struct hand *h,
           struct cw_deposit *d, struct cw_error *err)
{
        const size_t head = t->dialect->guess(t->learnt, h->text, h->n);
        if (head == SIZE_MAX)
                return CW_OK;
        if (!cw_grow(&s->head, &s->head_cap, head, 1))
                return cw_fail_memory(err, head);
        memcpy(s->head, h->text, head);
        h->head_nbytes = h->pos = head;
        d->closed = true;
        d->state.mode = list->list_mode;
        return CW_OK;
}

/* All in vain: no block is to wait for another any more. */
static void
misjudge(struct cw_reader *r)
{
        struct cw_text_shard *t = r->state;
        cw_text_chain_break(&t->guess.chain);
        if (!atomic_exchange(&t->is_misjudged, true))
                r->in_vain = true;
}

/* A block of nested text, from a border in it that is guessed. */
static cw_status
decode_guessed(struct cw_text_feed *f, struct hand *h, struct cw_deposit *d, struct cw_tally *tally,
               struct cw_error *err)
{
        struct cw_text_shard *t = f->reader->state;
        struct cw_text_border list;
        if (!cw_text_chain_settle(&t->guess.chain, f->block->seq, &list))
                return CW_OK;
        if (list.list == CW_LIST_UNKNOWN)
                return decode_in_order(f, h, tally, err);
        if (f->ended && list.list == CW_LIST_OPEN && list.is_flat)
                CW_TRY(guess_head(t, &list, f->scratch, h, d, err));
        if (d->closed)
                return decode_body(f, h, d, tally, err);
        if (list.list == CW_LIST_OPEN && atomic_fetch_add(&t->n_unguessed, 1) == CW_TEXT_UNGUESSED_MOST)
                misjudge(f->reader);
        return join_all(f, h, NULL, tally, err);
}

/* Where it is not in a window, it is read. */
static cw_status
decode_chained(struct cw_text_feed *f, struct hand *h, struct cw_deposit *d, struct cw_tally *tally,
               struct cw_error *err)
{
        f->ended = h->text != NULL;
        if (!f->ended) {
                CW_TRY(cw_text_feed_begin(f, err));
                h->text = f->scratch->text;
                CW_TRY(cw_text_feed_fill(f, f->scratch->text, room_for_nested(f), &h->n, err));
        }
        const cw_status status = f->block->is_guess ? decode_guessed(f, h, d, tally, err)
                                 : f->ended         ? decode_nested(f, h, d, tally, err)
                                                    : decode_in_order(f, h, tally, err);
        if (!d->closed)
                h->n = 0; /* the joiner has it already */
        return status;
}

/* ---- blocks that are left out ------------------------------------------------------------------------------- */

struct finder {
        struct cw_reader *reader;
        struct cw_scratch *scratch;
};

/* Where the row that goes on into a block ends: only as much as that takes is read. */
static cw_status
find_end(void *user, struct cw_deposit *d, struct cw_error *err)
{
        enum { FIRST = 1 << 13 };
        const struct finder *finder = user;
        struct cw_scratch *s = finder->scratch;
        const struct cw_text_shard *t = finder->reader->state;
        const struct cw_block *block = &d->block;
        struct cw_text_feed f = {.reader = finder->reader,
                                 .block = block,
                                 .scratch = s,
                                 .at = block->offset,
                                 .end = block->offset + block->nbytes};
        size_t n = 0, got = 0, head = SIZE_MAX;
        CW_TRY(cw_text_feed_begin(&f, err));
        while (head == SIZE_MAX && !f.ended) {
                const size_t room = s->text_cap - n;
                CW_TRY(cw_text_feed_fill(&f, s->text + n, n == 0 && block->n_units == 0 && room > FIRST ? FIRST : room,
                                         &got, err));
                n += got;
                head = t->dialect->head(t->learnt, s->text, n, &d->state);
                CW_TRY(head == SIZE_MAX && !f.ended ? cw_text_make_room(s, n, err) : CW_OK);
        }
        d->state.row = 0;
        d->closed = head != SIZE_MAX;
        d->head = s->text;
        d->head_nbytes = d->closed ? head : n;
        return CW_OK;
}

cw_status
cw_text_skip(struct cw_reader *r, const struct cw_block *block, struct cw_scratch *scratch, struct cw_tally *tally,
             struct cw_error *err)
{
        const struct cw_text_shard *t = r->state;
        cw_status status = CW_OK;
        struct finder finder = {r, scratch};
        struct cw_deposit d = {.skipped = true, .unseen = true, .block = *block, .find = find_end, .finder = &finder};
        if (t->chained) /* where a block may begin is told by all of the text before it */
                return cw_text_decode(r, block, scratch, tally, err);
        tally->at = (struct cw_place){.part = 2 * block->seq + 1};
        if (block->seq == 0) {
                d.unseen = false;
                d.closed = true;
        } else if (block->in_scratch) { /* it is there now, and will not be again */
                d.unseen = false;
                status = find_end(&finder, &d, err);
                d.failed = status != CW_OK;
        }
        struct cw_error seam_err = {.status = CW_OK};
        const cw_status seam = cw_join_deposit(t->sure.join, block->seq, &d, tally, &seam_err);
        if (status == CW_OK && seam != CW_OK && err != NULL)
                *err = seam_err;
        return status != CW_OK ? status : seam;
}

/* ---- a block ------------------------------------------------------------------------------------------------- */

cw_status
cw_text_decode(struct cw_reader *r, const struct cw_block *block, struct cw_scratch *scratch, struct cw_tally *tally,
               struct cw_error *err)
{
        struct cw_text_shard *t = r->state;
        struct cw_text_feed f = {.reader = r,
                                 .block = block,
                                 .scratch = scratch,
                                 .at = block->offset,
                                 .end = block->offset + block->nbytes};
        struct finder finder = {r, scratch};
        struct cw_deposit d = {.closed = block->seq == 0 && !t->chained, .find = find_end, .finder = &finder};
        struct hand h = {0};
        struct cw_file_window window = {0};
        const uint64_t part = 2 * block->seq + 1;
        tally->at = (struct cw_place){.part = part};
        cw_status status = CW_OK;
        const bool in_window = open_window(&f, &window, &h);
        if (block->is_guess && t->is_misjudged)
                d.failed = true; /* what is in vain already */
        else if (t->chained)
                status = decode_chained(&f, &h, &d, tally, err);
        else if (in_window)
                status = decode_window(&f, &h, &d, tally, err);
        else if ((status = cw_text_feed_begin(&f, err)) == CW_OK)
                status = decode_rows(&f, &h, &d, tally, err);
        const uint64_t failed_part = tally->at.part;
        if (status != CW_OK && t->chained)
                cw_text_chain_break(&pass_of(&f)->chain);

        d.failed = d.failed || status != CW_OK || window.lost != 0;
        if (d.closed) {
                d.head = scratch->head;
                d.head_nbytes = h.head_nbytes;
                d.tail = (h.text != NULL ? h.text : scratch->text) + h.pos;
                d.tail_nbytes = d.failed ? 0 : h.n - h.pos;
        } else {
                d.head = h.text != NULL ? scratch->head : scratch->text;
                d.head_nbytes = d.failed ? 0 : h.n;
        }
        /* A failed block is deposited too: rows before it are still to be joined, and may have failed earlier. */
        struct cw_error seam_err = {.status = CW_OK};
        cw_status seam = cw_join_deposit(pass_of(&f)->join, block->seq, &d, tally, &seam_err);
        if (seam != CW_OK && (status == CW_OK || tally->at.part < failed_part)) {
                status = seam;
                if (err != NULL)
                        *err = seam_err;
        } else {
                tally->at.part = failed_part;
        }
        if (block->is_guess && status != CW_OK && status != CW_E_MEMORY && status != CW_E_INTERRUPTED) {
                misjudge(r); /* or it is a fault, which is told as it is found without guesses */
                status = CW_OK;
        }
        /* What zeros in the place of text were taken for is of no interest. */
        struct cw_error lost;
        const cw_status closed = cw_file_window_close(&window, &lost);
        if (closed != CW_OK && err != NULL)
                *err = lost;
        return closed != CW_OK ? closed : status;
}
