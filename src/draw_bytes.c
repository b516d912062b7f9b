/* SPDX-License-Identifier: MIT */
/*
 * What was counted in the drawn blocks of a shard, as bytes, on its way to the process that draws the conclusion.
 *
 *     blocks  taken  least hash (8 bytes)  its block  level  groups x { number  blocks  entries x { label  tokens } }
 *     label   0, id (zigzag)   or   1, text
 *
 * Numbers are LEB128; a text and a list begin with how many follow.
 */
#include "base/memory.h"
#include "base/varint.h"
#include "draw.h"

enum { LEVEL_MOST = 10 }; /* then all CW_DRAW_GROUPS are one */
_Static_assert(CW_DRAW_GROUPS >> LEVEL_MOST == 1, "groups are joined two and two");

/* Under the lock of the names. */
static void
put_entry(struct cw_buffer *out, const struct cw_granule_entry *entry, const struct cw_intern *names)
{
        cw_put_varint(out, entry->named);
        if (entry->named)
                cw_put_text(out, names->names[entry->key].text, names->names[entry->key].nbytes);
        else
                cw_put_zigzag(out, entry->key);
        cw_put_varint(out, entry->tokens);
}

void
cw_drawn_put(const struct cw_drawn *d, struct cw_buffer *out)
{
        cw_put_varint(out, d->n_blocks);
        cw_put_varint(out, d->n_taken);
        cw_put_le(out, d->least_hash, sizeof(d->least_hash));
        cw_put_varint(out, d->least_block);
        cw_put_varint(out, d->groups.level);
        cw_put_varint(out, d->groups.n);
        cw_lock_take(&d->to->lock);
        for (size_t i = 0; i < d->groups.n; i++) {
                const struct cw_draw_group *g = &d->groups.items[i];
                cw_put_varint(out, g->number);
                cw_put_varint(out, g->n_blocks);
                cw_put_varint(out, g->counts.n);
                for (size_t k = 0; k < g->counts.n; k++)
                        put_entry(out, &g->counts.entries[k], &d->to->names);
        }
        cw_lock_give(&d->to->lock);
}

/* Under the lock of the names. */
static void
take_entry(struct cw_cursor *c, struct cw_granule_entry *entry, struct cw_intern *names)
{
        entry->named = cw_cursor_varint(c) != 0;
        if (entry->named) {
                size_t nbytes;
                const char *text = cw_cursor_text(c, &nbytes);
                const uint32_t number = text == NULL ? UINT32_MAX : cw_intern_add(names, text, nbytes);
                c->bad = c->bad || number == UINT32_MAX;
                entry->key = number;
        } else {
                entry->key = cw_cursor_zigzag(c);
        }
        entry->tokens = cw_cursor_varint(c);
}

static void
take_group(struct cw_cursor *c, struct cw_draw_group *g, struct cw_intern *names)
{
        g->number = (uint32_t)cw_cursor_varint(c);
        g->n_blocks = cw_cursor_varint(c);
        const size_t n = (size_t)cw_cursor_n(c, 3);
        g->counts.entries = cw_calloc(n, sizeof(*g->counts.entries));
        c->bad = c->bad || g->counts.entries == NULL;
        for (; g->counts.n < n && !c->bad; g->counts.n++)
                take_entry(c, &g->counts.entries[g->counts.n], names);
        cw_granule_order(&g->counts); /* numbers of names are others here */
}

cw_status
cw_drawn_take(struct cw_drawn *d, const void *bytes, size_t nbytes, struct cw_error *err)
{
        struct cw_cursor c = cw_cursor_over(bytes, nbytes);
        d->n_blocks = cw_cursor_varint(&c);
        d->n_taken = cw_cursor_varint(&c);
        d->least_hash = cw_cursor_le(&c, sizeof(d->least_hash));
        d->least_block = cw_cursor_varint(&c);
        const uint64_t level = cw_cursor_varint(&c);
        c.bad = c.bad || level > LEVEL_MOST;
        d->groups.level = (unsigned)level;
        const size_t n = (size_t)cw_cursor_n(&c, 3);
        d->groups.items = cw_calloc(n, sizeof(*d->groups.items));
        c.bad = c.bad || d->groups.items == NULL;
        d->groups.cap = n;
        cw_lock_take(&d->to->lock);
        for (; d->groups.n < n && !c.bad; d->groups.n++) {
                struct cw_draw_group *g = &d->groups.items[d->groups.n];
                take_group(&c, g, &d->to->names);
                d->groups.n_entries += g->counts.n;
        }
        cw_lock_give(&d->to->lock);
        if (cw_cursor_ok(&c) && cw_cursor_left(&c) == 0)
                return CW_OK;
        return cw_fail(err, CW_E_IO, "what a rank counted in drawn blocks cannot be read, or memory is out");
}
