/* SPDX-License-Identifier: MIT */
/*
 * Counting.  Three ways, by what the column holds:
 *
 *   ids       all runs of the batch, each in one go; places are entries of the leaf meanwhile, and turned into rows
 *             afterwards, for those few ids that want one
 *   indices   counted as indices, four bins each; then folded: each label once, with its number of tokens
 *   row by row  text; a dictionary larger than the batch; everything when labels are wanted in order
 */
#include "formats/arrow/arrow_count.h"

#include "count/collector.h"
#include "count/kernels.h"

#include <string.h>

enum {
        LANES = 4,        /* as in count/histogram.h, and for the same reason */
        FLAG = 1,         /* the lane that says, once bins are summed, that a place is wanted */
        FEW_CODES = 256,  /* bins for these are always worth it */
        U64_PIECE = 4096, /* ids looked at before they are counted: they stay in the cache */
        BYTES_PIECE = 1 << 30
};

struct counter {
        const struct cw_arrow_batch *batch;
        const struct cw_arrow_dictionary *dictionary;
        uint64_t n_codes, first_row;
        struct cw_tally *tally;
        const uint8_t *items; /* of the leaf */
        struct cw_arrow_integer integer;
        enum cw_width width;
        uint64_t begin, end; /* ids: a run that may go on */
        uint64_t row_begin;  /* row by row: the first entry of the row */
        uint64_t n_wanted;   /* indices: whose first place is yet to be found */
        uint64_t n_rows;     /* rows that are not null */
        bool bad;            /* entry bad_at of the leaf cannot be counted */
        uint64_t bad_at;
};

static bool
fail_at(struct counter *c, uint64_t i)
{
        c->bad = true;
        c->bad_at = i;
        return false;
}

static void
place_at(struct counter *c, uint64_t leaf)
{
        uint64_t position;
        cw_tally_row(c->tally, c->first_row + cw_arrow_batch_row_of(c->batch, leaf, &position));
        c->tally->at.position = position;
}

static bool
count_rows(void *user, uint64_t begin, uint64_t end)
{
        struct counter *c = user;
        c->n_rows += end - begin;
        return true;
}

/* ---- ids ------------------------------------------------------------------------------------------------------ */

/* Counts ids begin .. end-1, whose places are their numbers for now. */
static bool
tally_ids(struct counter *c, uint64_t begin, uint64_t end)
{
        const uint8_t *p = c->items + begin * c->integer.nbytes;
        c->tally->at.position = begin;
        if (c->integer.is_signed || c->integer.nbytes < 8) {
                cw_tally_ids(c->tally, p, (size_t)(end - begin), c->width);
                return true;
        }
        for (uint64_t m; begin < end; begin += m, p += m * 8) {
                int64_t any = 0, id;
                m = end - begin < U64_PIECE ? end - begin : U64_PIECE;
                for (uint64_t i = 0; i < m; i++) {
                        memcpy(&id, p + i * sizeof(id), sizeof(id));
                        any |= id;
                }
                while (any < 0 && cw_arrow_integer_at(c->items, begin, c->integer) >= 0)
                        begin++;
                if (any < 0)
                        return fail_at(c, begin);
                cw_tally_ids(c->tally, p, (size_t)m, CW_I64);
        }
        return true;
}

/* Runs that meet, as where a null list covers nothing, are one. */
static bool
join_ids(void *user, uint64_t begin, uint64_t end)
{
        struct counter *c = user;
        if (begin != c->end) {
                if (!tally_ids(c, c->begin, c->end))
                        return false;
                c->begin = begin;
        }
        c->end = end;
        return true;
}

static void
count_ids(struct counter *c)
{
        struct cw_tally *t = c->tally;
        const struct cw_place all = {t->at.part, c->first_row + c->batch->begin, 0};
        cw_tally_row(t, all.row);
        if (!cw_arrow_batch_walk(c->batch, c->batch->column->n_levels - 1, c->batch->begin, c->batch->end, join_ids,
                                 c) ||
            !tally_ids(c, c->begin, c->end))
                return;
        for (size_t i = 0; i < t->n_odd; i++) {
                struct cw_place *place = &t->odd[i].place;
                if (place->part == all.part)
                        place->row = c->first_row + cw_arrow_batch_row_of(c->batch, place->position, &place->position);
        }
}

/* ---- indices -------------------------------------------------------------------------------------------------- */

