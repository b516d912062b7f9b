/* SPDX-License-Identifier: MIT */
/*
 * The flatbuffer reader; picture in the header.  It knows nothing of Arrow.
 */
#include "formats/arrow/flatbuffer.h"

#include "base/cursor.h"

static bool
holds(const struct cw_flatbuffer *fb, size_t at, size_t nbytes)
{
        return at <= fb->nbytes && nbytes <= fb->nbytes - at;
}

static struct cw_fb_table
bad_table(struct cw_flatbuffer *fb)
{
        fb->bad = true;
        return (struct cw_fb_table){0};
}

static struct cw_fb_table
table_at(struct cw_flatbuffer *fb, size_t at)
{
        struct cw_fb_table t = {.at = at};
        if (at == 0 || !holds(fb, at, 4))
                return bad_table(fb);
        const int64_t vtable = (int64_t)at - (int32_t)cw_load_le(fb->data + at, 4);
        if (vtable < 0 || !holds(fb, (size_t)vtable, 4))
                return bad_table(fb);
        t.vtable = (size_t)vtable;
        t.vtable_nbytes = (size_t)cw_load_le(fb->data + t.vtable, 2);
        if (t.vtable_nbytes < 4 || !holds(fb, t.vtable, t.vtable_nbytes))
                return bad_table(fb);
        return t;
}

/* Where the field's bytes lie; 0: absent.  The size of the table in its vtable bounds nothing: writers in Go and Python
 * let tables share a vtable whose offsets are alike, though the sizes are not. */
static size_t
field_at(struct cw_flatbuffer *fb, const struct cw_fb_table *table, unsigned slot, size_t nbytes)
{
        const size_t entry = 4 + 2 * (size_t)slot;
        if (table->at == 0 || entry + 2 > table->vtable_nbytes)
                return 0;
        const size_t offset = (size_t)cw_load_le(fb->data + table->vtable + entry, 2);
        if (offset == 0)
                return 0;
        if (!holds(fb, table->at + offset, nbytes)) {
                fb->bad = true;
                return 0;
        }
        return table->at + offset;
}

/* Follows the u32 at `at`; 0 if it leads out. */
static size_t
follow(struct cw_flatbuffer *fb, size_t at)
{
        const size_t ahead = (size_t)cw_load_le(fb->data + at, 4);
        if (holds(fb, at, 4) && ahead != 0 && holds(fb, at, ahead))
                return at + ahead;
        fb->bad = true;
        return 0;
}

struct cw_fb_table
cw_fb_root(struct cw_flatbuffer *fb)
{
        return holds(fb, 0, 4) ? table_at(fb, follow(fb, 0)) : bad_table(fb);
}

uint64_t
cw_fb_uint(struct cw_flatbuffer *fb, const struct cw_fb_table *table, unsigned slot, size_t nbytes, uint64_t absent)
{
        const size_t at = field_at(fb, table, slot, nbytes);
        return at == 0 ? absent : cw_load_le(fb->data + at, nbytes);
}

struct cw_fb_table
cw_fb_child(struct cw_flatbuffer *fb, const struct cw_fb_table *table, unsigned slot)
{
        const size_t at = field_at(fb, table, slot, 4);
        const struct cw_fb_table absent = {0};
        return at == 0 ? absent : table_at(fb, follow(fb, at));
}

struct cw_fb_vector
cw_fb_vector(struct cw_flatbuffer *fb, const struct cw_fb_table *table, unsigned slot, size_t item_nbytes)
{
        struct cw_fb_vector none = {0};
        const size_t field = field_at(fb, table, slot, 4), at = field == 0 ? 0 : follow(fb, field);
        if (at == 0)
                return none;
        if (!holds(fb, at, 4)) {
                fb->bad = true;
                return none;
        }
        const size_t n = (size_t)cw_load_le(fb->data + at, 4);
        if (n > (fb->nbytes - at - 4) / item_nbytes) {
                fb->bad = true;
                return none;
        }
        return (struct cw_fb_vector){fb->data + at + 4, n};
}

struct cw_fb_table
cw_fb_item(struct cw_flatbuffer *fb, const struct cw_fb_vector *tables, size_t i)
{
        return table_at(fb, follow(fb, (size_t)(tables->items - fb->data) + 4 * i));
}

const char *
cw_fb_string(struct cw_flatbuffer *fb, const struct cw_fb_table *table, unsigned slot, size_t *nbytes_ret)
{
        const struct cw_fb_vector v = cw_fb_vector(fb, table, slot, 1);
        *nbytes_ret = v.n;
        if (v.items == NULL)
                return NULL;
        if (v.items + v.n == fb->data + fb->nbytes || v.items[v.n] != '\0') {
                fb->bad = true;
                return NULL;
        }
        return (const char *)v.items;
}
