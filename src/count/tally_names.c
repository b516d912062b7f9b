/* SPDX-License-Identifier: MIT */
/*
 * The names of a tally: each is interned and has a bin by its number.
 */
#include "base/memory.h"
#include "count/tally_parts.h"

#include <string.h>

/* Room for the bins of a new name. */
static bool
grow_names(struct cw_tally *t, uint32_t number)
{
        size_t old = t->names_cap, cap = old;
        if (number == UINT32_MAX || number >= CW_LABELS_MOST || t->names.nbytes > CW_NAMES_NBYTES_MOST) {
                t->ids.too_many = number != UINT32_MAX;
                t->failed = number == UINT32_MAX;
                return false;
        }
        if (number < old)
                return true;
        if (!cw_grow(&t->name_first, &cap, (size_t)number + 1, sizeof(*t->name_first)) ||
            !cw_grow(&t->name_tokens, &t->names_cap, cap, sizeof(*t->name_tokens))) {
                t->failed = true;
                return false;
        }
        memset(t->name_tokens + old, 0, (t->names_cap - old) * sizeof(*t->name_tokens));
        return true;
}

static void
note_name(struct cw_tally *t, uint32_t number, struct cw_place place)
{
        if (t->name_tokens[number] == 0 || cw_place_compare(place, t->name_first[number]) < 0)
                t->name_first[number] = place;
}

static void
count_name(struct cw_tally *t, const char *text, size_t nbytes)
{
        uint32_t number = t->last_number;
        if (number == UINT32_MAX || nbytes != t->last_nbytes || memcmp(text, t->last_text, nbytes) != 0) {
                number = cw_intern_add(&t->names, text, nbytes);
                if (!grow_names(t, number))
                        return;
                t->last_number = number;
                t->last_text = t->names.names[number].text;
                t->last_nbytes = nbytes;
        }
        if (t->name_tokens[number] == 0 || t->in_seam)
                note_name(t, number, t->at);
        t->name_tokens[number]++;
        t->at.position++;
}

static void
collect_name(struct cw_tally *t, const char *text, size_t nbytes)
{
        struct cw_collector *c = t->collector;
        if (!cw_tally_is_collecting(t))
                return;
        if (c->numbered == NULL)
                c->status = c->name(c->user, text, nbytes);
        else if (!t->failed && !t->ids.too_many) /* else it has no number, and nothing counts any more */
                c->status = c->numbered(c->user, t->last_number, text, nbytes);
}

void
cw_tally_name(struct cw_tally *t, const char *text, size_t nbytes)
{
        if (cw_tally_is_counting(t))
                count_name(t, text, nbytes);
        if (t->collector != NULL)
                collect_name(t, text, nbytes);
}

void
cw_tally_labels(struct cw_tally *t, const struct cw_tally_label *labels, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                const uint32_t number = cw_intern_add_padded(&t->names, labels[i].text, labels[i].nbytes);
                if (!grow_names(t, number))
                        return;
                if (t->name_tokens[number] == 0 || t->in_seam)
                        note_name(t, number, (struct cw_place){t->at.part, labels[i].row, labels[i].position});
                t->name_tokens[number]++;
        }
}

void
cw_tally_name_run(struct cw_tally *t, const char *text, size_t nbytes, uint64_t n)
{
        if (n == 0)
                return;
        if (cw_tally_is_counting(t))
                count_name(t, text, nbytes);
        for (uint64_t i = 0; t->collector != NULL && i < n; i++)
                collect_name(t, text, nbytes);
        if (!cw_tally_is_counting(t) || t->failed || t->ids.too_many)
                return;
        t->name_tokens[t->last_number] += n - 1;
        t->at.position += n - 1;
}

bool
cw_tally_knows(const struct cw_tally *t, const char *text, size_t nbytes)
{
        const uint32_t number = cw_intern_find(&t->names, text, nbytes);
        return number < t->names_cap && t->name_tokens[number] > 0;
}
