/* SPDX-License-Identifier: MIT */
/*
 * Counts of one shard: written from its bins, read into the bins of the whole.
 */
#include "merge/shard_counts.h"

#include "base/memory.h"
#include "base/varint.h"
#include "merge/shard_sequences.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 1, HEAD_NBYTES = 7, FLAT = 1, BY_SEQUENCE = 2 };

/* Room that is made at once, for a small shard is counted in the time of some dozens of allocations. */
enum { IDS_AT_FIRST = 64, BESIDE_IDS = 256 };

static const char magic[4] = {'C', 'W', 'S', 'C'};

/* What rows are called, by number; the numbers are part of the format. */
static const char *const units[] = {NULL, "line", "record", "label", "row"};

/* ---- writing ---------------------------------------------------------------------------------------------- */

static void
put_place(struct cw_buffer *out, struct cw_place place, const struct cw_rows *rows)
{
        if (rows->unknown) {
                cw_put_varint(out, 0);
                return;
        }
        const uint64_t row = place.row + rows->before(rows->user, place.part);
        cw_put_varint(out, 1 + (rows->flat ? row + place.position : row));
        cw_put_varint(out, rows->flat ? 0 : place.position);
}

struct id_tokens {
        int64_t id;
        uint64_t tokens;
};

/* Ids with tokens, on their way out of a histogram. */
struct ids {
        struct id_tokens *items;
        size_t n, cap;
        bool failed;
};

static void
visit_collect(void *user, int64_t id, uint64_t tokens)
{
        struct ids *ids = user;
        if (ids->failed || !cw_grow(&ids->items, &ids->cap, ids->n + 1, sizeof(*ids->items)))
                ids->failed = true;
        else
                ids->items[ids->n++] = (struct id_tokens){id, tokens};
}

static int
compare_ids(const void *pa, const void *pb)
{
        const struct id_tokens *a = pa, *b = pb;
        return a->id == b->id ? 0 : a->id < b->id ? -1 : 1;
}

/* Dense ids, which are all that most shards have, come in order. */
static bool
is_ascending(const struct ids *ids)
{
        size_t i = 1;
        while (i < ids->n && ids->items[i - 1].id < ids->items[i].id)
                i++;
        return i >= ids->n;
}

/* Ascending, each once: a histogram may give an id twice. */
static void
settle_ids(struct ids *ids)
{
        size_t n = 0;
        if (!is_ascending(ids))
                qsort(ids->items, ids->n, sizeof(*ids->items), compare_ids);
        for (size_t i = 0; i < ids->n; i++) {
                if (n > 0 && ids->items[n - 1].id == ids->items[i].id)
                        ids->items[n - 1].tokens += ids->items[i].tokens;
                else
                        ids->items[n++] = ids->items[i];
        }
        ids->n = n;
}

/* The ids that stand for names are one run of the ascending list: the first of them, and behind the last. */
static void
find_named(const struct ids *ids, const struct cw_label_map *names, size_t *from_ret, size_t *to_ret)
{
        size_t from = 0;
        while (names != NULL && from < ids->n && ids->items[from].id < 0)
                from++;
        size_t to = from;
        while (names != NULL && to < ids->n && (uint64_t)ids->items[to].id < names->n)
                to++;
        *from_ret = from;
        *to_ret = to;
}

static void
put_labels(struct cw_buffer *out, const struct cw_bins *b, const struct ids *ids, const struct cw_rows *rows)
{
        size_t from, to;
        find_named(ids, rows->names, &from, &to);
        cw_put_varint(out, ids->n - (to - from));
        for (size_t i = 0; i < ids->n; i++) {
                if (i < from || i >= to) {
                        cw_put_zigzag(out, ids->items[i].id);
                        cw_put_varint(out, ids->items[i].tokens);
                }
        }
        size_t n_names = to - from;
        for (size_t i = 0; i < b->n_names; i++)
                n_names += b->name_tokens[i] > 0;
        cw_put_varint(out, n_names);
        for (size_t i = from; i < to; i++) { /* where these came first is not known: the shard, but no row */
                const char *name = rows->names->names[ids->items[i].id];
                cw_put_text(out, name, strlen(name));
                cw_put_varint(out, ids->items[i].tokens);
                cw_put_varint(out, 0);
        }
        for (size_t i = 0; i < b->n_names; i++) {
                if (b->name_tokens[i] == 0)
                        continue;
                cw_put_text(out, b->names.names[i].text, b->names.names[i].nbytes);
                cw_put_varint(out, b->name_tokens[i]);
                put_place(out, b->name_first[i].place, rows);
        }
}

