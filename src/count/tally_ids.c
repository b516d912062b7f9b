/* SPDX-License-Identifier: MIT */
/*
 * The ids of a tally: short lists go one by one, with the check for unknown ids in the same loop; long arrays go through
 * the fastest kernel and are checked afterwards, bin by bin, so that the check costs nothing a token.
 */
#include "base/memory.h"
#include "count/kernels.h"
#include "count/tally_parts.h"

#include <string.h>

enum {
        KERNEL_AT_LEAST = 1024, /* ids from which on a kernel's start and its check of the bins pay */
        KERNEL_PIECE = 1 << 30, /* bytes a kernel call, so that 32-bit bins cannot overflow */
        BYTES_PART = 1 << 18    /* one-byte ids a kernel call */
};

/* Where its number is, or is to be. */
static uint16_t *
odd_slot(const struct cw_tally *t, int64_t id)
{
        size_t i = cw_id_slot(id, CW_TALLY_ODD_SLOTS);
        while (t->odd_slots[i] != 0 && t->odd[t->odd_slots[i] - 1].id != id)
                i = (i + 1) % CW_TALLY_ODD_SLOTS;
        return &t->odd_slots[i];
}

/* With the wrong label map every token is one that comes here. */
static void
note_odd(struct cw_tally *t, int64_t id, uint64_t position)
{
        struct cw_place place = t->at;
        place.position = position;
        if (t->odd_slots == NULL && (t->odd_slots = cw_calloc(CW_TALLY_ODD_SLOTS, sizeof(*t->odd_slots))) == NULL) {
                t->failed = true;
                return;
        }
        uint16_t *const slot = odd_slot(t, id);
        if (*slot != 0) {
                struct cw_odd_id *const known = &t->odd[*slot - 1];
                if (cw_place_compare(place, known->place) < 0)
                        known->place = place;
                return;
        }
        if (t->n_odd == CW_TALLY_ODD_MOST)
                return;
        if (!cw_grow(&t->odd, &t->odd_cap, t->n_odd + 1, sizeof(*t->odd))) {
                t->failed = true;
                return;
        }
        t->odd[t->n_odd++] = (struct cw_odd_id){id, place};
        *slot = (uint16_t)t->n_odd;
}

#define LOAD(type, p)                         \
        do {                                  \
                type v_;                      \
                memcpy(&v_, (p), sizeof(v_)); \
                return v_;                    \
        } while (0)

static int64_t
load_id(const uint8_t *p, enum cw_width width)
{
        switch (width) {
        case CW_I8:
                return (int8_t)*p;
        case CW_U8:
                return *p;
        case CW_I16:
                LOAD(int16_t, p);
        case CW_U16:
                LOAD(uint16_t, p);
        case CW_I32:
                LOAD(int32_t, p);
        case CW_U32:
                LOAD(uint32_t, p);
        case CW_I64:
        case CW_UNSIGNED:
                break;
        }
        LOAD(int64_t, p);
}

void
cw_widen_ids(int64_t *wide, const void *ids, size_t n, enum cw_width width)
{
        const uint8_t *p = ids;
        if (width == CW_I64) {
                memcpy(wide, p, n * sizeof(*wide));
                return;
        }
        for (size_t i = 0; i < n; i++)
                wide[i] = load_id(p + i * cw_width_nbytes(width), width);
}

/* One by one, the lists of text records: a handful of ids each. */
static void
count_short(struct cw_tally *t, const uint8_t *ids, size_t n, enum cw_width width)
{
        struct cw_histogram *h = &t->ids;
        const size_t nbytes = cw_width_nbytes(width);
        for (size_t i = 0; i < n; i++) {
                int64_t id = load_id(ids + i * nbytes, width);
                uint64_t slot = (uint64_t)id + CW_DENSE_BIAS;
                if (slot < h->dense_n)
                        h->dense[slot * CW_LANES + i % CW_LANES]++;
                else
                        cw_histogram_add(h, id, 1);
                if (cw_tally_is_odd(t, id))
                        note_odd(t, id, t->at.position + i);
        }
}

/* Looks at each id of an array, of which some are known to be unknown. */
static void
note_array(struct cw_tally *t, const uint8_t *ids, size_t n, enum cw_width width)
{
        const size_t nbytes = cw_width_nbytes(width);
        for (size_t i = 0; i < n; i++) {
                const int64_t id = load_id(ids + i * nbytes, width);
                if (cw_tally_is_odd(t, id))
                        note_odd(t, id, t->at.position + i);
        }
}

/* From the end, a part at a time: what was decompressed last is still in the cache nearest to the core. */
static void
count_bytes(struct cw_tally *t, const uint8_t *ids, size_t n, enum cw_width width)
{
        uint64_t counts[256] = {0};
        bool found = false;
        for (size_t left = n; left > 0;) {
                const size_t m = left < BYTES_PART ? left : BYTES_PART;
                left -= m;
                t->kernel->bytes(ids + left, m, counts);
        }
        for (int b = 0; b < 256; b++) {
                const int64_t id = width == CW_I8 ? (int8_t)b : b;
                cw_histogram_add(&t->ids, id, counts[b]);
                found = found || (counts[b] > 0 && cw_tally_is_odd(t, id));
        }
        if (found)
                note_array(t, ids, n, width);
}

