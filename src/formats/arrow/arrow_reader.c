/* SPDX-License-Identifier: MIT */
/*
 * Reading Arrow IPC: the format's functions for the pipeline.
 *
 *   open     schema, or footer                                   arrow_open.c
 *   next       dictionaries are read as they come; a record batch is a block, a very large one several
 *   decode     the label column of the block's rows, where it lies, into the tally       arrow_batch.c, arrow_count.c
 *   finish     nothing may follow the end
 *
 * Rows are numbered through the whole file, so that no part has rows before it.
 */
#include "base/cursor.h"
#include "base/memory.h"
#include "formats/arrow/arrow_state.h"

#include <inttypes.h>
#include <string.h>

/* ---- tickets -------------------------------------------------------------------------------------------------- */

/* Under the lock. */
static void
let_go(struct cw_arrow_dictionary **dictionary)
{
        if (*dictionary != NULL && --(*dictionary)->n_holders == 0)
                cw_arrow_dictionary_free(dictionary);
        *dictionary = NULL;
}

static cw_status
give_ticket(struct cw_arrow_state *s, const struct cw_arrow_ticket *what, struct cw_error *err)
{
        cw_lock_take(&s->lock);
        struct cw_arrow_ticket *t = s->free;
        if (t != NULL)
                s->free = t->next;
        else
                t = cw_malloc(sizeof(*t));
        if (t != NULL) {
                *t = *what;
                t->dictionary = s->dictionary;
                t->n_codes = s->dictionary == NULL ? 0 : s->dictionary->n;
                if (t->dictionary != NULL)
                        t->dictionary->n_holders++;
                t->next = s->out;
                s->out = t;
        }
        cw_lock_give(&s->lock);
        return t == NULL ? cw_fail_memory(err, sizeof(*t)) : CW_OK;
}

static struct cw_arrow_ticket *
take_ticket(struct cw_arrow_state *s, uint64_t seq)
{
        cw_lock_take(&s->lock);
        struct cw_arrow_ticket **link = &s->out;
        while ((*link)->seq != seq)
                link = &(*link)->next;
        struct cw_arrow_ticket *t = *link;
        *link = t->next;
        cw_lock_give(&s->lock);
        return t;
}

static void
return_ticket(struct cw_arrow_state *s, struct cw_arrow_ticket *t)
{
        cw_lock_take(&s->lock);
        let_go(&t->dictionary);
        t->next = s->free;
        s->free = t;
        cw_lock_give(&s->lock);
}

/* ---- next ----------------------------------------------------------------------------------------------------- */

/* A dictionary batch of the label column's dictionary, its body at hand. */
static cw_status
take_dictionary(struct cw_arrow_state *s, const struct cw_arrow_message *m, struct cw_scratch *scratch,
                struct cw_error *err)
{
        struct cw_arrow_dictionary *d = s->dictionary;
        if (d == NULL || !m->is_delta)
                CW_TRY(cw_arrow_dictionary_new(&d, err));
        size_t n = d->n;
        cw_status status = cw_arrow_dictionary_add(d, &s->column, m, scratch, &n, err);
        if (status != CW_OK) {
                if (d != s->dictionary)
                        cw_arrow_dictionary_free(&d);
                return status;
        }
        cw_lock_take(&s->lock);
        d->n = n;
        if (d != s->dictionary) {
                let_go(&s->dictionary);
                s->dictionary = d;
        }
        cw_lock_give(&s->lock);
        return CW_OK;
}

static cw_status
take_or_skip_dictionary(struct cw_arrow_state *s, struct cw_arrow_message *m, uint64_t body_nbytes,
                        struct cw_scratch *scratch, struct cw_error *err)
{
        if (!s->column.encoded || m->dictionary != s->column.dictionary)
                return cw_arrow_source_skip(&s->source, m, body_nbytes, err);
        CW_TRY(cw_arrow_source_body(&s->source, m, body_nbytes, scratch, err));
        return take_dictionary(s, m, scratch, err);
}

