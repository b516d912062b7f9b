/* SPDX-License-Identifier: MIT */
/*
 * The analyser of sequences.  "Was it in this sequence already?" is one comparison with the number of the sequence; of
 * small ids, which most are, that number lies in an array by id, so that a token of a label that has been seen costs a
 * load and a comparison.
 */
#include "count/sequences.h"

#include "base/memory.h"
#include "count/histogram.h"

#include <string.h>

/* ---- labels --------------------------------------------------------------------------------------------------- */

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
        if (is_among(r->ignore, r->n_ignore, id) || is_among(s->shard.ignored, s->shard.n_ignored, id))
                return true;
        return label->name == NULL && r->leave_unknown && (uint64_t)id >= (uint64_t)s->shard.n_known;
}

/* A label that is new is judged. */
static uint32_t
judged(struct cw_sequences *s, const struct cw_sequence_labels *labels, size_t n_before, uint32_t code)
{
        if (labels->n > n_before)
                labels->items[n_before].left_out = is_left_out(s, &labels->items[n_before]);
        return code;
}

static uint32_t
code_of_name(struct cw_sequences *s, const char *text, size_t nbytes)
{
        const size_t n = s->sums.names.n;
        return judged(s, &s->sums.names, n, cw_sequence_code_of_name(&s->sums, text, nbytes));
}

/* As the shard means it: an id may stand for a name. */
static uint32_t
code_of_id(struct cw_sequences *s, int64_t id)
{
        const struct cw_label_map *names = s->shard.names;
        const size_t n = s->sums.ids.n;
        if (names != NULL && id >= 0 && (uint64_t)id < names->n)
                return code_of_name(s, names->names[id], strlen(names->names[id]));
        return judged(s, &s->sums.ids, n, cw_sequence_code_of_id(&s->sums, id));
}

/* ---- tokens --------------------------------------------------------------------------------------------------- */

static cw_status
take_pair(struct cw_sequences *s, uint32_t code)
{
        const uint32_t from = s->now.last;
        s->now.last = code + 1;
        if (from != 0)
                return cw_sequence_sums_pair(&s->sums, from, code + 1, 1);
        s->now.first = code + 1; /* which pair it ends is known with the sequence */
        return CW_OK;
}

static cw_status
take_token(struct cw_sequences *s, uint32_t code)
{
        if (code == CW_SEQUENCE_NO_CODE)
                return CW_E_MEMORY;
        struct cw_sequence_label *label = cw_sequence_label_of(&s->sums, code);
        if (label->left_out)
                return CW_OK;
        s->now.n_tokens++;
        if (s->wants_pairs)
                CW_TRY(take_pair(s, code));
        if (label->stamp == s->stamp)
                return CW_OK;
        label->stamp = s->stamp;
        return cw_sequence_run_put(&s->now, code) ? CW_OK : CW_E_MEMORY;
}

/* A token whose label is known to `small` from now on. */
static cw_status
take_small(struct cw_sequences *s, struct cw_sequence_small *small, uint32_t code)
{
        CW_TRY(take_token(s, code));
        small->code1 = code + 1;
        /* From now on it needs only be counted, if that is all that is wanted. */
        if (!s->wants_pairs && !cw_sequence_label_of(&s->sums, code)->left_out)
                small->stamp = s->stamp;
        return CW_OK;
}

/* An id that is not known to have been in this sequence. */
static cw_status
take_id(struct cw_sequences *s, int64_t id)
{
        const uint64_t slot = (uint64_t)id + CW_DENSE_BIAS;
        if (slot >= CW_SEQUENCE_SMALL)
                return take_token(s, code_of_id(s, id));
        struct cw_sequence_small *small = &s->ids[slot];
        return take_small(s, small, small->code1 != 0 ? small->code1 - 1 : code_of_id(s, id));
}

static inline bool
was_here(const struct cw_sequences *s, int64_t id)
{
        const uint64_t slot = (uint64_t)id + CW_DENSE_BIAS;
        return slot < CW_SEQUENCE_SMALL && s->ids[slot].stamp == s->stamp;
}

#define TAKE_ALL(type)                                                          \
        for (size_t i = 0; i < n; i++) {                                        \
                type id;                                                        \
                memcpy(&id, (const uint8_t *)ids + i * sizeof(id), sizeof(id)); \
                if (was_here(s, (int64_t)id))                                   \
                        n_here++;                                               \
                else                                                            \
                        CW_TRY(take_id(s, (int64_t)id));                        \
        }                                                                       \
        break

static cw_status
take_array(void *user, const void *ids, size_t n, enum cw_width width)
{
        struct cw_sequences *s = user;
        uint64_t n_here = 0;
        switch (width) {
        case CW_I8:
                TAKE_ALL(int8_t);
        case CW_U8:
                TAKE_ALL(uint8_t);
        case CW_I16:
                TAKE_ALL(int16_t);
        case CW_U16:
                TAKE_ALL(uint16_t);
        case CW_I32:
                TAKE_ALL(int32_t);
        case CW_U32:
                TAKE_ALL(uint32_t);
        case CW_I64:
        case CW_UNSIGNED:
                TAKE_ALL(int64_t);
        }
        s->now.n_tokens += n_here;
        return CW_OK;
}