static bool
count_code_bytes(struct counter *c, uint64_t begin, uint64_t end)
{
        uint64_t counts[256] = {0};
        for (uint64_t at = begin, m; at < end; at += m) {
                m = end - at < BYTES_PIECE ? end - at : BYTES_PIECE;
                cw_kernel_best()->bytes(c->items + at, (size_t)m, counts);
        }
        const uint64_t n = c->integer.is_signed && c->n_codes > 128 ? 128 : c->n_codes < 256 ? c->n_codes : 256;
        bool fine = true;
        for (uint64_t code = 0; code < 256; code++) {
                if (code < n)
                        c->batch->spare[code * LANES] += counts[code];
                else
                        fine = fine && counts[code] == 0;
        }
        for (uint64_t i = begin; !fine && i < end; i++) {
                if ((uint64_t)cw_arrow_integer_at(c->items, i, c->integer) >= c->n_codes)
                        return fail_at(c, i);
        }
        return true;
}

#define DEFINE_COUNT_CODES(name, type)                                            \
        static bool name(struct counter *c, uint64_t begin, uint64_t end)         \
        {                                                                         \
                uint64_t *const bins = c->batch->spare;                           \
                const uint64_t n_codes = c->n_codes;                              \
                for (uint64_t i = begin; i < end; i++) {                          \
                        type code;                                                \
                        memcpy(&code, c->items + i * sizeof(code), sizeof(code)); \
                        if ((uint64_t)(int64_t)code >= n_codes)                   \
                                return fail_at(c, i);                             \
                        bins[(uint64_t)code * LANES + i % LANES]++;               \
                }                                                                 \
                return true;                                                      \
        }

DEFINE_COUNT_CODES(count_codes_i16, int16_t)
DEFINE_COUNT_CODES(count_codes_u16, uint16_t)
DEFINE_COUNT_CODES(count_codes_i32, int32_t)
DEFINE_COUNT_CODES(count_codes_u32, uint32_t)
DEFINE_COUNT_CODES(count_codes_i64, int64_t)

static bool
count_codes(void *user, uint64_t begin, uint64_t end)
{
        struct counter *c = user;
        switch (c->width) {
        case CW_I8:
        case CW_U8:
                return count_code_bytes(c, begin, end);
        case CW_I16:
                return count_codes_i16(c, begin, end);
        case CW_U16:
                return count_codes_u16(c, begin, end);
        case CW_I32:
                return count_codes_i32(c, begin, end);
        case CW_U32:
                return count_codes_u32(c, begin, end);
        case CW_I64:
        case CW_UNSIGNED:
                break;
        }
        return count_codes_i64(c, begin, end);
}

static void
tally_entry(struct counter *c, const struct cw_arrow_entry *e, uint64_t n)
{
        if (e->text == NULL)
                return;
        if (c->batch->column->values.layout == CW_ARROW_INTEGERS)
                cw_tally_run(c->tally, e->value, n);
        else
                cw_tally_name_run(c->tally, e->text, (size_t)e->value, n);
}

/* Whether the tally is to be told where this label came first: it has not seen it, or it may be unknown. */
static bool
wants_place(const struct counter *c, const struct cw_arrow_entry *e)
{
        if (e->text == NULL)
                return false;
        if (c->batch->column->values.layout == CW_ARROW_INTEGERS)
                return (uint64_t)e->value >= (uint64_t)c->tally->n_known;
        return !cw_tally_knows(c->tally, e->text, (size_t)e->value);
}

/* Tallies each wanted index where it first occurs, until there are none left. */
static bool
tally_first(void *user, uint64_t begin, uint64_t end)
{
        struct counter *c = user;
        uint64_t *const bins = c->batch->spare;
        for (uint64_t i = begin; i < end && c->n_wanted > 0; i++) {
                const uint64_t code = (uint64_t)cw_arrow_integer_at(c->items, i, c->integer);
                uint64_t *bin = &bins[code * LANES];
                if (bin[FLAG] == 0)
                        continue;
                place_at(c, i);
                tally_entry(c, cw_arrow_entry(c->dictionary, code), bin[0]);
                bin[0] = bin[FLAG] = 0;
                c->n_wanted--;
        }
        return c->n_wanted > 0;
}

static void
fold(struct counter *c)
{
        uint64_t *const bins = c->batch->spare;
        for (uint64_t code = 0; code < c->n_codes; code++) {
                uint64_t *bin = &bins[code * LANES];
                bin[0] += bin[1] + bin[2] + bin[3];
                bin[FLAG] = bin[0] > 0 && wants_place(c, cw_arrow_entry(c->dictionary, code));
                c->n_wanted += bin[FLAG];
        }
        if (c->n_wanted > 0)
                cw_arrow_batch_walk(c->batch, c->batch->column->n_levels - 1, c->batch->begin, c->batch->end,
                                    tally_first, c);
        for (uint64_t code = 0; code < c->n_codes; code++) {
                if (bins[code * LANES] > 0)
                        tally_entry(c, cw_arrow_entry(c->dictionary, code), bins[code * LANES]);
        }
}

/* ---- row by row ----------------------------------------------------------------------------------------------- */

