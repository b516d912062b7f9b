/* SPDX-License-Identifier: MIT */
/*
 * Counting a data page without an order: definition levels say how many values it holds, repetition levels how many rows begin
 * in it.  A page whose values are dictionary codes goes by in pieces if it would leave the cache as a whole; should that
 * fail, what it counted is forgotten, and it is counted as a whole.
 */
#include "base/memory.h"
#include "formats/parquet/page_flow.h"
#include "formats/parquet/parquet_state.h"

#include <string.h>

/* bins[level] of `n` levels; all of them `max` where none are stored. */
static cw_status
count_levels(struct cw_hybrid *levels, uint64_t n, unsigned max, const char *what, const struct cw_kernel *kernel,
             uint64_t *bins, struct cw_error *err)
{
        memset(bins, 0, (max + 1) * sizeof(*bins));
        if (max == 0)
                bins[0] = n;
        else if (!cw_hybrid_count(levels, n, kernel, bins, max + 1))
                return cw_fail(err, CW_E_CORRUPT, "its %s levels end early, or are above %u", what, max);
        return CW_OK;
}

/* Whether the first level of a row group is a 0: its first row cannot go on from the one before. */
static bool
begins_a_row(const struct cw_parquet_run *run, const struct cw_parquet_page *page, struct cw_hybrid levels)
{
        uint32_t first;
        uint64_t n;
        bool is_run;
        if (run->leaf->max_repetition == 0 || page->n_values == 0 || run->n_rows > 0 ||
            run->block->offset != run->chunk->offset)
                return true;
        return cw_hybrid_read(&levels, 1, &first, 1, &n, &is_run) && first == 0;
}

/* ---- levels -------------------------------------------------------------------------------------------------- */

/* What the levels of a page say. */
struct found {
        uint64_t n, n_rows,
                n_null_lists; /* values that are labels; of the lists that begin in it, those that are null */
};

static cw_status
count_repetition(const struct cw_parquet_run *run, const struct cw_parquet_page *page, struct cw_hybrid *levels,
                 struct found *found, struct cw_error *err)
{
        uint64_t bins[CW_PARQUET_LEVELS_MOST + 1];
        if (!begins_a_row(run, page, *levels))
                return cw_fail(err, CW_E_CORRUPT, "expected repetition level 0 at the start of a row group");
        /* The footer says how many rows begin in a page that is all of its column chunk. */
        if (page->n_values == run->chunk->n_values) {
                found->n_rows = run->chunk->n_rows;
                return CW_OK;
        }
        CW_TRY(count_levels(levels, page->n_values, run->leaf->max_repetition, "repetition", run->tally->kernel, bins,
                            err));
        found->n_rows = bins[0];
        return CW_OK;
}

static cw_status
count_definition(const struct cw_parquet_run *run, const struct cw_parquet_page *page, struct cw_hybrid *levels,
                 struct found *found, struct cw_error *err)
{
        const struct cw_parquet_leaf *leaf = run->leaf;
        uint64_t bins[CW_PARQUET_LEVELS_MOST + 1];
        CW_TRY(count_levels(levels, page->n_values, leaf->max_definition, "definition", run->tally->kernel, bins, err));
        found->n = bins[leaf->max_definition];
        found->n_null_lists = 0;
        for (unsigned i = 0; i < leaf->list_definition; i++)
                found->n_null_lists += bins[i];
        if (leaf->max_repetition > 0 && found->n_null_lists > found->n_rows)
                return cw_fail(err, CW_E_CORRUPT, "it has more null lists than rows");
        return CW_OK;
}

static void
add_rows(struct cw_parquet_run *run, const struct found *found)
{
        run->tally->sequences += run->leaf->max_repetition > 0 ? found->n_rows - found->n_null_lists : found->n;
        run->n_rows += found->n_rows;
}

/* ---- as a whole ---------------------------------------------------------------------------------------------- */

cw_status
cw_parquet_count_page(struct cw_parquet_run *run, const struct cw_parquet_page *page, struct cw_parquet_parts *parts,
                      struct cw_error *err)
{
        struct cw_parquet_values values;
        struct found found;
        CW_TRY(count_repetition(run, page, &parts->repetition, &found, err));
        CW_TRY(count_definition(run, page, &parts->definition, &found, err));
        add_rows(run, &found);
        if (found.n == 0)
                return CW_OK;
        CW_TRY(cw_parquet_values_open(&values, run->leaf, page->encoding, parts->values, parts->nbytes, found.n,
                                      &run->worker->dictionary, run->worker->last, err));
        return cw_parquet_values_count(&values, found.n, run->tally, err);
}