static cw_status
take_name(void *user, uint32_t number, const char *text, size_t nbytes)
{
        struct cw_sequences *s = user;
        if (number >= CW_SEQUENCE_SMALL)
                return take_token(s, code_of_name(s, text, nbytes));
        struct cw_sequence_small *small = &s->names[number];
        if (small->stamp == s->stamp) {
                s->now.n_tokens++;
                return CW_OK;
        }
        return take_small(s, small, small->code1 != 0 ? small->code1 - 1 : code_of_name(s, text, nbytes));
}

/* ---- sequences ------------------------------------------------------------------------------------------------ */

static void
clear_run(struct cw_sequence_run *run)
{
        run->n = 0;
        run->n_tokens = 0;
        run->first = run->last = 0;
}

cw_status
cw_sequence_run_settle(const struct cw_sequence_run *run, bool wants_pairs, struct cw_sequence_sums *sums)
{
        for (size_t i = 0; i < run->n; i++)
                CW_TRY(cw_sequence_sums_add(sums, run->codes[i], (struct cw_label_presence){run->n_tokens, 1}));
        if (!wants_pairs || run->n_tokens == 0)
                return CW_OK;
        CW_TRY(cw_sequence_sums_pair(sums, 0, run->first, 1));
        return cw_sequence_sums_pair(sums, run->last, 0, 1);
}

static cw_status
end_sequence(void *user)
{
        struct cw_sequences *s = user;
        cw_status status = CW_OK;
        if (s->open) {
                const struct cw_sequence_run spare = s->head;
                s->head = s->now;
                s->now = spare;
                s->has_head = true;
                s->open = false;
        } else {
                status = cw_sequence_run_settle(&s->now, s->wants_pairs, &s->sums);
        }
        clear_run(&s->now);
        s->stamp++;
        return status;
}

static cw_status
take_counted(void *user, const char *name, int64_t id, const struct cw_label_presence *presence)
{
        struct cw_sequences *s = user;
        if (presence == NULL) {
                s->sums.missing = true;
                return CW_OK;
        }
        const uint32_t code = name != NULL ? code_of_name(s, name, strlen(name)) : code_of_id(s, id);
        if (code == CW_SEQUENCE_NO_CODE)
                return CW_E_MEMORY;
        const bool any = presence->sequences > 0 && !cw_sequence_label_of(&s->sums, code)->left_out;
        return any ? cw_sequence_sums_add(&s->sums, code, *presence) : CW_OK;
}

/* ---- shards and parts ----------------------------------------------------------------------------------------- */

static void
judge_again(struct cw_sequences *s, struct cw_sequence_labels *labels)
{
        for (size_t i = 0; i < labels->n; i++)
                labels->items[i].left_out = is_left_out(s, &labels->items[i]);
}

void
cw_sequences_begin_shard(struct cw_sequences *s, const struct cw_sequence_shard *shard)
{
        const struct cw_sequence_shard before = s->shard;
        const bool same_rules = shard->n_ignored == 0 && before.n_ignored == 0 && shard->n_known == before.n_known;
        s->shard = *shard;
        cw_sequence_sums_trim(&s->sums);
        const bool no_codes = s->sums.ids.n + s->sums.names.n == 0;
        if (shard->names != NULL || before.names != NULL || no_codes)
                memset(s->ids, 0, sizeof(s->ids)); /* ids stand for other names, or codes for other labels */
        if (no_codes)
                memset(s->names, 0, sizeof(s->names));
        if (same_rules)
                return;
        judge_again(s, &s->sums.ids);
        judge_again(s, &s->sums.names);
        s->stamp++;
}

void
cw_sequences_begin_part(struct cw_sequences *s)
{
        clear_run(&s->head);
        clear_run(&s->now);
        s->has_head = false;
        s->open = s->shard.goes_on;
        s->stamp++;
}

cw_status
cw_sequences_end_part(struct cw_sequences *s)
{
        return !s->shard.goes_on && s->now.n > 0 ? end_sequence(s) : CW_OK;
}

void
cw_sequences_renumber(struct cw_sequences *s)
{
        memset(s->names, 0, sizeof(s->names));
}

void
cw_sequences_drop(struct cw_sequences *s)
{
        cw_sequence_sums_clear(&s->sums);
        cw_sequences_begin_part(s);
}

struct cw_collector
cw_sequences_collector(struct cw_sequences *s)
{
        return (struct cw_collector){.user = s,
                                     .array = take_array,
                                     .numbered = take_name,
                                     .end_sequence = end_sequence,
                                     .knows_names = true,
                                     .counts_too = true,
                                     .counted = take_counted};
}

void
cw_sequences_free(struct cw_sequences *s)
{
        cw_sequence_sums_free(&s->sums);
        cw_free(s->head.codes);
        cw_free(s->now.codes);
        *s = (struct cw_sequences){0};
}
