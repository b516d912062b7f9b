/* SPDX-License-Identifier: MIT */
/*
 * The analyser of sequences.  A label is known by a code, its number and whether it is a name, so that "was it in this
 * sequence already?" is one comparison with the number of the sequence.
 */
#include "count/sequences.h"

#include "base/memory.h"

#include <string.h>

/* ---- labels --------------------------------------------------------------------------------------------------- */

static struct cw_sequence_label *
label_at(struct cw_sequences *s, uint32_t code)
{
        return &(code % 2 == 0 ? &s->ids : &s->names)->items[code / 2];
}

static bool
is_among(const int64_t *ids, size_t n, int64_t id)
{
        for (size_t i = 0; i < n; i++) {
                if (ids[i] == id)
                        return true;
        }
        return false;
}

static bool
is_left_out(const struct cw_sequences *s, const struct cw_sequence_label *label)
{
        const struct cw_sequence_rules *r = &s->rules;
        int64_t id = label->id;
        if (label->name != NULL && r->map == NULL)
                return false;
        if (label->name != NULL && !cw_label_map_find(r->map, label->name, label->nbytes, &id))
                return r->leave_unknown;
        if (is_among(r->ignore, r->n_ignore, id) || is_among(s->shard_ignored, s->n_shard_ignored, id))
                return true;
        return label->name == NULL && r->leave_unknown && (uint64_t)id >= (uint64_t)s->n_known;
}

/* The code of a text in its table; UINT32_MAX when memory is out or there are more than labels can be. */
static uint32_t
code_of(struct cw_sequences *s, struct cw_sequence_labels *labels, const char *text, size_t nbytes, int64_t id)
{
        const bool named = labels == &s->names;
        const uint32_t number = cw_intern_add(&labels->table, text, nbytes);
        if (number >= CW_LABELS_MOST)
                return UINT32_MAX;
        if (number == labels->n) { /* numbers are given in turn: this one is new */
                if (!cw_grow(&labels->items, &labels->cap, labels->n + 1, sizeof(*labels->items)))
                        return UINT32_MAX;
                struct cw_sequence_label label = {.id = id, .nbytes = nbytes};
                if (named)
                        label.name = labels->table.names[number].text;
                label.left_out = is_left_out(s, &label);
                labels->items[labels->n++] = label;
        }
        return 2 * number + named;
}

static uint32_t
code_of_id(struct cw_sequences *s, int64_t id)
{
        const bool is_small = (uint64_t)id < CW_SEQUENCE_SMALL_IDS;
        char bytes[sizeof(id)];
        if (is_small && s->small_ids[id] != 0)
                return s->small_ids[id] - 1;
        memcpy(bytes, &id, sizeof(id));
        const uint32_t code = code_of(s, &s->ids, bytes, sizeof(bytes), id);
        if (is_small && code != UINT32_MAX)
                s->small_ids[id] = code + 1;
        return code;
}

/* ---- sums ----------------------------------------------------------------------------------------------------- */

static bool
push(uint32_t **list, size_t *cap, size_t *n, uint32_t code)
{
        if (!cw_grow(list, cap, *n + 1, sizeof(**list)))
                return false;
        (*list)[(*n)++] = code;
        return true;
}

static cw_status
add_to_shard(struct cw_sequences *s, uint32_t code, struct cw_label_presence more)
{
        struct cw_sequence_label *label = label_at(s, code);
        if (label->shard.sequences == 0 && !push(&s->touched, &s->touched_cap, &s->n_touched, code))
                return CW_E_MEMORY;
        label->shard.around += more.around;
        label->shard.sequences += more.sequences;
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
        if (number >= CW_LABELS_MOST)
                return UINT32_MAX;
        if (number == p->n) {
                if (!cw_grow(&p->items, &p->cap, p->n + 1, sizeof(*p->items)))
                        return UINT32_MAX;
                p->items[p->n++] = (struct cw_sequence_pair){.from = from, .to = to};
        }
        return number;
}

static cw_status
take_pair(struct cw_sequences *s, uint32_t to)
{
        enum { SIDE = CW_SEQUENCE_SMALL_CODES };
        struct cw_sequence_pairs *p = &s->pairs;
        const uint32_t from = s->before;
        s->before = to;
        if (!p->wanted || p->too_many)
                return CW_OK;
        if (p->small == NULL && (p->small = cw_calloc((size_t)SIDE * SIDE, sizeof(*p->small))) == NULL)
                return CW_E_MEMORY;
        uint32_t *known = from < SIDE && to < SIDE ? &p->small[from * SIDE + to] : NULL;
        const uint32_t number = known != NULL && *known != 0 ? *known - 1 : pair_of(p, from, to);
        if (number == UINT32_MAX)
                return p->too_many ? CW_OK : CW_E_MEMORY;
        if (known != NULL)
                *known = number + 1;
        if (p->items[number].shard++ == 0 && !push(&p->touched, &p->touched_cap, &p->n_touched, number))
                return CW_E_MEMORY;
        return CW_OK;
}

