/* SPDX-License-Identifier: MIT */
/*
 * A block in order: levels are read one by one, values follow them, and rows and sequences begin and end where they do.
 * Slower than counting, and needed in two places only: packing, and the second look at a block in which an unknown label
 * was counted, to tell its row.
 *
 *   repetition  0 1 1 0 0 1      a row begins at each 0
 *   definition  3 3 2 0 3 3      3 a value, 2 a null in the list, 1 an empty list, 0 a null list: no sequence
 *   rows        [v v -] . [v v]
 */
#include "formats/parquet/parquet_state.h"

#include <string.h>

/* Levels, a piece at a time. */
struct level_reader {
        struct cw_hybrid *h;
        unsigned max;
        uint64_t n_left; /* not yet read from `h` */
        uint32_t values[256];
        uint64_t n, at;
        bool is_run;
};

static bool
next_level(struct level_reader *r, uint32_t *level_ret)
{
        if (r->max == 0) {
                *level_ret = 0;
                return true;
        }
        if (r->at == r->n) {
                if (!cw_hybrid_read(r->h, r->n_left, r->values, CW_ARRAY_LEN(r->values), &r->n, &r->is_run))
                        return false;
                r->n_left -= r->n;
                r->at = 0;
        }
        *level_ret = r->values[r->is_run ? 0 : r->at];
        r->at++;
        return *level_ret <= r->max;
}

void
cw_parquet_end_order(struct cw_parquet_run *run)
{
        if (run->in_sequence)
                cw_tally_end_sequence(run->tally);
        run->in_sequence = false;
}

/* A row begins; `present`: its list, or its one value, is not null. */
static void
begin_row(struct cw_parquet_run *run, bool present)
{
        cw_parquet_end_order(run);
        cw_tally_row(run->tally, run->n_rows++);
        run->in_sequence = present;
        if (!present)
                cw_tally_null_row(run->tally);
}

cw_status
cw_parquet_take_in_order(struct cw_parquet_run *run, const struct cw_parquet_page *page, struct cw_parquet_parts *parts,
                         struct cw_error *err)
{
        const struct cw_parquet_leaf *leaf = run->leaf;
        struct level_reader repetition = {
                .h = &parts->repetition, .max = leaf->max_repetition, .n_left = page->n_values};
        struct level_reader definition = {
                .h = &parts->definition, .max = leaf->max_definition, .n_left = page->n_values};
        const uint32_t present = leaf->max_repetition > 0 ? leaf->list_definition : leaf->max_definition;
        struct cw_parquet_values values;
        uint64_t n_due = 0; /* values of the row at hand, not yet taken */
        if (page->n_values == 0)
                return CW_OK;
        cw_status opened = cw_parquet_values_open(&values, leaf, page->encoding, parts->values, parts->nbytes,
                                                  page->n_values, &run->worker->dictionary, run->worker->last, err);
        for (uint64_t i = 0; i < page->n_values; i++) {
                uint32_t r, d;
                if (!next_level(&repetition, &r) || !next_level(&definition, &d))
                        return cw_fail(err, CW_E_CORRUPT, "its levels end early, or are too high");
                if (r != 0 && run->n_rows == 0 && run->block->offset == run->chunk->offset)
                        return cw_fail(err, CW_E_CORRUPT, "expected repetition level 0 at the start of a row group");
                if (r != 0 && d < present)
                        return cw_fail(err, CW_E_CORRUPT, "a list that is null goes on from the value before it");
                if (r == 0) {
                        if (n_due > 0)
                                CW_TRY(values.take(&values, n_due, run->tally, err));
                        n_due = 0;
                        begin_row(run, d >= present);
                }
                n_due += d == leaf->max_definition;
                if (n_due > 0 && opened != CW_OK)
                        return opened;
                if (r == 0 && (i & 1023) == 0)
                        CW_TRY(cw_tally_status(run->tally, err));
        }
        return n_due > 0 ? values.take(&values, n_due, run->tally, err) : CW_OK;
}

/* ---- places of unknown labels -------------------------------------------------------------------------------- */

static bool
has_unplaced(const struct cw_tally *t, bool names_matter)
{
        for (size_t i = 0; i < t->n_odd; i++) {
                if (t->odd[i].place.part == t->at.part)
                        return true;
        }
        for (size_t i = 0; names_matter && i < t->names.n && i < t->names_cap; i++) {
                if (t->name_tokens[i] > 0 && t->name_first[i].part == t->at.part)
                        return true;
        }
        return false;
}

static void
take_places(struct cw_tally *t, const struct cw_tally *located)
{
        const uint64_t part = t->at.part;
        for (size_t i = 0; i < located->n_odd; i++) {
                for (size_t k = 0; k < t->n_odd; k++) {
                        if (t->odd[k].id == located->odd[i].id && t->odd[k].place.part == part)
                                t->odd[k].place = located->odd[i].place;
                }
        }
        for (size_t i = 0; i < located->names.n; i++) {
                const struct cw_intern_name *name = &located->names.names[i];
                const uint32_t number = cw_intern_find(&t->names, name->text, name->nbytes);
                if (number < t->names.n && t->name_first[number].part == part)
                        t->name_first[number] = located->name_first[i];
        }
}

cw_status
cw_parquet_locate(const struct cw_parquet_run *counted, struct cw_error *err)
{
        struct cw_tally *t = counted->tally, located;
        const struct cw_read_options *options = counted->reader->options;
        if (options->unknown != CW_UNKNOWN_ERROR || !has_unplaced(t, options->labels_path != NULL))
                return CW_OK;
        CW_TRY(cw_tally_init(&located, err));
        located.n_known = t->n_known;
        located.ignore = t->ignore;
        located.n_ignore = t->n_ignore;
        located.at.part = t->at.part;
        struct cw_parquet_run run = *counted;
        run.tally = &located;
        run.take_page = cw_parquet_take_in_order;
        run.n_rows = 0;
        cw_status status = cw_parquet_run_pages(&run, err);
        if (status == CW_OK)
                take_places(t, &located);
        cw_tally_free(&located);
        return status;
}