/* Of a file: all dictionaries stand before all batches, whatever lies where. */
static cw_status
load_dictionaries(struct cw_arrow_state *s, struct cw_scratch *scratch, struct cw_error *err)
{
        for (bool more = true; more;) {
                struct cw_arrow_message m = {.header = CW_ARROW_DICTIONARY_BATCH};
                uint64_t body_nbytes;
                CW_TRY(cw_arrow_take_block(&s->source, &s->dictionaries, &m, &body_nbytes, &more, err));
                if (!more)
                        return CW_OK;
                if (m.header != CW_ARROW_DICTIONARY_BATCH)
                        return cw_arrow_fail(err, CW_E_CORRUPT, &m, "the footer says that it is a dictionary");
                CW_TRY(take_or_skip_dictionary(s, &m, body_nbytes, scratch, err));
        }
        return CW_OK;
}

static cw_status
next_by_footer(struct cw_arrow_state *s, struct cw_scratch *scratch, bool *more_ret, struct cw_error *err)
{
        uint64_t body_nbytes;
        s->batch = (struct cw_arrow_message){.header = CW_ARROW_RECORD_BATCH, .number = s->n_batches};
        if (s->batches.next == 0)
                CW_TRY(load_dictionaries(s, scratch, err));
        CW_TRY(cw_arrow_take_block(&s->source, &s->batches, &s->batch, &body_nbytes, more_ret, err));
        if (!*more_ret)
                return CW_OK;
        if (s->batch.header != CW_ARROW_RECORD_BATCH)
                return cw_arrow_fail(err, CW_E_CORRUPT, &s->batch, "the footer says that it is a record batch");
        return cw_arrow_source_body(&s->source, &s->batch, body_nbytes, scratch, err);
}

static cw_status
next_in_stream(struct cw_arrow_state *s, struct cw_scratch *scratch, bool *more_ret, struct cw_error *err)
{
        for (bool end = false;;) {
                struct cw_arrow_message *m = &s->batch;
                uint64_t body_nbytes;
                *m = (struct cw_arrow_message){.number = s->n_batches};
                CW_TRY(cw_arrow_source_message(&s->source, m, &body_nbytes, &end, err));
                *more_ret = !end;
                if (end)
                        return CW_OK;
                if (m->header == CW_ARROW_RECORD_BATCH)
                        return cw_arrow_source_body(&s->source, m, body_nbytes, scratch, err);
                if (m->header == CW_ARROW_SCHEMA)
                        return cw_arrow_fail(err, CW_E_CORRUPT, m,
                                             "a second schema; streams cannot be joined by concatenation, give them as "
                                             "files of their own");
                CW_TRY(take_or_skip_dictionary(s, m, body_nbytes, scratch, err));
        }
}

/* A batch is there: how it is cut into blocks.  Compressed, it is one, else every block would decompress all of it. */
static void
begin_batch(struct cw_arrow_state *s)
{
        const struct cw_arrow_message *m = &s->batch;
        s->n_batches++;
        s->row = 0;
        s->rows_a_block = m->n_rows;
        if (s->source.map == NULL || m->compression != CW_ARROW_PLAIN)
                return;
        if (m->body.nbytes > 2 * s->slice_nbytes)
                s->rows_a_block = m->n_rows / (m->body.nbytes / s->slice_nbytes) + 1;
}

static cw_status
arrow_next(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_block *block_ret, bool *more_ret,
           struct cw_error *err)
{
        struct cw_arrow_state *s = reader->state;
        *block_ret = (struct cw_block){.seq = s->n_blocks};
        *more_ret = !s->at_end;
        if (s->row >= s->batch.n_rows && !s->at_end) {
                s->n_rows += s->batch.n_rows;
                s->batch.n_rows = s->row = 0;
                CW_TRY(s->by_footer ? next_by_footer(s, scratch, more_ret, err)
                                    : next_in_stream(s, scratch, more_ret, err));
                s->at_end = !*more_ret;
                if (*more_ret)
                        begin_batch(s);
        }
        if (!*more_ret)
                return CW_OK;
        const uint64_t n = s->batch.n_rows, begin = s->row;
        s->row = n - begin < s->rows_a_block ? n : begin + s->rows_a_block;
        const struct cw_arrow_ticket ticket = {
                .seq = s->n_blocks++, .message = s->batch, .first_row = s->n_rows, .begin = begin, .end = s->row};
        *block_ret =
                (struct cw_block){.seq = ticket.seq, .offset = s->batch.offset, .in_scratch = s->source.map == NULL};
        if (begin == 0)
                block_ret->nbytes = s->batch.nbytes;
        return give_ticket(s, &ticket, err);
}

