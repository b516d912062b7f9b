/* SPDX-License-Identifier: MIT */
/*
 * The label column of an ArrowArray as a loaded batch: pointers and lengths, nothing copied.
 *
 *   element of a level     0 ........ base ................ base + length
 *   entry of the batch                0 1 2 ...             length            base = offset of the array, and, below a
 *                                                                             struct or a list of fixed size, the base
 *                                                                             of that (times the size)
 *
 * Buffers have no lengths in this interface: those that the loaded levels state follow from the number of elements, so
 * that verifying checks what the producer says against itself.
 */
#include "formats/arrow/arrow_c.h"
#include "formats/arrow/arrow_walk.h"

#include <string.h>

enum { ALIGNMENT = 16, VIEW_NBYTES = 16 };

/* ---- which arrays ----------------------------------------------------------------------------------------------- */

struct finding {
        const struct cw_arrow_column *column;
        struct cw_arrow_c_path *path;
        size_t first_level; /* of the columns: 1 below a root struct */
        size_t n_nodes;
};

/* Nodes in pre-order, as the schema numbered them. */
static bool
find(struct finding *f, const struct ArrowSchema *schema, const struct ArrowArray *array)
{
        for (size_t k = f->first_level; k < f->column->n_levels; k++)
                if (f->column->levels[k].n_nodes == f->n_nodes)
                        f->path->levels[k] = array;
        f->n_nodes++;
        if (array == NULL || array->n_children != schema->n_children)
                return false;
        for (int64_t i = 0; i < schema->n_children; i++)
                if (!find(f, schema->children[i], array->children[i]))
                        return false;
        return true;
}

cw_status
cw_arrow_c_find(const struct ArrowSchema *root, const struct ArrowArray *array, bool is_struct,
                const struct cw_arrow_column *column, const struct cw_arrow_message *message,
                struct cw_arrow_c_path *path_ret, struct cw_error *err)
{
        struct finding f = {.column = column, .path = path_ret, .first_level = is_struct};
        bool fits = !is_struct || array->n_children == root->n_children;
        path_ret->levels[0] = array;
        for (int64_t i = 0; is_struct && fits && i < root->n_children; i++)
                fits = find(&f, root->children[i], array->children[i]);
        if (!is_struct)
                fits = find(&f, root, array);
        return fits ? CW_OK
                    : cw_arrow_fail(err, CW_E_CORRUPT, message, "its arrays are nested in another way than the schema");
}

cw_status
cw_arrow_c_add_root(struct cw_arrow_column *column, struct cw_error *err)
{
        if (column->n_levels == CW_ARROW_DEPTH_MOST)
                return cw_fail(err, CW_E_LIMIT, "columns are nested deeper than %d levels", CW_ARROW_DEPTH_MOST);
        memmove(&column->levels[1], &column->levels[0], column->n_levels * sizeof(column->levels[0]));
        column->levels[0] = (struct cw_arrow_level){.layout = CW_ARROW_IN_STRUCT};
        column->n_levels++;
        column->row_level++;
        return CW_OK;
}

/* ---- one level -------------------------------------------------------------------------------------------------- */

static const uint8_t *
buffer_at(const struct ArrowArray *array, int64_t i, uint64_t base, size_t nbytes_each)
{
        const uint8_t *p = i < array->n_buffers ? array->buffers[i] : NULL;
        return p == NULL ? NULL : p + base * nbytes_each;
}

/* Text lies where its offsets say. */
static void
load_text(const struct ArrowArray *array, uint64_t base, size_t offset_nbytes, struct cw_arrow_loaded_level *to)
{
        to->items.bytes.at = buffer_at(array, 1, base, offset_nbytes);
        to->items.bytes.nbytes = (size_t)(to->length + 1) * offset_nbytes;
        to->text.bytes.at = buffer_at(array, 2, 0, 1);
        to->text.bytes.nbytes = SIZE_MAX / 2;
}

