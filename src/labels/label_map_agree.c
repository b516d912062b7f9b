/* SPDX-License-Identifier: MIT */
/*
 * Whether two label maps say the same, and the sentence where they do not.  Weights that are made with one order of the
 * labels and used with another are wrong without a sign of it, so the sentence must let the reader see which of the
 * usual mistakes it is: another order, a list of another model, a list that is cut short.
 */
#include "labels/label_map_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A sentence under way; what does not fit is cut. */
struct sentence {
        char text[640];
        size_t n;
};

static void CW_PRINTF(2, 3) add(struct sentence *s, const char *fmt, ...);

static void
add(struct sentence *s, const char *fmt, ...)
{
        va_list args;
        va_start(args, fmt);
        const int n = vsnprintf(s->text + s->n, sizeof(s->text) - s->n, fmt, args);
        va_end(args);
        if (n > 0)
                s->n += (size_t)n < sizeof(s->text) - s->n ? (size_t)n : sizeof(s->text) - 1 - s->n;
}

static struct cw_label_quoted
quote(const char *name)
{
        return cw_label_quote(name, strlen(name));
}

/** Adds "id 1 is "A" in X but "B" in Y" for the first few ids that differ; false if none does. */
static bool
add_differences(struct sentence *s, const struct cw_label_map *a, const char *a_name, const struct cw_label_map *b,
                const char *b_name)
{
        enum { SHOWN = 2 };
        const size_t n = a->n < b->n ? a->n : b->n;
        size_t n_found = 0;
        for (size_t id = 0; id < n && n_found < SHOWN; id++) {
                if (strcmp(a->names[id], b->names[id]) == 0)
                        continue;
                if (n_found++ == 0)
                        add(s, "id %zu is %s in %.100s but %s in %.100s", id, quote(a->names[id]).text, a_name,
                            quote(b->names[id]).text, b_name);
                else
                        add(s, ", id %zu is %s but %s", id, quote(a->names[id]).text, quote(b->names[id]).text);
        }
        return n_found > 0;
}

/** Adds "; Y lacks "A" and 3 more" for the names of `a` that `b` does not have; false if it has all. */
static bool
add_missing(struct sentence *s, const struct cw_label_map *a, const struct cw_label_map *b, const char *b_name)
{
        size_t n_missing = 0, first = 0;
        for (size_t id = 0; id < a->n; id++) {
                int64_t unused;
                if (!cw_label_map_find(b, a->names[id], strlen(a->names[id]), &unused) && n_missing++ == 0)
                        first = id;
        }
        if (n_missing == 0)
                return false;
        add(s, "; %.100s lacks %s", b_name, quote(a->names[first]).text);
        if (n_missing > 1)
                add(s, " and %zu more", n_missing - 1);
        return true;
}

cw_status
cw_label_map_agree(const struct cw_label_map *wanted, const struct cw_label_map *data, struct cw_error *err)
{
        /* The data is called by what it is: its file stands in front of the sentence already. */
        const char *wanted_name = wanted->source, *data_name = "the data";
        struct sentence s = {.n = 0};
        if (wanted == data || !add_differences(&s, wanted, wanted_name, data, data_name))
                return CW_OK;
        const bool data_lacks = add_missing(&s, wanted, data, data_name);
        const bool wanted_lacks = add_missing(&s, data, wanted, wanted_name);
        if (!data_lacks && !wanted_lacks)
                add(&s, "; the %zu names are the same in another order (a permutation)", data->n);
        return cw_fail(err, CW_E_DATA, "label names disagree: %s; use the map that the data was labelled with", s.text);
}

cw_status
cw_label_map_same(const struct cw_label_map *a, const char *a_name, const struct cw_label_map *b, const char *b_name,
                  struct cw_error *err)
{
        struct sentence s = {.n = 0};
        if (!add_differences(&s, a, a_name, b, b_name)) {
                if (a->n == b->n)
                        return CW_OK;
                const bool a_longer = a->n > b->n;
                const struct cw_label_map *longer = a_longer ? a : b, *shorter = a_longer ? b : a;
                add(&s, "id %zu is %s in %.100s and missing in %.100s", shorter->n,
                    quote(longer->names[shorter->n]).text, a_longer ? a_name : b_name, a_longer ? b_name : a_name);
        }
        return cw_fail(err, CW_E_DATA, "%.100s and %.100s disagree: %s", a_name, b_name, s.text);
}