static void
put_places(struct cw_buffer *out, const struct cw_bins *b, const struct cw_rows *rows)
{
        cw_put_varint(out, b->n_odd);
        for (size_t i = 0; i < b->n_odd; i++) {
                cw_put_zigzag(out, b->odd[i].id);
                put_place(out, b->odd[i].first.place, rows);
        }
        cw_put_varint(out, b->n_skipped);
        for (size_t i = 0; i < b->n_skipped; i++) {
                put_place(out, b->skipped[i].first.place, rows);
                cw_put_text(out, b->skipped[i].why, strlen(b->skipped[i].why));
        }
}

static uint8_t
unit_number(const char *unit)
{
        for (uint8_t i = 1; unit != NULL && i < CW_ARRAY_LEN(units); i++) {
                if (strcmp(units[i], unit) == 0)
                        return i;
        }
        assert(unit == NULL); /* a format whose rows have a name that is not in the list */
        return 0;
}

cw_status
cw_shard_counts_make(const struct cw_bins *bins, const struct cw_rows *rows, struct cw_shard_counts *counts_ret,
                     struct cw_error *err)
{
        const bool by_sequence = cw_shard_sequences_any(&bins->by_sequence);
        struct cw_buffer out = {0};
        struct ids ids = {0};
        char *bytes = NULL;
        *counts_ret = (struct cw_shard_counts){0};
        ids.failed = !cw_grow(&ids.items, &ids.cap, IDS_AT_FIRST, sizeof(*ids.items));
        cw_histogram_each(&bins->ids, visit_collect, &ids);
        settle_ids(&ids);
        out.failed = !cw_grow(&out.data, &out.cap, BESIDE_IDS + (size_t)2 * CW_VARINT_MOST * ids.n, 1);
        cw_buffer_add(&out, magic, sizeof(magic));
        cw_buffer_putc(&out, VERSION);
        cw_buffer_putc(&out, (char)unit_number(rows->unit));
        cw_buffer_putc(&out, (char)((rows->flat ? FLAT : 0) | (by_sequence ? BY_SEQUENCE : 0)));
        cw_put_varint(&out, bins->sequences);
        cw_put_varint(&out, bins->rows_skipped);
        put_labels(&out, bins, &ids, rows);
        put_places(&out, bins, rows);
        if (by_sequence)
                cw_shard_sequences_put(&bins->by_sequence, &out);
        cw_put_seal(&out, 0);
        if (!out.failed && !ids.failed)
                bytes = cw_malloc(out.n); /* what stays is as small as it can be: there may be a hundred thousand */
        if (bytes != NULL) {
                memcpy(bytes, out.data, out.n);
                *counts_ret = (struct cw_shard_counts){(uint8_t *)bytes, out.n};
        }
        const cw_status status = bytes != NULL ? CW_OK : cw_fail_memory(err, out.n);
        cw_free(ids.items);
        cw_buffer_free(&out);
        return status;
}

void
cw_shard_counts_free(struct cw_shard_counts *counts)
{
        cw_free(counts->bytes);
        *counts = (struct cw_shard_counts){0};
}

/* ---- reading ---------------------------------------------------------------------------------------------- */

/* Where what is read goes. */
struct sink {
        struct cw_bins *whole; /* NULL: nowhere, it is only checked */
        uint64_t ordinal;
        const char *unit;
        bool flat, by_sequence;
};

static struct cw_first
take_place(struct cw_cursor *c, const struct sink *to)
{
        const uint64_t row_plus_1 = cw_cursor_varint(c);
        if (row_plus_1 == 0)
                return (struct cw_first){.shard = to->ordinal};
        const uint64_t position = cw_cursor_varint(c);
        return (struct cw_first){to->ordinal, {0, row_plus_1 - 1, position}, to->unit, to->flat};
}

static void
take_ids(struct cw_cursor *c, const struct sink *to)
{
        int64_t before = INT64_MIN;
        const uint64_t n = cw_cursor_n(c, 2);
        for (uint64_t i = 0; i < n && !c->bad; i++) {
                const int64_t id = cw_cursor_zigzag(c);
                const uint64_t tokens = cw_cursor_varint(c);
                c->bad = c->bad || tokens == 0 || (i > 0 && id <= before);
                before = id;
                if (to->whole != NULL && !c->bad)
                        cw_histogram_add(&to->whole->ids, id, tokens);
        }
}

