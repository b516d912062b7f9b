/* SPDX-License-Identifier: MIT */
/*
 * Dense bins that grow to the largest common id, and a hash for the ids beyond.  Growing happens a handful of times in a
 * run; the hot loops only ever see `dense` and `dense_n`.
 */
#include "count/histogram.h"

#include "base/memory.h"

#include <string.h>

cw_status
cw_histogram_init(struct cw_histogram *h, struct cw_error *err)
{
        *h = (struct cw_histogram){0};
        h->dense = cw_calloc((size_t)CW_DENSE_FIRST * CW_LANES, sizeof(*h->dense));
        if (h->dense == NULL)
                return cw_fail_memory(err, (size_t)CW_DENSE_FIRST * CW_LANES * sizeof(*h->dense));
        h->dense_n = CW_DENSE_FIRST;
        return CW_OK;
}

static size_t
stray_slot(const struct cw_stray *stray, size_t cap, int64_t id)
{
        size_t i = cw_id_slot(id, cap);
        while (stray[i].tokens != 0 && stray[i].id != id)
                i = (i + 1) & (cap - 1);
        return i;
}

static bool
stray_grow(struct cw_histogram *h)
{
        size_t cap = h->stray_cap == 0 ? 64 : h->stray_cap * 2;
        struct cw_stray *bigger = cw_calloc(cap, sizeof(*bigger));
        if (bigger == NULL)
                return false;
        for (size_t i = 0; i < h->stray_cap; i++) {
                if (h->stray[i].tokens != 0)
                        bigger[stray_slot(bigger, cap, h->stray[i].id)] = h->stray[i];
        }
        cw_free(h->stray);
        h->stray = bigger;
        h->stray_cap = cap;
        return true;
}

static void
stray_add(struct cw_histogram *h, int64_t id, uint64_t n)
{
        if (h->n_stray * 2 >= h->stray_cap && !stray_grow(h)) {
                h->failed = true;
                return;
        }
        struct cw_stray *s = &h->stray[stray_slot(h->stray, h->stray_cap, id)];
        if (s->tokens == 0) {
                if (h->n_stray >= CW_LABELS_MOST) {
                        h->too_many = true;
                        return;
                }
                s->id = id;
                h->n_stray++;
        }
        s->tokens += n;
}

/* Makes `slot` dense if it may be.  Ids that were counted as stray before stay there: draining adds both. */
static bool
dense_grow(struct cw_histogram *h, uint64_t slot)
{
        if (slot >= CW_DENSE_MOST)
                return false;
        size_t n = h->dense_n;
        while (n <= slot)
                n *= 2;
        uint64_t *bigger = cw_realloc(h->dense, n * CW_LANES * sizeof(*bigger));
        if (bigger == NULL) {
                h->failed = true;
                return false;
        }
        memset(bigger + h->dense_n * CW_LANES, 0, (n - h->dense_n) * CW_LANES * sizeof(*bigger));
        h->dense = bigger;
        h->dense_n = n;
        return true;
}

void
cw_histogram_add_far(struct cw_histogram *h, int64_t id, uint64_t n)
{
        const uint64_t slot = (uint64_t)id + CW_DENSE_BIAS;
        if (dense_grow(h, slot))
                h->dense[slot * CW_LANES] += n;
        else if (!h->failed)
                stray_add(h, id, n);
}

uint64_t
cw_histogram_get(const struct cw_histogram *h, int64_t id)
{
        uint64_t sum = 0;
        uint64_t slot = (uint64_t)id + CW_DENSE_BIAS;
        if (slot < h->dense_n) {
                for (size_t k = 0; k < CW_LANES; k++)
                        sum += h->dense[slot * CW_LANES + k];
        }
        if (h->stray_cap != 0)
                sum += h->stray[stray_slot(h->stray, h->stray_cap, id)].tokens;
        return sum;
}

void
cw_histogram_each(const struct cw_histogram *h, void (*visit)(void *user, int64_t id, uint64_t tokens), void *user)
{
        _Static_assert(CW_LANES == 4, "the sum of a slot");
        for (size_t slot = 0; slot < h->dense_n; slot++) {
                const uint64_t *lane = h->dense + slot * CW_LANES;
                const uint64_t sum = lane[0] + lane[1] + lane[2] + lane[3];
                if (sum != 0)
                        visit(user, (int64_t)slot - CW_DENSE_BIAS, sum);
        }
        for (size_t i = 0; i < h->stray_cap; i++) {
                if (h->stray[i].tokens != 0)
                        visit(user, h->stray[i].id, h->stray[i].tokens);
        }
}

void
cw_histogram_clear(struct cw_histogram *h)
{
        memset(h->dense, 0, h->dense_n * CW_LANES * sizeof(*h->dense));
        if (h->stray_cap != 0)
                memset(h->stray, 0, h->stray_cap * sizeof(*h->stray));
        h->n_stray = 0;
}

void
cw_histogram_free(struct cw_histogram *h)
{
        cw_free(h->dense);
        cw_free(h->stray);
        *h = (struct cw_histogram){0};
}