/* ---- decode --------------------------------------------------------------------------------------------------- */

static cw_status
arrow_decode(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch, struct cw_tally *tally,
             struct cw_error *err)
{
        struct cw_arrow_state *s = reader->state;
        struct cw_arrow_ticket *t = take_ticket(s, block->seq);
        struct cw_arrow_batch batch;
        const size_t n_spare =
                cw_arrow_count_spare(&s->column, cw_arrow_batch_claim(&s->column, &t->message), t->n_codes);
        cw_status status =
                cw_arrow_batch_load(&batch, &s->column, &t->message, t->begin, t->end, n_spare, scratch, err);
        if (status == CW_OK)
                status = cw_arrow_count(&batch, t->dictionary, t->n_codes, t->first_row, tally, err);
        return_ticket(s, t);
        return status;
}

static cw_status
arrow_skip(struct cw_reader *reader, const struct cw_block *block, struct cw_scratch *scratch, struct cw_tally *tally,
           struct cw_error *err)
{
        struct cw_arrow_state *s = reader->state;
        (void)scratch, (void)tally, (void)err;
        return_ticket(s, take_ticket(s, block->seq));
        return CW_OK;
}

/* ---- finish --------------------------------------------------------------------------------------------------- */

/* What follows the end of a stream: nothing, or zeros that fill a page.  Of a file in a pipe: the footer. */
static cw_status
arrow_finish(struct cw_reader *reader, struct cw_scratch *scratch, struct cw_tally *tally, struct cw_error *err)
{
        struct cw_arrow_state *s = reader->state;
        uint8_t piece[4096], last[8] = {0};
        (void)scratch;
        (void)tally;
        if (s->by_footer)
                return CW_OK;
        for (size_t got = sizeof(piece); got == sizeof(piece);) {
                CW_TRY(cw_arrow_source_read(&s->source, piece, sizeof(piece), &got, err));
                for (size_t i = 0; i < got; i++) {
                        if (piece[i] != 0 && !s->has_magic)
                                return cw_fail(err, CW_E_CORRUPT,
                                               "bytes follow the end of the stream, at byte %" PRIu64
                                               "; streams cannot be joined by concatenation, give them as files of "
                                               "their own",
                                               s->source.at - got + i);
                        memmove(last, last + 1, sizeof(last) - 1);
                        last[sizeof(last) - 1] = piece[i];
                }
        }
        if (s->has_magic && memcmp(last + 2, "ARROW1", 6) != 0)
                return cw_fail(err, CW_E_TRUNCATED,
                               "expected a footer and the bytes ARROW1 at the end, at byte %" PRIu64
                               ", found others; the file is cut off, write or fetch it anew",
                               s->source.at);
        return CW_OK;
}

static uint64_t
arrow_rows_before(const struct cw_reader *reader, uint64_t part)
{
        (void)reader;
        (void)part;
        return 0;
}

const struct cw_format cw_format_arrow = {
        .name = "arrow",
        .id = CW_FORMAT_ARROW,
        .row_unit = "row",
        .probe = cw_arrow_probe,
        .open = cw_arrow_open,
        .next = arrow_next,
        .decode = arrow_decode,
        .skip = arrow_skip,
        .finish = arrow_finish,
        .rows_before = arrow_rows_before,
        .describe = cw_arrow_describe,
        .close = cw_arrow_close,
};
