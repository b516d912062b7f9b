/* SPDX-License-Identifier: MIT */
/*
 * Verifying a loaded batch, and the walk over its entries that are not null.
 *
 * A run of entries without a null between them is one run below: neighbouring lists are neighbours in their items.
 * So a column without nulls is one run from the first label to the last, which the tally counts at a stroke.
 */
#include "formats/arrow/arrow_walk.h"

#include "base/bytes.h"
#include "base/cursor.h"

/* ---- offsets -------------------------------------------------------------------------------------------------- */

static bool
has_offsets(enum cw_arrow_layout layout)
{
        return layout == CW_ARROW_LIST32 || layout == CW_ARROW_LIST64 || layout == CW_ARROW_TEXT32 ||
               layout == CW_ARROW_TEXT64;
}

static bool
is_wide(enum cw_arrow_layout layout)
{
        return layout == CW_ARROW_LIST64 || layout == CW_ARROW_TEXT64;
}

static uint64_t
offset_at(const struct cw_arrow_batch *b, size_t level, uint64_t i)
{
        const uint8_t *p = b->levels[level].items.bytes.at;
        if (is_wide(b->column->levels[level].layout)) {
                uint64_t v;
                memcpy(&v, p + i * sizeof(v), sizeof(v));
                return v;
        }
        uint32_t v;
        memcpy(&v, p + i * sizeof(v), sizeof(v));
        return v;
}

/* Without an early exit, so that it is a loop of vectors. */
#define DEFINE_ASCEND(name, type)                                       \
        static bool name(const uint8_t *p, uint64_t n)                  \
        {                                                               \
                bool fine = true;                                       \
                for (uint64_t i = 0; i < n; i++) {                      \
                        type a, b;                                      \
                        memcpy(&a, p + i * sizeof(a), sizeof(a));       \
                        memcpy(&b, p + (i + 1) * sizeof(b), sizeof(b)); \
                        fine &= a <= b;                                 \
                }                                                       \
                return fine;                                            \
        }

DEFINE_ASCEND(ascend32, int32_t)
DEFINE_ASCEND(ascend64, int64_t)

/* Whether offsets begin .. end are there, not negative, and ascend. */
static bool
offsets_fit(const struct cw_arrow_batch *b, size_t level, uint64_t begin, uint64_t end)
{
        const struct cw_arrow_bytes items = b->levels[level].items.bytes;
        const bool wide = is_wide(b->column->levels[level].layout);
        const size_t nbytes = wide ? 8 : 4;
        if (end >= items.nbytes / nbytes)
                return false;
        const uint8_t *p = items.at + begin * nbytes;
        if (offset_at(b, level, begin) > (wide ? (uint64_t)INT64_MAX : INT32_MAX))
                return false;
        return wide ? ascend64(p, end - begin) : ascend32(p, end - begin);
}

/* ---- verifying ------------------------------------------------------------------------------------------------ */

/* Entries begin .. end-1 of a leaf. */
static bool
leaf_fits(const struct cw_arrow_batch *b, size_t level, uint64_t begin, uint64_t end)
{
        const struct cw_arrow_level *l = &b->column->levels[level];
        const struct cw_arrow_loaded_level *loaded = &b->levels[level];
        switch (l->layout) {
        case CW_ARROW_INTEGERS:
                return end <= loaded->items.bytes.nbytes / l->integer.nbytes;
        case CW_ARROW_TEXT_VIEWS:
                return end <= loaded->items.bytes.nbytes / 16;
        default:
                return offsets_fit(b, level, begin, end) && offset_at(b, level, end) <= loaded->text.bytes.nbytes;
        }
}

cw_status
cw_arrow_batch_verify(const struct cw_arrow_batch *b, struct cw_error *err)
{
        uint64_t begin = b->begin, end = b->end;
        if (b->levels[0].length != b->message->n_rows)
                return cw_arrow_fail(err, CW_E_CORRUPT, b->message,
                                     "its rows and those of the column differ in number");
        for (size_t k = 0; k < b->column->n_levels; k++) {
                const struct cw_arrow_level *l = &b->column->levels[k];
                const struct cw_arrow_loaded_level *loaded = &b->levels[k];
                bool fits = end <= loaded->length;
                if (loaded->has_nulls)
                        fits = fits && (loaded->bit + end + 7) / 8 <= loaded->validity.bytes.nbytes;
                if (fits && begin < end && k + 1 == b->column->n_levels) {
                        fits = leaf_fits(b, k, begin, end);
                } else if (fits && begin < end && has_offsets(l->layout)) {
                        fits = offsets_fit(b, k, begin, end);
                        begin = fits ? offset_at(b, k, begin) : 0;
                        end = fits ? offset_at(b, k, end) : 0;
                } else if (fits && l->layout == CW_ARROW_LIST_OF_N) {
                        fits = end <= INT64_MAX / l->list_size;
                        begin *= l->list_size;
                        end *= l->list_size;
                }
                if (!fits)
                        return cw_arrow_fail(err, CW_E_CORRUPT, b->message,
                                             "a buffer of the label column is shorter than its entries, or its offsets "
                                             "lead out of it");
        }
        return CW_OK;
}

/* ---- the walk ------------------------------------------------------------------------------------------------- */

/* The first bit at or after `at` that is `set`, or `end`. */
static uint64_t
find_bit(const uint8_t *bits, uint64_t at, uint64_t end, bool set)
{
        const uint64_t flip = set ? 0 : UINT64_MAX;
        while (at < end) {
                const size_t nbytes = (size_t)((end + 7) / 8 - at / 8);
                uint64_t word = nbytes < 8 ? cw_load_le(bits + at / 8, nbytes) : cw_load_le(bits + at / 8, 8);
                word = (word ^ flip) >> (at % 8);
                if (word != 0) {
                        const uint64_t found = at + cw_lowest_bit(word);
                        return found < end ? found : end;
                }
                at += 64 - at % 8;
        }
        return end;
}