static cw_status
take_names(struct cw_cursor *c, const struct sink *to, struct cw_error *err)
{
        const uint64_t n = cw_cursor_n(c, 3);
        for (uint64_t i = 0; i < n && !c->bad; i++) {
                size_t nbytes;
                const char *name = cw_cursor_text(c, &nbytes);
                const uint64_t tokens = cw_cursor_varint(c);
                const struct cw_first first = take_place(c, to);
                c->bad = c->bad || tokens == 0 || nbytes >= UINT32_MAX;
                if (to->whole != NULL && !c->bad)
                        CW_TRY(cw_bins_add_name(to->whole, name, nbytes, tokens, first, err));
        }
        return CW_OK;
}

static cw_status
take_places(struct cw_cursor *c, const struct sink *to, struct cw_error *err)
{
        const uint64_t n_odd = cw_cursor_n(c, 2);
        c->bad = c->bad || n_odd > CW_ODD_KEPT;
        for (uint64_t i = 0; i < n_odd && !c->bad; i++) {
                const int64_t id = cw_cursor_zigzag(c);
                const struct cw_first first = take_place(c, to);
                if (to->whole != NULL && !c->bad)
                        CW_TRY(cw_bins_add_odd(to->whole, id, first, err));
        }
        const uint64_t n_skipped = cw_cursor_n(c, 2);
        c->bad = c->bad || n_skipped > CW_BAD_ROWS_KEPT;
        for (uint64_t i = 0; i < n_skipped && !c->bad; i++) {
                const struct cw_first first = take_place(c, to);
                size_t nbytes;
                const char *why = cw_cursor_text(c, &nbytes);
                if (to->whole != NULL && !c->bad)
                        cw_bins_add_skipped(to->whole, first, why, nbytes);
        }
        return CW_OK;
}

/* From behind the head to the end. */
static cw_status
take_all(struct cw_cursor *c, const struct sink *to, struct cw_error *err)
{
        const uint64_t sequences = cw_cursor_varint(c), rows_skipped = cw_cursor_varint(c);
        if (to->whole != NULL) {
                to->whole->sequences += sequences;
                to->whole->rows_skipped += rows_skipped;
        }
        take_ids(c, to);
        CW_TRY(take_names(c, to, err));
        CW_TRY(take_places(c, to, err));
        if (to->by_sequence && !c->bad)
                CW_TRY(cw_shard_sequences_take(c, to->whole == NULL ? NULL : &to->whole->by_sequence, err));
        if (!cw_cursor_ok(c) || cw_cursor_left(c) != 0)
                return cw_fail(err, CW_E_CORRUPT, "the counts of a shard are damaged: their lists do not fill them");
        return CW_OK;
}

/* Head and checksum; *c is over what follows. */
static cw_status
open_counts(const void *bytes, size_t nbytes, struct cw_cursor *c, struct cw_error *err)
{
        const uint8_t *p = bytes;
        if (nbytes < HEAD_NBYTES + CW_SEAL_NBYTES || memcmp(p, magic, sizeof(magic)) != 0)
                return cw_fail(err, CW_E_CORRUPT, "expected the counts of a shard, found %zu other bytes", nbytes);
        if (!cw_cursor_unseal(p, nbytes, c))
                return cw_fail(err, CW_E_CORRUPT, "the counts of a shard are damaged: their checksum differs");
        if (p[4] != VERSION)
                return cw_fail(err, CW_E_UNSUPPORTED, "expected counts of a shard of version %d, found %d",
                               (int)VERSION, p[4]);
        if (p[5] >= CW_ARRAY_LEN(units) || p[6] > (FLAT | BY_SEQUENCE))
                return cw_fail(err, CW_E_CORRUPT, "the counts of a shard are damaged: rows of an unknown kind");
        (void)cw_cursor_bytes(c, HEAD_NBYTES);
        return CW_OK;
}

cw_status
cw_shard_counts_check(const void *bytes, size_t nbytes, struct cw_error *err)
{
        struct cw_cursor c;
        CW_TRY(open_counts(bytes, nbytes, &c, err));
        return take_all(&c, &(struct sink){.by_sequence = (((const uint8_t *)bytes)[6] & BY_SEQUENCE) != 0}, err);
}

cw_status
cw_shard_counts_add(const void *bytes, size_t nbytes, uint64_t ordinal, struct cw_bins *whole, struct cw_error *err)
{
        const uint8_t *p = bytes;
        struct cw_cursor c;
        CW_TRY(open_counts(bytes, nbytes, &c, err));
        CW_TRY(take_all(&c, &(struct sink){whole, ordinal, units[p[5]], (p[6] & FLAT) != 0, (p[6] & BY_SEQUENCE) != 0},
                        err));
        return cw_bins_check(whole, err);
}