static void
settle_pairs(struct cw_sequence_pairs *p, bool is_whole)
{
        for (size_t i = 0; i < p->n_touched; i++) {
                struct cw_sequence_pair *pair = &p->items[p->touched[i]];
                pair->all += is_whole ? pair->shard : 0;
                pair->shard = 0;
        }
        p->n_touched = 0;
}

/* ---- tokens --------------------------------------------------------------------------------------------------- */

static cw_status
take_token(struct cw_sequences *s, uint32_t code)
{
        if (code == UINT32_MAX)
                return CW_E_MEMORY;
        struct cw_sequence_label *label = label_at(s, code);
        if (label->left_out)
                return CW_OK;
        s->n_tokens++;
        CW_TRY(take_pair(s, code + 1));
        if (label->stamp == s->stamp + 1)
                return CW_OK;
        label->stamp = s->stamp + 1;
        return push(&s->present, &s->present_cap, &s->n_present, code) ? CW_OK : CW_E_MEMORY;
}

/* ---- what the tally calls ------------------------------------------------------------------------------------- */

static cw_status
take_ids(void *user, const int64_t *ids, size_t n)
{
        struct cw_sequences *s = user;
        for (size_t i = 0; i < n; i++)
                CW_TRY(take_token(s, code_of_id(s, ids[i])));
        return CW_OK;
}

static cw_status
take_name(void *user, const char *text, size_t nbytes)
{
        struct cw_sequences *s = user;
        return take_token(s, code_of(s, &s->names, text, nbytes, 0));
}

static cw_status
end_sequence(void *user)
{
        struct cw_sequences *s = user;
        for (size_t i = 0; i < s->n_present; i++)
                CW_TRY(add_to_shard(s, s->present[i], (struct cw_label_presence){s->n_tokens, 1}));
        if (s->n_tokens > 0)
                CW_TRY(take_pair(s, 0));
        s->n_present = 0;
        s->n_tokens = 0;
        s->before = 0;
        s->stamp++;
        return CW_OK;
}

static void
judge_again(struct cw_sequences *s, struct cw_sequence_labels *labels)
{
        for (size_t i = 0; i < labels->n; i++)
                labels->items[i].left_out = is_left_out(s, &labels->items[i]);
}

static void
begin_shard(void *user, const int64_t *ignored, size_t n_ignored, int64_t n_known)
{
        struct cw_sequences *s = user;
        const bool same = n_ignored == 0 && s->n_shard_ignored == 0 && n_known == s->n_known;
        s->shard_ignored = ignored;
        s->n_shard_ignored = n_ignored;
        s->n_known = n_known;
        if (same)
                return;
        judge_again(s, &s->ids);
        judge_again(s, &s->names);
}

static cw_status
end_shard(void *user, bool is_whole)
{
        struct cw_sequences *s = user;
        if (is_whole && s->n_present > 0) /* a last sequence that nothing ended */
                CW_TRY(end_sequence(s));
        for (size_t i = 0; i < s->n_touched; i++) {
                struct cw_sequence_label *label = label_at(s, s->touched[i]);
                label->all.around += is_whole ? label->shard.around : 0;
                label->all.sequences += is_whole ? label->shard.sequences : 0;
                label->shard = (struct cw_label_presence){0};
        }
        settle_pairs(&s->pairs, is_whole);
        s->n_touched = 0;
        s->n_present = 0;
        s->n_tokens = 0;
        s->before = 0;
        s->stamp++;
        s->shard_ignored = NULL;
        return CW_OK;
}

static cw_status
take_counted(void *user, const char *name, int64_t id, const struct cw_label_presence *presence)
{
        struct cw_sequences *s = user;
        if (presence == NULL) {
                s->missing = true;
                return CW_OK;
        }
        const uint32_t code = name != NULL ? code_of(s, &s->names, name, strlen(name), 0) : code_of_id(s, id);
        if (code == UINT32_MAX)
                return CW_E_MEMORY;
        return presence->sequences == 0 || label_at(s, code)->left_out ? CW_OK : add_to_shard(s, code, *presence);
}

struct cw_collector
cw_sequences_collector(struct cw_sequences *s)
{
        return (struct cw_collector){.user = s,
                                     .ids = take_ids,
                                     .name = take_name,
                                     .end_sequence = end_sequence,
                                     .counts_too = true,
                                     .begin_shard = begin_shard,
                                     .end_shard = end_shard,
                                     .counted = take_counted};
}

const struct cw_sequence_label *
cw_sequence_label_of(const struct cw_sequences *s, uint32_t code)
{
        return &(code % 2 == 0 ? &s->ids : &s->names)->items[code / 2];
}

static void
free_labels(struct cw_sequence_labels *labels)
{
        cw_intern_free(&labels->table);
        cw_free(labels->items);
}

void
cw_sequences_free(struct cw_sequences *s)
{
        free_labels(&s->ids);
        free_labels(&s->names);
        cw_intern_free(&s->pairs.table);
        cw_free(s->pairs.items);
        cw_free(s->pairs.touched);
        cw_free(s->pairs.small);
        cw_free(s->present);
        cw_free(s->touched);
        *s = (struct cw_sequences){0};
}