struct walk {
        const struct cw_arrow_batch *batch;
        size_t last;
        cw_arrow_run_fn *run;
        void *user;
};

static bool descend(const struct walk *w, size_t level, uint64_t begin, uint64_t end);

/* Entries that are all valid. */
static bool
descend_run(const struct walk *w, size_t level, uint64_t begin, uint64_t end)
{
        const struct cw_arrow_level *l = &w->batch->column->levels[level];
        if (level == w->last)
                return w->run(w->user, begin, end);
        if (has_offsets(l->layout))
                return descend(w, level + 1, offset_at(w->batch, level, begin), offset_at(w->batch, level, end));
        if (l->layout == CW_ARROW_LIST_OF_N)
                return descend(w, level + 1, begin * l->list_size, end * l->list_size);
        return descend(w, level + 1, begin, end);
}

static bool
descend(const struct walk *w, size_t level, uint64_t begin, uint64_t end)
{
        const struct cw_arrow_loaded_level *loaded = &w->batch->levels[level];
        if (!loaded->has_nulls)
                return begin == end || descend_run(w, level, begin, end);
        const uint8_t *bits = loaded->validity.bytes.at;
        const uint64_t bit = loaded->bit;
        while (begin < end) {
                const uint64_t first = find_bit(bits, bit + begin, bit + end, true) - bit;
                const uint64_t after = find_bit(bits, bit + first, bit + end, false) - bit;
                if (first < after && !descend_run(w, level, first, after))
                        return false;
                begin = after;
        }
        return true;
}

bool
cw_arrow_batch_walk(const struct cw_arrow_batch *batch, size_t level, uint64_t begin, uint64_t end,
                    cw_arrow_run_fn *run, void *user)
{
        const struct walk w = {batch, level, run, user};
        return descend(&w, 0, begin, end);
}

/* ---- back from an entry to its row ---------------------------------------------------------------------------- */

/* Where entry `i` of a level begins in the level below. */
static uint64_t
first_below(const struct cw_arrow_batch *b, size_t level, uint64_t i)
{
        const struct cw_arrow_level *l = &b->column->levels[level];
        if (has_offsets(l->layout))
                return offset_at(b, level, i);
        return l->layout == CW_ARROW_LIST_OF_N ? i * l->list_size : i;
}

/* The entry of `level`, from low to high-1, whose items `i` is among: the last whose offset is not above i. */
static uint64_t
owner_of(const struct cw_arrow_batch *b, size_t level, uint64_t low, uint64_t high, uint64_t i)
{
        while (high - low > 1) {
                const uint64_t middle = low + (high - low) / 2;
                if (first_below(b, level, middle) <= i)
                        low = middle;
                else
                        high = middle;
        }
        return low;
}

uint64_t
cw_arrow_batch_first_leaf(const struct cw_arrow_batch *b, uint64_t row)
{
        for (size_t k = 0; k + 1 < b->column->n_levels; k++)
                row = first_below(b, k, row);
        return row;
}

uint64_t
cw_arrow_batch_row_of(const struct cw_arrow_batch *b, uint64_t leaf, uint64_t *position_ret)
{
        uint64_t low[CW_ARROW_DEPTH_MOST], high[CW_ARROW_DEPTH_MOST], at = leaf;
        /* Only what was verified may be looked at: what the rows asked for lead to. */
        low[0] = b->begin;
        high[0] = b->end;
        for (size_t k = 0; k + 1 < b->column->n_levels; k++) {
                low[k + 1] = first_below(b, k, low[k]);
                high[k + 1] = first_below(b, k, high[k]);
        }
        for (size_t k = b->column->n_levels - 1; k-- > 0;)
                at = owner_of(b, k, low[k], high[k], at);
        *position_ret = leaf - cw_arrow_batch_first_leaf(b, at);
        return at;
}

/* ---- text ----------------------------------------------------------------------------------------------------- */

/*
 *   short view   i32 bytes, at most 12 | the bytes          long view   i32 bytes | 4 | i32 buffer | i32 offset
 */
static const char *
view_text(const struct cw_arrow_batch *b, const uint8_t *view, size_t *nbytes_ret)
{
        const uint64_t nbytes = cw_load_le(view, 4), buffer = cw_load_le(view + 8, 4),
                       offset = cw_load_le(view + 12, 4);
        *nbytes_ret = (size_t)nbytes;
        if (nbytes <= 12)
                return (const char *)view + 4;
        if (nbytes > INT32_MAX || buffer >= b->n_views)
                return NULL;
        const struct cw_arrow_bytes bytes = b->views[buffer].bytes;
        if (offset > bytes.nbytes || nbytes > bytes.nbytes - offset)
                return NULL;
        return (const char *)bytes.at + offset;
}

const char *
cw_arrow_batch_text(const struct cw_arrow_batch *b, uint64_t i, size_t *nbytes_ret)
{
        const size_t leaf = b->column->n_levels - 1;
        if (b->column->levels[leaf].layout == CW_ARROW_TEXT_VIEWS)
                return view_text(b, b->levels[leaf].items.bytes.at + i * 16, nbytes_ret);
        const uint64_t begin = offset_at(b, leaf, i);
        *nbytes_ret = (size_t)(offset_at(b, leaf, i + 1) - begin);
        return *nbytes_ret == 0 ? "" : (const char *)b->levels[leaf].text.bytes.at + begin;
}