static cw_status
load_level(struct cw_arrow_batch *b, size_t k, const struct ArrowArray *array, uint64_t base, struct cw_error *err)
{
        const struct cw_arrow_level *level = &b->column->levels[k];
        struct cw_arrow_loaded_level *to = &b->levels[k];
        const uint64_t end = (uint64_t)array->offset + (uint64_t)array->length;
        if (array->offset < 0 || array->length < 0 || end > INT64_MAX || base > end)
                return cw_arrow_fail(err, CW_E_CORRUPT, b->message,
                                     "an array has a length or an offset that cannot be");
        to->length = end - base;
        to->bit = base;
        if (array->null_count != 0)
                to->validity.bytes.at = buffer_at(array, 0, 0, 1);
        to->has_nulls = to->validity.bytes.at != NULL;
        to->validity.bytes.nbytes = (size_t)((end + 7) / 8);
        switch (level->layout) {
        case CW_ARROW_IN_STRUCT:
        case CW_ARROW_LIST_OF_N:
                return CW_OK;
        case CW_ARROW_LIST32:
        case CW_ARROW_TEXT32:
                load_text(array, base, 4, to);
                break;
        case CW_ARROW_LIST64:
        case CW_ARROW_TEXT64:
                load_text(array, base, 8, to);
                break;
        case CW_ARROW_INTEGERS:
                to->items.bytes.at = buffer_at(array, 1, base, level->integer.nbytes);
                to->items.bytes.nbytes = (size_t)to->length * level->integer.nbytes;
                break;
        case CW_ARROW_TEXT_VIEWS:
                to->items.bytes.at = buffer_at(array, 1, base, VIEW_NBYTES);
                to->items.bytes.nbytes = (size_t)to->length * VIEW_NBYTES;
                break;
        }
        if (to->items.bytes.at == NULL)
                to->items.bytes.nbytes = 0; /* fine where nothing is looked at */
        return CW_OK;
}

static uint64_t
base_below(const struct cw_arrow_level *level, uint64_t base)
{
        if (level->layout == CW_ARROW_IN_STRUCT)
                return base;
        return level->layout == CW_ARROW_LIST_OF_N ? base * level->list_size : 0;
}

/* ---- all of it -------------------------------------------------------------------------------------------------- */

/* Buffers 2 .. n-2 are what views lead to; the last one holds their lengths. */
static void
load_views(struct cw_arrow_batch *b, const struct ArrowArray *leaf)
{
        const int64_t *nbytes = b->n_views == 0 ? NULL : leaf->buffers[leaf->n_buffers - 1];
        for (size_t i = 0; i < b->n_views; i++)
                b->views[i].bytes =
                        (struct cw_arrow_bytes){leaf->buffers[2 + i], nbytes[i] < 0 ? 0 : (size_t)nbytes[i]};
}

/* Room in the scratch: the table of views, and zeros for counting indices. */
static cw_status
take_room(struct cw_arrow_batch *b, size_t n_spare, struct cw_scratch *scratch, struct cw_error *err)
{
        const size_t table = (b->n_views * sizeof(*b->views) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        CW_TRY(cw_scratch_text(scratch, table + n_spare * sizeof(*b->spare) + 1, err));
        b->views = (struct cw_arrow_buffer *)(void *)scratch->text;
        b->spare = (uint64_t *)(void *)(scratch->text + table);
        b->n_spare = n_spare;
        memset(b->spare, 0, n_spare * sizeof(*b->spare));
        return CW_OK;
}

cw_status
cw_arrow_c_load(struct cw_arrow_batch *batch, const struct cw_arrow_column *column,
                const struct cw_arrow_message *message, const struct cw_arrow_c_path *path, uint64_t begin,
                uint64_t end, size_t n_spare, struct cw_scratch *scratch, struct cw_error *err)
{
        const struct ArrowArray *leaf = path->levels[column->n_levels - 1];
        const bool has_views = column->levels[column->n_levels - 1].layout == CW_ARROW_TEXT_VIEWS;
        batch->column = column;
        batch->message = message;
        batch->begin = begin;
        batch->end = end;
        batch->n_views = has_views && leaf->n_buffers > 3 ? (size_t)leaf->n_buffers - 3 : 0;
        memset(batch->levels, 0, column->n_levels * sizeof(batch->levels[0]));
        uint64_t base = 0;
        for (size_t k = 0; k < column->n_levels; k++) {
                base += (uint64_t)path->levels[k]->offset;
                CW_TRY(load_level(batch, k, path->levels[k], base, err));
                base = base_below(&column->levels[k], base);
        }
        CW_TRY(take_room(batch, n_spare, scratch, err));
        load_views(batch, leaf);
        return cw_arrow_batch_verify(batch, err);
}
