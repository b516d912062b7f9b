/* SPDX-License-Identifier: MIT */
/*
 * Runs the dialects jsonl and json over text in memory, in one piece or cut as the block cutter and the joiner cut it, and
 * puts what was counted into one line of text, so that results can be compared and expected:
 *
 *     ids 0:3 7:1 names B-X:1 O:2 seq 3 rows 4 skipped 0
 */
#ifndef CW_TESTS_JSON_DRIVER_H
#define CW_TESTS_JSON_DRIVER_H

#include "base/memory.h"
#include "formats/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct json_run {
        cw_status status;
        struct cw_error err;
        char *counted; /* the line; free() */
        char column[256];
};

/* Where the next cut is; a plain linear congruence. */
static inline uint32_t
json_random(uint32_t *seed)
{
        *seed = *seed * 1664525U + 1013904223U;
        return *seed >> 8;
}

/* A copy that ends where the text does, with hostile bytes as padding. */
static inline char *
json_padded(const char *text, size_t n)
{
        static const char pad[] = "\"]}1,\\0[{\n";
        char *copy = malloc(n + CW_TEXT_PAD);
        if (n > 0)
                memcpy(copy, text, n);
        for (size_t i = 0; i < CW_TEXT_PAD; i++)
                copy[n + i] = pad[i % (sizeof(pad) - 1)];
        return copy;
}

static inline cw_status
json_decode_run(const struct cw_text_dialect *d, const void *learnt, struct cw_text_state *state, const char *text,
                size_t n, bool last, struct cw_tally *t, size_t *consumed, struct cw_error *err)
{
        char *copy = json_padded(text, n);
        *consumed = 0;
        cw_status status = d->decode(learnt, state, copy, n, last, t, consumed, err);
        free(copy);
        return status;
}

/* As the cutter does with blocks: body, tail, head of the next, joined. */
static inline cw_status
json_decode_blocks(const struct cw_text_dialect *d, const void *learnt, const char *text, size_t n, uint32_t seed,
                   struct cw_tally *t, uint64_t *rows, struct cw_error *err)
{
        char *carry = malloc(n + 1);
        size_t n_carry = 0, at = 0, consumed = 0;
        bool first = true;
        cw_status status = CW_OK;
        while (status == CW_OK && at < n) {
                size_t block = 1 + json_random(&seed) % (1 + json_random(&seed) % 200);
                struct cw_text_state state = {0}, seam = {0};
                if (block > n - at)
                        block = n - at;
                char *copy = json_padded(text + at, block);
                size_t head = first ? 0 : d->head(learnt, copy, block, &state);
                free(copy);
                size_t n_head = head == SIZE_MAX ? block : head;
                memcpy(carry + n_carry, text + at, n_head);
                n_carry += n_head;
                if (head != SIZE_MAX && n_carry > 0) {
                        t->in_seam = true;
                        status = json_decode_run(d, learnt, &seam, carry, n_carry, false, t, &consumed, err);
                        t->in_seam = false;
                        if (status == CW_OK && consumed != n_carry)
                                abort();
                        *rows += seam.row;
                        n_carry = 0;
                }
                if (head != SIZE_MAX && status == CW_OK) {
                        status = json_decode_run(d, learnt, &state, text + at + head, block - head, false, t, &consumed,
                                                 err);
                        *rows += state.row;
                        if (status == CW_OK) {
                                n_carry = block - head - consumed;
                                memcpy(carry, text + at + head + consumed, n_carry);
                        }
                }
                at += block;
                first = false;
        }
        struct cw_text_state state = {0};
        if (status == CW_OK)
                status = json_decode_run(d, learnt, &state, carry, n_carry, true, t, &consumed, err);
        *rows += state.row;
        free(carry);
        return status;
}

/* One run of text that comes in pieces, as a nested dialect gets it where it is decoded in order. */
static inline cw_status
json_decode_pieces(const struct cw_text_dialect *d, const void *learnt, const char *text, size_t n, uint32_t seed,
                   struct cw_tally *t, uint64_t *rows, struct cw_error *err)
{
        struct cw_text_state state = {0};
        size_t at = 0, end = 0, consumed;
        cw_status status = CW_OK;
        while (status == CW_OK && end < n) {
                size_t more = 1 + json_random(&seed) % (1 + json_random(&seed) % 200);
                end = more < n - end ? end + more : n;
                status = json_decode_run(d, learnt, &state, text + at, end - at, false, t, &consumed, err);
                at += consumed;
        }
        if (status == CW_OK)
                status = json_decode_run(d, learnt, &state, text + at, n - at, true, t, &consumed, err);
        if (status == CW_OK && at + consumed != n)
                abort();
        *rows = state.row;
        return status;
}

struct json_id {
        int64_t id;
        uint64_t tokens;
};

struct json_ids {
        struct json_id *items;
        size_t n, cap;
};

static inline void
json_visit(void *user, int64_t id, uint64_t tokens)
{
        struct json_ids *ids = user;
        for (size_t i = 0; i < ids->n; i++) {
                if (ids->items[i].id == id) {
                        ids->items[i].tokens += tokens;
                        return;
                }
        }
        if (ids->n == ids->cap)
                ids->items = realloc(ids->items, (ids->cap = ids->cap * 2 + 64) * sizeof(*ids->items));
        ids->items[ids->n++] = (struct json_id){id, tokens};
}

static inline int
json_compare_ids(const void *a, const void *b)
{
        const struct json_id *x = a, *y = b;
        return (x->id > y->id) - (x->id < y->id);
}

static inline int
json_compare_names(const void *a, const void *b)
{
        const char *const *x = a, *const *y = b;
        return strcmp(*x, *y);
}

