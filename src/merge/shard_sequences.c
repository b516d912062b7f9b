/* SPDX-License-Identifier: MIT */
/*
 * Sums by sequence as bytes.
 */
#include "merge/shard_sequences.h"

#include "base/memory.h"
#include "base/varint.h"
#include "count/histogram.h"

enum { MISSING = 1, TOO_MANY = 2 };

#define SEQUENCES_MOST \
        (UINT64_C(1) << 48) /* of one shard: no sum of theirs is 0 then, which would mean that there is none */

bool
cw_shard_sequences_any(const struct cw_sequence_sums *s)
{
        return s->n_touched > 0 || s->missing || s->pairs.too_many;
}

/* ---- writing -------------------------------------------------------------------------------------------------- */

/* The labels of one kind; place[code] of each, from *n_ref on. */
static void
put_labels(const struct cw_sequence_sums *s, uint32_t kind, uint64_t *place, uint64_t *n_ref, struct cw_buffer *out)
{
        uint64_t n = 0;
        for (size_t i = 0; i < s->n_touched; i++)
                n += s->touched[i] % 2 == kind;
        cw_put_varint(out, n);
        for (size_t i = 0; i < s->n_touched; i++) {
                const struct cw_sequence_label *label = cw_sequence_label_of(s, s->touched[i]);
                if (s->touched[i] % 2 != kind)
                        continue;
                if (label->name != NULL)
                        cw_put_text(out, label->name, label->nbytes);
                else
                        cw_put_zigzag(out, label->id);
                cw_put_varint(out, label->sum.around);
                cw_put_varint(out, label->sum.sequences);
                place[s->touched[i]] = ++*n_ref;
        }
}

/* Each label of a pair stands in a sequence, and so has a place. */
static void
put_pairs(const struct cw_sequence_sums *s, const uint64_t *place, struct cw_buffer *out)
{
        uint64_t n = 0;
        for (size_t i = 0; i < s->pairs.n; i++)
                n += s->pairs.items[i].n > 0;
        cw_put_varint(out, n);
        for (size_t i = 0; i < s->pairs.n; i++) {
                const struct cw_sequence_pair *pair = &s->pairs.items[i];
                if (pair->n == 0)
                        continue;
                cw_put_varint(out, pair->from == 0 ? 0 : place[pair->from - 1]);
                cw_put_varint(out, pair->to == 0 ? 0 : place[pair->to - 1]);
                cw_put_varint(out, pair->n);
        }
}

void
cw_shard_sequences_put(const struct cw_sequence_sums *s, struct cw_buffer *out)
{
        const size_t most = 2 * (s->ids.n > s->names.n ? s->ids.n : s->names.n);
        uint64_t *place = cw_calloc(most, sizeof(*place)), n = 0;
        if (place == NULL) {
                out->failed = true;
                return;
        }
        cw_put_varint(out, (s->missing ? MISSING : 0) | (s->pairs.too_many ? TOO_MANY : 0));
        put_labels(s, 0, place, &n, out);
        put_labels(s, 1, place, &n, out);
        put_pairs(s, place, out);
        cw_free(place);
}

/* ---- reading -------------------------------------------------------------------------------------------------- */

/* The labels that have been read: codes of `to`. */
struct taken {
        uint32_t *codes;
        size_t n, cap;
};

static cw_status
take_labels(struct cw_cursor *c, bool named, struct cw_sequence_sums *to, struct taken *taken)
{
        const uint64_t n = cw_cursor_n(c, 3);
        for (uint64_t i = 0; i < n && !c->bad; i++) {
                size_t nbytes = 0;
                const char *name = named ? cw_cursor_text(c, &nbytes) : NULL;
                const int64_t id = named ? 0 : cw_cursor_zigzag(c);
                const uint64_t around = cw_cursor_varint(c), sequences = cw_cursor_varint(c);
                c->bad = c->bad || sequences == 0 || around < sequences || sequences > SEQUENCES_MOST ||
                         nbytes >= UINT32_MAX;
                if (c->bad || !cw_grow(&taken->codes, &taken->cap, taken->n + 1, sizeof(*taken->codes)))
                        return c->bad ? CW_OK : CW_E_MEMORY;
                taken->codes[taken->n++] = 0;
                if (to == NULL)
                        continue;
                const uint32_t code =
                        named ? cw_sequence_code_of_name(to, name, nbytes) : cw_sequence_code_of_id(to, id);
                if (code == CW_SEQUENCE_NO_CODE)
                        return CW_E_MEMORY;
                taken->codes[taken->n - 1] = code;
                CW_TRY(cw_sequence_sums_add(to, code, (struct cw_label_presence){around, sequences}));
        }
        return CW_OK;
}

static cw_status
take_pairs(struct cw_cursor *c, struct cw_sequence_sums *to, const struct taken *taken)
{
        const uint64_t n_pairs = cw_cursor_n(c, 3);
        for (uint64_t i = 0; i < n_pairs && !c->bad; i++) {
                const uint64_t from = cw_cursor_varint(c), behind = cw_cursor_varint(c), n = cw_cursor_varint(c);
                c->bad = c->bad || from > taken->n || behind > taken->n || n == 0;
                if (to != NULL && !c->bad)
                        CW_TRY(cw_sequence_sums_pair(to, from == 0 ? 0 : taken->codes[from - 1] + 1,
                                                     behind == 0 ? 0 : taken->codes[behind - 1] + 1, n));
        }
        return CW_OK;
}

cw_status
cw_shard_sequences_take(struct cw_cursor *c, struct cw_sequence_sums *to, struct cw_error *err)
{
        struct taken taken = {0};
        const uint64_t bits = cw_cursor_varint(c);
        c->bad = c->bad || bits > (MISSING | TOO_MANY);
        cw_status status = take_labels(c, false, to, &taken);
        if (status == CW_OK)
                status = take_labels(c, true, to, &taken);
        if (status == CW_OK)
                status = take_pairs(c, to, &taken);
        if (to != NULL && status == CW_OK && !c->bad) {
                to->missing |= (bits & MISSING) != 0;
                to->pairs.too_many |= (bits & TOO_MANY) != 0;
        }
        cw_free(taken.codes);
        return status == CW_OK ? CW_OK : cw_fail_memory(err, taken.n * sizeof(*taken.codes));
}
