/* SPDX-License-Identifier: MIT */
/*
 * Sums by sequence.
 */
#include "count/sequence_sums.h"

#include "base/memory.h"
#include "count/histogram.h"

#include <string.h>

enum {
        SMALL_CODES = 128,     /* pairs of these are found without hashing */
        WARM_LABELS = 1 << 12, /* so many stay known from shard to shard */
};

/* ---- labels --------------------------------------------------------------------------------------------------- */

static uint32_t
code_of(struct cw_sequence_labels *labels, bool named, const char *text, size_t nbytes, int64_t id)
{
        const uint32_t number = cw_intern_add(&labels->table, text, nbytes);
        if (number >= CW_LABELS_MOST || number > labels->n) /* memory was out when one before it was new */
                return CW_SEQUENCE_NO_CODE;
        if (number == labels->n) { /* numbers are given in turn: this one is new */
                if (!cw_grow(&labels->items, &labels->cap, labels->n + 1, sizeof(*labels->items)))
                        return CW_SEQUENCE_NO_CODE;
                labels->items[labels->n++] = (struct cw_sequence_label){
                        .name = named ? labels->table.names[number].text : NULL, .nbytes = nbytes, .id = id};
        }
        return 2 * number + named;
}

uint32_t
cw_sequence_code_of_id(struct cw_sequence_sums *s, int64_t id)
{
        char bytes[sizeof(id)];
        memcpy(bytes, &id, sizeof(id));
        return code_of(&s->ids, false, bytes, sizeof(bytes), id);
}

uint32_t
cw_sequence_code_of_name(struct cw_sequence_sums *s, const char *text, size_t nbytes)
{
        return code_of(&s->names, true, text, nbytes, 0);
}

uint32_t
cw_sequence_code_of(struct cw_sequence_sums *s, const struct cw_sequence_label *label)
{
        return label->name != NULL ? cw_sequence_code_of_name(s, label->name, label->nbytes)
                                   : cw_sequence_code_of_id(s, label->id);
}

cw_status
cw_sequence_sums_add(struct cw_sequence_sums *s, uint32_t code, struct cw_label_presence more)
{
        struct cw_sequence_label *label = cw_sequence_label_of(s, code);
        if (label->sum.sequences == 0) {
                if (!cw_grow(&s->touched, &s->touched_cap, s->n_touched + 1, sizeof(*s->touched)))
                        return CW_E_MEMORY;
                s->touched[s->n_touched++] = code;
        }
        label->sum.around += more.around;
        label->sum.sequences += more.sequences;
        return CW_OK;
}

/* ---- pairs ---------------------------------------------------------------------------------------------------- */

/* The number of a pair; UINT32_MAX when memory is out, or when there are too many. */
static uint32_t
pair_of(struct cw_sequence_pairs *p, uint32_t from, uint32_t to)
{
        const uint32_t both[2] = {from, to};
        char bytes[sizeof(both)];
        memcpy(bytes, both, sizeof(both));
        const uint32_t number = cw_intern_add(&p->table, bytes, sizeof(bytes));
        p->too_many |= number != UINT32_MAX && number >= CW_LABELS_MOST;
        if (number >= CW_LABELS_MOST || number > p->n)
                return UINT32_MAX;
        if (number == p->n) {
                if (!cw_grow(&p->items, &p->cap, p->n + 1, sizeof(*p->items)))
                        return UINT32_MAX;
                p->items[p->n++] = (struct cw_sequence_pair){.from = from, .to = to};
        }
        return number;
}

cw_status
cw_sequence_sums_pair(struct cw_sequence_sums *s, uint32_t from, uint32_t to, uint64_t n)
{
        struct cw_sequence_pairs *p = &s->pairs;
        if (p->too_many)
                return CW_OK;
        if (p->small == NULL && (p->small = cw_calloc((size_t)SMALL_CODES * SMALL_CODES, sizeof(*p->small))) == NULL)
                return CW_E_MEMORY;
        uint32_t *known = from < SMALL_CODES && to < SMALL_CODES ? &p->small[from * SMALL_CODES + to] : NULL;
        const uint32_t number = known != NULL && *known != 0 ? *known - 1 : pair_of(p, from, to);
        if (number == UINT32_MAX)
                return p->too_many ? CW_OK : CW_E_MEMORY;
        if (known != NULL)
                *known = number + 1;
        p->items[number].n += n;
        return CW_OK;
}

/* ---- all ------------------------------------------------------------------------------------------------------ */

/* The code + 1 in `to` of a side of a pair of `from`; 0: the border. */
static cw_status
move_side(struct cw_sequence_sums *to, const struct cw_sequence_sums *from, uint32_t side, uint32_t *side_ret)
{
        *side_ret = 0;
        if (side == 0)
                return CW_OK;
        const uint32_t code = cw_sequence_code_of(to, cw_sequence_label_of(from, side - 1));
        *side_ret = code + 1;
        return code == CW_SEQUENCE_NO_CODE ? CW_E_MEMORY : CW_OK;
}

cw_status
cw_sequence_sums_move(struct cw_sequence_sums *to, struct cw_sequence_sums *from)
{
        for (size_t i = 0; i < from->n_touched; i++) {
                const struct cw_sequence_label *label = cw_sequence_label_of(from, from->touched[i]);
                const uint32_t code = cw_sequence_code_of(to, label);
                if (code == CW_SEQUENCE_NO_CODE)
                        return CW_E_MEMORY;
                CW_TRY(cw_sequence_sums_add(to, code, label->sum));
        }
        for (size_t i = 0; i < from->pairs.n; i++) {
                const struct cw_sequence_pair *pair = &from->pairs.items[i];
                uint32_t a, b;
                if (pair->n == 0)
                        continue;
                CW_TRY(move_side(to, from, pair->from, &a));
                CW_TRY(move_side(to, from, pair->to, &b));
                CW_TRY(cw_sequence_sums_pair(to, a, b, pair->n));
        }
        to->missing |= from->missing;
        to->pairs.too_many |= from->pairs.too_many;
        cw_sequence_sums_clear(from);
        return CW_OK;
}

void
cw_sequence_sums_clear(struct cw_sequence_sums *s)
{
        for (size_t i = 0; i < s->n_touched; i++)
                cw_sequence_label_of(s, s->touched[i])->sum = (struct cw_label_presence){0};
        for (size_t i = 0; i < s->pairs.n; i++)
                s->pairs.items[i].n = 0;
        s->n_touched = 0;
        s->missing = false;
}

void
cw_sequence_sums_trim(struct cw_sequence_sums *s)
{
        if (s->ids.n + s->names.n > WARM_LABELS || s->pairs.n > WARM_LABELS)
                cw_sequence_sums_free(s);
}

static void
free_labels(struct cw_sequence_labels *labels)
{
        cw_intern_free(&labels->table);
        cw_free(labels->items);
}

void
cw_sequence_sums_free(struct cw_sequence_sums *s)
{
        free_labels(&s->ids);
        free_labels(&s->names);
        cw_intern_free(&s->pairs.table);
        cw_free(s->pairs.items);
        cw_free(s->pairs.small);
        cw_free(s->touched);
        *s = (struct cw_sequence_sums){0};
}