/* ---- in pieces ----------------------------------------------------------------------------------------------- */

/* The levels that come next; empty where there are none. */
static struct cw_hybrid
next_levels(struct cw_parquet_flow *flow, unsigned max)
{
        if (max == 0)
                return (struct cw_hybrid){0};
        const uint8_t *nbytes = cw_parquet_flow_bytes(flow, 4);
        return cw_parquet_flow_hybrid(flow, nbytes == NULL ? 0 : cw_load_le(nbytes, 4), cw_parquet_level_width(max));
}

static void
leave_levels(struct cw_parquet_flow *flow, unsigned max, const struct cw_hybrid *levels)
{
        if (max > 0)
                cw_parquet_flow_end_hybrid(flow, levels);
}

/* `bins` are of codes.  False: look at the page as a whole. */
static bool
count_flow(const struct cw_parquet_run *run, const struct cw_parquet_page *page, struct cw_parquet_flow *flow,
           uint64_t *bins, struct found *found)
{
        const struct cw_parquet_leaf *leaf = run->leaf;
        struct cw_hybrid levels = next_levels(flow, leaf->max_repetition);
        if (count_repetition(run, page, &levels, found, NULL) != CW_OK)
                return false;
        leave_levels(flow, leaf->max_repetition, &levels);
        levels = next_levels(flow, leaf->max_definition);
        if (count_definition(run, page, &levels, found, NULL) != CW_OK)
                return false;
        leave_levels(flow, leaf->max_definition, &levels);
        const uint8_t *width = cw_parquet_flow_bytes(flow, 1);
        if (width == NULL || *width > CW_HYBRID_WIDTH_MOST)
                return false;
        const uint64_t nbytes = (uint64_t)(flow->end - flow->at) + flow->n_ahead;
        struct cw_hybrid codes = cw_parquet_flow_hybrid(flow, nbytes, *width);
        const bool whole = cw_hybrid_count(&codes, found->n, run->tally->kernel, bins, run->worker->dictionary.n);
        cw_parquet_flow_end_hybrid(flow, &codes);
        return whole && cw_parquet_flow_close(flow);
}

static bool
is_for_pieces(const struct cw_parquet_run *run, const struct cw_parquet_page *page)
{
        const bool is_dictionary =
                page->encoding == CW_PARQUET_PLAIN_DICTIONARY || page->encoding == CW_PARQUET_RLE_DICTIONARY;
        return page->plain_nbytes >= run->worker->in_pieces_from && is_dictionary && run->worker->dictionary.loaded &&
               run->worker->dictionary.n < page->plain_nbytes / sizeof(uint64_t) &&
               page->definition_encoding == CW_PARQUET_RLE && page->repetition_encoding == CW_PARQUET_RLE &&
               cw_parquet_flow_takes(page, run->chunk->codec);
}

cw_status
cw_parquet_count_in_pieces(struct cw_parquet_run *run, const struct cw_parquet_page *page, uint64_t offset,
                           uint64_t limit, bool *counted_ret, struct cw_error *err)
{
        struct cw_parquet_worker *w = run->worker;
        struct cw_parquet_dictionary *d = &w->dictionary;
        struct cw_parquet_flow flow;
        struct found found;
        const uint8_t *there;
        size_t n_there;
        *counted_ret = false;
        if (!is_for_pieces(run, page) || page->stored_nbytes + page->header_nbytes > limit - offset ||
            cw_parquet_ready_at(&w->ready, offset, 1) != NULL)
                return CW_OK;
        CW_TRY(cw_parquet_window(run->reader, run->scratch, w, offset, page->header_nbytes, 0, limit, &there, &n_there,
                                 err));
        if (!cw_grow(&w->bins, &w->bins_cap, d->n + 1, sizeof(*w->bins)))
                return cw_fail_memory(err, (d->n + 1) * sizeof(*w->bins));
        memset(w->bins, 0, d->n * sizeof(*w->bins));
        w->window_nbytes = 0;
        CW_TRY(cw_parquet_flow_open(&flow, run->reader->file, offset + page->header_nbytes, page, run->chunk->codec,
                                    w->piece_nbytes, there + page->header_nbytes, n_there - page->header_nbytes,
                                    &w->ahead, run->scratch, err));
        *counted_ret = count_flow(run, page, &flow, w->bins, &found);
        *counted_ret = cw_parquet_flow_leave(&flow) && *counted_ret;
        if (*counted_ret)
                add_rows(run, &found);
        for (size_t i = 0; *counted_ret && i < d->n; i++)
                d->codes[i] += w->bins[i];
        return CW_OK;
}