static bool
tally_run(void *user, uint64_t begin, uint64_t end)
{
        struct counter *c = user;
        const struct cw_arrow_column *column = c->batch->column;
        if (!column->encoded && column->levels[column->n_levels - 1].layout == CW_ARROW_INTEGERS)
                return tally_ids(c, begin, end);
        for (uint64_t i = begin; i < end; i++) {
                c->tally->at.position = i - c->row_begin;
                if (column->encoded) {
                        const uint64_t code = (uint64_t)cw_arrow_integer_at(c->items, i, c->integer);
                        if (code >= c->n_codes)
                                return fail_at(c, i);
                        tally_entry(c, cw_arrow_entry(c->dictionary, code), 1);
                } else {
                        size_t nbytes;
                        const char *text = cw_arrow_batch_text(c->batch, i, &nbytes);
                        if (text == NULL)
                                return fail_at(c, i);
                        cw_tally_name(c->tally, text, nbytes);
                }
        }
        return true;
}

static void
count_by_row(struct counter *c)
{
        const struct cw_arrow_column *column = c->batch->column;
        const struct cw_collector *collector = c->tally->collector;
        for (uint64_t row = c->batch->begin; row < c->batch->end && !c->bad; row++) {
                cw_tally_row(c->tally, c->first_row + row);
                c->row_begin = cw_arrow_batch_first_leaf(c->batch, row);
                cw_arrow_batch_walk(c->batch, column->n_levels - 1, row, row + 1, tally_run, c);
                if (collector == NULL)
                        continue;
                c->n_rows = 0;
                cw_arrow_batch_walk(c->batch, column->row_level, row, row + 1, count_rows, c);
                if (c->n_rows > 0)
                        cw_tally_end_sequence(c->tally);
                else
                        cw_tally_null_row(c->tally);
                if (collector->status != CW_OK)
                        return;
        }
}

/* ---- all ------------------------------------------------------------------------------------------------------ */

static cw_status
fail_bad(struct counter *c, struct cw_error *err)
{
        const struct cw_arrow_message *m = c->batch->message;
        const struct cw_arrow_column *column = c->batch->column;
        cw_status status;
        place_at(c, c->bad_at);
        if (column->levels[column->n_levels - 1].layout != CW_ARROW_INTEGERS)
                status = cw_arrow_fail(err, CW_E_CORRUPT, m, "the text of a label is not there");
        else if (column->encoded)
                status = cw_arrow_fail(err, CW_E_CORRUPT, m, "index %lld is outside of its dictionary of %llu entries",
                                       (long long)cw_arrow_integer_at(c->items, c->bad_at, c->integer),
                                       (unsigned long long)c->n_codes);
        else
                status = cw_arrow_fail(err, CW_E_DATA, m, "expected ids below 2^63, found %llu",
                                       (unsigned long long)cw_arrow_integer_at(c->items, c->bad_at, c->integer));
        if (err != NULL)
                err->row = c->tally->at.row + 1;
        return status;
}

size_t
cw_arrow_count_spare(const struct cw_arrow_column *column, uint64_t n_claimed, size_t n_codes)
{
        const bool worth_it = n_codes <= FEW_CODES || n_codes <= n_claimed / LANES;
        return column->encoded && worth_it ? n_codes * LANES : 0;
}

cw_status
cw_arrow_count(const struct cw_arrow_batch *batch, const struct cw_arrow_dictionary *dictionary, size_t n_codes,
               uint64_t first_row, struct cw_tally *tally, struct cw_error *err)
{
        const struct cw_arrow_column *column = batch->column;
        const size_t leaf = column->n_levels - 1;
        const struct cw_arrow_integer integer = column->levels[leaf].integer;
        const bool is_signed = integer.is_signed || integer.nbytes == 8;
        struct counter c = {.batch = batch,
                            .dictionary = dictionary,
                            .n_codes = n_codes,
                            .first_row = first_row,
                            .tally = tally,
                            .items = batch->levels[leaf].items.bytes.at,
                            .integer = integer,
                            .width = (enum cw_width)(integer.nbytes | (is_signed ? 0U : (unsigned)CW_UNSIGNED))};
        const bool counted_codes = column->encoded && batch->n_spare == n_codes * LANES;
        if (tally->collector != NULL || column->levels[leaf].layout != CW_ARROW_INTEGERS ||
            (column->encoded && !counted_codes)) {
                count_by_row(&c);
        } else if (!column->encoded) {
                count_ids(&c);
        } else if (cw_arrow_batch_walk(batch, leaf, batch->begin, batch->end, count_codes, &c)) {
                fold(&c);
        }
        if (c.bad)
                return fail_bad(&c, err);
        if (tally->collector == NULL) {
                cw_arrow_batch_walk(batch, column->row_level, batch->begin, batch->end, count_rows, &c);
                tally->sequences += c.n_rows;
        }
        return cw_tally_status(tally, err);
}