static inline void
json_put_place(struct cw_buffer *b, struct cw_place at)
{
        cw_buffer_printf(b, "@%llu.%llu.%llu", (unsigned long long)at.part, (unsigned long long)at.row,
                         (unsigned long long)at.position);
}

/* " odd 9@1.0.2": the unknown ids, each with the first place of it. */
static inline void
json_put_odd(struct cw_buffer *b, const struct cw_tally *t)
{
        for (size_t i = 0; i < t->n_odd; i++) {
                cw_buffer_printf(b, "%s%lld", i == 0 ? " odd " : " ", (long long)t->odd[i].id);
                json_put_place(b, t->odd[i].place);
        }
}

/* With places, names too have that of their first token behind them. */
static inline char *
json_counted(const struct cw_tally *t, uint64_t rows, bool with_places)
{
        struct cw_buffer b = {0};
        struct json_ids ids = {0};
        char **names = calloc(t->names.n + 1, sizeof(*names));
        size_t n_names = 0, nbytes;
        char *out = NULL, *copy;
        cw_histogram_each(&t->ids, json_visit, &ids);
        if (ids.n > 0)
                qsort(ids.items, ids.n, sizeof(*ids.items), json_compare_ids);
        cw_buffer_puts(&b, "ids");
        for (size_t i = 0; i < ids.n; i++)
                cw_buffer_printf(&b, " %lld:%llu", (long long)ids.items[i].id, (unsigned long long)ids.items[i].tokens);
        for (size_t i = 0; i < t->names.n; i++) {
                struct cw_buffer one = {0};
                if (t->name_tokens[i] == 0)
                        continue;
                cw_buffer_printf(&one, " %s:%llu", t->names.names[i].text, (unsigned long long)t->name_tokens[i]);
                if (with_places)
                        json_put_place(&one, t->name_first[i]);
                if (cw_buffer_take(&one, &names[n_names++], &nbytes, NULL) != CW_OK)
                        abort();
        }
        qsort(names, n_names, sizeof(*names), json_compare_names);
        cw_buffer_puts(&b, " names");
        for (size_t i = 0; i < n_names; i++) {
                cw_buffer_puts(&b, names[i]);
                cw_free(names[i]);
        }
        cw_buffer_printf(&b, " seq %llu rows %llu skipped %llu", (unsigned long long)t->sequences,
                         (unsigned long long)rows, (unsigned long long)t->rows_skipped);
        if (with_places)
                json_put_odd(&b, t);
        if (cw_buffer_take(&b, &out, &nbytes, NULL) != CW_OK)
                abort();
        copy = strdup(out);
        cw_free(out);
        free(names);
        free(ids.items);
        return copy;
}

/* Rules that a run is counted by, and with what; all zero: the fastest kernel, no map, nothing ignored. */
struct json_rules {
        const struct cw_kernel *kernel;
        int64_t n_known; /* 0: no map */
        bool ignore;     /* -100 */
};

/* seed 0: in one piece. */
static inline struct json_run
json_decode_by(const struct json_rules *rules, const struct cw_text_dialect *d, const void *learnt, bool skip,
               const char *text, size_t n, uint32_t seed)
{
        static const int64_t ignored[] = {-100};
        struct json_run r = {0};
        struct cw_tally t;
        struct cw_text_state state = {0};
        uint64_t rows = 0;
        size_t consumed;
        if (cw_tally_init(&t, &r.err) != CW_OK)
                abort();
        t.skip_bad_rows = skip;
        if (rules->kernel != NULL)
                t.kernel = rules->kernel;
        if (rules->n_known != 0)
                t.n_known = rules->n_known;
        t.ignore = ignored;
        t.n_ignore = rules->ignore;
        if (seed == 0) {
                r.status = json_decode_run(d, learnt, &state, text, n, true, &t, &consumed, &r.err);
                rows = state.row;
                if (r.status == CW_OK && consumed != n)
                        abort();
        } else if (d->border != NULL) {
                r.status = json_decode_pieces(d, learnt, text, n, seed, &t, &rows, &r.err);
        } else {
                r.status = json_decode_blocks(d, learnt, text, n, seed, &t, &rows, &r.err);
        }
        r.counted = r.status == CW_OK ? json_counted(&t, rows, rules->n_known != 0) : strdup("failed");
        cw_tally_free(&t);
        return r;
}

static inline struct json_run
json_decode_with(const struct cw_text_dialect *d, const void *learnt, bool skip, const char *text, size_t n,
                 uint32_t seed)
{
        const struct json_rules rules = {0};
        return json_decode_by(&rules, d, learnt, skip, text, n, seed);
}

/* Learns from the first `n_sample` bytes, then decodes all. */
static inline struct json_run
json_run_sampled(const struct cw_text_dialect *d, const char *column, bool skip, const char *text, size_t n,
                 size_t n_sample, uint32_t seed)
{
        struct cw_read_options o = {.column = column, .skip_bad_rows = skip};
        struct json_run r = {0};
        const char *chosen = NULL;
        void *learnt = NULL;
        r.status = d->learn(&o, text, n_sample, n_sample == n, &learnt, &chosen, &r.err);
        if (r.status == CW_OK) {
                char shown[256];
                snprintf(shown, sizeof(shown), "%s", chosen != NULL ? chosen : "");
                r = json_decode_with(d, learnt, skip, text, n, seed);
                memcpy(r.column, shown, sizeof(shown));
        } else {
                r.counted = strdup("not learnt");
        }
        d->forget(learnt);
        return r;
}

static inline struct json_run
json_run(const struct cw_text_dialect *d, const char *column, bool skip, const char *text, size_t n, uint32_t seed)
{
        return json_run_sampled(d, column, skip, text, n, n, seed);
}

#endif