struct odd_visit {
        const struct cw_tally *tally;
        bool found;
};

static void
visit_odd(void *user, int64_t id, uint64_t tokens)
{
        struct odd_visit *v = user;
        (void)tokens;
        v->found = v->found || cw_tally_is_odd(v->tally, id);
}

/* After a kernel: is there an unknown id in the bins?  Then, and only then, each id of the array is looked at.  Bins may
 * hold unknown ids of an earlier array of this shard; looking again finds nothing new and is as right as before. */
static void
check_array(struct cw_tally *t, const uint8_t *ids, size_t n, enum cw_width width)
{
        struct odd_visit v = {.tally = t};
        cw_histogram_each(&t->ids, visit_odd, &v);
        if (v.found)
                note_array(t, ids, n, width);
}

static void
count_long(struct cw_tally *t, const uint8_t *ids, size_t n, enum cw_width width)
{
        const struct cw_kernel *kernel = t->kernel;
        const size_t nbytes = cw_width_nbytes(width), piece = (size_t)KERNEL_PIECE / nbytes;
        for (size_t done = 0; done < n;) {
                size_t m = n - done < piece ? n - done : piece;
                const uint8_t *p = ids + done * nbytes;
                switch (width) {
                case CW_I8:
                case CW_U8:
                        break; /* have a way of their own */
                case CW_I16:
                        kernel->i16(p, m, &t->ids);
                        break;
                case CW_I32:
                        kernel->i32(p, m, &t->ids);
                        break;
                case CW_U16:
                        kernel->u16(p, m, &t->ids);
                        break;
                case CW_U32:
                        kernel->u32(p, m, &t->ids);
                        break;
                case CW_I64:
                case CW_UNSIGNED:
                        kernel->i64(p, m, &t->ids);
                        break;
                }
                done += m;
        }
        check_array(t, ids, n, width);
}

/* ---- collecting --------------------------------------------------------------------------------------------- */

static cw_status
collect_piece(const struct cw_tally *t, const int64_t *ids, size_t n)
{
        const struct cw_collector *c = t->collector;
        const struct cw_label_map *names = t->collected_names;
        for (size_t i = 0; names != NULL && i < n; i++) {
                bool named = ids[i] >= 0 && (uint64_t)ids[i] < names->n;
                CW_TRY(named ? c->name(c->user, names->names[ids[i]], strlen(names->names[ids[i]]))
                             : c->ids(c->user, &ids[i], 1));
        }
        return names != NULL ? CW_OK : c->ids(c->user, ids, n);
}

static void
collect_ids(struct cw_tally *t, const uint8_t *ids, size_t n, enum cw_width width)
{
        int64_t wide[512];
        const size_t nbytes = cw_width_nbytes(width);
        if (!cw_tally_is_collecting(t))
                return;
        if (t->collector->array != NULL && (t->collector->knows_names || t->collected_names == NULL)) {
                t->collector->status = t->collector->array(t->collector->user, ids, n, width);
                return;
        }
        for (size_t done = 0; done < n && t->collector->status == CW_OK;) {
                size_t m = n - done < CW_ARRAY_LEN(wide) ? n - done : CW_ARRAY_LEN(wide);
                cw_widen_ids(wide, ids + done * nbytes, m, width);
                t->collector->status = collect_piece(t, wide, m);
                done += m;
        }
}

void
cw_tally_ids(struct cw_tally *t, const void *ids, size_t n, enum cw_width width)
{
        if (t->collector != NULL)
                collect_ids(t, ids, n, width);
        if (cw_tally_is_counting(t) && n < KERNEL_AT_LEAST)
                count_short(t, ids, n, width);
        else if (cw_tally_is_counting(t) && cw_width_nbytes(width) == 1)
                count_bytes(t, ids, n, width);
        else if (cw_tally_is_counting(t))
                count_long(t, ids, n, width);
        t->at.position += n;
}

void
cw_tally_show_ids(struct cw_tally *t, const void *ids, size_t n, enum cw_width width)
{
        collect_ids(t, ids, n, width);
}

bool
cw_tally_shows(const struct cw_tally *t)
{
        return t->collector != NULL && t->collector->counts_too;
}

void
cw_tally_known_bytes(struct cw_tally *t, const uint8_t *bytes, size_t n, size_t n_zeros)
{
        uint64_t counts[256] = {0};
        t->kernel->bytes(bytes, n, counts);
        counts[0] -= n_zeros;
        for (int b = 0; b < 256; b++)
                cw_histogram_add(&t->ids, b, counts[b]);
}

void
cw_tally_run(struct cw_tally *t, int64_t id, uint64_t n)
{
        for (uint64_t i = 0; t->collector != NULL && i < n; i++)
                collect_ids(t, (const uint8_t *)&id, 1, CW_I64);
        if (cw_tally_is_counting(t) && n > 0) {
                cw_histogram_add(&t->ids, id, n);
                if (cw_tally_is_odd(t, id))
                        note_odd(t, id, t->at.position);
        }
        t->at.position += n;
}
